import { told, type Engine } from './engine'
import { fn, toNumber, toText, type Js } from './values'

/** Math, Number and their kin. */
const whole = (value: Js): number => parseInt(toText(value), 10)

const plain = [
  'abs',
  'ceil',
  'floor',
  'round',
  'sqrt',
  'trunc',
  'sign',
  'log',
  'log2',
  'log10',
  'exp',
  'sin',
  'cos',
  'tan',
  'cbrt',
] as const

export function numberNames(m: Engine): Record<string, Js> {
  const of = Object.assign(
    fn('Number', (_self, [value]) => (value === undefined ? 0 : toNumber(value))),
    {
      '.isInteger': fn('isInteger', (_self, [value]) => Number.isInteger(value)),
      '.isNaN': fn('isNaN', (_self, [value]) => Number.isNaN(value)),
      '.parseInt': fn('parseInt', (_self, [value]) => whole(value)),
      '.parseFloat': fn('parseFloat', (_self, [value]) => parseFloat(toText(value))),
      '.MAX_SAFE_INTEGER': Number.MAX_SAFE_INTEGER,
      '.MAX_VALUE': Number.MAX_VALUE,
    },
  )
  return {
    Number: of,
    Math: {
      PI: Math.PI,
      E: Math.E,
      ...Object.fromEntries(plain.map((name) => [name, fn(name, (_self, [value]) => Math[name](toNumber(value)))])),
      pow: fn('pow', (_self, [a, b]) => toNumber(a) ** toNumber(b)),
      max: fn('max', (_self, args) => Math.max(...args.map(toNumber))),
      min: fn('min', (_self, args) => Math.min(...args.map(toNumber))),
      random: fn('random', () => (told(m, m.outside.random) as number) / 2 ** 32),
    },
    parseInt: fn('parseInt', (_self, [value, base]) =>
      parseInt(toText(value), base === undefined ? 10 : toNumber(base)),
    ),
    parseFloat: fn('parseFloat', (_self, [value]) => parseFloat(toText(value))),
    isNaN: fn('isNaN', (_self, [value]) => Number.isNaN(toNumber(value))),
    isFinite: fn('isFinite', (_self, [value]) => Number.isFinite(toNumber(value))),
  }
}
