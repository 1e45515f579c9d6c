import { strftime } from '../../clock'
import { arg } from '../builtins/arguments'
import { str } from '../value/repr'
import { isThing, special, type Special, type Value } from '../value/thing'
import { functions, type Members } from './members'
import type { Native } from '../machine/core'

/**
 * datetime.
 *
 * @models docs.python.org/3/library/datetime.html
 * @fidelity part: UTC only; no parsing
 */

/** A moment in microseconds since 1970. */
const moment = (micros: number): Value => special('datetime.datetime', { micros })

const span = (micros: number): Value => special('datetime.timedelta', { micros })
const microsOf = (value: Value): number => Number((value as Special).m.get('micros') ?? 0)
const isKind = (value: Value, kind: string): boolean => isThing(value) && value.t === 'special' && value.kind === kind

export const iso = (micros: number, separator = 'T'): string => {
  const rest = micros % 1_000_000
  return (
    strftime(`%Y-%m-%d${separator}%H:%M:%S`, Math.floor(micros / 1e6)) +
    (rest === 0 ? '' : `.${String(rest).padStart(6, '0')}`)
  )
}

const timed = (format: string, micros: number): string =>
  strftime(format.replace(/%f/g, String(micros % 1_000_000).padStart(6, '0')), Math.floor(micros / 1e6))

const field = (micros: number, format: string): bigint => BigInt(strftime(format, Math.floor(micros / 1e6)).trim())

function spanText(micros: number): string {
  const days = Math.floor(micros / 86_400e6)
  const rest = micros - days * 86_400e6
  const clock = `${Math.floor(rest / 3600e6)}:${String(Math.floor(rest / 60e6) % 60).padStart(2, '0')}:${String(Math.floor(rest / 1e6) % 60).padStart(2, '0')}`
  const part = rest % 1e6 === 0 ? '' : `.${String(rest % 1e6).padStart(6, '0')}`
  return `${days === 0 ? '' : `${days} day${Math.abs(days) === 1 ? '' : 's'}, `}${clock}${part}`
}

/** Attributes of a moment: year, month and so on. */
const momentField = (self: Special, name: string): Value | undefined => {
  const formats: Readonly<Record<string, string>> = {
    year: '%Y',
    month: '%m',
    day: '%d',
    hour: '%H',
    minute: '%M',
    second: '%S',
  }
  if (!self.kind.startsWith('datetime.')) return undefined
  if (name === 'microsecond') return BigInt(microsOf(self) % 1_000_000)
  if (name === 'days') return BigInt(Math.floor(microsOf(self) / 86_400e6))
  if (name === 'seconds') return BigInt(Math.floor((microsOf(self) % 86_400e6) / 1e6))
  return formats[name] === undefined ? undefined : field(microsOf(self), formats[name])
}

export const dateNatives: Readonly<Record<string, Native>> = {
  'datetime.datetime.now': (m) => moment(m.sys.now()),
  'datetime.datetime.utcnow': (m) => moment(m.sys.now()),
  'datetime.datetime.today': (m) => moment(m.sys.now()),
  'datetime.datetime.fromtimestamp': (_m, [n = 0]) => moment(Math.round(Number(n) * 1e6)),
  'datetime.datetime.strftime': (_m, [format = ''], _n, self) => timed(str(format), microsOf(self)),
  'datetime.datetime.isoformat': (_m, [separator = 'T'], _n, self) => iso(microsOf(self), str(separator)),
  'datetime.datetime.timestamp': (_m, _a, _n, self) => microsOf(self) / 1e6,
  'datetime.datetime.date': (_m, _a, _n, self) => special('datetime.date', { micros: microsOf(self) }),
  'datetime.datetime.__str__': (_m, _a, _n, self) => iso(microsOf(self), ' '),
  'datetime.date.today': (m) => special('datetime.date', { micros: m.sys.now() }),
  'datetime.date.isoformat': (_m, _a, _n, self) => strftime('%Y-%m-%d', Math.floor(microsOf(self) / 1e6)),
  'datetime.date.strftime': (_m, [format = ''], _n, self) => timed(str(format), microsOf(self)),
  'datetime.date.__str__': (_m, _a, _n, self) => strftime('%Y-%m-%d', Math.floor(microsOf(self) / 1e6)),
  'datetime.timedelta': (_m, args, named) => {
    const part = (name: string, at: number, micros: number) => Number(arg(args, at, named, name, 0n)) * micros
    return span(
      part('days', 0, 86_400e6) +
        part('seconds', 1, 1e6) +
        part('microseconds', 2, 1) +
        part('milliseconds', 3, 1000) +
        part('minutes', 4, 60e6) +
        part('hours', 5, 3600e6) +
        part('weeks', 6, 7 * 86_400e6),
    )
  },
  'datetime.timedelta.total_seconds': (_m, _a, _n, self) => microsOf(self) / 1e6,
  'datetime.timedelta.__str__': (_m, _a, _n, self) => spanText(microsOf(self)),
  '.timely': (_m, [op = '', a = null, b = null]) => {
    if (isKind(a, 'datetime.datetime') && isKind(b, 'datetime.datetime') && op === '-')
      return span(microsOf(a) - microsOf(b))
    if (isKind(a, 'datetime.datetime') && isKind(b, 'datetime.timedelta'))
      return moment(microsOf(a) + (op === '-' ? -1 : 1) * microsOf(b))
    return undefined as unknown as Value
  },
  '.field': (_m, [name = ''], _n, self) => momentField(self as Special, str(name)) as Value,
  'time.strftime': (m, [format = '']) => strftime(str(format), Math.floor(m.sys.now() / 1e6)),
  'time.ctime': (m) => strftime('%a %b %e %H:%M:%S %Y', Math.floor(m.sys.now() / 1e6)),
  'time.localtime': (m) => moment(m.sys.now()),
  'time.gmtime': (m) => moment(m.sys.now()),
}

export const dateModules: Readonly<Record<string, Members>> = {
  datetime: {
    ...functions('datetime', 'datetime date timedelta'),
    timezone: () => special('datetime.timezone', { utc: null }),
    UTC: () => null,
  },
}
