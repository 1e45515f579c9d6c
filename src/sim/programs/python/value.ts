/**
 * Python's objects while a program runs: int is a bigint, float a number, str a string, None is null. Everything else is a thing.
 *
 * @models CPython Objects/
 * @fidelity part: strings count UTF-16 units; no metaclasses, no weak references
 */
export type Value = null | boolean | number | bigint | string | Thing

export type Thing =
  | { t: 'list' | 'tuple'; v: Value[] }
  | { t: 'set'; m: Map<string, Value> }
  | Dict
  | { t: 'bytes'; s: string }
  | { t: 'range'; from: bigint; to: bigint; by: bigint }
  | { t: 'slice'; from: Value; to: Value; by: Value }
  | Fn
  | { t: 'native'; name: string; self: Value }
  | { t: 'bound'; self: Value; fn: Fn }
  | Class
  | Instance
  | Module
  | { t: 'iter'; of: Value[]; i: number; what: string }
  /** An object of a module that natives play: an open file, a web application, a client of Redis. */
  | Special

export interface Dict {
  t: 'dict'
  m: Map<string, [Value, Value]>
}

export interface Fn {
  t: 'fn'
  code: number
  scope: Scope
  defaults: Record<string, Value>
}

export interface Class {
  t: 'class'
  name: string
  bases: Class[]
  m: Map<string, Value>
}

export interface Instance {
  t: 'inst'
  of: Class
  m: Map<string, Value>
}

export interface Module {
  t: 'module'
  name: string
  /** What a module of files has; a built-in one is looked up. */
  m: Map<string, Value>
}

export interface Special {
  t: 'special'
  kind: string
  m: Map<string, Value>
}

export interface Scope {
  m: Map<string, Value>
  up?: Scope
}

/** An exception on its way up. */
export interface Raised {
  readonly kind: 'raised'
  readonly value: Instance
}

export const list = (v: Value[]): Thing => ({ t: 'list', v })
export const tuple = (v: Value[]): Thing => ({ t: 'tuple', v })
export const native = (name: string, self: Value = null): Thing => ({ t: 'native', name, self })
export const special = (kind: string, members: Readonly<Record<string, Value>> = {}): Special => ({
  t: 'special',
  kind,
  m: new Map(Object.entries(members)),
})

export const isThing = (value: Value): value is Thing => typeof value === 'object' && value !== null

export function dict(pairs: readonly (readonly [Value, Value])[] = []): Dict {
  const made: Dict = { t: 'dict', m: new Map() }
  for (const [key, value] of pairs) made.m.set(keyOf(key), [key, value])
  return made
}

/** Built-in exceptions and what each is a kind of. */
const exceptions: Readonly<Record<string, string>> = {
  BaseException: 'object',
  SystemExit: 'BaseException',
  KeyboardInterrupt: 'BaseException',
  Exception: 'BaseException',
  ArithmeticError: 'Exception',
  ZeroDivisionError: 'ArithmeticError',
  OverflowError: 'ArithmeticError',
  AssertionError: 'Exception',
  AttributeError: 'Exception',
  EOFError: 'Exception',
  ImportError: 'Exception',
  ModuleNotFoundError: 'ImportError',
  LookupError: 'Exception',
  IndexError: 'LookupError',
  KeyError: 'LookupError',
  NameError: 'Exception',
  UnboundLocalError: 'NameError',
  OSError: 'Exception',
  ConnectionError: 'OSError',
  ConnectionRefusedError: 'ConnectionError',
  BrokenPipeError: 'ConnectionError',
  FileExistsError: 'OSError',
  FileNotFoundError: 'OSError',
  IsADirectoryError: 'OSError',
  NotADirectoryError: 'OSError',
  PermissionError: 'OSError',
  TimeoutError: 'OSError',
  RuntimeError: 'Exception',
  NotImplementedError: 'RuntimeError',
  RecursionError: 'RuntimeError',
  StopIteration: 'Exception',
  SyntaxError: 'Exception',
  TypeError: 'Exception',
  ValueError: 'Exception',
  UnicodeDecodeError: 'ValueError',
  'json.decoder.JSONDecodeError': 'ValueError',
  'redis.exceptions.ConnectionError': 'Exception',
  'redis.exceptions.RedisError': 'Exception',
  'socket.gaierror': 'OSError',
  unsimulated: 'BaseException',
}

export function exceptionClass(name: string): Class | undefined {
  const base = exceptions[name]
  if (base === undefined) return undefined
  const above = exceptionClass(base)
  return { t: 'class', name, bases: above ? [above] : [], m: new Map() }
}

