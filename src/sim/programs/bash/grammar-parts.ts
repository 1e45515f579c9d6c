import { broken, nextToken, peekToken, type Broken, type Scan, type Token } from './grammar-tokens'

/** What the grammar of commands and that of `[[ ]]` have in common. */
/** Deeper than any person nests; beyond it the text is taken as it is. */
export const deepest = 150

export const unexpected = (token: Token, expecting?: string): Broken =>
  broken({ token, pos: token.pos, ...(expecting === undefined ? {} : { expecting }) })
export const isOp = (token: Token, ...texts: readonly string[]): boolean =>
  token.is === 'operator' && texts.includes(token.text)
export const isWord = (token: Token, ...texts: readonly string[]): boolean =>
  token.is === 'word' && texts.includes(token.text)

export function newlines(s: Scan): void {
  while (peekToken(s).is === 'newline') nextToken(s)
}
