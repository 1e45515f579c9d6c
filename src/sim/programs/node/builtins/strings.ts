import type { Regex } from '../machine/value'
import { textOf } from '../machine/call'
import { number, text } from '../machine/convert'
import { fail } from '../machine/errors'
import { arr, isThing, type Value } from '../machine/value'
import { flagged, matchOf } from './regex'
import type { NativeFn } from '../machine/core'

/**
 * String.
 *
 * @models ECMA-262 String
 * @fidelity part: the everyday ones
 */

const strings: Readonly<Record<string, (self: string, args: readonly Value[]) => Value>> = {
  toUpperCase: (s) => s.toUpperCase(),
  toLowerCase: (s) => s.toLowerCase(),
  trim: (s) => s.trim(),
  trimStart: (s) => s.trimStart(),
  trimEnd: (s) => s.trimEnd(),
  slice: (s, [from, to]) => s.slice(number(from ?? 0), to === undefined ? undefined : number(to)),
  substring: (s, [from, to]) => s.substring(number(from ?? 0), to === undefined ? undefined : number(to)),
  substr: (s, [from, size]) =>
    s.slice(number(from ?? 0), size === undefined ? undefined : number(from ?? 0) + number(size)),
  charAt: (s, [at]) => s.charAt(number(at ?? 0)),
  charCodeAt: (s, [at]) => s.charCodeAt(number(at ?? 0)),
  at: (s, [at]) => s.at(number(at ?? 0)),
  indexOf: (s, [what]) => s.indexOf(text(what)),
  lastIndexOf: (s, [what]) => s.lastIndexOf(text(what)),
  includes: (s, [what]) => s.includes(text(what)),
  startsWith: (s, [what]) => s.startsWith(text(what)),
  endsWith: (s, [what]) => s.endsWith(text(what)),
  repeat: (s, [n]) => {
    if (s.length * number(n) > 5_000_000) throw fail('RangeError', 'Invalid string length')
    return s.repeat(Math.max(0, number(n)))
  },
  padStart: (s, [n, fill]) => s.padStart(number(n), fill === undefined ? ' ' : text(fill)),
  padEnd: (s, [n, fill]) => s.padEnd(number(n), fill === undefined ? ' ' : text(fill)),
  concat: (s, args) => s + args.map(text).join(''),
  split: (s, [by, most]) =>
    arr(
      (by === undefined ? [s] : s.split(isThing(by) && by.t === 'regex' ? flagged(by) : text(by))).slice(
        0,
        most === undefined ? undefined : number(most),
      ),
    ),
  match: (s, [regex]) => matchOf(s.match(isThing(regex) && regex.t === 'regex' ? flagged(regex) : text(regex))),
  toString: (s: string) => s,
  localeCompare: (s, [other]) => (s < text(other) ? -1 : s > text(other) ? 1 : 0),
}

export const stringNatives: Readonly<Record<string, NativeFn>> = {
  'String#matchAll': (_m, [what], self) => ({
    t: 'iter',
    of: [...text(self).matchAll(flagged(what as Regex))].map(matchOf),
    i: 0,
  }),
  String: (m, [value = '']) => textOf(m, value),
  'String.fromCharCode': (_m, args) => String.fromCharCode(...args.map(number)),
  ...Object.fromEntries(
    Object.entries(strings).map(([name, play]): [string, NativeFn] => [
      `String#${name}`,
      (_m, args, self) => play(text(self), args),
    ]),
  ),
}
