import type { Bytes } from '../../base/bytes'
import { nodeOf, type Address } from '../wire/address'
import type { Pid } from '../wire/sys'
import { pipeCapacity, type Ofd, type Pipe } from './state'
import { carried, isBusy, perMicro, taking } from './rate'
import { addressOf, setProc, tell, update, without, type Work } from './work'

/**
 * Pipes (pipe(7)). What one process writes and another reads is a message from writer to reader; the buffer fills on arrival.
 * Departs from Linux in that bytes on their way count towards the capacity, so a writer is held back a little earlier.
 */
export function newPipe(w: Work, id?: string, ends: { reader?: Address; writer?: Address } = {}): string {
  const name = id ?? `pipe:${w.state.nextPipe}`
  const pipe: Pipe = { id: name, buffer: '', inflight: 0, readers: 0, writers: 0, ended: false, readerPid: 0, ...ends }
  update(w, { pipes: { ...w.state.pipes, [name]: pipe }, nextPipe: w.state.nextPipe + 1 })
  return name
}

export const setPipe = (w: Work, id: string, change: Partial<Pipe>): void => {
  const before = w.state.pipes[id]
  if (before !== undefined) update(w, { pipes: { ...w.state.pipes, [id]: { ...before, ...change } } })
}

export const pipeRoom = (w: Work, pipe: Pipe): number =>
  pipe.reader !== undefined
    ? isBusy(w, pipe.busyUntil)
      ? 0
      : Infinity
    : pipeCapacity - pipe.buffer.length - pipe.inflight

/** Sends what fits from a process to whoever reads; answers how many bytes that was. */
export function pushPipe(w: Work, from: Pid, id: string, data: Bytes): number {
  const pipe = w.state.pipes[id]
  if (pipe === undefined) return data.length
  const part = data.slice(0, Math.max(0, pipeRoom(w, pipe)))
  if (part === '') return 0
  const payload = { kind: 'pipe', pipe: id, data: part, end: false } as const
  if (pipe.reader !== undefined) {
    setPipe(w, id, taking(w, pipe.busyUntil, part.length, perMicro.outside, `pipe:${id}`))
    tell(w, from, pipe.reader, payload)
  } else {
    const busyUntil = carried(w, pipe.busyUntil, part.length)
    setPipe(w, id, { inflight: pipe.inflight + part.length, ...(busyUntil !== undefined && { busyUntil }) })
    tell(w, from, readerAddress(w, pipe), payload, after(w, busyUntil))
  }
  return part.length
}

/** Bytes and their end arrive in their order. */
const after = (w: Work, until: number | undefined): number | undefined =>
  until !== undefined && until > w.now ? until - w.now : undefined

const readerAddress = (w: Work, pipe: Pipe): Address =>
  w.state.procs[pipe.readerPid] !== undefined ? addressOf(pipe.readerPid) : 'host'

/** The last writer has gone: end of file follows the bytes that are still on their way. */
export function endPipe(w: Work, from: Pid, id: string): void {
  const pipe = w.state.pipes[id]
  if (pipe === undefined || pipe.ended) return
  if (pipe.reader === undefined && pipe.inflight === 0) return endArrived(w, id)
  const payload = { kind: 'pipe', pipe: id, data: '', end: true } as const
  if (pipe.reader !== undefined) tell(w, from, pipe.reader, payload)
  else tell(w, from, readerAddress(w, pipe), payload, after(w, pipe.busyUntil))
}

const endArrived = (w: Work, id: string): void => {
  setPipe(w, id, { ended: true })
  w.stirred = true
}

/**
 * A `pipe` message has arrived for a reader in this kernel. A node that writes before anyone has opened the other end finds a FIFO that
 * keeps it, as dockerd does with a container's standard input.
 */
export function pipeArrived(w: Work, id: string, data: Bytes, end: boolean, from: Address): void {
  if (w.state.pipes[id] === undefined && nodeOf(from) !== 'host') newPipe(w, id, { writer: from })
  const pipe = w.state.pipes[id]
  if (pipe === undefined) return
  setPipe(w, id, { buffer: pipe.buffer + data, inflight: Math.max(0, pipe.inflight - data.length) })
  if (end) setPipe(w, id, { ended: true })
  w.stirred = true
}

/** Up to `max` bytes; '' at the end; undefined when it would block. */
export function readPipe(w: Work, pid: Pid, id: string, max: number): Bytes | undefined {
  const pipe = w.state.pipes[id]
  if (pipe === undefined) return ''
  if (pipe.buffer === '') {
    if (pipe.readerPid !== pid) setPipe(w, id, { readerPid: pid })
    return pipe.ended ? '' : undefined
  }
  setPipe(w, id, { buffer: pipe.buffer.slice(max), readerPid: pid })
  w.stirred = true
  return pipe.buffer.slice(0, max)
}

/** A descriptor to one end was closed for good. */
export function closePipeEnd(w: Work, pid: Pid, id: string, end: 'read' | 'write'): void {
  const pipe = w.state.pipes[id]
  if (pipe === undefined) return
  const readers = pipe.readers - (end === 'read' ? 1 : 0)
  const writers = pipe.writers - (end === 'write' ? 1 : 0)
  setPipe(w, id, { readers, writers })
  w.stirred = true
  if (end === 'write' && writers === 0 && pipe.writer === undefined) endPipe(w, pid, id)
  // A node that reads has been told of the end; one that writes may still do so, until it has said that this was all.
  if (readers <= 0 && writers <= 0 && (pipe.writer === undefined || pipe.ended))
    update(w, { pipes: without(w.state.pipes, id) })
}

/** Both ends of a pipe are one inode, which is numbered as the first of its open files here. */
export const pipeInode = (w: Work, id: string): number =>
  Number(Object.entries(w.state.files).find(([, file]) => file.kind === 'pipe' && file.pipe === id)?.[0])

/** Nobody can ever read what is written: EPIPE. */
export const isBroken = (w: Work, id: string): boolean => {
  const pipe = w.state.pipes[id]
  return pipe === undefined || (pipe.readers === 0 && pipe.reader === undefined)
}

/** Puts what a full pipe did not take aside; the process is held until it has drained. */
export const setAside = (w: Work, pid: Pid, ofd: Ofd, data: Bytes): void =>
  setProc(w, pid, { outbox: [...(w.state.procs[pid]?.outbox ?? []), { ofd, data }] })
