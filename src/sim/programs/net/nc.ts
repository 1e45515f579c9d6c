import { complain, exit, isBusybox, quietly } from '../face'
import { getopt, has, last } from '../options'
import { misuse } from '../say'
import { strerror } from '../../wire/errno'
import { utf8 } from '../../../base/bytes'
import type { Fd, Program, Sys, Turn } from '../../wire/sys'

/**
 * Bytes to and from a connection.
 *
 * @models netcat-openbsd, busybox networking/nc.c
 * @fidelity part: TCP only; -l -p -z -v -w; HTTP typed by hand is not understood by the simulated servers
 */
interface Talking {
  readonly fd: Fd
  readonly stage: 'listening' | 'connecting' | 'open'
  readonly probe: boolean
  readonly verbose: boolean
  readonly to: string
  readonly inputOver: boolean
}

export const nc: Program<Talking> = {
  name: 'nc',
  start: (sys) =>
    quietly(() => {
      const options = getopt(sys, sys.argv.slice(1), { short: 'lp:zvw:nkuNq:4e:', long: {} })
      if (!options) return exit(1)
      const [host, port] = has(options, 'l')
        ? ['0.0.0.0', last(options, 'p') ?? options.operands.at(-1)]
        : options.operands
      if (host === undefined || port === undefined) return exit(misuse(sys, 'missing port number'))
      const common = {
        probe: has(options, 'z'),
        verbose: has(options, 'v'),
        to: `${host} port ${port}`,
        inputOver: false,
      }
      if (has(options, 'l')) return step(sys, { ...common, fd: sys.listen(`tcp:${host}:${port}`), stage: 'listening' })
      return step(sys, { ...common, fd: sys.connect(`tcp:${host}:${port}`), stage: 'connecting' })
    }),
  resume: (sys, state) => quietly(() => step(sys, state)),
}

function step(sys: Sys, state: Talking): Turn<Talking> {
  if (state.stage === 'listening') {
    const fd = sys.accept(state.fd)
    return fd === undefined
      ? { turn: 'wait', state, on: [{ on: 'acceptable', fd: state.fd }] }
      : step(sys, { ...state, fd, stage: 'open' })
  }
  if (state.stage === 'connecting') return connecting(sys, state)
  return talk(sys, state)
}

function connecting(sys: Sys, state: Talking): Turn<Talking> {
  const how = sys.connection(state.fd)
  if (how === 'connecting') return { turn: 'wait', state, on: [{ on: 'connected', fd: state.fd }] }
  if (how !== 'open') {
    const words = how === 'closed' ? 'Connection reset by peer' : (strerror[how] ?? 'Name does not resolve')
    if (isBusybox(sys)) complain(sys, `can't connect to remote host: ${words}`)
    else if (state.verbose) complain(sys, `connect to ${state.to} (tcp) failed: ${words}`)
    return exit(1)
  }
  if (state.verbose)
    sys.write(2, utf8(isBusybox(sys) ? `${state.to} open\n` : `Connection to ${state.to} [tcp/*] succeeded!\n`))
  return state.probe ? exit(0) : talk(sys, { ...state, stage: 'open' })
}

function talk(sys: Sys, from: Talking): Turn<Talking> {
  let state = from
  for (let payload = sys.receive(state.fd); payload !== undefined; payload = sys.receive(state.fd)) {
    if (payload.kind === 'conn.closed') return exit(0)
    if (payload.kind === 'stream' && payload.data !== '') sys.write(1, payload.data)
    if (payload.kind === 'http.request')
      sys.write(
        1,
        utf8(
          `${payload.method} ${payload.path} HTTP/1.1\r\n${Object.entries(payload.headers)
            .map(([name, value]) => `${name}: ${value}\r\n`)
            .join('')}\r\n`,
        ) + payload.body,
      )
  }
  while (!state.inputOver) {
    const bytes = sys.read(0)
    if (bytes === undefined) break
    sys.send(state.fd, { kind: 'stream', channel: 'raw', data: bytes, end: bytes === '' })
    state = { ...state, inputOver: bytes === '' }
  }
  const waits = [
    { on: 'readable', fd: state.fd } as const,
    ...(state.inputOver ? [] : [{ on: 'readable', fd: 0 } as const]),
  ]
  return { turn: 'wait', state, on: waits }
}
