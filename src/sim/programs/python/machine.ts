import {
  exceptionClass as exceptionClassOf,
  failure,
  isThing,
  isSub,
  keyOf,
  items,
  list,
  native,
  repr,
  str,
  truth,
  tuple,
  typeName,
  unsimulated,
  dict,
  type Class,
  type Dict,
  type Fn,
  type Instance,
  type Raised,
  type Scope,
  type Thing,
  type Value,
} from './value'
import { binary, compare, item, unary, bounds } from './operate'
import { formatValue } from './format'
import type { Code, Op } from './compile'
import type { Place } from './tree'
import type { Sys } from '../../wire/sys'

/** What a program of Python waits for. `kind` says who carries on when it is there; the rest is that one's business. */
export interface Waiting {
  kind: string
  [detail: string]: unknown
}

/** What happens with the value that a frame returns; without it, it goes onto the caller's stack. */
export type After =
  | { kind: 'made'; of: Instance }
  | { kind: 'stop' }
  | { kind: 'module'; name: string }
  | { kind: 'answer'; serving: unknown }

export interface Frame {
  code: number
  pc: number
  stack: Value[]
  scope: Scope
  blocks: { to: number; depth: number; handling: number }[]
  /** How many exceptions were being handled when it began. */
  handling: number
  after?: After
}

/** All that a running program is, between its turns frozen. */
export interface Core {
  frames: Frame[]
  globals: Scope
  handling: Instance[]
  modules: Map<string, Value>
  waiting?: Waiting
  /** What print has not written yet. */
  out: string
  buffered: boolean
  file: string
  args: string[]
  /** What stopped callSync hands over. */
  result?: Value
  /** Of objects that natives keep: listeners of a server, seeds. */
  kept: Map<string, Value>
  source: string
  status: number
}

export interface Machine {
  readonly sys: Sys
  codes: readonly Code[]
  core: Core
  readonly lib: Library
}

export type Native = (m: Machine, args: Value[], named: Map<string, Value>, self: Value) => Value

/** What natives there are: functions by name, and the members of modules. */
export interface Library {
  readonly natives: Readonly<Record<string, Native>>
  readonly modules: Readonly<Record<string, Readonly<Record<string, (m: Machine) => Value>>>>
  load(m: Machine, name: string): Value | undefined
}

/** Runs so many instructions, or until it waits or is over. Throws what nobody handles. */
export function run(m: Machine, budget: number, downTo = 0): 'over' | 'waiting' | 'slice' {
  for (let n = 0; n < budget; n++) {
    if (m.core.frames.length <= downTo) return 'over'
    const frame = m.core.frames.at(-1)!
    const op = m.codes[frame.code]!.ops[frame.pc++]!
    try {
      perform(m, frame, op)
    } catch (error) {
      if (!isRaised(error)) throw error
      raise(m, error.value, downTo)
    }
    if (m.core.waiting) return 'waiting'
  }
  return 'slice'
}

export const isRaised = (error: unknown): error is Raised =>
  typeof error === 'object' && error !== null && 'kind' in error && error.kind === 'raised'

/** Finds who handles an exception; throws it on where nobody does. */
export function raise(m: Machine, value: Instance, downTo = 0): void {
  const { core } = m
  if (!value.m.has('__trace__')) {
    const from = core.frames.map((frame) => frame.after?.kind).lastIndexOf('answer')
    value.m.set('__trace__', list(core.frames.slice(Math.max(0, from)).map((frame) => traceEntry(m, frame))))
    const context = core.handling.at(-1)
    if (context && context !== value) value.m.set('__context__', context)
  }
  while (core.frames.length > downTo) {
    const frame = core.frames.at(-1)!
    const block = frame.blocks.pop()
    if (block) {
      frame.stack.length = block.depth
      core.handling.length = block.handling
      frame.stack.push(value)
      frame.pc = block.to
      return
    }
    core.handling.length = frame.handling
    core.frames.pop()
    if (frame.after?.kind === 'answer') {
      m.core.result = value
      throw { kind: 'unanswered', after: frame.after, value } satisfies Unanswered
    }
  }
  throw { kind: 'raised', value } satisfies Raised
}

/** A handler of a request raised: the server says so and goes on. */
export interface Unanswered {
  readonly kind: 'unanswered'
  readonly after: After
  readonly value: Instance
}

function traceEntry(m: Machine, frame: Frame): Value {
  const code = m.codes[frame.code]!
  let at: Place | undefined
  for (let pc = Math.max(0, frame.pc - 1); at === undefined && pc >= 0; pc--) at = code.ops[pc]?.at
  const [from, to] = at?.mark ?? [-1, -1]
  return tuple([code.file, code.name, ...[at?.line ?? 1, at?.from ?? 0, at?.to ?? 0, from, to].map(BigInt)])
}

