import { orUndefined } from '../../face'
import { arg } from '../builtins/arguments'
import { failure } from '../value/exceptions'
import { truth } from '../value/items'
import { list, special } from '../value/thing'
import { asking } from './asking'
import { env } from './environ'
import { arch, kernel, kernelVersion } from './host'
import { functions, type Members } from './members'
import { exists, pathOf } from './paths'
import type { Machine, Native } from '../machine/core'

/**
 * os and shutil.
 *
 * @models docs.python.org/3/library/os.html
 * @fidelity part: no fork, exec, system; of shutil rmtree
 */

function removeTree(m: Machine, path: string): void {
  if (m.sys.lstat(path).kind !== 'dir') return m.sys.unlink(path)
  for (const entry of m.sys.readdir(path)) removeTree(m, `${path}/${entry.name}`)
  m.sys.rmdir(path)
}

export const osNatives: Readonly<Record<string, Native>> = {
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
  'shutil.rmtree': (m, [path]) => (asking(pathOf(path), () => removeTree(m, pathOf(path))), null),
}

export const osModules: Readonly<Record<string, Members>> = {
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
  shutil: functions('shutil', 'rmtree'),
}
