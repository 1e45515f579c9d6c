import { parseScript } from '../../node/parse'
import type { Stmt } from '../../node/tree'

/**
 * A script's tree, or what is wrong with it in the words of the shell's own reader.
 *
 * @models babel parser, as mongosh shows its errors
 * @fidelity part: five of its messages
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
    if ('words' in found && !found.unfinished && !isMark(word[0], source, word.index)) return word.index
  }
  return source.trimEnd().length
}

/** The beginning of a text that has its end. */
const isMark = (word: string, source: string, at: number): boolean =>
  /^['"`]$/.test(word) &&
  source
    .slice(at + 1)
    .split('\n')[0]!
    .includes(word)

function drawn(source: string, wrong: Wrong): string {
  const place = placeOf(source, wrong)
  const before = source.slice(0, place)
  const { words, at } = told(source, before, place, wrong)
  const lines = source.split('\n')
  const line = source.slice(0, at).split('\n').length
  const column = source.slice(0, at).split('\n').at(-1)!.length
  const width = String(Math.min(lines.length, line + 3)).length
  const shown = lines.flatMap((text, i) => {
    const number = i + 1
    if (number < line - 2 || number > line + 3) return []
    const head = `${number === line ? '>' : ' '} ${String(number).padStart(width)} | ${text}`.trimEnd()
    return number === line ? [head, `${' '.repeat(width + 3)}| ${' '.repeat(column)}^`] : [head]
  })
  return `${words} (${line}:${column})\n\n${shown.join('\n')}`
}

/** What the reader says, and where it points. */
function told(
  source: string,
  before: string,
  place: number,
  wrong: Wrong,
): { readonly words: string; readonly at: number } {
  if (wrong.words.startsWith('Invalid left-hand'))
    return { words: 'Invalid left-hand side in assignment expression.', at: place }
  if (/^['"]/.test(source.slice(place))) {
    const rest = source.slice(place + 1).split('\n')[0]!
    if (!rest.includes(source[place]!)) return { words: 'Unterminated string constant.', at: place }
  }
  const end = before.trimEnd()
  // Behind a statement that is whole a semicolon is missing, and is shown where it should be.
  if (!wrong.unfinished && end !== '' && !/[;}]$/.test(end) && !('words' in tried(end)))
    return { words: 'Missing semicolon.', at: end.length }
  // Behind a value in brackets it can go on with a comma only.
  if (!wrong.unfinished && /[\w$)\]}'"`]$/.test(end)) return { words: 'Unexpected token, expected ","', at: place }
  return { words: 'Unexpected token', at: place }
}
