import { faulty, tokens, type PythonSyntax, type Token } from './lex'
import type { Arg, Expr, FPart, Loop, Params, Place } from './tree'

/** Where a parser is. Each rule takes it by reference and moves it on. */
export interface Reader {
  readonly tokens: readonly Token[]
  at: number
}

export const peek = (r: Reader): Token => r.tokens[Math.min(r.at, r.tokens.length - 1)]!

export const isOp = (r: Reader, ...texts: readonly string[]): boolean =>
  peek(r).kind === 'op' && texts.includes(peek(r).text)

export const isWord = (r: Reader, ...texts: readonly string[]): boolean =>
  peek(r).kind === 'name' && texts.includes(peek(r).text)

export const next = (r: Reader): Token => r.tokens[Math.min(r.at++, r.tokens.length - 1)]!

export function takeOp(r: Reader, ...texts: readonly string[]): boolean {
  if (!isOp(r, ...texts)) return false
  r.at++
  return true
}

export function takeWord(r: Reader, ...texts: readonly string[]): boolean {
  if (!isWord(r, ...texts)) return false
  r.at++
  return true
}

export function invalid(r: Reader, words = 'invalid syntax', token = peek(r)): PythonSyntax {
  const atEnd = token.kind === 'end' || token.kind === 'dedent'
  return faulty('SyntaxError', words, token.line, token.from, Math.max(token.to, token.from + 1), atEnd)
}

export const beyond = (words: string, token: { readonly line: number }): PythonSyntax =>
  faulty('unsimulated', words, token.line, 0, 0)

export function expectOp(r: Reader, text: string): Token {
  if (!isOp(r, text)) throw invalid(r, text === ':' ? "expected ':'" : 'invalid syntax')
  return next(r)
}

const keywords = new Set(
  'False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield'.split(
    ' ',
  ),
)

export function expectName(r: Reader): string {
  const token = peek(r)
  if (token.kind !== 'name' || keywords.has(token.text)) throw invalid(r)
  r.at++
  return token.text
}

const span = (from: Place, to: Place): Place => ({
  line: from.line,
  from: from.from,
  to: to.line === from.line ? to.to : from.to,
})

const placeOf = (token: Token): Place => ({ line: token.line, from: token.from, to: token.to })
const before = (r: Reader): Place => placeOf(r.tokens[r.at - 1]!)

/** One expression, or several with commas between them: a tuple. */
export function expressions(r: Reader): Expr {
  const first = starred(r)
  if (!isOp(r, ',')) return first
  const items = [first]
  while (takeOp(r, ',')) {
    if (endsList(r)) break
    items.push(starred(r))
  }
  return { kind: 'tuple', items, at: span(first.at, before(r)) }
}

const endsList = (r: Reader) =>
  peek(r).kind === 'newline' || peek(r).kind === 'end' || isOp(r, ')', ']', '}', '=', ':', ';') || isWord(r, 'in')

function starred(r: Reader): Expr {
  const token = peek(r)
  if (!takeOp(r, '*')) return expression(r)
  const of = binary(r, 0)
  return { kind: 'star', of, at: span(placeOf(token), of.at) }
}

export function expression(r: Reader): Expr {
  if (isWord(r, 'lambda')) return lambda(r)
  if (isWord(r, 'yield', 'await')) throw beyond(`${peek(r).text} is not simulated`, peek(r))
  const start = peek(r)
  if (start.kind === 'name' && r.tokens[r.at + 1]?.text === ':=' && !keywords.has(start.text)) {
    r.at += 2
    const value = expression(r)
    return { kind: 'walrus', name: start.text, value, at: span(placeOf(start), value.at) }
  }
  const then = disjunction(r)
  if (!isWord(r, 'if')) return then
  r.at++
  const test = disjunction(r)
  if (!takeWord(r, 'else')) throw invalid(r, "expected 'else' after 'if' expression")
  const other = expression(r)
  return { kind: 'choice', test, then, other, at: span(then.at, other.at) }
}

function lambda(r: Reader): Expr {
  const start = placeOf(next(r))
  const params = parameters(r, ':')
  expectOp(r, ':')
  const body = expression(r)
  return { kind: 'lambda', params, body, at: span(start, body.at) }
}

