import { isAbsent } from '../world/absent'
import { SysError } from '../wire/errno'
import type { Await, Pid, Turn, Wake } from '../wire/sys'
import { computed, compute, countSlice, halted, isComputing, stopComputing } from './cpu/clock'
import { exitProcess } from './exit'
import { drainOutbox, writeFd } from './files'
import { findProgram } from './image'
import { isBroken, pipeRoom } from './pipes'
import { setResident } from './memory/charge'
import { residentOf } from './memory/resident'
import { asImage } from './process'
import { schedule } from './schedule'
import { signalArrived } from './signals'
import { socketReadable } from './sockets'
import type { Process } from './state'
import { addressOf, emit, proc, putProc, setProc, type Work } from './work'
import { ttyHolds, ttyReadable } from './tty'

/**
 * Who runs when. A process runs within one delivery until it blocks, yields, ends or becomes another program; it is woken when what it
 * waits for has come about. What it computes between two slices (a yield) competes for the cpus: cpu/clock.ts.
 * Departs from Linux: the system calls of a slice take a fixed short time for which nobody waits.
 */
const sliceMicros = 40

/** A program that computes on and on without saying for how long gets longer slices, so that an endless loop is not thousands of messages a second. */
const usual = 1_000
const shortSlices = 60
const longest = 100_000

const lengthened = (streak: number): number =>
  streak < shortSlices ? usual : Math.min(longest, usual * 2 ** Math.floor((streak - shortSlices) / 8))

/** Looks through all that wait; called once at the end of a delivery in which something stirred. */
export function wakeWaiting(w: Work): void {
  for (const p of Object.values(w.state.procs)) {
    if (p.scheduled || p.program === undefined || (p.run !== 'wait' && !isInterrupted(w, p))) continue
    if (!halted(w, p) && canGoOn(w, p)) schedule(w, p.pid)
  }
}

/** A signal that it catches breaks into what it computes. */
const isInterrupted = (w: Work, p: Process): boolean => p.run === 'run' && p.pending.length > 0 && isComputing(w, p.pid)

function canGoOn(w: Work, p: Process): boolean {
  if (p.outbox.length > 0) return hasRoom(w, p)
  if (p.pending.length > 0) return p.begun
  return p.yielded === true ? !isComputing(w, p.pid) : p.begun && nextWake(w, p) !== undefined
}

const hasRoom = (w: Work, p: Process): boolean =>
  p.outbox.some(({ ofd }) => {
    const file = w.state.files[ofd]
    if (file?.kind === 'tty') return !ttyHolds(w, p.pid, file.tty)
    const pipe = file?.kind === 'pipe' ? w.state.pipes[file.pipe] : undefined
    return pipe === undefined || isBroken(w, pipe.id) || pipeRoom(w, pipe) > 0
  })

/** The first thing that a process may go on for; signals come first. */
function nextWake(w: Work, p: Process): Wake | undefined {
  if (p.pending[0] !== undefined) return { on: 'signal', signal: p.pending[0] }
  if (p.yielded) return { on: 'slice' }
  for (const wait of p.awaits) {
    const wake = satisfied(w, p, wait)
    if (wake !== undefined) return wake
  }
  return undefined
}

function satisfied(w: Work, p: Process, wait: Await): Wake | undefined {
  if (wait.on === 'timer') return wait.at <= w.now ? { on: 'timer' } : undefined
  if (wait.on === 'child') return p.reports.length > 0 || !hasChildren(w, p) ? { on: 'child' } : undefined
  if (wait.on === 'pong' || wait.on === 'resolved') return p.answers.find((a) => matches(a, wait))
  return isReady(w, p.pid, wait.fd, wait.on) ? { on: wait.on, fd: wait.fd } : undefined
}

const hasChildren = (w: Work, p: Process): boolean => Object.values(w.state.procs).some((c) => c.ppid === p.pid)

const matches = (answer: Wake, wait: Await): boolean =>
  (answer.on === 'pong' && wait.on === 'pong' && answer.seq === wait.seq) ||
  (answer.on === 'resolved' && wait.on === 'resolved' && answer.name === wait.name)