/** Whether a class is another one or comes from it; built-in ones are the same by name. */
export const isSub = (of: Class, name: Class | string): boolean =>
  of === name ||
  of.name === (typeof name === 'string' ? name : exceptions[name.name] === undefined ? '' : name.name) ||
  of.bases.some((base) => isSub(base, name))

export const failure = (name: string, ...args: Value[]): Raised => ({
  kind: 'raised',
  value: { t: 'inst', of: exceptionClass(name)!, m: new Map<string, Value>([['args', tuple(args)]]) },
})

export const unsimulated = (words: string): Raised => failure('unsimulated', words)

export function typeName(value: Value): string {
  if (value === null) return 'NoneType'
  if (typeof value === 'boolean') return 'bool'
  if (typeof value === 'bigint') return 'int'
  if (typeof value === 'number') return 'float'
  if (typeof value === 'string') return 'str'
  switch (value.t) {
    case 'fn':
      return 'function'
    case 'native':
      return 'builtin_function_or_method'
    case 'bound':
      return 'method'
    case 'class':
      return 'type'
    case 'inst':
      return value.of.name.split('.').at(-1)!
    case 'iter':
      return value.what
    case 'special':
      return value.kind
    default:
      return value.t
  }
}

export function truth(value: Value): boolean {
  if (!isThing(value)) return Boolean(value)
  if (value.t === 'list' || value.t === 'tuple') return value.v.length > 0
  if (value.t === 'dict' || value.t === 'set') return value.m.size > 0
  if (value.t === 'bytes') return value.s !== ''
  if (value.t === 'range') return items(value).length > 0
  return true
}

/** What a key is kept under: equal keys alike, whether int, float or bool. */
export function keyOf(value: Value): string {
  if (typeof value === 'string') return `s${value}`
  if (typeof value === 'boolean') return `n${Number(value)}`
  if (typeof value === 'bigint' || typeof value === 'number') return `n${value}`
  if (value === null) return 'None'
  if (value.t === 'tuple') return `(${value.v.map((each) => `${keyOf(each)},`).join('')})`
  if (value.t === 'bytes') return `b${value.s}`
  if (value.t === 'list' || value.t === 'dict' || value.t === 'set')
    throw failure('TypeError', `unhashable type: '${value.t}'`)
  return `o${value.t === 'class' ? value.name : typeName(value)}`
}

/** What a `for` goes through. */
export function items(value: Value): Value[] {
  if (typeof value === 'string') return [...value]
  if (isThing(value)) {
    if (value.t === 'list' || value.t === 'tuple') return value.v
    if (value.t === 'set') return [...value.m.values()]
    if (value.t === 'dict') return [...value.m.values()].map(([key]) => key)
    if (value.t === 'bytes') return [...value.s].map((each) => BigInt(each.charCodeAt(0)))
    if (value.t === 'iter') return value.of.slice(value.i)
    if (value.t === 'range') return rangeItems(value.from, value.to, value.by)
    if (value.t === 'special' && value.m.get('items')) return items(value.m.get('items')!)
  }
  throw failure('TypeError', `'${typeName(value)}' object is not iterable`)
}

/** A range is gone through without being written out; only what needs a list of it has one, up to so many. */
const longest = 1_000_000n

function rangeItems(from: bigint, to: bigint, by: bigint): Value[] {
  const count = rangeLength(from, to, by)
  if (count > longest) throw unsimulated(`a list of ${count} numbers is not simulated`)
  return Array.from({ length: Number(count) }, (_, i) => from + by * BigInt(i))
}

export const rangeLength = (from: bigint, to: bigint, by: bigint): bigint => {
  const span = by > 0n ? to - from : from - to
  const step = by > 0n ? by : -by
  return span <= 0n ? 0n : (span + step - 1n) / step
}

export function same(a: Value, b: Value): boolean {
  if (a === b) return true
  if (isNumber(a) && isNumber(b)) return Number(a) === Number(b)
  if (!isThing(a) || !isThing(b)) return false
  if ((a.t === 'list' && b.t === 'list') || (a.t === 'tuple' && b.t === 'tuple'))
    return a.v.length === b.v.length && a.v.every((each, i) => same(each, b.v[i]!))
  if (a.t === 'dict' && b.t === 'dict')
    return a.m.size === b.m.size && [...a.m].every(([key, [, value]]) => b.m.has(key) && same(value, b.m.get(key)![1]))
  if (a.t === 'set' && b.t === 'set') return a.m.size === b.m.size && [...a.m.keys()].every((key) => b.m.has(key))
  if (a.t === 'bytes' && b.t === 'bytes') return a.s === b.s
  if (a.t === 'range' && b.t === 'range') return a.from === b.from && a.to === b.to && a.by === b.by
  return a.t === 'class' && b.t === 'class' && a.name === b.name
}

