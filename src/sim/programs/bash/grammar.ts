import type { Flavour } from './state'
import { deepest, isOp, isWord, newlines, unexpected } from './grammar-parts'
import { conditional as testExpression } from './grammar-test'
import { arithmetic, broken, nextToken, peekToken, type Broken, type Scan, type Token } from './grammar-tokens'

/**
 * Where a text goes against bash's grammar: the first token that cannot stand where it stands, or that the text ends too early.
 * `from` is where the command begins that it breaks. It builds nothing; the tree is the parsing library's, which recovers from errors where bash does not.
 *
 * @models bash parse.y, dash parser.c
 * @fidelity part: aliases that hold half a command
 */
export function breakOf(text: string, shell: Flavour = 'bash'): (Broken & { readonly from: number }) | undefined {
  const whole = text.endsWith('\n') || shell !== 'bash' ? text : `${text}\n`
  const s: Scan = { text: whole, at: 0, depth: 0, pending: [], shell, commands: substituted }
  let from = 0
  try {
    for (let token = peekToken(s); token.is !== 'end'; token = peekToken(s)) {
      from = token.pos
      if (token.is === 'newline') nextToken(s)
      else line(s)
    }
    return undefined
  } catch (error) {
    if (isBroken(error)) return error.pos < 0 ? undefined : { ...error, from }
    throw error
  }
}

const isBroken = (error: unknown): error is Broken =>
  typeof error === 'object' && error !== null && 'thrown' in error && error.thrown === 'broken'

const closers = ['then', 'elif', 'else', 'fi', 'do', 'done', 'esac', '}']
const redirections = ['<', '>', '>>', '<<', '<<-', '<<<', '<&', '>&', '<>', '>|', '&>', '&>>']

/** A line of commands: what stands between two newlines. */
function line(s: Scan): void {
  for (;;) {
    andOr(s)
    const after = nextToken(s)
    if (after.is === 'newline' || after.is === 'end') return
    if (!isOp(after, ';', '&')) throw unexpected(after)
    const next = peekToken(s)
    if (next.is === 'newline' || next.is === 'end') return
  }
}

/** Commands inside a construct, up to one of these words or operators, which is left. */
function list(s: Scan, ends: (token: Token) => boolean, expecting: string, mayBeEmpty = false): void {
  if (++s.depth > deepest) throw broken({ pos: -1 })
  newlines(s)
  const first = peekToken(s)
  if (mayBeEmpty && ends(first)) return void s.depth--
  if (first.is === 'end') throw unexpected(first, expecting)
  for (;;) {
    andOr(s)
    const after = peekToken(s)
    if (ends(after)) break
    if (after.is !== 'newline' && !isOp(after, ';', '&')) throw unexpected(after, expecting)
    nextToken(s)
    newlines(s)
    const next = peekToken(s)
    if (ends(next)) break
    if (isCloser(next)) throw unexpected(next, expecting)
  }
  s.depth--
}

const isCloser = (token: Token): boolean => token.is === 'end' || isWord(token, ...closers) || isOp(token, ')', ';;')

const upTo =
  (...words: readonly string[]) =>
  (token: Token) =>
    isWord(token, ...words)

function andOr(s: Scan): void {
  pipeline(s)
  while (isOp(peekToken(s), '&&', '||')) {
    nextToken(s)
    newlines(s)
    pipeline(s)
  }
}

function pipeline(s: Scan): void {
  let prefixed = false
  for (;;) {
    const token = peekToken(s)
    if (!isWord(token, '!', ...(s.shell === 'bash' ? ['time'] : []))) break
    prefixed = true
    nextToken(s)
    if (token.text === 'time' && isWord(peekToken(s), '-p', '--')) nextToken(s)
  }
  const next = peekToken(s)
  if (
    prefixed &&
    s.shell === 'bash' &&
    (next.is === 'newline' || next.is === 'end' || isOp(next, ';', '&', '&&', '||'))
  )
    return
  command(s)
  while (isOp(peekToken(s), '|', '|&')) {
    nextToken(s)
    newlines(s)
    const after = peekToken(s)
    if (isWord(after, '!')) throw unexpected(after)
    command(s)
  }
}

