import type { Signal } from '../../wire/signal'
import { SysError } from '../../wire/errno'
import type { Fd, Pid } from '../../wire/sys'
import { closeLent, forget, jobNow, monitoring, reap } from './children'
import { complain, say } from './errors'
import { pop, unwindAll } from './frames'
import type { Child, Frame, Job, Machine, Pause } from './state'

/**
 * Foreground and background jobs.
 *
 * @models bash jobs.c
 */
export function terminal(m: Machine): Fd | undefined {
  return [0, 1, 2].find((fd) => m.sys.fds().includes(fd) && m.sys.isatty(fd))
}

/** The terminal's keys and signals go to this group; without job control nothing happens. */
export function giveTerminal(m: Machine, pgid: Pid): void {
  if (!monitoring(m)) return
  const fd = terminal(m)
  if (fd === undefined) return
  try {
    m.sys.tcsetpgrp(fd, pgid)
  } catch (error) {
    if (!(error instanceof SysError)) throw error // the job was over before it got the terminal
  }
}

export function stepJob(m: Machine, frame: Extract<Frame, { kind: 'job' }>): Pause | undefined {
  reap(m)
  const children = frame.pids.map((pid) => m.s.children[pid] ?? { state: 'done' as const, status: 127 })
  if (children.some((c) => c.state === 'stopped') && children.every((c) => c.state !== 'running'))
    return suspended(m, frame, children)
  if (children.some((c) => c.state !== 'done')) return { pause: 'wait', on: [{ on: 'child' }] }
  pop(m)
  giveTerminal(m, m.s.pgid)
  forget(m, frame.pids)
  closeLent(m)
  if (frame.job !== undefined) m.s.jobs = m.s.jobs.filter((j) => j.id !== frame.job)
  const all = frame.own === true ? [...children, { state: 'done' as const, status: m.s.status }] : children
  m.s.pipeStatus = all.map((c) => c.status)
  m.s.status = settled(m, all)
  if (frame.own === true) return undefined
  return announceDeath(m, frame, children.at(-1)!)
}

/** The status of a pipeline. */
export function settled(m: Machine, children: readonly Child[]): number {
  const last = children.at(-1)!.status
  if (!m.s.options['pipefail']) return last
  return [...children].reverse().find((c) => c.status !== 0)?.status ?? 0
}

function suspended(m: Machine, frame: Extract<Frame, { kind: 'job' }>, children: readonly Child[]): undefined {
  pop(m)
  giveTerminal(m, m.s.pgid)
  m.s.status = 148
  const old = m.s.jobs.find((j) => j.id === frame.job)
  const job = addJob(
    m,
    {
      pids: frame.pids,
      pgid: frame.pgid,
      source: frame.source,
      state: 'stopped',
      status: children.at(-1)!.status,
      told: true,
    },
    old?.id,
  )
  say(m, m.s.flavour === 'bash' ? `\n${jobLine(m, job)}` : jobLine(m, job))
  if (m.s.interactive && m.s.flavour === 'bash') leaveLoops(m)
}

/** A stopped command ends the loops that it is in; what stands after it in a list goes on. */
function leaveLoops(m: Machine): void {
  const outermost = m.s.stack.findIndex((frame) => ['while', 'for', 'sumfor', 'select'].includes(frame.kind))
  while (outermost >= 0 && m.s.stack.length > outermost) pop(m)
}

export function addJob(
  m: Machine,
  job: Omit<Job, 'id' | 'at'>,
  id = Math.max(0, ...m.s.jobs.map((j) => j.id)) + 1,
): Job {
  const at = m.s.jobs.find((j) => j.id === id)?.at ?? Math.max(0, ...m.s.jobs.map((j) => j.at)) + 1
  const made = { ...job, id, at }
  m.s.jobs = [...m.s.jobs.filter((j) => j.id !== id), made].sort((a, b) => a.id - b.id)
  return made
}

const deaths: Readonly<Partial<Record<Signal, string>>> = {
  SIGHUP: 'Hangup',
  SIGINT: 'Interrupt',
  SIGQUIT: 'Quit',
  SIGILL: 'Illegal instruction',
  SIGTRAP: 'Trace/breakpoint trap',
  SIGABRT: 'Aborted',
  SIGBUS: 'Bus error',
  SIGFPE: 'Floating point exception',
  SIGKILL: 'Killed',
  SIGUSR1: 'User defined signal 1',
  SIGSEGV: 'Segmentation fault',
  SIGUSR2: 'User defined signal 2',
  SIGPIPE: 'Broken pipe',
  SIGALRM: 'Alarm clock',
  SIGTERM: 'Terminated',
}

