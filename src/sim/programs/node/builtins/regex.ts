import { callSync } from '../machine/call'
import { text } from '../machine/convert'
import { arr, isThing, type Regex, type Value } from '../machine/value'
import type { Machine, NativeFn } from '../machine/core'

/**
 * RegExp, and replacing by it.
 *
 * @models ECMA-262 RegExp
 * @fidelity part: no sticky flag; matches have no groups by name
 */

export const flagged = (regex: Regex): RegExp => new RegExp(regex.source, regex.flags.replace('y', ''))

export function matchOf(match: RegExpExecArray | RegExpMatchArray | null): Value {
  return match === null ? null : arr([...match])
}

function replaced(m: Machine, self: string, what: Value, by: Value, all: boolean): string {
  const swap = (match: string, ...rest: unknown[]) => {
    if (isThing(by))
      return text(callSync(m, by, [match, ...(rest.filter((each) => typeof each !== 'object') as Value[])]))
    return text(by).replace(/\$(\d|&)/g, (whole, n: string) =>
      n === '&' ? match : ((rest[Number(n) - 1] as string | undefined) ?? whole),
    )
  }
  if (isThing(what) && what.t === 'regex') return self.replace(flagged(what), swap as (match: string) => string)
  return all
    ? self.split(text(what)).join(swap(text(what)))
    : self.includes(text(what))
      ? self.slice(0, self.indexOf(text(what))) +
        swap(text(what)) +
        self.slice(self.indexOf(text(what)) + text(what).length)
      : self
}

export const regexNatives: Readonly<Record<string, NativeFn>> = {
  RegExp: (_m, [source, flags]) => ({
    t: 'regex',
    source: isThing(source) && source.t === 'regex' ? source.source : text(source),
    flags: text(flags ?? ''),
    last: 0,
  }),
  'RegExp#test': (_m, [words], self) => flagged(self as Regex).test(text(words)),
  'RegExp#exec': (_m, [words], self) => matchOf(flagged(self as Regex).exec(text(words))),
  'String#replace': (m, [what, by], self) => replaced(m, text(self), what, by, false),
  'String#replaceAll': (m, [what, by], self) => replaced(m, text(self), what, by, true),
}
