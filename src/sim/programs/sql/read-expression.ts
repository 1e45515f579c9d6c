import { fault } from './fault'
import {
  anyName,
  eat,
  eatOp,
  expect,
  expectOp,
  inParens,
  isName,
  isReserved,
  isWord,
  list,
  peek,
  sees,
  seesOp,
  take,
  wrong,
  type Reader,
} from './reading'
import { readType, startsType } from './read-type'
import { decimal } from './value'
import type { Expr } from './tree'

/** Expressions, by precedence climbing. */
export const readExpr = (r: Reader): Expr => readOr(r)

function readOr(r: Reader): Expr {
  let left = readAnd(r)
  for (;;) {
    const { at } = peek(r)
    if (eat(r, 'or') || (r.dialect === 'mysql' && eatOp(r, '||')))
      left = { kind: 'binary', op: 'or', left, right: readAnd(r), at }
    else return left
  }
}

function readAnd(r: Reader): Expr {
  let left = readNot(r)
  for (;;) {
    const { at } = peek(r)
    if (eat(r, 'and') || eatOp(r, '&&')) left = { kind: 'binary', op: 'and', left, right: readNot(r), at }
    else return left
  }
}

function readNot(r: Reader): Expr {
  const { at } = peek(r)
  return eat(r, 'not') ? { kind: 'not', of: readNot(r), at } : readPredicate(r)
}

const comparisons = ['=', '<', '>', '<=', '>=', '<>', '!=', '<=>', '~', '!~', '~*', '!~*']

function readPredicate(r: Reader): Expr {
  let left = readConcat(r)
  for (;;) {
    const { at, kind, text } = peek(r)
    if (kind === 'op' && comparisons.includes(text)) {
      take(r)
      left = compared(r, text, left, at)
    } else {
      const more = readWordPredicate(r, left, at)
      if (more === undefined) return left
      left = more
    }
  }
}

function compared(r: Reader, text: string, left: Expr, at: number): Expr {
  const right = readConcat(r)
  if (/~/.test(text))
    return {
      kind: 'like',
      op: text.endsWith('*') ? 'iregexp' : 'regexp',
      of: left,
      not: text.startsWith('!'),
      pattern: right,
      at,
    }
  return { kind: 'binary', op: text === '!=' ? '<>' : text, left, right, at }
}

function readWordPredicate(r: Reader, left: Expr, at: number): Expr | undefined {
  if (eat(r, 'is')) {
    const not = eat(r, 'not')
    const what =
      eat(r, 'null') || eat(r, 'unknown') ? null : eat(r, 'true') ? true : eat(r, 'false') ? false : undefined
    if (what === undefined) throw wrong(r)
    return { kind: 'is', of: left, not, what, at }
  }
  if (eat(r, 'isnull')) return { kind: 'is', of: left, not: false, what: null, at }
  const not = isWord(peek(r), 'not') && /^(in|like|ilike|between|regexp|rlike)$/i.test(peek(r, 1).text)
  if (not) take(r)
  if (eat(r, 'in')) return readIn(r, left, not, at)
  if (eat(r, 'between')) {
    const low = readConcat(r)
    expect(r, 'and')
    return { kind: 'between', of: left, not, low, high: readConcat(r), at }
  }
  if (eat(r, 'like')) return escaped(r, { kind: 'like', op: 'like', of: left, not, pattern: readConcat(r), at })
  if (eat(r, 'ilike')) return escaped(r, { kind: 'like', op: 'ilike', of: left, not, pattern: readConcat(r), at })
  if (eat(r, 'regexp') || eat(r, 'rlike'))
    return { kind: 'like', op: 'iregexp', of: left, not, pattern: readConcat(r), at }
  return undefined
}

function escaped(r: Reader, like: Expr): Expr {
  if (eat(r, 'escape')) throw fault({ kind: 'unsupported', what: 'LIKE … ESCAPE' })
  return like
}

function readIn(r: Reader, of: Expr, not: boolean, at: number): Expr {
  return inParens(r, () =>
    sees(r, 'select')
      ? { kind: 'in', of, not, list: [], select: r.select(r), at }
      : { kind: 'in', of, not, list: list(r, readExpr), at },
  )
}

