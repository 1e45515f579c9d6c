/**
 * nginx's configuration language: directives, blocks, quotes, comments.
 *
 * @models nginx ngx_conf_file.c
 * @fidelity part: no variables beyond the few that answers use, no lua
 */
export interface Directive {
  readonly name: string
  readonly args: readonly string[]
  readonly line: number
  readonly block?: readonly Directive[]
}

interface Token {
  readonly text: string
  readonly line: number
  readonly quoted: boolean
}

/** The directives, or nginx's complaint with its line. */
export function parseConf(source: string): readonly Directive[] | { readonly trouble: string; readonly line: number } {
  const tokens = tokenise(source)
  const [directives, at] = block(tokens, 0)
  if (typeof directives === 'string')
    return { trouble: directives, line: tokens[Math.min(at, tokens.length - 1)]?.line ?? 1 }
  if (at < tokens.length) return { trouble: 'unexpected "}"', line: tokens[at]!.line }
  return directives
}

function tokenise(source: string): readonly Token[] {
  const tokens: Token[] = []
  let line = 1
  const pattern =
    /(\n)|[ \t\r]+|#[^\n]*|([{};])|"((?:\\.|[^"\\])*)"|'((?:\\.|[^'\\])*)'|((?:\$\{[^}]*\}|[^\s{};"'])+)/gy
  for (let match = pattern.exec(source); match !== null && match[0] !== ''; match = pattern.exec(source)) {
    const word = match[2] ?? match[3] ?? match[4] ?? match[5]
    if (word !== undefined) tokens.push({ text: word, line, quoted: match[3] !== undefined || match[4] !== undefined })
    line += match[0].split('\n').length - 1
  }
  return tokens
}

function block(tokens: readonly Token[], from: number): readonly [readonly Directive[] | string, number] {
  const out: Directive[] = []
  let at = from
  while (at < tokens.length && !(tokens[at]!.text === '}' && !tokens[at]!.quoted)) {
    const start = tokens[at]!
    const words: string[] = []
    while (at < tokens.length && (tokens[at]!.quoted || !'{};'.includes(tokens[at]!.text)))
      words.push(tokens[at++]!.text)
    const stop = tokens[at]
    if (stop === undefined) return ['unexpected end of file, expecting ";" or "}"', at]
    if (stop.text === '}') return ['unexpected "}"', at]
    if (words.length === 0) return [`unexpected "${stop.text}"`, at]
    at++
    if (stop.text === ';') out.push({ name: words[0]!, args: words.slice(1), line: start.line })
    else {
      const [inner, end] = block(tokens, at)
      if (typeof inner === 'string') return [inner, end]
      if (tokens[end] === undefined) return ['unexpected end of file, expecting "}"', end]
      out.push({ name: words[0]!, args: words.slice(1), line: start.line, block: inner })
      at = end + 1
    }
  }
  return [out, at]
}

export const directive = (block: readonly Directive[], name: string): Directive | undefined =>
  block.find((each) => each.name === name)
export const directives = (block: readonly Directive[], name: string): readonly Directive[] =>
  block.filter((each) => each.name === name)
