import { newline, put, rowAt, scroll, tab, type Cell, type Pen } from './pen'
import { plain, styled } from './style'

/** Escape and control sequences that move, erase, insert and scroll. */
type Act = (pen: Pen, args: readonly (number | undefined)[], mode: string, numbers: string) => void

const count = (args: readonly (number | undefined)[], at = 0): number => Math.max(1, args[at] ?? 1)
const bottom = ({ region, height, rows, top }: Pen): number =>
  region?.to ?? (height > 0 ? height - 1 : rows.length - 1 - top)

const acts: Readonly<Record<string, Act>> = {
  m: (pen, _args, mode, numbers) => void (mode === '' && (pen.style = styled(pen.style, numbers))),
  A: (pen, args) => goTo(pen, pen.row - count(args), pen.col),
  B: (pen, args) => goTo(pen, pen.row + count(args), pen.col),
  e: (pen, args) => goTo(pen, pen.row + count(args), pen.col),
  C: (pen, args) => goTo(pen, pen.row, pen.col + count(args)),
  a: (pen, args) => goTo(pen, pen.row, pen.col + count(args)),
  D: (pen, args) => goTo(pen, pen.row, Math.min(pen.col, pen.columns > 0 ? pen.columns - 1 : pen.col) - count(args)),
  E: (pen, args) => goTo(pen, pen.row + count(args), 0),
  F: (pen, args) => goTo(pen, pen.row - count(args), 0),
  G: (pen, args) => goTo(pen, pen.row, count(args) - 1),
  '`': (pen, args) => goTo(pen, pen.row, count(args) - 1),
  d: (pen, args) => goTo(pen, pen.top + count(args) - 1, pen.col),
  H: (pen, args) => goTo(pen, pen.top + count(args) - 1, count(args, 1) - 1),
  f: (pen, args) => goTo(pen, pen.top + count(args) - 1, count(args, 1) - 1),
  I: (pen, args) => tab(pen, count(args)),
  Z: (pen, args) => tab(pen, -count(args)),
  J: (pen, args) => eraseScreen(pen, args[0] ?? 0),
  K: (pen, args) => eraseLine(pen, args[0] ?? 0),
  P: (pen, args) => void rowAt(pen, pen.row).splice(pen.col, count(args)),
  X: (pen, args) => eraseLetters(pen, count(args)),
  '@': (pen, args) => insertBlanks(pen, count(args)),
  L: (pen, args) => scroll(pen, pen.row - pen.top, Math.max(pen.row - pen.top, bottom(pen)), -count(args)),
  M: (pen, args) => scroll(pen, pen.row - pen.top, Math.max(pen.row - pen.top, bottom(pen)), count(args)),
  S: (pen, args) => scroll(pen, pen.region?.from ?? 0, bottom(pen), count(args)),
  T: (pen, args) => scroll(pen, pen.region?.from ?? 0, bottom(pen), -count(args)),
  b: (pen, args) => {
    for (let n = Math.min(count(args), 1000); n > 0; n--) put(pen, pen.last)
  },
  r: (pen, args, mode) => void (mode === '' && setRegion(pen, args)),
  s: (pen) => remember(pen),
  u: (pen) => recall(pen),
  h: (pen, args, mode) => args.forEach((n) => setMode(pen, mode, n, true)),
  l: (pen, args, mode) => args.forEach((n) => setMode(pen, mode, n, false)),
}

export function control(pen: Pen, mode: string, numbers: string, final: string): void {
  const args = numbers.split(';').map((n) => (n === '' ? undefined : Number.parseInt(n, 10)))
  acts[final]?.(pen, args, mode, numbers)
}

/** Two-character sequences, and the choice of a character set. */
export function escape(pen: Pen, what: string): void {
  if (what === '7') remember(pen)
  else if (what === '8') recall(pen)
  else if (what === 'c') reset(pen)
  else if (what === 'D') newline(pen)
  else if (what === 'E') {
    newline(pen)
    pen.col = 0
  } else if (what === 'M') up(pen)
  else if (what.startsWith('(')) pen.drawing = what === '(0'
}

/** Reverse index: up, and at the top everything goes down. */
function up(pen: Pen): void {
  const first = pen.region?.from ?? 0
  if (pen.row - pen.top === first) scroll(pen, first, bottom(pen), -1)
  else goTo(pen, pen.row - 1, pen.col)
}

