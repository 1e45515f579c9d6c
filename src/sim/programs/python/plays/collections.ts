import { leave } from '../machine/generators'
import { pop, popMany, popTwo, push } from '../../script/frames'
import { callNative } from '../machine/call'
import { all, iterator, step, unpack } from '../machine/iterate'
import { failure } from '../value/exceptions'
import { dict, keyOf, setOf } from '../value/items'
import { isThing, list, tuple, typeName, type Dict, type Thing, type Value } from '../value/thing'
import type { Frame, Plays } from '../machine/core'

/** Instructions: collections and loops. */

const top = <T>(f: Frame) => f.stack.at(-1) as T

export const collections: Plays = {
  list: (_m, f, n: number) => push(f, list(popMany(f, n))),
  tuple: (_m, f, n: number) => push(f, tuple(popMany(f, n))),
  set: (_m, f, n: number) => push(f, setOf(popMany(f, n))),
  dict: (_m, f) => push(f, dict()),
  convert: (m, f, type: string) => push(f, callNative(m, type, null, [pop(f)])),
  put: (_m, f) => {
    const [key, value] = popTwo(f)
    top<Dict>(f).m.set(keyOf(key), [key, value])
  },
  merge: (_m, f) => {
    const from = pop(f)
    if (!isThing(from) || from.t !== 'dict') throw failure('TypeError', `'${typeName(from)}' object is not a mapping`)
    for (const [key, pair] of from.m) top<Dict>(f).m.set(key, pair)
  },
  append: (_m, f) => {
    const value = pop(f)
    top<{ v: Value[] }>(f).v.push(value)
  },
  extend: (m, f) => {
    const values = all(m, pop(f))
    top<{ v: Value[] }>(f).v.push(...values)
  },
  accumulate: (_m, f, what: { depth: number; makes: string }) => accumulate(f, what),
  iter: (m, f) => push(f, iterator(m, pop(f))),
  next: (m, f, out: number) => step(m, f, out),
  yield: (m, f) => leave(m, f),
  unpack: (m, f, shape: { n: number; star: number }) => unpack(m, f, shape),
}

function accumulate(f: Frame, { depth, makes }: { depth: number; makes: string }): void {
  const value = makes === 'dict' ? pop(f) : null
  const first = pop(f)
  const into = f.stack.at(-1 - depth) as Thing
  if (into.t === 'list') into.v.push(first)
  else if (into.t === 'dict') into.m.set(keyOf(first), [first, value])
  else if (into.t === 'set') into.m.set(keyOf(first), first)
}
