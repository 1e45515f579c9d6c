import { attempt, complain, fail, isBusybox, oneShot, orUndefined } from '../face'
import { getopt, has, last } from '../options'
import { misuse, quote } from '../say'
import { parseDate } from '../date-words'

/**
 * Makes files, or sets their time.
 *
 * @models coreutils src/touch.c
 * @fidelity part: there is one time per file, so -a and -m are the same
 */
export const touch = oneShot('touch', (sys, args) => {
  const options = getopt(sys, args, {
    short: 'cad:mr:t:hf',
    long: { 'no-create': 'c', 'date=': 'd', 'reference=': 'r', 'no-dereference': 'h' },
  })
  if (!options) return 1
  if (options.operands.length === 0) return misuse(sys, 'missing file operand')
  const now = Math.floor(sys.now() / 1e6)
  const words = last(options, 'd')
  const stamp = last(options, 't')
  const reference = last(options, 'r')
  const when =
    words !== undefined
      ? parseDate(words, now)
      : stamp !== undefined
        ? fromStamp(stamp, now)
        : reference !== undefined
          ? orUndefined(() => sys.stat(reference).mtime)
          : now
  if (when === undefined) return fail(sys, `invalid date format ${quote(sys, words ?? stamp ?? reference!)}`)
  let status = 0
  for (const path of options.operands) {
    const done = attempt(
      () => {
        const exists = orUndefined(() => sys.stat(path)) !== undefined
        if (!exists && has(options, 'c')) return
        if (!exists) sys.close(sys.open(path, { write: true, create: true }, 0o666))
        if (exists || when !== now) sys.utimes(path, when)
      },
      (reason) => complain(sys, isBusybox(sys) ? `${path}: ${reason}` : `cannot touch '${path}': ${reason}`),
    )
    if (!done) status = 1
  }
  return status
})

/** `[[CC]YY]MMDDhhmm[.ss]`. */
function fromStamp(stamp: string, now: number): number | undefined {
  const match = /^(\d{2})?(\d{2})?(\d{2})(\d{2})(\d{2})(\d{2})(?:\.(\d{2}))?$/.exec(stamp)
  if (!match) return undefined
  const year =
    match[2] === undefined
      ? match[1] === undefined
        ? new Date(now * 1000).getUTCFullYear()
        : 2000 + Number(match[1])
      : Number(match[1]! + match[2])
  return (
    Date.UTC(year, Number(match[3]) - 1, Number(match[4]), Number(match[5]), Number(match[6]), Number(match[7] ?? 0)) /
    1000
  )
}
