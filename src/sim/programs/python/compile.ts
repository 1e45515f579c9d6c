import { beyond } from './parse-expression'
import type { Expr, FPart, Params, Place, Stmt } from './tree'

/** A function body or a module as instructions: plain data that a machine can stop in at any point. */
export interface Code {
  readonly name: string
  readonly file: string
  readonly ops: readonly Op[]
  readonly params?: Params
  /** Names that belong to the function itself. */
  readonly locals: readonly string[]
}

export interface Op {
  readonly o: string
  // What it means is the instruction's business; it is plain data.
  readonly a?: OpArg
  readonly at?: Place
}

type OpArg = string | number | boolean | null | readonly string[] | Readonly<Record<string, unknown>>

type Block =
  | { readonly kind: 'loop'; readonly breaks: number[]; readonly top: number; readonly pops: boolean }
  | { readonly kind: 'try' }
  | { readonly kind: 'finally'; readonly body: readonly Stmt[] }
  | { readonly kind: 'with' }
  | { readonly kind: 'handling' }

interface Context {
  readonly ops: { o: string; a?: OpArg; at?: Place }[]
  readonly codes: Code[]
  readonly file: string
  readonly blocks: Block[]
  readonly inFunction: boolean
  readonly globals: Set<string>
  readonly outers: Set<string>
  readonly renames: Map<string, string>
  /** A statement's value is shown: at the prompt. */
  readonly shows: boolean
}

/** Compiles a module behind the codes that there are already; the last of the answer is the module's. */
export function compilePython(
  body: readonly Stmt[],
  file: string,
  shows = false,
  before: readonly Code[] = [],
): readonly Code[] {
  const codes = [...before]
  const c = context(codes, file, false, shows)
  statements(c, body)
  emit(c, 'const', null)
  emit(c, 'return')
  codes.push({ name: '<module>', file, ops: c.ops, locals: [] })
  return codes
}

const context = (codes: Code[], file: string, inFunction: boolean, shows = false): Context => ({
  ops: [],
  codes,
  file,
  blocks: [],
  inFunction,
  globals: new Set(),
  outers: new Set(),
  renames: new Map(),
  shows,
})

function emit(c: Context, o: string, a?: OpArg, at?: Place): number {
  c.ops.push({ o, ...(a !== undefined && { a }), ...(at !== undefined && { at }) })
  return c.ops.length - 1
}

const land = (c: Context, ...jumps: readonly number[]): void => {
  for (const jump of jumps) c.ops[jump]!.a = c.ops.length
}

const statements = (c: Context, list: readonly Stmt[]): void => {
  for (const each of list) statement(c, each)
}

function statement(c: Context, s: Stmt): void {
  switch (s.kind) {
    case 'expr':
      expr(c, s.value)
      return void emit(c, c.shows && !c.inFunction ? 'show' : 'pop')
    case 'assign':
      expr(c, s.value)
      for (const [i, target] of s.targets.entries()) {
        if (i < s.targets.length - 1) emit(c, 'dup')
        assign(c, target)
      }
      return
    case 'augment':
      return augment(c, s.target, s.op, s.value, { ...s.at, to: s.value.at.to })
    case 'del':
      for (const target of s.targets) remove(c, target)
      return
    case 'pass':
      return
    case 'break':
    case 'continue':
      return leaveLoop(c, s.kind)
    case 'return':
      if (s.value) expr(c, s.value)
      else emit(c, 'const', null)
      unwound(c, 0)
      return void emit(c, 'return')
    case 'raise':
      if (s.value) expr(c, s.value)
      return void emit(c, s.value ? 'raise' : 'again', null, s.at)
    case 'scope':
      for (const name of s.names) (s.which === 'global' ? c.globals : c.outers).add(name)
      return
    case 'import':
      for (const [name, as] of s.modules) {
        emit(c, 'import', { name, top: as === undefined }, s.at)
        store(c, as ?? name.split('.')[0]!)
      }
      return
    case 'from':
      emit(c, 'import', { name: s.module, top: false }, s.at)
      for (const [name, as] of s.names) {
        emit(c, 'dup')
        emit(c, name === '*' ? 'everything' : 'member', { name, module: s.module }, s.at)
        if (name !== '*') store(c, as)
      }
      return void emit(c, 'pop')
    case 'assert': {
      expr(c, s.test)
      const over = emit(c, 'jtrue')
      if (s.message) expr(c, s.message)
      emit(c, 'unasserted', s.message !== undefined, s.test.at)
      return land(c, over)
    }
    case 'if':
      return conditional(c, s)
    case 'while':
      return whileLoop(c, s)
    case 'for':
      return forLoop(c, s)
    case 'try':
      return attempt(c, s)
    case 'with':
      return within(c, s)
    case 'def':
      for (const decorator of s.decorators) expr(c, decorator)
      makeFunction(c, s.name, s.params, (inner) => statements(inner, s.body), assigned(s.body))
      for (const decorator of s.decorators) emit(c, 'call', { n: 1, names: [] }, decorator.at)
      return store(c, s.name)
    case 'class':
      return makeClass(c, s)
  }
}

