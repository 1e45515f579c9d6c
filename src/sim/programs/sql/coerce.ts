import { fault, type Fault } from './fault'
import type { Dialect } from './lex'
import { fromMicros, toMicros } from './moments'
import { familyOf, rangeOf, typeText, type SqlType } from './types'
import { isDecimal, isNumber, show, toNumber, toScale, type Value } from './value'

/** A value as a column of that type keeps it, or as CAST makes it; the fault where it cannot be. `column` is what MySQL names. */
export function coerce(
  dialect: Dialect,
  value: Value,
  type: SqlType,
  where: { readonly column: string; readonly row: number; readonly at: number },
): Value {
  if (value === null) return null
  switch (familyOf(type.name)) {
    case 'integer':
      return toInteger(dialect, value, type, where)
    case 'exact':
      return toExact(value, type, where)
    case 'float':
      return type.name === 'float' || type.name === 'real'
        ? Number(Math.fround(number(value, type, where)).toPrecision(6))
        : number(value, type, where)
    case 'boolean':
      return toBoolean(value, type, where)
    case 'moment':
      return toMoment(dialect, value, type, where)
    case 'text':
      return toText(dialect, value, type, where)
    case 'other':
      return toOther(dialect, value, type, where)
  }
}

type Where = { readonly column: string; readonly row: number; readonly at: number }

const bad = (type: SqlType, value: Value, where: Where) =>
  fault({ kind: 'badValue', type: type.name, value: show(value, 'postgres') ?? '', ...where } satisfies Fault)

function number(value: Value, type: SqlType, where: Where): number {
  if (typeof value !== 'string') return toNumber(value)!
  if (!/^\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\s*$/.test(value)) throw bad(type, value, where)
  return Number(value)
}

function toInteger(dialect: Dialect, value: Value, type: SqlType, where: Where): Value {
  if (typeof value === 'boolean' && dialect === 'postgres' && where.row > 0) throw bad(type, value, where)
  if (typeof value === 'string' && dialect === 'postgres' && !/^\s*[-+]?\d+\s*$/.test(value))
    throw bad(type, value, where)
  const exact = number(value, type, where)
  const whole = isDecimal(value) ? Number(toScale(value, 0).decimal) : Math.sign(exact) * Math.round(Math.abs(exact))
  const [low, high] = rangeOf(type)
  if (whole < low || whole > high) throw fault({ kind: 'outOfRange', type: type.name, ...where })
  return whole
}

function toExact(value: Value, type: SqlType, where: Where): Value {
  if (typeof value === 'string') number(value, type, where)
  const exact = typeof value === 'string' ? { decimal: value.trim() } : value
  if (type.length === undefined) return isDecimal(exact) ? exact : toScale(exact, Number.isInteger(exact) ? 0 : 15)
  const scale = type.scale ?? 0
  const found = toScale(exact, scale)
  if (found.decimal.replace(/^-|\..*/g, '').replace(/^0+/, '').length > type.length - scale)
    throw fault({ kind: 'outOfRange', type: type.name, ...where })
  return found
}

const yes = /^(t|true|y|yes|on|1)$/i
const no = /^(f|false|n|no|off|0)$/i

function toBoolean(value: Value, type: SqlType, where: Where): Value {
  if (typeof value === 'string') {
    if (yes.test(value.trim())) return true
    if (no.test(value.trim())) return false
    throw bad(type, value, where)
  }
  return toNumber(value) !== 0
}

function toMoment(dialect: Dialect, value: Value, type: SqlType, where: Where): Value {
  const text = show(value, dialect)!
  if (type.name.startsWith('time ') || type.name === 'time') {
    const clock = /(\d{1,2}:\d{2})(:\d{2}(?:\.\d+)?)?/.exec(text)
    if (!clock) throw bad(type, value, where)
    return `${clock[1]!.padStart(5, '0')}${clock[2] ?? ':00'}`
  }
  const micros = toMicros(text)
  if (micros === undefined) throw bad(type, value, where)
  if (type.name === 'date') return fromMicros(micros).slice(0, 10)
  if (dialect === 'postgres') return fromMicros(micros, true)
  return fromMicros(type.length === undefined ? Math.round(micros / 1e6) * 1e6 : micros, type.length !== undefined)
}

function toText(dialect: Dialect, value: Value, type: SqlType, where: Where): Value {
  const text = typeof value === 'boolean' && dialect === 'postgres' ? String(value) : show(value, dialect)!
  if (type.values !== undefined && type.name === 'enum') {
    const found = type.values.find((each) => each.toLowerCase() === text.toLowerCase())
    if (found === undefined) throw bad(type, value, where)
    return found
  }
  if (type.length !== undefined && [...text].length > type.length) {
    if (where.row < 0) return [...text].slice(0, type.length).join('') // a cast cuts
    throw fault({ kind: 'tooLong', type: typeText(type, dialect), ...where })
  }
  return type.name === 'character' ? text.padEnd(type.length ?? 1) : text
}

const uuid = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i

function toOther(dialect: Dialect, value: Value, type: SqlType, where: Where): Value {
  const text = show(value, dialect)!
  if (type.name === 'uuid' && !uuid.test(text)) throw bad(type, value, where)
  if ((type.name === 'json' || type.name === 'jsonb') && !isJson(text)) throw bad(type, value, where)
  if (isNumber(value) && dialect === 'postgres' && where.row > 0) throw bad(type, value, where)
  return type.name === 'jsonb' || (type.name === 'json' && dialect === 'mysql') ? spaced(JSON.parse(text)) : text
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** As jsonb and MySQL write it: keys in order of length, then letters; a blank after colons and commas. */
export function spaced(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spaced).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const entries = Object.entries(value).sort(([a], [b]) => a.length - b.length || (a < b ? -1 : 1))
  return `{${entries.map(([key, each]) => `${JSON.stringify(key)}: ${spaced(each)}`).join(', ')}}`
}
