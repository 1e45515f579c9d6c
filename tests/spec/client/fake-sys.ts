import { text, utf8, type Bytes } from '../../../src/base/bytes'
import { docker } from '../../../src/sim/client/docker'
import type { ConnPayload, HttpRequest } from '../../../src/sim/wire/http'
import { SysError } from '../../../src/sim/wire/errno'
import type { ConnSend, Fd, Sys, TtyMode, Turn, Wake } from '../../../src/sim/wire/sys'

/** A daemon made of what it answers: the first row that fits a request is used up by it, unless it is to stay. */
export interface Row {
  readonly method: string
  /** Path without the version, and the query as sent, both optional as a pattern. */
  readonly path: string | RegExp
  readonly status?: number
  readonly json?: unknown
  /** A JSON value a line, in chunks. */
  readonly lines?: readonly unknown[]
  readonly body?: Bytes
  readonly headers?: Readonly<Record<string, string>>
  /** Upgrades and says this, then hangs up. */
  readonly stream?: readonly (readonly ['stdout' | 'stderr' | 'raw', string])[]
  readonly stays?: boolean
  /** Answered only when a request fitting this has been made. */
  readonly after?: RegExp
}

export interface Ran {
  readonly out: string
  readonly err: string
  readonly status: number
  /** `POST /containers/create?name=x` as they were made, pings left out. */
  readonly asked: readonly string[]
  readonly bodies: readonly unknown[]
  readonly files: Readonly<Record<string, Bytes>>
}

export interface Setting {
  readonly rows?: readonly Row[]
  readonly stdin?: string
  readonly tty?: boolean
  readonly env?: Readonly<Record<string, string>>
  readonly files?: Readonly<Record<string, string>>
  readonly now?: number
  readonly down?: boolean
  readonly cols?: number
}

