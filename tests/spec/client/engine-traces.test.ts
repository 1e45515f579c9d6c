import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { run, type Row } from './fake-sys'

/** What the real client said to a real engine, command by command, and what it then printed. */
interface Trace {
  readonly name: string
  readonly cmd: string
  readonly exit: number
  readonly stdout: string
  readonly stderr: string
  readonly now: number
  readonly http: readonly {
    readonly method: string
    readonly path: string
    readonly status: number
    readonly body?: unknown
    readonly json?: unknown
    readonly lines?: readonly unknown[]
    readonly stream?: readonly (readonly ['stdout' | 'stderr', string])[]
    readonly frames?: readonly (readonly [string, string])[]
    /** Never answered before the client left. */
    readonly open?: boolean
  }[]
}

const traces = JSON.parse(readFileSync(new URL('engine-traces.json', import.meta.url), 'utf8')) as readonly Trace[]

const frame = ([channel, data]: readonly [string, string]): string =>
  String.fromCharCode(channel === 'stderr' ? 2 : 1, 0, 0, 0, 0, 0, data.length >> 8, data.length & 255) + data

// The recording keeps seven digits of a second.
const micros = (text: string): string => text.replace(/(\.\d{6})\d{3}Z/g, '$1Z')

const row = (h: Trace['http'][number]): Row => ({
  method: h.method,
  path: h.path.split('?')[0]!,
  status: h.status,
  ...(h.json === undefined ? {} : { json: h.json }),
  ...(h.lines === undefined ? {} : { lines: h.lines }),
  ...(h.stream === undefined ? {} : { stream: h.stream }),
  ...(h.frames === undefined ? {} : { body: h.frames.map(frame).join('') }),
  ...(h.open === true ? { after: /^NEVER/ } : h.path.includes('/wait') ? { after: /\/start/ } : {}),
})

it.each(traces.map((t) => [t.name, t] as const))('[CL-10] asks and prints as the real client: %s', (_, t) => {
  const ran = run(t.cmd, { rows: t.http.map(row), now: t.now })
  expect([micros(ran.out), ran.err, ran.status]).toEqual([micros(t.stdout), t.stderr, t.exit])
  expect(ran.asked.map(decodeURIComponent)).toEqual(t.http.map((h) => decodeURIComponent(`${h.method} ${h.path}`)))
  const bodies = t.http.filter((h) => h.body !== undefined).map((h) => h.body)
  expect(ran.bodies).toEqual(bodies)
})
