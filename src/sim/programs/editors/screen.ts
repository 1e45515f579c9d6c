import { text as decoded, utf8, type Bytes } from '../../../base/bytes'
import type { Editing } from './editing'
import { column, lineAt } from './text'

/**
 * The whole screen of an editor, drawn anew after every key.
 *
 * @fidelity part: lines are cut at the width instead of going on below; a tab is shown as blanks up to the next eighth column
 */
export interface Size {
  readonly rows: number
  readonly cols: number
}

/** Rows above and below the text. */
const frame = ({ dialect }: Editing): { readonly above: number; readonly below: number } =>
  dialect === 'nano' ? { above: 1, below: 3 } : { above: 0, below: 1 }

/** With the cursor's line on the screen. */
export function scrolled(editing: Editing, { rows }: Size): Editing {
  const { above, below } = frame(editing)
  const page = Math.max(1, rows - above - below)
  const { row } = editing.text
  if (row >= editing.top && row < editing.top + page) return editing
  return { ...editing, top: row < editing.top ? row : row - page + 1 }
}

export function drawn(editing: Editing, size: Size): Bytes {
  const { above, below } = frame(editing)
  const page = Math.max(1, size.rows - above - below)
  const rows = Array.from({ length: page }, (_, i) => textRow(editing, editing.top + i, size.cols))
  const lines = [...head(editing, size), ...rows, ...foot(editing, size)]
  return `\x1b[?25l\x1b[H\x1b[2J${lines.join('\r\n')}${cursor(editing, size)}\x1b[?25h`
}

const gutter = ({ vi, text }: Editing): number => (vi.numbered ? Math.max(3, String(text.lines.length).length) + 1 : 0)

function textRow(editing: Editing, row: number, cols: number): Bytes {
  const line = editing.text.lines[row]
  const width = gutter(editing)
  if (line === undefined) return editing.dialect === 'nano' ? '' : '~'
  const number = width === 0 ? '' : `${String(row + 1).padStart(width - 1)} `
  return number + fitted(line, cols - width)
}

/** Blanks for tabs, `^X` for controls, and no more than there is room for. */
function fitted(line: Bytes, cols: number): Bytes {
  let out = ''
  let width = 0
  for (const char of decoded(line)) {
    const shown = char === '\t' ? ' '.repeat(8 - (width % 8)) : char < ' ' ? `^${caret(char)}` : char
    width += char === '\t' || char < ' ' ? shown.length : 1
    if (width > cols) break
    out += shown
  }
  return utf8(out)
}

const caret = (char: string): string => String.fromCharCode(char.charCodeAt(0) ^ 0x40)

const inverse = (words: Bytes): Bytes => `\x1b[7m${words}\x1b[m`

const padded = (words: Bytes, cols: number): Bytes => words.slice(0, cols).padEnd(cols)

function head(editing: Editing, { cols }: Size): readonly Bytes[] {
  if (editing.dialect !== 'nano') return []
  const title = editing.file === '' ? 'New Buffer' : utf8(editing.file)
  const middle = Math.max(14, (cols - title.length) >> 1)
  const bar = padded('  GNU nano 7.2'.padEnd(middle) + title, cols)
  return [inverse(editing.modified ? `${bar.slice(0, cols - 10)} Modified ` : bar)]
}

function foot(editing: Editing, { cols }: Size): readonly Bytes[] {
  if (editing.dialect === 'nano') return nanoFoot(editing, cols)
  const { vi, message, alarmed, dialect } = editing
  if (vi.mode === 'line') return [vi.line]
  if (dialect === 'busybox') return [message === '' ? busyboxStatus(editing) : alarmed ? inverse(message) : message]
  const place = vimPlace(editing)
  return [padded(alarmed ? message : message, cols - 20) + place]
}

function vimPlace({ text, top }: Editing): Bytes {
  const line = lineAt(text)
  const where = `${text.row + 1},${line === '' ? '0-1' : column(line, text.col) + 1}`
  return `${where.padEnd(14)}${top === 0 ? 'All' : `${Math.floor((100 * text.row) / text.lines.length)}%`}`
}

function busyboxStatus({ file, modified, readonly, vi, text }: Editing): Bytes {
  const name = file === '' ? 'No file' : utf8(file)
  const marks = `${readonly ? ' [Readonly]' : ''}${modified ? ' [Modified]' : ''}`
  const { length } = text.lines
  return `${vi.mode === 'insert' ? 'I' : '-'} ${name}${marks} ${text.row + 1}/${length} ${Math.floor((100 * (text.row + 1)) / length)}%`
}

const question = ({ nano }: Editing): Bytes | undefined => {
  if (nano.asking === 'save') return 'Save modified buffer?'
  if (nano.asking === 'rename') return 'Save file under DIFFERENT NAME?'
  if (nano.asking === 'name') return `File Name to Write: ${nano.answer}`
  return nano.asking === 'search' ? `Search: ${nano.answer}` : undefined
}

const help = (pairs: readonly (readonly [string, string])[]): Bytes =>
  pairs.map(([key, words]) => `${inverse(key)} ${words.padEnd(11)}`).join('')

const usual = [
  help([
    ['^G', 'Help'],
    ['^O', 'Write Out'],
    ['^W', 'Where Is'],
    ['^K', 'Cut'],
    ['^C', 'Location'],
  ]),
  help([
    ['^X', 'Exit'],
    ['^S', 'Save'],
    ['^A', 'Line start'],
    ['^U', 'Paste'],
    ['^E', 'Line end'],
  ]),
]

function nanoFoot(editing: Editing, cols: number): readonly Bytes[] {
  const asked = question(editing)
  if (/^(?:save|rename)$/.test(editing.nano.asking))
    return [inverse(padded(asked ?? '', cols)), ` ${inverse('Y')} Yes`, ` ${inverse('N')} No  ${inverse('^C')} Cancel`]
  if (asked !== undefined) return [inverse(padded(asked, cols)), help([['^C', 'Cancel']]), '']
  const { message } = editing
  const status = message === '' ? '' : ' '.repeat(Math.max(0, (cols - message.length) >> 1)) + inverse(message)
  return [status, ...usual]
}

function cursor(editing: Editing, { rows, cols }: Size): Bytes {
  const { text, top, vi } = editing
  const { above } = frame(editing)
  const asked = editing.dialect === 'nano' ? question(editing) : vi.mode === 'line' ? vi.line : undefined
  if (asked !== undefined)
    return `\x1b[${editing.dialect === 'nano' ? rows - 2 : rows};${Math.min(cols, [...decoded(asked)].length + 1)}H`
  const left = fitted(lineAt(text).slice(0, text.col), cols)
  const col = gutter(editing) + [...decoded(left)].length + 1
  return `\x1b[${text.row - top + above + 1};${Math.min(cols, col)}H`
}
