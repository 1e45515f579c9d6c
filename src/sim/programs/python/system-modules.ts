import { text, utf8 } from '../../../base/bytes'
import { SysError, strerror } from '../../wire/errno'
import { orUndefined } from '../face'
import { arg } from './builtins'
import { all } from './machine/iterate'
import { flush, write } from './machine/output'
import { textOf } from './machine/texts'
import { failure, unsimulated } from './value/exceptions'
import { dict, truth } from './value/items'
import { str } from './value/repr'
import { isThing, list, native, special, tuple, type Special, type Value } from './value/thing'
import type { Machine, Native } from './machine/core'

/**
 * os, sys, time, socket, platform, getpass, shutil and open(): what a program sees of its machine, by system calls.
 *
 * @models docs.python.org/3/library
 * @fidelity part: what scripts in tutorials use
 */
export type Members = Readonly<Record<string, (m: Machine) => Value>>

/** A call to the system; its errors become exceptions. */
function asking<T>(path: string, act: () => T): T {
  try {
    return act()
  } catch (error) {
    if (!(error instanceof SysError)) throw error
    const names: Readonly<Record<string, string>> = {
      ENOENT: 'FileNotFoundError',
      EACCES: 'PermissionError',
      EPERM: 'PermissionError',
      EEXIST: 'FileExistsError',
      EISDIR: 'IsADirectoryError',
      ENOTDIR: 'NotADirectoryError',
      EPIPE: 'BrokenPipeError',
    }
    const numbers: Readonly<Record<string, bigint>> = {
      ENOENT: 2n,
      EACCES: 13n,
      EPERM: 1n,
      EEXIST: 17n,
      EISDIR: 21n,
      ENOTDIR: 20n,
      EPIPE: 32n,
      EROFS: 30n,
      ENOSPC: 28n,
      ENOTEMPTY: 39n,
    }
    const raised = failure(names[error.errno] ?? 'OSError', numbers[error.errno] ?? 5n, strerror[error.errno])
    raised.value.m.set('filename', path)
    throw raised
  }
}

const env = (m: Machine): Value => {
  const held = m.core.kept.get('environ')
  if (held !== undefined) return held
  const made = special('_Environ', { items: dict(Object.entries(m.sys.env)) })
  m.core.kept.set('environ', made)
  return made
}

const environment = (m: Machine) => (env(m) as Special).m.get('items') as ReturnType<typeof dict>

const pathOf = (value: Value | undefined): string => (value === undefined ? '.' : str(value))

const slashes = (path: string) => {
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return `/${parts.join('/')}`
}

const exists = (m: Machine, path: string, kind?: 'file' | 'dir'): boolean => {
  const stat = orUndefined(() => m.sys.stat(path))
  return stat !== undefined && (kind === undefined || stat.kind === kind)
}

function removeTree(m: Machine, path: string): void {
  if (m.sys.lstat(path).kind !== 'dir') return m.sys.unlink(path)
  for (const entry of m.sys.readdir(path)) removeTree(m, `${path}/${entry.name}`)
  m.sys.rmdir(path)
}

const joinPath = (parts: readonly Value[]): string =>
  parts
    .map(str)
    .reduce((made, part) =>
      part.startsWith('/') ? part : made === '' || made.endsWith('/') ? made + part : `${made}/${part}`,
    )

const seconds = (m: Machine) => m.sys.now() / 1e6

const arch = 'x86_64'
const kernel = '6.8.0-79-generic'
const kernelVersion = '#79-Ubuntu SMP PREEMPT_DYNAMIC'

export const pythonVersion = (m: Pick<Machine, 'sys'>): string => m.sys.env['PYTHON_VERSION'] ?? '3.12.3'

