import { patch } from '../../world/draft'
import { parseRfc3339 } from '../../../base/time'
import type { Container } from '../containers/container'
import type { Continuations, Handler, Request } from '../request'
import { endStream, jsonLine, startStream, sinkOf, watchConn } from '../respond'
import type { ConnHandlers } from '../request'
import type { Daemon, EventRow } from '../state'

/**
 * `docker events`: what happened, kept as the last 256 and told to whoever listens.
 * @models moby daemon/events
 * @fidelity part: container, network, volume and image events
 */
export function emit(
  d: Daemon,
  type: string,
  action: string,
  id: string,
  attributes: Readonly<Record<string, string>>,
): void {
  const row: EventRow = { type, action, id, attributes, at: d.now }
  patch(d, { events: [...d.state.events.slice(-255), row] })
  for (const [key, watch] of Object.entries(d.state.watches)) {
    if (watch.kind !== 'events') continue
    const data = watch.data as Following
    if (data.until !== undefined && d.now > data.until) stop(d, key)
    else if (wanted(row, data.filters)) jsonLine(d, watch.sink, shown(row))
  }
}

/** Attributes that every container event has: its labels, image, name. */
export const containerEvent = (
  d: Daemon,
  container: Container,
  action: string,
  more: Readonly<Record<string, string>> = {},
): void =>
  emit(d, 'container', action, container.id, {
    ...container.config.Labels,
    ...more,
    image: container.config.Image,
    name: container.name,
  })

type Filters = Readonly<Record<string, readonly string[]>>
interface Following {
  readonly filters: Filters
  readonly until?: number
}

export const events: Handler = (d, req) => {
  const filters = filtersOf(req)
  const since = timeOf(req.query['since'], d.now)
  const until = timeOf(req.query['until'], d.now)
  startStream(d, req, { 'Content-Type': 'application/json' })
  const sink = sinkOf(req)
  const past = d.state.events.filter(
    (row) => since !== undefined && row.at >= since && (until === undefined || row.at <= until),
  )
  for (const row of past) if (wanted(row, filters)) jsonLine(d, sink, shown(row))
  if (until !== undefined && until <= d.now) return endStream(d, sink)
  const key = String(d.state.nextWatch)
  const data: Following = { filters, ...(until !== undefined && { until }) }
  patch(d, {
    nextWatch: d.state.nextWatch + 1,
    watches: { ...d.state.watches, [key]: { kind: 'events', about: '', sink, data } },
  })
  watchConn(d, sink.conn, { handler: 'watch/left', peer: sink.to, data: { key } })
  if (until !== undefined)
    d.effects.push({
      to: 'dockerd',
      delay: until - d.now,
      payload: { kind: 'timer', name: 'events/until', data: { key } },
    })
}

function stop(d: Daemon, key: string): void {
  const watch = d.state.watches[key]
  if (watch?.kind !== 'events') return
  endStream(d, watch.sink)
  forgetWatch(d, key)
}

export function forgetWatch(d: Daemon, key: string): void {
  const { [key]: _gone, ...watches } = d.state.watches
  patch(d, { watches })
}

/** JSON of the `filters` parameter: either `{"name":["a"]}` or the older `{"name":{"a":true}}`. */
export function filtersOf(req: Request): Filters {
  try {
    const raw = JSON.parse(req.query['filters'] || '{}') as Record<string, readonly string[] | Record<string, boolean>>
    return Object.fromEntries(
      Object.entries(raw).map(([key, value]) => [key, Array.isArray(value) ? value : Object.keys(value)]),
    )
  } catch {
    return {}
  }
}

/** Unix seconds (with a fraction), RFC 3339, or a Go duration before now. */
export function timeOf(text: string | undefined, now: number): number | undefined {
  if (text === undefined || text === '' || text === '0') return undefined
  if (/^\d+(\.\d+)?$/.test(text)) return Math.floor(Number(text) * 1e6)
  return parseRfc3339(text) ?? now
}

function wanted(row: EventRow, filters: Filters): boolean {
  const any = (key: string, test: (value: string) => boolean) =>
    filters[key] === undefined || filters[key].length === 0 || filters[key].some(test)
  const named = (type: string) => (value: string) =>
    row.type === type && (row.id === value || row.id.startsWith(value) || row.attributes['name'] === value)
  return (
    any('type', (value) => row.type === value) &&
    any('event', (value) => row.action === value || row.action.split(':')[0] === value) &&
    any('container', named('container')) &&
    any('network', named('network')) &&
    any('volume', named('volume')) &&
    any('image', (value) => [row.id, row.attributes['name'], row.attributes['image']].includes(value)) &&
    any('label', (value) => labelled(row.attributes, value))
  )
}

export function labelled(labels: Readonly<Record<string, string>>, wanted: string): boolean {
  const at = wanted.indexOf('=')
  return at < 0 ? wanted in labels : labels[wanted.slice(0, at)] === wanted.slice(at + 1)
}

/** As the API has it, with the fields that only containers and images still carry. */
function shown({ type, action, id, attributes, at }: EventRow): object {
  const old =
    type === 'container'
      ? { status: action, id, from: attributes['image'] }
      : type === 'image'
        ? { status: action, id }
        : {}
  return {
    ...old,
    Type: type,
    Action: action,
    Actor: { ID: id, Attributes: sortedKeys(attributes) },
    scope: 'local',
    time: Math.floor(at / 1e6),
    timeNano: at * 1000,
  }
}

const sortedKeys = (record: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)))

export const eventsContinuations: Continuations = { 'events/until': (d, { key }: { key: string }) => stop(d, key) }

/** The client went away: nothing is owed any more. */
export const watchConns: ConnHandlers = {
  'watch/left': (d, { key }: { key: string }, payload) => {
    if (payload.kind === 'conn.closed') forgetWatch(d, key)
  },
}