export const deathWords = (signal: Signal): string => deaths[signal] ?? signal

/** Says what killed a foreground job; an interrupted one takes the rest of its command line along. */
function announceDeath(m: Machine, frame: Extract<Frame, { kind: 'job' }>, last: Child): undefined {
  const { signal } = last
  if (signal === undefined) return
  if (signal === 'SIGINT') {
    if (!m.s.interactive || m.s.depth > 0) return
    if (m.s.mode === 'tty') say(m, '')
    unwindAll(m)
    return
  }
  if (signal === 'SIGPIPE' || (m.s.depth > 0 && m.s.stack.length === 1)) return
  if (m.s.flavour === 'ash' || m.s.flavour === 'dash') return say(m, deathWords(signal)) as undefined
  if (m.s.interactive || signal === 'SIGTERM') say(m, deathWords(signal))
  else if (m.s.mode === 'string')
    say(m, `${m.s.name}: ${frame.pids.at(-1)} ${deathWords(signal).padEnd(23)} ${frame.source}`)
  else complain(m, `${String(frame.pids.at(-1)).padStart(5)} ${deathWords(signal).padEnd(23)} ${frame.source}`)
}

/** `[1]+  Done                    sleep 1` */
export function jobLine(m: Machine, job: Job, pid = false): string {
  const words =
    job.state === 'stopped'
      ? 'Stopped'
      : job.state === 'running'
        ? 'Running'
        : job.signal !== undefined
          ? deathWords(job.signal)
          : job.status === 0
            ? 'Done'
            : m.s.flavour === 'bash'
              ? `Exit ${job.status}`
              : `Done(${job.status})`
  const number = pid ? `${String(job.pids.at(-1)).padStart(m.s.flavour === 'bash' ? 5 : 0)} ` : ''
  if (m.s.flavour !== 'bash') {
    const sign = m.s.flavour === 'dash' ? ` ${mark(m, job)} ` : `${mark(m, job)}  `
    return `[${job.id}]${sign}${`${number}${words}`.padEnd(27)}${job.source}`
  }
  return `[${job.id}]${mark(m, job)}${pid ? ' ' : '  '}${number}${words.padEnd(23)} ${job.source}${job.state === 'running' ? ' &' : ''}`
}

export function mark(m: Machine, job: Job): string {
  const [first, second] = byRank(m)
  return job.id === first?.id ? '+' : job.id === second?.id ? '-' : ' '
}

/** The current job first: stopped ones, then the newest. */
export function byRank(m: Machine): readonly Job[] {
  const weight = (j: Job) => (j.state === 'stopped' ? 1e9 : 0) + j.at
  return [...m.s.jobs].sort((a, b) => weight(b) - weight(a))
}

/** Brings the table of background jobs up to date with their processes. */
export function refreshJobs(m: Machine): void {
  reap(m)
  m.s.jobs = m.s.jobs.map((job) => jobNow(m, job))
}

/** Before a prompt: says which background jobs are over, and forgets them. */
export function notifyJobs(m: Machine, aloud: boolean): void {
  refreshJobs(m)
  const over = m.s.jobs.filter((j) => j.state === 'done')
  if (aloud) tellStopped(m)
  if (aloud) for (const job of over) say(m, jobLine(m, job))
  if (over.length === 0) return
  if (aloud) m.s.jobs = m.s.jobs.filter((j) => j.state !== 'done')
}

/** A job that stopped in the background. */
function tellStopped(m: Machine): void {
  const fresh = m.s.jobs.filter((job) => job.state === 'stopped' && job.told !== true)
  for (const job of fresh) say(m, `\n${jobLine(m, job)}`)
  if (fresh.length > 0) m.s.jobs = m.s.jobs.map((job) => (fresh.includes(job) ? { ...job, told: true } : job))
}

/** Whether `exit` goes through: where there are stopped jobs, the person is told once. */
export function mayLeave(m: Machine, byKey = false): boolean {
  refreshJobs(m)
  if (m.s.mode !== 'tty' || m.s.depth > 0 || !m.s.jobs.some((job) => job.state === 'stopped')) return true
  if ((m.s.warned ?? 0) > (byKey ? 1 : 0)) return true
  say(m, m.s.flavour === 'bash' ? 'There are stopped jobs.' : 'You have stopped jobs.')
  m.s.warned = 2
  return false
}