/** Parameters up to `end`, which is left. */
export function parameters(r: Reader, end: string): Params {
  const names: string[] = []
  const defaults: (Expr | undefined)[] = []
  let keywordFrom = Infinity
  let rest: string | undefined
  let named: string | undefined
  const annotation = () => {
    if (end === ')' && takeOp(r, ':')) expression(r)
  }
  while (!isOp(r, end)) {
    if (takeOp(r, '**')) named = expectName(r)
    else if (takeOp(r, '*')) {
      keywordFrom = names.length
      if (!isOp(r, ',')) rest = expectName(r)
    } else if (!takeOp(r, '/')) {
      names.push(expectName(r))
      annotation()
      defaults.push(takeOp(r, '=') ? expression(r) : undefined)
    }
    annotation()
    if (!takeOp(r, ',')) break
  }
  return {
    names,
    defaults,
    keywordFrom: Math.min(keywordFrom, names.length),
    ...(rest !== undefined && { rest }),
    ...(named !== undefined && { named }),
  }
}

function disjunction(r: Reader): Expr {
  let left = conjunction(r)
  while (takeWord(r, 'or')) {
    const right = conjunction(r)
    left = { kind: 'logic', op: 'or', left, right, at: span(left.at, right.at) }
  }
  return left
}

function conjunction(r: Reader): Expr {
  let left = negation(r)
  while (takeWord(r, 'and')) {
    const right = negation(r)
    left = { kind: 'logic', op: 'and', left, right, at: span(left.at, right.at) }
  }
  return left
}

function negation(r: Reader): Expr {
  const token = peek(r)
  if (!takeWord(r, 'not')) return comparison(r)
  const of = negation(r)
  return { kind: 'unary', op: 'not', of, at: span(placeOf(token), of.at) }
}

function comparison(r: Reader): Expr {
  const first = binary(r, 0)
  const rest: [string, Expr][] = []
  for (let op = comparator(r); op !== undefined; op = comparator(r)) rest.push([op, binary(r, 0)])
  return rest.length === 0 ? first : { kind: 'compare', first, rest, at: span(first.at, rest.at(-1)![1].at) }
}

function comparator(r: Reader): string | undefined {
  if (isOp(r, '<', '>', '<=', '>=', '==', '!=')) return next(r).text
  if (takeWord(r, 'in')) return 'in'
  if (takeWord(r, 'is')) return takeWord(r, 'not') ? 'is not' : 'is'
  if (isWord(r, 'not') && r.tokens[r.at + 1]?.text === 'in') {
    r.at += 2
    return 'not in'
  }
  return undefined
}

const levels = [['|'], ['^'], ['&'], ['<<', '>>'], ['+', '-'], ['*', '/', '//', '%', '@']]

function binary(r: Reader, level: number): Expr {
  const ops = levels[level]
  if (ops === undefined) return unary(r)
  let left = binary(r, level + 1)
  while (isOp(r, ...ops)) {
    const op = next(r)
    const right = binary(r, level + 1)
    left = { kind: 'binary', op: op.text, left, right, at: { ...span(left.at, right.at), mark: [op.from, op.to] } }
  }
  return left
}

function unary(r: Reader): Expr {
  const token = peek(r)
  if (isOp(r, '-', '+', '~')) {
    r.at++
    const of = unary(r)
    return { kind: 'unary', op: token.text as '-', of, at: span(placeOf(token), of.at) }
  }
  const base = postfix(r)
  if (!isOp(r, '**')) return base
  const op = next(r)
  const right = unary(r)
  return { kind: 'binary', op: '**', left: base, right, at: { ...span(base.at, right.at), mark: [op.from, op.to] } }
}

function postfix(r: Reader): Expr {
  let of = atom(r)
  for (;;) {
    const open = peek(r)
    if (takeOp(r, '.')) of = { kind: 'attr', of, name: expectName(r), at: span(of.at, before(r)) }
    else if (takeOp(r, '(')) {
      const args = argumentsOf(r)
      of = { kind: 'call', of, args, at: { ...span(of.at, before(r)), mark: [open.from, before(r).to] } }
    } else if (takeOp(r, '[')) {
      const index = subscript(r)
      expectOp(r, ']')
      of = { kind: 'item', of, index, at: { ...span(of.at, before(r)), mark: [open.from, before(r).to] } }
    } else return of
  }
}

