import { utf8 } from '../../../base/bytes'
import { formatValue } from './format'
import { attribute, instanceMethod, maybeAttribute } from './machine/attributes'
import { callSync } from './machine/call'
import { all } from './machine/iterate'
import { flush, write } from './machine/output'
import { textOf, truthOf } from './machine/texts'
import { binary, length, order } from './operate'
import { failure, isSub, unsimulated } from './value/exceptions'
import { dict, isNumber, items, keyOf, setOf, truth } from './value/items'
import { str } from './value/repr'
import { isThing, list, special, tuple, typeName, type Class, type Value } from './value/thing'
import type { Machine, Native } from './machine/core'

/**
 * Built-in functions and types.
 *
 * @models docs.python.org/3/library/functions.html
 * @fidelity part: iterators of map, filter, zip and their like are lists; no eval, exec, property, super with arguments
 */
export const arg = (
  args: readonly Value[],
  at: number,
  named: ReadonlyMap<string, Value>,
  name: string,
  otherwise: Value = null,
): Value => args[at] ?? named.get(name) ?? otherwise

const int: Native = (_m, [value = 0n, base]) => {
  if (typeof value === 'string') {
    const words = value.trim().replace(/_/g, '')
    const radix = base === undefined ? 10 : Number(base)
    if (radix === 10 && /^[-+]?\d+$/.test(words)) return BigInt(words)
    const digits = words.replace(/^[-+]?0[xob]/i, '')
    if (radix !== 10 && digits !== '' && !Number.isNaN(parseInt(digits, radix)))
      return BigInt(parseInt(digits, radix)) * (words.startsWith('-') ? -1n : 1n)
    throw failure('ValueError', `invalid literal for int() with base ${radix}: ${reprOf(value)}`)
  }
  if (typeof value === 'number') return BigInt(Math.trunc(value))
  if (typeof value === 'bigint' || typeof value === 'boolean') return BigInt(value)
  throw failure(
    'TypeError',
    `int() argument must be a string, a bytes-like object or a real number, not '${typeName(value)}'`,
  )
}

const reprOf = (value: string): string => `'${value.replace(/\n/g, '\\n')}'`

const float: Native = (_m, [value = 0]) => {
  if (isNumber(value)) return Number(value)
  if (typeof value === 'string') {
    const words = value.trim().toLowerCase()
    if (/^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/.test(words)) return Number(words)
    if (/^[-+]?inf(?:inity)?$/.test(words)) return words.startsWith('-') ? -Infinity : Infinity
    if (words === 'nan') return NaN
    throw failure('ValueError', `could not convert string to float: ${reprOf(value)}`)
  }
  throw failure('TypeError', `float() argument must be a string or a real number, not '${typeName(value)}'`)
}

function extreme(sign: 1 | -1): Native {
  return (m, args, named) => {
    const name = sign < 0 ? 'min' : 'max'
    const list = args.length === 1 ? all(m, args[0]!) : args
    const key = named.get('key')
    if (list.length === 0) {
      const otherwise = named.get('default')
      if (otherwise !== undefined) return otherwise
      throw failure('ValueError', `${name}() iterable argument is empty`)
    }
    const measured = list.map((value) => [value, key ? callSync(m, key, [value]) : value] as const)
    return measured.reduce((best, each) => (order(each[1], best[1]) * sign > 0 ? each : best))[0]
  }
}

export function sorted(m: Machine, values: readonly Value[], named: ReadonlyMap<string, Value>): Value[] {
  const key = named.get('key') ?? null
  const keyed = values.map((value) => [value, key === null ? value : callSync(m, key, [value])] as const)
  const sign = truth(named.get('reverse') ?? false) ? -1 : 1
  return keyed.sort((a, b) => sign * order(a[1], b[1])).map(([value]) => value)
}

const isA = (value: Value, type: Value): boolean => {
  if (isThing(type) && type.t === 'tuple') return type.v.some((each) => isA(value, each))
  if (!isThing(type) || type.t !== 'class')
    return isThing(type) && type.t === 'native' ? typeName(value) === type.name : false
  if (type.name === 'object') return true
  if (isThing(value) && value.t === 'inst') return isSub(value.of, type)
  return typeName(value) === type.name || (type.name === 'int' && typeof value === 'boolean')
}

const range: Native = (_m, args) => {
  if (args.some((each) => typeof each !== 'bigint' && typeof each !== 'boolean'))
    throw failure(
      'TypeError',
      `'${typeName(args.find((each) => typeof each !== 'bigint')!)}' object cannot be interpreted as an integer`,
    )
  const [a = 0n, b, c = 1n] = args.map((each) => BigInt(each as bigint))
  if (c === 0n) throw failure('ValueError', 'range() arg 3 must not be zero')
  return b === undefined ? { t: 'range', from: 0n, to: a, by: 1n } : { t: 'range', from: a, to: b, by: c }
}

