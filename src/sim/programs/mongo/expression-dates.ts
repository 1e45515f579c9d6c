import { docOf, refusal, specialOf, typeOf, type Value } from './bson'

type Args = readonly (Value | undefined)[]

function dateOf(value: Value | undefined): Date | undefined {
  if (value === undefined || value === null) return undefined
  if (specialOf(value) === '$date') return new Date((value as { $date: number }).$date)
  throw refusal(16006, 'Location16006', `can't convert from BSON type ${typeOf(value)} to Date`)
}

const part =
  (of: (date: Date) => number) =>
  ([value]: Args): Value => {
    const date = dateOf(value)
    return date === undefined ? null : of(date)
  }

const pad = (number: number, width = 2) => String(number).padStart(width, '0')

const yearDay = (date: Date): number =>
  Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000) + 1

const letters: Readonly<Record<string, (date: Date) => string>> = {
  Y: (date) => pad(date.getUTCFullYear(), 4),
  m: (date) => pad(date.getUTCMonth() + 1),
  d: (date) => pad(date.getUTCDate()),
  H: (date) => pad(date.getUTCHours()),
  M: (date) => pad(date.getUTCMinutes()),
  S: (date) => pad(date.getUTCSeconds()),
  L: (date) => pad(date.getUTCMilliseconds(), 3),
  j: (date) => pad(yearDay(date), 3),
  w: (date) => String(date.getUTCDay() + 1),
  u: (date) => String(date.getUTCDay() || 7),
  z: () => '+0000',
  '%': () => '%',
}

/**
 * Expressions on dates.
 *
 * @models mongodb src/mongo/db/query/datetime
 * @fidelity part: UTC only
 */
export const dateOperators: Readonly<Record<string, (args: Args, key: string) => Value | undefined>> = {
  $year: part((date) => date.getUTCFullYear()),
  $month: part((date) => date.getUTCMonth() + 1),
  $dayOfMonth: part((date) => date.getUTCDate()),
  $dayOfWeek: part((date) => date.getUTCDay() + 1),
  $dayOfYear: part(yearDay),
  $hour: part((date) => date.getUTCHours()),
  $minute: part((date) => date.getUTCMinutes()),
  $second: part((date) => date.getUTCSeconds()),
  $millisecond: part((date) => date.getUTCMilliseconds()),
  $toDate: ([value]) => {
    if (typeof value === 'string') return { $date: Date.parse(value) }
    return typeof value === 'number' ? { $date: value } : (value ?? null)
  },
  $dateToString: ([given]) => {
    const { date: value, format = '%Y-%m-%dT%H:%M:%S.%LZ', onNull = null } = docOf(given)
    const date = dateOf(value)
    return date === undefined ? onNull : String(format).replace(/%(.)/g, (all, c: string) => letters[c]?.(date) ?? all)
  },
}
