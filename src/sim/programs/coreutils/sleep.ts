import { complain, exit, isBusybox } from '../face'
import { misuse, quote } from '../say'
import type { Program, Sys, Turn } from '../../wire/sys'

/**
 * Waits.
 *
 * @models coreutils src/sleep.c
 * @fidelity full
 */
interface Sleeping {
  /** When to wake; undefined for `sleep infinity`. */
  readonly until?: number
}

const units: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400 }

/** Seconds of `1.5`, `2m`, `infinity`; undefined when it is no such thing. */
export function seconds(word: string): number | undefined {
  if (/^inf(inity)?$/i.test(word)) return Infinity
  const match = /^(\d+\.?\d*|\.\d+)([smhd]?)$/.exec(word)
  return match ? Number(match[1]) * units[match[2]!]! : undefined
}

export const sleep: Program<Sleeping> = {
  name: 'sleep',
  start: (sys) => {
    const args = sys.argv.slice(1)
    if (args.length === 0) return exit(misuse(sys, 'missing operand'))
    const spans = args.map(seconds)
    const bad = args.filter((_, i) => spans[i] === undefined)
    if (bad.length > 0) return exit(refuse(sys, bad))
    return doze(
      sys,
      spans.reduce<number>((sum, span) => sum + span!, 0),
    )
  },
  resume: (_sys, state, wake) => (wake.on === 'timer' ? exit(0) : still(state)),
}

function doze(sys: Sys, span: number): Turn<Sleeping> {
  if (span === 0) return exit(0)
  return still(span === Infinity ? {} : { until: sys.now() + Math.round(span * 1e6) })
}

const still = (state: Sleeping): Turn<Sleeping> => ({
  turn: 'wait',
  state,
  on: state.until === undefined ? [] : [{ on: 'timer', at: state.until }],
})

function refuse(sys: Sys, words: readonly string[]): number {
  if (isBusybox(sys)) complain(sys, `invalid number '${words[0]!}'`)
  else {
    for (const word of words.slice(0, -1)) complain(sys, `invalid time interval ${quote(sys, word)}`)
    misuse(sys, `invalid time interval ${quote(sys, words.at(-1)!)}`)
  }
  return 1
}