function conditional(c: Context, s: Stmt & { kind: 'if' }): void {
  expr(c, s.test)
  const no = emit(c, 'jfalse')
  statements(c, s.body)
  if (s.other.length === 0) return land(c, no)
  const end = emit(c, 'jump')
  land(c, no)
  statements(c, s.other)
  land(c, end)
}

function whileLoop(c: Context, s: Stmt & { kind: 'while' }): void {
  const top = c.ops.length
  const breaks: number[] = []
  expr(c, s.test)
  const out = emit(c, 'jfalse')
  c.blocks.push({ kind: 'loop', breaks, top, pops: false })
  statements(c, s.body)
  c.blocks.pop()
  emit(c, 'jump', top)
  land(c, out)
  statements(c, s.other)
  land(c, ...breaks)
}

function forLoop(c: Context, s: Stmt & { kind: 'for' }): void {
  expr(c, s.over)
  emit(c, 'iter', null, s.over.at)
  const top = c.ops.length
  const breaks: number[] = []
  const out = emit(c, 'next', 0, s.over.at)
  assign(c, s.target)
  c.blocks.push({ kind: 'loop', breaks, top, pops: true })
  statements(c, s.body)
  c.blocks.pop()
  emit(c, 'jump', top)
  land(c, out)
  statements(c, s.other)
  land(c, ...breaks)
}

function leaveLoop(c: Context, how: 'break' | 'continue'): void {
  const at = c.blocks.map((block) => block.kind).lastIndexOf('loop')
  const loop = c.blocks[at]
  if (loop?.kind !== 'loop') throw beyond(`'${how}' outside loop`, { line: 0 })
  unwound(c, at + 1)
  if (how === 'continue') return void emit(c, 'jump', loop.top)
  if (loop.pops) emit(c, 'pop')
  loop.breaks.push(emit(c, 'jump'))
}

/** Leaves the blocks from the innermost to the one at `down`, running what has to be run. */
function unwound(c: Context, down: number): void {
  const saved = [...c.blocks]
  while (c.blocks.length > down) {
    const block = c.blocks.pop()!
    if (block.kind === 'loop' && block.pops && down === 0) emit(c, 'nip')
    if (block.kind === 'try' || block.kind === 'finally') emit(c, 'untry')
    if (block.kind === 'handling') emit(c, 'handled')
    if (block.kind === 'finally') statements(c, block.body)
    if (block.kind === 'with') {
      emit(c, 'untry')
      emit(c, 'unwith', down === 0 ? 1 : 0)
    }
  }
  c.blocks.push(...saved.slice(c.blocks.length))
}

function attempt(c: Context, s: Stmt & { kind: 'try' }): void {
  if (s.last.length === 0) return guarded(c, s)
  const fails = emit(c, 'try')
  c.blocks.push({ kind: 'finally', body: s.last })
  if (s.handlers.length > 0) guarded(c, s)
  else statements(c, s.body)
  c.blocks.pop()
  emit(c, 'untry')
  statements(c, s.last)
  const end = emit(c, 'jump')
  land(c, fails)
  emit(c, 'handle')
  c.blocks.push({ kind: 'handling' })
  statements(c, s.last)
  c.blocks.pop()
  emit(c, 'reraise')
  land(c, end)
}

