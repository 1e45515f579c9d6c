import type { Expr, Fn as FnTree, Stmt } from '../../node/tree'
import { call, step, type Engine, type Scope } from './engine'
import { get, has, remove, set } from './members'
import {
  fn,
  isArray,
  isFn,
  isObj,
  kindOf,
  primitive,
  raised,
  special,
  toNumber,
  toText,
  truthy,
  typeName,
  type Fn,
  type Js,
  type Obj,
} from './values'

/**
 * Expressions of JavaScript. Whatever the shell's own functions would make one wait for is waited for at once, as the shell does.
 *
 * @models ECMA-262, mongosh packages/async-rewriter2
 * @fidelity part: no classes, generators, promises or prototypes of one's own
 */
export type Execute = (m: Engine, body: readonly Stmt[], scope: Scope) => { readonly returned: Js } | undefined

export interface Runner {
  readonly m: Engine
  readonly execute: Execute
}

export function evaluate(run: Runner, of: Expr, scope: Scope): Js {
  step(run.m)
  switch (of.kind) {
    case 'value':
      return of.value
    case 'undefined':
      return undefined
    case 'this':
      return found(scope, 'this')?.names['this']
    case 'name':
      return read(scope, of.name)
    case 'template':
      return of.words.reduce(
        (all, words, i) => all + words + (i < of.values.length ? toText(evaluate(run, of.values[i]!, scope)) : ''),
        '',
      )
    case 'array':
      return of.items.flatMap((item) =>
        item.kind === 'spread' ? [...itemsOf(evaluate(run, item.of, scope))] : [evaluate(run, item, scope)],
      )
    case 'object':
      return objectOf(run, of, scope)
    case 'function':
      return closure(run, of.fn, scope)
    case 'regex':
      return { $regularExpression: { pattern: of.source, options: of.flags } }
    case 'unary':
      return unary(run, of, scope)
    case 'update': {
      const old = toNumber(evaluate(run, of.of, scope))
      const now = of.op === '+' ? old + 1 : old - 1
      assign(run, of.of, now, scope)
      return of.before ? now : old
    }
    case 'binary':
      return binary(of.op, evaluate(run, of.left, scope), evaluate(run, of.right, scope))
    case 'logic':
      return logic(run, of.op, of.left, of.right, scope)
    case 'assign':
      return assignment(run, of, scope)
    case 'choice':
      return evaluate(run, truthy(evaluate(run, of.test, scope)) ? of.then : of.other, scope)
    case 'member': {
      const base = evaluate(run, of.of, scope)
      if (of.optional && (base === undefined || base === null)) return undefined
      return get(run.m, base, keyOf(evaluate(run, of.name, scope)))
    }
    case 'call':
      return called(run, of, scope)
    case 'new':
      return constructed(run, of, scope)
    case 'wait':
      return evaluate(run, of.of, scope)
    case 'comma':
      return of.items.reduce<Js>((_, item) => evaluate(run, item, scope), undefined)
    case 'spread':
    case 'super':
    case 'class':
    case 'default':
      throw raised('Error', `glasswhale: ${of.kind} is not simulated in mongosh`)
  }
}

export const keyOf = (value: Js): string => (typeof value === 'string' ? value : toText(value))

// — names

const found = (scope: Scope | undefined, name: string): Scope | undefined => {
  for (let at = scope; at !== undefined; at = at.above) if (Object.hasOwn(at.names, name)) return at
  return undefined
}

function read(scope: Scope, name: string): Js {
  const at = found(scope, name)
  if (at === undefined) throw raised('ReferenceError', `${name} is not defined`)
  return at.names[name]
}

function write(scope: Scope, name: string, value: Js): void {
  let at = found(scope, name)
  // A name that nobody declared is a global one.
  if (at === undefined) for (at = scope; at.above !== undefined;) at = at.above
  at.names[name] = value
}

// — what is iterated

export function itemsOf(value: Js): readonly Js[] {
  if (isArray(value)) return value
  if (typeof value === 'string') return [...value]
  if (kindOf(value) === 'map' || kindOf(value) === 'set') return (value as Obj)['items'] as Js[]
  throw raised('TypeError', `${typeName(value) === 'undefined' ? 'undefined' : toText(value)} is not iterable`)
}

function objectOf(run: Runner, of: Extract<Expr, { kind: 'object' }>, scope: Scope): Js {
  const made: Obj = {}
  for (const { key, value } of of.members) {
    if (key === undefined) {
      const more = evaluate(run, value, scope)
      if (isObj(more)) Object.assign(made, more)
      else if (isArray(more)) Object.assign(made, { ...more })
    } else {
      const name = keyOf(evaluate(run, key, scope))
      const each = evaluate(run, value, scope)
      made[name] = each
      if (isFn(each) && each.title === '') each.title = name
    }
  }
  return made
}

