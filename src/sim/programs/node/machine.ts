import type { Code, Op } from './compile'
import type { Sys } from '../../wire/sys'

/**
 * A machine for JavaScript: frames of instructions, tasks, timers and servers. It works on a graph that between turns is plain data.
 *
 * @models ECMA-262, nodejs.org
 * @fidelity part: no getters, proxies, symbols, typed arrays; properties are all enumerable
 */
export type Value = undefined | null | boolean | number | string | Thing
export type Thing = Obj | Arr | Fn | Native | Prom | Iter | Regex

/** `kind` names whose methods natives play: `Error`, `Date`, `Map`, `Response`. */
export interface Obj {
  t: 'obj'
  kind: string
  m: Map<string, Value>
  proto?: Obj
}
export interface Arr {
  t: 'arr'
  v: Value[]
}
export interface Fn {
  t: 'fn'
  code: number
  scope: Scope
  self?: Value
  above?: Value
  isClass?: boolean
  m: Map<string, Value>
}
export interface Native {
  t: 'native'
  name: string
  self: Value
  m: Map<string, Value>
}
export interface Prom {
  t: 'promise'
  state: 'pending' | 'done' | 'failed'
  value: Value
  waiters: Waiter[]
}
export interface Iter {
  t: 'iter'
  of: Value[]
  i: number
}
export interface Regex {
  t: 'regex'
  source: string
  flags: string
  last: number
}
export interface Scope {
  m: Map<string, Value>
  up?: Scope
  /** The scope of a function or module: `var` stops here. */
  base?: boolean
}

export type Waiter = { frame: Frame } | { done: Value; failed: Value; gives: Prom; last: boolean }

export type After =
  | { kind: 'made'; of: Value }
  | { kind: 'async'; gives: Prom; left: boolean }
  | { kind: 'stop' }
  | { kind: 'module'; name: string }
  | { kind: 'drop' }

export interface Frame {
  code: number
  pc: number
  stack: Value[]
  scope: Scope
  args: Value[]
  self: Value
  fn?: Fn
  blocks: { to: number; depth: number; scope: Scope }[]
  after?: After
}

export type Task =
  { call: Value; args: Value[]; gives?: Prom; tick?: boolean } | { frame: Frame; value: Value; failed: boolean }

export interface Core {
  frames: Frame[]
  globals: Scope
  tasks: Task[]
  timers: { id: number; at: number; every?: number; call: Value; args: Value[] }[]
  servers: { fd: number; conns: number[]; app: Value }[]
  modules: Map<string, Value>
  kept: Map<string, Value>
  next: number
  file: string
  args: string[]
  result?: Value
  status: number
}

export type NativeFn = (m: Machine, args: Value[], self: Value) => Value

export interface Machine {
  readonly sys: Sys
  codes: readonly Code[]
  core: Core
  readonly natives: Readonly<Record<string, NativeFn>>
}

/** A value on its way to who catches it. */
export interface Thrown {
  readonly kind: 'thrown'
  readonly value: Value
  readonly where: string
}

export const isThing = (value: Value): value is Thing => typeof value === 'object' && value !== null
export const obj = (members: Readonly<Record<string, Value>> = {}, kind = 'Object'): Obj => ({
  t: 'obj',
  kind,
  m: new Map(Object.entries(members)),
})
export const arr = (v: Value[]): Arr => ({ t: 'arr', v })
export const native = (name: string, self: Value = undefined): Native => ({ t: 'native', name, self, m: new Map() })
export const promise = (): Prom => ({ t: 'promise', state: 'pending', value: undefined, waiters: [] })

export const error = (name: string, message: string, more: Readonly<Record<string, Value>> = {}): Obj =>
  obj({ name, message, ...more }, 'Error')
export const fail = (name: string, message: string, more: Readonly<Record<string, Value>> = {}): Thrown => ({
  kind: 'thrown',
  value: error(name, message, more),
  where: '',
})
export const unsimulated = (words: string): Thrown => ({
  kind: 'thrown',
  value: obj({ message: words }, 'unsimulated'),
  where: '',
})
export const isThrown = (value: unknown): value is Thrown =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'thrown'

