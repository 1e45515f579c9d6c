import { evaluate, truthy } from './expression'
import {
  bracketOf,
  compare,
  docOf,
  equal,
  isDoc,
  isList,
  numberOf,
  refusal,
  specialOf,
  typeOf,
  type Doc,
  type Special,
  type Value,
} from './bson'
import { valuesAt } from './paths'

/**
 * Whether a document fits a query.
 *
 * @models mongodb src/mongo/db/matcher
 * @fidelity part: no $where, $text, $jsonSchema, bits or places on the globe
 */
export const matches = (doc: Doc, query: Doc): boolean =>
  Object.entries(query).every(([key, wanted]) =>
    key.startsWith('$') ? logic(doc, key, wanted) : field(doc, key, wanted),
  )

const bad = (words: string) => refusal(2, 'BadValue', words)

function logic(doc: Doc, key: string, wanted: Value): boolean {
  switch (key) {
    case '$and':
      return clauses(key, wanted).every((each) => matches(doc, each))
    case '$or':
      return clauses(key, wanted).some((each) => matches(doc, each))
    case '$nor':
      return !clauses(key, wanted).some((each) => matches(doc, each))
    case '$expr':
      return truthy(evaluate(wanted, { ROOT: doc, CURRENT: doc }))
    case '$comment':
      return true
  }
  throw bad(
    `unknown top level operator: ${key}. If you have a field name that starts with a '$' symbol, consider using $getField or $setField.`,
  )
}

function clauses(key: string, wanted: Value): readonly Doc[] {
  if (!isList(wanted)) throw bad(`${key} must be an array`)
  if (wanted.length === 0) throw bad('$and/$or/$nor must be a nonempty array')
  return wanted.map((each) => {
    if (!isDoc(each)) throw bad('$or/$and/$nor entries need to be full objects')
    return each
  })
}

const isOperators = (wanted: Value): wanted is Doc => isDoc(wanted) && Object.keys(wanted)[0]?.startsWith('$') === true

function field(doc: Doc, path: string, wanted: Value): boolean {
  const found = valuesAt(doc, path.split('.'))
  return isOperators(wanted) ? operators(found, wanted) : isEqual(found, wanted)
}

/** A list is itself, and each of its items. */
const spread = (found: readonly (Value | undefined)[]) =>
  found.flatMap((each) => (isList(each) ? [each, ...each] : [each]))

function isEqual(found: readonly (Value | undefined)[], wanted: Value): boolean {
  if (specialOf(wanted) !== '$regularExpression') return spread(found).some((each) => equal(each, wanted))
  const { pattern, options } = (wanted as Extract<Special, { $regularExpression: unknown }>).$regularExpression
  return fits(found, pattern, options)
}

function fits(found: readonly (Value | undefined)[], pattern: string, options: string): boolean {
  const regex = compiled(pattern, options)
  return spread(found).some((each) => typeof each === 'string' && regex.test(each))
}