export const isNumber = (value: Value): value is number | bigint | boolean =>
  typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean'

export const floatText = (n: number): string => {
  if (Number.isNaN(n)) return 'nan'
  if (!Number.isFinite(n)) return n > 0 ? 'inf' : '-inf'
  const exponent = n === 0 ? 0 : Number(n.toExponential().split('e')[1])
  if (exponent < -4 || exponent >= 16) return n.toExponential().replace(/e([+-])(\d)$/, 'e$10$2')
  return Number.isInteger(n) ? `${Object.is(n, -0) ? '-0' : n.toFixed(0)}.0` : plainDecimal(n)
}

/** Without an exponent, which JavaScript writes sooner. */
const plainDecimal = (n: number): string => {
  const shown = String(n)
  return shown.includes('e') ? n.toFixed(20).replace(/0+$/, '').slice(0, 22) : shown
}

export function repr(value: Value, depth = 0): string {
  if (value === null) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'number') return floatText(value)
  if (typeof value === 'string') return quoted(value)
  if (depth > 20) return '...'
  const inner = (each: Value) => repr(each, depth + 1)
  switch (value.t) {
    case 'list':
      return `[${value.v.map(inner).join(', ')}]`
    case 'tuple':
      return value.v.length === 1 ? `(${inner(value.v[0]!)},)` : `(${value.v.map(inner).join(', ')})`
    case 'set':
      return value.m.size === 0 ? 'set()' : `{${[...value.m.values()].map(inner).join(', ')}}`
    case 'dict':
      return `{${[...value.m.values()].map(([key, each]) => `${inner(key)}: ${inner(each)}`).join(', ')}}`
    case 'bytes':
      return `b${quoted(value.s)}`
    case 'range':
      return value.by === 1n ? `range(${value.from}, ${value.to})` : `range(${value.from}, ${value.to}, ${value.by})`
    case 'class':
      return `<class '${isSub(value, 'BaseException') || builtinTypes.has(value.name) ? '' : '__main__.'}${value.name}'>`
    case 'inst':
      return isSub(value.of, 'BaseException')
        ? `${value.of.name}(${argsOf(value).map(inner).join(', ')})`
        : `<__main__.${value.of.name} object at 0x7f0000000000>`
    case 'fn':
      return '<function at 0x7f0000000000>'
    case 'native':
      return `<built-in function ${value.name.split('.').at(-1)}>`
    case 'module':
      return `<module '${value.name}'>`
    default:
      return `<${typeName(value)} object at 0x7f0000000000>`
  }
}

const builtinTypes = new Set([
  'int',
  'str',
  'float',
  'bool',
  'list',
  'dict',
  'set',
  'tuple',
  'NoneType',
  'bytes',
  'range',
  'function',
  'object',
  'type',
])

export const argsOf = (value: Instance): Value[] => {
  const args = value.m.get('args')
  return args !== undefined && isThing(args) && args.t === 'tuple' ? args.v : []
}

function quoted(words: string): string {
  const mark = words.includes("'") && !words.includes('"') ? '"' : "'"
  const body = words.replace(/[\\\n\r\t\x00-\x1f\x7f-\xa0]|['"]/g, (c) => {
    if (c === "'" || c === '"') return c === mark ? `\\${c}` : c
    const short = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }[c]
    return short ?? `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`
  })
  return mark + body + mark
}

/** str() of what needs no method of the program's own. */
export function str(value: Value): string {
  if (typeof value === 'string') return value
  if (isThing(value) && value.t === 'inst' && isSub(value.of, 'BaseException')) {
    const args = argsOf(value)
    if (value.of.name === 'KeyError' && args.length === 1) return repr(args[0]!)
    if (args.length === 2 && isSub(value.of, 'OSError')) {
      const file = value.m.get('filename')
      return `[Errno ${str(args[0]!)}] ${str(args[1]!)}${file === undefined || file === null ? '' : `: ${repr(file)}`}`
    }
    return args.length === 0 ? '' : args.length === 1 ? str(args[0]!) : repr(tuple(args))
  }
  return repr(value)
}