export function run(m: Machine, budget: number, downTo = 0): 'over' | 'slice' {
  for (let n = 0; n < budget; n++) {
    if (m.core.frames.length <= downTo) return 'over'
    const frame = m.core.frames.at(-1)!
    const op = m.codes[frame.code]!.ops[frame.pc++]!
    try {
      perform(m, frame, op)
    } catch (thrown) {
      if (!isThrown(thrown)) throw thrown
      raise(m, thrown, downTo)
    }
  }
  return 'slice'
}

export function raise(m: Machine, thrown: Thrown, downTo = 0): void {
  const { core } = m
  const located = thrown.where === '' ? { ...thrown, where: where(m) } : thrown
  const { value } = located
  if (isThing(value) && value.t === 'obj' && value.kind === 'Error' && !value.m.has('.where'))
    value.m.set('.where', located.where)
  while (core.frames.length > downTo) {
    const frame = core.frames.at(-1)!
    const block = frame.blocks.pop()
    if (block && !(isThing(value) && value.t === 'obj' && value.kind === 'unsimulated')) {
      frame.stack.length = block.depth
      frame.scope = block.scope
      frame.stack.push(value)
      frame.pc = block.to
      return
    }
    core.frames.pop()
    if (frame.after?.kind === 'async') {
      const { gives, left } = frame.after
      settle(m, gives, 'failed', value)
      if (!left) core.frames.at(-1)?.stack.push(gives)
      return
    }
  }
  throw located
}

/** `FILE:LINE` and the function, of each frame, innermost first. */
export const where = (m: Machine): string =>
  [...m.core.frames]
    .reverse()
    .map((frame) => {
      const code = m.codes[frame.code]!
      return `${code.name === '<module>' ? 'Object.<anonymous>' : code.name === '' ? '' : code.name}|${code.file}:${code.ops[Math.max(0, frame.pc - 1)]?.line ?? 1}`
    })
    .join('\n')

const pop = (f: Frame): Value => f.stack.pop()
const push = (f: Frame, value: Value): void => void f.stack.push(value)
const two = (f: Frame): [Value, Value] => {
  const right = pop(f)
  return [pop(f), right]
}

function perform(m: Machine, f: Frame, op: Op): void {
  const a = op.a as never
  switch (op.o) {
    case 'const':
      return push(f, (op.a as Value | undefined) ?? null)
    case 'undefined':
      return push(f, undefined)
    case 'this':
      return push(f, thisOf(f))
    case 'load':
      return push(f, load(m, f.scope, a))
    case 'typeofname':
      return push(f, typeOf(find(f.scope, a)?.m.get(a) ?? (m.core.kept.get(`global.${String(a)}`) as Value)))
    case 'store':
      return void (find(f.scope, a) ?? m.core.globals).m.set(a, pop(f))
    case 'declare':
      return void f.scope.m.set(a, pop(f))
    case 'var':
      return void base(f.scope).m.set(a, pop(f))
    case 'pop':
      return void pop(f)
    case 'dup':
      return push(f, f.stack.at(-1))
    case 'dup2':
      return void f.stack.push(f.stack.at(-2), f.stack.at(-1))
    case 'swap':
      f.stack.push(...two(f).reverse())
      return
    case 'scope':
      f.scope = { m: new Map(), up: f.scope }
      return
    case 'unscope':
      for (let n = 0; n < Number(a); n++) f.scope = f.scope.up!
      return
    case 'rescope':
      f.scope = { m: new Map(f.scope.m), up: f.scope.up! }
      return
    case 'jump':
      f.pc = a
      return
    case 'jfalse':
      if (!truth(pop(f))) f.pc = a
      return
    case 'jtrue':
      if (truth(pop(f))) f.pc = a
      return
    case 'jdefined':
      if (f.stack.at(-1) !== undefined) f.pc = a
      return
    case 'jthere':
      if (there(f.stack.at(-1))) f.pc = a
      return
    case 'keepfalse':
    case 'keeptrue':
    case 'keepthere': {
      const top = f.stack.at(-1)
      if (op.o === 'keepthere' ? there(top) : truth(top) === (op.o === 'keeptrue')) f.pc = a
      else pop(f)
      return
    }
    case 'optional':
      if (there(f.stack.at(-1))) return
      pop(f)
      push(f, undefined)
      f.pc = a
      return
    default:
      return values(m, f, op, a)
  }
}