export const systemNatives: Readonly<Record<string, Native>> = {
  '.write': (m, [fd, words]) => {
    m.sys.write(Number(fd), utf8(str(words ?? '')))
    return null
  },
  open: (m, args, named) => {
    const path = str(args[0] ?? '')
    const mode = str(arg(args, 1, named, 'mode', 'r'))
    const fd = asking(path, () =>
      m.sys.open(
        path,
        mode.startsWith('r') && !mode.includes('+')
          ? { read: true }
          : {
              read: mode.includes('+') || mode.startsWith('r'),
              write: true,
              create: !mode.startsWith('r'),
              truncate: mode.startsWith('w'),
              append: mode.startsWith('a'),
              exclusive: mode.startsWith('x'),
            },
      ),
    )
    if (mode.startsWith('r') && asking(path, () => m.sys.fstat(fd)).kind === 'dir') {
      m.sys.close(fd)
      asking(path, () => {
        throw new SysError('EISDIR')
      })
    }
    return special('TextIOWrapper', { fd: BigInt(fd), name: path, mode, ahead: '', ended: false })
  },
  'TextIOWrapper.__enter__': (_m, _a, _n, self) => self,
  'TextIOWrapper.__exit__': (m, _a, _n, self) => closed(m, self),
  'TextIOWrapper.close': (m, _a, _n, self) => closed(m, self),
  'TextIOWrapper.flush': (m, _a, _n, self) => {
    if ((self as Special).m.get('fd') === 1n) flush(m)
    return null
  },
  'TextIOWrapper.isatty': (m, _a, _n, self) => m.sys.isatty(Number((self as Special).m.get('fd'))),
  'TextIOWrapper.fileno': (_m, _a, _n, self) => (self as Special).m.get('fd') ?? null,
  'TextIOWrapper.reconfigure': (m) => ((m.core.buffered = false), null),
  'TextIOWrapper.write': (m, [what = ''], _n, self) => {
    const fd = Number((self as Special).m.get('fd'))
    const words = isThing(what) && what.t === 'bytes' ? what.s : utf8(textOf(m, what, '__str__'))
    if (fd === 1) write(m, text(words))
    else asking('', () => m.sys.write(fd, words))
    return BigInt(words.length)
  },
  'TextIOWrapper.writelines': (m, [values = null], _n, self) => {
    for (const each of all(m, values)) systemNatives['TextIOWrapper.write']!(m, [each], new Map(), self)
    return null
  },
  'TextIOWrapper.read': (m, _a, _n, self) => asBody(self, rest(m, self)),
  'TextIOWrapper.readline': (m, _a, _n, self) => {
    const whole = rest(m, self)
    const end = whole.indexOf('\n')
    ;(self as Special).m.set('ahead', end < 0 ? '' : whole.slice(end + 1))
    return asBody(self, end < 0 ? whole : whole.slice(0, end + 1))
  },
  'TextIOWrapper.readlines': (m, _a, _n, self) => list(linesIn(rest(m, self))),
  'TextIOWrapper.__iter__': (m, _a, _n, self) => list(linesIn(rest(m, self))),
  '_Environ.get': (m, args, named) =>
    environment(m).m.get(`s${str(args[0] ?? '')}`)?.[1] ?? arg(args, 1, named, 'default'),
  '_Environ.__getitem__': (m, [key = '']) => {
    const held = environment(m).m.get(`s${str(key)}`)
    if (!held) throw failure('KeyError', key)
    return held[1]
  },
  '_Environ.__setitem__': (m, [key = '', value = '']) => (environment(m).m.set(`s${str(key)}`, [key, value]), null),
  '_Environ.items': (m) => list([...environment(m).m.values()].map(([key, value]) => tuple([key, value]))),
  '_Environ.keys': (m) => list([...environment(m).m.values()].map(([key]) => key)),
  '_Environ.copy': (m) => dict([...environment(m).m.values()]),
  '_Environ.setdefault': (m, [key = '', value = '']) => {
    const held = environment(m).m.get(`s${str(key)}`)
    if (!held) environment(m).m.set(`s${str(key)}`, [key, value])
    return held ? held[1] : value
  },
  'os.getenv': (m, args, named) =>
    environment(m).m.get(`s${str(args[0] ?? '')}`)?.[1] ?? arg(args, 1, named, 'default'),
  'os.getcwd': (m) => m.sys.cwd(),
  'os.chdir': (m, [path]) => (asking(pathOf(path), () => m.sys.chdir(pathOf(path))), null),
  'os.getpid': (m) => BigInt(m.sys.pid),
  'os.getppid': (m) => BigInt(m.sys.ppid),
  'os.getuid': (m) => BigInt(m.sys.uid),
  'os.geteuid': (m) => BigInt(m.sys.uid),
  'os.getgid': (m) => BigInt(m.sys.gid),
  'os.cpu_count': (m) =>
    BigInt((orUndefined(() => m.sys.readFile('/proc/cpuinfo'))?.match(/^processor/gm) ?? ['']).length),
  'os.listdir': (m, [path]) => list(asking(pathOf(path), () => m.sys.readdir(pathOf(path)).map((entry) => entry.name))),
  'os.mkdir': (m, [path]) => (asking(pathOf(path), () => m.sys.mkdir(pathOf(path))), null),
  'os.makedirs': (m, args, named) => {
    const path = pathOf(args[0])
    const parts = path.split('/')
    if (exists(m, path) && !truth(arg(args, 2, named, 'exist_ok', false))) asking(path, () => m.sys.mkdir(path))
    for (let i = 1; i <= parts.length; i++) {
      const part = parts.slice(0, i).join('/')
      if (part !== '' && !exists(m, part)) asking(part, () => m.sys.mkdir(part))
    }
    return null
  },
  'os.remove': (m, [path]) => (asking(pathOf(path), () => m.sys.unlink(pathOf(path))), null),
  'os.unlink': (m, [path]) => (asking(pathOf(path), () => m.sys.unlink(pathOf(path))), null),
  'os.rmdir': (m, [path]) => (asking(pathOf(path), () => m.sys.rmdir(pathOf(path))), null),
  'os.rename': (m, [from, to]) => (asking(pathOf(from), () => m.sys.rename(pathOf(from), pathOf(to))), null),
  'os.uname': (m) =>
    special('posix.uname_result', {
      sysname: 'Linux',
      nodename: m.sys.hostname,
      release: kernel,
      version: kernelVersion,
      machine: arch,
    }),
  'os.urandom': (m, [n = 0n]) => ({
    t: 'bytes',
    s: Array.from({ length: Number(n) }, () => String.fromCharCode(m.sys.random() & 255)).join(''),
  }),
  'os._exit': (_m, [status = 0n]) => {
    throw failure('SystemExit', status)
  },
  'os.path.join': (_m, args) => joinPath(args),
  'os.path.exists': (m, [path]) => exists(m, pathOf(path)),
  'os.path.isfile': (m, [path]) => exists(m, pathOf(path), 'file'),
  'os.path.isdir': (m, [path]) => exists(m, pathOf(path), 'dir'),
  'os.path.getsize': (m, [path]) => BigInt(asking(pathOf(path), () => m.sys.stat(pathOf(path))).size),
  'os.path.basename': (_m, [path]) => pathOf(path).split('/').at(-1)!,
  'os.path.dirname': (_m, [path]) => pathOf(path).replace(/\/?[^/]*$/, '') || (pathOf(path).startsWith('/') ? '/' : ''),
  'os.path.abspath': (m, [path]) =>
    slashes(pathOf(path).startsWith('/') ? pathOf(path) : `${m.sys.cwd()}/${pathOf(path)}`),
  'os.path.realpath': (m, [path]) =>
    slashes(pathOf(path).startsWith('/') ? pathOf(path) : `${m.sys.cwd()}/${pathOf(path)}`),
  'os.path.expanduser': (m, [path]) => pathOf(path).replace(/^~/, m.sys.env['HOME'] ?? '/root'),
  'os.path.splitext': (_m, [path]) => {
    const at = /^(.*[^/.][^/]*)(\.[^./]*)$/.exec(pathOf(path))
    return tuple(at ? [at[1]!, at[2]!] : [pathOf(path), ''])
  },
  'shutil.rmtree': (m, [path]) => (asking(pathOf(path), () => removeTree(m, pathOf(path))), null),
  'sys.exit': (_m, [status = null]) => {
    throw failure('SystemExit', status)
  },
  'time.sleep': (m, [time = 0]) => {
    m.core.waiting = { kind: 'time', at: m.sys.now() + Math.round(Number(time) * 1e6) }
    return null
  },
  'time.time': (m) => seconds(m),
  'time.time_ns': (m) => BigInt(m.sys.now()) * 1000n,
  'time.perf_counter': (m) => m.sys.uptime() / 1e6,
  'time.monotonic': (m) => m.sys.uptime() / 1e6,
  'socket.gethostname': (m) => m.sys.hostname,
  'socket.getfqdn': (m) => m.sys.hostname,
  'socket.gethostbyname': (m, [name = '']) => {
    m.sys.resolve(str(name))
    m.core.waiting = { kind: 'lookup', name: str(name) }
    return null
  },
  'platform.node': (m) => m.sys.hostname,
  'platform.system': () => 'Linux',
  'platform.machine': () => arch,
  'platform.release': () => kernel,
  'platform.version': () => kernelVersion,
  'platform.processor': () => '',
  'platform.python_version': (m) => pythonVersion(m),
  'platform.platform': () => `Linux-${kernel}-${arch}-with-glibc2.36`,
  'platform.uname': (m) =>
    special('uname_result', {
      system: 'Linux',
      node: m.sys.hostname,
      release: kernel,
      version: kernelVersion,
      machine: arch,
    }),
  'getpass.getuser': (m) => m.sys.env['USER'] ?? m.sys.env['LOGNAME'] ?? (m.sys.uid === 0 ? 'root' : String(m.sys.uid)),
  'signal.signal': () => {
    throw unsimulated('signal.signal is not simulated')
  },
}