function readConcat(r: Reader): Expr {
  let left = readSum(r)
  for (;;) {
    const { at, text } = peek(r)
    if (r.dialect === 'postgres' && eatOp(r, '||')) left = { kind: 'binary', op: '||', left, right: readSum(r), at }
    else if (eatOp(r, '->') || eatOp(r, '->>')) left = { kind: 'binary', op: text, left, right: readSum(r), at }
    else return left
  }
}

function readSum(r: Reader): Expr {
  let left = readProduct(r)
  for (;;) {
    const { at, text } = peek(r)
    if (!seesOp(r, '+') && !seesOp(r, '-')) return left
    take(r)
    left = { kind: 'binary', op: text, left, right: readProduct(r), at }
  }
}

function readProduct(r: Reader): Expr {
  let left = readUnary(r)
  for (;;) {
    const { at, text } = peek(r)
    if (eatOp(r, '*') || eatOp(r, '/') || eatOp(r, '%'))
      left = { kind: 'binary', op: text, left, right: readUnary(r), at }
    else if (eat(r, 'div')) left = { kind: 'binary', op: 'div', left, right: readUnary(r), at }
    else if (eat(r, 'mod')) left = { kind: 'binary', op: '%', left, right: readUnary(r), at }
    else return left
  }
}

function readUnary(r: Reader): Expr {
  const { at } = peek(r)
  if (eatOp(r, '-')) return { kind: 'minus', of: readUnary(r), at }
  if (eatOp(r, '+')) return readUnary(r)
  if (r.dialect === 'mysql' && eatOp(r, '!')) return { kind: 'not', of: readUnary(r), at }
  let left = readPrimary(r)
  while (eatOp(r, '::')) left = { kind: 'cast', of: left, to: readType(r), at }
  return left
}

function readPrimary(r: Reader): Expr {
  const token = peek(r)
  const { at } = token
  if (token.kind === 'number') return (take(r), number(token.text, at))
  if (token.kind === 'string') return { kind: 'literal', value: adjacent(r), type: 'unknown', at }
  if (token.kind === 'variable') return (take(r), { kind: 'variable', name: token.text, at })
  if (eatOp(r, '*')) return { kind: 'star', at }
  if (seesOp(r, '(')) return readParens(r, at)
  if (token.kind === 'quoted') return readName(r)
  if (token.kind !== 'word') throw wrong(r)
  return readWord(r, token.text.toLowerCase(), at)
}

/** Strings that follow each other are one. */
function adjacent(r: Reader): string {
  let text = take(r).text
  while (r.dialect === 'mysql' && peek(r).kind === 'string') text += take(r).text
  return text
}

const number = (text: string, at: number): Expr =>
  /^\d+$/.test(text)
    ? { kind: 'literal', value: Number(text), type: Number(text) > 2147483647 ? 'bigint' : 'integer', at }
    : /e/i.test(text)
      ? { kind: 'literal', value: Number(text), type: 'double', at }
      : { kind: 'literal', value: decimal(text.startsWith('.') ? `0${text}` : text), type: 'numeric', at }

function readParens(r: Reader, at: number): Expr {
  return inParens(r, () => (sees(r, 'select') ? { kind: 'scalar', select: r.select(r), at } : readExpr(r)))
}

function readWord(r: Reader, word: string, at: number): Expr {
  if (eat(r, 'null')) return { kind: 'literal', value: null, type: 'unknown', at }
  if (eat(r, 'true')) return { kind: 'literal', value: true, type: 'boolean', at }
  if (eat(r, 'false')) return { kind: 'literal', value: false, type: 'boolean', at }
  if (eat(r, 'case')) return readCase(r, at)
  if (sees(r, 'exists') && peek(r, 1).text === '(')
    return (take(r), { kind: 'exists', select: inParens(r, r.select), at })
  if (sees(r, 'cast') && peek(r, 1).text === '(') return readCast(r, at)
  if (sees(r, 'interval') && peek(r, 1).text !== '(') return readInterval(r, at)
  if (sees(r, 'default')) return (take(r), { kind: 'default', at })
  if (['date', 'timestamp', 'timestamptz', 'datetime', 'time'].includes(word) && peek(r, 1).kind === 'string') {
    const to = readType(r)
    return { kind: 'cast', of: { kind: 'literal', value: take(r).text, type: 'unknown', at }, to, at }
  }
  if (peek(r, 1).text === '(' && peek(r, 1).kind === 'op') return readCall(r, word, at)
  if (bare.has(word)) return (take(r), { kind: 'call', name: word, args: [], star: false, distinct: false, at })
  if (isReserved(r, peek(r))) throw wrong(r)
  return readName(r)
}