const remember = (pen: Pen): void => {
  pen.mark = { row: pen.row - pen.top, col: pen.col, style: pen.style }
}

function recall(pen: Pen): void {
  pen.style = pen.mark.style
  goTo(pen, pen.top + pen.mark.row, pen.mark.col)
}

function reset(pen: Pen): void {
  empty(pen)
  pen.style = plain
  pen.region = undefined
  pen.drawing = pen.graphics = pen.inserts = false
  pen.wraps = true
}

function empty(pen: Pen): void {
  pen.rows = [[]]
  pen.soft = new Set()
  pen.row = pen.col = pen.top = 0
}

function goTo(pen: Pen, row: number, col: number): void {
  const last = pen.height > 0 ? pen.top + pen.height - 1 : row
  pen.row = Math.min(last, Math.max(pen.top, row))
  pen.col = Math.max(0, pen.columns > 0 ? Math.min(pen.columns - 1, col) : col)
  while (pen.rows.length <= pen.row) pen.rows.push([])
}

function setRegion(pen: Pen, args: readonly (number | undefined)[]): void {
  const from = count(args) - 1
  const to = (args[1] ?? (pen.height || 1)) - 1
  pen.region = (args[0] === undefined && args[1] === undefined) || to <= from ? undefined : { from, to }
  goTo(pen, pen.top, 0)
}

function setMode(pen: Pen, mode: string, number: number | undefined, on: boolean): void {
  if (mode === '' && number === 4) pen.inserts = on
  if (mode !== '?') return
  if (number === 7) pen.wraps = on
  else if (number === 25) pen.cursor = on
  else if (number === 1048) (on ? remember : recall)(pen)
  else if (number === 47 || number === 1047 || number === 1049) alternate(pen, on)
}

function eraseScreen(pen: Pen, how: number): void {
  if (how === 3) {
    // The scrollback goes; the screen stays. In a block there is no telling where one ends and the other begins: both go.
    empty(pen)
    pen.cleared ||= pen.saved === undefined
  } else if (how === 2) {
    pen.rows.length = pen.top
    while (pen.rows.length <= pen.row) pen.rows.push([])
    for (const row of pen.soft) if (row >= pen.top - 1) pen.soft.delete(row)
  } else if (how === 0) {
    eraseLine(pen, 0)
    pen.rows.length = pen.row + 1
    for (const row of pen.soft) if (row > pen.row) pen.soft.delete(row)
  } else {
    for (let i = pen.top; i < pen.row; i++) pen.rows[i] = []
    eraseLine(pen, 1)
  }
}

/** Erased cells have the background of the moment. */
const erased = (pen: Pen): Cell => ({ char: ' ', style: pen.style.bg === undefined ? plain : { bg: pen.style.bg } })

function eraseLine(pen: Pen, how: number): void {
  const row = rowAt(pen, pen.row)
  if (how !== 1) pen.soft.delete(pen.row)
  if (how === 0) row.length = Math.min(row.length, pen.col)
  else if (how === 2) row.length = 0
  else for (let i = 0; i <= pen.col && i < row.length; i++) row[i] = erased(pen)
  if (how !== 1 && pen.style.bg !== undefined && pen.columns > 0)
    for (let i = how === 0 ? pen.col : 0; i < pen.columns; i++) row[i] = row[i] ?? erased(pen)
}

function eraseLetters(pen: Pen, many: number): void {
  const row = rowAt(pen, pen.row)
  for (let i = pen.col; i < pen.col + many && i < row.length; i++) row[i] = erased(pen)
}

function insertBlanks(pen: Pen, many: number): void {
  const row = rowAt(pen, pen.row)
  while (row.length < pen.col) row.push({ char: ' ', style: plain })
  row.splice(pen.col, 0, ...Array.from({ length: Math.min(many, 1000) }, () => erased(pen)))
  if (pen.columns > 0) row.length = Math.min(row.length, pen.columns)
}

function alternate(pen: Pen, on: boolean): void {
  pen.region = undefined
  if (on && pen.saved === undefined) {
    pen.saved = { rows: pen.rows, row: pen.row, col: pen.col, top: pen.top, soft: pen.soft }
    empty(pen)
  } else if (!on && pen.saved !== undefined) {
    Object.assign(pen, pen.saved)
    pen.saved = undefined
  }
}
