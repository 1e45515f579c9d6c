import type { Bytes } from '../../../base/bytes'
import { compile } from '../text/pattern'

/** The next record and what is left, or undefined where more must come first. `RS` is a character, nothing (paragraphs) or an expression. */
export function nextRecord(
  buffer: Bytes,
  rs: Bytes,
  ended: boolean,
): { readonly record: Bytes; readonly rest: Bytes } | undefined {
  const text = rs === '' ? buffer.replace(/^\n+/, '') : buffer
  if (text === '') return undefined
  const [at, length] = separator(text, rs)
  // A separator at the very end of what is there may be longer than it looks.
  const sure = at >= 0 && (rs.length === 1 || ended || at + length < text.length)
  if (sure) return { record: text.slice(0, at), rest: text.slice(at + length) }
  return ended ? { record: rs === '' ? text.replace(/\n+$/, '') : text, rest: '' } : undefined
}

function separator(text: Bytes, rs: Bytes): readonly [at: number, length: number] {
  if (rs.length === 1) return [text.indexOf(rs), 1]
  const found = (rs === '' ? /\n\n+/ : compile(rs, 'extended', 's'))?.exec(text)
  return found ? [found.index, found[0].length] : [-1, 0]
}
