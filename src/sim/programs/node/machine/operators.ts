import { textOf } from './call'
import { number, text, typeOf } from './convert'
import { fail } from './errors'
import { prototypeOf } from './members'
import { isThing, there, truth, type Thing, type Value, type Obj } from './value'
import type { Machine } from './core'

/** Operators. */
export function unary(op: string, of: Value): Value {
  return unaries[op]?.(of)
}

const unaries: Readonly<Record<string, (of: Value) => Value>> = {
  '!': (of) => !truth(of),
  '-': (of) => -number(of),
  '+': (of) => number(of),
  '~': (of) => ~number(of),
  typeof: typeOf,
}

const longest = 5_000_000

export function binary(m: Machine, op: string, a: Value, b: Value): Value {
  const plain = binaries[op]
  return plain ? plain(a, b) : op === '+' ? added(m, a, b) : numeric(op, a, b)
}

const has = (of: Obj, key: string): boolean => of.m.has(key) || (of.proto !== undefined && has(of.proto, key))

const binaries: Readonly<Record<string, (a: Value, b: Value) => Value>> = {
  '===': (a, b) => a === b,
  '!==': (a, b) => a !== b,
  '==': loose,
  '!=': (a, b) => !loose(a, b),
  in: (a, b) =>
    isThing(b) &&
    (b.t === 'arr' ? Number(text(a)) < b.v.length : 'm' in b && (b.t === 'obj' ? has(b, text(a)) : b.m.has(text(a)))),
  instanceof: instanceOf,
}

const isText = (value: Value): boolean => isThing(value) || typeof value === 'string'

function added(m: Machine, a: Value, b: Value): Value {
  if (!isText(a) && !isText(b)) return number(a) + number(b)
  const sum = textOf(m, a) + textOf(m, b)
  if (sum.length > longest) throw fail('RangeError', 'Invalid string length')
  return sum
}

/** `==`. */
function loose(a: Value, b: Value): boolean {
  if (!there(a) || !there(b)) return there(a) === there(b)
  if ((isThing(a) && isThing(b)) || typeof a === typeof b) return a === b
  return isThing(a) || isThing(b) ? text(a) === text(b) : number(a) === number(b)
}

function numeric(op: string, a: Value, b: Value): Value {
  const compared = comparisons[op]
  if (compared) return typeof a === 'string' && typeof b === 'string' ? compared(a, b) : compared(number(a), number(b))
  return calculations[op]?.(number(a), number(b))
}

const comparisons: Readonly<Record<string, (x: string | number, y: string | number) => boolean>> = {
  '<': (x, y) => x < y,
  '>': (x, y) => x > y,
  '<=': (x, y) => x <= y,
  '>=': (x, y) => x >= y,
}

const calculations: Readonly<Record<string, (x: number, y: number) => number>> = {
  '-': (x, y) => x - y,
  '*': (x, y) => x * y,
  '/': (x, y) => x / y,
  '%': (x, y) => x % y,
  '**': (x, y) => x ** y,
  '&': (x, y) => x & y,
  '|': (x, y) => x | y,
  '^': (x, y) => x ^ y,
  '<<': (x, y) => x << y,
  '>>': (x, y) => x >> y,
  '>>>': (x, y) => x >>> y,
}

function instanceOf(a: Value, of: Value): boolean {
  if (!isThing(a) || !isThing(of)) return false
  if (of.t === 'native') return ofBuiltIn(a, of.name)
  if (of.t !== 'fn' || a.t !== 'obj') return false
  const wanted = prototypeOf(of)
  for (let at = a.proto; at; at = at.proto) if (at === wanted) return true
  return false
}

function ofBuiltIn(a: Thing, name: string): boolean {
  if (a.t === 'arr') return name === 'Array'
  if (name === 'Object') return true
  if (a.t !== 'obj') return a.t === 'promise' && name === 'Promise'
  return a.kind === name || (a.kind === 'Error' && (name === 'Error' || text(a.m.get('name')) === name))
}
