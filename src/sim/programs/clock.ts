/**
 * strftime(3) in the C locale and UTC, on whole seconds since 1970.
 *
 * @models strftime(3)
 * @fidelity part: the time zone is always UTC
 */
const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]

const two = (n: number) => String(n).padStart(2, '0')
const blank = (n: number) => String(n).padStart(2, ' ')

const yearDay = (d: Date): number =>
  Math.floor(
    (Date.UTC(d.getUTCFullYear(), d.getUTCMonth(), d.getUTCDate()) - Date.UTC(d.getUTCFullYear(), 0, 1)) / 86_400_000,
  ) + 1

function isoWeek(d: Date): number {
  const thursday = new Date(d.getTime() + (4 - (d.getUTCDay() || 7)) * 86_400_000)
  return Math.ceil(yearDay(thursday) / 7)
}

type Fields = Readonly<Record<string, (d: Date, nanos: number) => string>>

const fields: Fields = {
  a: (d) => days[d.getUTCDay()]!.slice(0, 3),
  A: (d) => days[d.getUTCDay()]!,
  b: (d) => months[d.getUTCMonth()]!.slice(0, 3),
  B: (d) => months[d.getUTCMonth()]!,
  C: (d) => two(Math.floor(d.getUTCFullYear() / 100)),
  d: (d) => two(d.getUTCDate()),
  e: (d) => blank(d.getUTCDate()),
  g: (d) => two(d.getUTCFullYear() % 100),
  H: (d) => two(d.getUTCHours()),
  I: (d) => two(d.getUTCHours() % 12 || 12),
  j: (d) => String(yearDay(d)).padStart(3, '0'),
  k: (d) => blank(d.getUTCHours()),
  l: (d) => blank(d.getUTCHours() % 12 || 12),
  m: (d) => two(d.getUTCMonth() + 1),
  M: (d) => two(d.getUTCMinutes()),
  n: () => '\n',
  N: (_, nanos) => String(nanos).padStart(9, '0'),
  p: (d) => (d.getUTCHours() < 12 ? 'AM' : 'PM'),
  P: (d) => (d.getUTCHours() < 12 ? 'am' : 'pm'),
  q: (d) => String(Math.floor(d.getUTCMonth() / 3) + 1),
  s: (d) => String(Math.floor(d.getTime() / 1000)),
  S: (d) => two(d.getUTCSeconds()),
  t: () => '\t',
  u: (d) => String(d.getUTCDay() || 7),
  V: (d) => two(isoWeek(d)),
  w: (d) => String(d.getUTCDay()),
  y: (d) => two(d.getUTCFullYear() % 100),
  Y: (d) => String(d.getUTCFullYear()),
  z: () => '+0000',
  Z: () => 'UTC',
  '%': () => '%',
}

const composed: Readonly<Record<string, string>> = {
  c: '%a %b %e %H:%M:%S %Y',
  D: '%m/%d/%y',
  F: '%Y-%m-%d',
  h: '%b',
  r: '%I:%M:%S %p',
  R: '%H:%M',
  T: '%H:%M:%S',
  x: '%m/%d/%y',
  X: '%H:%M:%S',
}

export function strftime(format: string, seconds: number, nanos = 0): string {
  const date = new Date(seconds * 1000)
  return format.replace(
    /%(:?)([-_0^#]?)(\d*)([a-zA-Z%])/g,
    (whole, colon: string, flag: string, width: string, letter: string) => {
      if (colon !== '' && letter === 'z') return '+00:00'
      const nested = composed[letter]
      const raw = nested === undefined ? fields[letter]?.(date, nanos) : strftime(nested, seconds, nanos)
      if (raw === undefined) return whole
      const cut = letter === 'N' && width !== '' ? raw.slice(0, Number(width)) : raw
      return flagged(cut, flag)
    },
  )
}

function flagged(text: string, flag: string): string {
  if (flag === '-') return text.replace(/^[0 ]+(?=.)/, '')
  if (flag === '_') return text.replace(/^0+(?=.)/, (zeros) => ' '.repeat(zeros.length))
  if (flag === '^' || flag === '#') return text.toUpperCase()
  return text
}

const half = 15_778_476 // half a Gregorian year, where ls turns from the hour to the year

export const isRecent = (mtime: number, now: number): boolean => mtime <= now && mtime > now - half

/** The time column of `ls -l`. */
export const listTime = (mtime: number, now: number): string =>
  strftime(isRecent(mtime, now) ? '%b %e %H:%M' : '%b %e  %Y', mtime)

/** A date as people write it after `date -d` or `touch -d`; undefined when it is none. */
export function parseDate(words: string, now: number): number | undefined {
  const text = words.trim()
  if (/^@-?\d+$/.test(text)) return Number(text.slice(1))
  const ago = /^(?:(\d+)|an?|last|next)?\s*(second|sec|minute|min|hour|day|week|month|year)s?(\s+ago)?$/i.exec(
    text.replace(/^\+/, ''),
  )
  if (ago) return shifted(ago[1], ago[2]!, ago[3] !== undefined || /^last/i.test(text), now)
  const named: Readonly<Record<string, number>> = { '': 0, now: 0, today: 0, yesterday: -86_400, tomorrow: 86_400 }
  if (named[text.toLowerCase()] !== undefined) return now + named[text.toLowerCase()]!
  const iso =
    /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?$/.exec(
      text,
    )
  return iso ? fromIso(iso) : undefined
}

const spans: Readonly<Record<string, number>> = { s: 1, h: 3600, d: 86_400, w: 604_800, y: 31_536_000 }

function shifted(count: string | undefined, unit: string, back: boolean, now: number): number {
  const name = unit.toLowerCase()
  const span = name.startsWith('mo') ? 2_592_000 : name.startsWith('mi') ? 60 : spans[name[0]!]!
  return now + (back ? -1 : 1) * Number(count ?? 1) * span
}

function fromIso(m: RegExpExecArray): number {
  const n = (i: number) => Number(m[i] ?? 0)
  const zone = /^([+-])(\d{2}):?(\d{2})$/.exec(m[7] ?? '')
  const offset = zone ? (zone[1] === '-' ? -1 : 1) * (Number(zone[2]) * 3600 + Number(zone[3]) * 60) : 0
  return Date.UTC(n(1), n(2) - 1, n(3), n(4), n(5), n(6)) / 1000 - offset
}