function rest(m: Machine, self: Value): string {
  const held = (self as Special).m
  let words = str(held.get('ahead') ?? '')
  held.set('ahead', '')
  for (
    let bytes = m.sys.read(Number(held.get('fd')));
    bytes !== undefined && bytes !== '';
    bytes = m.sys.read(Number(held.get('fd')))
  )
    words += str(held.get('mode') ?? '').includes('b') ? bytes : text(bytes)
  return words
}

const asBody = (self: Value, words: string): Value =>
  str((self as Special).m.get('mode') ?? '').includes('b') ? { t: 'bytes', s: words } : words

const linesIn = (words: string): string[] => words.match(/[^\n]*\n|[^\n]+$/g) ?? []

function closed(m: Machine, self: Value): null {
  const fd = Number((self as Special).m.get('fd'))
  if (fd > 2) orUndefined(() => m.sys.close(fd))
  return null
}

/** sys.stdin and its kin. */
const stream =
  (fd: number, name: string) =>
  (m: Machine): Value => {
    const held = m.core.kept.get(name)
    if (held !== undefined) return held
    const made = special('TextIOWrapper', { fd: BigInt(fd), name, mode: fd === 0 ? 'r' : 'w', ahead: '' })
    m.core.kept.set(name, made)
    return made
  }

