import { isArray, isObject, jsonText, typeOf, type Json } from './json'
import { builtins } from './builtins'
import { formats } from './formats'
import { arithmetic, assertion, getIndex, getSlice, removed, replaced, type Path } from './values'
import type { Ast, Pattern } from './ast'
import type { Mistake } from './read'

/** A value and, where paths are wanted, the path by which it was reached. */
export interface At {
  readonly v: Json
  readonly p?: Path
}

export interface Env {
  readonly variables: ReadonlyMap<string, Json>
  readonly functions: ReadonlyMap<string, Closure>
  readonly now: number
  readonly input: () => Json | undefined
}

interface Closure {
  readonly params: readonly string[]
  readonly body: Ast
  /** The definition's own surroundings; a definition sees itself. */
  readonly env: () => Env
}

interface Broken {
  readonly broken: string
}
const isBroken = (e: unknown): e is Broken => typeof e === 'object' && e !== null && 'broken' in e

interface Failed {
  readonly error: Json
}
export const isFailed = (e: unknown): e is Failed => typeof e === 'object' && e !== null && 'error' in e

const truthy = (v: Json): boolean => v !== null && v !== false

const step = (at: At, key: Json, v: Json): At => (at.p === undefined ? { v } : { v, p: [...at.p, key] })

export function* evaluate(ast: Ast, at: At, env: Env): Generator<At> {
  switch (ast.kind) {
    case 'identity':
      return yield at
    case 'recurse':
      return yield* recurse(at)
    case 'literal':
      return yield { v: ast.value }
    case 'variable':
      return yield { v: variable(env, ast.name) }
    case 'text':
      return yield* texts(ast.parts, ast.format, at, env)
    case 'format':
      return yield { v: format(ast.name, at.v) }
    case 'index':
      for (const of of evaluate(ast.of, at, env))
        for (const by of values(ast.by, at, env)) yield step(of, by, getIndex(of.v, by))
      return undefined
    case 'slice':
      return yield* slices(ast, at, env)
    case 'each':
      for (const of of evaluate(ast.of, at, env)) yield* elements(of)
      return undefined
    case 'array':
      return yield { v: ast.of === undefined ? [] : [...values(ast.of, at, env)] }
    case 'object':
      return yield* objects(ast.entries, 0, new Map(), at, env)
    case 'pipe':
      for (const left of evaluate(ast.left, at, env)) yield* evaluate(ast.right, left, env)
      return undefined
    case 'comma':
      yield* evaluate(ast.left, at, env)
      return yield* evaluate(ast.right, at, env)
    case 'binary':
      return yield* binary(ast, at, env)
    case 'negate':
      for (const v of values(ast.of, at, env))
        yield { v: typeof v === 'number' ? -v : assertion(`${typeOf(v)} (${jsonText(v)}) cannot be negated`) }
      return undefined
    case 'if':
      for (const test of values(ast.test, at, env)) {
        if (truthy(test)) yield* evaluate(ast.then, at, env)
        else if (ast.other) yield* evaluate(ast.other, at, env)
        else yield at
      }
      return undefined
    case 'try':
      return yield* attempt(ast, at, env)
    case 'bind':
      for (const v of values(ast.of, at, env)) yield* evaluate(ast.body, at, bound(env, ast.pattern, v))
      return undefined
    case 'fold':
      return yield* fold(ast, at, env)
    case 'define':
      return yield* evaluate(ast.body, at, define(env, ast))
    case 'call':
      return yield* call(ast, at, env)
    case 'label':
      try {
        yield* evaluate(ast.body, at, env)
      } catch (error) {
        if (!isBroken(error) || error.broken !== ast.name) throw error
      }
      return undefined
    case 'break':
      throw { broken: ast.name } satisfies Broken
  }
}

/** Values alone: no paths are kept. */
export function* values(ast: Ast, at: At, env: Env): Generator<Json> {
  for (const { v } of evaluate(ast, { v: at.v }, env)) yield v
}

function variable(env: Env, name: string): Json {
  const value = env.variables.get(name)
  if (value === undefined) throw { mistake: `$${name} is not defined` } satisfies Mistake
  return value
}

