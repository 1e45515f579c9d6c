import { parseScript } from '../../node/parse'
import type { Stmt } from '../../node/tree'

/**
 * A script's tree, or what is wrong with it in the words of the shell's own reader.
 *
 * @models babel parser, as mongosh shows its errors
 * @fidelity part: three of its messages
 */
export interface Fault {
  readonly words: string
  /** More lines could still make it whole. */
  readonly unfinished: boolean
}

interface Wrong {
  readonly words: string
  readonly unfinished: boolean
  readonly beyond: boolean
}

export function parsed(source: string): readonly Stmt[] | Fault {
  const found = tried(source)
  if (!('words' in found)) return found
  if (found.beyond) return { words: `glasswhale: ${found.words}`, unfinished: false }
  return { words: drawn(source, found), unfinished: found.unfinished || isOpenText(source, found) }
}

function tried(source: string): readonly Stmt[] | Wrong {
  try {
    return parseScript(source)
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'beyond' in error) return error as Wrong
    throw error
  }
}

const isOpenText = (source: string, { words }: Wrong): boolean =>
  words.startsWith('Unterminated template') && (source.match(/`/g) ?? []).length % 2 === 1

/** Where it went wrong: the first word with which the beginning cannot be gone on with. */
function placeOf(source: string, { unfinished }: Wrong): number {
  if (unfinished) return source.trimEnd().length
  const words = [...source.matchAll(/[\w$]+|[^\s\w$]/g)]
  for (const word of words.slice(0, 500)) {
    const found = tried(source.slice(0, word.index + word[0].length))
    if ('words' in found && !found.unfinished) return word.index
  }
  return source.trimEnd().length
}

function drawn(source: string, wrong: Wrong): string {
  const at = placeOf(source, wrong)
  const before = source.slice(0, at).split('\n')
  // What stands behind a whole statement on its line wants a semicolon, and is shown where it should be.
  const missing =
    wrong.words.startsWith('Unexpected identifier') ||
    wrong.words.startsWith('Unexpected string') ||
    wrong.words.startsWith('Unexpected number')
  const column = missing ? before.at(-1)!.trimEnd().length : before.at(-1)!.length
  const words = missing
    ? 'Missing semicolon.'
    : wrong.words.startsWith('Invalid left-hand')
      ? 'Invalid left-hand side in assignment expression.'
      : 'Unexpected token'
  const line = before.length
  const lines = source.replace(/\n$/, '').split('\n')
  const width = String(Math.min(lines.length, line + 3)).length
  const shown = lines.flatMap((text, i) => {
    const number = i + 1
    if (number < line - 2 || number > line + 3) return []
    const head = `${number === line ? '>' : ' '} ${String(number).padStart(width)} | ${text}`.trimEnd()
    return number === line ? [head, `${' '.repeat(width + 3)}| ${' '.repeat(column)}^`] : [head]
  })
  return `${words} (${line}:${column})\n\n${shown.join('\n')}`
}
