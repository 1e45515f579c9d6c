import { strftime } from '../clock'
import { arg } from './builtins'
import { callSync } from './machine/call'
import { all } from './machine/iterate'
import { binary, order } from './operate'
import { functions, type Members } from './system-modules'
import { failure, unsimulated } from './value/exceptions'
import { dict, keyOf, truth } from './value/items'
import { floatText, str } from './value/repr'
import { isThing, list, native, special, tuple, typeName, type Special, type Value } from './value/thing'
import type { Machine, Native } from './machine/core'

/**
 * json, random, datetime, math, string, collections, uuid, hashlib's names, logging: modules that need nothing of the machine but its clock and its chance.
 *
 * @models docs.python.org/3/library
 * @fidelity part: what scripts in tutorials use; random is not the Mersenne Twister, so a seed gives other numbers
 */
function dumps(value: Value, indent: number | undefined, sort: boolean, ascii: boolean, depth = 0): string {
  if (value === null) return 'null'
  if (typeof value === 'boolean') return String(value)
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'number') return floatText(value)
  if (typeof value === 'string') {
    const quoted = JSON.stringify(value)
    return ascii
      ? quoted.replace(/[\u0080-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)
      : quoted
  }
  const inner = (each: Value) => dumps(each, indent, sort, ascii, depth + 1)
  const laid = (open: string, parts: readonly string[], close: string) => {
    if (parts.length === 0) return open + close
    if (indent === undefined) return open + parts.join(', ') + close
    const pad = ' '.repeat(indent * (depth + 1))
    return `${open}\n${parts.map((part) => pad + part).join(',\n')}\n${' '.repeat(indent * depth)}${close}`
  }
  if (value.t === 'list' || value.t === 'tuple') return laid('[', value.v.map(inner), ']')
  if (value.t === 'dict') {
    const pairs = [...value.m.values()]
    if (sort) pairs.sort((a, b) => order(a[0], b[0]))
    return laid(
      '{',
      pairs.map(
        ([key, each]) =>
          `${JSON.stringify(typeof key === 'string' ? key : dumps(key, undefined, false, ascii))}: ${inner(each)}`,
      ),
      '}',
    )
  }
  throw failure('TypeError', `Object of type ${typeName(value)} is not JSON serializable`)
}

/** Numbers that have no point are int. */
export function loads(words: string): Value {
  const trimmed = words.trim()
  try {
    JSON.parse(trimmed)
  } catch {
    const at = trimmed === '' ? 0 : Math.max(0, trimmed.search(/[^\s]/))
    throw failure('json.decoder.JSONDecodeError', `Expecting value: line 1 column ${at + 1} (char ${at})`)
  }
  return fromJson(
    JSON.parse(
      trimmed.replace(
        /("(?:\\.|[^"\\])*")|(-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)/g,
        (_, quoted: string | undefined, number: string) => quoted ?? `{"\\u0000":"${number}"}`,
      ),
    ),
  )
}

function fromJson(value: unknown): Value {
  if (Array.isArray(value)) return list(value.map(fromJson))
  if (typeof value === 'object' && value !== null) {
    const number = (value as Record<string, string>)['\0']
    if (number !== undefined) return /^-?\d+$/.test(number) ? BigInt(number) : Number(number)
    return dict(Object.entries(value).map(([key, each]) => [key, fromJson(each)] as const))
  }
  return value as Value
}

export const jsonText = (value: Value, indent?: number): string => dumps(value, indent, false, true)

/** A number from 0 to 1, without 1. */
const chance = (m: Machine): number => (m.sys.random() + m.sys.random() / 4_294_967_296) / 4_294_967_296

const between = (m: Machine, from: number, to: number): number => from + Math.floor(chance(m) * (to - from + 1))

function shuffled(m: Machine, values: readonly Value[]): Value[] {
  const out = [...values]
  for (let i = out.length - 1; i > 0; i--) {
    const j = between(m, 0, i)
    ;[out[i], out[j]] = [out[j]!, out[i]!]
  }
  return out
}

const choice = (m: Machine, values: readonly Value[]): Value => {
  if (values.length === 0) throw failure('IndexError', 'Cannot choose from an empty sequence')
  return values[between(m, 0, values.length - 1)]!
}

/** A moment in microseconds since 1970. */
const moment = (micros: number): Value => special('datetime.datetime', { micros })

const span = (micros: number): Value => special('datetime.timedelta', { micros })
const microsOf = (value: Value): number => Number((value as Special).m.get('micros') ?? 0)
const isKind = (value: Value, kind: string): boolean => isThing(value) && value.t === 'special' && value.kind === kind

