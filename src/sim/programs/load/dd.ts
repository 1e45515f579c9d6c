import { attempt, exit, isBusybox } from '../face'
import { misuse, quote } from '../say'
import { complain } from '../face'
import { utf8, type Bytes } from '../../../base/bytes'
import type { Fd, Program, Sys, Turn } from '../../wire/sys'

/**
 * Copies blocks and says how fast.
 *
 * @models coreutils src/dd.c, busybox coreutils/dd.c
 * @fidelity part: operands if of bs ibs obs count skip seek conv=notrunc status; zeros become a hole in the file that they are written to
 */
interface Copy {
  readonly from: Fd
  readonly to: Fd
  /** The input is /dev/zero: nothing needs to be read. */
  readonly zeros: boolean
  /** A regular output file; absent: anything else. */
  readonly path?: string
  /** The output takes everything and keeps nothing. */
  readonly sink: boolean
  readonly size: number
  /** Records still to be copied; absent: until the input ends. */
  readonly left?: number
  readonly at: number
  readonly whole: number
  readonly partial: number
  readonly bytes: number
  readonly since: number
  readonly quiet: boolean
}

export const dd: Program<Copy> = {
  name: 'dd',
  start: (sys) => {
    const words = operands(sys)
    if (words === undefined) return exit(1)
    const copy = opened(sys, words)
    if (copy === undefined) return exit(1)
    sys.sigaction('SIGINT', 'catch')
    return goOn(sys, copy)
  },
  resume: (sys, state, wake) => {
    if (wake.on !== 'signal') return goOn(sys, state)
    report(sys, state)
    return exit(130)
  },
}

const known = ['if', 'of', 'bs', 'ibs', 'obs', 'count', 'skip', 'seek', 'conv', 'status', 'iflag', 'oflag', 'cbs']

function operands(sys: Sys): Readonly<Record<string, string>> | undefined {
  const pairs: Record<string, string> = {}
  for (const word of sys.argv.slice(1)) {
    const at = word.indexOf('=')
    const key = word.slice(0, Math.max(0, at))
    if (!known.includes(key)) {
      misuse(sys, `unrecognized operand ${quote(sys, word)}`)
      return undefined
    }
    pairs[key] = word.slice(at + 1)
  }
  return pairs
}

const units: Readonly<Record<string, number>> = {
  '': 1,
  c: 1,
  w: 2,
  b: 512,
  k: 1024,
  K: 1024,
  kB: 1000,
  KB: 1000,
  KiB: 1024,
  M: 1024 ** 2,
  MB: 1000 ** 2,
  MiB: 1024 ** 2,
  G: 1024 ** 3,
  GB: 1000 ** 3,
  GiB: 1024 ** 3,
}

function number(sys: Sys, text: string): number | undefined {
  const [, digits, unit = ''] = /^(\d+)([A-Za-z]*)$/.exec(text) ?? []
  if (digits !== undefined && units[unit] !== undefined) return Number(digits) * units[unit]
  complain(sys, isBusybox(sys) ? `invalid number '${text}'` : `invalid number: ${quote(sys, text)}`)
  return undefined
}

function opened(sys: Sys, words: Readonly<Record<string, string>>): Copy | undefined {
  const [size, count, skip, seek] = [
    words['bs'] ?? words['ibs'] ?? '512',
    words['count'] ?? '',
    words['skip'] ?? '0',
    words['seek'] ?? '0',
  ].map((text) => (text === '' ? Infinity : number(sys, text)))
  if (size === undefined || count === undefined || skip === undefined || seek === undefined) return undefined
  const from = words['if'] === undefined ? 0 : openOne(sys, words['if'], false, false)
  const to =
    words['of'] === undefined
      ? 1
      : openOne(sys, words['of'], true, (words['conv'] ?? '').includes('notrunc') || seek > 0)
  if (from === undefined || to === undefined) return undefined
  if (skip > 0) sys.lseek(from, skip * size)
  const isFile = words['of'] !== undefined && sys.fstat(to).kind === 'file'
  if (isFile && seek > 0) sys.lseek(to, seek * size)
  return {
    from,
    to,
    size,
    at: seek * size,
    whole: 0,
    partial: 0,
    bytes: 0,
    since: sys.now(),
    quiet: words['status'] === 'none',
    zeros: words['if'] === '/dev/zero',
    sink: words['of'] === '/dev/null',
    ...(count !== Infinity && { left: count }),
    ...(isFile && { path: words['of']! }),
  }
}

function openOne(sys: Sys, path: string, write: boolean, keep: boolean): Fd | undefined {
  let fd: Fd | undefined
  const flags = write ? { write: true, create: true, truncate: !keep } : { read: true }
  attempt(
    () => void (fd = sys.open(path, flags, 0o666)),
    (words) =>
      complain(sys, isBusybox(sys) ? `can't open '${path}': ${words}` : `failed to open ${quote(sys, path)}: ${words}`),
  )
  return fd
}

/** Bytes in one slice, and bytes in a microsecond. */
const mostAtOnce = 64 << 20
const speed = 2_000