function* recurse(at: At): Generator<At> {
  yield at
  if (isArray(at.v) || isObject(at.v)) for (const each of elements(at)) yield* recurse(each)
}

export function* elements(of: At): Generator<At> {
  const { v } = of
  if (isArray(v)) for (let i = 0; i < v.length; i++) yield step(of, i, v[i]!)
  else if (isObject(v)) for (const [key, each] of v) yield step(of, key, each)
  else assertion(`Cannot iterate over ${v === null ? 'null' : `${typeOf(v)} (${jsonText(v)})`}`)
}

function* slices(ast: Extract<Ast, { kind: 'slice' }>, at: At, env: Env): Generator<At> {
  const bounds = (of: Ast | undefined) => (of === undefined ? [null] : values(of, at, env))
  for (const of of evaluate(ast.of, at, env))
    for (const to of bounds(ast.to))
      for (const from of bounds(ast.from))
        yield step(
          of,
          new Map<string, Json>([
            ['start', from],
            ['end', to],
          ]),
          getSlice(of.v, from, to),
        )
}

function* texts(
  parts: readonly (string | Ast)[],
  name: string | undefined,
  at: At,
  env: Env,
  before = '',
): Generator<At> {
  const [first, ...rest] = parts
  if (first === undefined) return yield { v: before }
  if (typeof first === 'string') return yield* texts(rest, name, at, env, before + first)
  for (const v of values(first, at, env)) yield* texts(rest, name, at, env, before + String(format(name ?? '@text', v)))
}

const format = (name: string, v: Json): Json => {
  const made = formats[name]
  if (made === undefined) throw { mistake: `${name.slice(1)} is not a valid format` } satisfies Mistake
  return made(v)
}

function* objects(
  entries: readonly (readonly [Ast, Ast])[],
  from: number,
  made: ReadonlyMap<string, Json>,
  at: At,
  env: Env,
): Generator<At> {
  const entry = entries[from]
  if (entry === undefined) return yield { v: made }
  for (const key of values(entry[0], at, env)) {
    if (typeof key !== 'string') assertion(`Object keys must be strings`)
    for (const value of values(entry[1], at, env))
      yield* objects(entries, from + 1, new Map([...made, [String(key), value]]), at, env)
  }
}

function* binary(ast: Extract<Ast, { kind: 'binary' }>, at: At, env: Env): Generator<At> {
  const { op, left, right } = ast
  if (op === '//') return yield* alternative(left, right, at, env)
  if (op === 'and' || op === 'or') {
    for (const a of values(left, at, env)) {
      if (truthy(a) === (op === 'or')) yield { v: op === 'or' }
      else for (const b of values(right, at, env)) yield { v: truthy(b) }
    }
    return
  }
  if (op.endsWith('=') && !['==', '!=', '<=', '>='].includes(op))
    return yield* update(op.slice(0, -1), left, right, at, env)
  for (const b of values(right, at, env)) for (const a of values(left, at, env)) yield { v: arithmetic(op, a, b) }
}

function* alternative(left: Ast, right: Ast, at: At, env: Env): Generator<At> {
  let any = false
  try {
    for (const each of evaluate(left, at, env)) {
      if (!truthy(each.v)) continue
      any = true
      yield each
    }
  } catch (error) {
    if (!isFailed(error)) throw error
  }
  if (!any) yield* evaluate(right, at, env)
}

/** `=`, `|=`, `+=` and their kin: what the left side's paths lead to gets new values. */
function* update(op: string, left: Ast, right: Ast, at: At, env: Env): Generator<At> {
  if (op === '|') {
    const changed = [...paths(left, at, env)].reduce<Json>((v, path) => {
      const [next] = evaluate(right, { v: path.reduce<Json>(getIndexed, v) }, env)
      return next === undefined ? removed(v, [path]) : replaced(v, path, next.v)
    }, at.v)
    return yield { v: changed }
  }
  for (const b of values(right, at, env)) {
    const given = (before: Json): Json =>
      op === '' ? b : op === '//' ? (truthy(before) ? before : b) : arithmetic(op, before, b)
    yield {
      v: [...paths(left, at, env)].reduce<Json>(
        (v, path) => replaced(v, path, given(path.reduce<Json>(getIndexed, v))),
        at.v,
      ),
    }
  }
}