function values(m: Machine, f: Frame, op: Op, a: never): void {
  switch (op.o) {
    case 'param':
      return push(f, f.args[Number(a)])
    case 'rest':
      return push(f, arr(f.args.slice(Number(a))))
    case 'array':
      return push(f, arr([]))
    case 'object':
      return push(f, obj())
    case 'append': {
      const value = pop(f)
      return void (f.stack.at(-1) as Arr).v.push(value)
    }
    case 'extend': {
      const value = pop(f)
      return void (f.stack.at(-1) as Arr).v.push(...items(value))
    }
    case 'put': {
      const [key, value] = two(f)
      return void (f.stack.at(-1) as Obj).m.set(text(key), value)
    }
    case 'merge': {
      const from = pop(f)
      for (const [key, value] of entries(from)) (f.stack.at(-1) as Obj).m.set(key, value)
      return
    }
    case 'regex':
      return push(f, { t: 'regex', ...(op.a as { source: string; flags: string }), last: 0 })
    case 'template': {
      const words = op.a as readonly string[]
      const parts = f.stack.splice(f.stack.length - words.length + 1, words.length - 1)
      return push(f, words.map((each, i) => each + (i < parts.length ? textOf(m, parts[i]) : '')).join(''))
    }
    case 'unary':
      return push(f, unary(a, pop(f)))
    case 'binary': {
      const [left, right] = two(f)
      return push(f, binary(m, a, left, right))
    }
    case 'bump': {
      const { op: sign, before } = op.a as { op: string; before: boolean }
      const old = number(pop(f))
      const [of, key] = two(f)
      setMember(of, text(key), sign === '+' ? old + 1 : old - 1)
      return push(f, before ? (sign === '+' ? old + 1 : old - 1) : old)
    }
    case 'getm':
      return push(f, getMember(m, pop(f), a))
    case 'get': {
      const [of, key] = two(f)
      return push(f, getMember(m, of, text(key)))
    }
    case 'set':
    case 'method': {
      const value = pop(f)
      const [of, key] = two(f)
      setMember(of, text(key), value)
      return push(f, value)
    }
    case 'delete': {
      const [of, key] = two(f)
      if (isThing(of) && 'm' in of) of.m.delete(text(key))
      return push(f, true)
    }
    case 'others': {
      const of = pop(f)
      return push(f, obj(Object.fromEntries(entries(of).filter(([key]) => !(op.a as readonly string[]).includes(key)))))
    }
    case 'tail':
      return push(f, arr(items(pop(f)).slice(Number(a))))
    case 'spreadable': {
      const value = pop(f)
      return push(f, isThing(value) && value.t === 'arr' ? value : arr(items(value)))
    }
    case 'destructurable': {
      const top = f.stack.at(-1)
      if (!there(top)) throw fail('TypeError', `Cannot destructure '${text(top)}' as it is ${text(top)}.`)
      return
    }
    default:
      return control(m, f, op, a)
  }
}

function control(m: Machine, f: Frame, op: Op, a: never): void {
  switch (op.o) {
    case 'iterate':
      return push(f, { t: 'iter', of: items(pop(f)), i: 0 })
    case 'keys':
      return push(f, { t: 'iter', of: entries(pop(f)).map(([key]) => key), i: 0 })
    case 'next': {
      const it = f.stack.at(-1) as Iter
      if (it.i < it.of.length) return push(f, it.of[it.i++])
      pop(f)
      f.pc = a
      return
    }
    case 'function': {
      const code = m.codes[Number(a)]!
      return push(f, {
        t: 'fn',
        code: Number(a),
        scope: f.scope,
        ...(code.arrow && { self: thisOf(f), ...(f.fn && { above: f.fn.above }) }),
        m: new Map(),
      })
    }
    case 'class':
      return makeClass(f)
    case 'super': {
      const above = f.fn?.above
      return push(f, isThing(above) && above.t === 'fn' ? prototypeOf(above) : undefined)
    }
    case 'superclass':
      return push(f, f.fn?.above)
    case 'new': {
      const [of, args] = two(f) as [Value, Arr]
      return construct(m, of, args.v)
    }
    case 'call': {
      const args = pop(f) as Arr
      const fn = pop(f)
      const self = pop(f)
      if (fn !== undefined && fn === f.fn?.above && isThing(fn)) return superCall(m, f, fn, args.v)
      if (!isThing(fn) || (fn.t !== 'fn' && fn.t !== 'native'))
        throw fail('TypeError', `${String(op.a)} is not a function`)
      return call(m, fn, args.v, self)
    }
    case 'try':
      return void f.blocks.push({ to: a, depth: f.stack.length, scope: f.scope })
    case 'untry':
      return void f.blocks.pop()
    case 'throw':
      throw { kind: 'thrown', value: pop(f), where: '' } satisfies Thrown
    case 'return':
      return finish(m, pop(f))
    case 'await':
      return wait(m, f, pop(f))
    default:
      throw unsimulated(`${op.o} is not simulated`)
  }
}