// — functions

export function closure(run: Runner, tree: FnTree, scope: Scope): Fn {
  return fn(tree.name, (self, args) => {
    const names: Record<string, Js> = tree.arrow ? {} : { this: self, arguments: [...args] }
    const inner: Scope = { names, above: scope, whole: true }
    for (const [i, param] of tree.params.entries()) {
      if (param.kind === 'spread') bind(run, param.of, args.slice(i), inner)
      else bind(run, param, args[i], inner)
    }
    return run.execute(run.m, tree.body, inner)?.returned
  })
}

/** Gives names their first value. */
export function bind(run: Runner, to: Expr, value: Js, scope: Scope): void {
  switch (to.kind) {
    case 'name':
      scope.names[to.name] = value
      if (isFn(value) && value.title === '') value.title = to.name
      return
    case 'default':
      return bind(run, to.to, value === undefined ? evaluate(run, to.value, scope) : value, scope)
    default:
      return destructure(run, to, value, (target, each) => bind(run, target, each, scope), scope)
  }
}

function destructure(run: Runner, to: Expr, value: Js, put: (to: Expr, value: Js) => void, scope: Scope): void {
  if (to.kind === 'array') {
    const items = itemsOf(value)
    for (const [i, target] of to.items.entries()) {
      if (target.kind === 'spread') put(target.of, items.slice(i) as Js[])
      else if (target.kind !== 'undefined') put(target, items[i])
    }
  } else if (to.kind === 'object') {
    const taken: string[] = []
    for (const { key, value: target } of to.members) {
      const name = key === undefined ? undefined : keyOf(evaluate(run, key, scope))
      if (name !== undefined) {
        taken.push(name)
        put(target, get(run.m, value, name))
      } else
        put(
          target,
          Object.fromEntries(Object.entries(isObj(value) ? value : {}).filter(([each]) => !taken.includes(each))),
        )
    }
  }
}

function assign(run: Runner, to: Expr, value: Js, scope: Scope): void {
  switch (to.kind) {
    case 'name':
      return write(scope, to.name, value)
    case 'member':
      return set(evaluate(run, to.of, scope), keyOf(evaluate(run, to.name, scope)), value)
    case 'default':
      return assign(run, to.to, value === undefined ? evaluate(run, to.value, scope) : value, scope)
    default:
      return destructure(run, to, value, (target, each) => assign(run, target, each, scope), scope)
  }
}

function assignment(run: Runner, { op, to, value }: Extract<Expr, { kind: 'assign' }>, scope: Scope): Js {
  if (op === '=') {
    const made = evaluate(run, value, scope)
    if (isFn(made) && made.title === '' && to.kind === 'name') made.title = to.name
    assign(run, to, made, scope)
    return made
  }
  const old = evaluate(run, to, scope)
  if (op === '&&=' || op === '||=' || op === '??=') {
    const keeps = op === '&&=' ? !truthy(old) : op === '||=' ? truthy(old) : old !== undefined && old !== null
    if (keeps) return old
    const made = evaluate(run, value, scope)
    assign(run, to, made, scope)
    return made
  }
  const made = binary(op.slice(0, -1), old, evaluate(run, value, scope))
  assign(run, to, made, scope)
  return made
}

function called(run: Runner, of: Extract<Expr, { kind: 'call' }>, scope: Scope): Js {
  const self = of.of.kind === 'member' ? evaluate(run, of.of.of, scope) : undefined
  if (of.of.kind === 'member' && of.of.optional && (self === undefined || self === null)) return undefined
  const callee =
    of.of.kind === 'member' ? get(run.m, self, keyOf(evaluate(run, of.of.name, scope))) : evaluate(run, of.of, scope)
  if (of.optional && (callee === undefined || callee === null)) return undefined
  const args = argumentsOf(run, of.args, scope)
  if (!isFn(callee)) throw raised('TypeError', `${of.shown === '' ? 'object' : of.shown} is not a function`)
  return call(callee, self, ...args)
}

const argumentsOf = (run: Runner, args: readonly Expr[], scope: Scope): readonly Js[] =>
  args.flatMap((arg) =>
    arg.kind === 'spread' ? [...itemsOf(evaluate(run, arg.of, scope))] : [evaluate(run, arg, scope)],
  )

