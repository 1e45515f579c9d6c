import type { Address } from '../wire/address'
import type { Errno } from '../wire/errno'
import { SysError } from '../wire/errno'
import type { Payload } from '../wire/payload'
import type { Pid, Program, Sys } from '../wire/sys'
import type { Draft } from '../world/draft'
import type { Send } from '../world/message'
import type { HostState, OpenFile, Process } from './state'

/** The kernel's workbench during one delivery. `programs` is what the host's binaries are played by. */
export interface Work extends Draft<HostState> {
  readonly programs: Readonly<Record<string, Program>>
  /** The system calls for a process's slice. */
  readonly sysFor: (w: Work, pid: Pid) => Sys
  /** Something changed that a waiting process may be waiting for: look for wakes before the delivery ends. */
  stirred: boolean
  /** On whose behalf the kernel is at work, for what it notes (a copy-up). */
  current: Pid
  /** The cgroup tree as the delivery found it: whether limits or members have changed. */
  readonly cgroupsBefore: HostState['cgroups']
  /** The record of processes that this delivery has made, and so may still change: no world has it yet. */
  ownProcs: Record<string, Process> | undefined
}

export const addressOf = (pid: Pid): Address => `host/${pid}`

export const update = (w: Work, change: Partial<HostState>): void => {
  w.state = { ...w.state, ...change }
}

export const emit = (w: Work, send: Send): void => {
  w.effects.push(send)
}

/** Says something from one process to another party, or to itself. */
export const tell = (w: Work, pid: Pid, to: Address, payload: Payload, delay?: number): void =>
  emit(w, { from: addressOf(pid), to, payload, ...(delay !== undefined && { delay }) })

export function proc(w: Work, pid: Pid): Process {
  const found = w.state.procs[pid]
  if (found === undefined) throw new SysError('ESRCH')
  return found
}

/** The process that a pid namespace knows by that number; in the first one that is the number by which it is kept here. */
export function byNumber(w: Work, space: number, number: Pid): Process | undefined {
  const same = w.state.procs[number]
  return same?.pids[space] === number ? same : Object.values(w.state.procs).find((p) => p.pids[space] === number)
}

/** A process is from now on as given. The record of all is copied once in a delivery, however many change. */
export function putProc(w: Work, p: Process): void {
  if (w.ownProcs === undefined || w.ownProcs !== w.state.procs) {
    w.ownProcs = { ...w.state.procs }
    update(w, { procs: w.ownProcs })
  }
  w.ownProcs[p.pid] = p
}

export const setProc = (w: Work, pid: Pid, change: Partial<Process>): void => {
  const before = w.state.procs[pid]
  if (before !== undefined) putProc(w, { ...before, ...change })
}

export function without<T>(record: Readonly<Record<string, T>>, key: string | number): Readonly<Record<string, T>> {
  const { [key]: _gone, ...others } = record
  return others
}

export function openFile(w: Work, pid: Pid, fd: number): OpenFile {
  const ofd = proc(w, pid).fds[fd]
  const file = ofd === undefined ? undefined : w.state.files[ofd]
  if (file === undefined) throw new SysError('EBADF')
  return file
}

export function ofdOf(w: Work, pid: Pid, fd: number): number {
  const ofd = proc(w, pid).fds[fd]
  if (ofd === undefined) throw new SysError('EBADF')
  return ofd
}

export const setFile = (w: Work, ofd: number, change: Partial<OpenFile>): void => {
  const before = w.state.files[ofd]
  if (before !== undefined) update(w, { files: { ...w.state.files, [ofd]: { ...before, ...change } as OpenFile } })
}

export const fail = (errno: Errno, path?: string): never => {
  throw new SysError(errno, path)
}