function isReady(w: Work, pid: Pid, fd: number, on: 'readable' | 'connected' | 'acceptable'): boolean {
  const ofd = proc(w, pid).fds[fd]
  const file = ofd === undefined ? undefined : w.state.files[ofd]
  if (file === undefined) return true
  if (file.kind === 'socket')
    return on === 'connected'
      ? w.state.sockets[file.conn]?.state !== 'connecting'
      : socketReadable(w, file.conn, file.side)
  if (file.kind === 'listener') return file.backlog.length > 0
  if (file.kind === 'tty') return ttyReadable(w.state.ttys[file.tty])
  if (file.kind !== 'pipe') return true
  const pipe = w.state.pipes[file.pipe]
  return pipe === undefined || pipe.buffer !== '' || pipe.ended
}

/** A `sched` message has arrived: the process has a cpu. */
export function slice(w: Work, pid: Pid): void {
  const p = w.state.procs[pid]
  if (p === undefined) return
  const due = computed(w, pid)
  setProc(w, pid, { scheduled: false })
  if (p.run === 'zombie' || p.run === 'stop' || p.program === undefined || halted(w, p)) return
  if (!due && p.pending.length === 0) return
  stopComputing(w, pid)
  w.current = pid
  if (p.outbox.length > 0 && !drainOutbox(w, pid)) return
  if (p.held !== undefined) return goOnHeld(w, pid, p.held)
  const turn = runProgram(w, proc(w, pid))
  if (turn !== undefined) settle(w, pid, turn)
}

function goOnHeld(w: Work, pid: Pid, held: Turn<unknown>): void {
  const { held: _done, ...rest } = proc(w, pid)
  putProc(w, rest)
  settle(w, pid, held)
}

function runProgram(w: Work, p: Process): Turn<unknown> | undefined {
  const program = w.programs[p.program ?? '']
  if (program === undefined) return { turn: 'exit', status: 127 }
  const wake = p.begun ? wakeOf(w, p) : undefined
  if (p.begun && wake === undefined) return undefined
  consume(w, p, wake)
  try {
    const sys = w.sysFor(w, p.pid)
    return kept(wake === undefined ? program.start(sys) : program.resume(sys, p.state, wake))
  } catch (error) {
    if (isAbsent(error)) throw error
    return crashed(w, p, error)
  }
}

/** A program that keeps nothing has the state null: undefined would not survive JSON. */
const kept = (turn: Turn<unknown>): Turn<unknown> =>
  'state' in turn && turn.state === undefined ? { ...turn, state: null } : turn

type AnyWake = Wake | { readonly on: 'execFailed'; readonly errno: NonNullable<Process['execFailed']> }

const wakeOf = (w: Work, p: Process): AnyWake | undefined =>
  p.execFailed !== undefined ? { on: 'execFailed', errno: p.execFailed } : nextWake(w, p)

const told = ({ execFailed: _told, ...rest }: Process): Process => rest

/** What a wake used up: the signal, the answer, the timer. */
function consume(w: Work, p: Process, wake: AnyWake | undefined): void {
  const timer = p.awaits.some((a) => a.on === 'timer') && wake?.on !== 'timer'
  if (timer) w.effects.push({ cancel: `sleep:${p.pid}` })
  const next: Process = {
    ...(p.execFailed === undefined ? p : told(p)),
    begun: true,
    run: 'run',
    awaits: [],
    cpu: p.cpu + (wake?.on === 'slice' ? 0 : sliceMicros),
    pending: wake?.on === 'signal' ? p.pending.slice(1) : p.pending,
    answers: wake?.on === 'pong' || wake?.on === 'resolved' ? p.answers.filter((a) => a !== wake) : p.answers,
    // A signal may come before a yielded process had its slice: it still is owed one.
    yielded: p.yielded === true && wake?.on === 'signal',
  }
  putProc(w, next)
  // What comes after a stretch of computing is part of it.
  if (wake?.on !== 'slice') countSlice(w, p, sliceMicros)
}

