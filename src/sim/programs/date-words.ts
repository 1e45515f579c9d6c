/**
 * Dates as people write them after `date -d` and `touch -d`.
 *
 * @models gnulib lib/parse-datetime.y
 * @fidelity part: zones are UTC and numeric offsets; no "third Monday", no military letters
 */
interface Reading {
  year: number
  month: number
  day: number
  /** Seconds of the day. */
  time: number
  months: number
  days: number
  seconds: number
  offset: number
  weekday: number | undefined
  /** Which weekday from here: 0 the next, 1 the one after, -1 the last. */
  ordinal: number
  dated: boolean
  timed: boolean
  fixed: number | undefined
}

const monthNames = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const dayNames = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
const monthWords =
  'jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?'
const dayWords =
  'sun(?:day)?|mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|sat(?:urday)?'
const unitWords = 'sec(?:ond)?|min(?:ute)?|hour|day|week|fortnight|month|year'

type Rule = readonly [pattern: RegExp, read: (reading: Reading, match: RegExpExecArray) => void]

const dated = (reading: Reading, year: number, month: number, day: number): void => {
  Object.assign(reading, { year, month, day, dated: true })
}
const monthOf = (word: string) => monthNames.indexOf(word.slice(0, 3))
const yearOf = (word: string | undefined, now: number) =>
  word === undefined ? now : word.length > 2 ? Number(word) : Number(word) + (Number(word) < 69 ? 2000 : 1900)

function shift(reading: Reading, count: number, unit: string): void {
  if (unit.startsWith('mo')) reading.months += count
  else if (unit === 'year') reading.months += 12 * count
  else if (unit === 'day') reading.days += count
  else if (unit === 'week') reading.days += 7 * count
  else if (unit === 'fortnight') reading.days += 14 * count
  else reading.seconds += count * (unit === 'hour' ? 3600 : unit.startsWith('mi') ? 60 : 1)
}

function clock(reading: Reading, match: RegExpExecArray): void {
  const [hours, half] = [Number(match[1]), match[4]?.[0]]
  const hour = half === undefined ? hours : (hours % 12) + (half === 'p' ? 12 : 0)
  reading.time = hour * 3600 + Number(match[2] ?? 0) * 60 + Number((match[3] ?? '0').replace(',', '.'))
  reading.timed = true
}

const rules: readonly Rule[] = [
  [/^@(-?\d+(?:\.\d+)?)$/, (r, m) => void (r.fixed = Number(m[1]))],
  [/^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:t(?=\d))?/, (r, m) => dated(r, Number(m[1]), Number(m[2]) - 1, Number(m[3]))],
  [/^(\d{4})(\d{2})(\d{2})(?!\d)/, (r, m) => dated(r, Number(m[1]), Number(m[2]) - 1, Number(m[3]))],
  [/^(\d{1,2})\/(\d{1,2})(?:\/(\d{2,4}))?/, (r, m) => dated(r, yearOf(m[3], r.year), Number(m[1]) - 1, Number(m[2]))],
  [
    new RegExp(`^(\\d{1,2})[- ]?(${monthWords})\\b(?:[-, ]+(\\d{4}|\\d{2})(?![:\\d]))?`),
    (r, m) => dated(r, yearOf(m[3], r.year), monthOf(m[2]!), Number(m[1])),
  ],
  [
    new RegExp(`^(${monthWords})[- ]+(\\d{1,2})(?:st|nd|rd|th)?(?![:\\d])(?:[-, ]+(\\d{4})(?![:\\d]))?`),
    (r, m) => dated(r, yearOf(m[3], r.year), monthOf(m[1]!), Number(m[2])),
  ],
  [/^(\d{1,2}):(\d{2})(?::(\d{2}(?:[.,]\d+)?))?\s*([ap]\.?m\b\.?)?/, clock],
  [/^(\d{1,2})()()\s*([ap]\.?m\b\.?)/, clock],
  [/^(?:z|utc|gmt)(?![a-z])/, () => undefined],
  [
    /^([+-])(\d{2}):?(\d{2})(?!\d)/,
    (r, m) => void (r.offset = (m[1] === '-' ? -1 : 1) * (Number(m[2]) * 3600 + Number(m[3]) * 60)),
  ],
  [
    new RegExp(`^([+-]?)\\s*(\\d+)\\s*(${unitWords})s?\\b(\\s+ago\\b)?`),
    (r, m) => shift(r, (m[1] === '-' ? -1 : 1) * (m[4] === undefined ? 1 : -1) * Number(m[2]), m[3]!),
  ],
  [
    new RegExp(`^(?:(next|last|this|an?)\\s+)?(${unitWords})s?\\b(\\s+ago\\b)?`),
    (r, m) => shift(r, (m[1] === 'last' ? -1 : m[1] === 'this' ? 0 : 1) * (m[3] === undefined ? 1 : -1), m[2]!),
  ],
  [
    new RegExp(`^(?:(next|last|this)\\s+)?(${dayWords})\\b`),
    (r, m) =>
      Object.assign(r, {
        weekday: dayNames.indexOf(m[2]!.slice(0, 3)),
        ordinal: m[1] === 'next' ? 1 : m[1] === 'last' ? -1 : 0,
      }),
  ],
  [/^yesterday\b/, (r) => void (r.days -= 1)],
  [/^tomorrow\b/, (r) => void (r.days += 1)],
  [/^(?:today|now)\b/, () => undefined],
  [/^noon\b/, (r) => Object.assign(r, { time: 43_200, timed: true })],
  [/^midnight\b/, (r) => Object.assign(r, { time: 0, timed: true })],
]

/** Seconds since 1970; undefined when the words are no date. */
export function parseDate(words: string, now: number): number | undefined {
  const today = new Date(now * 1000)
  const reading: Reading = {
    year: today.getUTCFullYear(),
    month: today.getUTCMonth(),
    day: today.getUTCDate(),
    time: now - Math.floor(now / 86_400) * 86_400,
    months: 0,
    days: 0,
    seconds: 0,
    offset: 0,
    weekday: undefined,
    ordinal: 0,
    dated: false,
    timed: words.trim() === '',
    fixed: undefined,
  }
  if (words.trim() === '') reading.time = 0
  for (let rest = words.trim().toLowerCase(); rest !== '';) {
    const found = rules
      .map(([pattern, read]) => ({ match: pattern.exec(rest), read }))
      .find(({ match }) => match !== null)
    if (!found) return undefined
    found.read(reading, found.match!)
    rest = rest.slice(found.match![0].length).replace(/^[\s,]+/, '')
  }
  return reading.fixed ?? momentOf(reading)
}

function momentOf(reading: Reading): number | undefined {
  const { year, month, day } = reading
  const whole = reading.dated || reading.weekday !== undefined
  const time = whole && !reading.timed ? 0 : reading.time
  const exists = day >= 1 && day <= new Date(Date.UTC(year, month + 1, 0)).getUTCDate() && month >= 0 && month < 12
  if (!exists || time > 86_400) return undefined
  const turned = reading.weekday === undefined ? 0 : toWeekday(reading)
  const midnight = Date.UTC(year, month + reading.months, day + reading.days + turned) / 1000
  return midnight + time + reading.seconds - reading.offset
}

/** Days to the weekday that is meant: today counts for itself. */
function toWeekday({ year, month, day, weekday, ordinal, dated }: Reading): number {
  if (dated) return 0
  const today = new Date(Date.UTC(year, month, day)).getUTCDay()
  const ahead = (weekday! - today + 7) % 7
  return ordinal > 0 ? (ahead === 0 ? 7 : ahead) : ordinal < 0 ? ahead - 7 : ahead
}
