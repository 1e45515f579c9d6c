import { utf8 } from '../../../base/bytes'
import type { Sys } from '../../wire/sys'
import { isBusybox } from '../face'
import {
  busyboxScreen,
  clamp,
  has,
  layout,
  marked,
  message,
  pageOf,
  paint,
  paintPrompt,
  prompt,
  regex,
  repaint,
  rowOfLine,
  type Reading,
} from './less-screen'
import { readTo, type Row } from './paging'

/** Where less goes: forward, backward, to a line, to what is searched for. */
export const toLine = (sys: Sys, state: Reading, line: number): number => rowOfLine(layout(sys, state), line)

/** Moves the screen so that `wanted` is its first row, having read as far as that needs. */
export function goTo(sys: Sys, from: Reading, wanted: number): Reading {
  const page = pageOf(sys)
  const { source, enough } = readTo(sys, from.source, wanted + page + 1)
  const state = { ...from, source }
  if (!enough) return { ...state, goal: wanted }
  const rows = layout(sys, state)
  const top = wanted < state.top ? Math.max(0, wanted) : Math.max(state.top, clamp(wanted, rows, page))
  if (top === state.top) return (sys.write(1, '\r\x1b[K\x07'), paintPrompt(sys, state))
  if (isBusybox(sys)) return busyboxScreen(sys, { ...state, top })
  return top > state.top ? forward(sys, state, rows, top, wanted === Infinity) : backward(sys, state, rows, top)
}

function forward(sys: Sys, state: Reading, rows: readonly Row[], top: number, jump: boolean): Reading {
  const page = pageOf(sys)
  const bottom = state.top + page
  const skipping = jump || top > bottom
  const fresh = rows.slice(skipping ? top : bottom, top + page)
  return paint(sys, { ...state, top }, fresh, `\r\x1b[K${skipping ? '...skipping...\n' : ''}`)
}

/** A few rows come in at the top one by one; a jump fills the screen anew. */
function backward(sys: Sys, state: Reading, rows: readonly Row[], top: number): Reading {
  const page = pageOf(sys)
  if (state.top - top > page)
    return paint(sys, { ...state, top }, rows.slice(top, top + page), '\r\x1b[K...skipping...\n')
  const lines = rows.slice(top, state.top).reverse()
  const body = lines
    .map((row) => `\x1b[H\x1bM${utf8(marked(state, row.shown))}${row.goesOn && !has(state, 'S') ? '' : '\n'}`)
    .join('')
  sys.write(1, `\r\x1b[K${body}\x1b[${sys.winsize(1).rows};1H\r\x1b[K`)
  return prompt(sys, { ...state, top })
}

/** To the next row that matches below (or above) the first one shown. */
export function search(sys: Sys, from: Reading, up: boolean): Reading {
  if (from.pattern === undefined) return message(sys, from, 'No previous regular expression')
  const found = regex(from.pattern, '')
  if (found === undefined) return message(sys, from, 'Invalid pattern')
  const state = { ...from, source: readTo(sys, from.source, Infinity).source }
  const rows = layout(sys, state)
  const hits = rows.flatMap((row, i) => (found.test(row.shown) ? [i] : []))
  const hit = up ? hits.filter((i) => i < state.top).at(-1) : hits.find((i) => i > state.top)
  if (hit === undefined) return message(sys, repaint(sys, state), 'Pattern not found')
  return repaint(sys, { ...state, top: hit })
}
