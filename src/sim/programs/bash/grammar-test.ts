import { deepest, isOp, isWord, newlines, unexpected } from './grammar-parts'
import { broken, nextToken, peekToken, type Scan, type Token } from './grammar-tokens'

/**
 * The grammar of `[[ ]]`, and bash's sentences for what is wrong in it.
 *
 * @models bash parse.y parse_cond_command
 */
const unaries = /^-[a-hknoprstuvwxzGLNORS]$/
const binaries = /^(=|==|!=|=~|-eq|-ne|-lt|-le|-gt|-ge|-nt|-ot|-ef)$/

/** The expression of `[[ ]]` and its closing words; what is wrong in it has sentences of its own. */
export function conditional(s: Scan): void {
  expression(s)
  const close = nextToken(s)
  if (!isWord(close, ']]'))
    throw broken({ status: 'kept', words: 'syntax error in conditional expression', pos: close.pos })
}

function expression(s: Scan): void {
  if (++s.depth > deepest) throw broken({ pos: -1 })
  for (;;) {
    newlines(s)
    term(s)
    newlines(s)
    if (!isOp(peekToken(s), '&&', '||')) break
    nextToken(s)
  }
  s.depth--
}

function term(s: Scan): void {
  const token = nextToken(s)
  if (isWord(token, '!')) return term(s)
  if (isOp(token, '(')) {
    expression(s)
    const close = nextToken(s)
    if (!isOp(close, ')')) throw broken({ status: 'kept', words: "expected `)'", pos: close.pos })
    return
  }
  if (token.is === 'end') throw unexpected(token)
  if (token.is !== 'word')
    throw broken({
      status: 'kept',
      words: `unexpected token \`${shown(token)}' in conditional command`,
      pos: token.pos,
    })
  if (isWord(token, ']]')) throw broken({ status: 'kept', words: '', pos: token.pos })
  if (unaries.test(token.text)) return operand(s, 'unary')
  binary(s)
}

function binary(s: Scan): void {
  const operator = peekToken(s)
  if (isWord(operator, ']]') || isOp(operator, ')', '&&', '||')) return
  if (!(operator.is === 'word' && binaries.test(operator.text)) && !isOp(operator, '<', '>')) {
    const plain = operator.is === 'word' ? '' : `unexpected token \`${shown(operator)}', `
    throw broken({
      ...(plain === '' ? { status: 'kept' } : {}),
      words: `${plain}conditional binary operator expected`,
      pos: operator.pos,
    })
  }
  nextToken(s)
  if (operator.text === '=~') return expressionText(s)
  operand(s, 'binary')
}

function operand(s: Scan, kind: 'unary' | 'binary'): void {
  const token = nextToken(s)
  if (token.is === 'word' && token.text !== ']]') return
  throw broken({
    status: 'kept',
    words: `unexpected argument \`${shown(token)}' to conditional ${kind} operator`,
    pos: token.pos,
  })
}

/** A regular expression is one word, brackets and bars and all. */
function expressionText(s: Scan): void {
  let depth = 0
  const first = peekToken(s)
  if (first.is === 'newline' || first.is === 'end' || isWord(first, ']]')) return operand(s, 'binary')
  s.at = first.pos
  while (s.at < s.text.length) {
    const char = s.text[s.at]!
    if (/\s/.test(char) && depth === 0) return
    if (char === '(') depth++
    if (char === ')') depth--
    if (char === '\\') s.at++
    if (char === "'" || char === '"' || char === '$') {
      const from = s.at
      nextToken(s)
      if (s.at === from) s.at++
    } else s.at++
  }
}

const shown = (token: Token): string => (token.is === 'newline' || token.is === 'end' ? 'newline' : token.text)