/** PCRE is near enough to JavaScript's; `x` is taken out by hand. */
function compiled(pattern: string, options: string): RegExp {
  const source = options.includes('x') ? pattern.replace(/\\.|#.*|\s+/g, (c) => (c[0] === '\\' ? c : '')) : pattern
  try {
    return new RegExp(source, options.replace(/[^ims]/g, ''))
  } catch {
    throw refusal(51091, 'Location51091', `Regular expression is invalid: ${pattern}`)
  }
}

const operators = (found: readonly (Value | undefined)[], wanted: Doc): boolean =>
  Object.entries(wanted).every(([key, value]) => operator(found, key, value, wanted))

const sameKind = (a: Value | undefined, b: Value) => a !== undefined && bracketOf(a) === bracketOf(b)

function compared(found: readonly (Value | undefined)[], wanted: Value, fit: (order: number) => boolean): boolean {
  if (wanted === null) return fit(0) && isEqual(found, null)
  return spread(found).some((each) => sameKind(each, wanted) && fit(compare(each, wanted)))
}

function operator(found: readonly (Value | undefined)[], key: string, wanted: Value, all: Doc): boolean {
  switch (key) {
    case '$eq':
      return spread(found).some((each) => equal(each, wanted))
    case '$ne':
      return !spread(found).some((each) => equal(each, wanted))
    case '$gt':
      return compared(found, wanted, (order) => order > 0)
    case '$gte':
      return compared(found, wanted, (order) => order >= 0)
    case '$lt':
      return compared(found, wanted, (order) => order < 0)
    case '$lte':
      return compared(found, wanted, (order) => order <= 0)
    case '$in':
      return listed(key, wanted).some((each) => isEqual(found, each))
    case '$nin':
      return !listed(key, wanted).some((each) => isEqual(found, each))
    case '$exists':
      return found.some((each) => each !== undefined) === truthy(wanted)
    case '$not':
      return !negated(found, wanted)
    case '$regex':
      return regex(found, wanted, all['$options'])
    case '$options':
      return true
    case '$type':
      return (isList(wanted) ? wanted : [wanted]).some((type) => spread(found).some((each) => isType(each, type)))
    case '$mod':
      return isList(wanted) && spread(found).some((each) => remainder(each, wanted))
  }
  return ofLists(found, key, wanted)
}

function ofLists(found: readonly (Value | undefined)[], key: string, wanted: Value): boolean {
  switch (key) {
    case '$size':
      return found.some((each) => isList(each) && each.length === numberOf(wanted))
    case '$all':
      return listed(key, wanted).every((each) =>
        isDoc(each) && '$elemMatch' in each ? operators(found, each) : isEqual(found, each),
      )
    case '$elemMatch':
      if (!isDoc(wanted)) throw bad('$elemMatch needs an Object')
      return found.some((each) => isList(each) && each.some((item) => itemMatches(item, wanted)))
  }
  throw bad(`unknown operator: ${key}`)
}

/** Whether an item of a list fits what `$elemMatch` or `$pull` asks. */
export const itemMatches = (item: Value, wanted: Doc): boolean =>
  isOperators(wanted) && !/^\$(and|or|nor|expr)$/.test(Object.keys(wanted)[0]!)
    ? operators([item], wanted)
    : isDoc(item) && matches(item, wanted)

function negated(found: readonly (Value | undefined)[], wanted: Value): boolean {
  if (specialOf(wanted) === '$regularExpression') return isEqual(found, wanted)
  if (!isOperators(wanted)) throw bad('$not needs a regex or a document')
  return operators(found, wanted)
}

function regex(found: readonly (Value | undefined)[], wanted: Value, options: Value | undefined): boolean {
  if (specialOf(wanted) === '$regularExpression') {
    const inner = (wanted as Extract<Special, { $regularExpression: unknown }>).$regularExpression
    return fits(found, inner.pattern, typeof options === 'string' ? options : inner.options)
  }
  if (typeof wanted !== 'string') throw bad('$regex has to be a string')
  return fits(found, wanted, typeof options === 'string' ? options : '')
}

function listed(key: string, wanted: Value): readonly Value[] {
  if (!isList(wanted)) throw bad(`${key} needs an array`)
  return wanted
}

const typeNumbers: Readonly<Record<number, string>> = {
  1: 'double',
  2: 'string',
  3: 'object',
  4: 'array',
  5: 'binData',
  7: 'objectId',
  8: 'bool',
  9: 'date',
  10: 'null',
  11: 'regex',
  16: 'int',
  18: 'long',
  19: 'decimal',
}

function isType(value: Value | undefined, type: Value): boolean {
  const wanted = typeof type === 'number' ? typeNumbers[type] : type
  if (value === undefined) return false
  return wanted === 'number' ? numberOf(value) !== undefined : typeOf(value) === wanted
}

function remainder(value: Value | undefined, [by = 1, rest = 0]: readonly Value[]): boolean {
  const number = numberOf(value)
  return number !== undefined && Math.trunc(number) % (numberOf(by) ?? 1) === numberOf(rest)
}

/** Equalities of a query that an upsert starts its document from. */
export function equalities(query: Doc): readonly (readonly [path: string, value: Value])[] {
  return Object.entries(query).flatMap(([key, wanted]): readonly (readonly [string, Value])[] => {
    if (key === '$and' && isList(wanted)) return wanted.flatMap((each) => equalities(docOf(each)))
    if (key.startsWith('$') || specialOf(wanted) === '$regularExpression') return []
    if (!isOperators(wanted)) return [[key, wanted]]
    return wanted['$eq'] === undefined ? [] : [[key, wanted['$eq']]]
  })
}
