import { complain, exit, isBusybox, put, quietly } from '../face'
import { isAddress } from './http-words'
import { getopt, last } from '../options'
import { misuse } from '../say'
import { strerror } from '../../wire/errno'
import type { Program, Sys, Turn, Wake } from '../../wire/sys'

/**
 * The routers on the way: packets whose time to live is one, two, three … hops, and who sends them back.
 *
 * @models traceroute(1) of Dmitry Butskoy, busybox networking/traceroute.c
 * @fidelity part: -m -q -w; names of routers are not looked up; every probe is an echo
 */
interface Tracing {
  readonly host: string
  readonly address: string
  readonly most: number
  readonly probes: number
  readonly patience: number
  readonly ttl: number
  /** Answers to the probes of this hop; undefined is none in time. */
  readonly answers: readonly (Answer | undefined)[]
  readonly due: number
}

interface Answer {
  readonly from: string
  readonly micros: number
  readonly last: boolean
}

export const traceroute: Program<Tracing> = {
  name: 'traceroute',
  start: (sys) =>
    quietly(() => {
      const options = getopt(sys, sys.argv.slice(1), { short: 'nIm:q:w:TUp:46f:s:i:lvrdF', long: { 'max-hops=': 'm' } })
      if (!options) return exit(isBusybox(sys) ? 1 : 2)
      const host = options.operands[0]
      if (host === undefined) return exit(misuse(sys, 'Specify "host" missing argument.', 2))
      const state: Tracing = {
        host,
        address: '',
        most: Number(last(options, 'm') ?? 30),
        probes: Number(last(options, 'q') ?? 3),
        // This one sends 16 at a time, BusyBox one after another: waited for alone, each costs a sixteenth.
        patience: (Number(last(options, 'w') ?? (isBusybox(sys) ? 3 : 5)) * 1e6) / (isBusybox(sys) ? 1 : 16),
        ttl: 1,
        answers: [],
        due: 0,
      }
      if (isAddress(host)) return begin(sys, state, host)
      sys.resolve(host)
      return { turn: 'wait', state, on: [{ on: 'resolved', name: host }] }
    }),
  resume: (sys, state, wake) => quietly(() => woken(sys, state, wake as Wake)),
}

function begin(sys: Sys, state: Tracing, address: string): Turn<Tracing> {
  const size = isBusybox(sys) ? 46 : 60
  put(sys, `traceroute to ${state.host} (${address}), ${state.most} hops max, ${size} byte packets\n${hop(1)}`)
  return probe(sys, { ...state, address })
}

const hop = (ttl: number) => `${String(ttl).padStart(2)} `

/** Each probe has a number of its own, so that a late answer is not taken for another's. */
const numberOf = (state: Tracing): number => state.ttl * 16 + state.answers.length

function probe(sys: Sys, state: Tracing): Turn<Tracing> {
  const seq = numberOf(state)
  sys.ping(state.address, seq, state.ttl)
  const due = sys.now() + state.patience
  return wait({ ...state, due })
}

const wait = (state: Tracing): Turn<Tracing> => ({
  turn: 'wait',
  state,
  on: [
    { on: 'pong', seq: numberOf(state) },
    { on: 'timer', at: state.due },
  ],
})

function woken(sys: Sys, state: Tracing, wake: Wake): Turn<Tracing> {
  if (wake.on === 'resolved') {
    const [address] = wake.addresses
    if (address !== undefined) return begin(sys, state, address)
    const words = isBusybox(sys) ? `bad address '${state.host}'` : undefined
    if (words !== undefined) complain(sys, words)
    else
      sys.write(
        2,
        `${state.host}: Name or service not known\nCannot handle "host" cmdline arg \`${state.host}' on position 1 (argc 1)\n`,
      )
    return exit(isBusybox(sys) ? 1 : 2)
  }
  if (wake.on === 'timer') return noted(sys, state, undefined)
  if (wake.on !== 'pong') return wait(state)
  if (wake.error !== undefined && wake.error !== 'EHOSTUNREACH') {
    put(sys, '\n')
    complain(sys, isBusybox(sys) ? `sendto: ${strerror[wake.error]}` : `connect: ${strerror[wake.error]}`)
    return exit(1)
  }
  const arrived = wake.error === undefined || wake.from === state.address
  return noted(sys, state, { from: wake.from, micros: wake.micros, last: arrived })
}

function noted(sys: Sys, state: Tracing, answer: Answer | undefined): Turn<Tracing> {
  const before = state.answers.filter((each) => each !== undefined).at(-1)
  const who = answer === undefined || before?.from === answer.from ? '' : ` ${answer.from} (${answer.from})`
  put(sys, answer === undefined ? ' *' : `${who}  ${(answer.micros / 1000).toFixed(3)} ms`)
  const answers = [...state.answers, answer]
  if (answers.length < state.probes) return probe(sys, { ...state, answers })
  put(sys, '\n')
  if (answers.some((each) => each?.last) || state.ttl >= state.most) return exit(0)
  put(sys, hop(state.ttl + 1))
  return probe(sys, { ...state, ttl: state.ttl + 1, answers: [] })
}
