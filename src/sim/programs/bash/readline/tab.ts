import { widthOf } from '../../../../base/width'
import { toBytes } from '../encode'
import type { Machine } from '../state'
import { candidates, expanded, type Candidate, type Candidates } from './complete'
import { without, insert } from './editing'
import { afresh, bell, leave, lettersOf, type Hand } from './hand'

/**
 * Tab: as much as is certain; again, the list of what is possible.
 *
 * @models readline complete.c rl_complete_internal, rl_display_match_list; busybox libbb/lineedit.c input_tab, showfiles
 * @fidelity part: a list longer than the window is not stopped with --More--
 */
const manyAre = 100

const isReadline = ({ desk }: Hand): boolean => desk.manner === 'readline'

export function tab(m: Machine, h: Hand): void {
  const { e } = h
  const asked = candidates(m, e.text, e.cursor)
  const { found } = asked
  if (found.length === 0) return bell(h)
  const before = e.text.join('')
  if (found.length === 1) complete(m, h, asked, found[0]!)
  else if (!isReadline(h) && e.last === 'tab') return list(h, found)
  else fill(h, asked)
  if (h.e.text.join('') !== before) {
    if (found.length > 1) bell(h)
    h.e = { ...h.e, ...(isReadline(h) ? {} : { last: 'tab' as const }) }
    return
  }
  if (found.length > 1 && e.last === 'tab') return offer(h, found)
  bell(h)
  h.e = { ...h.e, last: 'tab' }
}

/** bash asks before it shows very many. */
function offer(h: Hand, found: readonly Candidate[]): void {
  if (!isReadline(h) || found.length < manyAre) return list(h, found)
  leave(h)
  h.out += `Display all ${found.length} possibilities? (y or n)`
  h.e = { ...h.e, asked: found.map((one) => one.shown) }
}

export function answered(h: Hand, key: string): void {
  const { asked, ...e } = h.e
  if (/^[yY ]$/.test(key)) {
    h.e = e
    h.out += `\n${columns(asked!, h.columns, true)}`
    afresh(h)
  } else if (/^[nN]$|^erase$|^C-g$/.test(key)) {
    h.e = e
    h.out += '\n'
    afresh(h)
  } else bell(h)
}

function list(h: Hand, found: readonly Candidate[]): void {
  leave(h)
  h.out += columns(
    found.map((one) => one.shown),
    h.columns,
    isReadline(h),
  )
  afresh(h)
}

/** The only one there is, and what follows it: a slash after a directory, else its quote and a blank. */
function complete(m: Machine, h: Hand, { from, quote, word }: Candidates, one: Candidate): void {
  const end = h.e.cursor === h.e.text.length
  const after =
    one.kind === 'dir'
      ? slash(m, word, one)
      : `${one.kind === 'variable' ? '' : quote}${end || !isReadline(h) ? ' ' : ''}`
  place(h, from, quoted(h, quote, one) + after)
}

/** A link to a directory gets its slash only once it is written out. */
function slash(m: Machine, word: string, one: Candidate): string {
  if (one.text.startsWith('$') || one.text.startsWith('~')) return '/'
  const link = m.sys.lstat(toBytes(expanded(m, one.text))).kind === 'symlink'
  return link && one.text !== word && m.s.flavour === 'bash' ? '' : '/'
}

/** What all of them begin with. */
function fill(h: Hand, { from, quote, word, found }: Candidates): void {
  const common = found.map((one) => one.text).reduce(commonStart)
  if (common.length > word.length) place(h, from, quoted(h, quote, { ...found[0]!, text: common }))
}

function place(h: Hand, from: number, words: string): void {
  h.e = insert(without(h.e, from, h.e.cursor), lettersOf(h.desk, words))
}

/** BusyBox puts backslashes between quotes too. */
function quoted(h: Hand, quote: string, { text, kind }: Candidate): string {
  if (kind === 'variable' || text.startsWith('$')) return text
  if (isReadline(h) && quote !== '') return quote === '"' ? text.replace(/["$`\\]/g, '\\$&') : text
  return text.replace(/[\s"'\\$`&|;<>()*?[\]{}!#]/g, '\\$&')
}

function commonStart(a: string, b: string): string {
  let i = 0
  while (i < a.length && a[i] === b[i]) i++
  return a.slice(0, i)
}

/** In columns, down each of them; readline leaves blanks behind all but what would reach the edge. */
function columns(names: readonly string[], width: number, blanks: boolean): string {
  const sizes = names.map((name) => [...name].reduce((n, char) => n + widthOf(char), 0))
  const wide = Math.max(...sizes) + 2
  const fitting = Math.max(1, Math.floor(width / wide) - (blanks && width % wide === 0 && width > wide ? 1 : 0))
  const rows = Math.ceil(names.length / fitting)
  let out = ''
  for (let row = 0; row < rows; row++) {
    for (let at = row, across = 1; at < names.length; at += rows, across++) {
      const last = blanks ? across === fitting : at + rows >= names.length
      out += names[at]! + (last ? '' : ' '.repeat(wide - sizes[at]!))
    }
    out += '\n'
  }
  return out
}
