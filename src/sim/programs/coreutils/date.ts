import { fail, oneShot, put, why } from '../face'
import { getopt, has, last } from '../options'
import { dialect, quote } from '../say'
import { strftime } from '../clock'
import { parseDate } from '../date-words'

/**
 * The simulated time.
 *
 * @models coreutils src/date.c
 * @fidelity part: the clock cannot be set
 */
const iso: Readonly<Record<string, string>> = {
  '': '%Y-%m-%d',
  date: '%Y-%m-%d',
  hours: '%Y-%m-%dT%H+00:00',
  minutes: '%Y-%m-%dT%H:%M+00:00',
  seconds: '%Y-%m-%dT%H:%M:%S+00:00',
  ns: '%Y-%m-%dT%H:%M:%S,%N+00:00',
}

const rfc3339: Readonly<Record<string, string>> = {
  date: '%Y-%m-%d',
  seconds: '%Y-%m-%d %H:%M:%S+00:00',
  ns: '%Y-%m-%d %H:%M:%S.%N+00:00',
}

export const date = oneShot('date', (sys, args) => {
  const options = getopt(
    sys,
    args.map((arg) => (/^-I\w+$/.test(arg) ? `--iso-8601=${arg.slice(2)}` : arg)),
    {
      short: 'uRId:r:s:',
      long: {
        utc: 'u',
        universal: 'u',
        'rfc-email': 'R',
        'rfc-3339=': '3',
        'iso-8601?': 'I',
        'date=': 'd',
        'reference=': 'r',
        'set=': 's',
      },
    },
  )
  if (!options) return 1
  if (has(options, 's'))
    return fail(
      sys,
      dialect(sys, 'cannot set date: Operation not permitted', "can't set date: Operation not permitted"),
    )
  const micros = sys.now()
  const now = Math.floor(micros / 1e6)
  const asked = last(options, 'd')
  const when = asked === undefined ? now : parseDate(asked, now)
  if (when === undefined) return fail(sys, `invalid date ${quote(sys, asked!)}`)
  const word = options.operands[0]
  if (word !== undefined && !word.startsWith('+')) return fail(sys, `invalid date ${quote(sys, word)}`)
  const format =
    word?.slice(1) ??
    (has(options, 'I')
      ? (iso[last(options, 'I')!] ?? iso['']!)
      : has(options, '3')
        ? (rfc3339[last(options, '3')!] ?? rfc3339['date']!)
        : has(options, 'R')
          ? '%a, %d %b %Y %H:%M:%S %z'
          : '%a %b %e %H:%M:%S %Z %Y')
  const reference = last(options, 'r')
  try {
    const moment = reference === undefined ? when : sys.stat(reference).mtime
    const nanos = Number.isInteger(moment) ? (asked === undefined ? (micros % 1e6) * 1000 : 0) : (moment % 1) * 1e9
    put(sys, `${strftime(format, Math.floor(moment), Math.round(nanos))}\n`)
    return 0
  } catch (error) {
    return fail(sys, `${reference}: ${why(error)}`)
  }
})
