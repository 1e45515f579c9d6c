import { explain } from '../../lesson/words'
import type { Scenario } from '../../lesson/scenario'
import { historyFor } from '../../lesson/history'
import {
  closeTerminal,
  extend,
  furnish,
  openTerminal,
  press,
  resize,
  resizeNow,
  rests,
  turnTo,
  type,
  type Voyage,
} from '../../lesson/voyage'
import { langOf } from '../../locale/load'
import { lengthOf, worldAt, type Recording as History } from '../../trace/recording'
import type { RegistryView, World } from '../../trace/types'
import type { GoalState, LessonText, Recording, Source } from './source'
import { fetchRest, isAbsent, type Looks } from '../../lesson/parts'
import type { Stock } from './stock'

/** What a source is made of: a voyage at its beginning, what Docker Hub has, and the model behind it, whole or in parts. */
export interface Beginning {
  readonly voyage: Voyage
  readonly shelf: readonly string[]
  readonly stock: Stock
}

/** What is worked out at a time: a few messages, and on to so many ahead as long as it leaves a frame its time (milliseconds). */
const ahead = 60
const few = 12
const share = 8

/** A live voyage behind the page: the one place where the page's questions become the model's. */
export function voyageSource({ voyage: beginning, shelf, stock }: Beginning): Source {
  let voyage = beginning
  let recording = recordingOf(voyage.recording)
  let coming: Promise<void> | undefined
  let missing = false
  let closed = false
  let looked = false
  let told = (): void => undefined
  /** A size that the terminal is to have from the beginning, as soon as there is somebody to be told. */
  let size: readonly [rows: number, cols: number] | undefined
  const { scenario } = voyage

  const renew = (next: Voyage): boolean => {
    if (next === voyage) return false
    const grown = next.recording.last !== voyage.recording.last
    voyage = next
    if (grown) recording = recordingOf(next.recording)
    return grown
  }

  /** Goes on as far as the model is here, and sends for the part that is not. */
  const advance = (from: Voyage): boolean => {
    const began = performance.now()
    // Some at least, however late the machine is: who hears `false` takes it that nothing is left.
    const wanted = (added: number): boolean => added < few || (added < ahead && performance.now() - began < share)
    let next = extend(from, wanted)
    while (next.recording.wants !== undefined && stock.has(next.recording.wants))
      next = extend(furnish(next, stock.behaviours()), wanted)
    const grown = renew(next)
    if (next.recording.wants !== undefined) send(next.recording.wants)
    return grown
  }

  const send = (part: string): void => {
    if (coming || missing || closed) return
    const under = stock.fetch(part)
    coming = under
    const over = (failed: boolean) => (): void => {
      coming = undefined
      missing = failed
      if (closed) return
      if (!failed) looked = false
      told()
    }
    under.then(over(false), over(true))
  }

  /** A question about the world. What answers it is sent for when it is asked, but not before what a line needs. */
  const asking = <T>(question: (looks: Looks) => T): T | undefined => {
    let wanted = 'looks'
    try {
      if (stock.looks) return question(stock.looks)
    } catch (error) {
      if (!isAbsent(error)) throw error
      wanted = error.part
    }
    if (!looked && stock.has('kernel') && stock.has('bash')) {
      looked = true
      void stock.fetch(wanted).then(found, () => undefined)
    }
    return undefined
  }

  const found = (): void => {
    looked = false
    told()
  }

  /** Before the first command the size belongs to the beginning; it can be told only to a shell that is there. */
  const resized = (): boolean => {
    if (size === undefined || !stock.has('kernel') || !stock.has('bash')) return false
    const [rows, cols] = size
    size = undefined
    return advance(resize(furnish(voyage, stock.behaviours()), rows, cols))
  }

  /** What is done before the first size could be told is done at a terminal that has it. */
  const sized = (): Voyage => {
    if (size === undefined) return voyage
    const [rows, cols] = size
    size = undefined
    return resizeNow(voyage, rows, cols)
  }

  return {
    get recording() {
      return recording
    },
    get branches() {
      return voyage.branches.map(({ id, at, recording: left }) => ({ id, at, length: lengthOf(left) }))
    },
    get coming() {
      return coming
    },
    get missing() {
      return missing
    },
    type: (line, step, terminal, shown) => void advance(type(sized(), line, step, terminal, shown)),
    key: (keys, step, terminal, shown) => void advance(press(sized(), keys, step, terminal, shown)),
    openTerminal: (step, again, shown) => void advance(openTerminal(sized(), step, again, shown)),
    closeTerminal: (step, terminal, shown) => void advance(closeTerminal(voyage, step, terminal, shown)),
    history: (step, terminal) => historyFor(recording.world(step), terminal),
    resize(rows, cols, terminal) {
      if (lengthOf(voyage.recording) > 0) return advance(resize(voyage, rows, cols, terminal))
      size = [rows, cols]
      return resized()
    },
    extend: () => coming === undefined && !missing && advance(voyage),
    turnTo: (branch) => void renew(turnTo(voyage, branch)),
    async complete(line, cursor, step, terminal) {
      const [{ candidates }] = await Promise.all([import('../terminal/complete'), fetchRest()])
      return candidates(line, cursor, recording.world(step), terminal, shelf)
    },
    shelf,
    registries: (world) =>
      runsRegistry(world) ? (asking((looks) => looks.registriesInside(world)) ?? nothing) : nothing,
    cgroups: (world) => asking((looks) => looks.cgroupTree(world)) ?? {},
    overlay: (world, dir) => asking((looks) => looks.overlayAt(world, dir)),
    file: (world, path) => asking((looks) => looks.rootFile(world, path)),
    lesson: (lang) => scenario && lessonText(scenario, lang),
    // At the beginning no goal is reached: nothing is sent for only to hear that.
    goal: (beat, step, lang) =>
      step === 0 && !stock.looks ? undefined : asking((looks) => goalState(looks, voyage, beat, step, lang)),
    rests: (beat, step) => rests(voyage, beat, step),
    retry() {
      missing = false
      advance(voyage)
    },
    listen: (listener) => (told = listener),
    prepare() {
      const news = (): void => {
        if (closed) return
        resized()
        told()
      }
      void stock.ready().then(news, () => undefined)
      void stock.fill(() => !closed, news)
    },
    close: () => (closed = true),
  }
}

