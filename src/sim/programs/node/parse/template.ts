import { expression } from './expressions'
import { isOp } from './reader'
import { advance, fault, unescaped, type Reader } from './words'
import type { Expr } from '../tree'

/** Templates. */

/** Reads on from behind the opening mark, which is the current word. */
export function template(r: Reader): Expr {
  const at = r.word.line
  const parts: string[] = []
  const values: Expr[] = []
  for (let more = true; more;) {
    const { text, ends } = templateText(r)
    parts.push(unescaped(text))
    more = !ends
    if (more) values.push(templateValue(r))
  }
  advance(r)
  return { kind: 'template', words: parts, values, at }
}

/** The text up to the next `${` or to the end. */
function templateText(r: Reader): { readonly text: string; readonly ends: boolean } {
  const { line } = r
  for (let text = ''; ;) {
    const c = r.source[r.at++]
    if (c === undefined)
      throw fault({ word: { kind: 'end', text: '', line, from: r.at } }, 'Unterminated template literal')
    if (c === '\n') r.line++
    if (c === '`') return { text, ends: true }
    if (c === '\\') text += c + (r.source[r.at++] ?? '')
    else if (c === '$' && r.source[r.at] === '{') {
      r.at++
      return { text, ends: false }
    } else text += c
  }
}

function templateValue(r: Reader): Expr {
  advance(r, true)
  const value = expression(r)
  if (!isOp(r, '}')) throw fault(r)
  return value
}
