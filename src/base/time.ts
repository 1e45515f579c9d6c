/** Go's time formats for a moment given in microseconds since 1970 (UTC, as the simulated host is). */

const iso = (micros: number): string => new Date(Math.floor(micros / 1000)).toISOString()

const microsOf = (micros: number): string => String(((micros % 1_000_000) + 1_000_000) % 1_000_000).padStart(6, '0')

/** `2025-09-01T09:00:00Z` */
export const rfc3339 = (micros: number): string => `${iso(micros).slice(0, 19)}Z`

/** `2025-09-01T09:00:00.12Z`: time.RFC3339Nano, which drops trailing zeros. */
export function rfc3339Nano(micros: number): string {
  const fraction = microsOf(micros).replace(/0+$/, '')
  return `${iso(micros).slice(0, 19)}${fraction && `.${fraction}`}Z`
}

/** `2025-09-01T09:00:00.120000000Z`: always nine digits, as `docker logs -t` prints it. */
export const rfc3339NanoFixed = (micros: number): string => `${iso(micros).slice(0, 19)}.${microsOf(micros)}000Z`

/** `2025-09-01 09:00:00 +0000 UTC`: a Go Time printed, as in `docker ps --format '{{.CreatedAt}}'`. */
export const goTime = (micros: number): string => `${iso(micros).slice(0, 19).replace('T', ' ')} +0000 UTC`

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const

/** `Mon, 01 Sep 2025 09:00:00 GMT`: the date of an HTTP header. */
export function httpDate(micros: number): string {
  const text = iso(micros)
  const day = days[new Date(Math.floor(micros / 1000)).getUTCDay()]!
  const month = months[Number(text.slice(5, 7)) - 1]!
  return `${day}, ${text.slice(8, 10)} ${month} ${text.slice(0, 4)} ${text.slice(11, 19)} GMT`
}

/** An RFC 3339 time, with any zone and fraction, in microseconds; undefined for anything else. Year 1 is Go's zero time. */
export function parseRfc3339(text: string): number | undefined {
  const match = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?([Zz]|[+-]\d\d:\d\d)$/.exec(text)
  if (match === null) return undefined
  const seconds = Date.parse(`${match[1]!}T${match[2]!}${match[4]!.toUpperCase()}`)
  return Number.isNaN(seconds) ? undefined : seconds * 1000 + Number((match[3] ?? '').padEnd(6, '0').slice(0, 6))
}

/** Go's zero time as it appears in JSON: "never". */
export const zeroTime = '0001-01-01T00:00:00Z'