const pop = (frame: Frame): Value => frame.stack.pop()!
const push = (frame: Frame, value: Value): void => void frame.stack.push(value)

function popMany(frame: Frame, n: number): Value[] {
  return n === 0 ? [] : frame.stack.splice(frame.stack.length - n, n)
}

function perform(m: Machine, f: Frame, op: Op): void {
  const a = op.a as never
  switch (op.o) {
    case 'const':
    case 'float':
      return push(f, (a as Value | undefined) ?? null)
    case 'int':
      return push(f, BigInt(a as string))
    case 'bytes':
      return push(f, { t: 'bytes', s: a })
    case 'load':
    case 'loadg':
      return push(f, load(m, op.o === 'loadg' ? globalsOf(f.scope) : f.scope, m.codes[f.code]!, a))
    case 'store':
      return void f.scope.m.set(a, pop(f))
    case 'storeg':
      return void globalsOf(f.scope).m.set(a, pop(f))
    case 'storeo':
      return void (outer(f.scope, a) ?? f.scope).m.set(a, pop(f))
    case 'delname':
      if (!f.scope.m.delete(a)) throw failure('NameError', `name '${String(a)}' is not defined`)
      return
    case 'pop':
      return void pop(f)
    case 'show':
      return show(m, pop(f))
    case 'dup':
      return push(f, f.stack.at(-1)!)
    case 'dup2':
      return void f.stack.push(f.stack.at(-2)!, f.stack.at(-1)!)
    case 'swap':
      f.stack.push(...popMany(f, 2).reverse())
      return
    case 'over':
      return push(f, f.stack.at(-2)!)
    case 'nip':
      f.stack.splice(-2, 1)
      return
    case 'under2': {
      const top = pop(f)
      f.stack.splice(-2, 0, top)
      return
    }
    case 'list':
    case 'tuple':
      return push(f, { t: op.o, v: popMany(f, a) })
    case 'set':
      return push(f, { t: 'set', m: new Map(popMany(f, a).map((each) => [keyOf(each), each])) })
    case 'dict':
      return push(f, dict())
    case 'convert':
      return push(f, callNative(m, a, null, [pop(f)]))
    default:
      return more(m, f, op, a)
  }
}

function more(m: Machine, f: Frame, op: Op, a: never): void {
  switch (op.o) {
    case 'put': {
      const [key, value] = popMany(f, 2) as [Value, Value]
      return void (f.stack.at(-1) as Dict).m.set(keyOf(key), [key, value])
    }
    case 'merge': {
      const from = pop(f)
      if (!isThing(from) || from.t !== 'dict') throw failure('TypeError', `'${typeName(from)}' object is not a mapping`)
      for (const [key, pair] of from.m) (f.stack.at(-1) as Dict).m.set(key, pair)
      return
    }
    case 'append': {
      const value = pop(f)
      return void (f.stack.at(-1) as { v: Value[] }).v.push(value)
    }
    case 'extend': {
      const value = pop(f)
      return void (f.stack.at(-1) as { v: Value[] }).v.push(...items(value))
    }
    case 'accumulate':
      return accumulate(f, a)
    case 'unary':
      return push(f, a === 'not' ? !truthOf(m, pop(f)) : unary(a, pop(f)))
    case 'binary':
    case 'inplace': {
      const [left, right] = popMany(f, 2) as [Value, Value]
      return operate(m, f, op.o === 'inplace', a, left, right)
    }
    case 'compare': {
      const [left, right] = popMany(f, 2) as [Value, Value]
      return push(f, comparison(m, a, left, right))
    }
    case 'jump':
      f.pc = a
      return
    case 'jfalse':
      if (!truthOf(m, pop(f))) f.pc = a
      return
    case 'jtrue':
      if (truthOf(m, pop(f))) f.pc = a
      return
    case 'keepfalse':
    case 'keeptrue':
      if (truthOf(m, f.stack.at(-1)!) === (op.o === 'keeptrue')) f.pc = a
      else pop(f)
      return
    case 'attr':
      return push(f, attribute(m, pop(f), a))
    case 'setattr': {
      const [value, of] = popMany(f, 2) as [Value, Value]
      return setAttribute(of, a, value)
    }
    case 'delattr': {
      const of = pop(f)
      if (!isThing(of) || !('m' in of) || !(of.m as Map<string, Value>).delete(a))
        throw failure('AttributeError', `'${typeName(of)}' object has no attribute '${String(a)}'`)
      return
    }
    case 'item': {
      const [of, index] = popMany(f, 2) as [Value, Value]
      return itemOf(m, f, of, index)
    }
    case 'setitem': {
      const [value, of, index] = popMany(f, 3) as [Value, Value, Value]
      return setItem(m, of, index, value)
    }
    case 'delitem': {
      const [of, index] = popMany(f, 2) as [Value, Value]
      return deleteItem(of, index)
    }
    case 'slice': {
      const [from, to, by] = popMany(f, 3) as [Value, Value, Value]
      return push(f, { t: 'slice', from, to, by })
    }
    case 'iter':
      return push(f, iterator(m, pop(f)))
    case 'next':
      return step(f, a)
    case 'unpack':
      return unpack(f, a)
    case 'format': {
      const { convert, spec } = a as { convert: string; spec: boolean }
      const words = spec ? (pop(f) as string) : ''
      const value = pop(f)
      return push(
        f,
        formatValue(
          convert === 'r'
            ? textOf(m, value, '__repr__')
            : convert === 's' || words === '' || isInstance(value)
              ? textOf(m, value, '__str__')
              : value,
          words,
        ),
      )
    }
    case 'join':
      return push(f, (popMany(f, a) as string[]).join(''))
    default:
      return control(m, f, op, a)
  }
}

