/**
 * The language of `expect` and `goal`: total, without loops or assignment.
 *
 *     or    := and ("||" and)*            and  := not ("&&" not)*        not := "!" not | test
 *     test  := term (("==" | "!=" | ">=" | "<=" | ">" | "<") term)?
 *     term  := literal | name call? ("." name call?)* | "(" or ")"       call := "(" (term ("," term)*)? ")"
 */
export type Expression =
  | { readonly kind: 'literal'; readonly value: string | number | boolean }
  | { readonly kind: 'look'; readonly steps: readonly Look[]; readonly source: string }
  | { readonly kind: 'compare'; readonly operator: Operator; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Expression[] }
  | { readonly kind: 'not'; readonly of: Expression }

export interface Look {
  readonly name: string
  readonly args: readonly Expression[]
}

export type Operator = '==' | '!=' | '>=' | '<=' | '>' | '<'

interface Token {
  readonly kind: 'word' | 'number' | 'string' | 'sign' | 'end'
  readonly text: string
}

const pattern = /\s*(?:([A-Za-z_][\w-]*)|(\d+(?:\.\d+)?)|"((?:[^"\\]|\\.)*)"|(->|\|\||&&|==|!=|>=|<=|[<>!().,]))/y

export function parseExpression(source: string): { readonly expression: Expression } | { readonly fault: string } {
  if (source.length > 2_000) return { fault: 'longer than 2000 characters' }
  try {
    const reader = { tokens: tokens(source), at: 0, depth: 0 }
    const expression = disjunction(reader)
    return peek(reader).kind === 'end' ? { expression } : { fault: `"${peek(reader).text}" is not expected` }
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) }
  }
}

function tokens(source: string): readonly Token[] {
  const found: Token[] = []
  const reading = new RegExp(pattern)
  while (reading.lastIndex < source.trimEnd().length) {
    const at = reading.lastIndex
    const match = reading.exec(source)
    if (match === null) throw new Error(`"${source.slice(at).trim().slice(0, 12)}" is not understood`)
    const [, word, number, string, sign] = match
    if (word !== undefined) found.push({ kind: 'word', text: word })
    else if (number !== undefined) found.push({ kind: 'number', text: number })
    else if (string !== undefined) found.push({ kind: 'string', text: string.replace(/\\(.)/g, '$1') })
    else found.push({ kind: 'sign', text: sign ?? '' })
  }
  return [...found, { kind: 'end', text: 'the end' }]
}

interface Reader {
  readonly tokens: readonly Token[]
  at: number
  depth: number
}

const peek = (r: Reader): Token => r.tokens[r.at] ?? { kind: 'end', text: 'the end' }
const isSign = (r: Reader, text: string): boolean => peek(r).kind === 'sign' && peek(r).text === text

function eat(r: Reader, sign: string): boolean {
  if (!isSign(r, sign)) return false
  r.at++
  return true
}

function need(r: Reader, sign: string): void {
  if (!eat(r, sign)) throw new Error(`"${sign}" is expected before "${peek(r).text}"`)
}

const joined =
  (kind: 'and' | 'or', sign: string, part: (r: Reader) => Expression) =>
  (r: Reader): Expression => {
    const parts = [part(r)]
    while (eat(r, sign)) parts.push(part(r))
    return parts.length === 1 ? parts[0]! : { kind, parts }
  }

const conjunction = joined('and', '&&', negation)
const disjunction = joined('or', '||', conjunction)

function negation(r: Reader): Expression {
  return eat(r, '!') ? { kind: 'not', of: negation(r) } : comparison(r)
}

function comparison(r: Reader): Expression {
  const left = term(r)
  const operator = (['==', '!=', '>=', '<=', '>', '<'] as const).find((sign) => isSign(r, sign))
  if (operator === undefined) return left
  r.at++
  return { kind: 'compare', operator, left, right: term(r) }
}

function term(r: Reader): Expression {
  if (++r.depth > 50) throw new Error('nested too deeply')
  const token = peek(r)
  r.at++
  if (token.kind === 'number') return { kind: 'literal', value: Number(token.text) }
  if (token.kind === 'string') return { kind: 'literal', value: token.text }
  if (token.text === 'true' || token.text === 'false') return { kind: 'literal', value: token.text === 'true' }
  if (token.kind === 'word') return look(r, token.text)
  if (token.text !== '(') throw new Error(`"${token.text}" is not expected`)
  const inner = disjunction(r)
  need(r, ')')
  return inner
}

function look(r: Reader, first: string): Expression {
  const start = r.at - 1
  const steps: Look[] = [{ name: first, args: call(r) }]
  while (eat(r, '.')) {
    const name = peek(r)
    if (name.kind !== 'word') throw new Error(`a name is expected before "${name.text}"`)
    r.at++
    steps.push({ name: name.text, args: call(r) })
  }
  const source = r.tokens
    .slice(start, r.at)
    .map((t) => (t.kind === 'string' ? `"${t.text}"` : t.text))
    .join('')
  return { kind: 'look', steps, source }
}

function call(r: Reader): readonly Expression[] {
  if (!eat(r, '(')) return []
  const args: Expression[] = []
  while (!eat(r, ')')) {
    if (args.length > 0 && !eat(r, ',')) need(r, '->')
    args.push(term(r))
  }
  return args
}
