import { text, utf8 } from '../../../base/bytes'
import type { ManagerAnswer, ManagerCall } from '../../wire/systemd'
import type { Program, Sys, Turn } from '../../wire/sys'
import { exit, linesOf, quietly } from '../face'

/** A program that asks the service manager some things one after the other, and then says what came of it. */
export interface Asking {
  /** What to ask; a number: nothing, this is the status. */
  readonly plan: (sys: Sys) => readonly ManagerCall[] | number
  /** The status, or how many microseconds later it asks again, and what it wants to remember until then. */
  readonly told: (
    sys: Sys,
    answers: readonly ManagerAnswer[],
    mark: number | undefined,
  ) => number | { readonly again: number; readonly mark: number }
}

interface Talk {
  readonly fd: number
  readonly calls: readonly ManagerCall[]
  readonly answers: readonly ManagerAnswer[]
  readonly mark?: number
}

const noManager =
  "System has not been booted with systemd as init system (PID 1). Can't operate.\nFailed to connect to bus: Host is down\n"

export const asking = (name: string, how: Asking): Program<Talk> => ({
  name,
  start: (sys) => quietly(() => begin(sys, how)),
  resume: (sys, state) => quietly(() => goOn(sys, how, state)),
})

function begin(sys: Sys, how: Asking): Turn<Talk> {
  if (linesOf(sys, '/proc/1/comm')[0] !== 'systemd') return (sys.write(2, noManager), exit(1))
  const calls = how.plan(sys)
  return typeof calls === 'number' ? exit(calls) : ask(sys, how, { fd: -1, calls, answers: [] })
}

function ask(sys: Sys, how: Asking, state: Talk): Turn<Talk> {
  const call = state.calls[state.answers.length]
  if (call === undefined) return over(sys, how, state)
  const fd = sys.connect('unix:/run/systemd/private')
  if (sys.connection(fd) !== 'open') return (sys.write(2, 'Failed to connect to bus: Connection refused\n'), exit(1))
  sys.send(fd, { kind: 'stream', channel: 'raw', data: utf8(JSON.stringify(call)), end: false })
  return { turn: 'wait', state: { ...state, fd }, on: [{ on: 'readable', fd }] }
}

function over(sys: Sys, how: Asking, { calls, answers, mark }: Talk): Turn<Talk> {
  const end = how.told(sys, answers, mark)
  if (typeof end === 'number') return exit(end)
  const at = sys.now() + end.again
  return { turn: 'wait', state: { fd: -1, calls, answers: [], mark: end.mark }, on: [{ on: 'timer', at }] }
}

function goOn(sys: Sys, how: Asking, state: Talk): Turn<Talk> {
  if (state.fd < 0) return ask(sys, how, state)
  const said = sys.receive(state.fd)
  if (said === undefined) return { turn: 'wait', state, on: [{ on: 'readable', fd: state.fd }] }
  sys.close(state.fd)
  if (said.kind !== 'stream') return exit(1)
  const answer = JSON.parse(text(said.data)) as ManagerAnswer
  return ask(sys, how, { ...state, fd: -1, answers: [...state.answers, answer] })
}