/** Splits a command line as a shell would, in the simplest cases. */
export const words = (line: string): string[] =>
  [...line.matchAll(/(?:[^\s"']+|"[^"]*"|'[^']*')+/g)].map(([w]) =>
    w.replace(/"([^"]*)"|'([^']*)'/g, (_, d?: string, s?: string) => d ?? s ?? ''),
  )

export function run(line: string, setting: Setting = {}): Ran {
  const w = new World(setting)
  let turn: Turn<never> = docker.start(w.sys(words(line))) as Turn<never>
  for (let i = 0; i < 10_000; i++) {
    if (turn.turn === 'exit') return w.ran(turn.status)
    if (turn.turn !== 'wait') throw new Error(`unexpected turn ${turn.turn}`)
    const wake = w.next(turn.on)
    if (wake === undefined) throw new Error(`stuck: ${JSON.stringify(turn.on)} after ${w.asked.join(', ')}`)
    // A world must survive JSON: so must the state of the command.
    const state = JSON.parse(JSON.stringify(turn.state)) as never
    turn = docker.resume(w.sys(words(line)), state, wake) as Turn<never>
  }
  throw new Error('does not end')
}

class World {
  readonly asked: string[] = []
  readonly bodies: unknown[] = []
  private out = ''
  private err = ''
  private rows: Row[]
  private readonly queues = new Map<Fd, ConnPayload[]>()
  private readonly held: { fd: Fd; row: Row; exchange: number }[] = []
  private readonly files: Record<string, Bytes>
  private nextFd = 3
  private stdin: string[]
  private now: number
  private mode: TtyMode = { canonical: true, echo: true, signals: true, onlcr: true }

  constructor(readonly setting: Setting) {
    this.rows = [...(setting.rows ?? [])]
    this.files = { ...setting.files }
    this.stdin = setting.stdin === undefined ? [''] : [utf8(setting.stdin), '']
    this.now = setting.now ?? Date.UTC(2026, 10, 22) * 1000
  }

  ran(status: number): Ran {
    return {
      out: text(this.out),
      err: text(this.err),
      status,
      asked: this.asked,
      bodies: this.bodies,
      files: this.files,
    }
  }

  next(on: readonly { on: string; fd?: Fd; at?: number }[]): Wake | undefined {
    for (const a of on) if (a.on === 'connected') return { on: 'connected', fd: a.fd! }
    for (const a of on)
      if (a.on === 'readable' && a.fd !== 0 && (this.queues.get(a.fd!)?.length ?? 0) > 0)
        return { on: 'readable', fd: a.fd! }
    if (on.some((a) => a.on === 'readable' && a.fd === 0) && this.stdin.length > 0) return { on: 'readable', fd: 0 }
    const timer = on.filter((a) => a.on === 'timer').sort((a, b) => a.at! - b.at!)[0]
    if (timer === undefined) return undefined
    this.now = timer.at!
    return { on: 'timer' }
  }

  private answer(fd: Fd, q: HttpRequest): void {
    const path = q.path.replace(/^\/v1\.\d+/, '')
    if (path === '/_ping')
      return this.queue(fd, {
        kind: 'http.response',
        conn: 'c',
        exchange: q.exchange,
        status: 200,
        headers: { 'Api-Version': '1.51' },
        body: '',
        more: false,
      })
    this.asked.push(`${q.method} ${path}`)
    if (q.body !== '')
      this.bodies.push(q.headers['Content-Type'] === 'application/json' ? JSON.parse(text(q.body)) : q.body)
    const at = this.rows.findIndex(
      (r) =>
        r.method === q.method &&
        (typeof r.path === 'string' ? r.path === path || r.path === path.split('?')[0] : r.path.test(path)),
    )
    const row = this.rows[at]
    if (row === undefined) throw new Error(`no answer for ${q.method} ${path}`)
    if (row.stays !== true) this.rows.splice(at, 1)
    if (row.after !== undefined) this.held.push({ fd, row, exchange: q.exchange })
    else this.give(fd, row, q.exchange)
    for (const h of this.held.slice()) {
      if (!this.asked.some((a) => h.row.after!.test(a))) continue
      this.held.splice(this.held.indexOf(h), 1)
      this.give(h.fd, h.row, h.exchange)
    }
  }

  private give(fd: Fd, row: Row, exchange: number): void {
    const body = row.body ?? (row.json === undefined ? '' : utf8(`${JSON.stringify(row.json)}\n`))
    const head = { kind: 'http.response' as const, conn: 'c', exchange, headers: row.headers ?? {} }
    if (row.stream !== undefined) {
      this.queue(fd, { ...head, status: 101, body: '', more: true })
      for (const [channel, data] of row.stream)
        this.queue(fd, { kind: 'stream', conn: 'c', channel, data: utf8(data), end: false })
      return this.queue(fd, { kind: 'conn.closed', conn: 'c', reset: false })
    }
    if (row.lines === undefined) return this.queue(fd, { ...head, status: row.status ?? 200, body, more: false })
    this.queue(fd, { ...head, status: 200, body: '', more: true })
    for (const line of row.lines)
      this.queue(fd, {
        kind: 'http.chunk',
        conn: 'c',
        exchange,
        data: utf8(`${JSON.stringify(line)}\r\n`),
        last: false,
      })
    this.queue(fd, { kind: 'http.chunk', conn: 'c', exchange, data: '', last: true })
  }

  private queue(fd: Fd, payload: ConnPayload): void {
    this.queues.set(fd, [...(this.queues.get(fd) ?? []), payload])
  }

  sys(argv: readonly string[]): Sys {
    const missing = (path: string): never => {
      throw new SysError('ENOENT', path)
    }
    const dirs = new Set([
      '/',
      '/root',
      '/root/.docker',
      ...Object.keys(this.files).flatMap((f) => f.split('/').map((_, i, p) => p.slice(0, i).join('/') || '/')),
    ])
    const full = (path: string) => (path.startsWith('/') ? path : `/root/${path}`).replace(/\/+$/, '') || '/'
    const stat = (path: string) => {
      const f = full(path)
      const base = { ino: 1, dev: 1, nlink: 1, uid: 0, gid: 0, mtime: 0 }
      if (this.files[f] !== undefined)
        return { ...base, kind: 'file' as const, mode: 0o644, size: this.files[f].length }
      return dirs.has(f) ? { ...base, kind: 'dir' as const, mode: 0o755, size: 0 } : missing(path)
    }
    const sys: Partial<Sys> = {
      argv,
      env: { HOME: '/root', ...this.setting.env },
      pid: 10,
      uid: 0,
      gid: 0,
      hostname: 'box',
      cwd: () => '/root',
      now: () => this.now,
      random: () => 12345,
      write: (fd, data) => {
        if (fd === 1) this.out += data
        else if (fd === 2) this.err += data
        else this.files[String(fd)] = (this.files[String(fd)] ?? '') + data
      },
      read: () => this.stdin.shift(),
      isatty: () => this.setting.tty === true,
      winsize: () => ({ rows: 24, cols: this.setting.cols ?? 80 }),
      tcgetattr: () => this.mode,
      tcsetattr: (_, mode) => {
        this.mode = { ...this.mode, ...mode }
      },
      sigaction: () => undefined,
      connect: (to) => {
        if (this.setting.down === true) this.queues.delete(this.nextFd)
        if (!/^(unix|tcp):/.test(to)) throw new Error(`connect ${to}`)
        return this.nextFd++
      },
      connection: () => (this.setting.down === true ? 'ECONNREFUSED' : 'open'),
      send: (fd, payload: ConnSend) => {
        if (payload.kind === 'http.request') this.answer(fd, { ...payload, conn: 'c' })
      },
      receive: (fd) => this.queues.get(fd)?.shift(),
      close: () => undefined,
      readFile: (path) => this.files[full(path)] ?? missing(path),
      writeFile: (path, data) => {
        this.files[full(path)] = data
      },
      open: (path) => {
        const fd = this.nextFd++
        this.files[full(path)] = ''
        return fd
      },
      unlink: (path) => {
        delete this.files[full(path)]
      },
      mkdir: () => undefined,
      stat,
      lstat: stat,
      readdir: (path) => {
        const f = full(path)
        const names = Object.keys(this.files)
          .filter((k) => k.startsWith(f === '/' ? '/' : `${f}/`))
          .map((k) => k.slice(f === '/' ? 1 : f.length + 1).split('/')[0]!)
        return [...new Set(names)].sort().map((name) => ({
          name,
          kind: this.files[`${f}/${name}`] === undefined ? ('dir' as const) : ('file' as const),
        }))
      },
    }
    return sys as Sys
  }
}
