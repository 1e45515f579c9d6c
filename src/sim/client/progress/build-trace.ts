import { text, type Bytes } from '../../../base/bytes'

/**
 * What the client knows of a build from the Status stream.
 *
 * @models buildkit util/progress/progressui (trace)
 * @fidelity part: progress groups are not known
 */
export interface VertexTold {
  readonly digest: string
  readonly name: string
  readonly started?: number
  readonly completed?: number
  readonly cached?: boolean
  readonly error?: string
}

export interface LineTold {
  readonly vertex: string
  readonly id: string
  readonly current: number
  readonly total: number
  readonly started?: number
  readonly completed?: number
  readonly timestamp: number
}

export interface StatusTold {
  readonly vertexes?: readonly VertexTold[]
  readonly statuses?: readonly LineTold[]
  readonly logs?: readonly { readonly vertex: string; readonly msg: Bytes; readonly timestamp: number }[]
  readonly warnings?: readonly {
    readonly vertex: string
    readonly short: string
    readonly source?: { readonly filename: string; readonly start: number }
  }[]
}

export interface Vertex extends VertexTold {
  /** Number in plain output, 0 before it is first shown. */
  readonly index: number
  readonly lines: readonly LineTold[]
  /** Lines that changed since they were last printed, by id. */
  readonly changed: readonly string[]
  /** Log lines not printed yet, with their times; the last may be without its end. */
  readonly logs: readonly string[]
  readonly partial: boolean
  /** How much of a partial line has been printed. */
  readonly printed: number
  /** The last lines, for the report of an error. */
  readonly tail: readonly string[]
  /** The last lines without times, for a terminal. */
  readonly screen: readonly string[]
}

export interface Trace {
  readonly vertexes: Readonly<Record<string, Vertex>>
  /** Those that have started, in order. */
  readonly order: readonly string[]
  readonly updated: readonly string[]
  readonly warnings: NonNullable<StatusTold['warnings']>
  readonly startedAt: number
}

export const noTrace: Trace = { vertexes: {}, order: [], updated: [], warnings: [], startedAt: 0 }

const unknown = (digest: string): Vertex => ({
  digest,
  name: '',
  index: 0,
  lines: [],
  changed: [],
  logs: [],
  partial: false,
  printed: 0,
  tail: [],
  screen: [],
})

export function heardStatus(trace: Trace, told: StatusTold): Trace {
  let t = trace
  const change = (digest: string, by: (v: Vertex) => Vertex, update = true) => {
    const v = by(t.vertexes[digest] ?? unknown(digest))
    const order = v.started !== undefined && !t.order.includes(digest) ? [...t.order, digest] : t.order
    const updated =
      update && v.started !== undefined && !t.updated.includes(digest) ? [...t.updated, digest] : t.updated
    t = { ...t, vertexes: { ...t.vertexes, [digest]: v }, order, updated }
  }
  for (const v of told.vertexes ?? []) {
    if (t.startedAt === 0 && v.started !== undefined) t = { ...t, startedAt: v.started }
    change(v.digest, (old) => ({ ...old, ...v }))
  }
  for (const s of told.statuses ?? []) {
    change(s.vertex, (v) => ({
      ...v,
      lines: v.lines.some((l) => l.id === s.id) ? v.lines.map((l) => (l.id === s.id ? s : l)) : [...v.lines, s],
      changed: v.changed.includes(s.id) ? v.changed : [...v.changed, s.id],
    }))
  }
  for (const l of told.logs ?? []) change(l.vertex, (v) => logged(v, l.msg, l.timestamp))
  return told.warnings === undefined ? t : { ...t, warnings: [...t.warnings, ...told.warnings] }
}

function logged(v: Vertex, msg: Bytes, at: number): Vertex {
  const seconds = (at - (v.started ?? at)) / 1e6
  const stamp = seconds.toFixed(seconds < 10 ? 3 : seconds < 100 ? 2 : 1)
  const rows = text(msg).split('\n')
  const ended = rows.at(-1) === ''
  if (ended) rows.pop()
  const logs = [...v.logs]
  const screen = [...v.screen]
  rows.forEach((row, i) => {
    if (i === 0 && v.partial && logs.length > 0) {
      logs[logs.length - 1] += row
      screen[screen.length - 1] += row
    } else {
      logs.push(`${stamp} ${row}`)
      screen.push(row)
    }
  })
  return { ...v, logs, partial: !ended, screen: screen.slice(-6) }
}

export const isDone = (v: Vertex): boolean => v.completed !== undefined

/** `1.50MB`, as units.Bytes prints with %.2f. */
export function amount(n: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  let at = 0
  let value = n
  while (value >= 1000 && at < units.length - 1) {
    value /= 1000
    at++
  }
  return at === 0 ? `${n}B` : `${value.toFixed(2)}${units[at]}`
}

export const amounts = (l: LineTold): string =>
  l.total !== 0 ? `${amount(l.current)} / ${amount(l.total)}` : l.current !== 0 ? amount(l.current) : ''

/** The logs of steps that failed, between rules. */
export function errorLogs(t: Trace): string {
  return t.order
    .map((d) => t.vertexes[d]!)
    .filter((v) => (v.error ?? '') !== '' && !v.error!.endsWith('context canceled'))
    .map(
      (v) =>
        `------\n > ${v.name}:\n${[...v.tail, ...v.logs]
          .slice(-10)
          .map((l) => `${l}\n`)
          .join('')}------\n`,
    )
    .join('')
}

export function warningsText(t: Trace): string {
  if (t.warnings.length === 0) return ''
  const title = t.warnings.length === 1 ? '1 warning' : `${t.warnings.length} warnings`
  const rows = t.warnings.map((w) => ` - ${w.short}${w.source === undefined ? '' : ` (line ${w.source.start})`}\n`)
  return `\n ${title} found (use docker --debug to expand):\n${rows.join('')}`
}
