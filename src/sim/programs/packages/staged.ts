import { exit } from '../face'
import type { Program, Sys, Turn } from '../../wire/sys'

/** A program that says its lines one after the other, each at its time: what a package manager looks like from outside. */
export interface Stage {
  readonly after: number
  readonly words: string
  /** What is done at this moment: the name of an act, and on what. */
  readonly act?: readonly [name: string, on: string]
}

export interface Staged {
  readonly stages: readonly Stage[]
  readonly status: number
}

export type Plan = Staged | number

export const staged = (
  name: string,
  begin: (sys: Sys) => Plan,
  act: (sys: Sys, name: string, on: string) => void,
): Program<Staged> => ({
  name,
  start: (sys) => {
    const plan = begin(sys)
    return typeof plan === 'number' ? exit(plan) : wait(sys, plan)
  },
  resume: (sys, state, wake) => {
    const [stage, ...stages] = state.stages
    if (wake.on !== 'timer' || stage === undefined) return wait(sys, state)
    if (stage.act) act(sys, ...stage.act)
    if (stage.words !== '') sys.write(1, stage.words)
    return wait(sys, { ...state, stages })
  },
})

const wait = (sys: Sys, state: Staged): Turn<Staged> => {
  const [stage] = state.stages
  return stage === undefined
    ? exit(state.status)
    : { turn: 'wait', state, on: [{ on: 'timer', at: sys.now() + stage.after }] }
}
