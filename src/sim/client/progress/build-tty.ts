import { amounts, isDone, type Trace, type Vertex } from './build-trace'

/**
 * A build's progress on a terminal: a heading and a line a step, drawn anew over the last drawing.
 *
 * @models buildkit util/progress/progressui/display.go
 * @fidelity part: the window of a step's output is its last lines, not a small terminal of its own
 */
export interface Tty {
  readonly drawnLines: number
  readonly begun: boolean
}

export const ttyBegin: Tty = { drawnLines: 0, begun: false }

const colours = { done: '\x1b[34m', cancel: '\x1b[33m', error: '\x1b[31m', faint: '\x1b[2m', reset: '\x1b[0m' }

interface Size {
  readonly rows: number
  readonly cols: number
}

export function drawTty(
  tty: Tty,
  trace: Trace,
  now: number,
  size: Size,
  finished: boolean,
): readonly [out: string, tty: Tty] {
  const [width, height] = [size.cols || 80, size.rows || 10]
  let out = '\x1b[1A'.repeat(tty.drawnLines + 1)
  if (!tty.begun) out += '\x1b[1B'
  out += '\x1b[0G\x1b[?25l'
  out += `${heading(trace, now, width, finished)}\n`
  const all = trace.order.flatMap((d) => jobs(trace.vertexes[d]!, now, width))
  const shown = finished ? all : all.slice(-Math.max(1, height - 2))
  out += shown.join('')
  const blank = tty.drawnLines - shown.length
  if (blank > 0) out += `${`${' '.repeat(width)}\n`.repeat(blank)}\x1b[${blank}A\x1b[0G`
  return [`${out}\x1b[?25h`, { drawnLines: shown.length, begun: true }]
}

const align = (left: string, right: string, width: number): string =>
  `${left.padEnd(Math.max(0, width - right.length - 1))} ${right}`

function heading(trace: Trace, now: number, width: number, finished: boolean): string {
  const all = Object.values(trace.vertexes)
  const done = all.filter(isDone).length
  const took = ((now - (trace.startedAt || now)) / 1e6).toFixed(1)
  const status = finished && done > 0 && done === all.length ? 'FINISHED' : ''
  return align(`[+] Building ${took}s (${done}/${all.length}) ${status}`, 'docker:default', width - 1).slice(0, width)
}

function jobs(v: Vertex, now: number, width: number): string[] {
  const canceled = (v.error ?? '').endsWith('context canceled')
  const failed = (v.error ?? '') !== '' && !canceled
  const mark = canceled ? 'CANCELED ' : failed ? 'ERROR ' : ''
  const name = `${v.cached === true ? 'CACHED ' : ''}${mark}${v.name.replaceAll('\t', ' ')}`
  const colour = canceled ? colours.cancel : failed ? colours.error : colours.done
  const time = (from: number | undefined, to: number | undefined) =>
    from === undefined ? 0 : ((to ?? now) - from) / 1e6
  const out = [row(name, '', time(v.started, v.completed), width, isDone(v) ? colour : '')]
  for (const l of v.lines)
    out.push(
      row(`=> ${l.id}`, amounts(l), time(l.started, l.completed), width, l.completed === undefined ? '' : colours.done),
    )
  if (!isDone(v))
    for (const line of v.screen)
      out.push(`${colours.faint} => => # ${line.slice(0, width - 10).padEnd(width - 10)}\n${colours.reset}`)
  return out.filter((r) => r !== '')
}

function row(name: string, status: string, seconds: number, width: number, colour: string): string {
  const timer = ` ${(seconds < 0.05 ? 0 : seconds).toFixed(1).padStart(3)}s\n`
  let left = width - 4 - timer.length - 1
  const withStatus = status !== '' && left + status.length > 20
  if (withStatus) left -= status.length + 1
  if (left < 12) return ''
  const line = align(` => ${name.slice(0, left)}${withStatus ? ` ${status}` : ''}`, timer, width)
  return colour === '' ? line : `${colour}${line}${colours.reset}`
}
