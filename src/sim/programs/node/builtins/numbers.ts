import { number, text } from '../machine/convert'
import { truth } from '../machine/value'
import type { NativeFn } from '../machine/core'

/**
 * Math, Number and Boolean.
 *
 * @models ECMA-262 Math
 * @fidelity part: no BigInt
 */

const math = 'abs ceil floor round trunc sqrt cbrt pow min max sign log log2 log10 exp sin cos tan hypot'.split(' ')

export const mathNatives: Readonly<Record<string, NativeFn>> = {
  ...Object.fromEntries(
    math.map((name): [string, NativeFn] => [
      `Math.${name}`,
      (_m, args) => (Math[name as 'max'] as (...n: number[]) => number)(...args.map(number)),
    ]),
  ),
  'Math.random': (m) => m.sys.random() / 4_294_967_296,
}

export const numberNatives: Readonly<Record<string, NativeFn>> = {
  Number: (_m, [value = 0]) => number(value),
  'Number.isInteger': (_m, [value]) => Number.isInteger(value),
  'Number.isNaN': (_m, [value]) => Number.isNaN(value),
  'Number.parseInt': (_m, [value, radix]) => parseInt(text(value), radix === undefined ? undefined : number(radix)),
  'Number.parseFloat': (_m, [value]) => parseFloat(text(value)),
  'Number#toFixed': (_m, [places = 0], self) => (self as number).toFixed(number(places)),
  'Number#toString': (_m, [radix], self) => (self as number).toString(radix === undefined ? undefined : number(radix)),
  'Number#toLocaleString': (_m, _a, self) => String(self).replace(/\B(?=(\d{3})+(?!\d))/g, ','),
  'Boolean#toString': (_m, _a, self) => String(self),
  Boolean: (_m, [value]) => truth(value),
}
