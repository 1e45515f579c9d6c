import { binary } from '../value/operate'
import { str } from '../value/repr'
import { isThing, special, tuple } from '../value/thing'
import { iso } from './dates'
import { functions, type Members } from './members'
import type { Native } from '../machine/core'

/**
 * logging: one root logger that writes to standard error.
 *
 * @models docs.python.org/3/library/logging.html
 * @fidelity part: no handlers, no files
 */

const levels = ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL']

function logged(level: string): Native {
  return (m, [message = '', ...args], _n, self) => {
    const name = isThing(self) && self.t === 'special' ? str(self.m.get('name') ?? 'root') : 'root'
    const least = str(m.core.kept.get('logging.level') ?? 'WARNING')
    if (levels.indexOf(level) < levels.indexOf(least)) return null
    const words = args.length === 0 ? str(message) : str(binary('%', message, tuple(args)))
    const format = str(m.core.kept.get('logging.format') ?? '%(levelname)s:%(name)s:%(message)s')
    const values: Readonly<Record<string, string>> = {
      levelname: level,
      name,
      message: words,
      asctime: iso(m.sys.now(), ' ').slice(0, 23).replace('.', ','),
      process: String(m.sys.pid),
    }
    const line = format.replace(/%\((\w+)\)(-?\d*)s/g, (_, key: string, width: string) =>
      width.startsWith('-')
        ? (values[key] ?? '').padEnd(Number(width.slice(1)))
        : (values[key] ?? '').padStart(Number(width || 0)),
    )
    m.lib.natives['.write']!(m, [2n, `${line}\n`], new Map(), null)
    return null
  }
}

export const logNatives: Readonly<Record<string, Native>> = {
  'logging.basicConfig': (m, _a, named) => {
    const level = named.get('level')
    if (level !== undefined)
      m.core.kept.set(
        'logging.level',
        typeof level === 'bigint' ? (levels[Number(level) / 10 - 1] ?? 'DEBUG') : str(level),
      )
    if (named.has('format')) m.core.kept.set('logging.format', named.get('format')!)
    return null
  },
  'logging.getLogger': (_m, [name = 'root']) => special('Logger', { name }),
  'Logger.setLevel': (m, [level = 30n]) => (
    m.core.kept.set('logging.level', levels[Number(level) / 10 - 1] ?? 'DEBUG'),
    null
  ),
  ...Object.fromEntries(
    levels.flatMap((level) =>
      [`logging.${level.toLowerCase()}`, `Logger.${level.toLowerCase()}`].map((name) => [name, logged(level)]),
    ),
  ),
}

export const logModules: Readonly<Record<string, Members>> = {
  logging: {
    ...functions('logging', 'basicConfig getLogger debug info warning error critical'),
    ...Object.fromEntries(levels.map((level, i) => [level, () => BigInt((i + 1) * 10)])),
  },
}