const isInstance = (value: Value): boolean => isThing(value) && value.t === 'inst'

function control(m: Machine, f: Frame, op: Op, a: never): void {
  const { core } = m
  switch (op.o) {
    case 'call': {
      const { n, names } = a as { n: number; names: readonly string[] }
      const args = popMany(f, n)
      const named = new Map(names.map((name, i) => [name, args[n - names.length + i]!]))
      return call(m, pop(f), args.slice(0, n - names.length), named)
    }
    case 'callex': {
      const [fn, args, named] = popMany(f, 3) as [Value, { v: Value[] }, Dict]
      return call(m, fn, args.v, new Map([...named.m.values()].map(([key, value]) => [str(key), value])))
    }
    case 'fn': {
      const { code, defaults } = a as { code: number; defaults: readonly boolean[] }
      const values = popMany(f, defaults.filter(Boolean).length)
      const { names } = m.codes[code]!.params!
      const given: Record<string, Value> = {}
      for (const [i, has] of defaults.entries()) if (has) given[names[i]!] = values.shift()!
      return push(f, { t: 'fn', code, scope: f.scope.m.has('.class') ? f.scope.up! : f.scope, defaults: given })
    }
    case 'class': {
      const { code, name, bases } = a as { code: number; name: string; bases: number }
      const over = popMany(f, bases).filter((base): base is Class => isThing(base) && base.t === 'class')
      const scope: Scope = {
        m: new Map<string, Value>([['.class', { t: 'class', name, bases: over, m: new Map() }]]),
        up: f.scope,
      }
      return void core.frames.push({ code, pc: 0, stack: [], scope, blocks: [], handling: core.handling.length })
    }
    case 'endclass': {
      const made = f.scope.m.get('.class') as Class
      f.scope.m.delete('.class')
      for (const [name, value] of f.scope.m) made.m.set(name, value)
      return finish(m, made)
    }
    case 'return':
      return finish(m, pop(f))
    case 'import':
      return bring(m, f, a)
    case 'member': {
      const { name, module } = a as { name: string; module: string }
      const from = pop(f)
      const found = isThing(from) && from.t === 'module' ? member(m, from.name, from.m, name) : undefined
      if (found === undefined) throw failure('ImportError', `cannot import name '${name}' from '${module}'`)
      return push(f, found)
    }
    case 'everything': {
      const from = pop(f)
      if (isThing(from) && from.t === 'module') {
        for (const [name, value] of from.m) f.scope.m.set(name, value)
        for (const [name, make] of Object.entries(m.lib.modules[from.name] ?? {})) f.scope.m.set(name, make(m))
      }
      return
    }
    case 'try':
      return void f.blocks.push({ to: a, depth: f.stack.length, handling: core.handling.length })
    case 'untry':
      return void f.blocks.pop()
    case 'handle':
      return void core.handling.push(pop(f) as Instance)
    case 'handling':
      return push(f, core.handling.at(-1)!)
    case 'handled':
      return void core.handling.pop()
    case 'matches': {
      const [value, types] = popMany(f, 2) as [Instance, Value]
      return push(f, matches(value, types))
    }
    case 'reraise': {
      const value = core.handling.pop()!
      throw { kind: 'raised', value } satisfies Raised
    }
    case 'again': {
      const value = core.handling.at(-1)
      if (!value) throw failure('RuntimeError', 'No active exception to reraise')
      throw { kind: 'raised', value } satisfies Raised
    }
    case 'raise':
      return throwValue(m, pop(f))
    case 'unasserted':
      throw (a as boolean) ? failure('AssertionError', pop(f)) : failure('AssertionError')
    case 'unwith': {
      const keep = a === 1 ? pop(f) : undefined
      const of = pop(f)
      callSync(m, attribute(m, of, '__exit__'), [null, null, null])
      if (keep !== undefined) push(f, keep)
      return
    }
    default:
      throw unsimulated(`${op.o} is not simulated`)
  }
}

