import { order } from '../value/compare'
import { failure } from '../value/exceptions'
import { dict, truth } from '../value/items'
import { floatText, str } from '../value/repr'
import { isThing, list, typeName, type Value } from '../value/thing'
import { functions, type Members } from './members'
import type { Native } from '../machine/core'

/**
 * json.
 *
 * @models docs.python.org/3/library/json.html
 * @fidelity part: no hooks, no encoders of the program's own
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

const dumped: Native = (_m, [value = null], named) => {
  const indent = named.get('indent') ?? null
  return dumps(
    value,
    indent === null ? undefined : Number(indent),
    truth(named.get('sort_keys') ?? false),
    truth(named.get('ensure_ascii') ?? true),
  )
}

export const jsonNatives: Readonly<Record<string, Native>> = {
  'json.dumps': dumped,
  'json.loads': (_m, [words = '']) => loads(isThing(words) && words.t === 'bytes' ? words.s : str(words)),
  'json.load': (m, [file = null]) => loads(str(m.lib.natives['TextIOWrapper.read']!(m, [], new Map(), file))),
  'json.dump': (m, [value = null, file = null], named) =>
    m.lib.natives['TextIOWrapper.write']!(m, [dumped(m, [value], named, null)], new Map(), file),
}

export const jsonModules: Readonly<Record<string, Members>> = {
  json: {
    ...functions('json', 'dumps loads load dump'),
    JSONDecodeError: () => failure('json.decoder.JSONDecodeError').value.of,
  },
}