const thisOf = (f: Frame): Value => f.self
const there = (value: Value): boolean => value !== undefined && value !== null
export const truth = (value: Value): boolean => Boolean(value)
const base = (scope: Scope): Scope => (scope.base || !scope.up ? scope : base(scope.up))

function find(scope: Scope, name: string): Scope | undefined {
  for (let at: Scope | undefined = scope; at; at = at.up) if (at.m.has(name)) return at
  return undefined
}

function load(m: Machine, scope: Scope, name: string): Value {
  const held = find(scope, name)
  if (held) return held.m.get(name)
  const global = m.natives['.global']!(m, [name], undefined)
  if (global !== undefined || name === 'undefined') return global
  throw fail('ReferenceError', `${name} is not defined`)
}

export function typeOf(value: Value): string {
  if (value === null) return 'object'
  if (!isThing(value)) return typeof value
  return value.t === 'fn' || value.t === 'native' ? 'function' : 'object'
}

export function text(value: Value): string {
  if (!isThing(value)) return String(value)
  if (value.t === 'arr') return value.v.map((each) => (there(each) ? text(each) : '')).join(',')
  if (value.t === 'regex') return `/${value.source}/${value.flags}`
  if (value.t === 'obj' && value.kind === 'Error')
    return `${text(value.m.get('name'))}${value.m.get('message') === '' ? '' : `: ${text(value.m.get('message'))}`}`
  if (value.t === 'obj' && value.kind === 'Date')
    return new Date(Number(value.m.get('.time')))
      .toUTCString()
      .replace(' GMT', ' GMT+0000 (Coordinated Universal Time)')
      .replace(/^(\w+), (\d+) (\w+)/, '$1 $3 $2')
  if (value.t === 'obj' && value.kind === 'Buffer') return text(value.m.get('.text'))
  if (value.t === 'obj' && value.kind === 'URL') return text(value.m.get('href'))
  if (value.t === 'fn' || value.t === 'native') return 'function () { … }'
  return value.t === 'promise' ? '[object Promise]' : '[object Object]'
}

export function textOf(m: Machine, value: Value): string {
  const own = isThing(value) && value.t === 'obj' ? inherited(value, 'toString') : undefined
  return own !== undefined && isThing(own) && own.t === 'fn' ? text(callSync(m, own, [], value)) : text(value)
}

export const number = (value: Value): number => {
  if (!isThing(value)) return Number(value)
  if (value.t === 'obj' && value.kind === 'Date') return Number(value.m.get('.time'))
  return value.t === 'arr' && value.v.length <= 1 ? Number(text(value)) : NaN
}

function unary(op: string, of: Value): Value {
  switch (op) {
    case '!':
      return !truth(of)
    case '-':
      return -number(of)
    case '+':
      return number(of)
    case '~':
      return ~number(of)
    case 'typeof':
      return typeOf(of)
    default:
      return undefined
  }
}

const longest = 5_000_000

function binary(m: Machine, op: string, a: Value, b: Value): Value {
  switch (op) {
    case '+': {
      if (typeof a === 'number' && typeof b === 'number') return a + b
      const plain = (value: Value) => !isThing(value) && typeof value !== 'string'
      if (plain(a) && plain(b)) return number(a) + number(b)
      const sum = textOf(m, a) + textOf(m, b)
      if (sum.length > longest) throw fail('RangeError', 'Invalid string length')
      return sum
    }
    case '===':
      return a === b
    case '!==':
      return a !== b
    case '==':
      return loose(a, b)
    case '!=':
      return !loose(a, b)
    case 'in':
      return isThing(b) && (b.t === 'arr' ? Number(text(a)) < b.v.length : 'm' in b && b.m.has(text(a)))
    case 'instanceof':
      return instanceOf(a, b)
    default:
      return numeric(op, a, b)
  }
}