const kept = 48

/** Worlds between keyframes are computed again; those that the page has just looked at are remembered. */
function recordingOf(history: History): Recording {
  const recent = new Map<number, World>()
  return {
    length: lengthOf(history),
    message: (step) => history.messages[step - 1]!,
    world(step) {
      const known = recent.get(step)
      if (known) return known
      const world = worldAt(history, step)
      recent.set(step, world)
      if (recent.size > kept) recent.delete(recent.keys().next().value!)
      return world
    },
  }
}

const nothing: Readonly<Record<string, RegistryView>> = {}

/** Whether a registry runs on the host: only then reading its files is worth the work. */
const runsRegistry = (world: World): boolean => {
  const host = world.nodes['host'] as { readonly procs: Readonly<Record<string, { readonly comm: string }>> }
  return Object.values(host.procs).some(({ comm }) => comm === 'registry')
}

function lessonText(scenario: Scenario, asked: string): LessonText {
  const lang = langOf(asked)
  const beats = scenario.beats.map((beat) => ({
    id: beat.id,
    title: beat.heading[lang],
    prose: beat.prose[lang],
    checked: beat.expect !== undefined,
    ...(beat.type !== undefined && { type: beat.type }),
    ...(beat.look && { look: beat.look }),
    ...(beat.hint && { hint: beat.hint[lang] }),
    ...(beat.quiz && {
      quiz: {
        ask: beat.quiz.ask[lang],
        answers: beat.quiz.answers.map(({ text, right, why }) => ({ text: text[lang], right, why: why[lang] })),
      },
    }),
  }))
  return {
    title: scenario.title[lang],
    beats,
    depth: scenario.focus.depth,
    scene: scenario.focus.scene,
    ...(scenario.next && { next: scenario.next }),
  }
}

function goalState(looks: Looks, voyage: Voyage, beat: string, step: number, lang: string): GoalState | undefined {
  const last = voyage.scenario?.beats.at(-1)?.id === beat
  const outcome = looks.beatOutcome(voyage, beat, step) ?? (last ? looks.goalOutcome(voyage, step) : undefined)
  if (outcome === undefined) return undefined
  return { met: outcome.met, ...(outcome.missing && { differs: explain(outcome.missing, langOf(lang)) }) }
}
