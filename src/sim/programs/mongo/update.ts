import {
  compare,
  docOf,
  equal,
  isDoc,
  isList,
  numberOf,
  refusal,
  shown,
  specialOf,
  typeOf,
  type Doc,
  type Value,
} from './bson'
import { itemMatches, matches } from './match'
import { changedAt, listAt, named, valueAt } from './paths'

/**
 * What update operators make of a document.
 *
 * @models mongodb src/mongo/db/update
 * @fidelity part: no arrayFilters, no $bit; a positional `$` is the first item that fits the query
 */
export interface Updating {
  readonly query: Doc
  /** Milliseconds since 1970. */
  readonly now: number
  readonly inserting: boolean
}

export function updated(doc: Doc, update: Doc, how: Updating): Doc {
  const made = Object.entries(update).reduce((all, [name, fields]) => applied(all, name, fields, how), doc)
  if (doc['_id'] !== undefined && !equal(doc['_id'], made['_id']))
    throw refusal(66, 'ImmutableField', "Performing an update on the path '_id' would modify the immutable field '_id'")
  return made
}

type Operator = (doc: Doc, path: string, given: Value, how: Updating) => Doc

function applied(doc: Doc, name: string, fields: Value, how: Updating): Doc {
  const operator = operators[name]
  if (!operator)
    throw refusal(
      9,
      'FailedToParse',
      `Unknown modifier: ${name}. Expected a valid update modifier or pipeline-style update specified as an array`,
    )
  if (!isDoc(fields))
    throw refusal(
      9,
      'FailedToParse',
      `Modifiers operate on fields but we found type ${typeOf(fields)} instead. For example: {$mod: {<field>: ...}} not {${name}: ${shown(fields)}}`,
    )
  return Object.entries(fields).reduce(
    (all, [path, given]) => operator(all, path.includes('$') ? placed(all, path, how) : path, given, how),
    doc,
  )
}

/** `list.$` is the item that the query found. */
function placed(doc: Doc, path: string, { query }: Updating): string {
  const at = path.split('.').indexOf('$')
  if (/\.\$\[[^\]]/.test(path)) throw refusal(2, 'BadValue', 'arrayFilters are not simulated')
  if (at < 0) return path
  const list = path.split('.').slice(0, at).join('.')
  const items = valueAt(doc, list)
  const index = isList(items) ? items.findIndex((item) => fitsQuery(item, list, query)) : -1
  if (index < 0) throw refusal(2, 'BadValue', 'The positional operator did not find the match needed from the query.')
  return path
    .split('.')
    .map((part, i) => (i === at ? String(index) : part))
    .join('.')
}

const fitsQuery = (item: Value, list: string, query: Doc): boolean =>
  Object.entries(query).some(([path, wanted]) => {
    if (path === list)
      return isDoc(wanted) && isDoc(wanted['$elemMatch'])
        ? itemMatches(item, wanted['$elemMatch'])
        : matches({ item }, { item: wanted })
    return path.startsWith(`${list}.`) && isDoc(item) && matches(item, { [path.slice(list.length + 1)]: wanted })
  })

/** $inc and $mul: on numbers only. */
const reckoned =
  (name: string, from: number, how: (a: number, b: number) => number): Operator =>
  (doc, path, given) => {
    const by = numberOf(given)
    if (by === undefined)
      throw refusal(14, 'TypeMismatch', `Cannot ${name} with non-numeric argument: {${path}: ${shown(given)}}`)
    return changedAt(doc, path, (old) => {
      const number = old === undefined ? from : numberOf(old)
      if (number !== undefined) return how(number, by)
      const field = path.split('.').at(-1)
      throw refusal(
        14,
        'TypeMismatch',
        `Cannot apply $${name === 'increment' ? 'inc' : 'mul'} to a value of non-numeric type. ${named(doc)} has the field '${field}' of non-numeric type ${typeOf(old)}`,
      )
    })
  }

const better =
  (sign: number): Operator =>
  (doc, path, given) =>
    changedAt(doc, path, (old) => (old === undefined || sign * compare(given, old) > 0 ? given : old))