function argumentsOf(r: Reader): readonly Arg[] {
  const args: Arg[] = []
  while (!isOp(r, ')')) {
    const name = peek(r)
    if (takeOp(r, '*')) args.push({ value: expression(r), star: '*' })
    else if (takeOp(r, '**')) args.push({ value: expression(r), star: '**' })
    else if (name.kind === 'name' && r.tokens[r.at + 1]?.text === '=') {
      r.at += 2
      args.push({ value: expression(r), name: name.text })
    } else {
      const value = expression(r)
      args.push({ value: isWord(r, 'for') ? comprehension(r, 'list', value) : value })
    }
    if (!takeOp(r, ',')) break
  }
  if (!isOp(r, ')'))
    throw invalid(r, peek(r).kind === 'op' ? 'invalid syntax' : 'invalid syntax. Perhaps you forgot a comma?')
  r.at++
  return args
}

function subscript(r: Reader): Expr {
  const start = placeOf(peek(r))
  const parts: (Expr | undefined)[] = []
  let colons = 0
  const part = () => (isOp(r, ':', ']', ',') ? undefined : expressionsOrOne(r))
  parts.push(part())
  while (takeOp(r, ':')) {
    colons++
    parts.push(part())
  }
  return colons === 0 ? (parts[0] ?? raise(invalid(r))) : { kind: 'slice', parts, at: start }
}

const expressionsOrOne = (r: Reader): Expr => expressions(r)

function raise(error: PythonSyntax): never {
  throw error
}

function comprehension(r: Reader, makes: 'list' | 'set' | 'dict', item: Expr, value?: Expr): Expr {
  const loops: Loop[] = []
  while (takeWord(r, 'for')) {
    const target = targets(r)
    if (!takeWord(r, 'in')) throw invalid(r)
    const over = disjunction(r)
    const tests: Expr[] = []
    while (takeWord(r, 'if')) tests.push(disjunction(r))
    loops.push({ target, over, tests })
  }
  return { kind: 'comprehension', makes, item, ...(value && { value }), loops, at: span(item.at, before(r)) }
}

/** What a `for` assigns to. */
export function targets(r: Reader): Expr {
  const first = postfix(r)
  if (!isOp(r, ',')) return first
  const items = [first]
  while (takeOp(r, ',')) {
    if (isWord(r, 'in')) break
    items.push(postfix(r))
  }
  return { kind: 'tuple', items, at: span(first.at, before(r)) }
}

function atom(r: Reader): Expr {
  const token = peek(r)
  const at = placeOf(token)
  if (token.kind === 'string') return strings(r)
  if (token.kind === 'number') return (r.at++, numberOf(token.text, at))
  if (token.kind === 'name') {
    if (token.text === 'True' || token.text === 'False')
      return (r.at++, { kind: 'const', value: token.text === 'True', at })
    if (token.text === 'None') return (r.at++, { kind: 'const', value: null, at })
    if (keywords.has(token.text)) throw invalid(r)
    r.at++
    return { kind: 'name', name: token.text, at }
  }
  if (takeOp(r, '(')) return parenthesised(r, at)
  if (takeOp(r, '[')) return listed(r, at)
  if (takeOp(r, '{')) return braced(r, at)
  if (takeOp(r, '...')) return { kind: 'const', value: null, at }
  throw invalid(r)
}

function numberOf(words: string, at: Place): Expr {
  const plain = words.replace(/_/g, '')
  if (/^0[xob]/i.test(plain)) return { kind: 'int', value: String(BigInt(plain)), at }
  return /[.eE]/.test(plain)
    ? { kind: 'float', value: Number(plain), at }
    : { kind: 'int', value: String(BigInt(plain)), at }
}

function parenthesised(r: Reader, start: Place): Expr {
  if (takeOp(r, ')')) return { kind: 'tuple', items: [], at: span(start, before(r)) }
  const inner = expressions(r)
  const whole = isWord(r, 'for') ? comprehension(r, 'list', inner) : inner
  expectOp(r, ')')
  return whole.kind === 'tuple' ? { ...whole, at: span(start, before(r)) } : whole
}

function listed(r: Reader, start: Place): Expr {
  const items: Expr[] = []
  while (!isOp(r, ']')) {
    items.push(starred(r))
    if (items.length === 1 && isWord(r, 'for')) {
      const whole = comprehension(r, 'list', items[0]!)
      expectOp(r, ']')
      return whole
    }
    if (!takeOp(r, ',')) break
  }
  if (!isOp(r, ']')) throw invalid(r, 'invalid syntax. Perhaps you forgot a comma?')
  r.at++
  return { kind: 'list', items, at: span(start, before(r)) }
}

