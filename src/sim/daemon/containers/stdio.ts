import { text, utf8, type Bytes } from '../../../base/bytes'
import { rfc3339NanoFixed } from '../../../base/time'
import { patch, send } from '../../world/draft'
import { chunk, closeConn, encodeJson, endStream, stream } from '../respond'
import type { Daemon } from '../state'
import { forgetWatch } from '../system/events'
import type { Container, LogRow } from './container'
import { frame } from './log-frame'
import { change } from './lookup'
import { inDir } from './paths'

/**
 * Output of containers and execs: to the log, to whoever is attached, to whoever follows the log.
 * @models moby container/stream, daemon/logger/copier.go, jsonfilelog
 * @fidelity part: of a log that is never rotated only the last lines are kept; a real one fills the disk
 */
export function heardOutput(d: Daemon, pipe: string, data: Bytes): void {
  const found = /^(.*)-(stdout|stderr|tty)$/.exec(pipe)
  if (found === null || data === '') return
  const [, id, channel] = found as unknown as [string, string, 'stdout' | 'stderr' | 'tty']
  const container = d.state.containers[id]
  if (container !== undefined) log(d, container, channel === 'stderr' ? 'stderr' : 'stdout', data)
  const probe = d.state.execs[id]
  if (probe?.probed !== undefined) {
    const probed = (probe.probed + data).slice(0, mostOfProbe)
    patch(d, { execs: { ...d.state.execs, [id]: { ...probe, probed } } })
  }
  for (const [conn, { handler, peer, data: about }] of Object.entries(d.state.conns)) {
    const attached = about as Attached
    if (handler !== 'containers.attach' || attached.id !== id) continue
    if (channel === 'tty') stream(d, peer, conn, 'raw', data)
    else if (attached[channel]) stream(d, peer, conn, channel, data)
  }
}

/** So much of a health check's output is kept. */
const mostOfProbe = 4096

/** What the connection table keeps of an attached client. */
export interface Attached {
  /** Of a container or an exec. */
  readonly id: string
  readonly container: string
  readonly stdin: boolean
  readonly stdout: boolean
  readonly stderr: boolean
  readonly tty: boolean
  /** The client's going away closes the process's stdin. */
  readonly stdinOnce: boolean
  /** Keys that detach, as bytes; '' for none. */
  readonly detachKeys: Bytes
  /** The part of those keys that was typed so far. */
  readonly typed: Bytes
  /** What was typed while the process had no terminal yet. */
  readonly early?: Bytes
}

function log(d: Daemon, container: Container, from: LogRow['stream'], data: Bytes): void {
  if (container.hostConfig.LogConfig.Type === 'none') return
  const parts = ((container.partial[from] ?? '') + data).split('\n')
  const [rest, begun] = pieces(parts.pop()!)
  const whole = parts.flatMap((line) => [...pieces(line)[1], `${pieces(line)[0]}\n`])
  const rows = [...whole, ...begun].map((words): LogRow => ({ stream: from, at: d.now, log: words }))
  change(d, container.id, { partial: { ...container.partial, [from]: rest } })
  append(d, container, rows)
}

/** The copier's buffer: what is longer becomes several rows, of which only the last ends with the line. */
const longest = 16_384

/** What is left of a line, and the full buffers before it. */
function pieces(line: Bytes): readonly [rest: Bytes, full: readonly Bytes[]] {
  if (line.length <= longest) return [line, []]
  const count = Math.floor(line.length / longest)
  const full = Array.from({ length: count }, (_, i) => line.slice(i * longest, (i + 1) * longest))
  return [line.slice(count * longest), full]
}

/** Rows that a log keeps at most: when they are full the older half goes, or a container that prints without end would fill the memory. */
const mostRows = 20_000

function append(d: Daemon, container: Container, rows: readonly LogRow[]): void {
  const all = [...container.logs, ...rows]
  const full = all.length > mostRows
  const logs = full ? all.slice(-mostRows / 2) : all
  change(d, container.id, { logs })
  written(d, container, rows, full ? logs : undefined)
}

/** The last line may have had no line feed. */
export function flushLogs(d: Daemon, id: string): void {
  const container = d.state.containers[id]
  if (container === undefined) return
  const rows = (['stdout', 'stderr'] as const).flatMap((from): readonly LogRow[] => {
    const rest = container.partial[from] ?? ''
    return rest === '' ? [] : [{ stream: from, at: d.now, log: rest }]
  })
  if (rows.length === 0) return
  change(d, id, { partial: {} })
  append(d, container, rows)
}

/** To the log's file, which is written anew where `kept` says what it is to hold, and to who follows. */
function written(d: Daemon, container: Container, rows: readonly LogRow[], kept?: readonly LogRow[]): void {
  if (rows.length === 0) return
  const path = inDir(container.id, `${container.id}-json.log`)
  const data = (kept ?? rows).map((row) => jsonRow(row)).join('')
  send(d, {
    to: 'host',
    payload: {
      kind: 'syscall',
      call: 0,
      pid: d.state.pid,
      op: { name: 'write', path, data, append: kept === undefined, mode: 0o640 },
    },
  })
  for (const watch of Object.values(d.state.watches)) {
    if (watch.kind !== 'logs' || watch.about !== container.id) continue
    const wanted = watch.data as LogsWanted
    const shown = rows
      .filter((row) => wanted[row.stream])
      .map((row) => logBytes(row, wanted))
      .join('')
    if (shown !== '') chunk(d, watch.sink, shown)
  }
}

const jsonRow = ({ log, stream: from, at }: LogRow): Bytes =>
  encodeJson({ log: text(log), stream: from, time: rfc3339NanoFixed(at) })

/** What a reader of the log wants to see. */
export interface LogsWanted {
  readonly stdout: boolean
  readonly stderr: boolean
  readonly timestamps: boolean
  readonly details: string
  readonly tty: boolean
}

export function logBytes(row: LogRow, wanted: LogsWanted): Bytes {
  const stamp = wanted.timestamps ? `${rfc3339NanoFixed(row.at)} ` : ''
  const line = utf8(stamp + wanted.details) + row.log
  return wanted.tty ? line : frame(row.stream, line)
}

/** The process is gone: its readers see the end. */
export function closeAttached(d: Daemon, id: string): void {
  for (const [conn, { handler, data }] of Object.entries(d.state.conns)) {
    if (handler === 'containers.attach' && (data as Attached).id === id) closeConn(d, conn)
  }
}

export function closeFollowers(d: Daemon, id: string): void {
  for (const [key, watch] of Object.entries(d.state.watches)) {
    if (watch.kind !== 'logs' || watch.about !== id) continue
    endStream(d, watch.sink)
    forgetWatch(d, key)
  }
}
