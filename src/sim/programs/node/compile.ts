import type { ClassTree, Expr, Fn, Stmt } from './tree'

/** A function as instructions: plain data that a machine can stop in at any point. */
export interface Code {
  readonly name: string
  readonly file: string
  readonly ops: readonly Op[]
  readonly arrow: boolean
  readonly deferred: boolean
  readonly params: number
}

export interface Op {
  readonly o: string
  // What it means is the instruction's business; it is plain data.
  readonly a?: unknown
  readonly line: number
}

type Block =
  | {
      readonly kind: 'loop' | 'switch'
      readonly breaks: number[]
      readonly continues: number[]
      readonly scopes: number
      readonly pops: boolean
    }
  | { readonly kind: 'try' }
  | { readonly kind: 'finally'; readonly body: readonly Stmt[] }

interface Context {
  readonly ops: { o: string; a?: unknown; line: number }[]
  readonly codes: Code[]
  readonly file: string
  readonly blocks: Block[]
  scopes: number
  line: number
}

/** Compiles a module behind the codes that there are; the last is the module's. At the prompt the last value is what it returns. */
export function compileScript(
  body: readonly Stmt[],
  file: string,
  before: readonly Code[],
  shows = false,
): readonly Code[] {
  const codes = [...before]
  const c = context(codes, file)
  const last = body.at(-1)
  if (shows && last?.kind === 'expr') {
    statements(c, body.slice(0, -1))
    expr(c, last.value)
    emit(c, 'return')
  } else statements(c, body)
  emit(c, 'undefined')
  emit(c, 'return')
  codes.push({ name: '<module>', file, ops: c.ops, arrow: false, deferred: false, params: 0 })
  return codes
}

const context = (codes: Code[], file: string): Context => ({ ops: [], codes, file, blocks: [], scopes: 0, line: 1 })

function emit(c: Context, o: string, a?: unknown): number {
  c.ops.push({ o, ...(a !== undefined && { a }), line: c.line })
  return c.ops.length - 1
}

const land = (c: Context, ...jumps: readonly number[]): void => {
  for (const jump of jumps) c.ops[jump]!.a = c.ops.length
}

/** Functions can be called before the line that they stand on. */
function statements(c: Context, list: readonly Stmt[]): void {
  for (const s of list)
    if (s.kind === 'function') {
      makeFunction(c, s.fn)
      emit(c, 'declare', s.fn.name)
    }
  for (const s of list) statement(c, s)
}

const declares = (list: readonly Stmt[]) =>
  list.some((s) => (s.kind === 'declare' && !s.hoist) || s.kind === 'function')

function scoped(c: Context, list: readonly Stmt[]): void {
  if (!declares(list)) return statements(c, list)
  enter(c)
  statements(c, list)
  leave(c)
}

const enter = (c: Context): void => {
  emit(c, 'scope')
  c.scopes++
}

const leave = (c: Context): void => {
  emit(c, 'unscope', 1)
  c.scopes--
}

function statement(c: Context, s: Stmt): void {
  c.line = s.at
  switch (s.kind) {
    case 'expr':
      expr(c, s.value)
      return void emit(c, 'pop')
    case 'declare':
      for (const [to, value] of s.pairs) {
        if (value) named(c, value, to.kind === 'name' ? to.name : '')
        else emit(c, 'undefined')
        assign(c, to, s.hoist ? 'var' : 'declare')
      }
      return
    case 'block':
      return scoped(c, s.body)
    case 'if': {
      expr(c, s.test)
      const no = emit(c, 'jfalse')
      statement(c, s.then)
      if (!s.other) return land(c, no)
      const end = emit(c, 'jump')
      land(c, no)
      statement(c, s.other)
      return land(c, end)
    }
    case 'while':
      return whileLoop(c, s)
    case 'for':
      return forLoop(c, s)
    case 'each':
      return eachLoop(c, s)
    case 'switch':
      return choose(c, s)
    case 'try':
      return attempt(c, s)
    case 'return':
      if (s.value) expr(c, s.value)
      else emit(c, 'undefined')
      unwound(c, 0)
      return void emit(c, 'return')
    case 'throw':
      expr(c, s.value!)
      return void emit(c, 'throw')
    case 'break':
    case 'continue':
      return leaveLoop(c, s.kind)
    case 'function':
    case 'empty':
  }
}

