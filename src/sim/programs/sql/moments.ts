/** Dates and times as text in ISO order, which also sorts them: `2025-08-20 12:00:00.123456`. */
const pad = (value: number, width = 2): string => String(value).padStart(width, '0')

/** The day number since 1970 of a date, and back: the proleptic Gregorian calendar. */
export function dayNumber(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const ofEra = y - era * 400
  const ofYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  return era * 146097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719468
}

function civil(days: number): readonly [number, number, number] {
  const z = days + 719468
  const era = Math.floor(z / 146097)
  const doe = z - era * 146097
  const yoe = Math.floor((doe - Math.floor(doe / 1460) + Math.floor(doe / 36524) - Math.floor(doe / 146096)) / 365)
  const doy = doe - (365 * yoe + Math.floor(yoe / 4) - Math.floor(yoe / 100))
  const mp = Math.floor((5 * doy + 2) / 153)
  const month = mp < 10 ? mp + 3 : mp - 9
  return [yoe + era * 400 + (month <= 2 ? 1 : 0), month, doy - Math.floor((153 * mp + 2) / 5) + 1]
}

export function fromMicros(micros: number, fraction = false): string {
  const seconds = Math.floor(micros / 1e6)
  const days = Math.floor(seconds / 86400)
  const [year, month, day] = civil(days)
  const rest = seconds - days * 86400
  const clock = `${pad(Math.floor(rest / 3600))}:${pad(Math.floor(rest / 60) % 60)}:${pad(rest % 60)}`
  const below = Math.floor(micros - seconds * 1e6)
  const tail = fraction && below > 0 ? `.${pad(below, 6).replace(/0+$/, '')}` : ''
  return `${pad(year, 4)}-${pad(month)}-${pad(day)} ${clock}${tail}`
}

const shape =
  /^\s*(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(\.\d{1,6})?)?)?\s*(?:Z|[+-]\d{2}(?::?\d{2})?|UTC)?\s*$/

/** Microseconds since 1970; undefined for what is no date. */
export function toMicros(text: string): number | undefined {
  const found = shape.exec(text)
  if (!found) return undefined
  const [year, month, day, hour = 0, minute = 0, second = 0] = found.slice(1, 7).map((each) => Number(each ?? 0))
  if (month! < 1 || month! > 12 || day! < 1 || day! > 31 || hour > 23 || minute > 59 || second > 59) return undefined
  const days = dayNumber(year!, month!, day!)
  if (civil(days)[2] !== day) return undefined
  return ((days * 24 + hour) * 60 + minute) * 60e6 + second * 1e6 + Math.round(Number(found[7] ?? 0) * 1e6)
}

const spans: Readonly<Record<string, number>> = {
  microsecond: 1,
  second: 1e6,
  minute: 60e6,
  hour: 3600e6,
  day: 86400e6,
  week: 7 * 86400e6,
}

/** So many units later. */
export function later(micros: number, count: number, unit: string): number {
  const span = spans[unit]
  if (span !== undefined) return micros + count * span
  const [year, month, day] = civil(Math.floor(micros / 86400e6))
  const months = year * 12 + month - 1 + count * (unit === 'year' ? 12 : unit === 'quarter' ? 3 : 1)
  const [y, m] = [Math.floor(months / 12), (months % 12) + 1]
  const last = dayNumber(m === 12 ? y + 1 : y, m === 12 ? 1 : m + 1, 1) - dayNumber(y, m, 1)
  return dayNumber(y, m, Math.min(day, last)) * 86400e6 + (micros - Math.floor(micros / 86400e6) * 86400e6)
}

export function partOf(micros: number, unit: string): number | undefined {
  const days = Math.floor(micros / 86400e6)
  const [year, month, day] = civil(days)
  const rest = micros - days * 86400e6
  const parts: Readonly<Record<string, number>> = {
    year,
    month,
    day,
    hour: Math.floor(rest / 3600e6),
    minute: Math.floor(rest / 60e6) % 60,
    second: Math.floor(rest / 1e6) % 60,
    epoch: micros / 1e6,
    dow: (((days + 4) % 7) + 7) % 7,
  }
  return parts[unit]
}
