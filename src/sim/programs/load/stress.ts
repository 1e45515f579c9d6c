import { exit, linesOf, put } from '../face'
import { SysError } from '../../wire/errno'
import type { Pid, Program, Sys, Turn } from '../../wire/sys'
import { hogsOf, say, usage, type Hogs } from './stress-words'

/**
 * Makes load: workers that compute, that take memory, that write files.
 *
 * @models stress 1.0.7
 * @fidelity part: a single hog for memory works in the process itself instead of in a child, so that the OOM killer's choice is the
 *   program one sees end; memory is not given back and taken again; --io sleeps
 */
type State = Parent | Worker

interface Parent {
  readonly role: 'parent'
  readonly workers: readonly Pid[]
  readonly since: number
  readonly until?: number
  readonly failures: number
  readonly over: boolean
  readonly verbose: boolean
  readonly quiet: boolean
}

interface Worker {
  readonly role: 'cpu' | 'io' | 'vm' | 'hdd'
  readonly bytes: number
  readonly done: number
  readonly hang?: number
  /** It is the only one: the process itself, which also says how it went. */
  readonly lone?: { readonly since: number; readonly until?: number; readonly quiet: boolean }
}

export const stress: Program<State> = {
  name: 'stress',
  start: (sys) => {
    const hogs = hogsOf(sys.argv.slice(1))
    if ('said' in hogs) return refused(sys, hogs.said, hogs.status)
    if (hogs.cpu + hogs.io + hogs.vm + hogs.hdd === 0) return refused(sys, usage, 0)
    if (!hogs.quiet)
      say(sys, 'info', `dispatching hogs: ${hogs.cpu} cpu, ${hogs.io} io, ${hogs.vm} vm, ${hogs.hdd} hdd`)
    return hogs.dryRun ? exit(0) : dispatch(sys, hogs)
  },
  resume: (sys, state, wake) => {
    if (state.role !== 'parent') return labour(sys, state)
    const next = collect(sys, wake.on === 'timer' ? ring(sys, state) : state)
    return next.workers.length === 0 ? finish(sys, next) : watch(next)
  },
}

function refused(sys: Sys, said: string, status: number): Turn<State> {
  if (status === 0) put(sys, said)
  else say(sys, 'FAIL', said)
  return exit(status)
}

function dispatch(sys: Sys, hogs: Hogs): Turn<State> {
  const since = sys.now()
  const until = hogs.timeout ? since + hogs.timeout * 1_000_000 : undefined
  const jobs = (['io', 'vm', 'cpu', 'hdd'] as const).flatMap((role) =>
    Array.from({ length: hogs[role] }, (): Worker => job(role, hogs)),
  )
  const [first] = jobs
  if (jobs.length === 1 && first?.role === 'vm')
    return labour(sys, { ...first, lone: { since, quiet: hogs.quiet, ...(until !== undefined && { until }) } })
  const parent = { role: 'parent', since, failures: 0, over: false, verbose: hogs.verbose, quiet: hogs.quiet } as const
  return watch({ ...parent, workers: forked(sys, jobs, hogs.verbose), ...(until !== undefined && { until }) })
}

const job = (role: Worker['role'], hogs: Hogs): Worker => ({
  role,
  done: 0,
  bytes: role === 'vm' ? hogs.vmBytes : role === 'hdd' ? hogs.hddBytes : 0,
  ...(role === 'vm' && hogs.vmHang !== undefined && { hang: hogs.vmHang }),
})

function forked(sys: Sys, jobs: readonly Worker[], verbose: boolean): readonly Pid[] {
  return jobs.flatMap((worker, i) => {
    try {
      const pid = sys.fork(worker)
      if (verbose) say(sys, 'dbug', `--> hog${worker.role} worker ${jobs.length - i} [${pid}] forked`)
      return [pid]
    } catch (error) {
      if (!(error instanceof SysError)) throw error
      say(
        sys,
        'FAIL',
        `(292) fork failed: ${error.errno === 'EAGAIN' ? 'Resource temporarily unavailable' : 'Cannot allocate memory'}`,
      )
      return []
    }
  })
}

const watch = (state: Parent): Turn<State> => ({
  turn: 'wait',
  state,
  on: [
    { on: 'child' },
    ...(state.until === undefined || state.over ? [] : [{ on: 'timer', at: state.until } as const]),
  ],
})

