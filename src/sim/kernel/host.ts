import { pidOf, type Address } from '../wire/address'
import type { Payload } from '../wire/payload'
import type { Program } from '../wire/sys'
import type { Behaviour } from '../world/behaviour'
import { takeNotes } from './fs/vfs'
import { advance, balance, rang } from './cpu/clock'
import { serve } from './calls/table'
import { runCommand } from './command'
import { answerArrived, packetArrived } from './connect'
import { lineDropped } from './hangup'
import { pipeArrived } from './pipes'
import { begin, slice, wakeWaiting } from './sched'
import { raiseGroup } from './raise'
import { signalArrived } from './signals'
import { deliver } from './sockets'
import type { HostState } from './state'
import type { Slice } from './sys/slice'
import { sysOf } from './sys/sys'
import { setTty } from './tty'
import { ttyInput } from './tty-keys'
import { addressOf, emit, update, type Work } from './work'

/**
 * Node `host`: one Linux machine. Everything that reaches it (a system call, a packet, keys, the scheduler's own tick) is one delivery.
 * @models linux 6.1
 * @fidelity part: no swap, no disk or network contention, one architecture
 */
export function makeHost(programs: Readonly<Record<string, Program>>): Behaviour<HostState> {
  const sysFor = sysCalls()
  return (state, message, from, now) => {
    if (state === undefined) return [undefined, []]
    const current = pidOf(message.to) ?? 1
    const w: Work = {
      state,
      now,
      message,
      effects: [],
      programs,
      sysFor,
      stirred: false,
      current,
      cgroupsBefore: state.cgroups,
      ownProcs: undefined,
    }
    receive(w, message.payload, from, message.to)
    drainNotes(w)
    if (w.stirred) wakeWaiting(w)
    balance(w)
    return [w.state, w.effects]
  }
}

function sysCalls(): Work['sysFor'] {
  const at = {} as Slice
  const sys = sysOf(at)
  return (w, pid) => {
    at.w = w
    at.pid = pid
    return sys
  }
}

function receive(w: Work, payload: Payload, from: Address, to: Address): void {
  const pid = pidOf(to) ?? 0
  switch (payload.kind) {
    case 'sched':
      return slice(w, payload.pid)
    case 'timer':
      w.stirred = true
      return payload.name === 'cpu' ? quotaTurned(w) : undefined
    case 'syscall':
      // A process's own call has been done by the time that it can be seen.
      return pidOf(from) === undefined ? serve(w, payload, from) : undefined
    case 'exec':
      return begin(w, payload.pid)
    case 'signal':
      return signalArrived(w, from, payload.pid, payload.signal)
    case 'pipe':
      return pipeArrived(w, payload.pipe, payload.data, payload.end, from)
    case 'tty.input':
      return ttyInput(w, payload.tty, payload.data, (group, signal) => raiseGroup(w, from, group, signal))
    case 'tty.resize':
      return resized(w, payload.tty, payload.rows, payload.cols, from)
    case 'tty.hangup':
      return lineDropped(w, payload.tty, from)
    case 'packet':
      return payload.conn === undefined ? answerArrived(w, pid, payload) : packetArrived(w, payload)
    case 'command':
      return runCommand(w, pid, payload, from)
    case 'http.request':
    case 'http.response':
    case 'http.chunk':
    case 'stream':
    case 'conn.closed':
      return deliver(w, payload, from, to)
    default:
      return
  }
}

function quotaTurned(w: Work): void {
  rang(w)
  advance(w)
}

function resized(w: Work, name: string, rows: number, cols: number, from: Address): void {
  const tty = w.state.ttys[name]
  if (tty === undefined || (tty.rows === rows && tty.cols === cols)) return
  setTty(w, name, { rows, cols })
  raiseGroup(w, from, tty.foreground, 'SIGWINCH')
}

/** What overlayfs did on the way becomes visible as messages of the kernel to the process that caused it. */
function drainNotes(w: Work): void {
  if (w.state.fs.notes.length === 0) return
  const [fs, notes] = takeNotes(w.state.fs)
  update(w, { fs })
  for (const { what, path } of notes)
    emit(w, { from: addressOf(w.current), to: 'host', payload: { kind: 'kernel', what, pid: w.current, path } })
}
