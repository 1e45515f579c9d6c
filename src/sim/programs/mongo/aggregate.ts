import { compare, docOf, isDoc, isList, keyOf, numberOf, refusal, type Doc, type Value } from './bson'
import { evaluate } from './expression'
import { grouped } from './group'
import { matches } from './match'
import { changedAt, valueAt } from './paths'
import { projected } from './project'

/**
 * A pipeline, stage after stage.
 *
 * @models mongodb src/mongo/db/pipeline
 * @fidelity part: $match, $project, $addFields, $set, $unset, $group, $sort, $limit, $skip, $count, $unwind, $lookup, $sortByCount, $replaceRoot, $replaceWith, $facet, $bucket and $sample; $out and $merge by the server
 */
export interface Sources {
  readonly from: (collection: string) => readonly Doc[]
  readonly random: () => number
}

type Stage = (docs: readonly Doc[], given: Value, sources: Sources) => readonly Doc[]

export function piped(docs: readonly Doc[], pipeline: readonly Value[], sources: Sources): readonly Doc[] {
  return pipeline.reduce<readonly Doc[]>((all, each) => {
    const [name = '', ...more] = Object.keys(docOf(each))
    if (!isDoc(each) || name === '' || more.length > 0)
      throw refusal(40323, 'Location40323', 'A pipeline stage specification object must contain exactly one field.')
    const stage = stages[name]
    if (!stage) throw refusal(40324, 'Location40324', `Unrecognized pipeline stage name: '${name}'`)
    return stage(all, each[name]!, sources)
  }, docs)
}

export function sorted(docs: readonly Doc[], by: Doc): readonly Doc[] {
  const keys = Object.entries(by).map(([path, way]) => [path, numberOf(way) ?? 1] as const)
  if (keys.length === 0) return docs
  return [...docs].sort((a, b) => {
    for (const [path, way] of keys) {
      const found = compare(sortKey(a, path, way), sortKey(b, path, way)) * way
      if (found !== 0) return found
    }
    return 0
  })
}

/** Of a list the least item counts, or the greatest when the order is descending. */
function sortKey(doc: Doc, path: string, way: number): Value | undefined {
  const value = valueAt(doc, path)
  if (!isList(value)) return value
  return value.reduce<Value | undefined>((a, b) => (a === undefined || compare(b, a) * way < 0 ? b : a), undefined)
}

const namesOf = (doc: Doc) => ({ ROOT: doc, CURRENT: doc })

const addFields: Stage = (docs, given) =>
  docs.map((doc) =>
    Object.entries(docOf(given)).reduce(
      (all, [path, value]) => changedAt(all, path, () => evaluate(value, namesOf(doc))),
      doc,
    ),
  )

const replaceRoot: Stage = (docs, given) =>
  docs.map((doc) => {
    const found = evaluate(given, namesOf(doc))
    if (!isDoc(found)) throw refusal(40228, 'Location40228', "'newRoot' expression must evaluate to an object")
    return found
  })

const whole = (name: string, given: Value): number => {
  const number = numberOf(given)
  if (number === undefined || !Number.isInteger(number) || number < 0)
    throw refusal(
      2107201,
      'Location2107201',
      `invalid argument to ${name} stage: Expected a non-negative number in: ${name}: ${JSON.stringify(given)}`,
    )
  return number
}

const stages: Readonly<Record<string, Stage>> = {
  $match: (docs, given) => docs.filter((doc) => matches(doc, docOf(given))),
  $project: (docs, given) => docs.map((doc) => projected(doc, docOf(given))),
  $addFields: addFields,
  $set: addFields,
  $unset: (docs, given) => {
    const gone = Object.fromEntries((isList(given) ? given : [given]).map((path) => [String(path), 0]))
    return docs.map((doc) => projected(doc, gone))
  },
  $group: (docs, given) => grouped(docs, docOf(given)),
  $sort: (docs, given) => sorted(docs, docOf(given)),
  $limit: (docs, given) => docs.slice(0, whole('$limit', given)),
  $skip: (docs, given) => docs.slice(whole('$skip', given)),
  $count: (docs, given) => (docs.length === 0 ? [] : [{ [String(given)]: docs.length }]),
  $sortByCount: (docs, given) => sorted(grouped(docs, { _id: given, count: { $sum: 1 } }), { count: -1 }),
  $unwind: unwound,
  $lookup: joined,
  $replaceRoot: (docs, given, sources) => replaceRoot(docs, docOf(given)['newRoot'] ?? null, sources),
  $replaceWith: replaceRoot,
  $facet: (docs, given, sources) => [
    Object.fromEntries(
      Object.entries(docOf(given)).map(([name, pipeline]) => [
        name,
        piped(docs, isList(pipeline) ? pipeline : [], sources),
      ]),
    ),
  ],
  $bucket: bucketed,
  $sample: (docs, given, { random }) => {
    const keyed = docs.map((doc) => [random(), doc] as const).sort(([a], [b]) => a - b)
    return keyed.slice(0, numberOf(docOf(given)['size']) ?? 0).map(([, doc]) => doc)
  },
}

