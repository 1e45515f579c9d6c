import { failure, unsimulated } from '../value/exceptions'
import { str } from '../value/repr'
import { special } from '../value/thing'
import { functions, type Members } from './members'
import { pythonVersion } from './version'
import type { Native } from '../machine/core'

/**
 * socket names, platform, getpass, signal: what a program sees of its machine.
 *
 * @models docs.python.org/3/library
 * @fidelity part: no sockets, no handlers of signals
 */

export const arch = 'x86_64'
export const kernel = '6.8.0-79-generic'
export const kernelVersion = '#79-Ubuntu SMP PREEMPT_DYNAMIC'

export const hostNatives: Readonly<Record<string, Native>> = {
  'sys.exit': (_m, [status = null]) => {
    throw failure('SystemExit', status)
  },
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

export const hostModules: Readonly<Record<string, Members>> = {
  socket: functions('socket', 'gethostname getfqdn gethostbyname'),
  platform: functions('platform', 'node system machine release version processor python_version platform uname'),
  getpass: functions('getpass', 'getuser'),
  signal: { ...functions('signal', 'signal'), SIGTERM: () => 15n, SIGINT: () => 2n },
  __future__: { annotations: () => null, print_function: () => null },
  typing: Object.fromEntries(
    'Any Dict List Optional Tuple Union Set Callable'.split(' ').map((name) => [name, () => special(`typing.${name}`)]),
  ),
}
