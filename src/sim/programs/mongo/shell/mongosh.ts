import { text, utf8 } from '../../../../base/bytes'
import { exit, orUndefined, put, quietly } from '../../face'
import type { Fd, Program, Sys, Turn, Wake } from '../../../wire/sys'
import { docOf, type Doc, type Value } from '../bson'
import { millis } from '../log'
import { readArguments, type Wishes } from './arguments'
import { connectingTo, startupWarnings, telemetry, using } from './greeting'
import { connecting, heard, newLink, send, sendLogin, type Link } from './link'
import { freshPrompt, readInput, type Prompt } from './prompt'
import { inputOf, play, type Input, type Outcome, type Session } from './session'

/**
 * mongosh: scripts and a prompt that talk to a server.
 *
 * @models mongosh 2.5
 * @fidelity part: a part of JavaScript (evaluate.ts, globals.ts); one connection; no colours, no completion, no history, no `.mongoshrc.js`, no `edit`
 */
interface Shell {
  readonly wishes: Wishes
  readonly link: Link | undefined
  readonly at: 'password' | 'connecting' | 'login' | 'version' | 'warnings' | 'playing' | 'waiting' | 'prompt'
  readonly session: Session
  /** What is still to be played before the prompt. */
  readonly jobs: readonly Input[]
  readonly prompt: Prompt
  readonly database: string
  readonly wanted?: Extract<Outcome['then'], { kind: 'wait' }>['wanted']
  readonly until?: number
  readonly asking?: { readonly fd: Fd; readonly echo: boolean; readonly opened: boolean; readonly typed: string }
  readonly password?: string
}

export const mongosh: Program<Shell> = {
  name: 'mongosh',
  start: (sys) => quietly(() => begin(sys)),
  resume: (sys, state, wake) =>
    quietly(() => (wake.on === 'signal' ? interrupted(sys, state) : run(sys, state, wake as Wake))),
}

type Step = Shell | Turn<Shell>

const wait = (state: Shell, on: Extract<Turn<Shell>, { turn: 'wait' }>['on'][number]): Turn<Shell> => ({
  turn: 'wait',
  state,
  on: [on],
})

const hex = (sys: Sys, width: number): string => sys.random().toString(16).padStart(8, '0').slice(0, width)

function begin(sys: Sys): Turn<Shell> {
  const wishes = readArguments(sys.argv.slice(1))
  if ('say' in wishes) {
    sys.write(wishes.status === 0 ? 1 : 2, utf8(wishes.say))
    return exit(wishes.status)
  }
  const jobs = jobsOf(sys, wishes)
  if (typeof jobs === 'string') {
    sys.write(2, utf8(jobs))
    return exit(1)
  }
  const { target } = wishes
  const seed = hex(sys, 8) + hex(sys, 2)
  const database = target?.database ?? 'test'
  if (wishes.interactive && sys.isatty(0)) sys.sigaction('SIGINT', 'catch')
  const state: Shell = {
    wishes,
    link: target && newLink(target),
    at: wishes.asksPassword ? 'password' : target === undefined ? 'playing' : 'connecting',
    session: { inputs: [], notes: [], written: 0, seed, first: sys.random() % 0x1000000, database },
    jobs,
    prompt: freshPrompt,
    database,
  }
  if (!wishes.quiet && target !== undefined && !wishes.asksPassword) greet(sys, state)
  return run(sys, state, undefined)
}

const greet = (sys: Sys, { session, link }: Shell): void => {
  const id = Math.floor(millis(sys) / 1000).toString(16) + session.seed + session.first.toString(16).padStart(6, '0')
  put(sys, connectingTo(id, link!.target.shown))
}

/** The scripts of the command line; a text: why one cannot be read. */
function jobsOf(sys: Sys, { evals, files }: Wishes): readonly Input[] | string {
  const jobs: Input[] = []
  for (const [i, source] of evals.entries())
    jobs.push(inputOf(i === evals.length - 1 && files.length === 0 ? 'eval' : 'silent', source, millis(sys)))
  for (const path of files) {
    const bytes = orUndefined(() => sys.readFile(path))
    if (bytes === undefined)
      return `Error: ENOENT: no such file or directory, open '${path.startsWith('/') ? path : `${sys.cwd()}/${path}`}'\n`
    jobs.push(inputOf('silent', text(bytes), millis(sys)))
  }
  return jobs
}

function run(sys: Sys, from: Shell, first: Wake | undefined): Turn<Shell> {
  let [state, wake]: [Shell, Wake | undefined] = [from, first]
  for (let i = 0; i < 200; i++) {
    const next = steps[state.at](sys, state, wake)
    wake = undefined
    if ('turn' in next) return next
    state = next
  }
  return { turn: 'yield', state }
}