function goOn(sys: Sys, copy: Copy): Turn<Copy> {
  if (copy.left === 0) return finish(sys, copy)
  return copy.zeros && (copy.sink || copy.path !== undefined) ? zeros(sys, copy) : data(sys, copy)
}

/** Nobody would see the bytes: only their number counts. */
function zeros(sys: Sys, copy: Copy): Turn<Copy> {
  const records = Math.max(1, Math.min(copy.left ?? Infinity, Math.floor(mostAtOnce / copy.size)))
  const bytes = records * copy.size
  const { path } = copy
  const done =
    path === undefined ||
    attempt(
      () => sys.truncate(path, copy.at + bytes),
      (words) => complain(sys, `error writing ${quote(sys, path)}: ${words}`),
    )
  if (!done) return failed(sys, copy)
  return later(moved(copy, records, 0, bytes), bytes)
}

const later = (state: Copy, bytes: number): Turn<Copy> => ({
  turn: 'yield',
  state,
  after: Math.max(5, Math.round(bytes / speed)),
})

const moved = (copy: Copy, whole: number, partial: number, bytes: number): Copy => ({
  ...copy,
  at: copy.at + bytes,
  whole: copy.whole + whole,
  partial: copy.partial + partial,
  bytes: copy.bytes + bytes,
  ...(copy.left !== undefined && { left: copy.left - whole - partial }),
})

function failed(sys: Sys, copy: Copy): Turn<Copy> {
  report(sys, copy)
  return exit(1)
}

const recordsAtOnce = 256

function data(sys: Sys, start: Copy): Turn<Copy> {
  let copy = start
  for (let n = 0; n < recordsAtOnce && copy.left !== 0 && copy.bytes - start.bytes < mostAtOnce / 16; n++) {
    const block = record(sys, copy)
    if (block === undefined) return { turn: 'wait', state: copy, on: [{ on: 'readable', fd: copy.from }] }
    if (block === '') return copy === start ? finish(sys, copy) : later({ ...copy, left: 0 }, copy.bytes - start.bytes)
    if (
      !attempt(
        () => sys.write(copy.to, block),
        (words) => complain(sys, `error writing 'standard output': ${words}`),
      )
    )
      return failed(sys, copy)
    copy = moved(copy, block.length === copy.size ? 1 : 0, block.length === copy.size ? 0 : 1, block.length)
  }
  return later(copy, copy.bytes - start.bytes)
}

/** One read(2) of a whole record: files and devices give all of it, a pipe what it has. */
function record(sys: Sys, copy: Copy): Bytes | undefined {
  let block: Bytes = ''
  while (block.length < copy.size) {
    const part = sys.read(copy.from, Math.min(copy.size - block.length, mostAtOnce))
    if (part === undefined) return block === '' ? undefined : block
    if (part === '') return block
    block += part
    if (sys.fstat(copy.from).kind === 'fifo') return block
  }
  return block
}

function finish(sys: Sys, copy: Copy): Turn<Copy> {
  report(sys, copy)
  return exit(0)
}

function report(sys: Sys, copy: Copy): void {
  if (copy.quiet) return
  const records = `${copy.whole}+${copy.partial} records`
  const seconds = Math.max(sys.now() - copy.since, 1) / 1e6
  sys.write(
    2,
    utf8(
      `${records} in\n${records} out\n${isBusybox(sys) ? busyboxRate(copy.bytes, seconds) : gnuRate(copy.bytes, seconds)}`,
    ),
  )
}

const significant = (value: number): string => (value < 9.95 ? value.toFixed(1) : String(Math.round(value)))

function human(bytes: number, base: number, suffix: string): string {
  let power = 0
  let value = bytes
  for (; value >= base && power < 4; power++) value /= base
  const unit =
    power === 0 ? 'B' : `${(base === 1000 ? ['', 'k', 'M', 'G', 'T'] : ['', 'K', 'M', 'G', 'T'])[power]}${suffix}`
  return `${significant(value).replace(/\.0$/, power === 0 ? '' : '.0')} ${unit}`
}

const gnuNumber = (seconds: number): string => String(Number(seconds.toPrecision(6)))

function gnuRate(bytes: number, seconds: number): string {
  const sizes =
    bytes < 1000
      ? ''
      : bytes < 1024
        ? ` (${human(bytes, 1000, 'B')})`
        : ` (${human(bytes, 1000, 'B')}, ${human(bytes, 1024, 'iB')})`
  return `${bytes} bytes${sizes} copied, ${gnuNumber(seconds)} s, ${human(bytes / seconds, 1000, 'B')}/s\n`
}

function short(bytes: number): string {
  const power = Math.min(4, Math.floor(Math.log2(Math.max(1, bytes)) / 10))
  return `${(bytes / 1024 ** power).toFixed(1)}${['', 'K', 'M', 'G', 'T'][power]}B`
}

const busyboxRate = (bytes: number, seconds: number): string =>
  `${bytes} bytes (${short(bytes)}) copied, ${seconds.toFixed(6)} seconds, ${short(bytes / seconds)}/s\n`
