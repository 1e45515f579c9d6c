import { calledAs, exit, orUndefined, quietly } from '../face'
import { utf8 } from '../../../base/bytes'
import { modeLetters } from './mode'
import type { Options } from '../options'
import type { Program, Stat, Sys, Turn } from '../../wire/sys'

/**
 * A program that does one job after another and may have to ask a person first: cp, mv and rm with -i.
 *
 * @models gnulib lib/yesno.c
 * @fidelity full
 */
export interface Asking<J> {
  readonly name: string
  /** The options and the first jobs; or the status to exit with at once. */
  begin(sys: Sys, args: readonly string[]): { readonly options: Options; readonly jobs: readonly J[] } | number
  /** What has to be asked before a job, without the program's name. */
  question(sys: Sys, options: Options, job: J): string | undefined
  /** Does a job: whether it went well, or the jobs that it turned out to be. */
  act(sys: Sys, options: Options, job: J): boolean | readonly J[]
}

interface Asked<J> {
  readonly options: Options
  readonly jobs: readonly J[]
  readonly ok: boolean
  /** What has been typed so far; undefined where nothing has been asked. */
  readonly answer?: string
}

export const asking = <J>(spec: Asking<J>): Program<Asked<J>> => ({
  name: spec.name,
  start: (sys) =>
    quietly(() => {
      const plan = spec.begin(sys, sys.argv.slice(1))
      return typeof plan === 'number' ? exit(plan) : workOff(spec, sys, { ...plan, ok: true })
    }),
  resume: (sys, state) => quietly(() => workOff(spec, sys, state)),
})

function workOff<J>(spec: Asking<J>, sys: Sys, from: Asked<J>): Turn<Asked<J>> {
  let state = from
  for (;;) {
    const [job, ...jobs] = state.jobs
    if (job === undefined) return exit(state.ok ? 0 : 1)
    const question = state.answer === undefined ? spec.question(sys, state.options, job) : undefined
    if (question !== undefined) {
      sys.write(2, utf8(`${calledAs(sys)}: ${question}? `))
      state = { ...state, answer: '' }
    }
    if (state.answer !== undefined) {
      const typed = lineTyped(sys, state.answer)
      if (!typed.ended)
        return { turn: 'wait', state: { ...state, answer: typed.line }, on: [{ on: 'readable', fd: 0 }] }
      const { answer: _, ...rest } = state
      state = rest
      if (!/^[yY]/.test(typed.line)) {
        state = { ...state, jobs }
        continue
      }
    }
    const did = spec.act(sys, state.options, job)
    state = typeof did === 'boolean' ? { ...state, jobs, ok: state.ok && did } : { ...state, jobs: [...did, ...jobs] }
  }
}

/** One line and no more: what follows is for whoever asks next. */
function lineTyped(sys: Sys, before: string): { readonly line: string; readonly ended: boolean } {
  let line = before
  for (;;) {
    const byte = orUndefined(() => sys.read(0, 1) ?? 'wait') ?? ''
    if (byte === 'wait') return { line, ended: false }
    if (byte === '' || byte === '\n') return { line, ended: true }
    line += byte
  }
}

/** Which of some options came last: of -f, -i and -n only that one counts. */
export const lastOf = (options: Options, keys: string): string | undefined =>
  Object.keys(options.flags)
    .filter((key) => keys.includes(key))
    .at(-1)

/** Whether the name would have to be overwritten against its mode, with a person there to ask. */
export const guarded = (sys: Sys, path: string): boolean => sys.isatty(0) && !sys.access(path, 'w')

/** What cp and mv ask before they overwrite. */
export const overwriting = (sys: Sys, to: string, stat: Stat, busybox: boolean): string =>
  busybox || sys.access(to, 'w')
    ? `overwrite '${to}'`
    : `replace '${to}', overriding mode ${(stat.mode & 0o7777).toString(8).padStart(4, '0')} (${modeLetters(stat).slice(1)})`
