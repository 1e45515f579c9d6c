import { text as decoded, type Bytes } from '../../../base/bytes'
import { exit, orUndefined } from '../face'
import type { Await, Fd, Sys, Turn } from '../../wire/sys'

/** What pagers share: reading no further than is shown, and the rows that lines make at a width. */
export interface Source {
  /** The file that is read; `-` is standard input. */
  readonly name: string
  readonly fd: Fd
  readonly text: Bytes
  readonly ended: boolean
}

/** A pager that is told to go to the end of something endless takes this for the end. */
const most = 1 << 22

/** Reads until there are so many lines or no more; false is: not yet, wait for more. */
export function readTo(sys: Sys, from: Source, lines: number): { readonly source: Source; readonly enough: boolean } {
  let source = from
  for (let chunks = 0; chunks < 64; chunks++) {
    if (source.ended || countLines(source.text) >= lines) return { source, enough: true }
    const bytes = source.text.length > most ? '' : sys.read(source.fd, 1 << 16)
    if (bytes === undefined) return { source, enough: false }
    if (bytes === '' && source.fd !== 0) orUndefined(() => sys.close(source.fd))
    source = { ...source, text: source.text + bytes, ended: bytes === '' }
  }
  return { source, enough: true }
}

function countLines(text: Bytes): number {
  let count = 0
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++
  return count
}

export const moreOf = ({ fd }: Source): Await => ({ on: 'readable', fd })

/** What is left of copying files to an output that is no terminal. */
export interface Copying {
  readonly copies: readonly string[]
  readonly open?: Fd
  readonly failed: boolean
}

/** Copies; `refused` says what it could not open. */
export function copy(sys: Sys, from: Copying, refused: (name: string, error: unknown) => void): Turn<Copying> {
  let state = from
  for (let chunks = 0; chunks < 64; chunks++) {
    const [name, ...copies] = state.copies
    if (name === undefined) return exit(state.failed ? 1 : 0)
    const fd = state.open ?? (name === '-' ? 0 : opened(sys, name, refused))
    const bytes = fd === undefined ? '' : sys.read(fd, 1 << 16)
    if (bytes === undefined) return { turn: 'wait', state: { ...state, open: fd! }, on: [{ on: 'readable', fd: fd! }] }
    if (bytes !== '') sys.write(1, bytes)
    state = bytes === '' ? { copies, failed: state.failed || fd === undefined } : { ...state, open: fd! }
  }
  return { turn: 'yield', state }
}

function opened(sys: Sys, name: string, refused: (name: string, error: unknown) => void): Fd | undefined {
  try {
    return sys.open(name, { read: true })
  } catch (error) {
    refused(name, error)
    return undefined
  }
}

/** Where a person's keys come from when standard input is what is paged. */
export const keysOf = (sys: Sys): Fd => (sys.isatty(0) ? 0 : sys.open('/dev/tty', { read: true }))

/** One row of the screen: what it shows, and which line of the text it belongs to; `goesOn` where the line has another row. */
export interface Row {
  readonly shown: string
  readonly line: number
  readonly goesOn: boolean
}

export interface Manner {
  readonly cols: number
  /** Escape sequences of colour reach the terminal (less -R). */
  readonly colours: boolean
  readonly chop: boolean
  readonly numbers: boolean
}

export function rowsOf(text: Bytes, manner: Manner): readonly Row[] {
  const whole = decoded(text)
  const lines = whole === '' ? [] : whole.replace(/\n$/, '').split('\n')
  return lines.flatMap((line, i) => {
    const lead = manner.numbers ? `${String(i + 1).padStart(7)} ` : ''
    const parts = folded(lead + line, manner)
    return parts.map((shown, at) => ({ shown, line: i, goesOn: at < parts.length - 1 }))
  })
}

/** Cuts a line into rows: tabs are widened, control characters named. */
function folded(line: string, { cols, colours, chop }: Manner): readonly string[] {
  // Nearly every line is plain and short.
  if (line.length <= cols && !/[\0-\x1f\x7f]/.test(line)) return [line]
  const rows: string[] = []
  let [row, width] = ['', 0]
  for (const [piece] of line.matchAll(/\x1b\[[\d;]*[mK]|[^]/gu)) {
    if (colours && piece.length > 1 && piece.startsWith('\x1b')) {
      row += piece
      continue
    }
    for (const [letter, wide] of lettersOf(piece, width)) {
      if (width + wide > cols) {
        rows.push(row)
        ;[row, width] = ['', 0]
      }
      row += letter
      width += wide
    }
  }
  if (!chop) return [...rows, row]
  // What is cut off is told in the last column.
  return [rows[0] === undefined ? row : `${rows[0].slice(0, -1)}\x1b[7m>\x1b[27m`]
}

function lettersOf(piece: string, width: number): readonly (readonly [string, number])[] {
  if (piece === '\t') return Array.from({ length: 8 - (width % 8) }, () => [' ', 1] as const)
  return [...piece].map((char) => {
    const code = char.codePointAt(0)!
    if (code === 27) return ['\x1b[7mESC\x1b[27m', 3]
    if (code < 32 || code === 127) return [`\x1b[7m^${String.fromCharCode(code ^ 64)}\x1b[27m`, 2]
    return [char, 1]
  })
}
