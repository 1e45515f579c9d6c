import { patch } from '../../world/draft'
import { noStreams, refusal } from '../errors'
import type { Handler } from '../request'
import { chunk, endStream, sinkOf, startStream, watchConn } from '../respond'
import { timeOf } from '../system/events'
import { streamType } from './attach'
import type { LogRow } from './container'
import { isRunning, refuse, statusOf, withContainer } from './lookup'
import { truthy } from './remove'
import { logBytes, type LogsWanted } from './stdio'

/**
 * `GET /containers/{name}/logs`.
 * @models moby daemon/logs.go, daemon/logger/jsonfilelog/read.go
 * @fidelity part: drivers other than json-file and local are refused as moby refuses those that cannot read
 */
export const logs: Handler = (d, req) => {
  const on = (name: string) => truthy(req.query[name])
  if (!on('stdout') && !on('stderr')) return refuse(d, req, noStreams)
  withContainer(d, req, (container) => {
    const driver = container.hostConfig.LogConfig.Type
    if (!['json-file', 'local'].includes(driver))
      return refuse(d, req, refusal(500, 'configured logging driver does not support reading'))
    const tty = container.config.Tty
    const wanted: LogsWanted = {
      stdout: on('stdout'),
      stderr: on('stderr'),
      timestamps: on('timestamps'),
      details: on('details') ? ' ' : '',
      tty,
    }
    startStream(d, req, { 'Content-Type': streamType(tty) })
    const sink = sinkOf(req)
    const shown = tail(between(container.logs, req.query, d.now), req.query['tail']).filter((row) => wanted[row.stream])
    const bytes = shown.map((row) => logBytes(row, wanted)).join('')
    const alive = isRunning(container) || statusOf(container) === 'restarting'
    if (!on('follow') || !alive) return endStream(d, sink, bytes)
    if (bytes !== '') chunk(d, sink, bytes)
    const key = String(d.state.nextWatch)
    patch(d, {
      nextWatch: d.state.nextWatch + 1,
      watches: { ...d.state.watches, [key]: { kind: 'logs', about: container.id, sink, data: wanted } },
    })
    watchConn(d, sink.conn, { handler: 'watch/left', peer: sink.to, data: { key } })
  })
}

function between(rows: readonly LogRow[], query: Readonly<Record<string, string>>, now: number): readonly LogRow[] {
  const since = timeOf(query['since'], now)
  const until = timeOf(query['until'], now)
  return rows.filter(({ at }) => (since === undefined || at >= since) && (until === undefined || at <= until))
}

function tail(rows: readonly LogRow[], wanted: string | undefined): readonly LogRow[] {
  const n = wanted === undefined || wanted === 'all' || wanted === '' ? -1 : Number(wanted)
  return Number.isNaN(n) || n < 0 ? rows : n === 0 ? [] : rows.slice(-n)
}