export const getIndexed = (v: Json, key: Json): Json =>
  isObject(key) ? getSlice(v, key.get('start') ?? null, key.get('end') ?? null) : getIndex(v, key)

export function* paths(ast: Ast, at: At, env: Env): Generator<Path> {
  for (const { p, v } of evaluate(ast, { v: at.v, p: [] }, env))
    yield p ?? assertion(`Invalid path expression with result ${jsonText(v).slice(0, 11)}`)
}

function* attempt(ast: Extract<Ast, { kind: 'try' }>, at: At, env: Env): Generator<At> {
  try {
    yield* evaluate(ast.of, at, env)
  } catch (error) {
    if (!isFailed(error)) throw error
    if (ast.caught) yield* evaluate(ast.caught, { v: error.error }, env)
  }
}

export const withVariables = (env: Env, more: readonly (readonly [string, Json])[]): Env => ({
  ...env,
  variables: new Map([...env.variables, ...more]),
})

function bound(env: Env, pattern: Pattern, v: Json): Env {
  const found: (readonly [string, Json])[] = []
  const take = (shape: Pattern, value: Json): void => {
    if (typeof shape === 'string') found.push([shape, value])
    else if (shape instanceof Map)
      for (const [key, inner] of shape as ReadonlyMap<string, Pattern>) take(inner, getIndex(value, key))
    else (shape as readonly Pattern[]).forEach((inner, i) => take(inner, getIndex(value, i)))
  }
  take(pattern, v)
  return withVariables(env, found)
}

function* fold(ast: Extract<Ast, { kind: 'fold' }>, at: At, env: Env): Generator<At> {
  for (const first of values(ast.first, at, env)) {
    let state: Json = first
    for (const v of values(ast.of, at, env)) {
      const inner = bound(env, ast.pattern, v)
      let last: Json = null
      for (const next of values(ast.update, { v: state }, inner)) {
        last = next
        if (ast.all) yield* ast.show ? evaluate(ast.show, { v: next }, inner) : [{ v: next }]
      }
      state = last
    }
    if (!ast.all) yield { v: state }
  }
}

export function define(env: Env, { name, params, is }: Extract<Ast, { kind: 'define' }>): Env {
  const inner: Env = {
    ...env,
    functions: new Map([...env.functions, [`${name}/${params.length}`, { params, body: is, env: () => inner }]]),
  }
  return inner
}

function* call(ast: Extract<Ast, { kind: 'call' }>, at: At, env: Env): Generator<At> {
  const key = `${ast.name}/${ast.args.length}`
  const closure = env.functions.get(key)
  if (closure) return yield* callOwn(closure, ast.args, 0, closure.env(), at, env)
  const made = builtins[key]
  if (made === undefined) throw { mistake: `${key} is not defined` } satisfies Mistake
  yield* made({ at, env, args: ast.args, evaluate, values, paths, elements })
}

/** Parameters are filters; `$name` ones are values too. */
function* callOwn(closure: Closure, args: readonly Ast[], from: number, inner: Env, at: At, outer: Env): Generator<At> {
  const param = closure.params[from]
  if (param === undefined) return yield* evaluate(closure.body, at, inner)
  const bind = (name: string, body: Ast, env: Env): Env => ({
    ...inner,
    functions: new Map([...inner.functions, [`${name}/0`, { params: [], body, env: () => env }]]),
  })
  if (!param.startsWith('$')) return yield* callOwn(closure, args, from + 1, bind(param, args[from]!, outer), at, outer)
  for (const v of values(args[from]!, at, outer)) {
    const name = param.slice(1)
    yield* callOwn(
      closure,
      args,
      from + 1,
      withVariables(bind(name, { kind: 'literal', value: v }, outer), [[name, v]]),
      at,
      outer,
    )
  }
}
