import { remembered } from '../../../base/remember'
import type { Ast, Pattern } from './ast'
import type { Json } from './json'
import { blanks, keyword, match, name, need, reserved, symbol, unexpected, type Mistake, type Reader } from './read'

/**
 * jq's language as a tree.
 *
 * @models jq(1) 1.7 grammar
 * @fidelity part: no import, no `?//`, no SQL-style operators
 */
const identity: Ast = { kind: 'identity' }
const bar = /\|(?!=)/y
const otherwise = /\/\/(?!=)/y
const assigns = /(?:\/\/|[|+\-*/%])?=(?!=)/y
const compares = /==|!=|<=|>=|<|>/y
const plusMinus = /[-+](?!=)/y
const times = /(?:\*|%|\/(?!\/))(?!=)/y
const field = /[A-Za-z_]\w*/y
const numeral = /(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/y
const formatName = /@[a-z0-9]+/y
const keyName = /[A-Za-z_]\w*|\d+/y

const long = remembered<Ast>()

export const parseJq = (source: string): Ast => long.get(source) ?? long.set(source, parsed(source))

function parsed(source: string): Ast {
  const r: Reader = { source, at: 0 }
  blanks(r)
  if (r.at >= source.length) return identity
  const ast = pipe(r)
  if (r.at < source.length) unexpected(r)
  return ast
}

function pipe(r: Reader): Ast {
  if (keyword(r, 'def')) return definition(r)
  const left = comma(r)
  if (keyword(r, 'as')) {
    const shape = pattern(r)
    need(r, '|')
    return { kind: 'bind', of: left, pattern: shape, body: pipe(r) }
  }
  return match(r, bar) === undefined ? left : { kind: 'pipe', left, right: pipe(r) }
}

function definition(r: Reader): Ast {
  const called = name(r)
  const params: string[] = []
  if (symbol(r, '(')) {
    do params.push((symbol(r, '$') ? '$' : '') + name(r))
    while (symbol(r, ';'))
    need(r, ')')
  }
  need(r, ':')
  const is = pipe(r)
  need(r, ';')
  return { kind: 'define', name: called, params, is, body: r.at >= r.source.length ? identity : pipe(r) }
}

export function pattern(r: Reader): Pattern {
  if (symbol(r, '$')) return name(r)
  if (symbol(r, '[')) {
    const all: Pattern[] = []
    do all.push(pattern(r))
    while (symbol(r, ','))
    need(r, ']')
    return all
  }
  need(r, '{')
  const all = new Map<string, Pattern>()
  do {
    const own = symbol(r, '$')
    const key = name(r)
    all.set(key, own ? key : (need(r, ':'), pattern(r)))
  } while (symbol(r, ','))
  need(r, '}')
  return all
}

function comma(r: Reader): Ast {
  let left = alternative(r)
  while (symbol(r, ',')) left = { kind: 'comma', left, right: alternative(r) }
  return left
}

function alternative(r: Reader): Ast {
  const left = assignment(r)
  return match(r, otherwise) === undefined ? left : { kind: 'binary', op: '//', left, right: alternative(r) }
}

const assignment = (r: Reader): Ast => once(r, disjunction, assigns, alternative)
const disjunction = (r: Reader): Ast => leftward(r, conjunction, () => (keyword(r, 'or') ? 'or' : undefined))
const conjunction = (r: Reader): Ast => leftward(r, comparison, () => (keyword(r, 'and') ? 'and' : undefined))
const comparison = (r: Reader): Ast => once(r, sum, compares, sum)
const sum = (r: Reader): Ast => leftward(r, product, () => match(r, plusMinus))
const product = (r: Reader): Ast => leftward(r, postfix, () => match(r, times))

/** Operators that stand once, between two kinds of operands. */
function once(r: Reader, operand: (r: Reader) => Ast, ops: RegExp, second: (r: Reader) => Ast): Ast {
  const left = operand(r)
  const op = match(r, ops)
  return op === undefined ? left : { kind: 'binary', op, left, right: second(r) }
}

/** Operators of one level, from left to right. */
function leftward(r: Reader, operand: (r: Reader) => Ast, next: () => string | undefined): Ast {
  let left = operand(r)
  for (let op = next(); op !== undefined; op = next()) left = { kind: 'binary', op, left, right: operand(r) }
  return left
}

function postfix(r: Reader): Ast {
  let of = term(r)
  for (;;) {
    if (symbol(r, '?')) of = { kind: 'try', of, caught: undefined }
    else if (/^\.\s*[A-Za-z_"[]/.test(r.source.slice(r.at, r.at + 8))) {
      r.at++
      blanks(r)
      of = member(r, of)
    } else if (r.source[r.at] === '[') of = member(r, of)
    else return of
  }
}

/** After a dot: a name, a string or brackets. */
function member(r: Reader, of: Ast): Ast {
  const named = match(r, field)
  if (named !== undefined) return { kind: 'index', of, by: { kind: 'literal', value: named } }
  if (r.source[r.at] === '"') return { kind: 'index', of, by: string(r, undefined) }
  need(r, '[')
  if (symbol(r, ']')) return { kind: 'each', of }
  if (symbol(r, ':')) return slice(r, of, undefined)
  const by = pipe(r)
  if (symbol(r, ':')) return slice(r, of, by)
  need(r, ']')
  return { kind: 'index', of, by }
}

function slice(r: Reader, of: Ast, from: Ast | undefined): Ast {
  const to = r.source[r.at] === ']' ? undefined : pipe(r)
  need(r, ']')
  return { kind: 'slice', of, from, to }
}

function term(r: Reader): Ast {
  const { source, at } = r
  const char = source[at]
  const number = match(r, numeral)
  if (number !== undefined) return { kind: 'literal', value: Number(number) }
  if (char === '"') return string(r, undefined)
  if (symbol(r, '..')) return { kind: 'recurse' }
  if (symbol(r, '.')) return /[A-Za-z_"[]/.test(source[r.at] ?? '') && r.at === at + 1 ? member(r, identity) : identity
  if (symbol(r, '(')) {
    const inner = pipe(r)
    need(r, ')')
    return inner
  }
  if (symbol(r, '[')) {
    if (symbol(r, ']')) return { kind: 'array', of: undefined }
    const of = pipe(r)
    need(r, ']')
    return { kind: 'array', of }
  }
  if (symbol(r, '{')) return object(r)
  if (symbol(r, '-')) return { kind: 'negate', of: postfix(r) }
  if (symbol(r, '$')) return { kind: 'variable', name: name(r) }
  const format = match(r, formatName)
  if (format !== undefined) return source[r.at] === '"' ? string(r, format) : { kind: 'format', name: format }
  return named(r)
}

const sentences: Readonly<Record<string, (r: Reader) => Ast>> = {
  if: (r) => condition(r),
  try: (r) => {
    const of = postfix(r)
    return { kind: 'try', of, caught: keyword(r, 'catch') ? postfix(r) : undefined }
  },
  reduce: (r) => fold(r, false),
  foreach: (r) => fold(r, true),
  label: (r) => {
    need(r, '$')
    const label = name(r)
    need(r, '|')
    return { kind: 'label', name: label, body: pipe(r) }
  },
  break: (r) => (need(r, '$'), { kind: 'break', name: name(r) }),
  def: (r) => definition(r),
}

const constants: Readonly<Record<string, Json>> = { null: null, true: true, false: false }

function named(r: Reader): Ast {
  const { at } = r
  const called = name(r)
  const sentence = Object.hasOwn(sentences, called) ? sentences[called] : undefined
  if (sentence) return sentence(r)
  if (reserved.has(called)) {
    r.at = at
    unexpected(r)
  }
  if (Object.hasOwn(constants, called)) return { kind: 'literal', value: constants[called]! }
  const args: Ast[] = []
  if (symbol(r, '(')) {
    do args.push(pipe(r))
    while (symbol(r, ';'))
    need(r, ')')
  }
  return { kind: 'call', name: called, args }
}

function condition(r: Reader): Ast {
  const test = pipe(r)
  need(r, 'then')
  const then = pipe(r)
  if (keyword(r, 'elif')) return { kind: 'if', test, then, other: condition(r) }
  const other = keyword(r, 'else') ? pipe(r) : undefined
  need(r, 'end')
  return { kind: 'if', test, then, other }
}

function fold(r: Reader, all: boolean): Ast {
  const of = postfix(r)
  need(r, 'as')
  const shape = pattern(r)
  need(r, '(')
  const first = pipe(r)
  need(r, ';')
  const update = pipe(r)
  const show = symbol(r, ';') ? pipe(r) : undefined
  need(r, ')')
  return { kind: 'fold', all, of, pattern: shape, first, update, show }
}

function object(r: Reader): Ast {
  const entries: (readonly [Ast, Ast])[] = []
  while (!symbol(r, '}')) {
    entries.push(entry(r))
    if (!symbol(r, ',') && r.source[r.at] !== '}') unexpected(r)
  }
  return { kind: 'object', entries }
}

function entry(r: Reader): readonly [Ast, Ast] {
  const variable = symbol(r, '$')
  const format = match(r, formatName)
  const key: Ast =
    r.source[r.at] === '"'
      ? string(r, format)
      : symbol(r, '(')
        ? bracketed(r)
        : { kind: 'literal', value: match(r, keyName) ?? unexpected(r) }
  if (symbol(r, ':')) return [key, entryValue(r)]
  if (variable && key.kind === 'literal') return [key, { kind: 'variable', name: String(key.value) }]
  return [key, { kind: 'index', of: identity, by: key }]
}

function bracketed(r: Reader): Ast {
  const inner = pipe(r)
  need(r, ')')
  return inner
}

/** Values of an object may be piped, but a comma ends them. */
function entryValue(r: Reader): Ast {
  const left = alternative(r)
  return match(r, bar) === undefined ? left : { kind: 'pipe', left, right: entryValue(r) }
}

function string(r: Reader, format: string | undefined): Ast {
  const parts: (string | Ast)[] = []
  r.at++
  for (;;) {
    const plain = /(?:[^"\\]|\\[^(])*/y
    plain.lastIndex = r.at
    const found = plain.exec(r.source)![0]
    r.at += found.length
    if (found !== '') parts.push(unescaped(r, found))
    if (r.source.startsWith('\\(', r.at)) {
      r.at += 2
      blanks(r)
      parts.push(pipe(r))
      if (r.source[r.at] !== ')') unexpected(r)
      r.at++
    } else if (r.source[r.at] === '"') break
    else
      throw {
        mistake: 'syntax error, unexpected QQSTRING_START, expecting end of file (Unix shell quoting issues?)',
      } satisfies Mistake
  }
  r.at++
  blanks(r)
  if (format === undefined && parts.every((part) => typeof part === 'string'))
    return { kind: 'literal', value: parts.join('') }
  return { kind: 'text', format, parts }
}

function unescaped(r: Reader, text: string): string {
  try {
    return JSON.parse(`"${text.replace(/\n/g, '\\n').replace(/\t/g, '\\t')}"`) as string
  } catch {
    return unexpected(r)
  }
}