function guarded(c: Context, s: Stmt & { kind: 'try' }): void {
  const fails = emit(c, 'try')
  c.blocks.push({ kind: 'try' })
  statements(c, s.body)
  c.blocks.pop()
  emit(c, 'untry')
  statements(c, s.other)
  const ends = [emit(c, 'jump')]
  land(c, fails)
  emit(c, 'handle')
  c.blocks.push({ kind: 'handling' })
  for (const handler of s.handlers) {
    let skip: number | undefined
    if (handler.type) {
      emit(c, 'handling')
      expr(c, handler.type)
      emit(c, 'matches')
      skip = emit(c, 'jfalse')
    }
    if (handler.name !== undefined) {
      emit(c, 'handling')
      store(c, handler.name)
    }
    statements(c, handler.body)
    emit(c, 'handled')
    ends.push(emit(c, 'jump'))
    if (skip !== undefined) land(c, skip)
  }
  c.blocks.pop()
  emit(c, 'reraise')
  land(c, ...ends)
}

function within(c: Context, s: Stmt & { kind: 'with' }): void {
  expr(c, s.value)
  emit(c, 'dup')
  emit(c, 'attr', '__enter__', s.value.at)
  emit(c, 'call', { n: 0, names: [] }, s.value.at)
  if (s.target) assign(c, s.target)
  else emit(c, 'pop')
  const fails = emit(c, 'try')
  c.blocks.push({ kind: 'with' })
  statements(c, s.body)
  c.blocks.pop()
  emit(c, 'untry')
  emit(c, 'unwith', 0)
  const end = emit(c, 'jump')
  land(c, fails)
  emit(c, 'handle')
  emit(c, 'unwith', 0)
  emit(c, 'reraise')
  land(c, end)
}

/** Names that a body gives values to, not looking into inner functions. */
function assigned(body: readonly Stmt[]): readonly string[] {
  const names = new Set<string>()
  const target = (e: Expr): void => {
    if (e.kind === 'name') names.add(e.name)
    if (e.kind === 'tuple' || e.kind === 'list') e.items.forEach(target)
    if (e.kind === 'star') target(e.of)
  }
  const excluded = new Set<string>()
  const visit = (list: readonly Stmt[]): void => {
    for (const s of list) {
      if (s.kind === 'assign') s.targets.forEach(target)
      if (s.kind === 'augment' || s.kind === 'for') target(s.target)
      if (s.kind === 'with' && s.target) target(s.target)
      if (s.kind === 'def' || s.kind === 'class') names.add(s.name)
      if (s.kind === 'import') for (const [name, as] of s.modules) names.add(as ?? name.split('.')[0]!)
      if (s.kind === 'from') for (const [, as] of s.names) names.add(as)
      if (s.kind === 'scope') for (const name of s.names) excluded.add(name)
      if (s.kind === 'if' || s.kind === 'while' || s.kind === 'for') visit([...s.body, ...s.other])
      if (s.kind === 'with') visit(s.body)
      if (s.kind === 'try') {
        visit([...s.body, ...s.other, ...s.last])
        for (const handler of s.handlers) {
          if (handler.name !== undefined) names.add(handler.name)
          visit(handler.body)
        }
      }
    }
  }
  visit(body)
  return [...names].filter((name) => !excluded.has(name))
}

function makeFunction(
  c: Context,
  name: string,
  params: Params,
  body: (inner: Context) => void,
  locals: readonly string[],
): void {
  for (const value of params.defaults) if (value) expr(c, value)
  const inner: Context = { ...context(c.codes, c.file, true), renames: new Map(c.renames) }
  body(inner)
  emit(inner, 'const', null)
  emit(inner, 'return')
  c.codes.push({
    name,
    file: c.file,
    ops: inner.ops,
    params: { ...params, defaults: [] },
    locals: [...params.names, ...locals],
  })
  emit(c, 'fn', { code: c.codes.length - 1, defaults: params.defaults.map((value) => value !== undefined) })
}

function makeClass(c: Context, s: Stmt & { kind: 'class' }): void {
  for (const decorator of s.decorators) expr(c, decorator)
  for (const base of s.bases) expr(c, base)
  const inner = context(c.codes, c.file, true)
  statements(inner, s.body)
  emit(inner, 'endclass')
  c.codes.push({ name: s.name, file: c.file, ops: inner.ops, locals: [] })
  emit(c, 'class', { code: c.codes.length - 1, name: s.name, bases: s.bases.length })
  for (const decorator of s.decorators) emit(c, 'call', { n: 1, names: [] }, decorator.at)
  store(c, s.name)
}

function store(c: Context, plain: string): void {
  const name = c.renames.get(plain) ?? plain
  emit(c, c.globals.has(name) ? 'storeg' : c.outers.has(name) ? 'storeo' : 'store', name)
}