/** Members that are functions of that name. */
export const functions = (module: string, names: string): Members =>
  Object.fromEntries(names.split(' ').map((name) => [name, () => native(`${module}.${name}`)]))

const versionNumbers = (m: Machine) => pythonVersion(m).split('.').map(BigInt)

export const systemModules: Readonly<Record<string, Members>> = {
  os: {
    ...functions(
      'os',
      'getenv getcwd chdir getpid getppid getuid geteuid getgid cpu_count listdir mkdir makedirs remove unlink rmdir rename uname urandom _exit',
    ),
    environ: env,
    name: () => 'posix',
    sep: () => '/',
    linesep: () => '\n',
  },
  'os.path': functions(
    'os.path',
    'join exists isfile isdir getsize basename dirname abspath realpath expanduser splitext',
  ),
  shutil: functions('shutil', 'rmtree'),
  sys: {
    ...functions('sys', 'exit'),
    argv: (m) => list([...m.core.args]),
    path: (m) => list([m.core.file.replace(/\/?[^/]*$/, '')]),
    version: (m) => `${pythonVersion(m)} (main, Aug 14 2025, 20:13:20) [GCC 12.2.0]`,
    version_info: (m) => tuple([...versionNumbers(m), 'final', 0n]),
    platform: () => 'linux',
    executable: (m) => m.sys.exe,
    byteorder: () => 'little',
    maxsize: () => 9_223_372_036_854_775_807n,
    stdin: stream(0, '<stdin>'),
    stdout: stream(1, '<stdout>'),
    stderr: stream(2, '<stderr>'),
    modules: () => dict(),
  },
  time: functions('time', 'sleep time time_ns perf_counter monotonic strftime ctime localtime gmtime'),
  socket: functions('socket', 'gethostname getfqdn gethostbyname'),
  platform: functions('platform', 'node system machine release version processor python_version platform uname'),
  getpass: functions('getpass', 'getuser'),
  signal: { ...functions('signal', 'signal'), SIGTERM: () => 15n, SIGINT: () => 2n },
  __future__: { annotations: () => null, print_function: () => null },
  typing: Object.fromEntries(
    'Any Dict List Optional Tuple Union Set Callable'.split(' ').map((name) => [name, () => special(`typing.${name}`)]),
  ),
}