function constructed(run: Runner, of: Extract<Expr, { kind: 'new' }>, scope: Scope): Js {
  const callee = evaluate(run, of.of, scope)
  if (!isFn(callee)) throw raised('TypeError', `${of.of.kind === 'name' ? of.of.name : 'object'} is not a constructor`)
  const fresh: Obj = {}
  const made = call(callee, fresh, ...argumentsOf(run, of.args, scope))
  return isObj(made) || isArray(made) ? made : fresh
}

// — operators

function unary(run: Runner, { op, of }: Extract<Expr, { kind: 'unary' }>, scope: Scope): Js {
  if (op === 'typeof')
    return of.kind === 'name' && found(scope, of.name) === undefined ? 'undefined' : typeName(evaluate(run, of, scope))
  if (op === 'delete') {
    if (of.kind === 'member') remove(evaluate(run, of.of, scope), keyOf(evaluate(run, of.name, scope)))
    return true
  }
  const value = evaluate(run, of, scope)
  switch (op) {
    case '!':
      return !truthy(value)
    case '-':
      return -toNumber(value)
    case '+':
      return toNumber(value)
    case '~':
      return ~toNumber(value)
    default:
      return undefined
  }
}

function logic(run: Runner, op: string, left: Expr, right: Expr, scope: Scope): Js {
  const first = evaluate(run, left, scope)
  const stays = op === '&&' ? !truthy(first) : op === '||' ? truthy(first) : first !== undefined && first !== null
  return stays ? first : evaluate(run, right, scope)
}

/** Equal without turning one into the other's type. */
const same = (a: Js, b: Js): boolean => a === b

function loosely(a: Js, b: Js): boolean {
  if (a === undefined || a === null) return b === undefined || b === null
  if (b === undefined || b === null) return false
  if (typeof a === 'object' && typeof b === 'object') return a === b
  const [x, y] = [primitive(a), primitive(b)]
  return typeof x === typeof y ? x === y : Number(x) === Number(y)
}

/** Dates, longs and the like are compared as numbers. */
const comparable = (value: Js) =>
  special(value) === '$date' || special(value) === '$numberLong' ? toNumber(value) : primitive(value)

function compared(a: Js, b: Js, fit: (order: number) => boolean): boolean {
  const [x, y] = [comparable(a), comparable(b)]
  if (typeof x === 'string' && typeof y === 'string') return fit(x < y ? -1 : x > y ? 1 : 0)
  const [p, q] = [x === undefined ? NaN : Number(x), y === undefined ? NaN : Number(y)]
  return !Number.isNaN(p) && !Number.isNaN(q) && fit(p - q)
}

export function binary(op: string, a: Js, b: Js): Js {
  switch (op) {
    case '+': {
      const [x, y] = [primitive(a), primitive(b)]
      return typeof x === 'string' || typeof y === 'string' ? String(x) + String(y) : Number(x) + Number(y)
    }
    case '===':
      return same(a, b)
    case '!==':
      return !same(a, b)
    case '==':
      return loosely(a, b)
    case '!=':
      return !loosely(a, b)
    case '<':
      return compared(a, b, (order) => order < 0)
    case '>':
      return compared(a, b, (order) => order > 0)
    case '<=':
      return compared(a, b, (order) => order <= 0)
    case '>=':
      return compared(a, b, (order) => order >= 0)
    case 'in':
      return has(b, keyOf(a))
    case 'instanceof':
      return isInstance(a, b)
  }
  return reckoned(op, toNumber(a), toNumber(b))
}

function isInstance(value: Js, of: Js): boolean {
  const name = isFn(of) ? of.title : undefined
  const own: Readonly<Record<string, boolean>> = {
    Date: special(value) === '$date',
    ObjectId: special(value) === '$oid',
    RegExp: special(value) === '$regularExpression',
    Array: isArray(value),
    Function: isFn(value),
    Object: isObj(value) || isArray(value),
    Error: kindOf(value) === 'error',
  }
  return (
    (name !== undefined && own[name]) === true || (isObj(value) && kindOf(value) === 'error' && value['name'] === name)
  )
}

function reckoned(op: string, a: number, b: number): Js {
  switch (op) {
    case '-':
      return a - b
    case '*':
      return a * b
    case '/':
      return a / b
    case '%':
      return a % b
    case '**':
      return a ** b
    case '&':
      return a & b
    case '|':
      return a | b
    case '^':
      return a ^ b
    case '<<':
      return a << b
    case '>>':
      return a >> b
    case '>>>':
      return a >>> b
  }
  throw raised('SyntaxError', `glasswhale: the operator ${op} is not simulated in mongosh`)
}
