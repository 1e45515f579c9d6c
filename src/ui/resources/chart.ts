import { chartGrid, type Group, type Sample } from '../../scene/layout/resources'
import type { Score } from '../../scene/rhythm'
import type { Micros } from '../../trace/types'

/** What the kernel said of a container's cgroup: held back, charged, at its limit, one process killed. */
export interface Note {
  readonly time: Micros
  readonly what: 'throttle' | 'oom' | 'charge' | 'over'
  readonly path: string
}

/** How a container's use went. */
export interface Chart {
  readonly path: string
  readonly name: string
  /** Its cgroup is there no more. */
  readonly gone: boolean
  readonly samples: readonly Sample[]
  readonly group: Group | undefined
  readonly marks: readonly Note[]
}

export function notesOf(score: Score, until: number): readonly Note[] {
  const found: Note[] = []
  for (let step = 1; step <= until; step++) {
    const { payload, dueAt } = score.message(step)
    if (payload.kind !== 'kernel' || payload.what === 'copy_up' || payload.what === 'whiteout') continue
    if (!payload.path?.includes('/docker-')) continue
    found.push({ time: dueAt, what: payload.what, path: payload.path.replace(/^\/?(sys\/fs\/cgroup\/)?/, '') })
  }
  return found
}

/** Periods that follow one another are one span. */
export const spans = (marks: readonly Note[]): readonly { readonly from: Micros; readonly to: Micros }[] =>
  marks.reduce<readonly { readonly from: Micros; readonly to: Micros }[]>((all, { time }) => {
    const last = all.at(-1)
    return last && time - last.to <= chartGrid
      ? [...all.slice(0, -1), { from: last.from, to: time }]
      : [...all, { from: time, to: time }]
  }, [])

/** What the upper edge of a plot stands for. */
export const memoryTop = ({ samples, group }: Chart): number =>
  group?.memory.limit ?? Math.max(1, ...samples.map(({ memory }) => memory)) * 1.25
export const cpuTop = ({ group, samples }: Chart): number =>
  Math.max(group?.quota ?? 0, ...samples.map(({ cpu }) => cpu), 0.05) * 1.25

export const round = (amount: number): string => String(Number(amount.toFixed(2)))