const opened = (c: Context, kind: 'loop' | 'switch', pops = false): Block & { kind: 'loop' | 'switch' } => {
  const block = { kind, breaks: [], continues: [], scopes: c.scopes, pops }
  c.blocks.push(block)
  return block
}

function whileLoop(c: Context, s: Stmt & { kind: 'while' }): void {
  const top = c.ops.length
  let out: number | undefined
  if (s.first) {
    expr(c, s.test)
    out = emit(c, 'jfalse')
  }
  const loop = opened(c, 'loop')
  statement(c, s.body)
  c.blocks.pop()
  land(c, ...loop.continues)
  if (s.first) emit(c, 'jump', top)
  else {
    expr(c, s.test)
    emit(c, 'jtrue', top)
  }
  land(c, ...(out === undefined ? [] : [out]), ...loop.breaks)
}

function forLoop(c: Context, s: Stmt & { kind: 'for' }): void {
  enter(c)
  if (s.begin) statement(c, s.begin)
  const top = c.ops.length
  if (s.test) expr(c, s.test)
  const out = s.test ? emit(c, 'jfalse') : undefined
  const loop = opened(c, 'loop')
  statement(c, s.body)
  c.blocks.pop()
  land(c, ...loop.continues)
  emit(c, 'rescope')
  if (s.step) {
    expr(c, s.step)
    emit(c, 'pop')
  }
  emit(c, 'jump', top)
  land(c, ...(out === undefined ? [] : [out]), ...loop.breaks)
  leave(c)
}

function eachLoop(c: Context, s: Stmt & { kind: 'each' }): void {
  expr(c, s.over)
  emit(c, s.of ? 'iterate' : 'keys')
  const top = c.ops.length
  const out = emit(c, 'next')
  const loop = opened(c, 'loop', true)
  enter(c)
  assign(c, s.to, s.to.kind === 'member' ? 'store' : 'declare')
  statement(c, s.body)
  leave(c)
  c.blocks.pop()
  land(c, ...loop.continues)
  emit(c, 'jump', top)
  land(c, ...loop.breaks)
  emit(c, 'pop')
  land(c, out)
}

function choose(c: Context, s: Stmt & { kind: 'switch' }): void {
  expr(c, s.on)
  const jumps = s.cases.map((each) => {
    if (!each.test) return undefined
    emit(c, 'dup')
    expr(c, each.test)
    emit(c, 'binary', '===')
    return emit(c, 'jtrue')
  })
  const otherwise = emit(c, 'jump')
  const block = opened(c, 'switch')
  let found = false
  for (const [i, each] of s.cases.entries()) {
    if (jumps[i] !== undefined) land(c, jumps[i])
    else {
      land(c, otherwise)
      found = true
    }
    statements(c, each.body)
  }
  c.blocks.pop()
  if (!found) land(c, otherwise)
  land(c, ...block.breaks)
  emit(c, 'pop')
}

function leaveLoop(c: Context, how: 'break' | 'continue'): void {
  const at = c.blocks
    .map((block) => block.kind === 'loop' || (how === 'break' && block.kind === 'switch'))
    .lastIndexOf(true)
  const loop = c.blocks[at]
  if (loop === undefined || !('breaks' in loop)) return
  unwound(c, at + 1, how === 'continue')
  if (c.scopes > loop.scopes) emit(c, 'unscope', c.scopes - loop.scopes)
  ;(how === 'break' ? loop.breaks : loop.continues).push(emit(c, 'jump'))
}

/** Leaves the blocks down to one, running what has to be run. What a switch compares stays under what is returned. */
function unwound(c: Context, down: number, drops = false): void {
  const saved = [...c.blocks]
  while (c.blocks.length > down) {
    const block = c.blocks.pop()!
    if (block.kind === 'try' || block.kind === 'finally') emit(c, 'untry')
    if (block.kind === 'finally') scoped(c, block.body)
    if (block.kind === 'switch' && drops) emit(c, 'pop')
  }
  c.blocks.push(...saved.slice(c.blocks.length))
}

