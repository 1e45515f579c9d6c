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

const isoYear = (d: Date): number => new Date(d.getTime() + (4 - (d.getUTCDay() || 7)) * 86_400_000).getUTCFullYear()

type Fields = Readonly<Record<string, (d: Date, nanos: number) => string>>

const fields: Fields = {
  a: (d) => days[d.getUTCDay()]!.slice(0, 3),
  A: (d) => days[d.getUTCDay()]!,
  b: (d) => months[d.getUTCMonth()]!.slice(0, 3),
  B: (d) => months[d.getUTCMonth()]!,
  C: (d) => two(Math.floor(d.getUTCFullYear() / 100)),
  d: (d) => two(d.getUTCDate()),
  e: (d) => blank(d.getUTCDate()),
  g: (d) => two(isoYear(d) % 100),
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
  U: (d) => two(Math.floor((yearDay(d) + 6 - d.getUTCDay()) / 7)),
  V: (d) => two(isoWeek(d)),
  w: (d) => String(d.getUTCDay()),
  W: (d) => two(Math.floor((yearDay(d) + 6 - ((d.getUTCDay() + 6) % 7)) / 7)),
  G: (d) => String(isoYear(d)),
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
      const wide = letter === 'N' || width === '' ? cut : cut.padStart(Number(width), /\d$/.test(cut) ? '0' : ' ')
      return flagged(wide, flag)
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
