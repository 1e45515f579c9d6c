import { complain, errnoOf, exit, isBusybox, put, putBytes, quietly } from '../face'
import { filter } from '../filter'
import { getopt, has, last } from '../options'
import { quote } from '../say'
import { strerror } from '../../wire/errno'
import type { Fd, Program, Sys, Turn } from '../../wire/sys'

/**
 * The first or the last of a file, and what is added to it later.
 *
 * @models coreutils src/{head,tail}.c
 * @fidelity part: tail -f looks every second; of --pid and --retry nothing; -z of head alone is nothing
 */
interface How {
  readonly lines?: number
  readonly bytes?: number
  readonly headers: boolean
}

const old = (args: readonly string[]): readonly string[] =>
  args.map((arg, i) =>
    /^-\d+$/.test(arg) && !/^-[nc]$|^--(lines|bytes)$/.test(args[i - 1] ?? '') ? `-n${arg.slice(1)}` : arg,
  )

/** The `+2` of old, which only counts as the first word. */
const plus = (args: readonly string[]): readonly string[] =>
  /^\+\d+$/.test(args[0] ?? '') && args.length <= 2 ? [`-n${args[0]}`, ...args.slice(1)] : args

/** `10`, `2K`, `-3`; undefined when it is none. */
export function count(word: string): number | undefined {
  const match = /^([-+]?)(\d+)([bkKmM]?)B?$/.exec(word)
  if (!match) return undefined
  const unit = { '': 1, b: 512, k: 1024, K: 1024, m: 1_048_576, M: 1_048_576 }[match[3]!]!
  return (match[1] === '-' ? -1 : 1) * Number(match[2]) * unit
}

function refused(sys: Sys, what: string, word: string): number {
  complain(sys, isBusybox(sys) ? `invalid number '${word}'` : `invalid number of ${what}: ${quote(sys, word)}`)
  return 1
}

const cannotOpen = (sys: Sys, file: string, reason: string, reading: boolean) => {
  if (isBusybox(sys)) return complain(sys, reading ? `read error: ${reason}` : `${file}: ${reason}`)
  complain(sys, reading ? `error reading '${file}': ${reason}` : `cannot open '${file}' for reading: ${reason}`)
}

interface Taken {
  readonly left: number
  readonly first: boolean
  readonly kept: readonly string[]
}

const title = (file: string) => (file === '-' ? 'standard input' : file)

export const head = filter<How & { readonly many: boolean }, Taken>({
  name: 'head',
  begin: (sys, args) => {
    const options = getopt(sys, old(args), {
      short: 'n:c:qvz',
      long: {
        'lines=': 'n',
        'bytes=': 'c',
        quiet: 'q',
        silent: 'q',
        verbose: 'v',
        'zero-terminated': 'z',
      },
    })
    if (!options) return 1
    const lines = count(last(options, 'n') ?? '10')
    const bytes = has(options, 'c') ? count(last(options, 'c')!) : undefined
    if (lines === undefined) return refused(sys, 'lines', last(options, 'n')!)
    if (has(options, 'c') && bytes === undefined) return refused(sys, 'bytes', last(options, 'c')!)
    const headers = (options.operands.length > 1 || has(options, 'v')) && !has(options, 'q')
    return {
      files: options.operands,
      options: { headers, many: options.operands.length > 1, lines, ...(bytes === undefined ? {} : { bytes }) },
      acc: { left: 0, first: true, kept: [] },
    }
  },
  fileStart: (sys, how, acc, file) => {
    if (how.headers) put(sys, `${acc.first ? '' : '\n'}==> ${title(file)} <==\n`)
    return { left: how.bytes ?? how.lines!, first: false, kept: [] }
  },
  data: (sys, how, acc, bytes) => {
    if (how.bytes !== undefined && how.bytes < 0) return heldBack(sys, -how.bytes, acc, bytes)
    if (how.bytes === undefined || acc.left <= 0) return stopped(how, acc)
    putBytes(sys, bytes.slice(0, acc.left))
    return stopped(how, { ...acc, left: acc.left - bytes.length })
  },
  line: (sys, how, acc, line, ended) => {
    if (how.bytes !== undefined) return acc
    const shown = line + (ended ? '\n' : '')
    if (how.lines! < 0) {
      const kept = [...acc.kept, shown]
      if (kept.length <= -how.lines!) return { ...acc, kept }
      putBytes(sys, kept[0]!)
      return { ...acc, kept: kept.slice(1) }
    }
    if (acc.left <= 0) return stopped(how, acc)
    putBytes(sys, shown)
    return stopped(how, { ...acc, left: acc.left - 1 })
  },
  refused: cannotOpen,
})

/** All but the last bytes: so many are kept back. */
function heldBack(sys: Sys, count: number, acc: Taken, bytes: string): Taken {
  const all = (acc.kept[0] ?? '') + bytes
  putBytes(sys, all.slice(0, -count))
  return { ...acc, kept: [all.slice(-count)] }
}

const stopped = (how: How & { readonly many: boolean }, acc: Taken) =>
  acc.left <= 0 && !how.many && (how.bytes ?? how.lines!) >= 0 ? { done: 0 } : acc

