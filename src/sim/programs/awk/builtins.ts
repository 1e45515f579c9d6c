import { toText as textOf, toNumber, fromInput, kept, type Value } from './value'
import type { Bytes } from '../../../base/bytes'
import { draw } from '../../../base/random'
import { strftime } from '../clock'
import { sprintf } from './format'
import {
  arrayOf,
  ask,
  effect,
  expression,
  flush,
  setting,
  setVariable,
  split,
  words,
  type Failure,
  type Machine,
} from './machine'
import type { Expr, Place } from './tree'

/** What the functions need of the evaluator. */
interface Hands {
  readonly evaluate: (m: Machine, e: Expr) => Value
  readonly store: (m: Machine, to: Place, value: Value) => void
  readonly pattern: (m: Machine, e: Expr) => Bytes
}

/** One call: its arguments, evaluated as they are asked for. */
interface Call extends Hands {
  readonly m: Machine
  readonly name: string
  readonly args: readonly Expr[]
}

const value = (c: Call, i: number): Value => c.evaluate(c.m, argument(c, i))
const string = (c: Call, i: number): Bytes => words(c.m, value(c, i))
const number = (c: Call, i: number): number => toNumber(value(c, i))

function argument({ args, name }: Call, i: number): Expr {
  const arg = args[i]
  if (arg === undefined) throw { failure: `not enough arguments in call to ${name}` } satisfies Failure
  return arg
}

export const builtin = (m: Machine, name: string, args: readonly Expr[], hands: Hands): Value =>
  functions[name]!({ ...hands, m, name, args })

const functions: Readonly<Record<string, (c: Call) => Value>> = {
  length: (c) => {
    const [of] = c.args
    if (of === undefined) return c.m.d.record.length
    const key = of.kind === 'name' ? (c.m.locals?.[`.${of.name}`]?.array ?? `.${of.name}`) : ''
    return c.m.d.arrays[key] ? Object.keys(c.m.d.arrays[key]).length : string(c, 0).length
  },
  substr: (c) => {
    const text = string(c, 0)
    const from = Math.round(number(c, 1))
    const to = c.args.length > 2 ? from + Math.round(number(c, 2)) : Infinity
    return text.slice(Math.max(0, from - 1), Math.max(0, to - 1))
  },
  index: (c) => string(c, 0).indexOf(string(c, 1)) + 1,
  split: (c) => {
    const text = string(c, 0)
    const to = argument(c, 1)
    if (to.kind !== 'name') throw { failure: 'split: second argument is not an array' } satisfies Failure
    const by = c.args[2]
    const literal = by?.kind === 'regex' && by.source.length === 1 ? `(?:${by.source})` : undefined
    const parts = split(c.m, text, literal ?? (by === undefined ? setting(c.m, 'FS') : c.pattern(c.m, by)))
    const array = arrayOf(c.m, to.name)
    for (const key of Object.keys(array)) delete array[key]
    parts.forEach((part, i) => (array[`.${i + 1}`] = fromInput(part)))
    return parts.length
  },
  sub: (c) => substitute(c, false),
  gsub: (c) => substitute(c, true),
  match: (c) => {
    const found = expression(c.m, (string(c, 0), c.pattern(c.m, argument(c, 1)))).exec(string(c, 0))
    setVariable(c.m, 'RSTART', found ? found.index + 1 : 0)
    setVariable(c.m, 'RLENGTH', found ? found[0].length : -1)
    return found ? found.index + 1 : 0
  },
  sprintf: (c) =>
    formatted(
      c.m,
      'sprintf',
      c.args.map((arg) => c.evaluate(c.m, arg)),
    ),
  sin: (c) => kept(Math.sin(number(c, 0))),
  cos: (c) => kept(Math.cos(number(c, 0))),
  atan2: (c) => kept(Math.atan2(number(c, 0), number(c, 1))),
  exp: (c) => kept(Math.exp(number(c, 0))),
  log: (c) => kept(Math.log(number(c, 0))),
  sqrt: (c) => kept(Math.sqrt(number(c, 0))),
  int: (c) => kept(Math.trunc(number(c, 0))),
  rand: ({ m }) => {
    const [value, at] = draw(m.d.random.at)
    m.d.random = { ...m.d.random, at }
    return value / 2 ** 32
  },
  srand: (c) => {
    const before = c.m.d.random.seed
    const seed = c.args.length > 0 ? number(c, 0) : Math.floor(c.m.sys.now() / 1e6)
    c.m.d.random = { seed, at: seed >>> 0 }
    return before
  },
  tolower: (c) => string(c, 0).replace(/[A-Z]+/g, (part) => part.toLowerCase()),
  toupper: (c) => string(c, 0).replace(/[a-z]+/g, (part) => part.toUpperCase()),
  system: (c) => status(ask(c.m, { need: 'system', command: string(c, 0) })),
  close: (c) => {
    const name = string(c, 0)
    if (c.m.d.readers[name] === undefined) return status(ask(c.m, { need: 'close', command: name }))
    delete c.m.d.readers[name]
    return 0
  },
  fflush: ({ m }) => {
    effect(m, () => flush(m.sys, m.o))
    return 0
  },
  systime: ({ m }) => Math.floor(m.sys.now() / 1e6),
  strftime: (c) =>
    strftime(
      c.args.length > 0 ? string(c, 0) : '%c',
      c.args.length > 1 ? number(c, 1) : Math.floor(c.m.sys.now() / 1e6),
    ),
}

const status = (answer: object): number => ('status' in answer ? Number(answer.status) : -1)

export function formatted(m: Machine, name: string, values: readonly Value[]): Bytes {
  const [first, ...rest] = values
  const format = textOf(first, '%.6g')
  return sprintf(format, rest, setting(m, 'CONVFMT'), () => {
    throw { failure: `not enough arguments passed to ${name}("${format}")` } satisfies Failure
  })
}

/** `&` in the replacement is what matched, `\\&` an ampersand. */
function substitute(c: Call, all: boolean): Value {
  const of = expression(c.m, c.pattern(c.m, argument(c, 0)))
  const replacement = string(c, 1)
  const place: Expr = c.args[2] ?? { kind: 'field', of: { kind: 'number', value: 0 } }
  const text = words(c.m, c.evaluate(c.m, place))
  let count = 0
  let end = -1
  const result = text.replace(new RegExp(of.source, all ? 'gs' : 's'), (...found: readonly unknown[]) => {
    const matched = String(found[0])
    const at = Number(found.filter((each) => typeof each === 'number').at(-1))
    if (matched === '' && at === end) return ''
    end = at + matched.length
    count++
    return replacement.replace(/\\\\|\\&|&/g, (mark) => (mark === '&' ? matched : mark.slice(1)))
  })
  if (count > 0 && (place.kind === 'name' || place.kind === 'cell' || place.kind === 'field'))
    c.store(c.m, place, result)
  return count
}