function braced(r: Reader, start: Place): Expr {
  const pairs: [Expr | undefined, Expr][] = []
  const items: Expr[] = []
  while (!isOp(r, '}')) {
    if (takeOp(r, '**')) pairs.push([undefined, expression(r)])
    else {
      const key = starred(r)
      if (takeOp(r, ':')) {
        const value = expression(r)
        if (isWord(r, 'for')) return closed(r, comprehension(r, 'dict', key, value))
        pairs.push([key, value])
      } else if (isWord(r, 'for')) return closed(r, comprehension(r, 'set', key))
      else items.push(key)
    }
    if (!takeOp(r, ',')) break
  }
  expectOp(r, '}')
  const at = span(start, before(r))
  return items.length > 0 ? { kind: 'set', items, at } : { kind: 'dict', pairs, at }
}

function closed(r: Reader, whole: Expr): Expr {
  expectOp(r, '}')
  return whole
}

/** Adjacent strings are one. */
function strings(r: Reader): Expr {
  const start = placeOf(peek(r))
  const parts: FPart[] = []
  let bytes = false
  while (peek(r).kind === 'string') {
    const { prefix = '', body = '', line } = next(r)
    bytes ||= prefix.includes('b')
    if (prefix.includes('f')) parts.push(...formatted(body, prefix.includes('r'), line))
    else parts.push(prefix.includes('r') ? body : unescaped(body))
  }
  const at = span(start, before(r))
  if (parts.every((part) => typeof part === 'string'))
    return { kind: bytes ? 'bytes' : 'str', value: parts.join(''), at }
  return { kind: 'fstring', parts, at }
}

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  '0': '\0',
  '\n': '',
}

const unescaped = (body: string): string =>
  body.replace(
    /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{1,3})|([^]))/g,
    (all, x, u, big, octal, one: string | undefined) =>
      (x ?? u ?? big)
        ? String.fromCodePoint(parseInt(x ?? u ?? big, 16))
        : octal !== undefined
          ? String.fromCharCode(parseInt(octal, 8))
          : (escapes[one!] ?? all),
  )

function formatted(body: string, raw: boolean, line: number): readonly FPart[] {
  const parts: FPart[] = []
  let words = ''
  for (let i = 0; i < body.length; i++) {
    const two = body.slice(i, i + 2)
    if (two === '{{' || two === '}}') {
      words += two[0]
      i++
    } else if (body[i] === '}') throw faulty('SyntaxError', "f-string: single '}' is not allowed", line, 0, 1)
    else if (body[i] === '{') {
      const end = fieldEnd(body, i + 1, line)
      if (words !== '') parts.push(raw ? words : unescaped(words))
      words = ''
      parts.push(field(body.slice(i + 1, end), raw, line))
      i = end
    } else words += body[i]
  }
  if (words !== '') parts.push(raw ? words : unescaped(words))
  return parts
}

function fieldEnd(body: string, from: number, line: number): number {
  let depth = 0
  for (let i = from; i < body.length; i++) {
    const mark = body[i]!
    if (mark === '"' || mark === "'") i = Math.max(i, body.indexOf(mark, i + 1))
    else if ('{[('.includes(mark)) depth++
    else if (mark === '}' && depth === 0) return i
    else if ('}])'.includes(mark)) depth--
  }
  throw faulty('SyntaxError', "f-string: expecting '}'", line, 0, 1)
}

function field(words: string, raw: boolean, line: number): FPart {
  const cut = fieldCut(words)
  const source = words.slice(0, cut)
  const [, convert, spec] = /^(?:!([rsa]))?(?::([^]*))?$/.exec(words.slice(cut)) ?? []
  const shown = /=\s*$/.exec(source) && !/[=!<>]=\s*$/.test(source) ? source : undefined
  const inner: Reader = {
    tokens: tokens(`(${shown === undefined ? source : source.replace(/=\s*$/, '')})`).map((token) => ({
      ...token,
      line,
    })),
    at: 0,
  }
  const value = expressions(inner)
  return {
    value,
    ...(shown !== undefined && { text: shown }),
    ...(convert !== undefined && { convert }),
    spec: spec === undefined ? [] : formatted(spec, raw, line),
  }
}

/** Where the expression of a field ends: at `!r` or at the `:` of its format. */
function fieldCut(words: string): number {
  let depth = 0
  for (let i = 0; i < words.length; i++) {
    const mark = words[i]!
    if (mark === '"' || mark === "'") i = Math.max(i, words.indexOf(mark, i + 1))
    else if ('{[('.includes(mark)) depth++
    else if ('}])'.includes(mark)) depth--
    else if (depth === 0 && mark === ':') return i
    else if (depth === 0 && mark === '!' && words[i + 1] !== '=') return i
  }
  return words.length
}
