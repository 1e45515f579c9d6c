import { compare, docOf, isDoc, isList, numberOf, refusal, specialOf, typeOf, type Doc, type Value } from './bson'
import { dateOperators } from './expression-dates'
import { textOperators } from './expression-text'

/**
 * Expressions of the aggregation language: `'$price'`, `{ $add: [ … ] }`.
 *
 * @models mongodb src/mongo/db/pipeline/expression.cpp
 * @fidelity part: the operators on numbers, logic, lists, objects, texts and dates that are most used; the others say that they are not known
 */
export type Variables = Readonly<Record<string, Value | undefined>>

/** False, null, zero and what is missing are not. */
export const truthy = (value: Value | undefined): boolean =>
  value !== undefined && value !== null && value !== false && numberOf(value) !== 0

export function evaluate(expression: Value, names: Variables): Value | undefined {
  if (typeof expression === 'string') return expression.startsWith('$') ? variable(expression, names) : expression
  if (isList(expression)) return expression.map((each) => evaluate(each, names) ?? null)
  if (!isDoc(expression)) return expression
  const [key] = Object.keys(expression)
  if (key?.startsWith('$')) return operator(key, expression[key]!, names)
  return Object.fromEntries(
    Object.entries(expression).flatMap(([name, value]) => {
      const found = evaluate(value, names)
      return found === undefined ? [] : [[name, found]]
    }),
  )
}

function variable(words: string, names: Variables): Value | undefined {
  const [first, ...rest] = words.startsWith('$$')
    ? words.slice(2).split('.')
    : ['CURRENT', ...words.slice(1).split('.')]
  if (first === 'REMOVE') return undefined
  if (!Object.hasOwn(names, first!)) throw refusal(17276, 'Location17276', `Use of undefined variable: ${first}`)
  return rest.reduce<Value | undefined>(step, names[first!])
}

/** A path of an expression goes through the items of a list, and never to a place in it. */
function step(value: Value | undefined, part: string): Value | undefined {
  if (isList(value)) return value.map((each) => step(each, part)).filter((each) => each !== undefined)
  return isDoc(value) && Object.hasOwn(value, part) ? value[part] : undefined
}

type Args = readonly (Value | undefined)[]
type Operator = (args: Args, key: string) => Value | undefined

function operator(key: string, given: Value, names: Variables): Value | undefined {
  const own = special[key]
  if (own) return own(given, names)
  const plain = operators[key] ?? textOperators[key] ?? dateOperators[key]
  if (!plain) throw refusal(168, 'InvalidPipelineOperator', `Unrecognized expression '${key}'`)
  const args = isList(given) ? given.map((each) => evaluate(each, names)) : [evaluate(given, names)]
  return plain(args, key)
}

/** Those that decide which of their parts are looked at, or with which names. */
const special: Readonly<Record<string, (given: Value, names: Variables) => Value | undefined>> = {
  $literal: (given) => given,
  $cond: (given, names) => {
    const [test, then, other] = isList(given) ? given : ['if', 'then', 'else'].map((key) => docOf(given)[key] ?? null)
    return evaluate(truthy(evaluate(test!, names)) ? then! : other!, names)
  },
  $ifNull: (given, names) => {
    const all = isList(given) ? given : [given]
    for (const each of all.slice(0, -1)) {
      const found = evaluate(each, names)
      if (found !== undefined && found !== null) return found
    }
    return evaluate(all.at(-1)!, names)
  },
  $and: (given, names) => (isList(given) ? given : [given]).every((each) => truthy(evaluate(each, names))),
  $or: (given, names) => (isList(given) ? given : [given]).some((each) => truthy(evaluate(each, names))),
  $switch: (given, names) => {
    const { branches = [], default: other } = docOf(given)
    for (const branch of (isList(branches) ? branches : []).map(docOf))
      if (truthy(evaluate(branch['case'] ?? null, names))) return evaluate(branch['then'] ?? null, names)
    if (other === undefined)
      throw refusal(
        40066,
        'Location40066',
        '$switch could not find a matching branch for an input, and no default was specified.',
      )
    return evaluate(other, names)
  },
  $map: (given, names) => overEach(given, names, (value) => [value]),
  $filter: (given, names) => overEach(given, names, (value, each) => (truthy(value) ? [each] : []), 'cond'),
  $reduce: (given, names) => {
    const { input = null, initialValue = null, in: body = null } = docOf(given)
    const list = evaluate(input, names)
    if (!isList(list)) return null
    return list.reduce<Value | undefined>(
      (value, each) => evaluate(body, { ...names, value, this: each }),
      evaluate(initialValue, names),
    )
  },
  $let: (given, names) => {
    const { vars = {}, in: body = null } = docOf(given)
    const own = Object.entries(docOf(vars)).map(([name, value]) => [name, evaluate(value, names)])
    return evaluate(body, { ...names, ...Object.fromEntries(own) })
  },
  $dateToString: (given, names) => dateOperators['$dateToString']!([evaluate(given, names)], '$dateToString'),
}