function show(m: Machine, value: Value): void {
  if (value === null) return
  m.core.globals.m.set('_', value)
  write(m, `${textOf(m, value, '__repr__')}\n`)
}

/** print's way out: kept back where nobody looks on, as the C library's and Python's buffers do. */
export function write(m: Machine, words: string): void {
  m.core.out += words
  if (!m.core.buffered || m.core.out.length > 8192) flush(m)
}

export function flush(m: Machine): void {
  const { out } = m.core
  m.core.out = ''
  if (out !== '') m.lib.natives['.write']!(m, [1n, out], new Map(), null)
}

function load(m: Machine, scope: Scope, code: Code, name: string): Value {
  for (let at: Scope | undefined = scope; at; at = at.up) {
    const found = at.m.get(name)
    if (found !== undefined) return found
    if (at === scope && scope.up && code.locals.includes(name))
      throw failure(
        'UnboundLocalError',
        `cannot access local variable '${name}' where it is not associated with a value`,
      )
  }
  const built = builtin(m, name)
  if (built !== undefined) return built
  throw failure('NameError', `name '${name}' is not defined${suggestion(m, scope, name)}`)
}

/** `. Did you mean: 'x'?`, and that a module was forgotten. */
function suggestion(m: Machine, scope: Scope, name: string): string {
  if (m.lib.modules[name] !== undefined) return `. Did you forget to import '${name}'?`
  const names: string[] = []
  for (let at: Scope | undefined = scope; at; at = at.up) names.push(...at.m.keys())
  names.push(...Object.keys(m.lib.natives).filter((each) => !each.includes('.')))
  const near = names.find(
    (each) => each.length > 2 && Math.abs(each.length - name.length) <= 1 && distance(each, name) === 1,
  )
  return near === undefined ? '' : `. Did you mean: '${near}'?`
}

function distance(a: string, b: string): number {
  let at = 0
  while (at < a.length && at < b.length && a[at] === b[at]) at++
  const [x, y] = [a.slice(at), b.slice(at)]
  return x.slice(1) === y || y.slice(1) === x || x.slice(1) === y.slice(1) ? 1 : 2
}

export function builtin(m: Machine, name: string): Value | undefined {
  if (m.lib.natives[name] !== undefined && !name.includes('.'))
    return typeNames.has(name) ? { t: 'class', name, bases: [], m: new Map() } : native(name)
  const exception = name.includes('.') || name === 'unsimulated' ? undefined : exceptionNamed(name)
  return exception ?? (name === '__name__' ? '__main__' : undefined)
}

const exceptionNamed = (name: string) =>
  name === 'IOError' || name === 'EnvironmentError' ? exceptionClassOf('OSError') : exceptionClassOf(name)

const typeNames = new Set([
  'int',
  'str',
  'float',
  'bool',
  'list',
  'dict',
  'set',
  'tuple',
  'bytes',
  'range',
  'object',
  'type',
])

const globalsOf = (scope: Scope): Scope => (scope.up ? globalsOf(scope.up) : scope)

function outer(scope: Scope, name: string): Scope | undefined {
  for (let at = scope.up; at; at = at.up) if (at.m.has(name)) return at
  return undefined
}

function accumulate(f: Frame, { depth, makes }: { depth: number; makes: string }): void {
  const value = makes === 'dict' ? pop(f) : null
  const first = pop(f)
  const into = f.stack.at(-1 - depth) as Thing
  if (into.t === 'list') into.v.push(first)
  else if (into.t === 'dict') into.m.set(keyOf(first), [first, value])
  else if (into.t === 'set') into.m.set(keyOf(first), first)
}

const dunder: Readonly<Record<string, string>> = {
  '+': '__add__',
  '-': '__sub__',
  '*': '__mul__',
  '/': '__truediv__',
  '//': '__floordiv__',
  '%': '__mod__',
  '**': '__pow__',
}
const comparing: Readonly<Record<string, string>> = {
  '==': '__eq__',
  '<': '__lt__',
  '>': '__gt__',
  '<=': '__le__',
  '>=': '__ge__',
}

