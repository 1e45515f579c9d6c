import type { Bytes } from '../../base/bytes'

/**
 * Shell integration marks (OSC 133): A prompt begins, B prompt ends, C a line runs, D it is done; P;Cwd= as VS Code has it. And what an editor
 * says to the terminal (OSC 7331, base/edit-frames.ts).
 */
export type Part =
  | { readonly kind: 'text'; readonly text: Bytes }
  | { readonly kind: 'mark'; readonly mark: 'A' | 'B' | 'C' | 'D' | 'P'; readonly argument: string }
  | { readonly kind: 'edit'; readonly body: Bytes }

const whole = /\x1b\](?:133;([ABCDP])(?:;([^\x07]*))?|7331;([^\x07]*))\x07/g
const begun = /\x1b(?:\](?:(?:1(?:3(?:3(?:;[^\x07]*)?)?)?)?|7(?:3(?:3(?:1(?:;[^\x07]*)?)?)?)?))?$/

/** Text and marks in order, and what may be the beginning of a mark that goes on in the next output. */
export function parseMarks(data: Bytes): readonly [parts: readonly Part[], partial: Bytes] {
  const parts: Part[] = []
  let at = 0
  for (const match of data.matchAll(whole)) {
    if (match.index > at) parts.push({ kind: 'text', text: data.slice(at, match.index) })
    if (match[3] !== undefined) parts.push({ kind: 'edit', body: match[3] })
    else parts.push({ kind: 'mark', mark: match[1] as 'A', argument: unescaped(match[2] ?? '') })
    at = match.index + match[0].length
  }
  const rest = data.slice(at)
  const partial = begun.exec(rest)?.[0] ?? ''
  const shown = partial === '' ? rest : rest.slice(0, -partial.length)
  if (shown !== '') parts.push({ kind: 'text', text: shown })
  return [parts, partial]
}

/** `\xHH` and `\\` as the shell wrote them. */
const unescaped = (argument: string): string =>
  argument.replace(/\\(?:x([0-9a-fA-F]{2})|n|\\)/g, (all, hex: string | undefined) =>
    hex !== undefined ? String.fromCharCode(parseInt(hex, 16)) : all === '\\n' ? '\n' : '\\',
  )
