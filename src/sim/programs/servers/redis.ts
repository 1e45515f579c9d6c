import { utf8, text } from '../../../base/bytes'
import { exit, put, quietly } from '../face'
import { strftime } from '../clock'
import { strerror } from '../../wire/errno'
import type { Await, Fd, Program, Sys, Turn } from '../../wire/sys'

/**
 * redis-server and redis-cli: strings and counters over a byte stream of inline commands.
 *
 * @models redis 7
 * @fidelity part: PING ECHO SET GET INCR DECR DEL EXISTS KEYS DBSIZE FLUSHALL; nothing is saved; inline commands instead of RESP arrays
 */
interface Storing {
  readonly listener: Fd
  readonly conns: readonly Fd[]
  readonly data: Readonly<Record<string, string>>
}

const port = 6379

const stamp = (sys: Sys) => `${sys.pid}:M ${strftime('%d %b %Y %H:%M:%S', sys.now() / 1e6)}.000 `

export const redisServer: Program<Storing> = {
  name: 'redis-server',
  start: (sys) => {
    if (/^(-v|--version)$/.test(sys.argv[1] ?? '')) {
      put(sys, 'Redis server v=7.4.5 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64 build=0\n')
      return exit(0)
    }
    const at = sys.argv.indexOf('--port')
    const number = at < 0 ? port : Number(sys.argv[at + 1])
    put(
      sys,
      `${stamp(sys).replace(':M', ':C')}* oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo\n${stamp(sys)}* Running mode=standalone, port=${number}.\n${stamp(sys)}* Server initialized\n${stamp(sys)}* Ready to accept connections tcp\n`,
    )
    sys.sigaction('SIGTERM', 'catch')
    sys.sigaction('SIGINT', 'catch')
    return wait({ listener: sys.listen(`tcp:0.0.0.0:${number}`), conns: [], data: {} })
  },
  resume: (sys, state, wake) => {
    if (wake.on === 'signal') {
      put(sys, `${stamp(sys)}# User requested shutdown...\n${stamp(sys)}# Redis is now ready to exit, bye bye...\n`)
      return exit(0)
    }
    return wait(served(sys, state))
  },
}

const wait = (state: Storing): Turn<Storing> => ({
  turn: 'wait',
  state,
  on: [{ on: 'acceptable', fd: state.listener }, ...state.conns.map((fd): Await => ({ on: 'readable', fd }))],
})

function served(sys: Sys, from: Storing): Storing {
  let state = from
  for (let fd = sys.accept(state.listener); fd !== undefined; fd = sys.accept(state.listener))
    state = { ...state, conns: [...state.conns, fd] }
  for (const fd of state.conns) state = drained(sys, state, fd)
  return state
}

function drained(sys: Sys, from: Storing, fd: Fd): Storing {
  let state = from
  for (let payload = sys.receive(fd); payload !== undefined; payload = sys.receive(fd)) {
    if (payload.kind === 'conn.closed' || (payload.kind === 'stream' && payload.end && payload.data === '')) {
      sys.close(fd)
      return { ...state, conns: state.conns.filter((each) => each !== fd) }
    }
    if (payload.kind !== 'stream') continue
    for (const line of text(payload.data)
      .split(/\r?\n/)
      .filter((each) => each !== '')) {
      const [data, reply] = command(state.data, words(line))
      state = { ...state, data }
      sys.send(fd, { kind: 'stream', channel: 'raw', data: utf8(reply), end: false })
    }
  }
  return state
}

const words = (line: string): readonly string[] =>
  (line.match(/"(?:\\.|[^"\\])*"|\S+/g) ?? []).map((word) =>
    word.startsWith('"') ? word.slice(1, -1).replace(/\\(.)/g, '$1') : word,
  )

type Data = Storing['data']

const bulk = (value: string | undefined) => (value === undefined ? '$-1\r\n' : `$${utf8(value).length}\r\n${value}\r\n`)

function command(data: Data, [name = '', key = '', value = '']: readonly string[]): readonly [Data, string] {
  switch (name.toUpperCase()) {
    case 'PING':
      return [data, key === '' ? '+PONG\r\n' : bulk(key)]
    case 'ECHO':
      return [data, bulk(key)]
    case 'SET':
      return [{ ...data, [key]: value }, '+OK\r\n']
    case 'GET':
      return [data, bulk(data[key])]
    case 'INCR':
      return counted(data, key, 1)
    case 'DECR':
      return counted(data, key, -1)
    case 'DEL':
      return [
        Object.fromEntries(Object.entries(data).filter(([each]) => each !== key)),
        `:${data[key] === undefined ? 0 : 1}\r\n`,
      ]
    case 'EXISTS':
      return [data, `:${data[key] === undefined ? 0 : 1}\r\n`]
    case 'DBSIZE':
      return [data, `:${Object.keys(data).length}\r\n`]
    case 'KEYS':
      return [data, `*${Object.keys(data).length}\r\n${Object.keys(data).map(bulk).join('')}`]
    case 'FLUSHALL':
      return [{}, '+OK\r\n']
    default:
      return [data, `-ERR unknown command '${name}', with args beginning with: ${key === '' ? '' : `'${key}' `}\r\n`]
  }
}