function round(value: Value, places: Value): Value {
  if (typeof value === 'bigint' || typeof value === 'boolean') return BigInt(value)
  const n = Number(value)
  if (places !== null) return Number(n.toFixed(Math.max(0, Number(places))))
  const floor = Math.floor(n)
  const rest = n - floor
  return BigInt(rest > 0.5 || (rest === 0.5 && floor % 2 !== 0) ? floor + 1 : floor)
}

export const builtins: Readonly<Record<string, Native>> = {
  print: (m, args, named) => {
    const words =
      args.map((each) => textOf(m, each, '__str__')).join(str(named.get('sep') ?? ' ')) + str(named.get('end') ?? '\n')
    const file = named.get('file') ?? null
    if (isThing(file) && file.t === 'special') return (callSync(m, attribute(m, file, 'write'), [words]), null)
    write(m, words)
    if (truth(named.get('flush') ?? false)) flush(m)
    return null
  },
  input: (m, [prompt]) => {
    if (prompt !== undefined) write(m, textOf(m, prompt, '__str__'))
    flush(m)
    m.core.waiting = { kind: 'input' }
    return null
  },
  len: (m, [value = null]) => {
    const own = instanceMethod(value, '__len__')
    return own ? callSync(m, own, []) : BigInt(length(value))
  },
  range,
  int,
  float,
  str: (m, [value = '']) => (isThing(value) && value.t === 'bytes' ? value.s : textOf(m, value, '__str__')),
  repr: (m, [value = null]) => textOf(m, value, '__repr__'),
  bool: (m, [value = false]) => truthOf(m, value),
  list: (m, [value]) => list(value === undefined ? [] : [...all(m, value)]),
  tuple: (m, [value]) => tuple(value === undefined ? [] : [...all(m, value)]),
  set: (m, [value]) => setOf(value === undefined ? [] : all(m, value)),
  dict: (m, [from], named) => {
    const pairs =
      from === undefined
        ? []
        : isThing(from) && from.t === 'dict'
          ? [...from.m.values()]
          : all(m, from).map((pair) => items(pair) as [Value, Value])
    return dict([...pairs, ...[...named].map(([key, value]) => [key, value] as const)])
  },
  bytes: (_m, [value = '']) => ({
    t: 'bytes',
    s: typeof value === 'string' ? utf8(value) : typeof value === 'bigint' ? '\0'.repeat(Number(value)) : str(value),
  }),
  object: () => special('object'),
  type: (_m, [value = null]) =>
    isThing(value) && value.t === 'inst' ? value.of : { t: 'class', name: typeName(value), bases: [], m: new Map() },
  isinstance: (_m, [value = null, type = null]) => isA(value, type),
  issubclass: (_m, [a, b]) => isSub(a as Class, b as Class),
  abs: (_m, [value = 0n]) => (typeof value === 'bigint' ? (value < 0n ? -value : value) : Math.abs(Number(value))),
  min: extreme(-1),
  max: extreme(1),
  sum: (m, [values = null, start = 0n]) => all(m, values).reduce((sum, each) => binary('+', sum, each), start),
  round: (_m, [value = 0, places = null]) => round(value, places),
  pow: (_m, [a = 0n, b = 0n, mod]) => (mod === undefined ? binary('**', a, b) : binary('%', binary('**', a, b), mod)),
  divmod: (_m, [a = 0n, b = 0n]) => tuple([binary('//', a, b), binary('%', a, b)]),
  sorted: (m, [values = null], named) => list(sorted(m, all(m, values), named)),
  reversed: (m, [values = null]) => list([...all(m, values)].reverse()),
  enumerate: (m, args, named) =>
    list(
      all(m, args[0] ?? null).map((each, i) => tuple([BigInt(i) + (arg(args, 1, named, 'start', 0n) as bigint), each])),
    ),
  zip: (m, args) => {
    const lists = args.map((each) => all(m, each))
    const size = lists.length === 0 ? 0 : Math.min(...lists.map((each) => each.length))
    return list(Array.from({ length: size }, (_, i) => tuple(lists.map((each) => each[i]!))))
  },
  map: (m, [fn = null, ...lists]) => {
    const from = lists.map((each) => all(m, each))
    return list(
      from[0]!.map((_, i) =>
        callSync(
          m,
          fn,
          from.map((each) => each[i]!),
        ),
      ),
    )
  },
  filter: (m, [fn = null, values = null]) =>
    list(all(m, values).filter((each) => truthOf(m, fn === null ? each : callSync(m, fn, [each])))),
  any: (m, [values = null]) => all(m, values).some((each) => truthOf(m, each)),
  all: (m, [values = null]) => all(m, values).every((each) => truthOf(m, each)),
  iter: (m, [values = null]) => ({ t: 'iter', of: all(m, values), i: 0, what: 'iterator' }),
  next: (_m, [it = null, otherwise]) => {
    if (isThing(it) && it.t === 'iter' && it.i < it.of.length) return it.of[it.i++]!
    if (otherwise !== undefined) return otherwise
    throw failure('StopIteration')
  },
  ord: (_m, [c = '']) => BigInt(str(c).codePointAt(0) ?? 0),
  chr: (_m, [n = 0n]) => String.fromCodePoint(Number(n)),
  hex: (_m, [n = 0n]) =>
    `${BigInt(n as bigint) < 0n ? '-' : ''}0x${(BigInt(n as bigint) < 0n ? -BigInt(n as bigint) : BigInt(n as bigint)).toString(16)}`,
  bin: (_m, [n = 0n]) => `0b${BigInt(n as bigint).toString(2)}`,
  oct: (_m, [n = 0n]) => `0o${BigInt(n as bigint).toString(8)}`,
  format: (_m, [value = null, spec = '']) => formatValue(value, str(spec)),
  callable: (_m, [value = null]) => isThing(value) && ['fn', 'native', 'bound', 'class'].includes(value.t),
  hasattr: (m, [of = null, name = '']) => maybeAttribute(m, of, str(name)) !== undefined,
  getattr: (m, [of = null, name = '', otherwise]) =>
    maybeAttribute(m, of, str(name)) ?? otherwise ?? attribute(m, of, str(name)),
  setattr: (_m, [of = null, name = '', value = null]) => {
    if (isThing(of) && (of.t === 'inst' || of.t === 'class')) of.m.set(str(name), value)
    return null
  },
  id: () => 139_637_976_727_552n,
  hash: (_m, [value = null]) =>
    BigInt([...keyOf(value)].reduce((sum, c) => (sum * 31 + c.charCodeAt(0)) % 2_147_483_647, 7)),
  globals: (m) => dict([...m.core.globals.m]),
  super: (m) => superOf(m),
  exit: (_m, [status = null]) => {
    throw failure('SystemExit', status)
  },
  quit: (_m, [status = null]) => {
    throw failure('SystemExit', status)
  },
  help: () => {
    throw unsimulated('help() is not simulated')
  },
  '.nothing': () => null,
  'exception.args': (_m, _a, _n, self) =>
    isThing(self) && self.t === 'inst' ? (self.m.get('args') ?? tuple([])) : null,
  'exception.errno': (_m, _a, _n, self) =>
    isThing(self) && self.t === 'inst' ? (items(self.m.get('args') ?? tuple([]))[0] ?? null) : null,
  'exception.strerror': (_m, _a, _n, self) =>
    isThing(self) && self.t === 'inst' ? (items(self.m.get('args') ?? tuple([]))[1] ?? null) : null,
  'super.__init__': (_m, args, _n, self) => {
    const of = isThing(self) && self.t === 'special' ? self.m.get('self') : undefined
    if (of !== undefined && isThing(of) && of.t === 'inst') of.m.set('args', tuple(args))
    return null
  },
}

/** super() without arguments: what the classes above give, bound to the first argument of the running method. */
function superOf(m: Machine): Value {
  const frame = m.core.frames.at(-1)!
  const first = m.codes[frame.code]!.params?.names[0] ?? ''
  const self = frame.scope.m.get(first) ?? null
  if (!isThing(self) || self.t !== 'inst') throw failure('RuntimeError', 'super(): no arguments')
  const made = special('super', { self })
  const name = m.codes[frame.code]!.name
  const owner = ownerOf(self.of, name, frame.code) ?? self.of
  for (const base of [...owner.bases].reverse()) gather(base, self, made.m)
  return made
}

/** The class in which the running method stands. */
function ownerOf(of: Class, name: string, code: number): Class | undefined {
  const own = of.m.get(name)
  if (own !== undefined && isThing(own) && own.t === 'fn' && own.code === code) return of
  return of.bases.map((base) => ownerOf(base, name, code)).find((found) => found !== undefined)
}

function gather(of: Class, self: Value, into: Map<string, Value>): void {
  for (const base of [...of.bases].reverse()) gather(base, self, into)
  for (const [name, value] of of.m)
    into.set(name, isThing(value) && value.t === 'fn' ? { t: 'bound', self, fn: value } : value)
}
