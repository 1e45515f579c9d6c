import { told, type Engine } from './engine'
import { fn, isObj, kindKey, kindOf, raised, special, toNumber, toText, type Fn, type Js, type Obj } from './values'

/**
 * ObjectId, ISODate, NumberLong and the other words for what JSON does not know.
 *
 * @models mongosh packages/shell-bson
 * @fidelity part: no BinData, Timestamp, Code, DBRef, MinKey or MaxKey
 */
const hex = (number: number, width: number): string => number.toString(16).padStart(width, '0').slice(-width)

export function newObjectId(m: Engine): Obj {
  m.ids = (m.ids + 1) % 0x1000000
  return { $oid: hex(Math.floor(m.now / 1000), 8) + m.outside.seed + hex(m.ids, 6) }
}

const objectId = (m: Engine): Fn =>
  fn('ObjectId', (_self, [given]) => {
    if (given === undefined) return newObjectId(m)
    if (typeof given === 'number') return { $oid: hex(given, 8) + m.outside.seed + hex(++m.ids, 6) }
    const words = toText(given)
    if (/^[\da-f]{24}$/i.test(words)) return { $oid: words.toLowerCase() }
    throw raised('BSONError', 'input must be a 24 character hex string, 12 byte Uint8Array, or an integer')
  })

/** A date from a text, a number, parts of it, or now. */
export function dateFrom(m: Engine, args: readonly Js[]): Obj {
  const [first, ...more] = args
  if (args.length === 0) return { $date: m.now }
  if (more.length > 0) {
    const [year = 1970, month = 0, day = 1, hour = 0, minute = 0, second = 0, milli = 0] = args.map(toNumber)
    return { $date: Date.UTC(year, month, day, hour, minute, second, milli) }
  }
  if (special(first) === '$date') return { $date: toNumber(first) }
  return { $date: typeof first === 'string' ? parsedDate(first) : Math.trunc(toNumber(first)) }
}

/** Without a zone it is UTC: the machine's own would be another one elsewhere. */
const parsedDate = (words: string): number =>
  Date.parse(
    /(Z|[+-]\d\d:?\d\d|GMT.*|UTC)$/.test(words.trim())
      ? words
      : /^\d{4}(-\d\d){0,2}$/.test(words.trim())
        ? words
        : `${words.trim()}${/T/.test(words) ? 'Z' : ' UTC'}`,
  )

const isoDate = (m: Engine): Fn =>
  fn('ISODate', (_self, args) => {
    const made = dateFrom(m, args)
    if (Number.isNaN(made['$date']))
      throw raised('MongoshInvalidInputError', `[COMMON-10001] ${JSON.stringify(args[0])} is not a valid ISODate`)
    return made
  })

const number = (title: string, kind: 'int' | 'double'): Fn =>
  fn(title, (_self, [given]) => ({
    [kindKey]: kind,
    value: kind === 'int' ? Math.trunc(toNumber(given ?? 0)) : toNumber(given ?? 0),
  }))

const long = (title: string): Fn => {
  const make = fn(title, (_self, [given]) => ({ $numberLong: String(Math.trunc(toNumber(given ?? 0))) }))
  return Object.assign(make, { '.fromNumber': make, '.fromString': make })
}

const decimal = (title: string): Fn => fn(title, (_self, [given]) => ({ $numberDecimal: toText(given ?? '0') }))

function uuid(m: Engine): Fn {
  return fn('UUID', (_self, [given]) => {
    if (given !== undefined) return { $uuid: toText(given).toLowerCase() }
    const digits = [0, 1, 2, 3].map(() => hex(told(m, m.outside.random) as number, 8)).join('')
    return {
      $uuid: `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-a${digits.slice(17, 20)}-${digits.slice(20)}`,
    }
  })
}

export const specialNames = (m: Engine): Record<string, Js> => ({
  ObjectId: Object.assign(objectId(m), {
    '.isValid': fn(
      'isValid',
      (_self, [given]) => special(given) === '$oid' || (typeof given === 'string' && /^[\da-f]{24}$/i.test(given)),
    ),
    '.createFromHexString': objectId(m),
  }),
  ISODate: isoDate(m),
  NumberLong: long('NumberLong'),
  Long: long('Long'),
  NumberInt: number('NumberInt', 'int'),
  Int32: number('Int32', 'int'),
  Double: number('Double', 'double'),
  NumberDecimal: decimal('NumberDecimal'),
  Decimal128: decimal('Decimal128'),
  UUID: uuid(m),
  Date: Object.assign(
    fn('Date', (self, args) =>
      isObj(self) && kindOf(self) === undefined ? dateFrom(m, args) : toText(dateFrom(m, [])),
    ),
    {
      '.now': fn('now', () => m.now),
      '.UTC': fn('UTC', (_self, args) => dateFrom(m, args.length === 1 ? [args[0], 0] : args)['$date']),
      '.parse': fn('parse', (_self, [words]) => parsedDate(toText(words))),
    },
  ),
})