function overEach(
  given: Value,
  names: Variables,
  keep: (value: Value | undefined, each: Value) => readonly (Value | undefined)[],
  body = 'in',
): Value {
  const { input = null, as = 'this', [body]: inner = null } = docOf(given)
  const list = evaluate(input, names)
  if (!isList(list)) return null
  return list
    .flatMap((each) => keep(evaluate(inner, { ...names, [String(as)]: each }), each))
    .map((each) => each ?? null)
}

const missing = (value: Value | undefined): value is null | undefined => value === undefined || value === null

/** Of numbers; nothing comes of nothing. */
const reckon =
  (how: (...numbers: number[]) => number): Operator =>
  (args, key) => {
    if (args.some(missing)) return null
    const numbers = args.map((each) => {
      const number = numberOf(each)
      if (number === undefined)
        throw refusal(14, 'TypeMismatch', `${key} only supports numeric types, not ${typeOf(each)}`)
      return number
    })
    return how(...numbers)
  }

const test =
  (fit: (order: number) => boolean): Operator =>
  ([a, b]) =>
    fit(compare(a, b))

/** Over the items of the one list, or over the arguments. */
const overAll = (args: Args): Args => (args.length === 1 && isList(args[0]) ? args[0] : args)

const millis = (value: Value | undefined): number | undefined =>
  specialOf(value) === '$date' ? (value as { $date: number }).$date : undefined

/** A date and numbers, or numbers only. */
const shifted =
  (sign: 1 | -1): Operator =>
  (args, key) => {
    const [first, second] = args
    const from = millis(first)
    if (from === undefined)
      return reckon((...all) => (sign === 1 ? all.reduce((a, b) => a + b, 0) : all[0]! - all[1]!))(args, key)
    const other = millis(second)
    if (sign === -1 && other !== undefined) return { $numberLong: String(from - other) }
    return { $date: args.slice(1).reduce((at: number, each) => at + sign * (numberOf(each) ?? 0), from) }
  }

const rounded = (value: number, places = 0): number => {
  const scaled = Math.abs(value) * 10 ** places
  const near = Math.round(scaled)
  // Halves go to the even neighbour.
  const even = Math.abs(scaled % 1) === 0.5 && near % 2 === 1 ? near - 1 : near
  return (Math.sign(value) * even) / 10 ** places
}

const numbersOf = (args: Args): readonly number[] =>
  overAll(args)
    .map(numberOf)
    .filter((each) => each !== undefined)
const best = (args: Args, sign: number): Value =>
  overAll(args)
    .filter((each) => !missing(each))
    .reduce<Value | undefined>((a, b) => (a === undefined || sign * compare(b, a) > 0 ? b : a), undefined) ?? null

const lists = (args: Args): readonly (readonly Value[])[] | undefined => (args.every(isList) ? args : undefined)

