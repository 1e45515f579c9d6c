import type { Prose } from './prose'

/** A lesson as data: scenarios/<slug>/scenario.yaml with its prose. Nothing in it is code. */
export type Lang = 'en' | 'zh-CN'

export type Both = Readonly<Record<Lang, string>>

export interface Scenario {
  readonly id: string
  readonly title: Both
  readonly level: 'beginner' | 'internals' | 'kernel'
  readonly minutes: number
  readonly start: { readonly run: readonly string[] }
  readonly focus: { readonly scene: string; readonly depth: 1 | 2 | 3 }
  readonly beats: readonly ScenarioBeat[]
  readonly goal: string
  readonly solution: readonly string[]
  readonly next?: string
  /** Files on the learner's host, by path below the home directory. */
  readonly files: Readonly<Record<string, string>>
}

export interface ScenarioBeat {
  readonly id: string
  readonly heading: Both
  readonly prose: Readonly<Record<Lang, Prose>>
  readonly type?: string
  readonly look?: { readonly scene?: string; readonly at?: string; readonly depth?: 1 | 2 | 3 }
  readonly pauseOn: readonly string[]
  readonly expect?: string
  readonly hint?: Readonly<Record<Lang, Prose>>
  readonly quiz?: Quiz
}

export interface Quiz {
  readonly ask: Both
  readonly answers: readonly { readonly text: Both; readonly right: boolean; readonly why: Both }[]
}

/** The parts a scenario is read from: texts of its files. */
export interface ScenarioTexts {
  readonly yaml: string
  readonly prose: Both
  readonly files: Readonly<Record<string, string>>
}