const loose = (a: Value, b: Value): boolean =>
  !there(a) || !there(b)
    ? there(a) === there(b)
    : isThing(a) === isThing(b) && isThing(a)
      ? a === b
      : typeof a === typeof b
        ? a === b
        : isThing(a) || isThing(b)
          ? text(a) === text(b)
          : number(a) === number(b)

function numeric(op: string, a: Value, b: Value): Value {
  const words = typeof a === 'string' && typeof b === 'string'
  const [x, y] = words ? [a, b] : [number(a), number(b)]
  switch (op) {
    case '<':
      return x < y
    case '>':
      return x > y
    case '<=':
      return x <= y
    case '>=':
      return x >= y
  }
  const [n, k] = [number(a), number(b)]
  const made: Readonly<Record<string, () => number>> = {
    '-': () => n - k,
    '*': () => n * k,
    '/': () => n / k,
    '%': () => n % k,
    '**': () => n ** k,
    '&': () => n & k,
    '|': () => n | k,
    '^': () => n ^ k,
    '<<': () => n << k,
    '>>': () => n >> k,
    '>>>': () => n >>> k,
  }
  return made[op]?.()
}

function instanceOf(a: Value, of: Value): boolean {
  if (!isThing(a) || !isThing(of)) return false
  if (of.t === 'native') {
    if (a.t === 'arr') return of.name === 'Array'
    if (a.t !== 'obj') return of.name === 'Object' || (a.t === 'promise' && of.name === 'Promise')
    return (
      a.kind === of.name ||
      of.name === 'Object' ||
      (a.kind === 'Error' && (of.name === 'Error' || text(a.m.get('name')) === of.name))
    )
  }
  if (of.t !== 'fn' || a.t !== 'obj') return false
  const wanted = prototypeOf(of)
  for (let at = a.proto; at; at = at.proto) if (at === wanted) return true
  return false
}

export function items(value: Value): Value[] {
  if (typeof value === 'string') return [...value]
  if (isThing(value)) {
    if (value.t === 'arr') return value.v
    if (value.t === 'iter') return value.of
    if (value.t === 'obj' && value.kind === 'Map') return (value.m.get('.pairs') as Arr).v
    if (value.t === 'obj' && value.kind === 'Set') return (value.m.get('.pairs') as Arr).v
  }
  throw fail('TypeError', `${typeof value === 'object' ? 'object' : text(value)} is not iterable`)
}

/** Own members that a program sees. */
export function entries(value: Value): [string, Value][] {
  if (typeof value === 'string') return [...value].map((each, i) => [String(i), each])
  if (!isThing(value)) return []
  if (value.t === 'arr') return value.v.map((each, i) => [String(i), each])
  return 'm' in value ? [...value.m].filter(([key]) => !key.startsWith('.')) : []
}

export const prototypeOf = (fn: Fn): Obj => {
  const held = fn.m.get('prototype')
  if (isThing(held) && held.t === 'obj') return held
  const made = obj({}, 'Object')
  fn.m.set('prototype', made)
  return made
}

const inherited = (of: Obj, name: string): Value => {
  for (let at: Obj | undefined = of; at; at = at.proto) if (at.m.has(name)) return at.m.get(name)
  return undefined
}

const kindOf = (of: Value): string => {
  if (!isThing(of)) return { string: 'String', number: 'Number', boolean: 'Boolean' }[typeof of as 'string'] ?? ''
  return {
    obj: of.t === 'obj' ? of.kind : '',
    arr: 'Array',
    fn: 'Function',
    native: 'Function',
    promise: 'Promise',
    regex: 'RegExp',
    iter: 'Array',
  }[of.t]
}

