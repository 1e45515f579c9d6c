import { explain } from '../../lesson/words'
import { cgroupTree, overlayAt, pathsFor, registriesInside, rootFile } from '../../lesson/look'
import type { Scenario } from '../../lesson/scenario'
import { beatOutcome, goalOutcome } from '../../lesson/outcome'
import { extend, press, resize, rests, turnTo, type, type Voyage } from '../../lesson/voyage'
import { hubShelf, openVoyage } from '../../lesson/open-voyage'
import { langOf } from '../../locale/load'
import { lengthOf, worldAt, type Recording as History } from '../../trace/recording'
import type { RegistryView, World } from '../../trace/types'
import { candidates } from '../terminal/complete'
import type { GoalState, LessonText, Recording, Source } from './source'

/** A live voyage behind the page: the one place where the page's questions become the model's. */
export function voyageSource(seed: number, scenario: Scenario | undefined): Source {
  let voyage = openVoyage({ seed, ...(scenario && { scenario }) })
  let recording = recordingOf(voyage.recording)
  const renew = (next: Voyage): boolean => {
    if (next === voyage) return false
    voyage = next
    recording = recordingOf(next.recording)
    return true
  }
  return {
    get recording() {
      return recording
    },
    get branches() {
      return voyage.branches.map(({ id, at, recording: left }) => ({ id, at, length: lengthOf(left) }))
    },
    type: (line, step) => void renew(extend(type(voyage, line, step))),
    key: (bytes, step) => void renew(extend(press(voyage, bytes, step))),
    resize: (rows, cols) => renew(extend(resize(voyage, rows, cols))),
    extend: () => renew(extend(voyage)),
    turnTo: (branch) => void renew(turnTo(voyage, branch)),
    complete: (line, cursor, step) => {
      const world = recording.world(step)
      return candidates(line, cursor, world, (directory) => pathsFor(world, directory))
    },
    shelf: hubShelf,
    registries: inside,
    cgroups: cgroupTree,
    overlay: overlayAt,
    file: rootFile,
    lesson: (lang) => scenario && lessonText(scenario, lang),
    goal: (beat, step, lang) => goalState(voyage, beat, step, lang),
    rests: (beat, step) => rests(voyage, beat, step),
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

/** Reading a registry's files is work: only where one runs. */
const inside = (world: World): Readonly<Record<string, RegistryView>> => {
  const host = world.nodes['host'] as { readonly procs: Readonly<Record<string, { readonly comm: string }>> }
  return Object.values(host.procs).some(({ comm }) => comm === 'registry') ? registriesInside(world) : nothing
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

function goalState(voyage: Voyage, beat: string, step: number, lang: string): GoalState | undefined {
  const last = voyage.scenario?.beats.at(-1)?.id === beat
  const outcome = beatOutcome(voyage, beat, step) ?? (last ? goalOutcome(voyage, step) : undefined)
  if (outcome === undefined) return undefined
  return { met: outcome.met, ...(outcome.missing && { differs: explain(outcome.missing, langOf(lang)) }) }
}
