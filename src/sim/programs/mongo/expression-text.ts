import { isList, numberOf, refusal, specialOf, typeOf, type Value } from './bson'

type Args = readonly (Value | undefined)[]

const missing = (value: Value | undefined): value is null | undefined => value === undefined || value === null

const asText = (value: Value | undefined): string =>
  typeof value === 'string' ? value : missing(value) ? '' : plain(value)

/** What `$toString` makes of a value that is no text. */
function plain(value: Value): string {
  if (specialOf(value) === '$oid') return (value as { $oid: string }).$oid
  if (specialOf(value) === '$date') return new Date((value as { $date: number }).$date).toISOString()
  return String(numberOf(value) ?? value)
}

function number(value: Value | undefined, whole: boolean): Value {
  if (missing(value)) return null
  if (specialOf(value) === '$date') return { $numberLong: String((value as { $date: number }).$date) }
  const found =
    typeof value === 'string' && value.trim() !== ''
      ? Number(value)
      : typeof value === 'boolean'
        ? Number(value)
        : numberOf(value)
  if (found === undefined || Number.isNaN(found))
    throw refusal(
      241,
      'ConversionFailure',
      `Failed to parse number '${asText(value)}' in $convert with no onError value: Bad digit "${asText(value)[0] ?? ''}" while parsing ${asText(value)}`,
    )
  return whole ? Math.trunc(found) : found
}

/**
 * Expressions on texts, and conversions from and to them.
 *
 * @models mongodb src/mongo/db/pipeline/expression.cpp
 */
export const textOperators: Readonly<Record<string, (args: Args, key: string) => Value | undefined>> = {
  $concat: (args, key) => {
    if (args.some(missing)) return null
    const other = args.find((each) => typeof each !== 'string')
    if (other !== undefined) throw refusal(16702, 'Location16702', `${key} only supports strings, not ${typeOf(other)}`)
    return args.join('')
  },
  $toUpper: ([a]) => asText(a).toUpperCase(),
  $toLower: ([a]) => asText(a).toLowerCase(),
  $trim: ([a]) =>
    asText(typeof a === 'object' && a !== null && 'input' in a ? (a as { input: Value }).input : a).trim(),
  $strLenCP: ([a]) => [...asText(a)].length,
  $strLenBytes: ([a]) => asText(a).length,
  $split: ([a, by]) => (missing(a) ? null : asText(a).split(asText(by))),
  $substr: ([a, from, many]) => cut(a, from, many),
  $substrCP: ([a, from, many]) => cut(a, from, many),
  $substrBytes: ([a, from, many]) => cut(a, from, many),
  $indexOfCP: ([a, part]) => (missing(a) ? null : asText(a).indexOf(asText(part))),
  $toString: ([a]) => (missing(a) ? null : asText(a)),
  $toInt: ([a]) => number(a, true),
  $toLong: ([a]) => number(a, true),
  $toDouble: ([a]) => number(a, false),
  $toBool: ([a]) => (missing(a) ? null : a !== false && numberOf(a) !== 0),
  $toObjectId: ([a]) => (typeof a === 'string' && /^[\da-f]{24}$/i.test(a) ? { $oid: a } : (a ?? null)),
  $strcasecmp: ([a, b]) => {
    const [x, y] = [asText(a).toLowerCase(), asText(b).toLowerCase()]
    return x < y ? -1 : x > y ? 1 : 0
  },
  $replaceAll: ([a]) => {
    const { input, find, replacement } = (isList(a) ? {} : a) as Partial<Record<string, Value>>
    return missing(input) ? null : asText(input).replaceAll(asText(find), asText(replacement))
  },
}

function cut(value: Value | undefined, from: Value | undefined, many: Value | undefined): string {
  const [start, length] = [numberOf(from) ?? 0, numberOf(many) ?? -1]
  return asText(value).slice(start, length < 0 ? undefined : start + length)
}