export function getMember(m: Machine, of: Value, key: string): Value {
  if (!there(of)) throw fail('TypeError', `Cannot read properties of ${text(of)} (reading '${key}')`)
  if (isThing(of)) {
    if (of.t === 'arr') {
      if (key === 'length') return of.v.length
      if (/^\d+$/.test(key)) return of.v[Number(key)]
    }
    if (of.t === 'obj') {
      const own = inherited(of, key)
      if (own !== undefined) return own
      if (key === 'stack' && of.kind === 'Error') return stackOf(of)
      if (key === 'size' && (of.kind === 'Map' || of.kind === 'Set')) return (of.m.get('.pairs') as Arr).v.length
      if (key === 'length' && of.kind === 'Buffer') return text(of).length
    }
    if (of.t === 'fn') {
      if (of.m.has(key)) return of.m.get(key)
      if (key === 'name') return m.codes[of.code]!.name
      if (key === 'length') return m.codes[of.code]!.params
      if (key === 'prototype') return prototypeOf(of)
      const above = of.above
      if (of.isClass && isThing(above) && above.t === 'fn') return getMember(m, above, key)
    }
    if (of.t === 'native') {
      if (of.m.has(key)) return of.m.get(key)
      const full = `${of.name}.${key}`
      if (m.natives[full]) return native(full, of)
      const constant = m.natives['.constant']!(m, [full], undefined)
      if (constant !== undefined) return constant
    }
    if (of.t === 'regex' && (key === 'source' || key === 'flags')) return of[key]
  } else if (typeof of === 'string') {
    if (key === 'length') return of.length
    if (/^\d+$/.test(key)) return of[Number(key)]
  }
  const kind = kindOf(of)
  const found = `${kind}#${key}`
  if (m.natives[found]) return native(found, of)
  if (m.natives[`Object#${key}`]) return native(`Object#${key}`, of)
  if (isThing(of) && of.t === 'obj' && of.m.has('.played'))
    throw unsimulated(`${text(of.m.get('.played'))}.${key} is not simulated`)
  return undefined
}

export const stackOf = (of: Obj): string =>
  `${text(of)}\n${text(of.m.get('.where') ?? '')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('|'))
    .map(([name, place]) => `    at ${name === '' ? place : `${name} (${place})`}`)
    .join('\n')}`

function setMember(of: Value, key: string, value: Value): void {
  if (!there(of)) throw fail('TypeError', `Cannot set properties of ${text(of)} (setting '${key}')`)
  if (!isThing(of)) return
  if (of.t === 'arr') {
    if (key === 'length') of.v.length = Math.min(number(value), of.v.length)
    else if (/^\d+$/.test(key) && Number(key) <= of.v.length + 100_000) {
      while (of.v.length < Number(key)) of.v.push(undefined)
      of.v[Number(key)] = value
    }
  } else if ('m' in of) {
    of.m.set(key, value)
    // A class's methods know where super begins.
    if (isThing(value) && value.t === 'fn' && of.t === 'obj' && of.m.has('.above') && value.above === undefined)
      value.above = of.m.get('.above')
  }
}

function makeClass(f: Frame): void {
  const made = pop(f) as Fn
  const above = pop(f)
  made.isClass = true
  const prototype = prototypeOf(made)
  if (isThing(above)) {
    made.above = above
    prototype.m.set('.above', above)
    if (above.t === 'fn') prototype.proto = prototypeOf(above)
    else if (above.t === 'native') prototype.kind = above.name
  }
  prototype.m.set('constructor', made)
  push(f, made)
}

/** super(…): the class above works on the object that is being made. */
function superCall(m: Machine, f: Frame, above: Thing, args: Value[]): void {
  const self = f.self
  if (above.t === 'fn') {
    callSync(m, above, args, self)
  } else if (above.t === 'native' && isThing(self) && self.t === 'obj') {
    const made = callNative(m, above.name, args, undefined)
    if (isThing(made) && made.t === 'obj') for (const [key, value] of made.m) self.m.set(key, value)
  }
  push(f, undefined)
}

function construct(m: Machine, of: Value, args: Value[]): void {
  if (isThing(of) && of.t === 'native')
    return void m.core.frames.at(-1)?.stack.push(callNative(m, of.name, args, of.self))
  if (!isThing(of) || of.t !== 'fn') throw fail('TypeError', 'x is not a constructor'.replace('x', text(of)))
  const prototype = prototypeOf(of)
  let kind = 'Object'
  for (let at: Obj | undefined = prototype; at; at = at.proto) if (at.kind !== 'Object') kind = at.kind
  const made: Obj = { t: 'obj', kind: kind.endsWith('Error') ? 'Error' : kind, m: new Map(), proto: prototype }
  if (kind.endsWith('Error')) made.m.set('name', 'Error')
  enter(m, of, args, made, { kind: 'made', of: made })
}