/** Functions that are called without parentheses. */
const bare = new Set([
  'current_timestamp',
  'current_date',
  'current_time',
  'current_user',
  'session_user',
  'localtimestamp',
  'current_catalog',
  'current_role',
])

function readName(r: Reader): Expr {
  const { at } = peek(r)
  let found = anyName(r)
  let table: string | undefined
  while (eatOp(r, '.')) {
    if (eatOp(r, '*')) return { kind: 'star', table: found, at }
    table = found
    found = anyName(r)
    if (seesOp(r, '(')) {
      r.index--
      return readCall(r, found.toLowerCase(), at)
    }
  }
  return { kind: 'column', ...(table !== undefined && { table }), name: found, at }
}

function readCall(r: Reader, word: string, at: number): Expr {
  take(r)
  expectOp(r, '(')
  const call = { kind: 'call', name: word, star: false, distinct: false, args: [], at } as const
  if (eatOp(r, ')')) return call
  if (seesOp(r, '*') && peek(r, 1).text === ')') {
    r.index += 2
    return { ...call, star: true }
  }
  const distinct = eat(r, 'distinct')
  const args = list(r, (each) => readArgument(each, word))
  if (sees(r, 'order by') || sees(r, 'separator'))
    throw fault({ kind: 'unsupported', what: `ORDER BY or SEPARATOR in ${word.toUpperCase()}()` })
  expectOp(r, ')')
  if (sees(r, 'over')) throw fault({ kind: 'unsupported', what: 'window functions' })
  return { ...call, distinct, args }
}

/** `extract(year from d)`, `substring(s from 2 for 3)` and `position(a in b)` have words between their arguments. */
function readArgument(r: Reader, word: string): Expr {
  if (word === 'extract' && peek(r).kind === 'word') {
    const unit = take(r)
    expect(r, 'from')
    return { kind: 'interval', of: readExpr(r), unit: unit.text.toLowerCase(), at: unit.at }
  }
  return readExpr(r)
}

function readCase(r: Reader, at: number): Expr {
  const of = sees(r, 'when') ? undefined : readExpr(r)
  const whens: (readonly [Expr, Expr])[] = []
  while (eat(r, 'when')) {
    const when = readExpr(r)
    expect(r, 'then')
    whens.push([when, readExpr(r)])
  }
  const otherwise = eat(r, 'else') ? readExpr(r) : undefined
  expect(r, 'end')
  return { kind: 'case', whens, at, ...(of && { of }), ...(otherwise && { otherwise }) }
}

function readCast(r: Reader, at: number): Expr {
  take(r)
  return inParens(r, () => {
    const of = readExpr(r)
    expect(r, 'as')
    if (!startsType(r)) throw wrong(r)
    return { kind: 'cast', of, to: readType(r), at }
  })
}

function readInterval(r: Reader, at: number): Expr {
  take(r)
  if (r.dialect === 'postgres') {
    const [, count = '', unit = ''] = /^\s*(-?[\d.]+)\s*([a-z]+?)s?\s*$/i.exec(peek(r).text) ?? []
    if (peek(r).kind !== 'string' || unit === '') throw wrong(r)
    take(r)
    return {
      kind: 'interval',
      of: { kind: 'literal', value: Number(count), type: 'integer', at },
      unit: unit.toLowerCase(),
      at,
    }
  }
  const of = readExpr(r)
  if (!isName(r)) throw wrong(r)
  return { kind: 'interval', of, unit: take(r).text.toLowerCase(), at }
}
