import { faulty, tokens } from './lex'
import {
  beyond,
  expectName,
  expectOp,
  expression,
  expressions,
  invalid,
  isOp,
  isWord,
  next,
  parameters,
  peek,
  takeOp,
  takeWord,
  targets,
  type Reader,
} from './parse-expression'
import type { Expr, Handler, Place, Stmt } from './tree'

/**
 * A Python program to its tree.
 *
 * @models Python 3.13, docs.python.org/3/reference/grammar.html
 * @fidelity part: no yield, async, match, type statements
 */
export function parsePython(source: string): readonly Stmt[] {
  const r: Reader = { tokens: tokens(source), at: 0 }
  const out: Stmt[] = []
  while (peek(r).kind !== 'end') out.push(...statement(r))
  return out
}

const place = (r: Reader): Place => ({ line: peek(r).line, from: peek(r).from, to: peek(r).to })

function statement(r: Reader): readonly Stmt[] {
  const at = place(r)
  if (peek(r).kind === 'indent') throw faulty('IndentationError', 'unexpected indent', at.line, at.to, at.to)
  if (isOp(r, '@')) return [decorated(r)]
  const word = peek(r).kind === 'name' ? peek(r).text : ''
  const compound = compounds[word]
  if (compound) {
    next(r)
    return [compound(r, at)]
  }
  if (word === 'async' || (word === 'match' && peekIsSubject(r))) throw beyond(`${word} is not simulated`, at)
  return simpleLine(r)
}

const peekIsSubject = (r: Reader) => {
  const after = r.tokens[r.at + 1]
  return after?.kind === 'name' || after?.kind === 'string'
}

function simpleLine(r: Reader): readonly Stmt[] {
  const out = [simple(r)]
  while (takeOp(r, ';')) if (peek(r).kind !== 'newline') out.push(simple(r))
  if (peek(r).kind === 'newline') next(r)
  else if (peek(r).kind !== 'end') throw invalid(r)
  return out
}

/** What follows a colon: an indented block, or the rest of the line. `of` says which statement, `line` where it began. */
function block(r: Reader, of: string, line: number): readonly Stmt[] {
  expectOp(r, ':')
  if (peek(r).kind !== 'newline') return simpleLine(r)
  next(r)
  if (peek(r).kind !== 'indent') {
    const token = peek(r)
    throw faulty(
      'IndentationError',
      `expected an indented block after ${of} on line ${line}`,
      token.line,
      token.from,
      token.from + 1,
      token.kind === 'end',
    )
  }
  next(r)
  const out: Stmt[] = []
  while (peek(r).kind !== 'dedent' && peek(r).kind !== 'end') out.push(...statement(r))
  next(r)
  return out
}

const statementNamed = (name: string) => `'${name}' statement`

const compounds: Readonly<Record<string, (r: Reader, at: Place) => Stmt>> = {
  if: conditional,
  while: (r, at) => ({
    kind: 'while',
    test: expression(r),
    body: block(r, statementNamed('while'), at.line),
    other: otherwise(r),
    at,
  }),
  for: (r, at) => {
    const target = targets(r)
    if (!takeWord(r, 'in')) throw invalid(r)
    const over = expressions(r)
    return { kind: 'for', target, over, body: block(r, statementNamed('for'), at.line), other: otherwise(r), at }
  },
  try: attempt,
  with: (r, at) => {
    const values: [Expr, Expr | undefined][] = []
    do values.push([expression(r), takeWord(r, 'as') ? targets(r) : undefined])
    while (takeOp(r, ','))
    const body = block(r, statementNamed('with'), at.line)
    return values.reduceRight<readonly Stmt[]>(
      (inner, [value, target]) => [{ kind: 'with', value, ...(target && { target }), body: inner, at }],
      body,
    )[0]!
  },
  def: (r, at) => definition(r, at, []),
  class: (r, at) => classDefinition(r, at, []),
}

function conditional(r: Reader, at: Place): Stmt {
  const test = expression(r)
  const body = block(r, statementNamed('if'), at.line)
  const here = place(r)
  if (takeWord(r, 'elif')) return { kind: 'if', test, body, other: [conditional(r, here)], at }
  return { kind: 'if', test, body, other: otherwise(r), at }
}

function otherwise(r: Reader): readonly Stmt[] {
  const { line } = peek(r)
  return takeWord(r, 'else') ? block(r, statementNamed('else'), line) : []
}

function attempt(r: Reader, at: Place): Stmt {
  const body = block(r, statementNamed('try'), at.line)
  const handlers: Handler[] = []
  while (isWord(r, 'except')) {
    const { line } = next(r)
    const type = isOp(r, ':') ? undefined : expressions(r)
    const name = takeWord(r, 'as') ? expectName(r) : undefined
    handlers.push({
      ...(type && { type }),
      ...(name !== undefined && { name }),
      body: block(r, statementNamed('except'), line),
    })
  }
  const other = otherwise(r)
  const { line } = peek(r)
  const last = takeWord(r, 'finally') ? block(r, statementNamed('finally'), line) : []
  if (handlers.length === 0 && last.length === 0) throw invalid(r, "expected 'except' or 'finally' block")
  return { kind: 'try', body, handlers, other, last, at }
}

function decorated(r: Reader): Stmt {
  const decorators: Expr[] = []
  while (takeOp(r, '@')) {
    decorators.push(expression(r))
    if (peek(r).kind === 'newline') next(r)
  }
  const at = place(r)
  if (takeWord(r, 'def')) return definition(r, at, decorators)
  if (takeWord(r, 'class')) return classDefinition(r, at, decorators)
  if (isWord(r, 'async')) throw beyond('async is not simulated', at)
  throw invalid(r)
}

