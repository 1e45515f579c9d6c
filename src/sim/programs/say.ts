import { calledAs, complain, isBusybox } from './face'
import { usageOf } from './busybox-usage'
import { utf8 } from '../../base/bytes'
import type { Sys } from '../wire/sys'

/** The set phrases of GNU's and BusyBox's programs. */

/** GNU's quote(): curly where the locale has them. */
export function quote(sys: Sys, word: string): string {
  const locale = sys.env['LC_ALL'] ?? sys.env['LANG'] ?? ''
  return /utf-?8/i.test(locale) ? `‘${word}’` : `'${word}'`
}

/** One of two wordings, by whose program it is. */
export const dialect = (sys: Sys, gnu: string, busybox: string): string => (isBusybox(sys) ? busybox : gnu)

/** Too few operands, and the like: GNU says what is wrong, BusyBox prints its usage. */
export function misuse(sys: Sys, gnu: string, status = 1): number {
  const name = calledAs(sys)
  if (isBusybox(sys)) sys.write(2, utf8(usageOf(name)))
  else sys.write(2, utf8(`${name}: ${gnu}\nTry '${name} --help' for more information.\n`))
  return status
}

/** GNU: `name: cannot remove 'x': reason`; BusyBox: `name: can't remove 'x': reason`. */
export function cannot(sys: Sys, verb: string, path: string, reason: string): void {
  complain(sys, `${dialect(sys, 'cannot', "can't")} ${verb} '${path}': ${reason}`)
}