const without =
  (drop: (item: Value, given: Value) => boolean): Operator =>
  (doc, path, given) =>
    valueAt(doc, path) === undefined
      ? doc
      : changedAt(doc, path, (old) =>
          listAt(doc, path, old, 'Cannot apply $pull to a non-array value').filter((item) => !drop(item, given)),
        )

function pushed(list: readonly Value[], given: Value): readonly Value[] {
  if (!isDoc(given) || !('$each' in given)) return [...list, given]
  const { $each: each, $position: position, $slice: slice, $sort: sort } = given
  if (!isList(each))
    throw refusal(2, 'BadValue', `The argument to $each in $push must be an array but it was of type: ${typeOf(each)}`)
  const at = numberOf(position) ?? list.length
  const all = [...list.slice(0, at), ...each, ...list.slice(at)]
  const sorted = sort === undefined ? all : all.sort(sorter(sort))
  const many = numberOf(slice)
  if (many === undefined) return sorted
  return many < 0 ? sorted.slice(many) : sorted.slice(0, many)
}

const sorter =
  (sort: Value) =>
  (a: Value, b: Value): number => {
    if (!isDoc(sort)) return compare(a, b) * (numberOf(sort) ?? 1)
    for (const [path, way] of Object.entries(sort)) {
      const found = compare(valueAt(a, path), valueAt(b, path)) * (numberOf(way) ?? 1)
      if (found !== 0) return found
    }
    return 0
  }

const operators: Readonly<Record<string, Operator>> = {
  $set: (doc, path, given) => changedAt(doc, path, () => given),
  $setOnInsert: (doc, path, given, { inserting }) => (inserting ? changedAt(doc, path, () => given) : doc),
  $unset: (doc, path) => (valueAt(doc, path) === undefined ? doc : changedAt(doc, path, () => undefined)),
  $inc: reckoned('increment', 0, (a, b) => a + b),
  $mul: reckoned('multiply', 0, (a, b) => a * b),
  $min: better(-1),
  $max: better(1),
  $rename: (doc, path, given) => {
    const value = valueAt(doc, path)
    if (value === undefined) return doc
    return changedAt(
      changedAt(doc, path, () => undefined),
      String(given),
      () => value,
    )
  },
  $currentDate: (doc, path, _given, { now }) => changedAt(doc, path, () => ({ $date: now })),
  $push: (doc, path, given) => changedAt(doc, path, (old) => pushed(listAt(doc, path, old), given)),
  $addToSet: (doc, path, given) =>
    changedAt(doc, path, (old) => {
      const list = listAt(doc, path, old)
      const more = isDoc(given) && isList(given['$each']) ? given['$each'] : [given]
      return more.reduce<readonly Value[]>(
        (all, each) => (all.some((item) => equal(item, each)) ? all : [...all, each]),
        list,
      )
    }),
  $pop: (doc, path, given) =>
    valueAt(doc, path) === undefined
      ? doc
      : changedAt(doc, path, (old) =>
          numberOf(given) === -1 ? listAt(doc, path, old).slice(1) : listAt(doc, path, old).slice(0, -1),
        ),
  $pull: without((item, given) =>
    isDoc(given)
      ? itemMatches(item, given)
      : specialOf(given) === '$regularExpression'
        ? matches({ item }, { item: given })
        : equal(item, given),
  ),
  $pullAll: without((item, given) => isList(given) && given.some((each) => equal(item, each))),
}

/** A replacement keeps the `_id` that was. */
export function replaced(doc: Doc, by: Doc): Doc {
  const { _id: id, ...rest } = by
  if (id !== undefined && doc['_id'] !== undefined && !equal(id, doc['_id']))
    throw refusal(
      66,
      'ImmutableField',
      `After applying the update, the (immutable) field '_id' was found to have been altered to _id: ${shown(id)}`,
    )
  const kept = doc['_id'] ?? id
  return kept === undefined ? rest : { _id: kept, ...rest }
}

/** Operators, or a whole document. */
export const isReplacement = (update: Value | undefined): boolean =>
  isDoc(update) && !Object.keys(docOf(update)).some((key) => key.startsWith('$'))
