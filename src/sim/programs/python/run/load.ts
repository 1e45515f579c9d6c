import { text } from '../../../../base/bytes'
import { orUndefined } from '../../face'
import { own } from '../../script/own'
import { compilePython } from '../compile/compile'
import { newFrame, type Machine } from '../machine/core'
import { parsePython } from '../parse/parse'
import { failure, unsimulated } from '../value/exceptions'
import type { Module, Scope, Value } from '../value/thing'

/** import: where modules come from. */

/** Modules of the real library that nobody wrote here. */
const known =
  'abc argparse array ast asyncio base64 bisect calendar cmath concurrent configparser copy csv ctypes decimal difflib email enum fnmatch fractions ftplib gc glob gzip hashlib heapq hmac html imaplib importlib inspect io ipaddress itertools locale multiprocessing numbers operator pathlib pickle pprint queue re resource sched select selectors shelve shlex smtplib sqlite3 ssl statistics struct subprocess tarfile tempfile textwrap timeit tkinter traceback types unittest warnings weakref xml zipfile zlib'.split(
    ' ',
  )

/** Modules that are played here but must have been installed. */
const packages = new Set(['flask', 'redis'])

/** Where modules come from: those that are built in, those that pip has put there, and files beside the program. */
export function load(m: Machine, name: string): Value | undefined {
  const first = name.split('.')[0]!
  const module: Module = { t: 'module', name, m: new Map() }
  const file = fileOf(m, name)
  if (file !== undefined) return begin(m, module, file)
  if (packages.has(first) && !installed(m, first)) throw failure('ModuleNotFoundError', `No module named '${first}'`)
  if (own(m.lib.modules, name)) return keep(m, module)
  if (known.includes(first) || own(m.lib.modules, first)) throw unsimulated(`the module ${name} is not simulated`)
  if (installed(m, first)) throw unsimulated(`the package ${first} is not simulated`)
  throw failure('ModuleNotFoundError', `No module named '${name}'`)
}

function keep(m: Machine, module: Module): Value {
  m.core.modules.set(module.name, module)
  return module
}

const folderOf = (m: Machine) => m.core.file.replace(/[^/]*$/, '')

function fileOf(m: Machine, name: string): string | undefined {
  const base = folderOf(m) + name.replace(/^\.+/, '').replace(/\./g, '/')
  return [`${base}.py`, `${base}/__init__.py`].find((path) => orUndefined(() => m.sys.stat(path))?.kind === 'file')
}

const installed = (m: Machine, name: string): boolean =>
  [...siteDirs(m)].some((dir) => orUndefined(() => m.sys.stat(`${dir}/${name}`)) !== undefined)

const siteDirs = (m: Machine): readonly string[] => [
  '/usr/local/lib/python3/site-packages',
  '/usr/lib/python3/dist-packages',
  `${m.sys.env['VIRTUAL_ENV'] ?? '/opt/venv'}/lib/python3/site-packages`,
  `${m.sys.env['HOME'] ?? '/root'}/.local/lib/python3/site-packages`,
]

/** Its frame is on the stack then; what it returns is the module. */
function begin(m: Machine, module: Module, path: string): undefined {
  const codes = compilePython(parsePython(text(m.sys.readFile(path))), path, false, m.codes)
  m.codes = codes
  const scope: Scope = { m: module.m }
  module.m.set('__name__', module.name)
  keep(m, module)
  m.core.frames.push(newFrame(m, codes.length - 1, scope, { kind: 'module', name: module.name }))
}