function command(s: Scan): void {
  const token = peekToken(s)
  if (compound(s, token)) {
    while (redirection(s));
    return
  }
  if (token.is === 'word' && closers.includes(token.text)) throw unexpected(token)
  if (isWord(token, 'function') && s.shell !== 'dash') return definition(s)
  if (isWord(token, 'coproc') && s.shell === 'bash') return coprocess(s)
  simple(s)
}

/** The command that a word or bracket begins; false where it begins none. */
function compound(s: Scan, token: Token): boolean {
  if (isOp(token, '(')) return brackets(s, token)
  if (token.is !== 'word') return false
  switch (token.text) {
    case '{':
      nextToken(s)
      list(s, upTo('}'), '}')
      break
    case 'if':
      return conditional(s)
    case 'while':
    case 'until':
      nextToken(s)
      list(s, upTo('do'), 'do')
      return body(s)
    case 'for':
      return loop(s)
    case 'select':
      return s.shell === 'bash' && loop(s)
    case 'case':
      return cases(s)
    case '[[':
      if (s.shell !== 'bash') return false
      nextToken(s)
      testExpression(s)
      return true
    default:
      return false
  }
  nextToken(s)
  return true
}

function brackets(s: Scan, token: Token): boolean {
  if (s.shell !== 'dash' && s.text[token.pos + 1] === '(' && arithmetic(s, token.pos)) return true
  nextToken(s)
  list(s, (t) => isOp(t, ')'), ')')
  nextToken(s)
  return true
}

/** The commands of `$( )`, of which there may be none; the bracket that ends them is taken. */
function substituted(s: Scan): void {
  const { pending } = s
  s.pending = []
  list(s, (t) => isOp(t, ')') || endless(t), ')', true)
  nextToken(s)
  s.pending = pending
}

function endless(token: Token): boolean {
  if (token.is === 'end') throw broken({ open: '$(', pos: token.pos })
  return false
}

function conditional(s: Scan): boolean {
  nextToken(s)
  list(s, upTo('then'), 'then')
  nextToken(s)
  list(s, upTo('elif', 'else', 'fi'), 'fi')
  for (let token = nextToken(s); token.text !== 'fi'; token = nextToken(s)) {
    if (token.text === 'elif') {
      list(s, upTo('then'), 'then')
      nextToken(s)
      list(s, upTo('elif', 'else', 'fi'), 'fi')
    } else list(s, upTo('fi'), 'fi')
  }
  return true
}

/** `do … done`, or a group in braces. */
function body(s: Scan): boolean {
  const token = nextToken(s)
  if (isWord(token, 'do')) list(s, upTo('done'), 'done')
  else if (isWord(token, '{')) list(s, upTo('}'), '}')
  else throw unexpected(token, 'do')
  nextToken(s)
  return true
}

function loop(s: Scan): boolean {
  const keyword = nextToken(s)
  const name = peekToken(s)
  if (s.shell !== 'bash' && !/^[A-Za-z_]\w*$/.test(name.text)) throw badLoop(name)
  if (keyword.text === 'for' && isOp(name, '(') && s.text[name.pos + 1] === '(') return sums(s, name)
  if (name.is !== 'word') throw unexpected(nextToken(s))
  nextToken(s)
  if (isOp(peekToken(s), ';')) nextToken(s)
  else {
    newlines(s)
    if (isWord(peekToken(s), 'in')) items(s)
  }
  newlines(s)
  return body(s)
}

/** sh looks at the name when it reads it. */
const badLoop = (token: Token): Broken =>
  token.is === 'end' || token.is === 'newline'
    ? unexpected(token)
    : broken({ words: 'bad for loop variable', pos: token.pos })

function items(s: Scan): void {
  nextToken(s)
  for (;;) {
    const token = nextToken(s)
    if (token.is === 'newline' || isOp(token, ';')) return
    if (token.is !== 'word') throw unexpected(token)
  }
}

