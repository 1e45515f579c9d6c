import { isDoc, isList, refusal, shown, typeOf, type Doc, type Value } from './bson'

/**
 * Dotted paths into documents, and how they spread over lists.
 *
 * @models mongodb src/mongo/db/matcher/path.cpp, src/mongo/db/update
 */
const isIndex = (part: string): boolean => /^\d+$/.test(part)

/** Every value that a path of a query can mean; undefined stands for one that is missing. */
export function valuesAt(value: Value | undefined, parts: readonly string[]): readonly (Value | undefined)[] {
  const [part, ...rest] = parts
  if (part === undefined) return [value]
  if (isList(value)) {
    const inside = value.filter(isDoc).flatMap((each) => valuesAt(each, parts))
    return isIndex(part) && Number(part) < value.length ? [...valuesAt(value[Number(part)], rest), ...inside] : inside
  }
  return isDoc(value) && Object.hasOwn(value, part) ? valuesAt(value[part], rest) : [undefined]
}

/** The one value at a path, lists being stepped into by their places only. */
export function valueAt(value: Value | undefined, path: string): Value | undefined {
  let at = value
  for (const part of path.split('.')) {
    if (isList(at) && isIndex(part)) at = at[Number(part)]
    else if (isDoc(at) && Object.hasOwn(at, part)) at = at[part]
    else return undefined
  }
  return at
}

/** What becomes of a value at a path; undefined takes it away. */
export type Change = (old: Value | undefined) => Value | undefined

/** The document with the value at a path changed; what is missing on the way is made. */
export const changedAt = (doc: Doc, path: string, change: Change): Doc =>
  changed(doc, path.split('.'), change, doc) as Doc

function changed(value: Value | undefined, parts: readonly string[], change: Change, above: Value): Value | undefined {
  const [part, ...rest] = parts
  if (part === undefined) return change(value)
  if (isList(value)) return changedItem(value, part, rest, change, above)
  if (value !== undefined && !isDoc(value)) throw notThere(part, above)
  return withMember(value ?? {}, part, changed(value?.[part], rest, change, { [part]: value?.[part] ?? null }))
}

function changedItem(
  list: readonly Value[],
  part: string,
  rest: readonly string[],
  change: Change,
  above: Value,
): Value {
  if (part === '$[]') return list.map((each) => changed(each, rest, change, each) ?? null)
  if (!isIndex(part)) throw notThere(part, above)
  const at = Number(part)
  const made = changed(list[at], rest, change, list)
  if (made === undefined) return at < list.length ? list.map((each, i) => (i === at ? null : each)) : list
  return Array.from({ length: Math.max(list.length, at + 1) }, (_, i) => (i === at ? made : (list[i] ?? null)))
}

const notThere = (part: string, above: Value) =>
  refusal(
    28,
    'PathNotViable',
    `Cannot create field '${part}' in element ${shown(above).replace(/^\{ | \}$/g, (c) => c.trim())}`,
  )

function withMember(doc: Doc, key: string, value: Value | undefined): Doc {
  if (value !== undefined) return { ...doc, [key]: value }
  if (!Object.hasOwn(doc, key)) return doc
  const { [key]: _gone, ...rest } = doc
  return rest
}

/** A path, as a complaint names where its value is of the wrong type. */
export const named = (doc: Doc): string => `{_id: ${shown(doc['_id'])}}`

/** The list that an operator works on: nothing is an empty one, anything else but a list is refused. */
export function listAt(doc: Doc, path: string, old: Value | undefined, words?: string): readonly Value[] {
  if (old === undefined) return []
  if (isList(old)) return old
  throw refusal(
    2,
    'BadValue',
    words ?? `The field '${path}' must be an array but is of type ${typeOf(old)} in document ${named(doc)}`,
  )
}
