import { processWords } from './words'

/**
 * Here-documents of RUN, COPY and ADD.
 * @models buildkit frontend/dockerfile/parser (ParseHeredoc)
 * @fidelity full
 */
export interface Heredoc {
  readonly name: string
  /** Variables in the content are replaced: the name was not quoted. */
  readonly expand: boolean
  /** Leading tabs are removed (`<<-`). */
  readonly chomp: boolean
  readonly content: string
}

const quotes = (text: string): number => text.split(/['"]/).length - 1

/** `<<EOF`, `3<<-'END'` → what it announces; undefined when the word is something else. */
export function parseHeredoc(word: string): Heredoc | undefined {
  const match = /^(\d*)<<(-?)\s*([^<]*)$/.exec(word)
  const rest = match?.[3] ?? ''
  if (match === null || rest === '') return undefined
  const plain = processWords(rest, {}, { skipUnset: true })
  if (plain.length !== 1) return undefined
  const raw = processWords(rest, {}, { skipUnset: true, rawQuotes: true })
  return { name: plain[0]!, expand: quotes(plain[0]!) === quotes(raw[0]!), chomp: match[2] === '-', content: '' }
}

/** All that a line announces, in order. */
export function heredocsOf(line: string): readonly Heredoc[] {
  let words: readonly string[] = []
  try {
    words = processWords(line, {}, { rawQuotes: true, rawEscapes: true, skipUnset: true })
  } catch {
    return []
  }
  return words.flatMap((word) => parseHeredoc(word) ?? [])
}

export const chomped = (doc: Heredoc): string => (doc.chomp ? doc.content.replace(/^\t+/gm, '') : doc.content)

/** The first line, for a step's name: `RUN <<EOF (echo a...)`. */
export function summary(content: string): string {
  const [first = '', ...others] = content.trim().replaceAll('\r\n', '\n').split('\n')
  return others.length > 0 ? `${first}...` : first
}
