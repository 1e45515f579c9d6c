import { signalNumbers, type Signal } from '../wire/signal'
import type { Pid } from '../wire/sys'
import { pidOf, type Address } from '../wire/address'
import { isComputing } from './cpu/clock'
import { exitProcess, report } from './exit'
import type { Process } from './state'
import { isMain } from './service'
import { addressOf, byNumber, emit, proc, setProc, type Work } from './work'

/** Signals (signal(7)), acted upon on arrival. */
const ignoredByDefault: readonly Signal[] = ['SIGCHLD', 'SIGCONT', 'SIGWINCH', 'SIGURG']
const stopping: readonly Signal[] = ['SIGSTOP', 'SIGTSTP', 'SIGTTIN', 'SIGTTOU']

export function signalArrived(w: Work, from: Address, pid: Pid, signal: Signal): void {
  const target = w.state.procs[pid]
  if (target === undefined || target.run === 'zombie') return
  if (target.address !== undefined) return isMain(target) ? toNode(w, target, from, signal) : undefined
  if (signal === 'SIGCONT' && target.run === 'stop') resume(w, target)
  if (signal !== 'SIGKILL' && signal !== 'SIGSTOP') {
    const handler = target.handlers[signal]
    if (handler === 'ignore') return
    if (handler === 'catch') return caught(w, target, signal)
  }
  if (isShielded(w, target, from, signal) || ignoredByDefault.includes(signal)) return
  // Who stands still hears of it when continued.
  if (target.run === 'stop' && signal !== 'SIGKILL' && w.state.procs[pid]?.run === 'stop')
    return stopping.includes(signal) ? undefined : caught(w, target, signal)
  if (stopping.includes(signal)) return stop(w, target, signal)
  exitProcess(w, pid, 128 + signalNumbers[signal], signal)
}

/** A service's main process catches what can be caught: the node that plays it hears of it. */
function toNode(w: Work, { pid, address }: Process, from: Address, signal: Signal): void {
  if (signal === 'SIGKILL') exitProcess(w, pid, 137, signal)
  else if (!stopping.includes(signal)) emit(w, { from, to: address!, payload: { kind: 'signal', pid, signal } })
}

/**
 * The init of a pid namespace ignores what it has no handler for; SIGKILL and SIGSTOP reach it only from outside
 * its namespace (pid_namespaces(7)).
 */
function isShielded(w: Work, target: Process, from: Address, signal: Signal): boolean {
  const space = w.state.namespaces[target.ns['pid'] ?? 0]
  if (space?.init !== target.pid) return false
  if (signal !== 'SIGKILL' && signal !== 'SIGSTOP') return true
  const sender = pidOf(from)
  const inside = sender !== undefined && w.state.procs[sender]?.pids[space.inode] !== undefined
  return inside || space.parent === undefined
}

function caught(w: Work, target: Process, signal: Signal): void {
  if (!target.pending.includes(signal)) setProc(w, target.pid, { pending: [...target.pending, signal] })
  w.stirred = true
}

function stop(w: Work, target: Process, signal: Signal): void {
  if (target.run === 'stop') return
  setProc(w, target.pid, { run: 'stop' })
  report(w, target.ppid, { pid: target.pid, status: 128 + signalNumbers[signal], signal, what: 'stopped' })
}

function resume(w: Work, target: Process): void {
  setProc(w, target.pid, { run: isComputing(w, target.pid) ? 'run' : 'wait' })
  report(w, target.ppid, { pid: target.pid, status: 0, what: 'continued' })
  w.stirred = true
  for (const signal of target.pending) if (target.handlers[signal] === undefined) late(w, target.pid, signal)
}

/** A signal that nothing catches, kept while the process stood still, does what it does. */
function late(w: Work, pid: Pid, signal: Signal): void {
  const found = w.state.procs[pid]
  if (found === undefined || found.run === 'zombie') return
  setProc(w, pid, { pending: found.pending.filter((kept) => kept !== signal) })
  signalArrived(w, addressOf(pid), pid, signal)
}

/** kill(2) by a process, in its own pid namespace's numbers; negative: a group, -1: everything but itself. */
export function targetsOf(w: Work, caller: Pid, number: Pid): readonly Pid[] {
  const space = proc(w, caller).ns['pid'] ?? 0
  const seen = Object.values(w.state.procs).filter((p) => p.pids[space] !== undefined)
  if (number > 0) return seen.filter((p) => p.pids[space] === number).map((p) => p.pid)
  if (number === -1) return seen.filter((p) => p.pid !== caller && p.pids[space] !== 1).map((p) => p.pid)
  const group = number === 0 ? proc(w, caller).pgid : toHost(w, space, -number)
  return seen.filter((p) => p.pgid === group && p.run !== 'zombie').map((p) => p.pid)
}

/** A pid of a namespace in host numbering; a group may outlive its leader, so its number may have no process any more. */
export const toHost = (w: Work, space: number, number: Pid): Pid => byNumber(w, space, number)?.pid ?? -1