function definition(r: Reader, at: Place, decorators: readonly Expr[]): Stmt {
  const name = expectName(r)
  expectOp(r, '(')
  const params = parameters(r, ')')
  expectOp(r, ')')
  if (takeOp(r, '->')) expression(r)
  return { kind: 'def', name, params, body: block(r, 'function definition', at.line), decorators, at }
}

function classDefinition(r: Reader, at: Place, decorators: readonly Expr[]): Stmt {
  const name = expectName(r)
  const bases: Expr[] = []
  if (takeOp(r, '(')) {
    while (!isOp(r, ')')) {
      bases.push(expression(r))
      if (!takeOp(r, ',')) break
    }
    expectOp(r, ')')
  }
  return { kind: 'class', name, bases, body: block(r, 'class definition', at.line), decorators, at }
}

const dotted = (r: Reader): string => {
  let name = ''
  while (isOp(r, '.', '...')) name += next(r).text
  if (!isWord(r, 'import')) name += expectName(r)
  while (takeOp(r, '.')) name += `.${expectName(r)}`
  return name
}

function simple(r: Reader): Stmt {
  const at = place(r)
  const word = peek(r).kind === 'name' ? peek(r).text : ''
  switch (word) {
    case 'pass':
    case 'break':
    case 'continue':
      next(r)
      return { kind: word, at }
    case 'return':
    case 'raise': {
      next(r)
      const value = peek(r).kind === 'newline' || isOp(r, ';') || peek(r).kind === 'end' ? undefined : expressions(r)
      if (takeWord(r, 'from')) expression(r)
      return { kind: word, ...(value && { value }), at: { ...at, to: r.tokens[r.at - 1]!.to } }
    }
    case 'global':
    case 'nonlocal': {
      next(r)
      const names = [expectName(r)]
      while (takeOp(r, ',')) names.push(expectName(r))
      return { kind: 'scope', which: word, names, at }
    }
    case 'del': {
      next(r)
      const what = expressions(r)
      return { kind: 'del', targets: what.kind === 'tuple' ? what.items : [what], at }
    }
    case 'assert': {
      next(r)
      const test = expression(r)
      return { kind: 'assert', test, ...(takeOp(r, ',') && { message: expression(r) }), at }
    }
    case 'import':
      return imported(r, at)
    case 'from':
      return importedFrom(r, at)
    default:
      return assignment(r, at)
  }
}

function imported(r: Reader, at: Place): Stmt {
  next(r)
  const modules: [string, string | undefined][] = []
  do modules.push([dotted(r), takeWord(r, 'as') ? expectName(r) : undefined])
  while (takeOp(r, ','))
  return { kind: 'import', modules, at: { ...at, to: r.tokens[r.at - 1]!.to } }
}

function importedFrom(r: Reader, at: Place): Stmt {
  next(r)
  const module = dotted(r)
  if (!takeWord(r, 'import')) throw invalid(r)
  const names: [string, string][] = []
  const bracket = takeOp(r, '(')
  if (takeOp(r, '*')) names.push(['*', '*'])
  else
    do {
      if (isOp(r, ')')) break
      const name = expectName(r)
      names.push([name, takeWord(r, 'as') ? expectName(r) : name])
    } while (takeOp(r, ','))
  if (bracket) expectOp(r, ')')
  return { kind: 'from', module, names, at: { ...at, to: r.tokens[r.at - 1]!.to } }
}

const augments = ['+=', '-=', '*=', '/=', '//=', '%=', '**=', '&=', '|=', '^=', '<<=', '>>=', '@=']

function assignment(r: Reader, at: Place): Stmt {
  const first = expressions(r)
  if (isOp(r, ...augments)) {
    const op = next(r).text.slice(0, -1)
    return { kind: 'augment', target: first, op, value: expressions(r), at }
  }
  if (takeOp(r, ':')) {
    expression(r)
    if (!takeOp(r, '=')) return { kind: 'pass', at }
    return { kind: 'assign', targets: [first], value: expressions(r), at }
  }
  const chain = [first]
  while (takeOp(r, '=')) chain.push(expressions(r))
  if (chain.length === 1) {
    const word = first.kind === 'name' && peek(r).kind !== 'newline' && peek(r).kind !== 'end' && !isOp(r, ';')
    if (word && first.name === 'print')
      throw invalid(r, "Missing parentheses in call to 'print'. Did you mean print(...)?", {
        kind: 'name',
        text: '',
        line: at.line,
        from: at.from,
        to: r.tokens.find((token, i) => i >= r.at && token.kind === 'newline')?.to ?? at.to,
      })
    return { kind: 'expr', value: first, at }
  }
  const value = chain.pop()!
  const odd = chain.find((target) => !assignable(target))
  if (odd)
    throw invalid(
      r,
      `cannot assign to ${odd.kind === 'call' ? 'function call' : odd.kind === 'compare' ? 'comparison' : odd.kind === 'binary' ? 'expression' : 'literal'} here. Maybe you meant '==' instead of '='?`,
      { kind: 'name', text: '', line: odd.at.line, from: odd.at.from, to: odd.at.to },
    )
  return { kind: 'assign', targets: chain, value, at }
}

const assignable = (target: Expr): boolean =>
  target.kind === 'name' ||
  target.kind === 'attr' ||
  target.kind === 'item' ||
  target.kind === 'star' ||
  ((target.kind === 'tuple' || target.kind === 'list') && target.items.every(assignable))