function assign(c: Context, target: Expr): void {
  switch (target.kind) {
    case 'name':
      return store(c, target.name)
    case 'attr':
      expr(c, target.of)
      return void emit(c, 'setattr', target.name, target.at)
    case 'item':
      expr(c, target.of)
      expr(c, target.index)
      return void emit(c, 'setitem', null, target.at)
    case 'tuple':
    case 'list': {
      const star = target.items.findIndex((item) => item.kind === 'star')
      emit(c, 'unpack', { n: target.items.length, star }, target.at)
      for (const item of target.items) assign(c, item.kind === 'star' ? item.of : item)
      return
    }
    default:
      throw beyond('this assignment is not simulated', target.at)
  }
}

function augment(c: Context, target: Expr, op: string, value: Expr, at: Place): void {
  if (target.kind === 'attr') {
    expr(c, target.of)
    emit(c, 'dup')
    emit(c, 'attr', target.name, target.at)
    expr(c, value)
    emit(c, 'inplace', op, at)
    emit(c, 'swap')
    return void emit(c, 'setattr', target.name, target.at)
  }
  if (target.kind === 'item') {
    expr(c, target.of)
    expr(c, target.index)
    emit(c, 'dup2')
    emit(c, 'item', null, target.at)
    expr(c, value)
    emit(c, 'inplace', op, at)
    emit(c, 'under2')
    return void emit(c, 'setitem', null, target.at)
  }
  expr(c, target)
  expr(c, value)
  emit(c, 'inplace', op, at)
  assign(c, target)
}

function remove(c: Context, target: Expr): void {
  if (target.kind === 'name') return void emit(c, 'delname', target.name, target.at)
  if (target.kind === 'attr') {
    expr(c, target.of)
    return void emit(c, 'delattr', target.name, target.at)
  }
  if (target.kind !== 'item') throw beyond('this del is not simulated', target.at)
  expr(c, target.of)
  expr(c, target.index)
  emit(c, 'delitem', null, target.at)
}

function expr(c: Context, e: Expr): void {
  switch (e.kind) {
    case 'int':
      return void emit(c, 'int', e.value)
    case 'float':
    case 'str':
    case 'const':
      return void emit(c, e.kind === 'float' ? 'float' : 'const', e.value)
    case 'bytes':
      return void emit(c, 'bytes', e.value)
    case 'name': {
      const name = c.renames.get(e.name) ?? e.name
      return void emit(c, c.globals.has(name) ? 'loadg' : 'load', name, e.at)
    }
    case 'fstring':
      return joined(c, e.parts)
    case 'list':
    case 'tuple':
    case 'set':
      return sequence(c, e)
    case 'dict':
      emit(c, 'dict')
      for (const [key, value] of e.pairs) {
        if (key) expr(c, key)
        expr(c, value)
        emit(c, key ? 'put' : 'merge', null, e.at)
      }
      return
    case 'unary':
      expr(c, e.of)
      return void emit(c, 'unary', e.op, e.at)
    case 'binary':
      expr(c, e.left)
      expr(c, e.right)
      return void emit(c, 'binary', e.op, e.at)
    case 'logic': {
      expr(c, e.left)
      const over = emit(c, e.op === 'and' ? 'keepfalse' : 'keeptrue')
      expr(c, e.right)
      return land(c, over)
    }
    case 'compare':
      return comparison(c, e)
    case 'choice': {
      expr(c, e.test)
      const no = emit(c, 'jfalse')
      expr(c, e.then)
      const end = emit(c, 'jump')
      land(c, no)
      expr(c, e.other)
      return land(c, end)
    }
    case 'attr':
      expr(c, e.of)
      return void emit(c, 'attr', e.name, e.at)
    case 'item':
      expr(c, e.of)
      expr(c, e.index)
      return void emit(c, 'item', null, e.at)
    case 'slice':
      for (const part of [0, 1, 2]) {
        const value = e.parts[part]
        if (value) expr(c, value)
        else emit(c, 'const', null)
      }
      return void emit(c, 'slice')
    case 'call':
      return call(c, e)
    case 'lambda':
      return makeFunction(
        c,
        '<lambda>',
        e.params,
        (inner) => {
          expr(inner, e.body)
          emit(inner, 'return')
        },
        [],
      )
    case 'walrus':
      expr(c, e.value)
      emit(c, 'dup')
      return store(c, e.name)
    case 'comprehension':
      return comprehension(c, e)
    case 'star':
      throw beyond("can't use starred expression here", e.at)
  }
}