/** `for ((a; b; c))`: bash counts the parts itself, with words of its own. */
function sums(s: Scan, open: Token): boolean {
  arithmetic(s, open.pos)
  const inner = s.text.slice(open.pos, s.at)
  const parts = inner.slice(2, -2).split(';').length
  if (parts !== 3) {
    const why = parts < 3 ? 'syntax error: arithmetic expression required' : "syntax error: `;' unexpected"
    throw broken({ words: `${why}\nsyntax error: \`${inner}'`, pos: open.pos })
  }
  if (isOp(peekToken(s), ';')) nextToken(s)
  newlines(s)
  return body(s)
}

function cases(s: Scan): boolean {
  nextToken(s)
  const subject = nextToken(s)
  if (subject.is !== 'word') throw unexpected(subject)
  newlines(s)
  const keyword = nextToken(s)
  if (!isWord(keyword, 'in')) throw unexpected(keyword, 'in')
  newlines(s)
  while (!isWord(peekToken(s), 'esac')) {
    pattern(s)
    list(s, (t) => isWord(t, 'esac') || isOp(t, ';;', ';&', ';;&'), ';;', true)
    if (peekToken(s).is === 'operator') nextToken(s)
    newlines(s)
  }
  nextToken(s)
  return true
}

function pattern(s: Scan): void {
  let token = nextToken(s)
  if (isOp(token, '(')) token = nextToken(s)
  for (;;) {
    if (token.is !== 'word') throw unexpected(token)
    const after = nextToken(s)
    if (isOp(after, ')')) return
    if (!isOp(after, '|')) throw unexpected(after)
    token = nextToken(s)
  }
}

function definition(s: Scan): void {
  nextToken(s)
  const name = nextToken(s)
  if (name.is !== 'word') throw unexpected(name)
  if (isOp(peekToken(s), '(')) closing(s)
  functionBody(s)
}

function closing(s: Scan): void {
  nextToken(s)
  const close = nextToken(s)
  if (!isOp(close, ')')) throw unexpected(close, ')')
}

function functionBody(s: Scan): void {
  newlines(s)
  const token = peekToken(s)
  if (s.shell !== 'bash') return command(s)
  if (!compound(s, token)) throw unexpected(nextToken(s))
  while (redirection(s));
}

function coprocess(s: Scan): void {
  nextToken(s)
  const token = peekToken(s)
  if (compound(s, token)) {
    while (redirection(s));
    return
  }
  if (token.is !== 'word') throw unexpected(nextToken(s))
  const { at } = s
  nextToken(s)
  if (compound(s, peekToken(s))) return
  s.at = at
  simple(s)
}

function simple(s: Scan): void {
  for (let words = 0; ; words++) {
    if (redirection(s)) continue
    const token = peekToken(s)
    if (words === 1 && isOp(token, '(')) return named(s)
    if (token.is !== 'word') {
      if (words === 0 || isOp(token, '(')) throw unexpected(nextToken(s))
      return
    }
    nextToken(s)
    if (words === 0 && /^[A-Za-z_]\w*(\[[^\]]*\])?\+?=/.test(token.text)) words = 1
  }
}

/** `name ( )`: a function, and nothing else may follow the bracket. */
function named(s: Scan): void {
  closing(s)
  functionBody(s)
}

/** Takes a redirection where one stands; says whether. */
function redirection(s: Scan): boolean {
  const { at } = s
  const token = peekToken(s)
  if (
    token.is === 'word' &&
    /^(\d+|\{[A-Za-z_]\w*(\[[^\]]*\])?\})$/.test(token.text) &&
    /[<>]/.test(s.text[token.end] ?? '')
  ) {
    nextToken(s)
    if (s.text[s.at + 1] === '(') {
      s.at = at
      return false
    }
  }
  const operator = peekToken(s)
  if (operator.is !== 'operator' || !redirections.includes(operator.text)) {
    s.at = at
    return false
  }
  nextToken(s)
  const target = nextToken(s)
  if (target.is !== 'word') throw unexpected(target)
  if (operator.text === '<<' || operator.text === '<<-')
    s.pending.push({ delimiter: target.text.replace(/\\([^])|['"]/g, '$1'), tabs: operator.text === '<<-' })
  return true
}
