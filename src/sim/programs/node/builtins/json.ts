import { entries, number, text } from '../machine/convert'
import { fail } from '../machine/errors'
import { callSync } from '../machine/call'
import { inherited } from '../machine/members'
import type { Machine } from '../machine/core'
import { arr, isThing, obj, type Value } from '../machine/value'
import type { NativeFn } from '../machine/core'

/**
 * JSON.
 *
 * @models ECMA-262 JSON
 * @fidelity part: no replacer, no reviver
 */

export function json(value: Value, indent = '', depth = ''): string {
  if (value === null || typeof value === 'boolean') return String(value)
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : 'null'
  if (typeof value === 'string') return JSON.stringify(value)
  if (!isThing(value) || value.t === 'fn' || value.t === 'native') return 'null'
  if (value.t === 'obj' && value.kind === 'Date') return JSON.stringify(new Date(number(value)).toISOString())
  const deeper = depth + indent
  const laid = (open: string, parts: readonly string[], close: string) =>
    parts.length === 0
      ? open + close
      : indent === ''
        ? open + parts.join(',') + close
        : `${open}\n${deeper}${parts.join(`,\n${deeper}`)}\n${depth}${close}`
  if (value.t === 'arr')
    return laid(
      '[',
      value.v.map((each) => json(each, indent, deeper)),
      ']',
    )
  const pairs = entries(value).filter(
    ([, each]) => each !== undefined && !(isThing(each) && (each.t === 'fn' || each.t === 'native')),
  )
  return laid(
    '{',
    pairs.map(([key, each]) => `${JSON.stringify(key)}:${indent === '' ? '' : ' '}${json(each, indent, deeper)}`),
    '}',
  )
}

function fromJson(value: unknown): Value {
  if (Array.isArray(value)) return arr(value.map(fromJson))
  return typeof value === 'object' && value !== null
    ? obj(Object.fromEntries(Object.entries(value).map(([key, each]) => [key, fromJson(each)])))
    : (value as Value)
}

export const parsed = (words: string): Value => {
  try {
    return fromJson(JSON.parse(words))
  } catch {
    throw fail(
      'SyntaxError',
      words.trim() === ''
        ? 'Unexpected end of JSON input'
        : `Unexpected token '${words.trim()[0]}', "${words.slice(0, 20)}" is not valid JSON`,
    )
  }
}

/** With what the program's own toJSON and getters give. */
function plain(m: Machine, value: Value): Value {
  if (!isThing(value)) return value
  if (value.t === 'arr') return arr(value.v.map((each) => plain(m, each)))
  if (value.t !== 'obj') return value
  const own = inherited(value, 'toJSON')
  if (own !== undefined) return plain(m, callSync(m, own, [], value))
  if (value.kind !== 'Object') return value
  const read = (each: Value) => (isThing(each) && each.t === 'accessor' ? callSync(m, each.get, [], value) : each)
  return obj(Object.fromEntries(entries(value).map(([key, each]) => [key, plain(m, read(each))])))
}

export const jsonNatives: Readonly<Record<string, NativeFn>> = {
  'JSON.stringify': (m, [value, , indent]) =>
    value === undefined
      ? undefined
      : json(plain(m, value), typeof indent === 'number' ? ' '.repeat(indent) : text(indent ?? '')),
  'JSON.parse': (_m, [words]) => parsed(text(words)),
}