function attempt(c: Context, s: Stmt & { kind: 'try' }): void {
  const outer = s.last ? emit(c, 'try') : undefined
  if (s.last) c.blocks.push({ kind: 'finally', body: s.last })
  if (s.handler) {
    const fails = emit(c, 'try')
    c.blocks.push({ kind: 'try' })
    scoped(c, s.body)
    c.blocks.pop()
    emit(c, 'untry')
    const end = emit(c, 'jump')
    land(c, fails)
    enter(c)
    if (s.param) assign(c, s.param, 'declare')
    else emit(c, 'pop')
    statements(c, s.handler)
    leave(c)
    land(c, end)
  } else scoped(c, s.body)
  if (outer === undefined || !s.last) return
  c.blocks.pop()
  emit(c, 'untry')
  scoped(c, s.last)
  const end = emit(c, 'jump')
  land(c, outer)
  scoped(c, s.last)
  emit(c, 'throw')
  land(c, end)
}

/** A function that has no name takes that of what it is given to. */
function named(c: Context, value: Expr, name: string): void {
  if (value.kind === 'function' && value.fn.name === '' && name !== '') return makeFunction(c, { ...value.fn, name })
  if (value.kind === 'class' && value.made.name === '' && name !== '') return makeClass(c, { ...value.made, name })
  expr(c, value)
}

function makeFunction(c: Context, fn: Fn): void {
  const inner = context(c.codes, c.file)
  inner.line = c.line
  for (const [i, param] of fn.params.entries()) {
    emit(inner, param.kind === 'spread' ? 'rest' : 'param', i)
    assign(inner, param.kind === 'spread' ? param.of : param, 'declare')
  }
  statements(inner, fn.body)
  emit(inner, 'undefined')
  emit(inner, 'return')
  const first = fn.params.findIndex((param) => param.kind === 'default' || param.kind === 'spread')
  c.codes.push({
    name: fn.name,
    file: c.file,
    ops: inner.ops,
    arrow: fn.arrow,
    deferred: fn.deferred,
    params: first < 0 ? fn.params.length : first,
  })
  emit(c, 'function', c.codes.length - 1)
}

function makeClass(c: Context, made: ClassTree): void {
  if (made.above) expr(c, made.above)
  else emit(c, 'undefined')
  const own = made.members.find(
    (each) => !each.fixed && each.fn && each.name.kind === 'value' && each.name.value === 'constructor',
  )
  const fields = made.members.filter((each) => !each.fixed && !each.fn)
  const at = c.line
  const above: Stmt = {
    kind: 'expr',
    value: {
      kind: 'call',
      of: { kind: 'super', at },
      args: [{ kind: 'spread', of: { kind: 'name', name: '.args', at }, at }],
      optional: false,
      shown: 'super',
      at,
    },
    at,
  }
  const plain: Fn = {
    name: made.name,
    params: [{ kind: 'spread', of: { kind: 'name', name: '.args', at }, at }],
    body: made.above ? [above] : [],
    arrow: false,
    deferred: false,
  }
  const sets = fields.map((field): Stmt => ({
    kind: 'expr',
    value: {
      kind: 'assign',
      op: '=',
      to: { kind: 'member', of: { kind: 'this', at }, name: field.name, optional: false, at },
      value: field.value ?? { kind: 'undefined', at },
      at,
    },
    at,
  }))
  const fn = own?.fn ?? plain
  // Fields come before what the constructor does, or behind super().
  const body = made.above ? [...fn.body.slice(0, 1), ...sets, ...fn.body.slice(1)] : [...sets, ...fn.body]
  makeFunction(c, { ...fn, name: made.name, body })
  emit(c, 'class')
  for (const each of made.members) {
    if (each === own || (!each.fixed && !each.fn)) continue
    emit(c, 'dup')
    if (!each.fixed) emit(c, 'getm', 'prototype')
    expr(c, each.name)
    if (each.fn) makeFunction(c, each.fn)
    else if (each.value) expr(c, each.value)
    else emit(c, 'undefined')
    emit(c, each.fn ? 'method' : 'set')
    emit(c, 'pop')
  }
}

