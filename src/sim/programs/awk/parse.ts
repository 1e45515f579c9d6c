import { parseExpression } from './parse-expression'
import { tokens } from './lex'
import { accept, expect, fault, isOp, peek, skip, terminated, wordOf, type Parser } from './parser'
import type { Output, Rule, Script, Stmt } from './tree'

/**
 * The grammar of AWK: rules, functions and statements.
 *
 * @models POSIX awk grammar, mawk parse.y
 * @fidelity part: one-line `getline` from a pipe of a pipe is not known
 */
export function parseAwk(source: string): Script {
  const p: Parser = { tokens: tokens(source), at: 0, noGreater: false, functions: {}, calls: [], asks: false }
  const begin: Stmt[] = []
  const end: Stmt[] = []
  const rules: Rule[] = []
  for (skip(p); peek(p).kind !== 'end'; skip(p)) {
    if (accept(p, 'BEGIN')) begin.push(block(p))
    else if (accept(p, 'END')) end.push(block(p))
    else if (accept(p, 'function') || accept(p, 'func')) definition(p)
    else rules.push(rule(p))
  }
  const unknown = p.calls.find(({ text }) => p.functions[`.${text}`] === undefined)
  if (unknown) throw fault(`function ${unknown.text} never defined`, peek(p))
  return { begin, rules, end, functions: p.functions, asks: p.asks }
}

function definition(p: Parser): void {
  const name = wordOf(p)
  const params: string[] = []
  expect(p, '(')
  while (!accept(p, ')')) {
    params.push(wordOf(p))
    if (!accept(p, ',') && !isOp(p, ')')) throw fault('missing )', peek(p))
    newlines(p)
  }
  newlines(p)
  p.functions[`.${name}`] = { params, body: block(p) }
}

function rule(p: Parser): Rule {
  if (isOp(p, '{')) return { body: block(p) }
  const from = parseExpression(p)
  const range = accept(p, ',')
  if (range) newlines(p)
  const until = range ? { until: parseExpression(p) } : {}
  return { from, ...until, ...(isOp(p, '{') && { body: block(p) }) }
}

const newlines = (p: Parser): void => {
  while (peek(p).kind === 'newline') p.at++
}

function block(p: Parser): Stmt {
  expect(p, '{')
  const body: Stmt[] = []
  for (skip(p); !accept(p, '}'); skip(p)) {
    if (peek(p).kind === 'end') throw fault('missing } near end of file', { ...peek(p), text: '' })
    body.push(statement(p))
  }
  return { kind: 'block', body }
}

/** The body of an `if` or a loop, which may stand on the next line or be nothing at all. */
function body(p: Parser): Stmt {
  newlines(p)
  return accept(p, ';') ? { kind: 'block', body: [] } : statement(p)
}

function statement(p: Parser): Stmt {
  if (isOp(p, '{')) return block(p)
  const token = peek(p)
  const parse = token.kind === 'keyword' ? byKeyword[token.text] : undefined
  if (parse === undefined) return terminated(p, simple(p))
  p.at++
  return parse(p)
}

function simple(p: Parser): Stmt {
  if (accept(p, 'print')) return print(p, false)
  if (accept(p, 'printf')) return print(p, true)
  if (accept(p, 'delete')) return removal(p)
  return { kind: 'expr', of: parseExpression(p) }
}

const endsHere = (p: Parser): boolean => ['newline', 'end'].includes(peek(p).kind) || isOp(p, ';') || isOp(p, '}')

const byKeyword: Readonly<Record<string, (p: Parser) => Stmt>> = {
  if: (p) => {
    const test = condition(p)
    const then = body(p)
    const before = p.at
    skip(p)
    if (accept(p, 'else')) return { kind: 'if', test, then, other: body(p) }
    p.at = before
    return { kind: 'if', test, then }
  },
  while: (p) => {
    const test = condition(p)
    return { kind: 'loop', test, body: body(p), late: false }
  },
  do: (p) => {
    const repeated = body(p)
    skip(p)
    expect(p, 'while')
    return terminated(p, { kind: 'loop', test: condition(p), body: repeated, late: true })
  },
  for: (p) => {
    expect(p, '(')
    const [name, word, array, close] = p.tokens.slice(p.at, p.at + 4)
    if (name?.kind === 'name' && word?.text === 'in' && array?.kind === 'name' && close?.text === ')') {
      p.at += 4
      return { kind: 'each', name: name.text, array: array.text, body: body(p) }
    }
    const first = isOp(p, ';') ? {} : { first: simple(p) }
    expect(p, ';')
    newlines(p)
    const test = isOp(p, ';') ? {} : { test: parseExpression(p) }
    expect(p, ';')
    newlines(p)
    const step = isOp(p, ')') ? {} : { step: simple(p) }
    expect(p, ')')
    return { kind: 'loop', ...first, ...test, ...step, body: body(p), late: false }
  },
  exit: (p) => leave(p, 'exit'),
  return: (p) => leave(p, 'return'),
  break: (p) => terminated(p, { kind: 'jump', to: 'break' }),
  continue: (p) => terminated(p, { kind: 'jump', to: 'continue' }),
  next: (p) => terminated(p, { kind: 'jump', to: 'next' }),
  nextfile: (p) => terminated(p, { kind: 'jump', to: 'nextfile' }),
}

function condition(p: Parser) {
  expect(p, '(')
  const test = parseExpression(p)
  expect(p, ')')
  return test
}

const leave = (p: Parser, by: 'exit' | 'return'): Stmt =>
  terminated(p, endsHere(p) ? { kind: 'leave', by } : { kind: 'leave', by, value: parseExpression(p) })

function removal(p: Parser): Stmt {
  const array = wordOf(p)
  if (!accept(p, '[')) return { kind: 'delete', array }
  const keys = list(p)
  expect(p, ']')
  return { kind: 'delete', array, keys }
}

function list(p: Parser) {
  const all = [parseExpression(p)]
  while (accept(p, ',')) {
    newlines(p)
    all.push(parseExpression(p))
  }
  return all
}

/** `print a, b > "file"`: a bare `>` redirects; between brackets it compares. */
function print(p: Parser, format: boolean): Stmt {
  const before = p.noGreater
  p.noGreater = true
  const bare = endsHere(p) || isOp(p, '>') || isOp(p, '>>') || isOp(p, '|')
  const given = bare ? [] : list(p)
  const args = given.length === 1 && given[0]!.kind === 'group' ? given[0]!.of : given
  const op = (['>', '>>', '|'] as const).find((each) => accept(p, each))
  const output: { output?: Output } = op === undefined ? {} : { output: { op, to: parseExpression(p, true) } }
  if (op === '|') p.asks = true
  p.noGreater = before
  return { kind: 'print', format, args, ...output }
}
