import { compareJson, isArray, isObject, jsonText, typeOf, type Json } from './json'

/** What jq does with values: indexing, arithmetic, and changes along a path. */
export type Path = readonly Json[]

export function assertion(words: string): never {
  throw { error: words }
}

const shown = (v: Json): string => {
  const text = jsonText(v)
  return `${typeOf(v)} (${text.length > 11 ? `${text.slice(0, 10)}...` : text})`
}

export function getIndex(v: Json, key: Json): Json {
  if (isObject(v) && typeof key === 'string') return v.get(key) ?? null
  if (isArray(v) && typeof key === 'number') return v[Math.floor(key < 0 ? key + v.length : key)] ?? null
  if (isArray(v) && isArray(key)) return indices(v, key)
  if (isObject(key) && (isArray(v) || v === null)) return getSlice(v, key.get('start') ?? null, key.get('end') ?? null)
  if (v === null && (typeof key === 'string' || typeof key === 'number' || key === null)) return null
  return typeof key === 'string'
    ? assertion(`Cannot index ${typeOf(v)} with string "${key}"`)
    : assertion(`Cannot index ${typeOf(v)} with ${typeOf(key)}`)
}

export const indices = (v: readonly Json[], wanted: readonly Json[]): Json =>
  wanted.length === 0
    ? null
    : v.flatMap((_, i) =>
        wanted.every((each, k) => i + k < v.length && compareJson(v[i + k]!, each) === 0) ? [i] : [],
      )

export function getSlice(v: Json, from: Json, to: Json): Json {
  if (v === null) return null
  if (!isArray(v) && typeof v !== 'string') return assertion(`Cannot index ${typeOf(v)} with object`)
  const all: readonly Json[] = typeof v === 'string' ? [...v] : v
  const part = all.slice(
    typeof from === 'number' ? Math.floor(from) : 0,
    typeof to === 'number' ? Math.ceil(to) : undefined,
  )
  return typeof v === 'string' ? part.join('') : part
}

export function add(a: Json, b: Json): Json {
  if (a === null || b === null) return a ?? b
  if (typeof a === 'number' && typeof b === 'number') return a + b
  if (typeof a === 'string' && typeof b === 'string') return a + b
  if (isArray(a) && isArray(b)) return [...a, ...b]
  if (isObject(a) && isObject(b)) return new Map([...a, ...b])
  return assertion(`${shown(a)} and ${shown(b)} cannot be added`)
}

const merged = (a: ReadonlyMap<string, Json>, b: ReadonlyMap<string, Json>): Json =>
  new Map([
    ...a,
    ...[...b].map(
      ([key, v]) =>
        [
          key,
          isObject(v) && isObject(a.get(key) ?? null) ? merged(a.get(key) as ReadonlyMap<string, Json>, v) : v,
        ] as const,
    ),
  ])

const operations: Readonly<Record<string, (a: Json, b: Json) => Json>> = {
  '+': add,
  '-': (a, b) => {
    if (typeof a === 'number' && typeof b === 'number') return a - b
    if (isArray(a) && isArray(b)) return a.filter((each) => !b.some((other) => compareJson(each, other) === 0))
    return assertion(`${shown(a)} and ${shown(b)} cannot be subtracted`)
  },
  '*': (a, b) => {
    if (typeof a === 'number' && typeof b === 'number') return a * b
    if (typeof a === 'string' && typeof b === 'number') return b > 0 ? a.repeat(Math.max(1, Math.floor(b))) : null
    if (isObject(a) && isObject(b)) return merged(a, b)
    return assertion(`${shown(a)} and ${shown(b)} cannot be multiplied`)
  },
  '/': (a, b) => {
    if (typeof a === 'string' && typeof b === 'string') return a === '' ? [] : a.split(b)
    if (typeof a !== 'number' || typeof b !== 'number')
      return assertion(`${shown(a)} and ${shown(b)} cannot be divided`)
    return b === 0 ? assertion(`${shown(a)} and ${shown(b)} cannot be divided because the divisor is zero`) : a / b
  },
  '%': (a, b) => {
    if (typeof a !== 'number' || typeof b !== 'number')
      return assertion(`${shown(a)} and ${shown(b)} cannot be divided`)
    const by = Math.abs(Math.trunc(b))
    return by === 0
      ? assertion(`${shown(a)} and ${shown(b)} cannot be divided because the divisor is zero`)
      : Math.trunc(a) % by
  },
  '==': (a, b) => compareJson(a, b) === 0,
  '!=': (a, b) => compareJson(a, b) !== 0,
  '<': (a, b) => compareJson(a, b) < 0,
  '<=': (a, b) => compareJson(a, b) <= 0,
  '>': (a, b) => compareJson(a, b) > 0,
  '>=': (a, b) => compareJson(a, b) >= 0,
}

export const arithmetic = (op: string, a: Json, b: Json): Json => operations[op]!(a, b)

/** The value with another at the end of a path; what is missing on the way is made. */
export function replaced(v: Json, path: Path, by: Json): Json {
  const [key, ...rest] = path
  if (key === undefined) return by
  if (isObject(key)) return spliced(v, key, rest, by)
  const inner = replaced(getIndex(v, key), rest, by)
  if (typeof key === 'string') return new Map([...(isObject(v) ? v : []), [key, inner]])
  if (typeof key !== 'number') return assertion('Invalid path component')
  const list = isArray(v) ? [...v] : []
  const at = key < 0 ? key + list.length : key
  if (at < 0) return assertion('Out of bounds negative array index')
  while (list.length < at) list.push(null)
  list[at] = inner
  return list
}

function spliced(v: Json, key: ReadonlyMap<string, Json>, rest: Path, by: Json): Json {
  const list = isArray(v) ? v : []
  const part = replaced(getSlice(list, key.get('start') ?? null, key.get('end') ?? null), rest, by)
  if (!isArray(part)) return assertion('A slice of an array can only be assigned another array')
  const bound = (n: Json | undefined, other: number) =>
    typeof n !== 'number' ? other : n < 0 ? Math.max(0, n + list.length) : n
  return [...list.slice(0, bound(key.get('start'), 0)), ...part, ...list.slice(bound(key.get('end'), list.length))]
}

/** Without what the paths lead to; the last goes first, so that the others keep their places. */
export const removed = (v: Json, paths: readonly Path[]): Json =>
  [...paths].sort((a, b) => compareJson(b, a)).reduce(without, v)

function without(v: Json, [key, ...rest]: Path): Json {
  if (v === null || key === undefined) return null
  if (rest.length > 0) {
    const inner = getIndex(v, key)
    return inner === null ? v : replaced(v, [key], without(inner, rest))
  }
  if (isObject(v) && typeof key === 'string') return new Map([...v].filter(([name]) => name !== key))
  if (isArray(v) && typeof key === 'number') return v.filter((_, i) => i !== (key < 0 ? key + v.length : key))
  if (isArray(v) && isObject(key)) return spliced(v, key, [], [])
  return assertion(`Cannot delete field at ${isObject(v) ? 'object' : 'array'} index of ${typeOf(v)}`)
}
