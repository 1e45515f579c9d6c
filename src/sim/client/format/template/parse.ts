import { lex, type Piece, type Token } from './lex'
import { TemplateError, type Operand, type Pipe, type TemplateNode } from './node'

/**
 * Text to tree, with the errors that Go gives: `unexpected EOF`, `function "bad" not defined`.
 *
 * @models Go text/template/parse/parse.go
 * @fidelity part: one line of text is assumed for line numbers
 */
export function parse(source: string, functions: ReadonlySet<string>): readonly TemplateNode[] {
  const p: Reader = { pieces: piecesOf(source, functions), at: 0, functions }
  const { nodes, end } = block(p)
  if (end !== undefined) throw new TemplateError(`unexpected {{${end}}}`)
  return nodes
}

/** Go reads as it lexes: an unknown function is named before an action that never closes. */
function piecesOf(source: string, functions: ReadonlySet<string>): readonly Piece[] {
  try {
    return lex(source)
  } catch (error) {
    const word = /\{\{-?\s*([a-zA-Z_]\w*)[^}]*$/.exec(source)?.[1]
    if (word !== undefined && !functions.has(word) && !keywords.has(word))
      throw new TemplateError(`function ${JSON.stringify(word)} not defined`)
    throw error
  }
}

const keywords = new Set([
  'if',
  'else',
  'end',
  'range',
  'with',
  'nil',
  'true',
  'false',
  'define',
  'template',
  'block',
  'break',
  'continue',
])

interface Reader {
  readonly pieces: readonly Piece[]
  at: number
  readonly functions: ReadonlySet<string>
}

interface Block {
  readonly nodes: readonly TemplateNode[]
  readonly end: 'end' | 'else' | undefined
  /** Words after `else`: `{{else if .X}}`. */
  readonly rest: readonly Token[]
}

function block(p: Reader): Block {
  const nodes: TemplateNode[] = []
  while (p.at < p.pieces.length) {
    const piece = p.pieces[p.at++]!
    if (piece.kind === 'text') {
      nodes.push(piece)
      continue
    }
    const tokens = piece.tokens
    const first = tokens.find((t) => t.kind !== 'space')
    if (first === undefined) throw new TemplateError('missing value for command')
    const rest = tokens.slice(tokens.indexOf(first) + 1)
    if (first.kind === 'word' && first.text === 'end') return { nodes, end: 'end', rest: [] }
    if (first.kind === 'word' && first.text === 'else') return { nodes, end: 'else', rest }
    if (first.kind === 'word' && (first.text === 'if' || first.text === 'range' || first.text === 'with')) {
      nodes.push(control(p, first.text, rest))
    } else nodes.push({ kind: 'action', pipe: pipeline(tokens, p.functions, 'command') })
  }
  return { nodes, end: undefined, rest: [] }
}

function control(p: Reader, kind: 'if' | 'range' | 'with', tokens: readonly Token[]): TemplateNode {
  const pipe = pipeline(tokens, p.functions, kind)
  const body = block(p)
  if (body.end === undefined) throw new TemplateError('unexpected EOF')
  if (body.end === 'end') return { kind, pipe, body: body.nodes, other: [] }
  const word = body.rest.find((t) => t.kind !== 'space')
  if (word !== undefined && (word.text === 'if' || word.text === 'with')) {
    const after = body.rest.slice(body.rest.indexOf(word) + 1)
    return { kind, pipe, body: body.nodes, other: [control(p, word.text, after)] }
  }
  const other = block(p)
  if (other.end !== 'end')
    throw new TemplateError(other.end === undefined ? 'unexpected EOF' : 'expected end; found {{else}}')
  return { kind, pipe, body: body.nodes, other: other.nodes }
}

interface Cursor {
  readonly tokens: readonly Token[]
  at: number
  readonly functions: ReadonlySet<string>
}

function pipeline(tokens: readonly Token[], functions: ReadonlySet<string>, where: string): Pipe {
  const c: Cursor = { tokens, at: 0, functions }
  const pipe = pipe_(c, where)
  if (c.at < tokens.length) throw new TemplateError(`unexpected ${shown(tokens[c.at]!)} in ${where}`)
  return pipe
}

const shown = (t: Token): string => (t.text === ')' ? 'right paren' : `<${t.text}>`)

const skip = (c: Cursor): void => {
  while (c.tokens[c.at]?.kind === 'space') c.at++
}

function pipe_(c: Cursor, where: string): Pipe {
  const { declares, assigns } = declarations(c, where)
  const commands: Operand[][] = []
  for (;;) {
    const command = operands(c)
    if (command.length === 0)
      throw new TemplateError(commands.length === 0 ? `missing value for ${where}` : `missing value for command`)
    commands.push(command)
    skip(c)
    if (c.tokens[c.at]?.text !== '|') break
    c.at++
  }
  const odd = commands.slice(1).find((command) => ['dot', 'nil', 'bool', 'number', 'string'].includes(command[0]!.kind))
  if (odd !== undefined)
    throw new TemplateError(`non executable command in pipeline stage ${commands.indexOf(odd) + 1}`)
  return { declares, assigns, commands }
}

function declarations(c: Cursor, where: string): { declares: string[]; assigns: boolean } {
  skip(c)
  const from = c.at
  const declares: string[] = []
  while (c.tokens[c.at]?.kind === 'variable') {
    declares.push(c.tokens[c.at++]!.text)
    skip(c)
    const sign = c.tokens[c.at]
    if (sign?.text === ':=' || sign?.text === '=') {
      c.at++
      return { declares, assigns: sign.text === '=' }
    }
    if (sign?.text !== ',' || where !== 'range') break
    c.at++
    skip(c)
  }
  c.at = from
  return { declares: [], assigns: false }
}

function operands(c: Cursor): Operand[] {
  const out: Operand[] = []
  for (;;) {
    skip(c)
    const token = c.tokens[c.at]
    if (token === undefined || token.text === '|' || token.text === ')') return out
    out.push(operand(c, token))
  }
}

function operand(c: Cursor, token: Token): Operand {
  const { at } = token
  c.at++
  switch (token.kind) {
    case 'field':
      return { kind: 'field', names: [token.text.slice(1), ...chain(c)], at }
    case 'variable':
      return { kind: 'variable', name: token.text, names: chain(c), at }
    case 'string':
      return { kind: 'string', value: unquote(token.text), text: token.text, at }
    case 'char':
      return {
        kind: 'number',
        value: unquote(`"${token.text.slice(1, -1)}"`).codePointAt(0) ?? 0,
        text: token.text,
        at,
      }
    case 'number':
      return { kind: 'number', value: Number(token.text.replaceAll('_', '')), text: token.text, at }
    case 'word':
      return word(c, token)
    default:
      if (token.text === '.') return { kind: 'dot', at }
      if (token.text === '(') return group(c, at)
      throw new TemplateError(`unexpected ${shown(token)} in operand`)
  }
}

function word(c: Cursor, { text, at }: Token): Operand {
  if (text === 'nil') return { kind: 'nil', at }
  if (text === 'true' || text === 'false') return { kind: 'bool', value: text === 'true', at }
  if (!c.functions.has(text)) throw new TemplateError(`function ${JSON.stringify(text)} not defined`)
  return { kind: 'function', name: text, at }
}

function group(c: Cursor, at: number): Operand {
  const pipe = pipe_(c, 'parenthesized pipeline')
  skip(c)
  if (c.tokens[c.at]?.text !== ')') throw new TemplateError('unclosed left paren')
  c.at++
  return { kind: 'group', pipe, names: chain(c), at }
}

function chain(c: Cursor): string[] {
  const names: string[] = []
  while (c.tokens[c.at]?.kind === 'field') names.push(c.tokens[c.at++]!.text.slice(1))
  return names
}

function unquote(text: string): string {
  if (text[0] === '`') return text.slice(1, -1)
  return text.slice(1, -1).replace(/\\(x[\da-fA-F]{2}|u[\da-fA-F]{4}|[0-7]{3}|.)/g, (_, e: string) => {
    if (e[0] === 'x' || e[0] === 'u') return String.fromCodePoint(parseInt(e.slice(1), 16))
    if (/^[0-7]{3}$/.test(e)) return String.fromCharCode(parseInt(e, 8))
    return ({ n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', f: '\f', v: '\v' } as Record<string, string>)[e] ?? e
  })
}
