import { amounts, isDone, type Trace, type Vertex } from './build-trace'

/**
 * A build's progress where nobody watches: `#5 [2/3] RUN make`, its output line by line, `#5 DONE 1.2s`.
 *
 * @models buildkit util/progress/progressui/printer.go
 * @fidelity part: which of several running steps is shown changes only when one ends
 */
export interface Plain {
  readonly current: string
  readonly numbered: number
  readonly begun: boolean
}

export const plainBegin: Plain = { current: '', numbered: 0, begun: false }

const intro = '#0 building with "default" instance using docker driver\n\n'

export function printPlain(plain: Plain, trace: Trace): readonly [out: string, plain: Plain, trace: Trace] {
  const p: Printing = { out: '', plain, trace: { ...trace, updated: [] } }
  const changed = trace.updated.map((d) => trace.vertexes[d]!).filter((v) => v.started !== undefined)
  const done = changed.filter(isDone).sort((a, b) => a.completed! - b.completed!)
  const rest = changed.filter((v) => !isDone(v))
  const active = plain.current
  for (const v of done.filter((v) => v.digest === active)) show(p, v.digest)
  for (const v of done.filter((v) => v.digest !== active)) show(p, v.digest)
  if (rest.some((v) => v.digest === p.plain.current)) show(p, p.plain.current)
  if (p.plain.current === '') {
    const next = rest[0] ?? trace.order.map((d) => p.trace.vertexes[d]!).find((v) => !isDone(v))
    if (next !== undefined) show(p, next.digest)
  } else
    keep(
      p,
      rest.filter((v) => v.digest !== p.plain.current),
    )
  return [p.out, p.plain, p.trace]
}

interface Printing {
  out: string
  plain: Plain
  trace: Trace
}

/** Not shown now: they stay to be shown. */
function keep(p: Printing, rest: readonly Vertex[]): void {
  p.trace = { ...p.trace, updated: rest.map((v) => v.digest) }
}

const put = (p: Printing, v: Vertex): void => {
  p.trace = { ...p.trace, vertexes: { ...p.trace.vertexes, [v.digest]: v } }
}

function show(p: Printing, digest: string): void {
  let v = p.trace.vertexes[digest]!
  if (v.index === 0) {
    p.plain = { ...p.plain, numbered: p.plain.numbered + 1 }
    v = { ...v, index: p.plain.numbered }
  }
  if (digest !== p.plain.current) heading(p, v)
  const open = lines(p, v)
  v = logs(p, v)
  p.plain = { ...p.plain, current: digest }
  if (isDone(v) && !open) {
    p.plain = { ...p.plain, current: '' }
    if (v.partial) p.out += '\n'
    p.out += `#${v.index} ${ending(v)}\n`
  }
  put(p, { ...v, changed: [] })
}

function heading(p: Printing, v: Vertex): void {
  const old = p.trace.vertexes[p.plain.current]
  if (old !== undefined) {
    if (old.partial) p.out += '\n'
    p.out += `#${old.index} ...\n`
    put(p, { ...old, printed: 0 })
  }
  p.out += p.plain.begun ? '\n' : intro
  p.plain = { ...p.plain, begun: true }
  p.out += `#${v.index} ${v.name}\n`
}

/** True while a line below the step is still going on. */
function lines(p: Printing, v: Vertex): boolean {
  let open = false
  for (const line of v.lines) {
    if (!v.changed.includes(line.id)) continue
    const bytes = amounts(line)
    const took = line.started === undefined ? 0 : ((line.completed ?? line.timestamp) - line.started) / 1e6
    if (line.completed === undefined) open = true
    p.out += `#${v.index} ${line.id}${bytes === '' ? '' : ` ${bytes}`}${took > 0.01 ? ` ${took.toFixed(1)}s` : ''}${line.completed === undefined ? '' : ' done'}\n`
  }
  return open && !isDone(v)
}

function logs(p: Printing, v: Vertex): Vertex {
  v.logs.forEach((line, i) => {
    p.out += i === 0 && v.printed > 0 ? line.slice(v.printed) : `#${v.index} ${line}`
    if (i < v.logs.length - 1 || !v.partial) p.out += '\n'
  })
  if (v.logs.length === 0) return v
  const whole = v.partial ? v.logs.slice(0, -1) : v.logs
  const open = v.partial ? v.logs.slice(-1) : []
  return { ...v, logs: open, printed: open[0]?.length ?? 0, tail: [...v.tail, ...whole].slice(-10) }
}

function ending(v: Vertex): string {
  if ((v.error ?? '') !== '') return v.error!.endsWith('context canceled') ? 'CANCELED' : `ERROR: ${v.error}`
  return v.cached === true ? 'CACHED' : `DONE ${((v.completed! - v.started!) / 1e6).toFixed(1)}s`
}
