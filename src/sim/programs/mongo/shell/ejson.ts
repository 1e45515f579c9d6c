import { isDoc, isList, specialOf, type Value } from '../bson'
import { fromValue, type Js } from './values'

/**
 * Extended JSON as it is written for people.
 *
 * @models MongoDB Extended JSON v2, relaxed
 */
export function relaxed(value: Value): Value {
  if (isList(value)) return value.map(relaxed)
  switch (specialOf(value)) {
    case '$date':
      return { $date: new Date((value as { $date: number }).$date).toISOString().replace('.000Z', 'Z') }
    case '$numberLong':
      return Number((value as { $numberLong: string }).$numberLong)
    case '$oid':
    case '$numberDecimal':
    case '$uuid':
    case '$regularExpression':
      return value
  }
  return isDoc(value) ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, relaxed(each)])) : value
}

/** Back from it. */
export function fromRelaxed(value: Value): Js {
  if (isList(value)) return value.map(fromRelaxed)
  if (specialOf(value) === '$date') {
    const { $date: at } = value as unknown as { readonly $date: string | number }
    return { $date: typeof at === 'number' ? at : Date.parse(at) }
  }
  if (!isDoc(value)) return fromValue(value)
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, fromRelaxed(each)]))
}