interface Tailing {
  readonly how: TailHow
  readonly files: readonly string[]
  readonly at: number
  readonly fd?: Fd
  readonly kept: string
  /** What is followed, once everything has been shown. */
  readonly followed: readonly { readonly file: string; readonly fd: Fd }[]
  readonly status: number
  readonly shown: string
}

interface TailHow {
  readonly count: number
  readonly from: boolean
  readonly unit: 'lines' | 'bytes'
  readonly headers: boolean
  readonly follow: boolean
}

export const tail: Program<Tailing> = {
  name: 'tail',
  start: (sys) =>
    quietly(() => {
      const options = getopt(sys, plus(old(sys.argv.slice(1))), {
        short: 'n:c:fFqvs:z',
        long: {
          'lines=': 'n',
          'bytes=': 'c',
          'follow?': 'f',
          quiet: 'q',
          verbose: 'v',
          retry: 'r',
          'sleep-interval=': 's',
          'pid=': 'p',
        },
      })
      if (!options) return exit(1)
      const unit = has(options, 'c') ? 'bytes' : 'lines'
      const word = last(options, 'c') ?? last(options, 'n') ?? '10'
      const number = count(word)
      if (number === undefined) return exit(refused(sys, unit, word))
      const files = options.operands.length > 0 ? options.operands : ['-']
      const how: TailHow = {
        count: Math.abs(number),
        from: word.startsWith('+'),
        unit,
        headers: (files.length > 1 || has(options, 'v')) && !has(options, 'q'),
        follow: has(options, 'f') || has(options, 'F'),
      }
      return onward(sys, { how, files, at: 0, kept: '', followed: [], status: 0, shown: '' })
    }),
  resume: (sys, state) => quietly(() => (state.at < state.files.length ? onward(sys, state) : follow(sys, state))),
}

/** Reads file after file to its end. */
function onward(sys: Sys, from: Tailing): Turn<Tailing> {
  let state = from
  while (state.at < state.files.length) {
    const file = state.files[state.at]!
    try {
      const fd = state.fd ?? (file === '-' ? 0 : sys.open(file, { read: true }))
      state = { ...state, fd }
      const bytes = sys.read(fd, 1 << 20)
      if (bytes === undefined) return { turn: 'wait', state, on: [{ on: 'readable', fd }] }
      state = bytes === '' ? ended(sys, state, file, fd) : { ...state, kept: trimmed(state.how, state.kept + bytes) }
    } catch (error) {
      const errno = errnoOf(error)
      if (errno === 'EPIPE') throw error
      if (isBusybox(sys))
        complain(
          sys,
          state.fd === undefined ? `can't open '${file}': ${strerror[errno]}` : `read error: ${strerror[errno]}`,
        )
      else cannotOpen(sys, file, strerror[errno], state.fd !== undefined)
      const { fd: _, ...rest } = state
      state = { ...rest, at: state.at + 1, kept: '', status: 1 }
    }
  }
  if (!state.how.follow || state.followed.length === 0) {
    if (state.status !== 0 && isBusybox(sys) && state.shown === '') complain(sys, 'no files')
    if (state.how.follow && !isBusybox(sys)) complain(sys, 'no files remaining')
    return exit(state.status)
  }
  return { turn: 'wait', state, on: waits(sys, state) }
}

/** Only what can still matter is kept of a long input. */
function trimmed(how: TailHow, kept: string): string {
  if (how.from || kept.length < 1 << 20) return kept
  return lastOf(how, kept)
}

function lastOf(how: TailHow, all: string): string {
  if (how.unit === 'bytes')
    return how.from ? all.slice(Math.max(0, how.count - 1)) : how.count === 0 ? '' : all.slice(-how.count)
  const lines = all.match(/[^\n]*\n|[^\n]+$/g) ?? []
  return (how.from ? lines.slice(Math.max(0, how.count - 1)) : how.count === 0 ? [] : lines.slice(-how.count)).join('')
}

function ended(sys: Sys, state: Tailing, file: string, fd: Fd): Tailing {
  if (state.how.headers) put(sys, `${state.shown === '' ? '' : '\n'}==> ${title(file)} <==\n`)
  putBytes(sys, lastOf(state.how, state.kept))
  const { fd: _, ...rest } = state
  const keeps = state.how.follow && !(file === '-' && sys.fstat(0).kind === 'fifo')
  if (!keeps && fd !== 0) sys.close(fd)
  return {
    ...rest,
    at: state.at + 1,
    kept: '',
    shown: file,
    followed: keeps ? [...state.followed, { file, fd }] : state.followed,
  }
}

const second = 1_000_000

const waits = (sys: Sys, state: Tailing) => {
  const regular = state.followed.every(({ fd }) => ['file', 'char'].includes(sys.fstat(fd).kind))
  return regular
    ? [{ on: 'timer', at: sys.now() + second } as const]
    : state.followed.map(({ fd }) => ({ on: 'readable', fd }) as const)
}

function follow(sys: Sys, from: Tailing): Turn<Tailing> {
  let state = from
  for (const { file, fd } of state.followed) {
    const bytes = sys.read(fd)
    if (bytes === undefined || bytes === '') continue
    if (state.how.headers && state.shown !== file) put(sys, `\n==> ${title(file)} <==\n`)
    putBytes(sys, bytes)
    state = { ...state, shown: file }
  }
  return { turn: 'wait', state, on: waits(sys, state) }
}