const operators: Readonly<Record<string, Operator>> = {
  $add: shifted(1),
  $subtract: shifted(-1),
  $multiply: reckon((...all) => all.reduce((a, b) => a * b, 1)),
  $divide: reckon((a = 0, b = 0) => {
    if (b === 0) throw refusal(2, 'BadValue', "can't $divide by zero")
    return a / b
  }),
  $mod: reckon((a = 0, b = 1) => a % b),
  $abs: reckon((a = 0) => Math.abs(a)),
  $ceil: reckon((a = 0) => Math.ceil(a)),
  $floor: reckon((a = 0) => Math.floor(a)),
  $trunc: reckon((a = 0, places = 0) => Math.trunc(a * 10 ** places) / 10 ** places),
  $round: reckon((a = 0, places = 0) => rounded(a, places)),
  $sqrt: reckon((a = 0) => Math.sqrt(a)),
  $pow: reckon((a = 0, b = 1) => a ** b),
  $sum: (args) => numbersOf(args).reduce((a, b) => a + b, 0),
  $avg: (args) => {
    const all = numbersOf(args)
    return all.length === 0 ? null : all.reduce((a, b) => a + b, 0) / all.length
  },
  $min: (args) => best(args, -1),
  $max: (args) => best(args, 1),
  $eq: test((order) => order === 0),
  $ne: test((order) => order !== 0),
  $gt: test((order) => order > 0),
  $gte: test((order) => order >= 0),
  $lt: test((order) => order < 0),
  $lte: test((order) => order <= 0),
  $cmp: ([a, b]) => Math.sign(compare(a, b)),
  $not: ([a]) => !truthy(a),
  $type: ([a]) => typeOf(a),
  $isArray: ([a]) => isList(a),
  $size: ([a]) => {
    if (!isList(a))
      throw refusal(17124, 'Location17124', `The argument to $size must be an array, but was of type: ${typeOf(a)}`)
    return a.length
  },
  $arrayElemAt: ([list, at]) => (isList(list) ? list.at(numberOf(at) ?? 0) : null),
  $first: ([list]) => (isList(list) ? list[0] : null),
  $last: ([list]) => (isList(list) ? list.at(-1) : null),
  $in: ([value, list]) => {
    if (!isList(list))
      throw refusal(40081, 'Location40081', `$in requires an array as a second argument, found: ${typeOf(list)}`)
    return list.some((each) => compare(each, value) === 0)
  },
  $concatArrays: (args) => lists(args)?.flat() ?? null,
  $reverseArray: ([list]) => (isList(list) ? [...list].reverse() : null),
  $slice: ([list, a, b]) => {
    if (!isList(list)) return null
    const [from, many] = b === undefined ? [0, numberOf(a) ?? 0] : [numberOf(a) ?? 0, numberOf(b) ?? 0]
    return b === undefined && many < 0 ? list.slice(many) : list.slice(from).slice(0, many)
  },
  $range: ([from, to, by]) => {
    const [start, end, step] = [numberOf(from) ?? 0, numberOf(to) ?? 0, numberOf(by) ?? 1]
    const many = Math.min(10_000, Math.max(0, Math.ceil((end - start) / (step === 0 ? 1 : step))))
    return Array.from({ length: many }, (_, i) => start + i * step)
  },
  $setUnion: (args) => distinct(lists(args)?.flat() ?? []),
  $setIntersection: (args) => {
    const [first = [], ...others] = lists(args) ?? []
    return distinct(first.filter((each) => others.every((list) => list.some((item) => compare(item, each) === 0))))
  },
  $mergeObjects: (args) => Object.assign({}, ...overAll(args).map(docOf)) as Doc,
  $objectToArray: ([doc]) => Object.entries(docOf(doc)).map(([k, v]) => ({ k, v })),
  $arrayToObject: ([list]) =>
    Object.fromEntries(
      (isList(list) ? list : []).map((each) =>
        isList(each) ? [each[0], each[1]] : [docOf(each)['k'], docOf(each)['v']],
      ),
    ),
}

const distinct = (list: readonly Value[]): readonly Value[] =>
  list.filter((each, i) => list.findIndex((other) => compare(other, each) === 0) === i)