/** Takes the value on the stack into a name, a member or a pattern. */
function assign(c: Context, to: Expr, how: 'declare' | 'var' | 'store'): void {
  switch (to.kind) {
    case 'name':
      return void emit(c, how, to.name)
    case 'member':
      expr(c, to.of)
      emit(c, 'swap')
      expr(c, to.name)
      emit(c, 'swap')
      emit(c, 'set')
      return void emit(c, 'pop')
    case 'default': {
      const has = emit(c, 'jdefined')
      emit(c, 'pop')
      named(c, to.value, to.to.kind === 'name' ? to.to.name : '')
      land(c, has)
      return assign(c, to.to, how)
    }
    case 'array':
      emit(c, 'spreadable')
      for (const [i, item] of to.items.entries()) {
        if (item.kind === 'undefined') continue
        emit(c, 'dup')
        emit(c, item.kind === 'spread' ? 'tail' : 'getm', item.kind === 'spread' ? i : String(i))
        assign(c, item.kind === 'spread' ? item.of : item, how)
      }
      return void emit(c, 'pop')
    case 'object': {
      const keys: string[] = []
      emit(c, 'destructurable')
      for (const each of to.members) {
        emit(c, 'dup')
        if (!each.key) {
          emit(c, 'others', keys)
          assign(c, each.value.kind === 'spread' ? each.value.of : each.value, how)
          continue
        }
        if (each.key.kind === 'value') keys.push(String(each.key.value))
        expr(c, each.key)
        emit(c, 'get')
        assign(c, each.value, how)
      }
      return void emit(c, 'pop')
    }
    default:
      return void emit(c, 'pop')
  }
}

function expr(c: Context, e: Expr): void {
  c.line = e.at
  switch (e.kind) {
    case 'value':
      return void emit(c, 'const', e.value)
    case 'undefined':
    case 'this':
      return void emit(c, e.kind)
    case 'super':
      return void emit(c, 'super')
    case 'regex':
      return void emit(c, 'regex', { source: e.source, flags: e.flags })
    case 'name':
      return void emit(c, 'load', e.name)
    case 'template':
      for (const value of e.values) expr(c, value)
      return void emit(c, 'template', e.words)
    case 'array':
      emit(c, 'array')
      return listed(c, e.items)
    case 'object':
      emit(c, 'object')
      for (const { key, value } of e.members) {
        if (!key) {
          expr(c, value)
          emit(c, 'merge')
          continue
        }
        expr(c, key)
        named(c, value, key.kind === 'value' ? String(key.value) : '')
        emit(c, 'put')
      }
      return
    case 'function':
      return makeFunction(c, e.fn)
    case 'class':
      return makeClass(c, e.made)
    case 'unary':
      return unary(c, e)
    case 'update':
      return update(c, e)
    case 'binary':
      expr(c, e.left)
      expr(c, e.right)
      return void emit(c, 'binary', e.op)
    case 'logic': {
      expr(c, e.left)
      const over = emit(c, keeps[e.op]!)
      expr(c, e.right)
      return land(c, over)
    }
    case 'assign':
      return assignment(c, e)
    case 'choice': {
      expr(c, e.test)
      const no = emit(c, 'jfalse')
      expr(c, e.then)
      const end = emit(c, 'jump')
      land(c, no)
      expr(c, e.other)
      return land(c, end)
    }
    case 'member':
    case 'call': {
      const outs: number[] = []
      link(c, e, outs)
      return land(c, ...outs)
    }
    case 'new':
      expr(c, e.of)
      emit(c, 'array')
      listed(c, e.args)
      return void emit(c, 'new')
    case 'await':
      expr(c, e.of)
      return void emit(c, 'await')
    case 'comma':
      for (const [i, item] of e.items.entries()) {
        expr(c, item)
        if (i < e.items.length - 1) emit(c, 'pop')
      }
      return
    case 'default':
      return expr(c, e.value)
    case 'spread':
      return expr(c, e.of)
  }
}

