import { strerror, SysError } from '../../../wire/errno'
import { refuse } from '../errors'
import type { Machine } from '../state'
import { get, put, set, variable } from '../variables'
import type { Builtin } from './face'
import { output } from './output'

/**
 * cd, pwd and the directory stack. The logical path is kept: `cd link/..` comes back.
 *
 * @models bash builtins/cd.def, pushd.def
 * @fidelity part: pushd and popd rotate only with plain +N
 */
export const cd: Builtin = (m, args) => {
  const words = args.filter((a, i) => !(/^-[LPe@]+$/.test(a) && i === 0) && !(a === '--' && i <= 1))
  const physical = args[0] !== undefined && /^-[Le@]*P/.test(args[0])
  if (words.length > 1 && m.s.flavour === 'bash') return refuse(m, 'cd', 'too many arguments')
  const asked = words[0] ?? get(m, 'HOME')
  if (asked === undefined) return refuse(m, 'cd', 'HOME not set')
  if (asked === '-') return back(m)
  const [target, aloud] = viaCdPath(m, asked)
  const status = go(m, asked, target, physical)
  return status === 0 && aloud ? output(m, 'cd', `${get(m, 'PWD') ?? ''}\n`) : status
}

function back(m: Machine): number {
  const old = get(m, 'OLDPWD')
  if (old === undefined) return refuse(m, 'cd', 'OLDPWD not set')
  const status = go(m, old, old, false)
  return status === 0 ? output(m, 'cd', `${old}\n`) : status
}

function viaCdPath(m: Machine, asked: string): readonly [string, boolean] {
  const path = get(m, 'CDPATH')
  if (path === undefined || path === '' || /^(\/|\.\.?(\/|$))/.test(asked)) return [asked, false]
  const found = path.split(':').find((dir) => isDirectory(m, `${dir || '.'}/${asked}`))
  return found === undefined
    ? [asked, false]
    : [found === '' ? asked : `${found}/${asked}`, found !== '' && found !== '.']
}

export function isDirectory(m: Machine, path: string): boolean {
  try {
    return m.sys.stat(path).kind === 'dir'
  } catch {
    return false
  }
}

function go(m: Machine, shown: string, target: string, physical: boolean): number {
  const from = get(m, 'PWD') ?? m.sys.cwd()
  const path = physical || target === '' ? target : logical(from, target)
  try {
    if (target !== '') m.sys.chdir(path)
  } catch (error) {
    if (!(error instanceof SysError)) throw error
    if (m.s.flavour === 'bash') return refuse(m, 'cd', `${shown}: ${strerror[error.errno]}`)
    return refuse(
      m,
      'cd',
      m.s.flavour === 'ash' ? `can't cd to ${shown}: ${strerror[error.errno]}` : `can't cd to ${shown}`,
      2,
    )
  }
  setPlain(m, 'OLDPWD', from)
  setPlain(m, 'PWD', physical ? m.sys.cwd() : target === '' ? from : path)
  return 0
}

function setPlain(m: Machine, name: string, value: string): void {
  if (variable(m, name) === undefined) put(m, name, { value, exported: true })
  else set(m, name, value)
}

/** Joins and removes `.` and `..` by name. */
export function logical(from: string, path: string): string {
  const out: string[] = []
  for (const part of (path.startsWith('/') ? path : `${from}/${path}`).split('/')) {
    if (part === '..') out.pop()
    else if (part !== '' && part !== '.') out.push(part)
  }
  return `/${out.join('/')}`
}

export const pwd: Builtin = (m, args) =>
  output(m, 'pwd', `${args.includes('-P') ? m.sys.cwd() : (get(m, 'PWD') ?? m.sys.cwd())}\n`)

const stackLine = (m: Machine): string => {
  const home = get(m, 'HOME')
  const short = (d: string) =>
    home !== undefined && home !== '/' && (d === home || d.startsWith(`${home}/`)) ? `~${d.slice(home.length)}` : d
  return `${[get(m, 'PWD') ?? m.sys.cwd(), ...m.s.dirs].map(short).join(' ')}\n`
}

export const dirs: Builtin = (m, args) => {
  if (args[0] === '-c') {
    m.s.dirs = []
    return 0
  }
  return output(m, 'dirs', stackLine(m))
}

export const pushd: Builtin = (m, args) => {
  const here = get(m, 'PWD') ?? m.sys.cwd()
  const target = args[0] ?? m.s.dirs[0]
  if (target === undefined) return refuse(m, 'pushd', 'no other directory')
  const rest = args[0] === undefined ? m.s.dirs.slice(1) : m.s.dirs
  try {
    m.sys.chdir(logical(here, target))
  } catch (error) {
    if (!(error instanceof SysError)) throw error
    return refuse(m, 'pushd', `${target}: ${strerror[error.errno]}`)
  }
  m.s.dirs = [here, ...rest]
  setPlain(m, 'OLDPWD', here)
  setPlain(m, 'PWD', logical(here, target))
  return output(m, 'pushd', stackLine(m))
}

export const popd: Builtin = (m) => {
  const [target, ...rest] = m.s.dirs
  if (target === undefined) return refuse(m, 'popd', 'directory stack empty')
  const status = go(m, target, target, false)
  if (status !== 0) return status
  m.s.dirs = rest
  return output(m, 'popd', stackLine(m))
}