const steps: Readonly<Record<Shell['at'], (sys: Sys, state: Shell, wake: Wake | undefined) => Step>> = {
  password: askedPassword,
  connecting: connect,
  login: loggedIn,
  version: versionHeard,
  warnings: warningsHeard,
  playing,
  waiting,
  prompt: prompted,
}

// — the connection

function connect(sys: Sys, state: Shell): Step {
  const how = connecting(sys, state.link!)
  if (how.kind === 'wait') return wait({ ...state, link: how.link }, how.on)
  if (how.kind === 'failed') {
    sys.write(2, utf8(`MongoNetworkError: ${how.words}\n`))
    return exit(1)
  }
  const { target } = how.link
  if (target.user === undefined) return introduced(sys, { ...state, link: how.link })
  const password = target.password ?? state.password ?? ''
  return { ...state, at: 'login', link: sendLogin(sys, how.link, target.authSource, target.user, password) }
}

const client: Doc = {
  application: { name: 'mongosh 2.5.6' },
  driver: { name: 'nodejs|mongosh', version: '6.16.0|2.5.6' },
  platform: 'Node.js v20.19.4, LE',
  os: { name: 'linux', architecture: 'x64', version: '3.10.0-327.22.2.el7.x86_64', type: 'Linux' },
}

const introduced = (sys: Sys, state: Shell): Shell => ({
  ...state,
  at: 'version',
  link: send(sys, state.link!, 'admin', { buildInfo: 1, client }),
})

function loggedIn(sys: Sys, state: Shell): Step {
  const answer = heard(sys, state.link!)
  if (answer.kind === 'wait') return wait({ ...state, link: answer.link }, answer.on)
  if (answer.reply['ok'] === 1) return introduced(sys, { ...state, link: answer.link })
  sys.write(2, utf8(`MongoServerError: ${String(answer.reply['errmsg'])}\n`))
  return exit(1)
}

function versionHeard(sys: Sys, state: Shell): Step {
  const answer = heard(sys, state.link!)
  if (answer.kind === 'wait') return wait({ ...state, link: answer.link }, answer.on)
  const now = { ...state, link: answer.link }
  if (state.wishes.quiet) return { ...now, at: 'playing' }
  put(sys, using(String(answer.reply['version'])))
  put(sys, firstTime(sys) ? telemetry : '')
  return { ...now, at: 'warnings', link: send(sys, answer.link, 'admin', { getLog: 'startupWarnings' }) }
}

/** It tells once in a home directory what it would collect. */
function firstTime(sys: Sys): boolean {
  const home = sys.env['HOME'] ?? '/'
  const config = `${home}/.mongodb/mongosh/config`
  if (orUndefined(() => sys.stat(config)) !== undefined) return false
  for (const dir of [`${home}/.mongodb`, `${home}/.mongodb/mongosh`]) orUndefined(() => sys.mkdir(dir, 0o700))
  orUndefined(() => sys.writeFile(config, utf8('{"enableTelemetry":true,"disableGreetingMessage":true}'), 0o600))
  return true
}

function warningsHeard(sys: Sys, state: Shell): Step {
  const answer = heard(sys, state.link!)
  if (answer.kind === 'wait') return wait({ ...state, link: answer.link }, answer.on)
  put(sys, startupWarnings(answer.reply))
  return { ...state, link: answer.link, at: 'playing' }
}

// — playing

function playing(sys: Sys, state: Shell): Step {
  const [job, ...jobs] = state.jobs
  if (job !== undefined) return played(sys, { ...state, jobs, session: withInput(state.session, job) })
  if (!state.wishes.interactive) return exit(0)
  return { ...state, at: 'prompt' }
}

const withInput = (session: Session, input: Input): Session => ({ ...session, inputs: [...session.inputs, input] })

function played(sys: Sys, state: Shell): Step {
  const outcome = play(state.session, {
    random: () => sys.random(),
    file: (path) => orUndefined(() => sys.readFile(path)),
    env: sys.env,
    interactive: state.wishes.interactive,
    seed: state.session.seed,
    address: state.link?.target.shown ?? '',
  })
  for (const { fd, words } of outcome.outputs) sys.write(fd, utf8(words))
  const session = { ...state.session, notes: outcome.notes, written: state.session.written + outcome.outputs.length }
  const now = { ...state, session, database: outcome.database }
  switch (outcome.then.kind) {
    case 'exit':
      return exit(outcome.then.status)
    case 'done':
      return { ...now, at: 'playing' }
    case 'wait':
      return asked(sys, now, outcome.then.wanted)
  }
}

