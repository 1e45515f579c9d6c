import type { Expr, Stmt } from '../../node/tree'
import { step, type Engine, type Scope } from './engine'
import { bind, closure, evaluate, itemsOf, type Runner } from './evaluate'
import { isArray, isObj, isThrown, truthy, type Js } from './values'
import { cursorItems } from './iterate'

/**
 * Statements of JavaScript, and what the last one of a script was worth.
 *
 * @models ECMA-262
 * @fidelity part: no labels
 */
type Jump = { readonly jump: 'return'; readonly value: Js } | { readonly jump: 'break' | 'continue' }

/** The value of the last expression, which the prompt shows. */
interface Last {
  value: Js
}

const none: Last = { value: undefined }

export function execute(m: Engine, body: readonly Stmt[], scope: Scope): { readonly returned: Js } | undefined {
  const jump = listed({ m, execute }, body, scope, { ...none })
  return jump?.jump === 'return' ? { returned: jump.value } : undefined
}

/** A whole script; its value is that of its last expression. */
export function played(m: Engine, body: readonly Stmt[]): Js {
  const last = { ...none }
  listed({ m, execute }, body, m.globals, last)
  return last.value
}

function listed(run: Runner, body: readonly Stmt[], scope: Scope, last: Last): Jump | undefined {
  for (const each of body)
    if (each.kind === 'function') scope.names[each.fn.name] = last.value = closure(run, each.fn, scope)
  for (const each of body) {
    const jump = statement(run, each, scope, last)
    if (jump) return jump
  }
  return undefined
}

function statement(run: Runner, of: Stmt, scope: Scope, last: Last): Jump | undefined {
  step(run.m)
  switch (of.kind) {
    case 'expr':
      last.value = evaluate(run, of.value, scope)
      return undefined
    case 'declare':
      for (const [to, value] of of.pairs) declared(run, of.hoist ? home(scope) : scope, to, value, scope)
      last.value = undefined
      return undefined
    case 'function':
    case 'empty':
      return undefined
    case 'block':
      return listed(run, of.body, { names: {}, above: scope }, last)
    case 'if': {
      const branch = truthy(evaluate(run, of.test, scope)) ? of.then : of.other
      return branch && statement(run, branch, scope, last)
    }
    case 'while':
      return looped(run, of, scope, last)
    case 'for':
      return counted(run, of, scope, last)
    case 'each':
      return eachOf(run, of, scope, last)
    case 'switch':
      return switched(run, of, scope, last)
    case 'try':
      return tried(run, of, scope, last)
    case 'return':
      return { jump: 'return', value: of.value && evaluate(run, of.value, scope) }
    case 'throw':
      throw { thrown: of.value && evaluate(run, of.value, scope) }
    case 'break':
    case 'continue':
      return { jump: of.kind }
  }
}

/** Where `var` puts its names. */
const home = (scope: Scope): Scope => (scope.whole || scope.above === undefined ? scope : home(scope.above))

function declared(run: Runner, into: Scope, to: Expr, value: Expr | undefined, scope: Scope): void {
  // `var x` alone leaves an x that is there as it is.
  if (value === undefined && to.kind === 'name' && Object.hasOwn(into.names, to.name)) return
  bind(run, to, value && evaluate(run, value, scope), into)
}

/** What a loop does about a jump out of its body: go on, end, or hand it on. */
const ends = (jump: Jump | undefined): boolean => jump !== undefined && jump.jump !== 'continue'
const handedOn = (jump: Jump | undefined): Jump | undefined => (jump?.jump === 'return' ? jump : undefined)

function looped(run: Runner, of: Extract<Stmt, { kind: 'while' }>, scope: Scope, last: Last): Jump | undefined {
  let first = of.first
  while (first || truthy(evaluate(run, of.test, scope))) {
    first = false
    const jump = statement(run, of.body, scope, last)
    if (ends(jump)) return handedOn(jump)
  }
  return undefined
}

function counted(run: Runner, of: Extract<Stmt, { kind: 'for' }>, scope: Scope, last: Last): Jump | undefined {
  let inner: Scope = { names: {}, above: scope }
  if (of.begin) statement(run, of.begin, inner, { ...none })
  while (of.test === undefined || truthy(evaluate(run, of.test, inner))) {
    const jump = statement(run, of.body, inner, last)
    if (ends(jump)) return handedOn(jump)
    // Each round has names of its own, so that a function made in it keeps them.
    inner = { names: { ...inner.names }, above: scope }
    if (of.step) evaluate(run, of.step, inner)
  }
  return undefined
}

function eachOf(run: Runner, of: Extract<Stmt, { kind: 'each' }>, scope: Scope, last: Last): Jump | undefined {
  const over = evaluate(run, of.over, scope)
  const items = of.of ? (cursorItems(run.m, over) ?? itemsOf(over)) : namesOf(over)
  for (const item of items) {
    const inner: Scope = { names: {}, above: scope }
    bind(run, of.to, item, inner)
    const jump = statement(run, of.body, inner, last)
    if (ends(jump)) return handedOn(jump)
  }
  return undefined
}

const namesOf = (value: Js): readonly string[] =>
  isObj(value) || isArray(value) ? Object.keys(value).filter((key) => !key.startsWith('.')) : []

function switched(run: Runner, of: Extract<Stmt, { kind: 'switch' }>, scope: Scope, last: Last): Jump | undefined {
  const value = evaluate(run, of.on, scope)
  const inner: Scope = { names: {}, above: scope }
  const hit = of.cases.findIndex(({ test }) => test !== undefined && evaluate(run, test, inner) === value)
  const from = hit >= 0 ? hit : of.cases.findIndex(({ test }) => test === undefined)
  for (const { body } of from < 0 ? [] : of.cases.slice(from)) {
    const jump = listed(run, body, inner, last)
    if (jump?.jump === 'break') return undefined
    if (jump) return jump
  }
  return undefined
}

function tried(run: Runner, of: Extract<Stmt, { kind: 'try' }>, scope: Scope, last: Last): Jump | undefined {
  const attempt = (): Jump | undefined => {
    try {
      return listed(run, of.body, { names: {}, above: scope }, last)
    } catch (error) {
      if (!isThrown(error) || of.handler === undefined) throw error
      const inner: Scope = { names: {}, above: scope }
      if (of.param) bind(run, of.param, error.thrown, inner)
      return listed(run, of.handler, inner, last)
    }
  }
  if (of.last === undefined) return attempt()
  let jump: Jump | undefined
  try {
    jump = attempt()
  } catch (error) {
    if (!isThrown(error)) throw error
    const after = listed(run, of.last, { names: {}, above: scope }, last)
    if (after) return after
    throw error
  }
  return listed(run, of.last, { names: {}, above: scope }, last) ?? jump
}