const keeps: Readonly<Record<string, string>> = { '&&': 'keepfalse', '||': 'keeptrue', '??': 'keepthere' }

function listed(c: Context, items: readonly Expr[]): void {
  for (const item of items) {
    expr(c, item.kind === 'spread' ? item.of : item)
    emit(c, item.kind === 'spread' ? 'extend' : 'append')
  }
}

/** A link of `a.b?.c(d)`: where `?.` finds nothing, the whole chain is undefined. */
function link(c: Context, e: Expr, outs: number[]): void {
  if (e.kind === 'member') {
    if (e.of.kind === 'super') emit(c, 'super')
    else link(c, e.of, outs)
    if (e.optional) outs.push(emit(c, 'optional'))
    c.line = e.at
    if (e.name.kind === 'value') return void emit(c, 'getm', String(e.name.value))
    expr(c, e.name)
    return void emit(c, 'get')
  }
  if (e.kind !== 'call') return expr(c, e)
  if (e.of.kind === 'super') {
    emit(c, 'this')
    emit(c, 'superclass')
  } else if (e.of.kind === 'member') {
    if (e.of.of.kind === 'super') {
      emit(c, 'this')
      emit(c, 'super')
    } else {
      link(c, e.of.of, outs)
      if (e.of.optional) outs.push(emit(c, 'optional'))
      emit(c, 'dup')
    }
    c.line = e.of.at
    expr(c, e.of.name)
    emit(c, 'get')
  } else {
    emit(c, 'undefined')
    link(c, e.of, outs)
  }
  if (e.optional) {
    const there = emit(c, 'jthere')
    emit(c, 'pop')
    outs.push(emit(c, 'jump'))
    land(c, there)
  }
  emit(c, 'array')
  listed(c, e.args)
  c.line = e.at
  emit(c, 'call', e.shown)
}

function unary(c: Context, e: Expr & { kind: 'unary' }): void {
  if (e.op === 'typeof' && e.of.kind === 'name') return void emit(c, 'typeofname', e.of.name)
  if (e.op === 'delete' && e.of.kind === 'member') {
    expr(c, e.of.of)
    expr(c, e.of.name)
    return void emit(c, 'delete')
  }
  expr(c, e.of)
  emit(c, 'unary', e.op)
}

function update(c: Context, e: Expr & { kind: 'update' }): void {
  if (e.of.kind === 'member') {
    expr(c, e.of.of)
    expr(c, e.of.name)
    emit(c, 'dup2')
    emit(c, 'get')
    return void emit(c, 'bump', { op: e.op, before: e.before })
  }
  expr(c, e.of)
  emit(c, 'unary', '+')
  if (!e.before) emit(c, 'dup')
  emit(c, 'const', 1)
  emit(c, 'binary', e.op)
  if (e.before) emit(c, 'dup')
  assign(c, e.of, 'store')
}

function assignment(c: Context, e: Expr & { kind: 'assign' }): void {
  const op = e.op.slice(0, -1)
  if (e.to.kind === 'member') {
    expr(c, e.to.of)
    expr(c, e.to.name)
    if (op === '') {
      named(c, e.value, e.to.name.kind === 'value' ? String(e.to.name.value) : '')
      return void emit(c, 'set')
    }
    emit(c, 'dup2')
    emit(c, 'get')
    if (keeps[op]) {
      const over = emit(c, keeps[op])
      expr(c, e.value)
      land(c, over)
    } else {
      expr(c, e.value)
      emit(c, 'binary', op)
    }
    return void emit(c, 'set')
  }
  if (op === '') named(c, e.value, e.to.kind === 'name' ? e.to.name : '')
  else {
    expr(c, e.to)
    const over = keeps[op] ? emit(c, keeps[op]) : undefined
    expr(c, e.value)
    if (over === undefined) emit(c, 'binary', op)
    else land(c, over)
  }
  emit(c, 'dup')
  assign(c, e.to, 'store')
}