function asked(sys: Sys, state: Shell, wanted: NonNullable<Shell['wanted']>): Step {
  const now: Shell = { ...state, at: 'waiting', wanted }
  switch (wanted.kind) {
    case 'sleep':
      return { ...now, until: sys.now() + wanted.millis * 1000 }
    case 'password':
      put(sys, 'Enter password\n')
      return { ...now, asking: hidden(sys) }
    case 'login':
      return state.link
        ? { ...now, link: sendLogin(sys, state.link, wanted.db, wanted.user, wanted.password) }
        : unconnected(sys, now)
    case 'command':
      return state.link ? { ...now, link: send(sys, state.link, wanted.db, wanted.command) } : unconnected(sys, now)
  }
}

const unconnected = (sys: Sys, state: Shell): Step =>
  noted(sys, state, { ok: 0, errmsg: '[SHAPI-10004] No connected database', unconnected: true })

/** What was waited for has come: everything is played again, with it. */
function noted(sys: Sys, state: Shell, value: Value): Step {
  const { wanted: _done, until: _over, ...rest } = state
  const note = { at: millis(sys), value }
  return played(sys, { ...rest, session: { ...state.session, notes: [...state.session.notes, note] } })
}

function waiting(sys: Sys, state: Shell, wake: Wake | undefined): Step {
  if (state.asking) return typedPassword(sys, state, state.asking, (now, typed) => noted(sys, now, typed))
  if (state.until !== undefined) {
    if (wake?.on !== 'timer' && sys.now() < state.until) return wait(state, { on: 'timer', at: state.until })
    return noted(sys, state, null)
  }
  const answer = heard(sys, state.link!)
  if (answer.kind === 'wait') return wait({ ...state, link: answer.link }, answer.on)
  return noted(sys, { ...state, link: answer.link }, docOf(answer.reply))
}

// — the prompt

function prompted(sys: Sys, state: Shell): Step {
  const read = readInput(sys, state.prompt, `${state.database}> `)
  switch (read.kind) {
    case 'wait':
      return wait({ ...state, prompt: read.prompt }, read.on)
    case 'end':
      if (sys.isatty(1)) put(sys, '\n')
      return exit(0)
    case 'input': {
      const now = { ...state, prompt: read.prompt }
      if (read.source.trim() === '') return now
      return played(sys, { ...now, session: withInput(state.session, inputOf('prompt', read.source, millis(sys))) })
    }
  }
}

function interrupted(sys: Sys, state: Shell): Turn<Shell> {
  if (state.asking?.opened) sys.tcsetattr(state.asking.fd, { echo: state.asking.echo })
  if (state.at !== 'prompt') return exit(130)
  put(sys, '\n')
  return run(sys, { ...state, prompt: { ...freshPrompt } }, undefined)
}

// — passwords

/** The terminal, or else standard input, with what is typed not shown. */
function hidden(sys: Sys): NonNullable<Shell['asking']> {
  const tty = orUndefined(() => sys.open('/dev/tty', { read: true, write: true }))
  const fd = tty ?? 0
  const echo = tty === undefined ? false : sys.tcgetattr(fd).echo
  if (tty !== undefined) sys.tcsetattr(fd, { echo: false })
  return { fd, echo, opened: tty !== undefined, typed: '' }
}

function askedPassword(sys: Sys, state: Shell): Step {
  if (state.asking === undefined) {
    put(sys, 'Enter password: ')
    return { ...state, asking: hidden(sys) }
  }
  return typedPassword(sys, state, state.asking, (now, password) => {
    if (!state.wishes.quiet) greet(sys, now)
    return { ...now, at: 'connecting', password }
  })
}

function typedPassword(
  sys: Sys,
  state: Shell,
  asking: NonNullable<Shell['asking']>,
  then: (state: Shell, password: string) => Step,
): Step {
  const bytes = sys.read(asking.fd)
  if (bytes === undefined) return wait(state, { on: 'readable', fd: asking.fd })
  const typed = asking.typed + text(bytes)
  if (bytes !== '' && !typed.includes('\n')) return { ...state, asking: { ...asking, typed } }
  // One star for each letter, as the real prompt draws them while one types.
  const password = typed.split('\n')[0]!
  put(sys, `${'*'.repeat(password.length)}\n`)
  if (asking.opened) {
    sys.tcsetattr(asking.fd, { echo: asking.echo })
    sys.close(asking.fd)
  }
  const { asking: _, ...rest } = state
  return then(rest, password)
}
