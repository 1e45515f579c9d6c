import type { Prose } from '../../lesson/prose'
import type { CgroupTree, Depth, Message, OverlayView, RegistryView, World } from '../../trace/types'

/** What the player plays: a history of worlds. `world(0)` is the start, `message(n)` what step n delivered (1 … length). */
export interface Recording {
  readonly length: number
  world(step: number): World
  message(step: number): Message
}

/** A future that was left when the past was changed. */
export interface Branch {
  readonly id: number
  /** The step at which it parts from the one that is played. */
  readonly at: number
  readonly length: number
}

/** One unit of a lesson. Texts are in the language asked for. */
export interface Beat {
  readonly id: string
  readonly title: string
  readonly prose: Prose
  /** The command to type, if it asks for one. */
  readonly type?: string
  /** Whether there is something to be reached, which {@link Source.goal} then tells of. */
  readonly checked: boolean
  readonly hint?: Prose
  /** Where to look while it lasts. */
  readonly look?: { readonly scene?: string; readonly at?: string; readonly depth?: Depth }
  readonly quiz?: Quiz
}

export interface Quiz {
  readonly ask: string
  readonly answers: readonly { readonly text: string; readonly right: boolean; readonly why: string }[]
}

/** How a goal stands in a world; `differs` says in the learner's language what is still missing. */
export interface GoalState {
  readonly met: boolean
  readonly differs?: string
}

/** A lesson, or nothing in the sandbox. */
export interface LessonText {
  readonly title: string
  readonly beats: readonly Beat[]
  readonly depth: Depth
  readonly scene?: string
  /** The lesson that comes after it. */
  readonly next?: string
}

/**
 * The one seam between the page and the model. Everything the page asks of the simulation it asks here, so that the page can
 * be tested with a recording on paper.
 */
export interface Source {
  readonly recording: Recording
  readonly branches: readonly Branch[]
  /**
   * A line typed at a terminal, the first unless said otherwise, when `step` steps had been delivered. In the past this forks; a future of
   * which nothing beyond `step` was shown is not kept.
   */
  type(line: string, step: number, terminal?: number, shown?: number): void
  /** Characters of keys. */
  key(keys: string, step: number, terminal?: number, shown?: number): void
  /** Tells the terminal its size at the end of the history; false when it has that size. */
  resize(rows: number, cols: number, terminal?: number): boolean
  /** Opens one more terminal, or that one again, whose shell has ended. */
  openTerminal(step: number, again?: number, shown?: number): void
  closeTerminal(step: number, terminal: number, shown?: number): void
  /** Lines that the terminal's shell remembers, oldest first. */
  history(step: number, terminal: number): readonly string[]
  /** Computes more of what is under way; false when nothing is. */
  extend(): boolean
  /** Plays another branch; what was played becomes one. */
  turnTo(branch: number): void
  /** Candidates that may replace the word before the cursor, and where that word begins. */
  complete(
    line: string,
    cursor: number,
    step: number,
    terminal: number,
  ): Promise<{ readonly from: number; readonly words: readonly string[] }>
  /** Repositories that Docker Hub has from the start, whether or not anyone has asked for them. */
  readonly shelf: readonly string[]
  /** What registries that run as processes of the host hold, by host pid. */
  registries(world: World): Readonly<Record<string, RegistryView>>
  /** What lies below the host's surface: its cgroups, a container's writable layer, a file as root reads it. */
  cgroups(world: World): CgroupTree
  overlay(world: World, upperDir: string): OverlayView | undefined
  file(world: World, path: string): string | undefined
  lesson(lang: string): LessonText | undefined
  goal(beat: string, step: number, lang: string): GoalState | undefined
  /** Under way: a part of the model without which the next step cannot be taken. Rejects when it cannot be had. */
  readonly coming?: Promise<void> | undefined
  /** A part of the model could not be had; asking again is up to the person. */
  readonly missing?: boolean
  /** Asks again for what could not be had. */
  retry?(): void
  /** Calls when the same question may now have another answer. */
  listen?(told: () => void): void
  /** Gets ready for what may be asked, while the page has nothing else to do. */
  prepare?(): void
  close?(): void
  /** Whether a beat wants the playing to rest at what that step delivers. */
  rests(beat: string, step: number): boolean
}

/** How a source is opened: the seed and the scenario's slug or address. */
export interface Opening {
  readonly seed: number
  readonly scenario?: string
}

export type { Message, World }