/** A system call that the program did not expect to fail ends it, as an abort would; the world goes on. */
function crashed(w: Work, p: Process, error: unknown): Turn<unknown> | undefined {
  if (w.state.procs[p.pid]?.run === 'zombie') return undefined
  const why = error instanceof Error || error instanceof SysError ? error.message : String(error)
  try {
    if (!(error instanceof SysError && error.errno === 'EPIPE')) writeFd(w, p.pid, 2, `${p.comm}: ${why}\n`)
  } catch {
    // Nobody hears it: its standard error is gone too.
  }
  return { turn: 'exit', status: 134 }
}

/** Does what a program's turn asks for. A process with bytes that a full pipe has not taken is held until it has. */
function settle(w: Work, pid: Pid, turn: Turn<unknown>): void {
  if (w.state.procs[pid]?.brokenPipe === true) breakOff(w, pid)
  const p = w.state.procs[pid]
  if (p === undefined || p.run === 'zombie') return
  if (p.outbox.length > 0)
    return setProc(w, pid, { held: turn, run: 'wait', ...('state' in turn && { state: turn.state }) })
  if (turn.turn === 'exit') return exitProcess(w, pid, turn.status & 255)
  if (turn.turn === 'exec') return execInPlace(w, pid, turn)
  if (turn.turn === 'yield') {
    const streak = (p.streak ?? 0) + 1
    setProc(w, pid, { state: turn.state, run: p.run === 'stop' ? 'stop' : 'run', yielded: true, streak })
    return compute(w, pid, turn.after ?? lengthened(streak))
  }
  setProc(w, pid, { state: turn.state, streak: 0, awaits: turn.on, run: p.run === 'stop' ? 'stop' : 'wait' })
  for (const wait of turn.on) if (wait.on === 'timer') setAlarm(w, pid, wait.at)
  if (canGoOn(w, proc(w, pid))) schedule(w, pid, sliceMicros)
}

/** SIGPIPE for what it has written: who catches it, or is the init of a container, goes on. */
function breakOff(w: Work, pid: Pid): void {
  const { brokenPipe: _told, ...rest } = proc(w, pid)
  putProc(w, rest)
  signalArrived(w, addressOf(pid), pid, 'SIGPIPE')
}

function setAlarm(w: Work, pid: Pid, at: number): void {
  const payload = { kind: 'timer' as const, name: 'sleep', data: pid }
  emit(w, { to: addressOf(pid), payload, delay: Math.max(1, Math.ceil(at - w.now)), key: `sleep:${pid}` })
}

/** execve(2) in the same process: descriptors and environment stay. */
function execInPlace(w: Work, pid: Pid, turn: Extract<Turn<unknown>, { turn: 'exec' }>): void {
  try {
    const image = findProgram(w, pid, turn.path, turn.argv)
    const ignored = Object.entries(proc(w, pid).handlers).filter(([, action]) => action === 'ignore')
    setProc(w, pid, {
      ...asImage(w, proc(w, pid), image),
      handlers: Object.fromEntries(ignored),
      ...(turn.env && { env: turn.env }),
      run: 'wait',
    })
    const payload = { kind: 'exec' as const, pid, path: image.exe, argv: image.argv }
    emit(w, { from: addressOf(pid), to: addressOf(pid), payload })
  } catch (error) {
    if (!(error instanceof SysError)) throw error
    setProc(w, pid, { state: turn.state, run: 'wait', execFailed: error.errno, yielded: true })
    schedule(w, pid)
  }
}

/** The kernel starts a program that an `exec` message announced. */
export const begin = (w: Work, pid: Pid): void => {
  const p = w.state.procs[pid]
  if (p !== undefined && !p.begun && p.run !== 'zombie') {
    setProc(w, pid, { scheduled: true, yielded: true })
    setResident(w, pid, residentOf(p.program ?? p.comm, p.exe))
    slice(w, pid)
  }
}
