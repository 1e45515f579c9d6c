import { evaluate, truthy } from './expression'
import { isDoc, isList, numberOf, refusal, type Doc, type Value } from './bson'
import { itemMatches } from './match'
import { changedAt } from './paths'

/**
 * Which fields of a document are shown.
 *
 * @models mongodb src/mongo/db/query/projection.cpp
 */
interface Shape {
  /** A field, or fields below it. */
  readonly [name: string]: true | Shape
}

const isFlag = (value: Value): boolean => typeof value === 'boolean' || numberOf(value) !== undefined

export function projected(doc: Doc, projection: Doc): Doc {
  const wanted = flattened(projection)
  if (wanted.length === 0) return doc
  const { including, id } = mode(wanted)
  const flags = wanted.filter(([path, value]) => path !== '_id' && isFlag(value)).map(([path]) => path)
  const shape = shapeOf(including ? [...(id ? ['_id'] : []), ...flags] : [...flags, ...(id ? [] : ['_id'])])
  const kept = including ? included(doc, shape) : excluded(doc, shape)
  return wanted
    .filter(([, value]) => !isFlag(value))
    .reduce((all, [path, value]) => reckoned(doc, all, path, value), kept as Doc)
}

/** `{ a: { b: 1 } }` is `{ 'a.b': 1 }`. */
const flattened = (projection: Doc, above = ''): readonly (readonly [path: string, value: Value])[] =>
  Object.entries(projection).flatMap(([name, value]) =>
    isDoc(value) && !Object.keys(value)[0]?.startsWith('$')
      ? flattened(value, `${above}${name}.`)
      : [[above + name, value] as const],
  )

function mode(wanted: readonly (readonly [string, Value])[]): { readonly including: boolean; readonly id: boolean } {
  const id = wanted.find(([path]) => path === '_id')
  const others = wanted.filter(([path]) => path !== '_id')
  const flags = others.filter(([, value]) => isFlag(value))
  const computes = others.some(([, value]) => !isFlag(value) && !isSlice(value))
  const first = flags[0] === undefined ? computes || (others.length === 0 && truthy(id?.[1])) : truthy(flags[0][1])
  const other = flags.find(([, value]) => truthy(value) !== first)
  if (other)
    throw first
      ? refusal(31254, 'Location31254', `Cannot do exclusion on field ${other[0]} in inclusion projection`)
      : refusal(31253, 'Location31253', `Cannot do inclusion on field ${other[0]} in exclusion projection`)
  return { including: first, id: id === undefined || truthy(id[1]) }
}

const isSlice = (value: Value): boolean => isDoc(value) && ('$slice' in value || '$elemMatch' in value)

function shapeOf(paths: readonly string[]): Shape {
  const shape: Record<string, true | Shape> = {}
  for (const path of paths) {
    const [name = '', ...rest] = path.split('.')
    if (rest.length === 0) shape[name] = true
    else if (shape[name] !== true) shape[name] = { ...shape[name], ...deeper(shape[name], rest.join('.')) }
  }
  return shape
}

const deeper = (above: Shape | undefined, path: string): Shape => {
  const [name = ''] = path.split('.')
  const below = above?.[name]
  return {
    [name]:
      path === name
        ? true
        : { ...(below === true ? {} : below), ...deeper(below === true ? {} : below, path.slice(name.length + 1)) },
  }
}

function included(value: Value, shape: Shape): Value | undefined {
  if (isList(value)) return value.map((each) => included(each, shape)).filter((each) => each !== undefined)
  if (!isDoc(value)) return undefined
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, each]) => {
      const below = Object.hasOwn(shape, name) ? shape[name] : undefined
      if (below === undefined) return []
      const found = below === true ? each : included(each, below)
      return found === undefined ? [] : [[name, found]]
    }),
  )
}

function excluded(value: Value, shape: Shape): Value {
  if (isList(value)) return value.map((each) => excluded(each, shape))
  if (!isDoc(value)) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, each]) => {
      const below = Object.hasOwn(shape, name) ? shape[name] : undefined
      return below === true ? [] : [[name, below === undefined ? each : excluded(each, below)]]
    }),
  )
}

function reckoned(doc: Doc, all: Doc, path: string, value: Value): Doc {
  const list = doc[path]
  if (isDoc(value) && '$elemMatch' in value) {
    const found = isList(list) ? list.find((each) => itemMatches(each, value['$elemMatch'] as Doc)) : undefined
    return changedAt(all, path, () => (found === undefined ? undefined : [found]))
  }
  if (isDoc(value) && '$slice' in value && !isExpressionSlice(value['$slice']!))
    return isList(list) ? changedAt(all, path, () => sliced(list, value['$slice']!)) : all
  const found = evaluate(value, { ROOT: doc, CURRENT: doc })
  return changedAt(all, path, () => found)
}

const isExpressionSlice = (given: Value): boolean => isList(given) && typeof given[0] === 'string'

function sliced(list: readonly Value[], given: Value): readonly Value[] {
  const [from, many] = isList(given)
    ? [numberOf(given[0]) ?? 0, numberOf(given[1]) ?? 0]
    : [undefined, numberOf(given) ?? 0]
  if (from !== undefined) return list.slice(from).slice(0, many)
  return many < 0 ? list.slice(many) : list.slice(0, many)
}