function unwound(docs: readonly Doc[], given: Value): readonly Doc[] {
  const options = isDoc(given) ? given : { path: given }
  const path = String(options['path']).replace(/^\$/, '')
  const place = options['includeArrayIndex']
  return docs.flatMap((doc): readonly Doc[] => {
    const value = valueAt(doc, path)
    if (value === undefined || value === null || (isList(value) && value.length === 0))
      return options['preserveNullAndEmptyArrays'] === true ? [changedAt(doc, path, () => undefined)] : []
    return (isList(value) ? value : [value]).map((each, i) => {
      const made = changedAt(doc, path, () => each)
      return typeof place === 'string' ? { ...made, [place]: isList(value) ? i : null } : made
    })
  })
}

function joined(docs: readonly Doc[], given: Value, sources: Sources): readonly Doc[] {
  const { from, localField, foreignField, as, pipeline, let: variables } = docOf(given)
  const others = sources.from(String(from))
  return docs.map((doc) => {
    const fitting =
      localField === undefined
        ? others
        : others.filter((other) => meet(doc, String(localField), other, String(foreignField)))
    const found = isList(pipeline) ? piped(fitting, bound(pipeline, docOf(variables), doc), sources) : fitting
    return changedAt(doc, String(as), () => found)
  })
}

function meet(doc: Doc, local: string, other: Doc, foreign: string): boolean {
  const value = valueAt(doc, local) ?? null
  return (isList(value) ? value : [value]).some((each) => matches(other, { [foreign]: { $eq: each } }))
}

/** The variables of `let` put into the pipeline: `$$name` as what it stands for. */
function bound(pipeline: readonly Value[], variables: Doc, doc: Doc): readonly Value[] {
  const values = Object.entries(variables).map(
    ([name, value]) => [`$$${name}`, evaluate(value, namesOf(doc)) ?? null] as const,
  )
  const put = (value: Value): Value => {
    if (typeof value === 'string') {
      const found = values.find(([name]) => name === value)
      return found === undefined ? value : { $literal: found[1] }
    }
    if (isList(value)) return value.map(put)
    return isDoc(value) ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, put(each)])) : value
  }
  return pipeline.map(put)
}

function bucketed(docs: readonly Doc[], given: Value): readonly Doc[] {
  const { groupBy = null, boundaries = [], default: other, output = { count: { $sum: 1 } } } = docOf(given)
  const edges = isList(boundaries) ? boundaries : []
  const place = (doc: Doc): Value => {
    const value = evaluate(groupBy, namesOf(doc))
    const at = edges.findIndex(
      (edge, i) => i + 1 < edges.length && compare(value, edge) >= 0 && compare(value, edges[i + 1]) < 0,
    )
    if (at < 0 && other === undefined)
      throw refusal(
        40066,
        'Location40066',
        '$switch could not find a matching branch for an input, and no default was specified.',
      )
    return at < 0 ? other! : edges[at]!
  }
  const placed = docs.map((doc) => ({ ...doc, '.bucket': place(doc) }))
  const made = grouped(placed, { _id: '$.bucket', ...docOf(output) }, (doc) => doc['.bucket'])
  return [...made].sort((a, b) => compare(a['_id'], b['_id']))
}

/** Different values, in the order of MongoDB. */
export function distinctValues(docs: readonly Doc[], path: string): readonly Value[] {
  const found = new Map<string, Value>()
  for (const doc of docs) {
    const values = evaluate(`$${path}`, namesOf(doc))
    for (const value of isList(values) ? values : values === undefined ? [] : [values]) found.set(keyOf(value), value)
  }
  return [...found.values()].sort(compare)
}