const iso = (micros: number, separator = 'T'): string => {
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

const math1 =
  (play: (n: number) => number): Native =>
  (_m, [n = 0]) =>
    play(Number(n))

const toInt =
  (play: (n: number) => number): Native =>
  (_m, [n = 0]) =>
    typeof n === 'bigint' ? n : BigInt(play(Number(n)))

export const dataNatives: Readonly<Record<string, Native>> = {
  'json.dumps': (_m, [value = null], named) => {
    const indent = named.get('indent') ?? null
    return dumps(
      value,
      indent === null ? undefined : Number(indent),
      truth(named.get('sort_keys') ?? false),
      truth(named.get('ensure_ascii') ?? true),
    )
  },
  'json.loads': (_m, [words = '']) => loads(isThing(words) && words.t === 'bytes' ? words.s : str(words)),
  'json.load': (m, [file = null]) => loads(str(m.lib.natives['TextIOWrapper.read']!(m, [], new Map(), file))),
  'json.dump': (m, [value = null, file = null], named) =>
    m.lib.natives['TextIOWrapper.write']!(m, [dataNatives['json.dumps']!(m, [value], named, null)], new Map(), file),
  'random.random': (m) => chance(m),
  'random.randint': (m, [a = 0n, b = 0n]) => BigInt(between(m, Number(a), Number(b))),
  'random.randrange': (m, [a = 0n, b]) =>
    BigInt(b === undefined ? between(m, 0, Number(a) - 1) : between(m, Number(a), Number(b) - 1)),
  'random.uniform': (m, [a = 0, b = 1]) => Number(a) + chance(m) * (Number(b) - Number(a)),
  'random.choice': (m, [values = null]) => choice(m, all(m, values)),
  'random.choices': (m, args, named) =>
    list(Array.from({ length: Number(arg(args, 2, named, 'k', 1n)) }, () => choice(m, all(m, args[0] ?? null)))),
  'random.sample': (m, args, named) =>
    list(shuffled(m, all(m, args[0] ?? null)).slice(0, Number(arg(args, 1, named, 'k', 1n)))),
  'random.shuffle': (m, [values = null]) => {
    if (isThing(values) && values.t === 'list') values.v.splice(0, Infinity, ...shuffled(m, values.v))
    return null
  },
  'random.seed': () => null,
  'secrets.token_hex': (m, [n = 32n]) =>
    Array.from({ length: Number(n) }, () => (m.sys.random() & 255).toString(16).padStart(2, '0')).join(''),
  'uuid.uuid4': (m) => special('UUID', { text: uuid(m) }),
  'UUID.__str__': (_m, _a, _n, self) => (self as Special).m.get('text') ?? '',
  'math.sqrt': (_m, [n = 0]) => {
    if (Number(n) < 0) throw failure('ValueError', 'math domain error')
    return Math.sqrt(Number(n))
  },
  'math.floor': toInt(Math.floor),
  'math.ceil': toInt(Math.ceil),
  'math.pow': (_m, [a = 0, b = 0]) => Number(a) ** Number(b),
  'math.sin': math1(Math.sin),
  'math.cos': math1(Math.cos),
  'math.log': (_m, [n = 0, base]) =>
    base === undefined ? Math.log(Number(n)) : Math.log(Number(n)) / Math.log(Number(base)),
  'math.log10': math1(Math.log10),
  'math.exp': math1(Math.exp),
  'math.factorial': (_m, [n = 0n]) => {
    if (Number(n) > 5000) throw unsimulated('so large a number is not simulated')
    let made = 1n
    for (let i = 2n; i <= BigInt(n as bigint); i++) made *= i
    return made
  },
  'math.gcd': (_m, [a = 0n, b = 0n]) => {
    let [x, y] = [BigInt(a as bigint), BigInt(b as bigint)]
    while (y !== 0n) [x, y] = [y, x % y]
    return x < 0n ? -x : x
  },
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
  'collections.Counter': (m, [values]) => {
    const counts = dict()
    for (const each of values === undefined ? [] : all(m, values))
      counts.m.set(keyOf(each), [each, ((counts.m.get(keyOf(each))?.[1] as bigint | undefined) ?? 0n) + 1n])
    return counts
  },
  'dict.most_common': (_m, [n], _n, self) =>
    list(
      [...(self as ReturnType<typeof dict>).m.values()]
        .sort((a, b) => order(b[1], a[1]))
        .slice(0, n === undefined ? undefined : Number(n))
        .map((pair) => tuple([...pair])),
    ),
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
  'functools.reduce': (m, [fn = null, values = null, start]) => {
    const given = all(m, values)
    const first = start === undefined ? given.slice(1) : given
    return first.reduce((made, each) => callSync(m, fn, [made, each]), start ?? given[0] ?? null)
  },
  'itertools.count': () => {
    throw unsimulated('itertools.count is not simulated')
  },
}

function uuid(m: Machine): string {
  const bytes = Array.from({ length: 16 }, () => m.sys.random() & 255)
  bytes[6] = (bytes[6]! & 15) | 64
  bytes[8] = (bytes[8]! & 63) | 128
  return bytes.map((byte, i) => ([4, 6, 8, 10].includes(i) ? '-' : '') + byte.toString(16).padStart(2, '0')).join('')
}

const letters = 'abcdefghijklmnopqrstuvwxyz'

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

export const dataModules: Readonly<Record<string, Members>> = {
  json: {
    ...functions('json', 'dumps loads load dump'),
    JSONDecodeError: () => failure('json.decoder.JSONDecodeError').value.of,
  },
  random: functions('random', 'random randint randrange uniform choice choices sample shuffle seed'),
  secrets: functions('secrets', 'token_hex'),
  uuid: functions('uuid', 'uuid4'),
  math: {
    ...functions('math', 'sqrt floor ceil pow sin cos log log10 exp factorial gcd'),
    pi: () => Math.PI,
    e: () => Math.E,
    inf: () => Infinity,
  },
  datetime: {
    ...functions('datetime', 'datetime date timedelta'),
    timezone: () => special('datetime.timezone', { utc: null }),
    UTC: () => null,
  },
  collections: { ...functions('collections', 'Counter'), OrderedDict: () => native('dict') },
  functools: functions('functools', 'reduce'),
  string: {
    ascii_lowercase: () => letters,
    ascii_uppercase: () => letters.toUpperCase(),
    ascii_letters: () => letters + letters.toUpperCase(),
    digits: () => '0123456789',
    punctuation: () => '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
  },
  logging: {
    ...functions('logging', 'basicConfig getLogger debug info warning error critical'),
    ...Object.fromEntries(levels.map((level, i) => [level, () => BigInt((i + 1) * 10)])),
  },
}
