import { SysError } from '../../wire/errno'
import type { Signal } from '../../wire/signal'
import type { Fd, Pid, SpawnOptions } from '../../wire/sys'
import { closeQuietly, inheritable } from './descriptors'
import { excused } from './frames'
import { forkRefused } from './lookup'
import { hiddenTraps } from './traps'
import type { BashState, Frame, Job, Machine } from './state'
import { callers } from './callers'

/**
 * Subshells and other children: how they are made, and how their ends are collected.
 *
 * @models bash jobs.c make_child, waitchld
 */

/** Signals that an interactive shell catches so that they do not end it; its children have them by default. */
export const shellSignals: readonly Signal[] = ['SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGTSTP', 'SIGTTIN', 'SIGTTOU']

export interface ForkOptions {
  readonly fds?: Readonly<Record<Fd, Fd>>
  readonly pgid?: Pid
  readonly background?: boolean
  /** A command substitution: `set -e` does not reach into it. */
  readonly substitution?: boolean
  /** It can still list and signal the jobs of this shell, as they are now; it cannot wait for them. */
  readonly knowsJobs?: boolean
}

/** A copy of this shell that runs `frames` and exits. */
export function forkShell(m: Machine, frames: readonly Frame[], options: ForkOptions = {}): Pid {
  const ignoring = options.background === true && !monitoring(m)
  const spawn: SpawnOptions = {
    fds: options.fds ?? inheritable(m),
    ...(options.pgid === undefined ? {} : { pgid: options.pgid }),
    ...(ignoring ? { ignore: ['SIGINT', 'SIGQUIT'] as const } : {}),
  }
  const knows = options.knowsJobs === true && m.s.flavour !== 'dash'
  const state = { ...childState(m, frames), jobs: knows ? m.s.jobs.map((job) => jobNow(m, job)) : [] }
  const pid = fork(m, options.substitution === true ? substituted(m, state) : state, spawn)
  m.s.children = { ...m.s.children, [pid]: { state: 'running', status: 0 } }
  return pid
}

function fork(m: Machine, state: BashState, spawn: SpawnOptions): Pid {
  try {
    return m.sys.fork(state, spawn)
  } catch (error) {
    if (!(error instanceof SysError) || error.errno !== 'ENOMEM') throw error
    forkRefused(m, error.errno)
    throw error
  }
}

function substituted(m: Machine, state: BashState): BashState {
  const level = m.s.level + 1 + m.s.stack.filter((f) => f.kind === 'level' || f.kind === 'source').length
  if (m.s.flavour !== 'bash' || m.s.shopt['inherit_errexit'] === true || m.s.options['posix'] === true)
    return { ...state, level }
  const { errexit: _, ...options } = state.options
  return { ...state, options, level }
}

function childState(m: Machine, frames: readonly Frame[]): Omit<BashState, 'jobs'> {
  const { s } = m
  const { monitor: _, ...options } = s.options
  const ignored = Object.entries(s.traps).filter(([, action]) => action === '')
  const caught = [
    ...Object.keys(s.traps).filter((t) => t.startsWith('SIG') && s.traps[t] !== ''),
    ...(s.interactive ? shellSignals : []),
  ]
  return {
    ...s,
    options,
    marks: false,
    mode: s.mode === 'tty' || s.mode === 'headless' ? 'string' : s.mode,
    stack: [{ kind: 'root', tail: true }, ...frames],
    depth: s.depth + 1,
    traps: Object.fromEntries([...ignored, ...inheritedTraps(m)]),
    children: {},
    pending: [],
    lent: [],
    callers: callers(m),
    excused: excused(m),
    inherited: caught as readonly Signal[],
  }
}

/** DEBUG, RETURN and ERR of the parent, where `-T` and `-E` hand them on. */
const inheritedTraps = (m: Machine): readonly (readonly [string, string])[] => {
  const hidden = hiddenTraps(m) ?? {}
  return Object.entries(m.s.traps).filter(
    ([name]) => ['DEBUG', 'RETURN', 'ERR'].includes(name) && !Object.hasOwn(hidden, name),
  )
}

/** A job as its processes are. */
export function jobNow(m: Machine, job: Job): Job {
  const children = job.pids.map((pid) => m.s.children[pid]).filter((c) => c !== undefined)
  if (children.length === 0 || job.state === 'done') return job
  const last = children.at(-1)!
  const state = children.every((c) => c.state === 'done')
    ? 'done'
    : children.some((c) => c.state === 'stopped')
      ? 'stopped'
      : 'running'
  const told = state === 'stopped' && job.told === true
  return { ...job, state, told, status: last.status, ...(last.signal === undefined ? {} : { signal: last.signal }) }
}

export const monitoring = (m: Machine): boolean => m.s.options['monitor'] === true

/** The group of a new foreground or background job: its own where there is job control. */
export const jobGroup = (m: Machine, leader?: Pid): { pgid?: Pid } => (monitoring(m) ? { pgid: leader ?? 0 } : {})

/** Collects every child that changed state. */
export function reap(m: Machine): void {
  for (;;) {
    const end = ended(m)
    if (end === undefined) return
    const state = end.what === 'exited' ? 'done' : end.what === 'stopped' && monitoring(m) ? 'stopped' : 'running'
    if (end.pid in m.s.children) {
      const child = { state, status: end.status, ...(end.signal === undefined ? {} : { signal: end.signal }) } as const
      m.s.children = { ...m.s.children, [end.pid]: child }
    }
  }
}

function ended(m: Machine) {
  try {
    return m.sys.wait(undefined, { stopped: true }) // a stop that nobody asks about must not wake the shell again and again
  } catch (error) {
    if (error instanceof SysError) return undefined
    throw error
  }
}

export function forget(m: Machine, pids: readonly Pid[]): void {
  m.s.children = Object.fromEntries(Object.entries(m.s.children).filter(([pid]) => !pids.includes(Number(pid))))
}

/** Descriptors lent to `<(…)` are the command's; they end with it. Those of a function's arguments stay until it returns. */
export function closeLent(m: Machine): void {
  if (m.s.lent.length === 0) return
  const inUse = m.s.stack.flatMap((frame) => (frame.kind === 'call' ? (frame.lent ?? []) : []))
  for (const fd of m.s.lent) if (!inUse.includes(fd)) closeQuietly(m, fd)
  m.s.lent = m.s.lent.filter((fd) => inUse.includes(fd))
}
