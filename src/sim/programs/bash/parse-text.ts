import type { Part, Word } from './tree'

/**
 * Unquoted text of a word: backslashes and tildes.
 *
 * @models bash subst.c, general.c (tilde expansion)
 */
export const text = (words: string, quoted: boolean): Part => ({ kind: 'text', text: words, quoted })

/** Unquoted text: a backslash quotes what follows it, and vanishes with a newline. */
export function bareText(text: string): readonly Part[] {
  const parts: Part[] = []
  for (const piece of text.match(/\\[^]|[^\\]+|\\$/g) ?? []) {
    if (piece === '\\\n') continue
    const quoted = piece[0] === '\\' && piece.length > 1
    parts.push({ kind: 'text', text: quoted ? piece.slice(1) : piece, quoted })
  }
  return parts
}

export function leadingTilde(parts: Word): Word {
  const first = parts[0]
  if (first?.kind !== 'text' || first.quoted || first.text[0] !== '~') return parts
  const user = /^~([\w.+-]*)(\/|$)/.exec(first.text)
  const whole = user !== null && (user[2] === '/' || parts.length === 1)
  if (!whole) return parts
  const tail = first.text.slice(1 + user[1]!.length)
  return [{ kind: 'tilde', user: user[1]! }, ...(tail === '' ? [] : [text(tail, false)]), ...parts.slice(1)]
}

/** In an assignment a tilde also counts after each colon. */
export function withTildes(parts: Word): Word {
  return parts.flatMap((part) => {
    if (part.kind !== 'text' || part.quoted || !part.text.includes(':~')) return [part]
    return part.text.split(/(?<=:)(?=~)/).flatMap((piece) => {
      const found = /^~([\w.+-]*)(?=\/|:|$)/.exec(piece)
      return found === null
        ? [text(piece, false)]
        : [{ kind: 'tilde' as const, user: found[1]! }, text(piece.slice(found[0].length), false)]
    })
  })
}