function operate(m: Machine, f: Frame, inPlace: boolean, op: string, left: Value, right: Value): void {
  const method = instanceMethod(m, left, dunder[op] ?? '')
  if (method) return call(m, method, [right], new Map())
  if (inPlace && isThing(left) && left.t === 'list' && op === '+') {
    left.v.push(...items(right))
    return push(f, left)
  }
  const timely = m.lib.natives['.timely']?.(m, [op, left, right], new Map(), null)
  push(f, timely ?? binary(op, left, right))
}

function comparison(m: Machine, op: string, left: Value, right: Value): Value {
  const method = instanceMethod(m, left, comparing[op] ?? '')
  if (method) return callSync(m, method, [right])
  const inside = op === 'in' || op === 'not in' ? instanceMethod(m, right, '__contains__') : undefined
  if (inside) return truth(callSync(m, inside, [left])) === (op === 'in')
  return compare(op, left, right)
}

export function instanceMethod(_m: Machine, of: Value, name: string): Value | undefined {
  if (name === '' || !isThing(of) || of.t !== 'inst') return undefined
  const found = inherited(of.of, name)
  return found === undefined ? undefined : boundTo(of, found)
}

export function truthOf(m: Machine, value: Value): boolean {
  const method = instanceMethod(m, value, '__bool__') ?? instanceMethod(m, value, '__len__')
  return method ? truth(callSync(m, method, [])) : truth(value)
}

/** str() and repr() with the program's own methods, inside of lists too. */
export function textOf(m: Machine, value: Value, how: '__str__' | '__repr__'): string {
  const method = instanceMethod(m, value, how) ?? (how === '__str__' ? instanceMethod(m, value, '__repr__') : undefined)
  if (method) return str(callSync(m, method, []))
  if (isThing(value) && value.t === 'special') {
    const shown = m.lib.natives[`${value.kind}.${how}`] ?? m.lib.natives[`${value.kind}.__str__`]
    if (shown) return str(shown(m, [], new Map(), value))
  }
  if (isThing(value) && (value.t === 'list' || value.t === 'tuple') && value.v.some((each) => isThing(each))) {
    const inner = value.v.map((each) => textOf(m, each, '__repr__')).join(', ')
    return value.t === 'list' ? `[${inner}]` : `(${inner}${value.v.length === 1 ? ',' : ''})`
  }
  if (isThing(value) && value.t === 'dict')
    return `{${[...value.m.values()].map(([key, each]) => `${repr(key)}: ${textOf(m, each, '__repr__')}`).join(', ')}}`
  if (isThing(value) && value.t === 'fn') return `<function ${m.codes[value.code]!.name} at 0x7f0000000000>`
  return how === '__str__' ? str(value) : repr(value)
}

const inherited = (of: Class, name: string): Value | undefined => {
  const own = of.m.get(name)
  if (own !== undefined) return own
  for (const base of of.bases) {
    const found = inherited(base, name)
    if (found !== undefined) return found
  }
  return undefined
}

const boundTo = (self: Value, found: Value): Value =>
  !isThing(found)
    ? found
    : found.t === 'fn'
      ? { t: 'bound', self, fn: found }
      : found.t === 'native' && found.self === null
        ? native(found.name, self)
        : found

export function attribute(m: Machine, of: Value, name: string): Value {
  const found = maybeAttribute(m, of, name)
  if (found !== undefined) return found
  if (isThing(of) && of.t === 'module')
    throw m.lib.modules[of.name]
      ? unsimulated(`${of.name}.${name} is not simulated`)
      : failure('AttributeError', `module '${of.name}' has no attribute '${name}'`)
  if (isThing(of) && of.t === 'special') throw unsimulated(`${of.kind}.${name} is not simulated`)
  throw failure(
    'AttributeError',
    isThing(of) && of.t === 'class'
      ? `type object '${of.name}' has no attribute '${name}'`
      : `'${typeName(of)}' object has no attribute '${name}'`,
  )
}

