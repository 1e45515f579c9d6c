import { openVoyage } from '../../src/lesson/open-voyage'
import { type Voyage } from '../../src/lesson/voyage'
import type { Scenario } from '../../src/lesson/scenario'
import { lengthOf, worldAt, type Recording } from '../../src/trace/recording'
import { entered, scenarioOf, slugs } from '../played'
import { shellTimes } from './shell'

/** Measured on an unthrottled processor; the budgets are for one four times slower, so times are shown four times longer. */
const throttle = 4
const rounds = 5

/** Budgets of the design: wanted, and at most. */
const budgets = { command: [8, 25], seek: [16, 50], memory: [2, 4] } as const

const now = (): number => performance.now()
const sorted = (values: readonly number[]): readonly number[] => [...values].sort((a, b) => a - b)
const quantile = (values: readonly number[], q: number): number =>
  sorted(values)[Math.min(values.length - 1, Math.floor(values.length * q))]!
const median = (values: readonly number[]): number => quantile(values, 0.5)

interface Played {
  readonly line: string
  readonly steps: number
  readonly ms: number
}

function play(scenario: Scenario): readonly [Voyage, readonly Played[]] {
  let voyage = openVoyage({ seed: 1, scenario })
  const played = scenario.solution.map((line): Played => {
    const [steps, started] = [lengthOf(voyage.recording), now()]
    voyage = entered(voyage, line)
    return { line, steps: lengthOf(voyage.recording) - steps, ms: now() - started }
  })
  return [voyage, played]
}

/** Every step, in an order that jumps about: no help from what was computed just before. The median of three tries each. */
function seekTimes(recording: Recording): readonly number[] {
  const length = lengthOf(recording)
  const tries = Array.from({ length }, (): number[] => [])
  for (let i = 0; i < 3 * length; i++) {
    const at = (i * 7919) % length
    const started = now()
    worldAt(recording, at)
    tries[at]!.push(now() - started)
  }
  return tries.filter((times) => times.length > 0).map(median)
}

/** Step after step, as a player shows them: the mean of a step, of the best of the rounds. */
function playTime(recording: Recording): number {
  const length = lengthOf(recording)
  const times = Array.from({ length: rounds }, () => {
    const started = now()
    for (let at = 0; at < length; at++) worldAt(recording, at)
    return now() - started
  })
  return Math.min(...times) / length
}

const heap = (): number => {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed
}

/** What a played voyage holds over and above one that was only opened, for each thousand steps. */
function keptPerThousand(scenario: Scenario): number {
  const opened = openVoyage({ seed: 1, scenario })
  const before = heap()
  const [voyage] = play(scenario)
  const kept = heap() - before
  const steps = lengthOf(voyage.recording)
  return steps === 0 || lengthOf(opened.recording) > 0 ? 0 : (kept / steps) * 1000
}

const verdict = (value: number, [wanted, most]: readonly [number, number]): string =>
  value <= wanted ? 'within' : value <= most ? `over the wanted ${wanted}` : `OVER the limit ${most}`

const say = (name: string, value: string, judged = ''): void =>
  console.log(`  ${name.padEnd(64)} ${value.padStart(14)}  ${judged}`)

function measure(slug: string): void {
  const scenario = scenarioOf(slug)
  const runs = Array.from({ length: rounds }, () => play(scenario))
  const [voyage, lines] = runs[0]!
  console.log(`\n${slug}: ${lengthOf(voyage.recording)} steps`)
  const total = median(runs.map(([, played]) => played.reduce((sum, { ms }) => sum + ms, 0)))
  say('steps a second (unthrottled)', Math.round((lengthOf(voyage.recording) / total) * 1000).toLocaleString('en'))
  lines.forEach(({ line, steps }, i) => {
    const [first, ms] = [runs[0]![1][i]!.ms, median(runs.map(([, played]) => played[i]!.ms))].map((m) => m * throttle)
    say(
      `all ${steps} messages of: ${line.slice(0, 44)}`,
      `${ms!.toFixed(1)} ms 4x`,
      `${verdict(ms!, budgets.command)}; the first time ${first!.toFixed(0)}`,
    )
  })
  const seeks = seekTimes(voyage.recording).map((ms) => ms * throttle)
  say('seek to any step, median', `${median(seeks).toFixed(2)} ms 4x`, verdict(median(seeks), budgets.seek))
  say('seek to any step, 95 of 100', `${quantile(seeks, 0.95).toFixed(2)} ms 4x`)
  say('seek to any step, slowest', `${quantile(seeks, 1).toFixed(2)} ms 4x`, verdict(quantile(seeks, 1), budgets.seek))
  say('from a step to the next, mean', `${(playTime(voyage.recording) * throttle).toFixed(2)} ms 4x`)
  const kept = keptPerThousand(scenario) / 1e6
  say('memory kept for 1,000 steps', `${kept.toFixed(2)} MB`, verdict(kept, budgets.memory))
}

console.log(
  `Medians of ${rounds} in Node ${process.version}; times ${throttle}-fold, as on the throttled processor of the budgets.`,
)
for (const slug of slugs) measure(slug)

console.log('\nthe shell, unthrottled: the median, and the first time')
for (const { name, ms, most } of shellTimes(rounds)) {
  const usual = median(ms)
  say(name, `${usual.toFixed(1)} / ${ms[0]!.toFixed(1)} ms`, verdict(usual, [most, most]))
}