/** Time is up: every worker gets the alarm that it would have set itself. */
function ring(sys: Sys, state: Parent): Parent {
  for (const pid of state.workers) sys.kill(pid, 'SIGALRM')
  return { ...state, over: true }
}

function collect(sys: Sys, state: Parent): Parent {
  if (state.workers.length === 0) return state
  const ended = sys.wait()
  if (ended === undefined) return state
  const workers = state.workers.filter((pid) => pid !== ended.pid)
  if (ended.signal === 'SIGALRM') {
    if (state.verbose) say(sys, 'dbug', `<-- worker ${ended.pid} signalled normally`)
    return collect(sys, { ...state, workers })
  }
  say(
    sys,
    'FAIL',
    ended.signal === undefined
      ? `(411) <-- worker ${ended.pid} returned error ${ended.status}`
      : `(415) <-- worker ${ended.pid} got signal ${ended.status - 128}`,
  )
  say(sys, 'WARN', '(417) now reaping child worker processes')
  for (const pid of workers) sys.kill(pid, 'SIGKILL')
  return { ...state, workers: [], failures: state.failures + 1 }
}

const seconds = (sys: Sys, since: number): number => Math.floor((sys.now() - since) / 1_000_000)

function finish(sys: Sys, state: Parent): Turn<State> {
  if (state.failures > 0) {
    say(sys, 'FAIL', `(451) failed run completed in ${seconds(sys, state.since)}s`)
    return exit(1)
  }
  if (!state.quiet) say(sys, 'info', `successful run completed in ${seconds(sys, state.since)}s`)
  return exit(0)
}

const longSlice = 100_000
const touched = 8 << 20

/** One stretch of a worker's work. */
function labour(sys: Sys, state: Worker): Turn<State> {
  const { lone } = state
  if (lone?.until !== undefined && sys.now() >= lone.until) return loneDone(sys, lone)
  if (state.role === 'vm') return takeMemory(sys, state)
  if (state.role === 'hdd') return writeFile(sys, state)
  if (state.role === 'io') return { turn: 'wait', state, on: [{ on: 'timer', at: sys.now() + longSlice }] }
  return { turn: 'yield', state, after: longSlice }
}

function loneDone(sys: Sys, lone: NonNullable<Worker['lone']>): Turn<State> {
  if (!lone.quiet) say(sys, 'info', `successful run completed in ${seconds(sys, lone.since)}s`)
  return exit(0)
}

/** Page after page: some 1,000 MB a second. */
function takeMemory(sys: Sys, state: Worker): Turn<State> {
  if (state.done >= state.bytes) return hold(sys, state)
  const more = Math.min(touched, state.bytes - state.done)
  try {
    // malloc(3) of more than the machine has is refused at once; of less it is the touching that counts.
    if (state.bytes > total(sys)) throw new SysError('ENOMEM')
    sys.memory(sys.resident() + more)
  } catch (error) {
    if (!(error instanceof SysError)) throw error
    say(sys, 'FAIL', '(495) hogvm malloc failed: Cannot allocate memory')
    return exit(1)
  }
  return { turn: 'yield', state: { ...state, done: state.done + more }, after: Math.max(500, Math.round(more / 1_000)) }
}

const total = (sys: Sys): number =>
  Number(/MemTotal: +(\d+)/.exec(linesOf(sys, '/proc/meminfo').join('\n'))?.[1] ?? 0) * 1024

function hold(sys: Sys, state: Worker): Turn<State> {
  if (state.hang === undefined) return { turn: 'yield', state, after: longSlice }
  const until = state.hang > 0 ? sys.now() + state.hang * 1_000_000 : state.lone?.until
  return {
    turn: 'wait',
    state,
    on: until === undefined ? [] : [{ on: 'timer', at: Math.min(until, state.lone?.until ?? until) }],
  }
}

function writeFile(sys: Sys, state: Worker): Turn<State> {
  const path = `./stress.${sys.pid}`
  const done = Math.min(state.bytes, state.done + (32 << 20))
  if (state.done === 0) sys.close(sys.open(path, { write: true, create: true, truncate: true }, 0o600))
  sys.truncate(path, done)
  if (done >= state.bytes) sys.unlink(path)
  return { turn: 'yield', state: { ...state, done: done >= state.bytes ? 0 : done }, after: longSlice / 2 }
}
