import type { ClassTree, Expr, Fn, Member, Stmt } from './tree'

/**
 * JavaScript to its tree: words and grammar in one pass, as a regular expression can only be told from a division by what stands before it.
 *
 * @models ECMA-262
 * @fidelity part: no generators, labels, getters and setters, private members, tagged templates
 */
export interface SyntaxFault {
  readonly kind: 'syntax'
  readonly words: string
  readonly line: number
  readonly beyond: boolean
  /** More lines could still make it whole. */
  readonly unfinished: boolean
}

interface Reader {
  readonly source: string
  at: number
  line: number
  word: Word
  /** A line ended before this word. */
  fresh: boolean
  behind: number
}

interface Word {
  readonly kind: 'name' | 'number' | 'string' | 'template' | 'regex' | 'op' | 'end'
  readonly text: string
  readonly line: number
  readonly from: number
  readonly flags?: string
}

const fault = (
  r: Pick<Reader, 'word'>,
  words = r.word.kind === 'end'
    ? 'Unexpected end of input'
    : `Unexpected ${r.word.kind === 'name' ? `identifier '${r.word.text}'` : r.word.kind === 'string' ? 'string' : r.word.kind === 'number' ? 'number' : `token '${r.word.text}'`}`,
): SyntaxFault => ({
  kind: 'syntax',
  words,
  line: r.word.line,
  beyond: false,
  unfinished: r.word.kind === 'end',
})

const beyond = (r: Reader, words: string): SyntaxFault => ({
  kind: 'syntax',
  words,
  line: r.word.line,
  beyond: true,
  unfinished: false,
})

