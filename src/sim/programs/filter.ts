import { strerror } from '../wire/errno'
import type { Bytes } from '../../base/bytes'
import type { Fd, Program, Sys, Turn } from '../wire/sys'
import { complain, errnoOf, exit, quietly } from './face'

/**
 * A program that reads its files, or standard input where none is named (`-` too), and may have to wait for more.
 * Its state is what it has made of the input so far, so that it can be kept, cloned and resumed.
 */
export interface Filter<O, A> {
  readonly name: string
  /** The files to read, the options and the empty accumulator; or the status to exit with at once. */
  begin(sys: Sys, args: readonly string[]): Plan<O, A> | number
  /** Bytes as they come. */
  data?(sys: Sys, options: O, acc: A, bytes: Bytes, file: string): A | Done
  /** One line as it comes, without its newline; `ended` is false for a last line that has none. */
  line?(sys: Sys, options: O, acc: A, line: Bytes, ended: boolean, file: string): A | Done
  /** Whether lines are wanted at all with these options; absent: yes. */
  byLine?(options: O): boolean
  /** Before the first and after the last byte of each file. */
  fileStart?(sys: Sys, options: O, acc: A, file: string): A
  fileEnd?(sys: Sys, options: O, acc: A, file: string): A
  /** What it says of a file that it cannot read; the default is `name: FILE: reason`. */
  refused?(sys: Sys, file: string, reason: string, reading: boolean): void
  /** After everything; `failed` when a file could not be read. Gives the exit status; absent: 1 for that, else 0. */
  end?(sys: Sys, options: O, acc: A, failed: boolean): number
}

export interface Plan<O, A> {
  readonly files: readonly string[]
  readonly options: O
  readonly acc: A
}

/** Ends the program in the middle of its input: `head`, `grep -q`. */
export interface Done {
  readonly done: number
}

export interface FilterState<O, A> {
  readonly options: O
  readonly acc: A
  readonly files: readonly string[]
  readonly file: string
  /** The file being read; undefined between files. */
  readonly fd?: Fd
  readonly partial: Bytes
  readonly failed: boolean
}

const chunkSize = 65536
/** Chunks in one slice: 4 MiB, so that no step takes long. */
const chunksPerSlice = 64

/** A line without end (`grep x /dev/zero`) is given up sooner than on a real machine, but in its words. */
const longestLine = 1 << 24

export const filter = <O, A>(spec: Filter<O, A>): Program<FilterState<O, A>> => ({
  name: spec.name,
  start: (sys) =>
    quietly(() => {
      const plan = spec.begin(sys, sys.argv.slice(1))
      if (typeof plan === 'number') return exit(plan)
      const files = plan.files.length > 0 ? plan.files : ['-']
      return run(spec, sys, { options: plan.options, acc: plan.acc, files, file: '', partial: '', failed: false })
    }),
  resume: (sys, state) => quietly(() => run(spec, sys, state)),
})

type Flow<O, A> = { readonly state: FilterState<O, A> } | { readonly turn: Turn<FilterState<O, A>> }

function run<O, A>(spec: Filter<O, A>, sys: Sys, from: FilterState<O, A>): Turn<FilterState<O, A>> {
  let state = from
  for (let chunk = 0; chunk < chunksPerSlice; chunk++) {
    const flow = state.fd === undefined ? nextFile(spec, sys, state) : nextChunk(spec, sys, state, state.fd)
    if ('turn' in flow) return flow.turn
    state = flow.state
  }
  return { turn: 'yield', state }
}

function nextFile<O, A>(spec: Filter<O, A>, sys: Sys, state: FilterState<O, A>): Flow<O, A> {
  const [file, ...files] = state.files
  if (file === undefined)
    return { turn: exit(spec.end?.(sys, state.options, state.acc, state.failed) ?? (state.failed ? 1 : 0)) }
  const at = { ...state, files, file, partial: '' }
  try {
    const fd = file === '-' ? 0 : sys.open(file, { read: true })
    const acc = spec.fileStart?.(sys, state.options, state.acc, file) ?? state.acc
    return { state: { ...at, acc, fd } }
  } catch (error) {
    refuse(spec, sys, file, error, false)
    return { state: { ...at, failed: true } }
  }
}

function nextChunk<O, A>(spec: Filter<O, A>, sys: Sys, state: FilterState<O, A>, fd: Fd): Flow<O, A> {
  let bytes: Bytes | undefined
  try {
    bytes = sys.read(fd, chunkSize)
  } catch (error) {
    refuse(spec, sys, state.file, error, true)
    return { state: closed(sys, { ...state, failed: true }, fd) }
  }
  if (bytes === undefined) return { turn: { turn: 'wait', state, on: [{ on: 'readable', fd }] } }
  return bytes === '' ? endOfFile(spec, sys, state, fd) : take(spec, sys, state, bytes)
}

function take<O, A>(spec: Filter<O, A>, sys: Sys, state: FilterState<O, A>, bytes: Bytes): Flow<O, A> {
  let acc: A | Done = spec.data?.(sys, state.options, state.acc, bytes, state.file) ?? state.acc
  if (isDone(acc)) return { turn: exit(acc.done) }
  if (spec.line === undefined || spec.byLine?.(state.options) === false) return { state: { ...state, acc } }
  const lines = (state.partial + bytes).split('\n')
  const partial = lines.pop()!
  for (const line of lines) {
    acc = spec.line(sys, state.options, acc, line, true, state.file)
    if (isDone(acc)) return { turn: exit(acc.done) }
  }
  if (partial.length > longestLine) {
    complain(sys, 'memory exhausted')
    return { turn: exit(2) }
  }
  return { state: { ...state, acc, partial } }
}

function endOfFile<O, A>(spec: Filter<O, A>, sys: Sys, state: FilterState<O, A>, fd: Fd): Flow<O, A> {
  let acc: A | Done = state.acc
  if (state.partial !== '' && spec.line !== undefined)
    acc = spec.line(sys, state.options, acc, state.partial, false, state.file)
  if (isDone(acc)) return { turn: exit(acc.done) }
  acc = spec.fileEnd?.(sys, state.options, acc, state.file) ?? acc
  return { state: closed(sys, { ...state, acc, partial: '' }, fd) }
}

function closed<O, A>(sys: Sys, state: FilterState<O, A>, fd: Fd): FilterState<O, A> {
  if (fd !== 0) sys.close(fd)
  const { fd: _gone, ...rest } = state
  return rest
}

const isDone = (value: unknown): value is Done => typeof value === 'object' && value !== null && 'done' in value

function refuse<O, A>(spec: Filter<O, A>, sys: Sys, file: string, error: unknown, reading: boolean): void {
  const errno = errnoOf(error)
  if (errno === 'EPIPE') throw error
  if (spec.refused) spec.refused(sys, file, strerror[errno], reading)
  else complain(sys, `${file}: ${strerror[errno]}`)
}
