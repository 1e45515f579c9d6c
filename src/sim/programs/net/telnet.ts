import { complain, exit, isBusybox, put, quietly } from '../face'
import { isAddress } from './http-words'
import { misuse } from '../say'
import { strerror } from '../../wire/errno'
import type { Fd, Program, Sys, Turn, Wake } from '../../wire/sys'

/**
 * A connection typed by hand: the usual way to see whether a port answers.
 *
 * @models inetutils telnet(1), busybox networking/telnet.c
 * @fidelity part: no negotiation; after the escape character only quit; HTTP typed by hand is not understood by the simulated servers
 */
interface Talking {
  readonly host: string
  readonly port: string
  readonly fd?: Fd
  readonly open: boolean
  readonly address: string
  readonly asking: boolean
}

const escape = '\x1d'

export const telnet: Program<Talking> = {
  name: 'telnet',
  start: (sys) =>
    quietly(() => {
      const [host, port = '23'] = sys.argv.slice(1).filter((word) => !word.startsWith('-'))
      if (host === undefined) {
        if (isBusybox(sys)) return exit(misuse(sys, ''))
        return (sys.write(2, 'glasswhale: telnet without a host is not simulated\n'), exit(1))
      }
      const state: Talking = { host, port: portOf(port), open: false, address: host, asking: false }
      if (isAddress(host)) return dial(sys, state, host)
      sys.resolve(host)
      return { turn: 'wait', state, on: [{ on: 'resolved', name: host }] }
    }),
  resume: (sys, state, wake) => quietly(() => woken(sys, state, wake as Wake)),
}

const services: Readonly<Record<string, string>> = { http: '80', https: '443', ssh: '22', smtp: '25', telnet: '23' }
const portOf = (word: string): string => services[word] ?? word

function woken(sys: Sys, state: Talking, wake: Wake): Turn<Talking> {
  if (wake.on !== 'resolved') return step(sys, state)
  const [address] = wake.addresses
  if (address !== undefined) return dial(sys, state, address)
  if (isBusybox(sys)) complain(sys, `bad address '${state.host}'`)
  else sys.write(2, `telnet: could not resolve ${state.host}/${state.port}: Name or service not known\n`)
  return exit(1)
}

function dial(sys: Sys, state: Talking, address: string): Turn<Talking> {
  if (!isBusybox(sys)) put(sys, `Trying ${address}...\n`)
  return step(sys, { ...state, address, fd: sys.connect(`tcp:${address}:${state.port}`) })
}

function step(sys: Sys, state: Talking): Turn<Talking> {
  const fd = state.fd ?? 0
  if (state.open) return talk(sys, state, fd)
  const how = sys.connection(fd)
  if (how === 'connecting') return { turn: 'wait', state, on: [{ on: 'connected', fd }] }
  if (how !== 'open') {
    const words = how === 'closed' ? 'Connection reset by peer' : strerror[how]
    if (isBusybox(sys)) complain(sys, `can't connect to remote host (${state.address}): ${words}`)
    else sys.write(2, `telnet: Unable to connect to remote host: ${words}\n`)
    return exit(1)
  }
  if (isBusybox(sys)) put(sys, `Connected to ${state.host}\n\n`)
  else put(sys, `Connected to ${state.host}.\n`)
  put(sys, isBusybox(sys) ? '' : "Escape character is '^]'.\n")
  return talk(sys, { ...state, open: true }, fd)
}

function talk(sys: Sys, from: Talking, fd: Fd): Turn<Talking> {
  for (let payload = sys.receive(fd); payload !== undefined; payload = sys.receive(fd)) {
    if (payload.kind === 'stream' && payload.data !== '') sys.write(1, payload.data)
    if (payload.kind === 'conn.closed') return closed(sys, 'Connection closed by foreign host')
  }
  let state = from
  for (let bytes = sys.read(0); bytes !== undefined; bytes = sys.read(0)) {
    if (bytes === '') return closed(sys, 'Connection closed by foreign host')
    if (state.asking) {
      if (/^(q|quit|close|e|exit)\b/.test(bytes)) return closed(sys, 'Connection closed')
      state = { ...state, asking: false }
    } else if (bytes.includes(escape)) {
      put(sys, isBusybox(sys) ? '\nConsole escape. Commands are:\n\n e\texit telnet\n' : '\ntelnet> ')
      state = { ...state, asking: true }
    } else sys.send(fd, { kind: 'stream', channel: 'raw', data: bytes.replace(/\n/g, '\r\n'), end: false })
  }
  return {
    turn: 'wait',
    state,
    on: [
      { on: 'readable', fd },
      { on: 'readable', fd: 0 },
    ],
  }
}

function closed(sys: Sys, words: string): Turn<Talking> {
  if (isBusybox(sys)) sys.write(2, `${words}\n`)
  else put(sys, `${words}.\n`)
  return exit(isBusybox(sys) || words.includes('foreign') ? 1 : 0)
}