export function maybeAttribute(m: Machine, of: Value, name: string): Value | undefined {
  if (name === '__class__') return { t: 'class', name: typeName(of), bases: [], m: new Map() }
  if (!isThing(of)) return method(m, of, name)
  switch (of.t) {
    case 'inst': {
      const own = of.m.get(name)
      if (own !== undefined) return own
      const found = inherited(of.of, name)
      if (found !== undefined) return boundTo(of, found)
      return m.lib.natives[`exception.${name}`] && isSub(of.of, 'BaseException')
        ? m.lib.natives[`exception.${name}`]!(m, [], new Map(), of)
        : undefined
    }
    case 'class':
      if (name === '__name__') return of.name.split('.').at(-1)!
      if (name === '__init__' && inherited(of, name) === undefined) return native('.nothing')
      return inherited(of, name) ?? (m.lib.natives[`${of.name}.${name}`] ? native(`${of.name}.${name}`, of) : undefined)
    case 'module':
      return member(m, of.name, of.m, name)
    case 'special':
      return of.m.get(name) ?? method(m, of, name) ?? m.lib.natives['.field']?.(m, [name], new Map(), of) ?? undefined
    case 'fn':
      return name === '__name__' ? m.codes[of.code]!.name : undefined
    case 'native':
      return name === '__name__'
        ? of.name.split('.').at(-1)!
        : m.lib.natives[`${of.name}.${name}`]
          ? native(`${of.name}.${name}`)
          : undefined
    default:
      return method(m, of, name)
  }
}

function member(m: Machine, module: string, members: ReadonlyMap<string, Value>, name: string): Value | undefined {
  if (name === '__name__') return module
  return (
    members.get(name) ??
    m.lib.modules[module]?.[name]?.(m) ??
    m.core.modules.get(`${module}.${name}`) ??
    (m.lib.modules[`${module}.${name}`] ? { t: 'module', name: `${module}.${name}`, m: new Map() } : undefined)
  )
}

function method(m: Machine, of: Value, name: string): Value | undefined {
  const full = `${typeName(of)}.${name}`
  return m.lib.natives[full] ? native(full, of) : undefined
}

function setAttribute(of: Value, name: string, value: Value): void {
  if (!isThing(of) || !('m' in of) || (of.t !== 'inst' && of.t !== 'class' && of.t !== 'module' && of.t !== 'special'))
    throw failure('AttributeError', `'${typeName(of)}' object has no attribute '${name}'`)
  of.m.set(name, value)
}

function itemOf(m: Machine, f: Frame, of: Value, index: Value): void {
  const own = instanceMethod(m, of, '__getitem__')
  if (own) return call(m, own, [index], new Map())
  if (isThing(of) && of.t === 'special') {
    const found = m.lib.natives[`${of.kind}.__getitem__`]
    if (found) return push(f, found(m, [index], new Map(), of))
  }
  if (isThing(of) && of.t === 'class') return push(f, of)
  push(f, item(of, index))
}

function setItem(m: Machine, of: Value, index: Value, value: Value): void {
  const own = instanceMethod(m, of, '__setitem__')
  if (own) return void callSync(m, own, [index, value])
  if (isThing(of) && of.t === 'dict') return void of.m.set(keyOf(index), [index, value])
  if (isThing(of) && of.t === 'list' && typeof index === 'bigint') {
    const at = Number(index) < 0 ? of.v.length + Number(index) : Number(index)
    if (at < 0 || at >= of.v.length) throw failure('IndexError', 'list assignment index out of range')
    of.v[at] = value
    return
  }
  if (isThing(of) && of.t === 'list' && isThing(index) && index.t === 'slice') {
    const places = bounds(of.v.length, index)
    of.v.splice(places[0] ?? of.v.length, places.length, ...items(value))
    return
  }
  const special = isThing(of) && of.t === 'special' ? m.lib.natives[`${of.kind}.__setitem__`] : undefined
  if (special) return void special(m, [index, value], new Map(), of)
  throw failure('TypeError', `'${typeName(of)}' object does not support item assignment`)
}

function deleteItem(of: Value, index: Value): void {
  if (isThing(of) && of.t === 'dict') {
    if (!of.m.delete(keyOf(index))) throw failure('KeyError', index)
    return
  }
  if (isThing(of) && of.t === 'list') {
    item(of, index)
    const places =
      isThing(index) && index.t === 'slice'
        ? bounds(of.v.length, index)
        : [Number(index) < 0 ? of.v.length + Number(index) : Number(index)]
    for (const at of [...places].sort((x, y) => y - x)) of.v.splice(at, 1)
    return
  }
  throw failure('TypeError', `'${typeName(of)}' object doesn't support item deletion`)
}

function iterator(m: Machine, of: Value): Value {
  const own = instanceMethod(m, of, '__iter__')
  if (own) return iterator(m, callSync(m, own, []))
  const special = isThing(of) && of.t === 'special' ? m.lib.natives[`${of.kind}.__iter__`] : undefined
  if (special) return iterator(m, special(m, [], new Map(), of))
  if (isThing(of) && of.t === 'range') return { ...of }
  if (isThing(of) && of.t === 'iter') return of
  // A list that grows while it is gone through is gone through to its new end.
  return { t: 'iter', of: items(of), i: 0, what: `${typeName(of)}_iterator` }
}

