import { compare, docOf, equal, isDoc, isList, keyOf, numberOf, refusal, type Doc, type Value } from './bson'
import { evaluate } from './expression'

/**
 * $group and its accumulators.
 *
 * @models mongodb src/mongo/db/pipeline/accumulator.cpp
 * @fidelity part: no $stdDevPop, $stdDevSamp, $top or $bottom
 */
type Accumulator = (values: readonly (Value | undefined)[]) => Value

export function grouped(
  docs: readonly Doc[],
  given: Doc,
  keyed: (doc: Doc) => Value | undefined = (doc) => evaluate(given['_id'] ?? null, { ROOT: doc, CURRENT: doc }),
): readonly Doc[] {
  if (given['_id'] === undefined) throw refusal(15955, 'Location15955', 'a group specification must include an _id')
  const groups = new Map<string, { readonly id: Value; readonly docs: Doc[] }>()
  for (const doc of docs) {
    const id = keyed(doc) ?? null
    const key = keyOf(id)
    const group = groups.get(key) ?? { id, docs: [] }
    groups.set(key, group)
    group.docs.push(doc)
  }
  const fields = Object.entries(given).filter(([name]) => name !== '_id')
  return [...groups.values()].map((group) =>
    Object.fromEntries([
      ['_id', group.id],
      ...fields.map(([name, how]) => [name, gathered(name, how, group.docs)] as const),
    ]),
  )
}

function gathered(name: string, how: Value, docs: readonly Doc[]): Value {
  const [key = ''] = Object.keys(docOf(how))
  if (!isDoc(how) || !key.startsWith('$'))
    throw refusal(40234, 'Location40234', `The field '${name}' must be an accumulator object`)
  const accumulate = accumulators[key]
  if (!accumulate) throw refusal(15952, 'Location15952', `unknown group operator '${key}'`)
  return accumulate(docs.map((doc) => evaluate(how[key]!, { ROOT: doc, CURRENT: doc })))
}

const numbers = (values: readonly (Value | undefined)[]): readonly number[] =>
  values.map(numberOf).filter((each) => each !== undefined)

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)

const best = (values: readonly (Value | undefined)[], sign: number): Value =>
  values.reduce<Value>(
    (a, b) => (b !== undefined && b !== null && (a === null || sign * compare(b, a) > 0) ? b : a),
    null,
  )

const present = (values: readonly (Value | undefined)[]): readonly Value[] =>
  values.filter((each) => each !== undefined)

const accumulators: Readonly<Record<string, Accumulator>> = {
  $sum: (values) => sum(numbers(values)),
  $avg: (values) => {
    const all = numbers(values)
    return all.length === 0 ? null : sum(all) / all.length
  },
  $min: (values) => best(values, -1),
  $max: (values) => best(values, 1),
  $first: (values) => values[0] ?? null,
  $last: (values) => values.at(-1) ?? null,
  $push: present,
  $addToSet: (values) =>
    present(values).reduce<readonly Value[]>(
      (all, each) => (all.some((other) => equal(other, each)) ? all : [...all, each]),
      [],
    ),
  $count: (values) => values.length,
  $mergeObjects: (values) => Object.assign({}, ...values.map((each) => (isList(each) ? {} : docOf(each)))) as Doc,
}
