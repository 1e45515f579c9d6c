import { complain, exit, isBusybox, put, quietly } from '../face'
import { isAddress } from './http-words'
import { getopt, has, last } from '../options'
import { seconds } from '../coreutils/sleep'
import { dialect, misuse } from '../say'
import { strerror } from '../../wire/errno'
import type { Await, Program, Sys, Turn, Wake } from '../../wire/sys'

/**
 * ICMP echo: each one is a packet on the simulated network.
 *
 * @models iputils ping, busybox networking/ping.c
 * @fidelity part: IPv4, no flood, no record route
 */
interface Pinging {
  readonly host: string
  readonly address?: string
  readonly size: number
  readonly ttl: number
  readonly most: number
  readonly interval: number
  readonly patience: number
  readonly quiet: boolean
  readonly seq: number
  readonly sent: number
  readonly times: readonly number[]
  readonly begun: number
  /** When the next one goes out, or when the last one is given up. */
  readonly due: number
  readonly deadline?: number
}

export const ping: Program<Pinging> = {
  name: 'ping',
  start: (sys) =>
    quietly(() => {
      const options = getopt(sys, sys.argv.slice(1), { short: 'c:i:W:w:s:qnv46t:I:AfbO', long: {} })
      if (!options) return exit(isBusybox(sys) ? 1 : 2)
      const host = options.operands.at(-1)
      if (host === undefined)
        return exit(isBusybox(sys) ? misuse(sys, '') : refuse(sys, 'usage error: Destination address required', 1))
      sys.sigaction('SIGINT', 'catch')
      const deadline = last(options, 'w')
      const state: Pinging = {
        host,
        size: Number(last(options, 's') ?? 56),
        ttl: Number(last(options, 't') ?? 64),
        most: Number(last(options, 'c') ?? 0),
        interval: (seconds(last(options, 'i') ?? '1') ?? 1) * 1e6,
        patience: (seconds(last(options, 'W') ?? '10') ?? 10) * 1e6,
        quiet: has(options, 'q'),
        seq: isBusybox(sys) ? 0 : 1,
        sent: 0,
        times: [],
        begun: sys.now(),
        due: 0,
        ...(deadline === undefined ? {} : { deadline: sys.now() + Number(deadline) * 1e6 }),
      }
      if (isAddress(host)) return first(sys, state, host)
      sys.resolve(host)
      return { turn: 'wait', state, on: [{ on: 'resolved', name: host }] }
    }),
  resume: (sys, state, wake) => quietly(() => woken(sys, state, wake as Wake)),
}

const refuse = (sys: Sys, words: string, status: number): number => {
  complain(sys, words)
  return status
}

function woken(sys: Sys, state: Pinging, wake: Wake): Turn<Pinging> {
  if (wake.on === 'signal') return finish(sys, state)
  if (wake.on === 'resolved') {
    const address = wake.addresses[0]
    if (address !== undefined) return first(sys, state, address)
    return exit(
      isBusybox(sys)
        ? refuse(sys, `bad address '${state.host}'`, 1)
        : refuse(sys, `${state.host}: Name or service not known`, 2),
    )
  }
  if (wake.on === 'pong') return answered(sys, state, wake)
  if (wake.on !== 'timer') return wait(state)
  if (state.deadline !== undefined && sys.now() >= state.deadline) return finish(sys, state)
  return allSent(state) ? finish(sys, state) : echo(sys, state)
}

function first(sys: Sys, state: Pinging, address: string): Turn<Pinging> {
  put(
    sys,
    isBusybox(sys)
      ? `PING ${state.host} (${address}): ${state.size} data bytes\n`
      : `PING ${state.host} (${address}) ${state.size}(${state.size + 28}) bytes of data.\n`,
  )
  return echo(sys, { ...state, address, begun: sys.now() })
}

const allSent = (state: Pinging) => state.most > 0 && state.sent >= state.most

function echo(sys: Sys, state: Pinging): Turn<Pinging> {
  const seq = state.sent === 0 ? state.seq : state.seq + 1
  sys.ping(state.address!, seq, state.ttl)
  const sent = state.sent + 1
  const isLast = state.most > 0 && sent >= state.most
  return wait({ ...state, seq, sent, due: sys.now() + (isLast ? state.patience : state.interval) })
}

const wait = (state: Pinging): Turn<Pinging> => {
  const timer: Await = { on: 'timer', at: Math.min(state.due, state.deadline ?? Infinity) }
  return { turn: 'wait', state, on: [{ on: 'pong', seq: state.seq }, timer] }
}

function answered(sys: Sys, state: Pinging, pong: Wake & { readonly on: 'pong' }): Turn<Pinging> {
  if (pong.error !== undefined) {
    if (pong.error === 'ENETUNREACH')
      return exit(
        refuse(
          sys,
          dialect(sys, 'connect: Network is unreachable', 'sendto: Network unreachable'),
          isBusybox(sys) ? 1 : 2,
        ),
      )
    if (!isBusybox(sys) && !state.quiet)
      put(
        sys,
        pong.error === 'EHOSTUNREACH' && pong.from !== state.address
          ? `From ${pong.from} icmp_seq=${pong.seq} Time to live exceeded\n`
          : `From ${pong.from} icmp_seq=${pong.seq} Destination ${pong.error === 'EHOSTUNREACH' ? 'Host Unreachable' : strerror[pong.error]}\n`,
      )
    return onward(sys, state)
  }
  const millis = pong.micros / 1000
  const time = isBusybox(sys)
    ? millis.toFixed(3)
    : millis < 1
      ? millis.toFixed(3)
      : millis < 10
        ? millis.toFixed(2)
        : millis.toFixed(1)
  const head = `${state.size + 8} bytes from ${!isBusybox(sys) && state.host !== pong.from ? `${state.host} (${pong.from})` : pong.from}`
  if (!state.quiet)
    put(sys, `${head}: ${isBusybox(sys) ? 'seq' : 'icmp_seq'}=${pong.seq} ttl=${pong.ttl} time=${time} ms\n`)
  return onward(sys, { ...state, times: [...state.times, millis] })
}

const onward = (sys: Sys, state: Pinging): Turn<Pinging> =>
  allSent(state)
    ? finish(sys, state)
    : { turn: 'wait', state, on: [{ on: 'timer', at: Math.min(state.due, state.deadline ?? Infinity) }] }

function finish(sys: Sys, state: Pinging): Turn<Pinging> {
  const { times, sent } = state
  const lost = sent === 0 ? 0 : Math.round(((sent - times.length) * 100) / sent)
  const span = Math.round((sys.now() - state.begun) / 1000)
  const mean = times.reduce((sum, time) => sum + time, 0) / (times.length || 1)
  const deviation = Math.sqrt(times.reduce((sum, time) => sum + (time - mean) ** 2, 0) / (times.length || 1))
  const figures = [Math.min(...times), mean, Math.max(...times)].map((time) => time.toFixed(3)).join('/')
  put(
    sys,
    `\n--- ${state.host} ping statistics ---\n${sent} packets transmitted, ${times.length} ${isBusybox(sys) ? 'packets received' : 'received'}, ${lost}% packet loss${isBusybox(sys) ? '' : `, time ${span}ms`}\n`,
  )
  if (times.length > 0)
    put(
      sys,
      isBusybox(sys)
        ? `round-trip min/avg/max = ${figures} ms\n`
        : `rtt min/avg/max/mdev = ${figures}/${deviation.toFixed(3)} ms\n`,
    )
  else if (!isBusybox(sys)) put(sys, '\n')
  return exit(times.length > 0 ? 0 : 1)
}
