import { functions, type Members } from './members'
import type { Machine, Native } from '../machine/core'

/**
 * time: the simulated clock.
 *
 * @models docs.python.org/3/library/time.html
 * @fidelity part: no struct_time
 */

const seconds = (m: Machine) => m.sys.now() / 1e6

export const clockNatives: Readonly<Record<string, Native>> = {
  'time.sleep': (m, [time = 0]) => {
    m.core.waiting = { kind: 'time', at: m.sys.now() + Math.round(Number(time) * 1e6) }
    return null
  },
  'time.time': (m) => seconds(m),
  'time.time_ns': (m) => BigInt(m.sys.now()) * 1000n,
  'time.perf_counter': (m) => m.sys.uptime() / 1e6,
  'time.monotonic': (m) => m.sys.uptime() / 1e6,
}

export const clockModules: Readonly<Record<string, Members>> = {
  time: functions('time', 'sleep time time_ns perf_counter monotonic strftime ctime localtime gmtime'),
}