const operators =
  /^(?:>>>=|\.\.\.|===|!==|\*\*=|<<=|>>=|>>>|&&=|\|\|=|\?\?=|=>|==|!=|<=|>=|&&|\|\||\?\?|\?\.(?!\d)|\+\+|--|\+=|-=|\*=|\/=|%=|&=|\|=|\^=|<<|>>|\*\*|[-+*/%=<>!&|^~?:;,.(){}[\]@#])/

export function parseScript(source: string): readonly Stmt[] {
  const r: Reader = {
    source: source.replace(/^#!.*/, ''),
    at: 0,
    line: 1,
    word: { kind: 'end', text: '', line: 1, from: 0 },
    fresh: true,
    behind: 0,
  }
  advance(r, true)
  const body: Stmt[] = []
  while (r.word.kind !== 'end') body.push(statement(r))
  return body
}

function blanks(r: Reader): void {
  r.fresh = false
  for (;;) {
    const blank = /^(?:[\s\ufeff]+|\/\/[^\n]*|\/\*[^]*?\*\/)/.exec(r.source.slice(r.at, r.at + 20_000))
    if (!blank) return
    const lines = blank[0].split('\n').length - 1
    if (lines > 0) r.fresh = true
    r.line += lines
    r.at += blank[0].length
  }
}

/** The next word; `value` where one may begin, so that a slash begins a regular expression. */
function advance(r: Reader, value = false): void {
  r.behind = r.at
  blanks(r)
  const line = r.line
  const from = r.at
  const rest = r.source.slice(r.at, r.at + 2000)
  const take = (kind: Word['kind'], text: string, length = text.length, flags?: string) => {
    r.line += r.source.slice(r.at, r.at + length).split('\n').length - 1
    r.at += length
    r.word = { kind, text, line, from, ...(flags !== undefined && { flags }) }
  }
  if (rest === '') return take('end', '')
  const name = /^[\p{L}_$][\p{L}\p{N}_$]*/u.exec(rest)
  if (name) return take('name', name[0])
  const number =
    /^(?:0[xX][\da-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][-+]?\d+)?)n?/.exec(rest)
  if (number) return take('number', number[0])
  if (rest[0] === '"' || rest[0] === "'") return takeString(r, take, rest[0])
  if (rest[0] === '`') return take('template', '`', 1)
  const regex = value ? /^\/((?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+)\/([a-z]*)/.exec(rest) : null
  if (regex) return take('regex', regex[1]!, regex[0].length, regex[2])
  const op = operators.exec(rest)
  if (!op) {
    r.word = { kind: 'op', text: rest[0]!, line, from }
    throw fault(r, 'Invalid or unexpected token')
  }
  take('op', op[0])
}

function takeString(r: Reader, take: (kind: 'string', text: string, length: number) => void, mark: string): void {
  for (let i = r.at + 1; i < r.source.length; i++) {
    if (r.source[i] === '\\') i++
    else if (r.source[i] === mark) return take('string', unescaped(r.source.slice(r.at + 1, i)), i + 1 - r.at)
    else if (r.source[i] === '\n') break
  }
  throw fault({ word: { kind: 'op', text: mark, line: r.line, from: r.at } }, 'Invalid or unexpected token')
}

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
  v: '\v',
  '0': '\0',
  '\n': '',
}

const unescaped = (words: string): string =>
  words.replace(/\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|u\{([\da-fA-F]+)\}|([^]))/g, (_, x, u, big, one: string) =>
    (x ?? u ?? big) ? String.fromCodePoint(parseInt(x ?? u ?? big, 16)) : (escapes[one] ?? one),
  )

const isOp = (r: Reader, ...ops: readonly string[]) => r.word.kind === 'op' && ops.includes(r.word.text)
const isWord = (r: Reader, ...names: readonly string[]) => r.word.kind === 'name' && names.includes(r.word.text)

/** After these a value begins. */
const opens = (text: string) => text !== ')' && text !== ']' && text !== '}' && text !== '++' && text !== '--'

/** Behind these words a value begins. */
const beforeValues = new Set('return typeof case in of delete throw new void await else do'.split(' '))

function take(r: Reader): Word {
  const { word } = r
  advance(r, word.kind === 'op' ? opens(word.text) : word.kind === 'name' && beforeValues.has(word.text))
  return word
}

function takeOp(r: Reader, ...ops: readonly string[]): boolean {
  if (!isOp(r, ...ops)) return false
  take(r)
  return true
}

function takeWord(r: Reader, ...names: readonly string[]): boolean {
  if (!isWord(r, ...names)) return false
  take(r)
  return true
}

function expect(r: Reader, op: string): void {
  if (!takeOp(r, op)) throw op === ')' && r.word.kind !== 'end' ? fault(r, 'missing ) after argument list') : fault(r)
}

const reserved = new Set(
  'break case catch class const continue debugger default delete do else export extends finally for function if import in instanceof new return super switch this throw try typeof var void while with'.split(
    ' ',
  ),
)

function identifier(r: Reader): string {
  if (r.word.kind !== 'name' || reserved.has(r.word.text)) throw fault(r)
  return take(r).text
}

function semicolon(r: Reader): void {
  if (takeOp(r, ';') || isOp(r, '}') || r.word.kind === 'end' || r.fresh) return
  throw fault(r)
}

function block(r: Reader): readonly Stmt[] {
  expect(r, '{')
  const body: Stmt[] = []
  while (!isOp(r, '}')) {
    if (r.word.kind === 'end') throw fault(r)
    body.push(statement(r))
  }
  advance(r, true)
  return body
}

function statement(r: Reader): Stmt {
  const at = r.word.line
  if (isOp(r, '{')) return { kind: 'block', body: block(r), at }
  if (takeOp(r, ';')) return { kind: 'empty', at }
  const word = r.word.kind === 'name' ? r.word.text : ''
  if (word === 'async' && /^\s+function\b/.test(r.source.slice(r.at))) {
    take(r)
    return { kind: 'function', fn: functionAfter(r, true), at }
  }
  if (word === 'import' && !/^\s*[(.]/.test(r.source.slice(r.at))) return imported(r, at)
  if (word === 'export') {
    take(r)
    if (takeWord(r, 'default')) return exported(r, at)
    return statement(r)
  }
  const parse = statements[word]
  if (parse) {
    take(r)
    return parse(r, at)
  }
  return expressionStatement(r, at)
}

function expressionStatement(r: Reader, at: number): Stmt {
  const value = expression(r)
  semicolon(r)
  return { kind: 'expr', value, at }
}

const name = (words: string, at: number): Expr => ({ kind: 'name', name: words, at })
const words = (value: string, at: number): Expr => ({ kind: 'value', value, at })
const member = (of: Expr, key: string, at: number): Expr => ({
  kind: 'member',
  of,
  name: words(key, at),
  optional: false,
  at,
})

const exported = (r: Reader, at: number): Stmt => {
  const value = assignment(r)
  semicolon(r)
  return {
    kind: 'expr',
    value: { kind: 'assign', op: '=', to: member(name('module', at), 'exports', at), value, at },
    at,
  }
}

/** `import x, { y } from 'z'` as what require gives. */
function imported(r: Reader, at: number): Stmt {
  take(r)
  if (r.word.kind === 'string') {
    const from = take(r).text
    semicolon(r)
    return { kind: 'expr', value: required(from, at), at }
  }
  const pairs: [Expr, Expr | undefined][] = []
  const temporary = name('.imported', at)
  do {
    if (takeOp(r, '*')) {
      takeWord(r, 'as')
      pairs.push([name(identifier(r), at), temporary])
    } else if (takeOp(r, '{')) {
      while (!isOp(r, '}')) {
        const key = take(r).text
        pairs.push([name(takeWord(r, 'as') ? identifier(r) : key, at), member(temporary, key, at)])
        if (!takeOp(r, ',')) break
      }
      expect(r, '}')
    } else pairs.push([name(identifier(r), at), temporary])
  } while (takeOp(r, ','))
  if (!takeWord(r, 'from')) throw fault(r)
  const from = take(r).text
  semicolon(r)
  return { kind: 'declare', pairs: [[temporary, required(from, at)], ...pairs], at }
}

const required = (from: string, at: number): Expr => ({
  kind: 'call',
  of: name('require', at),
  args: [words(from, at)],
  optional: false,
  shown: 'require',
  at,
})

function declaration(r: Reader, at: number): Stmt {
  const pairs: [Expr, Expr | undefined][] = []
  do {
    const to = isOp(r, '{', '[') ? pattern(primary(r)) : name(identifier(r), r.word.line)
    pairs.push([to, takeOp(r, '=') ? assignment(r) : undefined])
  } while (takeOp(r, ','))
  return { kind: 'declare', pairs, at }
}

const declared = (r: Reader, at: number): Stmt => {
  const made = declaration(r, at)
  semicolon(r)
  return made
}

const condition = (r: Reader): Expr => {
  expect(r, '(')
  const test = expression(r)
  if (!isOp(r, ')')) throw fault(r)
  advance(r, true)
  return test
}

const statements: Readonly<Record<string, (r: Reader, at: number) => Stmt>> = {
  var: (r, at) => ({ ...declared(r, at), hoist: true }) as Stmt,
  let: declared,
  const: declared,
  function: (r, at) => ({ kind: 'function', fn: functionRest(r, false), at }),
  class: (r, at) => {
    const made = classRest(r)
    return { kind: 'declare', pairs: [[name(made.name, at), { kind: 'class', made, at }]], at }
  },
  if: (r, at) => {
    const test = condition(r)
    const then = statement(r)
    return { kind: 'if', test, then, ...(takeWord(r, 'else') && { other: statement(r) }), at }
  },
  while: (r, at) => ({ kind: 'while', test: condition(r), body: statement(r), first: true, at }),
  do: (r, at) => {
    const body = statement(r)
    if (!takeWord(r, 'while')) throw fault(r)
    const test = condition(r)
    takeOp(r, ';')
    return { kind: 'while', test, body, first: false, at }
  },
  for: forLoop,
  switch: (r, at) => {
    const on = condition(r)
    expect(r, '{')
    const cases: { test?: Expr; body: Stmt[] }[] = []
    while (!takeOp(r, '}')) {
      const test = takeWord(r, 'default') ? undefined : takeWord(r, 'case') ? expression(r) : undefined
      expect(r, ':')
      const body: Stmt[] = []
      while (!isWord(r, 'case', 'default') && !isOp(r, '}')) {
        if (r.word.kind === 'end') throw fault(r)
        body.push(statement(r))
      }
      cases.push({ ...(test && { test }), body })
    }
    return { kind: 'switch', on, cases, at }
  },
  try: (r, at) => {
    const body = block(r)
    let param: Expr | undefined
    let handler: readonly Stmt[] | undefined
    if (takeWord(r, 'catch')) {
      if (takeOp(r, '(')) {
        param = pattern(primary(r))
        expect(r, ')')
      }
      handler = block(r)
    }
    const last = takeWord(r, 'finally') ? block(r) : undefined
    if (!handler && !last) throw fault(r, 'Missing catch or finally after try')
    return { kind: 'try', body, ...(param && { param }), ...(handler && { handler }), ...(last && { last }), at }
  },
  return: (r, at) => {
    const value = isOp(r, ';', '}') || r.word.kind === 'end' || r.fresh ? undefined : expression(r)
    semicolon(r)
    return { kind: 'return', ...(value && { value }), at }
  },
  throw: (r, at) => {
    const value = expression(r)
    semicolon(r)
    return { kind: 'throw', value, at }
  },
  break: (r, at) => (semicolon(r), { kind: 'break', at }),
  continue: (r, at) => (semicolon(r), { kind: 'continue', at }),
}

function forLoop(r: Reader, at: number): Stmt {
  if (takeWord(r, 'await')) throw beyond(r, 'for await is not simulated')
  expect(r, '(')
  let begin: Stmt | undefined
  if (isWord(r, 'var', 'let', 'const')) {
    take(r)
    const to = isOp(r, '{', '[') ? pattern(primary(r)) : name(identifier(r), at)
    if (isWord(r, 'of', 'in')) return each(r, to, at)
    const pairs: [Expr, Expr | undefined][] = [[to, takeOp(r, '=') ? assignment(r) : undefined]]
    while (takeOp(r, ',')) pairs.push([name(identifier(r), at), takeOp(r, '=') ? assignment(r) : undefined])
    begin = { kind: 'declare', pairs, at }
  } else if (!isOp(r, ';')) {
    const value = expression(r)
    if (isWord(r, 'of', 'in')) return each(r, value, at)
    begin = { kind: 'expr', value, at }
  }
  expect(r, ';')
  const test = isOp(r, ';') ? undefined : expression(r)
  expect(r, ';')
  const step = isOp(r, ')') ? undefined : expression(r)
  if (!isOp(r, ')')) throw fault(r)
  advance(r, true)
  return { kind: 'for', ...(begin && { begin }), ...(test && { test }), ...(step && { step }), body: statement(r), at }
}

function each(r: Reader, to: Expr, at: number): Stmt {
  const of = take(r).text === 'of'
  const over = expression(r)
  if (!isOp(r, ')')) throw fault(r)
  advance(r, true)
  return { kind: 'each', of, to, over, body: statement(r), at }
}

function functionAfter(r: Reader, deferred: boolean): Fn {
  take(r)
  return functionRest(r, deferred)
}

function functionRest(r: Reader, deferred: boolean): Fn {
  if (isOp(r, '*')) throw beyond(r, 'function* is not simulated')
  const called = r.word.kind === 'name' ? identifier(r) : ''
  return { name: called, params: parameters(r), body: block(r), arrow: false, deferred }
}

function parameters(r: Reader): readonly Expr[] {
  expect(r, '(')
  const params: Expr[] = []
  while (!isOp(r, ')')) {
    const at = r.word.line
    if (takeOp(r, '...')) params.push({ kind: 'spread', of: pattern(primary(r)), at })
    else {
      const to = pattern(primary(r))
      params.push(takeOp(r, '=') ? { kind: 'default', to, value: assignment(r), at } : to)
    }
    if (!takeOp(r, ',')) break
  }
  expect(r, ')')
  return params
}

function classRest(r: Reader): ClassTree {
  const called = r.word.kind === 'name' && !isWord(r, 'extends') ? identifier(r) : ''
  const above = takeWord(r, 'extends') ? postfix(r) : undefined
  expect(r, '{')
  const members: ClassTree['members'][number][] = []
  while (!takeOp(r, '}')) {
    if (takeOp(r, ';')) continue
    if (isOp(r, '#')) throw beyond(r, 'private members are not simulated')
    const fixed = isWord(r, 'static') && !/^\s*[(=]/.test(r.source.slice(r.at)) && take(r) !== undefined
    const deferred = isWord(r, 'async') && !/^\s*[(=]/.test(r.source.slice(r.at)) && take(r) !== undefined
    if (isWord(r, 'get', 'set') && !/^\s*[(=]/.test(r.source.slice(r.at)))
      throw beyond(r, `${r.word.text} in a class is not simulated`)
    const key = propertyName(r)
    if (isOp(r, '('))
      members.push({
        name: key,
        fn: {
          name: key.kind === 'value' ? String(key.value) : '',
          params: parameters(r),
          body: block(r),
          arrow: false,
          deferred,
        },
        fixed,
      })
    else {
      const value = takeOp(r, '=') ? assignment(r) : undefined
      semicolon(r)
      members.push({ name: key, ...(value && { value }), fixed })
    }
  }
  return { name: called, ...(above && { above }), members }
}

function propertyName(r: Reader): Expr {
  const at = r.word.line
  if (takeOp(r, '[')) {
    const key = assignment(r)
    expect(r, ']')
    return key
  }
  const word = take(r)
  if (word.kind === 'number') return words(String(Number(word.text)), at)
  if (word.kind !== 'name' && word.kind !== 'string') throw fault({ word })
  return words(word.text, at)
}

function expression(r: Reader): Expr {
  const first = assignment(r)
  if (!isOp(r, ',')) return first
  const items = [first]
  while (takeOp(r, ',')) items.push(assignment(r))
  return { kind: 'comma', items, at: first.at }
}

const assigns = ['=', '+=', '-=', '*=', '/=', '%=', '**=', '&=', '|=', '^=', '<<=', '>>=', '>>>=', '&&=', '||=', '??=']

function assignment(r: Reader): Expr {
  const at = r.word.line
  if (isWord(r, 'async') && isArrow(r, r.source.slice(r.at))) {
    take(r)
    return arrow(r, true)
  }
  if (
    (r.word.kind === 'name' && !reserved.has(r.word.text) && /^\s*=>/.test(r.source.slice(r.at))) ||
    (isOp(r, '(') && closesWithArrow(r))
  )
    return arrow(r, false)
  if (isWord(r, 'yield')) throw beyond(r, 'yield is not simulated')
  const left = choice(r)
  if (!isOp(r, ...assigns)) return left
  const op = take(r).text
  const to = op === '=' && (left.kind === 'object' || left.kind === 'array') ? pattern(left) : left
  if (!['name', 'member', 'object', 'array'].includes(to.kind)) throw fault(r, 'Invalid left-hand side in assignment')
  return { kind: 'assign', op, to, value: assignment(r), at }
}

const isArrow = (r: Reader, rest: string): boolean =>
  /^\s*[\w$]+\s*=>/.test(rest) || (/^\s*\(/.test(rest) && closesWithArrow({ ...r, at: r.at + rest.indexOf('(') + 1 }))

/** Whether the bracket that was just read closes before an arrow. */
function closesWithArrow(r: Reader): boolean {
  let depth = 1
  for (let i = r.at; i < r.source.length; i++) {
    const c = r.source[i]!
    if (c === "'" || c === '"' || c === '`') {
      for (i++; i < r.source.length && r.source[i] !== c; i++) if (r.source[i] === '\\') i++
    } else if ('([{'.includes(c)) depth++
    else if (')]}'.includes(c) && --depth === 0) return /^\s*=>/.test(r.source.slice(i + 1, i + 50))
  }
  return false
}

function arrow(r: Reader, deferred: boolean): Expr {
  const at = r.word.line
  const params = isOp(r, '(') ? parameters(r) : [name(identifier(r), at)]
  expect(r, '=>')
  const body: readonly Stmt[] = isOp(r, '{') ? arrowBlock(r) : [{ kind: 'return', value: assignment(r), at }]
  return { kind: 'function', fn: { name: '', params, body, arrow: true, deferred }, at }
}

/** A block whose end is the end of a value. */
function arrowBlock(r: Reader): readonly Stmt[] {
  expect(r, '{')
  const body: Stmt[] = []
  while (!isOp(r, '}')) {
    if (r.word.kind === 'end') throw fault(r)
    body.push(statement(r))
  }
  take(r)
  return body
}

function choice(r: Reader): Expr {
  const test = binary(r, 0)
  if (!takeOp(r, '?')) return test
  const then = assignment(r)
  expect(r, ':')
  return { kind: 'choice', test, then, other: assignment(r), at: test.at }
}

const levels = [
  ['??'],
  ['||'],
  ['&&'],
  ['|'],
  ['^'],
  ['&'],
  ['==', '!=', '===', '!=='],
  ['<', '>', '<=', '>=', 'instanceof', 'in'],
  ['<<', '>>', '>>>'],
  ['+', '-'],
  ['*', '/', '%'],
]

function binary(r: Reader, level: number): Expr {
  const ops = levels[level]
  if (!ops) return power(r)
  let left = binary(r, level + 1)
  while (isOp(r, ...ops) || (level === 7 && isWord(r, 'instanceof', 'in'))) {
    const op = r.word.text
    advance(r, true)
    left = { kind: level < 3 ? 'logic' : 'binary', op, left, right: binary(r, level + 1), at: left.at }
  }
  return left
}

function power(r: Reader): Expr {
  const left = unary(r)
  if (!takeOp(r, '**')) return left
  return { kind: 'binary', op: '**', left, right: power(r), at: left.at }
}

function unary(r: Reader): Expr {
  const at = r.word.line
  if (isOp(r, '!', '-', '+', '~') || isWord(r, 'typeof', 'void', 'delete')) {
    const op = r.word.text
    advance(r, true)
    return { kind: 'unary', op, of: unary(r), at }
  }
  if (isOp(r, '++', '--')) {
    const op = take(r).text[0] as '+'
    return { kind: 'update', op, before: true, of: unary(r), at }
  }
  if (isWord(r, 'await')) {
    take(r)
    return { kind: 'await', of: unary(r), at }
  }
  const of = postfix(r)
  if (!isOp(r, '++', '--') || r.fresh) return of
  return { kind: 'update', op: take(r).text[0] as '+', before: false, of, at }
}

function postfix(r: Reader): Expr {
  let of = isWord(r, 'new') ? made(r) : primary(r)
  for (;;) {
    const at = r.word.line
    const start = of
    if (takeOp(r, '.')) {
      if (isOp(r, '#')) throw beyond(r, 'private members are not simulated')
      of = member(of, take(r).text, at)
    } else if (takeOp(r, '?.')) {
      if (takeOp(r, '(')) of = { kind: 'call', of, args: argumentsOf(r), optional: true, shown: '', at }
      else if (takeOp(r, '[')) {
        of = { kind: 'member', of, name: expression(r), optional: true, at }
        expect(r, ']')
      } else of = { kind: 'member', of, name: words(take(r).text, at), optional: true, at }
    } else if (takeOp(r, '[')) {
      of = { kind: 'member', of, name: expression(r), optional: false, at }
      expect(r, ']')
    } else if (takeOp(r, '('))
      of = { kind: 'call', of, args: argumentsOf(r), optional: false, shown: shownCall(start), at }
    else return of
  }
}

const shownCall = (of: Expr): string =>
  of.kind === 'name'
    ? of.name
    : of.kind === 'member'
      ? `${shownCall(of.of)}.${of.name.kind === 'value' ? String(of.name.value) : '(intermediate value)'}`
      : of.kind === 'this'
        ? 'this'
        : of.kind === 'call'
          ? `${shownCall(of.of)}(...)`
          : '(intermediate value)'

function argumentsOf(r: Reader): readonly Expr[] {
  const args: Expr[] = []
  while (!isOp(r, ')')) {
    const at = r.word.line
    args.push(takeOp(r, '...') ? { kind: 'spread', of: assignment(r), at } : assignment(r))
    if (!takeOp(r, ',')) break
  }
  expect(r, ')')
  return args
}

function made(r: Reader): Expr {
  const at = r.word.line
  take(r)
  let of = isWord(r, 'new') ? made(r) : primary(r)
  while (isOp(r, '.', '[')) {
    if (takeOp(r, '.')) of = member(of, take(r).text, at)
    else {
      take(r)
      of = { kind: 'member', of, name: expression(r), optional: false, at }
      expect(r, ']')
    }
  }
  return { kind: 'new', of, args: takeOp(r, '(') ? argumentsOf(r) : [], at }
}

function primary(r: Reader): Expr {
  const at = r.word.line
  const { word } = r
  switch (word.kind) {
    case 'number':
      take(r)
      if (word.text.endsWith('n')) throw beyond(r, 'BigInt is not simulated')
      return { kind: 'value', value: Number(word.text.replace(/_/g, '')), at }
    case 'string':
      take(r)
      return words(word.text, at)
    case 'template':
      return template(r)
    case 'regex':
      take(r)
      return { kind: 'regex', source: word.text, flags: word.flags ?? '', at }
    case 'name':
      return named(r, at)
    case 'op':
      if (takeOp(r, '(')) {
        const inner = expression(r)
        expect(r, ')')
        return inner
      }
      if (takeOp(r, '[')) return listed(r, at)
      if (takeOp(r, '{')) return objectRest(r, at)
  }
  throw fault(r)
}

function named(r: Reader, at: number): Expr {
  const { text } = r.word
  if (text === 'true' || text === 'false' || text === 'null') {
    take(r)
    return { kind: 'value', value: text === 'null' ? null : text === 'true', at }
  }
  if (text === 'undefined' || text === 'this' || text === 'super') {
    take(r)
    return { kind: text, at }
  }
  if (text === 'function') return { kind: 'function', fn: functionAfter(r, false), at }
  if (text === 'async' && /^\s+function\b/.test(r.source.slice(r.at))) {
    take(r)
    return { kind: 'function', fn: functionAfter(r, true), at }
  }
  if (text === 'class') {
    take(r)
    return { kind: 'class', made: classRest(r), at }
  }
  return name(identifier(r), at)
}

function listed(r: Reader, at: number): Expr {
  const items: Expr[] = []
  while (!isOp(r, ']')) {
    if (isOp(r, ',')) items.push({ kind: 'undefined', at })
    else items.push(takeOp(r, '...') ? { kind: 'spread', of: assignment(r), at } : assignment(r))
    if (!takeOp(r, ',')) break
  }
  expect(r, ']')
  return { kind: 'array', items, at }
}

function objectRest(r: Reader, at: number): Expr {
  const members: Member[] = []
  while (!isOp(r, '}')) {
    if (takeOp(r, '...')) members.push({ value: assignment(r) })
    else members.push(objectMember(r))
    if (!takeOp(r, ',')) break
  }
  expect(r, '}')
  return { kind: 'object', members, at }
}

function objectMember(r: Reader): Member {
  const at = r.word.line
  const deferred = isWord(r, 'async') && !/^\s*[,:(}]/.test(r.source.slice(r.at)) && take(r) !== undefined
  if (isWord(r, 'get', 'set') && !/^\s*[,:(}]/.test(r.source.slice(r.at)))
    throw beyond(r, `${r.word.text} in an object is not simulated`)
  const plain = r.word
  const key = propertyName(r)
  if (isOp(r, '('))
    return {
      key,
      value: {
        kind: 'function',
        fn: { name: plain.text, params: parameters(r), body: arrowBlock(r), arrow: false, deferred },
        at,
      },
    }
  if (takeOp(r, ':')) return { key, value: assignment(r) }
  const value: Expr = name(plain.text, at)
  return { key, value: takeOp(r, '=') ? { kind: 'default', to: value, value: assignment(r), at } : value }
}

/** Reads on from behind the opening mark, which is the current word. */
function template(r: Reader): Expr {
  const at = r.word.line
  const parts: string[] = []
  const values: Expr[] = []
  let text = ''
  for (;;) {
    const c = r.source[r.at]
    if (c === undefined) {
      r.word = { kind: 'end', text: '', line: at, from: r.at }
      throw fault(r, 'Unterminated template literal')
    }
    r.at++
    if (c === '\n') r.line++
    if (c === '`') break
    if (c === '\\') text += c + (r.source[r.at++] ?? '')
    else if (c === '$' && r.source[r.at] === '{') {
      r.at++
      parts.push(unescaped(text))
      text = ''
      advance(r, true)
      values.push(expression(r))
      if (!isOp(r, '}')) throw fault(r)
    } else text += c
  }
  parts.push(unescaped(text))
  advance(r)
  return { kind: 'template', words: parts, values, at }
}

/** What was read as a value, taken as the target of an assignment. */
function pattern(of: Expr): Expr {
  switch (of.kind) {
    case 'array':
      return { ...of, items: of.items.map(pattern) }
    case 'object':
      return { ...of, members: of.members.map((each) => ({ ...each, value: pattern(each.value) })) }
    case 'assign':
      return { kind: 'default', to: pattern(of.to), value: of.value, at: of.at }
    case 'spread':
      return { ...of, of: pattern(of.of) }
    default:
      return of
  }
}
