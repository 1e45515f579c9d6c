import { orUndefined } from '../../face'
import { arr, obj } from '../machine/value'
import type { Machine, NativeFn } from '../machine/core'

/**
 * os.
 *
 * @models nodejs.org/api/os.html
 * @fidelity part: what programs in tutorials use
 */

const memory = (m: Machine, key: string): number =>
  Number(
    new RegExp(`^${key}:\\s*(\\d+)`, 'm').exec(orUndefined(() => m.sys.readFile('/proc/meminfo')) ?? '')?.[1] ?? 0,
  ) * 1024

export const osNatives: Readonly<Record<string, NativeFn>> = {
  'os.hostname': (m) => m.sys.hostname,
  'os.platform': () => 'linux',
  'os.type': () => 'Linux',
  'os.release': () => '6.8.0-79-generic',
  'os.arch': () => 'x64',
  'os.tmpdir': () => '/tmp',
  'os.cpus': (m) =>
    arr(
      (orUndefined(() => m.sys.readFile('/proc/cpuinfo'))?.match(/^processor/gm) ?? ['']).map(() =>
        obj({ model: 'cpu', speed: 2400 }),
      ),
    ),
  'os.totalmem': (m) => memory(m, 'MemTotal'),
  'os.freemem': (m) => memory(m, 'MemAvailable'),
  'os.uptime': (m) => Math.floor(m.sys.uptime() / 1e6),
  'os.userInfo': (m) =>
    obj({ uid: m.sys.uid, gid: m.sys.gid, username: m.sys.env['USER'] ?? (m.sys.uid === 0 ? 'root' : 'node') }),
}