function counted(data: Data, key: string, by: number): readonly [Data, string] {
  const before = data[key] ?? '0'
  if (!/^-?\d+$/.test(before)) return [data, '-ERR value is not an integer or out of range\r\n']
  const after = String(Number(before) + by)
  return [{ ...data, [key]: after }, `:${after}\r\n`]
}

interface Asking {
  readonly fd: Fd
  readonly asked: string | undefined
  readonly prompt: string
  readonly input: string
  readonly busy: boolean
  readonly to: string
  readonly open: boolean
}

export const redisCli: Program<Asking> = {
  name: 'redis-cli',
  start: (sys) =>
    quietly(() => {
      const args = sys.argv.slice(1)
      const value = (flag: string) => (args.includes(flag) ? args[args.indexOf(flag) + 1] : undefined)
      const host = value('-h') ?? '127.0.0.1'
      const number = value('-p') ?? String(port)
      const rest = args.filter(
        (arg, i) => !/^-[hpan]$/.test(arg) && !/^-[hpan]$/.test(args[i - 1] ?? '') && !arg.startsWith('--'),
      )
      const asked =
        rest.length > 0 ? rest.map((word) => (/\s|^$/.test(word) ? JSON.stringify(word) : word)).join(' ') : undefined
      const to = `${host}:${number}`
      return step(sys, {
        fd: sys.connect(`tcp:${to}`),
        asked,
        prompt: `${to}> `,
        input: '',
        busy: false,
        to,
        open: false,
      })
    }),
  resume: (sys, state) => quietly(() => step(sys, state)),
}

function step(sys: Sys, from: Asking): Turn<Asking> {
  let state = from
  if (!state.open) {
    const how = sys.connection(state.fd)
    if (how === 'connecting') return { turn: 'wait', state, on: [{ on: 'connected', fd: state.fd }] }
    if (how !== 'open') {
      sys.write(
        2,
        utf8(
          `Could not connect to Redis at ${state.to}: ${how === 'closed' ? 'Connection refused' : (strerror[how] ?? 'Name or service not known')}\n`,
        ),
      )
      return exit(1)
    }
    state = { ...state, open: true }
    if (state.asked !== undefined) return ask(sys, state, state.asked)
    if (sys.isatty(1)) put(sys, state.prompt)
  }
  return state.busy ? answer(sys, state) : prompt(sys, state)
}

function ask(sys: Sys, state: Asking, line: string): Turn<Asking> {
  sys.send(state.fd, { kind: 'stream', channel: 'raw', data: utf8(`${line}\r\n`), end: false })
  return { turn: 'wait', state: { ...state, busy: true }, on: [{ on: 'readable', fd: state.fd }] }
}

function answer(sys: Sys, state: Asking): Turn<Asking> {
  const payload = sys.receive(state.fd)
  if (payload === undefined) return { turn: 'wait', state, on: [{ on: 'readable', fd: state.fd }] }
  if (payload.kind !== 'stream') return exit(1)
  put(sys, shown(text(payload.data), sys.isatty(1)))
  if (state.asked !== undefined) return exit(0)
  if (sys.isatty(1)) put(sys, state.prompt)
  return prompt(sys, { ...state, busy: false })
}

function shown(reply: string, pretty: boolean): string {
  const [head = '', ...rest] = reply.split('\r\n')
  const body = head.slice(1)
  if (head.startsWith('+')) return `${body}\n`
  if (head.startsWith('-')) return pretty ? `(error) ${body}\n` : `${body}\n\n`
  if (head.startsWith(':')) return pretty ? `(integer) ${body}\n` : `${body}\n`
  if (head.startsWith('$'))
    return body === '-1' ? (pretty ? '(nil)\n' : '\n') : pretty ? `"${rest[0]}"\n` : `${rest[0]}\n`
  const values = rest.filter((_, i) => i % 2 === 1)
  if (values.length === 0) return pretty ? '(empty array)\n' : '\n'
  return values.map((value, i) => (pretty ? `${i + 1}) "${value}"\n` : `${value}\n`)).join('')
}

function prompt(sys: Sys, from: Asking): Turn<Asking> {
  let state = from
  for (;;) {
    const at = state.input.indexOf('\n')
    if (at >= 0) {
      const line = state.input.slice(0, at).trim()
      state = { ...state, input: state.input.slice(at + 1) }
      if (line === 'exit' || line === 'quit') return exit(0)
      if (line !== '') return ask(sys, state, line)
      if (sys.isatty(1)) put(sys, state.prompt)
      continue
    }
    const bytes = sys.read(0)
    if (bytes === undefined) return { turn: 'wait', state, on: [{ on: 'readable', fd: 0 }] }
    if (bytes === '') return exit(0)
    state = { ...state, input: state.input + text(bytes) }
  }
}