function sequence(c: Context, e: Expr & { kind: 'list' | 'tuple' | 'set' }): void {
  if (!e.items.some((item) => item.kind === 'star')) {
    for (const item of e.items) expr(c, item)
    return void emit(c, e.kind, e.items.length, e.at)
  }
  emit(c, 'list', 0)
  for (const item of e.items) {
    expr(c, item.kind === 'star' ? item.of : item)
    emit(c, item.kind === 'star' ? 'extend' : 'append', null, e.at)
  }
  if (e.kind !== 'list') emit(c, 'convert', e.kind)
}

function comparison(c: Context, e: Expr & { kind: 'compare' }): void {
  expr(c, e.first)
  const outs: number[] = []
  for (const [i, [op, right]] of e.rest.entries()) {
    expr(c, right)
    const more = i < e.rest.length - 1
    if (more) {
      emit(c, 'swap')
      emit(c, 'over')
    }
    emit(c, 'compare', op, e.at)
    if (more) outs.push(emit(c, 'keepfalse'))
  }
  if (outs.length === 0) return
  const end = emit(c, 'jump')
  land(c, ...outs)
  emit(c, 'nip')
  land(c, end)
}

function call(c: Context, e: Expr & { kind: 'call' }): void {
  expr(c, e.of)
  const stars = e.args.some((arg) => arg.star !== undefined)
  if (!stars) {
    const plain = e.args.filter((arg) => arg.name === undefined)
    const named = e.args.filter((arg) => arg.name !== undefined)
    for (const arg of [...plain, ...named]) expr(c, arg.value)
    return void emit(c, 'call', { n: e.args.length, names: named.map((arg) => arg.name!) }, e.at)
  }
  emit(c, 'list', 0)
  for (const arg of e.args.filter((each) => each.name === undefined && each.star !== '**')) {
    expr(c, arg.value)
    emit(c, arg.star ? 'extend' : 'append', null, e.at)
  }
  emit(c, 'dict')
  for (const arg of e.args.filter((each) => each.name !== undefined || each.star === '**')) {
    if (arg.name !== undefined) emit(c, 'const', arg.name)
    expr(c, arg.value)
    emit(c, arg.star ? 'merge' : 'put', null, e.at)
  }
  emit(c, 'callex', null, e.at)
}

function joined(c: Context, parts: readonly FPart[]): void {
  let count = 0
  const words = (value: string) => {
    emit(c, 'const', value)
    count++
  }
  for (const part of parts) {
    if (typeof part === 'string') {
      words(part)
      continue
    }
    if (part.text !== undefined) words(part.text)
    expr(c, part.value)
    if (part.spec.length > 0) joined(c, part.spec)
    const convert = part.convert ?? (part.text !== undefined && part.spec.length === 0 ? 'r' : '')
    emit(c, 'format', { convert, spec: part.spec.length > 0 }, part.value.at)
    count++
  }
  emit(c, 'join', count)
}

/** Runs in the same frame; its variables get names that no program can write. */
function comprehension(c: Context, e: Expr & { kind: 'comprehension' }): void {
  emit(c, e.makes === 'dict' ? 'dict' : e.makes, 0)
  const saved = new Map(c.renames)
  loop(c, e, 0)
  c.renames.clear()
  for (const [name, inner] of saved) c.renames.set(name, inner)
}

function loop(c: Context, e: Expr & { kind: 'comprehension' }, depth: number): void {
  const each = e.loops[depth]
  if (each === undefined) {
    expr(c, e.item)
    if (e.value) expr(c, e.value)
    return void emit(c, 'accumulate', { depth: e.loops.length, makes: e.makes }, e.at)
  }
  expr(c, each.over)
  emit(c, 'iter', null, each.over.at)
  const top = c.ops.length
  const out = emit(c, 'next', 0, each.over.at)
  for (const name of assigned([{ kind: 'for', target: each.target, over: each.over, body: [], other: [], at: e.at }]))
    c.renames.set(name, `.${name}`)
  assign(c, each.target)
  const skips = each.tests.map((test) => {
    expr(c, test)
    return emit(c, 'jfalse')
  })
  loop(c, e, depth + 1)
  land(c, ...skips)
  emit(c, 'jump', top)
  land(c, out)
}
