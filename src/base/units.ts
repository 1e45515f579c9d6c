/**
 * Sizes and durations as docker prints and reads them.
 * @models docker/go-units, Go time.ParseDuration
 * @fidelity full
 */
const decimal = ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB', 'ZB', 'YB'] as const
const binary = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB', 'ZiB', 'YiB'] as const

/** 1.98MB: four significant digits, powers of 1000. */
export const humanSize = (size: number): string => humanSizeWithPrecision(size, 4)

export const humanSizeWithPrecision = (size: number, precision: number): string =>
  inUnits(size, 1000, decimal, precision)

/** 512MiB: four significant digits, powers of 1024. */
export const bytesSize = (size: number): string => inUnits(size, 1024, binary, 4)

function inUnits(size: number, base: number, units: readonly string[], precision: number): string {
  let rest = size
  let i = 0
  for (; rest >= base && i < units.length - 1; i++) rest /= base
  return general(rest, precision) + units[i]!
}

/** Go's %.Ng: significant digits without trailing zeros, exponent form when the number needs more digits than that. */
function general(value: number, precision: number): string {
  const [mantissa, exponent] = value.toPrecision(precision).split('e')
  const digits = mantissa!.includes('.') ? mantissa!.replace(/\.?0+$/, '') : mantissa!
  if (exponent === undefined) return digits
  return `${digits}e${exponent[0]!}${exponent.slice(1).padStart(2, '0')}`
}

/** How long ago or for how long, roughly: "About a minute", "2 years". */
export function humanDuration(millis: number): string {
  const seconds = Math.trunc(millis / 1000)
  if (seconds < 1) return 'Less than a second'
  if (seconds === 1) return '1 second'
  if (seconds < 60) return `${seconds} seconds`
  const minutes = Math.trunc(millis / 60_000)
  if (minutes === 1) return 'About a minute'
  if (minutes < 60) return `${minutes} minutes`
  return inHours(Math.trunc(millis / 3_600_000 + 0.5), Math.trunc(millis / 3_600_000))
}

function inHours(rounded: number, whole: number): string {
  const day = 24
  if (rounded === 1) return 'About an hour'
  if (rounded < 2 * day) return `${rounded} hours`
  if (rounded < 14 * day) return `${Math.trunc(rounded / day)} days`
  if (rounded < 60 * day) return `${Math.trunc(rounded / day / 7)} weeks`
  if (rounded < 730 * day) return `${Math.trunc(rounded / day / 30)} months`
  return `${Math.trunc(whole / day / 365)} years`
}

/** "512m", "1.5GiB" → bytes, powers of 1024. Throws go-units' words. */
export const ramInBytes = (text: string): number => parseSize(text, 1024)

function parseSize(text: string, base: number): number {
  const end = text.search(/[^0-9. ]*$/)
  if (end === 0) throw new Error(`invalid size: '${text}'`)
  const digits = text[end - 1] === ' ' ? text.slice(0, end - 1) : text.slice(0, end)
  const suffix = text.slice(end)
  if (!/^[+-]?(\d+\.?\d*|\.\d+)$/.test(digits))
    throw new Error(`strconv.ParseFloat: parsing "${digits}": invalid syntax`)
  if (Number(digits) < 0) throw new Error(`invalid size: '${text}'`)
  return Math.trunc(Number(digits) * multiplier(suffix.toLowerCase(), suffix, base))
}

function multiplier(suffix: string, asWritten: string, base: number): number {
  if (suffix === '' || suffix === 'b') return 1
  const power = 'kmgtp'.indexOf(suffix[0]!) + 1
  if (power === 0 || !['', 'b', 'ib'].includes(suffix.slice(1))) throw new Error(`invalid suffix: '${asWritten}'`)
  return base ** power
}

const unitMicros: Readonly<Record<string, number>> = {
  ns: 1e-3,
  us: 1,
  µs: 1,
  μs: 1,
  ms: 1e3,
  s: 1e6,
  m: 60e6,
  h: 3600e6,
}

/** Go's time.ParseDuration, "1h15m30.5s" and the like, in microseconds. Throws Go's words. */
export function parseDuration(text: string): number {
  const invalid = new Error(`time: invalid duration ${JSON.stringify(text)}`)
  const negative = text.startsWith('-')
  let rest = text.replace(/^[+-]/, '')
  if (rest === '0') return 0
  if (rest === '') throw invalid
  let total = 0
  while (rest !== '') {
    const number = /^(\d+\.?\d*|\.\d+)/.exec(rest)?.[0]
    if (number === undefined) throw invalid
    const unit = /^[^.\d]*/.exec(rest.slice(number.length))![0]
    if (unit === '') throw new Error(`time: missing unit in duration ${JSON.stringify(text)}`)
    const micros = unitMicros[unit]
    if (micros === undefined)
      throw new Error(`time: unknown unit ${JSON.stringify(unit)} in duration ${JSON.stringify(text)}`)
    total += Number(number) * micros
    rest = rest.slice(number.length + unit.length)
  }
  return Math.round(total) * (negative ? -1 : 1)
}

/** Go's Duration.String of microseconds: "1h15m30.5s", "300ms", "0s". */
export function durationText(micros: number): string {
  if (micros === 0) return '0s'
  const sign = micros < 0 ? '-' : ''
  const size = Math.abs(micros)
  if (size < 1e3) return `${sign}${size}µs`
  if (size < 1e6) return `${sign}${size / 1e3}ms`
  const hours = Math.floor(size / 3600e6)
  const minutes = Math.floor(size / 60e6) % 60
  const seconds = (size % 60e6) / 1e6
  return `${sign}${hours > 0 ? `${hours}h` : ''}${hours > 0 || minutes > 0 ? `${minutes}m` : ''}${seconds}s`
}
