import { fault } from './fault'
import { fromMicros, later, toMicros } from './moments'
import { exact, isDecimal, isNumber, quotient, toNumber, type Value } from './value'
import type { Context } from './data'

/** + - * / % and div of numbers, and of dates with spans. Neither side is NULL. */
export function arithmetic(op: string, left: Value, right: Value, ctx: Context): Value {
  const moment = dated(op, left, right)
  if (moment !== undefined) return moment
  const [a, b] = [toNumber(left)!, toNumber(right)!]
  if ((op === '/' || op === '%' || op === 'div') && b === 0) {
    if (ctx.dialect === 'mysql') return null
    throw fault({ kind: 'division' })
  }
  if (op === 'div') return Math.trunc(a / b)
  const float =
    [left, right].some((each) => typeof each === 'number' && !Number.isInteger(each)) ||
    (typeof left === 'string' && !/^-?\d+$/.test(left))
  if (float) return op === '+' ? a + b : op === '-' ? a - b : op === '*' ? a * b : op === '/' ? a / b : a % b
  if (op === '/')
    return ctx.dialect === 'postgres' && !isDecimal(left) && !isDecimal(right)
      ? Math.trunc(a / b)
      : quotient(left, right, ctx.dialect)
  if (isDecimal(left) || isDecimal(right)) return exact(op as '+', left, right)
  return op === '+' ? a + b : op === '-' ? a - b : op === '*' ? a * b : a % b
}

/** A date and a span, or two dates. */
function dated(op: string, left: Value, right: Value): Value | undefined {
  if (typeof left !== 'string' || (op !== '+' && op !== '-')) return undefined
  const from = toMicros(left)
  if (from === undefined) return undefined
  const sign = op === '+' ? 1 : -1
  const short = left.length === 10
  if (isNumber(right)) return short ? fromMicros(later(from, sign * toNumber(right)!, 'day')).slice(0, 10) : undefined
  const [count = '', unit = ''] = String(right).split(' ')
  const other = toMicros(String(right))
  if (other !== undefined) return short ? (from - other) / 86400e6 : spanText(from - other)
  if (unit === '') return undefined
  return fromMicros(later(from, sign * Number(count), unit), true)
}

function spanText(micros: number): string {
  const days = Math.trunc(micros / 86400e6)
  const clock = fromMicros(Math.abs(micros) % 86400e6, true).slice(11)
  return `${days === 0 ? '' : `${days} day${Math.abs(days) === 1 ? '' : 's'} `}${clock}`
}

export const divide = (left: Value, right: Value, ctx: Context): Value =>
  typeof left === 'number' && !Number.isInteger(left) ? left / toNumber(right)! : quotient(left, right, ctx.dialect)
