import { widthOf } from './print'
import type { Complaint } from './wire'

/**
 * A server's complaint as libpq prints it: the message, the line of the query with a caret, and what else there is.
 *
 * @models postgres src/interfaces/libpq/fe-protocol3.c
 */
export function complaintText(error: Complaint, query: string): string {
  const rest = [
    ...(error.detail === undefined ? [] : [`DETAIL:  ${error.detail}\n`]),
    ...(error.hint === undefined ? [] : [`HINT:  ${error.hint}\n`]),
  ].join('')
  return `${error.severity}:  ${error.message}\n${error.position === undefined ? '' : pointed(query, error.position)}${rest}`
}

const shown = 60
const rightCut = 10

function pointed(query: string, position: number): string {
  const at = Math.min(position - 1, query.length)
  const begin = query.lastIndexOf('\n', at - 1) + 1
  const number = query.slice(0, begin).split('\n').length
  const text = query.slice(begin).split('\n')[0]!.replaceAll('\t', ' ')
  const column = at - begin
  const [from, to] = part(text.length, column)
  const lead = `LINE ${number}: ${from > 0 ? '...' : ''}`
  const caret = ' '.repeat(widthOf(lead + text.slice(from, column)))
  return `${lead}${text.slice(from, to)}${to < text.length ? '...' : ''}\n${caret}^\n`
}

/** Which part of a long line is shown around the column. */
function part(length: number, column: number): readonly [number, number] {
  if (length <= shown) return [0, length]
  if (shown >= column + rightCut) return [0, shown]
  const to = Math.min(length, column + rightCut)
  return [Math.max(0, to - shown), to]
}