function step(f: Frame, out: number): void {
  const at = f.stack.at(-1) as Thing
  if (at.t === 'range') {
    if (at.by > 0n ? at.from < at.to : at.from > at.to) {
      f.stack.push(at.from)
      at.from += at.by
      return
    }
  } else if (at.t === 'iter' && at.i < at.of.length) {
    f.stack.push(at.of[at.i++]!)
    return
  }
  f.stack.pop()
  f.pc = out
}

function unpack(f: Frame, { n, star }: { n: number; star: number }): void {
  const value = pop(f)
  if (
    isThing(value) ? !('v' in value) && !['set', 'dict', 'range', 'iter'].includes(value.t) : typeof value !== 'string'
  )
    throw failure('TypeError', `cannot unpack non-iterable ${typeName(value)} object`)
  const all = items(value)
  if (star < 0) {
    if (all.length > n) throw failure('ValueError', `too many values to unpack (expected ${n})`)
    if (all.length < n) throw failure('ValueError', `not enough values to unpack (expected ${n}, got ${all.length})`)
    f.stack.push(...[...all].reverse())
    return
  }
  if (all.length < n - 1)
    throw failure('ValueError', `not enough values to unpack (expected at least ${n - 1}, got ${all.length})`)
  const behind = n - star - 1
  const parts = [...all.slice(0, star), list(all.slice(star, all.length - behind)), ...all.slice(all.length - behind)]
  f.stack.push(...parts.reverse())
}

const matches = (value: Instance, types: Value): boolean =>
  isThing(types) && types.t === 'tuple'
    ? types.v.some((each) => matches(value, each))
    : isThing(types) && types.t === 'class' && isSub(value.of, types) && value.of.name !== 'unsimulated'

function throwValue(m: Machine, value: Value): void {
  if (isThing(value) && value.t === 'class' && isSub(value, 'BaseException')) {
    call(m, value, [], new Map())
    const frame = m.core.frames.at(-1)!
    throw { kind: 'raised', value: pop(frame) as Instance } satisfies Raised
  }
  if (!isThing(value) || value.t !== 'inst' || !isSub(value.of, 'BaseException'))
    throw failure('TypeError', 'exceptions must derive from BaseException')
  throw { kind: 'raised', value } satisfies Raised
}

/** The value of a frame that is over goes where it belongs. */
function finish(m: Machine, value: Value): void {
  const { core } = m
  const frame = core.frames.pop()!
  core.handling.length = frame.handling
  const caller = core.frames.at(-1)
  switch (frame.after?.kind) {
    case undefined:
      return void caller?.stack.push(value)
    case 'made':
      return void caller?.stack.push(frame.after.of)
    case 'stop':
      core.result = value
      return
    case 'module':
      return void caller?.stack.push(core.modules.get(frame.after.name)!)
    case 'answer':
      m.lib.natives['.answered']!(m, [value], new Map([['serving', frame.after.serving as Value]]), null)
  }
}

const deepest = 990

/** Calls anything: a function of the program gets a frame, a native its answer onto the stack. */
export function call(m: Machine, fn: Value, args: Value[], named: Map<string, Value>, after?: After): void {
  const { core } = m
  if (isThing(fn)) {
    if (fn.t === 'bound') return call(m, fn.fn, [fn.self, ...args], named, after)
    if (fn.t === 'fn') return enter(m, fn, args, named, after)
    if (fn.t === 'native') {
      const result = callNative(m, fn.name, fn.self, args, named)
      if (!core.waiting) deliver(m, result, after)
      return
    }
    if (fn.t === 'class') return construct(m, fn, args, named, after)
    const own = instanceMethod(m, fn, '__call__')
    if (own) return call(m, own, args, named, after)
    if (fn.t === 'special' && m.lib.natives[`${fn.kind}.__call__`]) {
      const result = callNative(m, `${fn.kind}.__call__`, fn, args, named)
      if (!core.waiting) deliver(m, result, after)
      return
    }
  }
  throw failure('TypeError', `'${typeName(fn)}' object is not callable`)
}

function deliver(m: Machine, value: Value, after?: After): void {
  if (after?.kind === 'stop') m.core.result = value
  else m.core.frames.at(-1)?.stack.push(value)
}

function callNative(m: Machine, name: string, self: Value, args: Value[], named = new Map<string, Value>()): Value {
  const play = m.lib.natives[name]
  if (!play) throw unsimulated(`${name} is not simulated`)
  return play(m, args, named, self)
}

