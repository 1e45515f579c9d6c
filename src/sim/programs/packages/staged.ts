import { utf8 } from '../../../base/bytes'
import { exit } from '../face'
import type { Program, Sys, Turn } from '../../wire/sys'

/** A program that says its lines one after the other, each at its time: what a package manager looks like from outside. */
export interface Stage {
  readonly after: number
  readonly words: string
  /** What it says on standard error at the same time. */
  readonly err?: string
  /** What is done at this moment: the name of an act, and on what. */
  readonly act?: readonly [name: string, on: string]
  /** The words were a question: it goes on after a line that does not say no, or only after one that says yes. */
  readonly asks?: boolean | OnlyAfterYes
}

/** How it ends when the answer is not yes. */
export interface OnlyAfterYes {
  readonly refused: Offline
}

export interface Staged {
  readonly stages: readonly Stage[]
  readonly status: number
  /** Who it fetches from; without an answer from the name servers this is what happens instead. */
  readonly asking?: boolean | OnlyAfterYes
  readonly from?: { readonly host: string; readonly offline: Offline }
}

export interface Offline {
  readonly out?: string | undefined
  readonly err?: string | undefined
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
    if (typeof plan === 'number') return exit(plan)
    if (plan.from === undefined) return wait(sys, plan)
    sys.resolve(plan.from.host)
    return lookup(plan)
  },
  resume: (sys, state, wake) => {
    if (state.from) return wake.on === 'resolved' ? resolved(sys, state, wake.addresses) : lookup(state)
    const [stage, ...stages] = state.stages
    if (state.asking) return answered(sys, state)
    if (wake.on !== 'timer' || stage === undefined) return wait(sys, state)
    if (stage.act) act(sys, ...stage.act)
    say(sys, { out: stage.words, err: stage.err })
    return stage.asks ? answered(sys, { ...state, stages, asking: stage.asks }) : wait(sys, { ...state, stages })
  },
})

const lookup = (state: Staged): Turn<Staged> => ({
  turn: 'wait',
  state,
  on: [{ on: 'resolved', name: state.from!.host }],
})

function resolved(sys: Sys, { from, ...state }: Staged, addresses: readonly string[]): Turn<Staged> {
  if (addresses.length > 0) return wait(sys, state)
  return ended(sys, from!.offline)
}

function ended(sys: Sys, { out, err, status }: Offline): Turn<Staged> {
  say(sys, { out, err })
  return exit(status)
}

function say(
  sys: Sys,
  { out = '', err = '' }: { readonly out?: string | undefined; readonly err?: string | undefined },
): void {
  if (out !== '') sys.write(1, utf8(out))
  if (err !== '') sys.write(2, utf8(err))
}

/** The answer to `[Y/n]` or `[y/N]`; whoever cannot answer has said no. */
function answered(sys: Sys, { asking, ...state }: Staged): Turn<Staged> {
  const bytes = sys.read(0)
  if (bytes === undefined)
    return { turn: 'wait', state: { ...state, asking: asking! }, on: [{ on: 'readable', fd: 0 }] }
  if (typeof asking === 'object')
    return /^y(es)?[ \t]*(\n|$)/i.test(bytes) ? wait(sys, state) : ended(sys, asking.refused)
  return bytes !== '' && !/^n/i.test(bytes) ? wait(sys, state) : ended(sys, { out: 'Abort.\n', status: 1 })
}

const wait = (sys: Sys, state: Staged): Turn<Staged> => {
  const [stage] = state.stages
  return stage === undefined
    ? exit(state.status)
    : { turn: 'wait', state, on: [{ on: 'timer', at: sys.now() + stage.after }] }
}