export function call(m: Machine, fn: Value, args: Value[], self: Value, after?: After): void {
  if (!isThing(fn) || (fn.t !== 'fn' && fn.t !== 'native')) throw fail('TypeError', `${text(fn)} is not a function`)
  if (fn.t === 'native') {
    const value = callNative(m, fn.name, args, fn.self ?? self)
    if (after?.kind === 'stop') m.core.result = value
    else if (after?.kind !== 'drop') m.core.frames.at(-1)?.stack.push(value)
    return
  }
  if (fn.isClass && !after)
    throw fail('TypeError', `Class constructor ${m.codes[fn.code]!.name} cannot be invoked without 'new'`)
  enter(m, fn, args, self, after)
}

const callNative = (m: Machine, name: string, args: Value[], self: Value): Value => {
  const play = m.natives[name]
  if (!play) throw unsimulated(`${name} is not simulated`)
  return play(m, args, self)
}

const deepest = 3000

function enter(m: Machine, fn: Fn, args: Value[], self: Value, after?: After): void {
  const code = m.codes[fn.code]!
  if (m.core.frames.length > deepest) throw fail('RangeError', 'Maximum call stack size exceeded')
  const gives = promise()
  const whole: After | undefined = code.deferred ? { kind: 'async', gives, left: false } : after
  m.core.frames.push({
    code: fn.code,
    pc: 0,
    stack: [],
    scope: { m: new Map(), up: fn.scope, base: true },
    args,
    self: code.arrow ? fn.self : self,
    fn,
    blocks: [],
    ...(whole && { after: whole }),
  })
  if (code.deferred && after?.kind === 'stop') m.core.result = gives
}

function finish(m: Machine, value: Value): void {
  const { core } = m
  const frame = core.frames.pop()!
  const caller = core.frames.at(-1)
  switch (frame.after?.kind) {
    case undefined:
      return void caller?.stack.push(value)
    case 'made':
      return void caller?.stack.push(isThing(value) ? value : frame.after.of)
    case 'async':
      settle(m, frame.after.gives, 'done', value)
      if (!frame.after.left) caller?.stack.push(frame.after.gives)
      return
    case 'stop':
      core.result = value
      return
    case 'module':
      return void caller?.stack.push(getMember(m, core.modules.get(frame.after.name), 'exports'))
    case 'drop':
  }
}

/** `await`: the frame leaves the stack and comes back as a task. */
function wait(m: Machine, f: Frame, value: Value): void {
  if (f.after?.kind !== 'async') throw unsimulated('await outside of an async function is not simulated')
  const on = asPromise(m, value)
  m.core.frames.pop()
  if (!f.after.left) {
    m.core.frames.at(-1)?.stack.push(f.after.gives)
    f.after.left = true
  }
  subscribe(m, on, { frame: f })
}

export function asPromise(m: Machine, value: Value): Prom {
  if (isThing(value) && value.t === 'promise') return value
  const made = promise()
  settle(m, made, 'done', value)
  return made
}

export function subscribe(m: Machine, on: Prom, waiter: Waiter): void {
  if (on.state === 'pending') on.waiters.push(waiter)
  else wake(m, on, waiter)
}

export function settle(m: Machine, on: Prom, state: 'done' | 'failed', value: Value): void {
  if (on.state !== 'pending') return
  if (state === 'done' && isThing(value) && value.t === 'promise') {
    subscribe(m, value, { done: undefined, failed: undefined, gives: on, last: false })
    return
  }
  on.state = state
  on.value = value
  for (const waiter of on.waiters) wake(m, on, waiter)
  on.waiters = []
}

function wake(m: Machine, on: Prom, waiter: Waiter): void {
  if ('frame' in waiter)
    return void m.core.tasks.push({ frame: waiter.frame, value: on.value, failed: on.state === 'failed' })
  const handler = on.state === 'done' ? waiter.done : waiter.failed
  if (handler === undefined) return settle(m, waiter.gives, on.state as 'done', on.value)
  m.core.tasks.push({ call: handler, args: waiter.last ? [] : [on.value], gives: waiter.gives })
}

/** Calls a function to its end, inside of a native. */
export function callSync(m: Machine, fn: Value, args: Value[], self: Value = undefined): Value {
  const depth = m.core.frames.length
  m.core.result = undefined
  call(m, fn, args, self, { kind: 'stop' })
  if (run(m, 300_000, depth) === 'slice')
    throw unsimulated('so long a function inside of a built-in one is not simulated')
  const { result } = m.core
  return result
}