function construct(m: Machine, of: Class, args: Value[], named: Map<string, Value>, after?: After): void {
  if (typeNames.has(of.name) && m.lib.natives[of.name])
    return deliver(m, callNative(m, of.name, null, args, named), after)
  const made: Instance = { t: 'inst', of, m: new Map() }
  const exception = isSub(of, 'BaseException')
  if (exception) made.m.set('args', tuple(args))
  const init = inherited(of, '__init__')
  if (init !== undefined && isThing(init) && init.t === 'fn')
    return after
      ? deliver(m, (callSync(m, init, [made, ...args], named), made), after)
      : enter(m, init, [made, ...args], named, { kind: 'made', of: made })
  if (!exception && args.length > 0) throw failure('TypeError', `${of.name}() takes no arguments`)
  deliver(m, made, after)
}

function enter(m: Machine, fn: Fn, args: Value[], named: Map<string, Value>, after?: After): void {
  const { core } = m
  if (core.frames.length > deepest) throw failure('RecursionError', 'maximum recursion depth exceeded')
  const scope: Scope = { m: parameters(m, fn, args, named), up: fn.scope }
  core.frames.push({
    code: fn.code,
    pc: 0,
    stack: [],
    scope,
    blocks: [],
    handling: core.handling.length,
    ...(after && { after }),
  })
}

function parameters(m: Machine, fn: Fn, args: Value[], named: Map<string, Value>): Map<string, Value> {
  const { params, name } = m.codes[fn.code]!
  const { names, keywordFrom, rest, named: others } = params!
  const out = new Map<string, Value>()
  const extra: [string, Value][] = []
  for (const [i, value] of args.slice(0, keywordFrom).entries()) out.set(names[i]!, value)
  for (const [key, value] of named) {
    if (out.has(key)) throw failure('TypeError', `${name}() got multiple values for argument '${key}'`)
    if (names.includes(key)) out.set(key, value)
    else if (others !== undefined) extra.push([key, value])
    else throw failure('TypeError', `${name}() got an unexpected keyword argument '${key}'`)
  }
  for (const key of names) if (!out.has(key) && fn.defaults[key] !== undefined) out.set(key, fn.defaults[key])
  const missing = names.slice(0, keywordFrom).filter((key) => !out.has(key))
  if (missing.length > 0)
    throw failure(
      'TypeError',
      `${name}() missing ${missing.length} required positional argument${missing.length === 1 ? '' : 's'}: ${andList(missing.map((key) => `'${key}'`))}`,
    )
  const unnamed = names.slice(keywordFrom).filter((key) => !out.has(key))
  if (unnamed.length > 0)
    throw failure(
      'TypeError',
      `${name}() missing ${unnamed.length} required keyword-only argument${unnamed.length === 1 ? '' : 's'}: ${andList(unnamed.map((key) => `'${key}'`))}`,
    )
  const over = args.slice(keywordFrom)
  if (rest !== undefined) out.set(rest, tuple(over))
  else if (over.length > 0) {
    const least = keywordFrom - Object.keys(fn.defaults).length
    const takes = least === keywordFrom ? String(keywordFrom) : `from ${least} to ${keywordFrom}`
    throw failure(
      'TypeError',
      `${name}() takes ${takes} positional argument${takes === '1' ? '' : 's'} but ${args.length} ${args.length === 1 ? 'was' : 'were'} given`,
    )
  }
  if (others !== undefined) out.set(others, dict(extra))
  return out
}

const andList = (names: readonly string[]): string =>
  names.length < 3 ? names.join(' and ') : `${names.slice(0, -1).join(', ')}, and ${names.at(-1)}`

/** Calls a function to its end, inside of a native: it may not wait. */
export function callSync(m: Machine, fn: Value, args: Value[], named = new Map<string, Value>()): Value {
  const depth = m.core.frames.length
  call(m, fn, args, named, { kind: 'stop' })
  const how = run(m, 200_000, depth)
  if (how === 'waiting') throw unsimulated('waiting inside of a built-in function is not simulated')
  if (how === 'slice') throw unsimulated('so long a function inside of a built-in one is not simulated')
  return m.core.result ?? null
}

function bring(m: Machine, f: Frame, { name, top }: { name: string; top: boolean }): void {
  const first = name.split('.')[0]!
  const wanted = top ? first : name
  if (top && wanted !== name) m.lib.load(m, name)
  const found = m.core.modules.get(wanted) ?? m.lib.load(m, wanted)
  if (found !== undefined) push(f, found)
}
