import { text, utf8, type Bytes } from '../../../base/bytes'
import { strerror } from '../../wire/errno'
import type { Await, Fd, Program, Sys, Turn } from '../../wire/sys'
import { askLine, historyFile, keep, remembered, withEntry, type Lines } from '../asking'
import { exit, orUndefined, put, putBytes, quietly } from '../face'
import { greetings, lower, readArguments, shownName, wordsOf, type Wishes } from './cli-arguments'
import { decode, request, type Reply } from './reply'
import { forPerson, raw } from './show'

/**
 * redis-cli: one command, or a prompt.
 *
 * @models redis-cli 8.2
 * @fidelity part: no hints, no completion, no help by command; the search with Ctrl-R shows its finding as bash does, no --stat, --bigkeys, --latency, --pipe or --eval
 */
interface Talk {
  readonly wishes: Wishes
  readonly fd?: Fd
  readonly at: 'connecting' | 'greeting' | 'asking' | 'waiting' | 'listening' | 'pausing'
  /** What is still to be sent of the greetings, then of the repetitions of the one command. */
  readonly greetings: readonly (readonly Bytes[])[]
  readonly left: number
  readonly sent: readonly Bytes[]
  readonly received: Bytes
  readonly input: Bytes
  /** What a person types. */
  readonly lines: Lines
  readonly database: number
  readonly inTransaction: boolean
  /** A command that waits for a connection. */
  readonly held?: readonly Bytes[]
  readonly wakeAt?: number
  /** The answer that is due is to a greeting. */
  readonly greeting?: boolean
}

const versionOf = (sys: Sys): string => sys.env['REDIS_VERSION'] ?? '8.2.1'

export const redisCli: Program<Talk> = {
  name: 'redis-cli',
  start: (sys) =>
    quietly(() => {
      const wishes = readArguments(sys, versionOf(sys))
      if ('say' in wishes) {
        sys.write(wishes.status === 0 ? 1 : 2, utf8(wishes.say))
        return exit(wishes.status)
      }
      if (wishes.password !== undefined && wishes.warn)
        sys.write(
          2,
          "Warning: Using a password with '-a' or '-u' option on the command line interface may not be safe.\n",
        )
      return run(sys, begun(sys, wishes))
    }),
  resume: (sys, state) => quietly(() => run(sys, state)),
}

const historyPath = (sys: Sys): string => historyFile(sys, 'REDISCLI_HISTFILE', '.rediscli_history')

const begun = (sys: Sys, wishes: Wishes): Talk => ({
  wishes,
  at: 'connecting',
  greetings: greetings(wishes),
  left: wishes.repeat,
  sent: [],
  received: '',
  input: '',
  lines: sys.isatty(0) ? remembered(sys, 'linenoise', historyPath(sys)) : { history: [], killed: [] },
  database: wishes.database,
  inTransaction: false,
})

const oneCommand = ({ wishes }: Talk): boolean => wishes.words.length > 0 || wishes.scan

type Step = { readonly state: Talk } | { readonly turn: Turn<Talk> }

const go = (state: Talk): Step => ({ state })
const hold = (state: Talk, ...on: readonly Await[]): Step => ({ turn: { turn: 'wait', state, on } })
const stop = (status: number): Step => ({ turn: exit(status) })

/** Replies handled in one turn. */
const most = 200

function run(sys: Sys, from: Talk): Turn<Talk> {
  let state = from
  for (let i = 0; i < most; i++) {
    const next = steps[state.at](sys, state)
    if ('turn' in next) return next.turn
    state = next.state
  }
  return { turn: 'yield', state }
}

const steps: Readonly<Record<Talk['at'], (sys: Sys, state: Talk) => Step>> = {
  connecting: connect,
  greeting: greet,
  asking: ask,
  waiting: answer,
  listening: listen,
  pausing: pause,
}

function connect(sys: Sys, state: Talk): Step {
  const { host, port } = state.wishes
  const fd = state.fd ?? orUndefined(() => sys.connect(`tcp:${host}:${port}`))
  if (fd === undefined) return unreachable(sys, state, 'Name or service not known')
  const how = sys.connection(fd)
  if (how === 'connecting') return hold({ ...state, fd }, { on: 'connected', fd })
  if (how === 'open') return go({ ...state, fd, at: 'greeting' })
  sys.close(fd)
  return unreachable(sys, state, how === 'closed' ? 'Connection refused' : strerror[how])
}

function unreachable(sys: Sys, state: Talk, why: string): Step {
  sys.write(2, utf8(`Could not connect to Redis at ${shownName(state.wishes)}: ${why}\n`))
  if (oneCommand(state)) return stop(1)
  const { fd: _gone, held: _lost, ...rest } = state
  return go({ ...rest, at: 'asking', greetings: greetings(state.wishes) })
}

function greet(sys: Sys, state: Talk): Step {
  const [next, ...rest] = state.greetings
  if (next !== undefined) return send(sys, { ...state, greetings: rest, greeting: true }, next)
  const { held, ...free } = state
  return held === undefined ? go({ ...free, at: 'asking' }) : send(sys, { ...free, at: 'asking' }, held)
}

function send(sys: Sys, state: Talk, words: readonly Bytes[]): Step {
  sys.send(state.fd!, { kind: 'stream', channel: 'raw', data: request(words), end: false })
  return go({ ...state, sent: words, at: 'waiting' })
}

const promptOf = (state: Talk): string => {
  if (state.fd === undefined) return 'not connected> '
  const database = state.database === 0 ? '' : `[${state.database}]`
  return `${shownName(state.wishes)}${database}${state.inTransaction ? '(TX)' : ''}> `
}

function ask(sys: Sys, state: Talk): Step {
  const { wishes } = state
  if (oneCommand(state)) {
    if (state.left <= 0) return stop(0)
    return askOnce(sys, { ...state, left: state.left - 1 })
  }
  const line = nextLine(sys, state)
  if ('turn' in line) return line
  const { words } = line
  if (words === undefined) {
    put(sys, 'Invalid argument(s)\n')
    return go(line.state)
  }
  if (/^(exit|quit)$/.test(lower(words[0]))) return stop(0)
  if (lower(words[0]) === 'clear' && sys.isatty(1)) putBytes(sys, '\x1b[H\x1b[2J')
  if (words.length === 0 || lower(words[0]) === 'clear') return go(line.state)
  if (line.state.fd === undefined) return go({ ...line.state, held: words, at: 'connecting' })
  return send(sys, { ...line.state, wishes }, words)
}

function askOnce(sys: Sys, state: Talk): Step {
  const { wishes } = state
  if (wishes.scan)
    return send(sys, state, ['SCAN', '0', ...(wishes.pattern === undefined ? [] : ['MATCH', wishes.pattern])])
  if (!wishes.lastFromInput) return send(sys, state, wishes.words)
  const bytes = sys.read(0)
  if (bytes === undefined) return hold({ ...state, left: state.left + 1 }, { on: 'readable', fd: 0 })
  if (bytes !== '') return go({ ...state, left: state.left + 1, input: state.input + bytes })
  return send(sys, { ...state, input: '' }, [...wishes.words, state.input])
}

type Line = { readonly words: readonly Bytes[] | undefined; readonly state: Talk } | { readonly turn: Turn<Talk> }

function nextLine(sys: Sys, state: Talk): Line {
  if (sys.isatty(0)) return typedLine(sys, state)
  const at = state.input.indexOf('\n')
  if (at >= 0)
    return { words: wordsOf(text(state.input.slice(0, at))), state: { ...state, input: state.input.slice(at + 1) } }
  const bytes = sys.read(0)
  if (bytes === undefined) return { turn: { turn: 'wait', state, on: [{ on: 'readable', fd: 0 }] } }
  if (bytes === '' && state.input === '') return { turn: exit(0) }
  return nextLine(sys, { ...state, input: bytes === '' ? `${state.input}\n` : state.input + bytes })
}

/** Each line goes into the history at once, but for those that hold a password. */
function typedLine(sys: Sys, state: Talk): Line {
  const { is, line, lines } = askLine(sys, 'linenoise', state.lines, promptOf(state))
  if (is === 'waiting') return { turn: { turn: 'wait', state: { ...state, lines }, on: [{ on: 'readable', fd: 0 }] } }
  if (is === 'more') return { turn: { turn: 'yield', state: { ...state, lines } } }
  if (is === 'end') return { turn: exit(0) }
  const words = wordsOf(line)
  if (secret.test(line)) return { words, state: { ...state, lines } }
  const longer = withEntry(lines, line, 'linenoise')
  keep(sys, 'linenoise', historyPath(sys), longer)
  return { words, state: { ...state, lines: longer } }
}

const secret =
  /^\s*(auth|acl\s+(setuser|deluser)|hello\b.*\bauth|migrate\b.*\bauth|config\s+set\s+(masterauth|masteruser|requirepass))\b/i

function answer(sys: Sys, state: Talk): Step {
  const received = takeIn(sys, state)
  if (received === undefined) return lost(sys, state)
  const found = decode(received)
  if (found === undefined) return hold({ ...state, received }, { on: 'readable', fd: state.fd! })
  return answered(sys, { ...state, received: received.slice(found.at) }, found.reply)
}

/** What has come so far; undefined when the server has hung up. */
function takeIn(sys: Sys, state: Talk): Bytes | undefined {
  let received = state.received
  for (let payload = sys.receive(state.fd!); payload !== undefined; payload = sys.receive(state.fd!)) {
    if (payload.kind !== 'stream') return received === '' ? undefined : received
    received += payload.data
    if (payload.end) return received === '' ? undefined : received
  }
  return received
}

function lost(sys: Sys, state: Talk): Step {
  const { fd, ...rest } = state
  if (fd !== undefined) sys.close(fd)
  const quiet = lower(state.sent[0]) === 'shutdown'
  if (oneCommand(state) || state.at === 'listening') {
    if (!quiet) sys.write(2, 'Error: Server closed the connection\n')
    return stop(quiet ? 0 : 1)
  }
  if (!quiet) sys.write(2, 'Error: Server closed the connection\n')
  return go({
    ...rest,
    at: 'asking',
    sent: [],
    received: '',
    inTransaction: false,
    greetings: greetings(state.wishes),
  })
}

/** Commands whose answer is a text for a person. */
const textual = /^(info|client (list|info)|lolwut|memory doctor)/

function answered(sys: Sys, state: Talk, reply: Reply): Step {
  const name = lower(state.sent[0])
  if (state.greeting === true) return greeted(sys, state, reply)
  if (state.wishes.scan) putBytes(sys, scanned(reply))
  else if (/^p?subscribe$/.test(name)) return subscribed(sys, state, reply)
  else putBytes(sys, shown(state, reply))
  if (name === 'monitor' && reply.kind !== 'error') return go({ ...state, at: 'listening' })
  if (oneCommand(state)) return onceMore(sys, state, reply)
  return go({ ...after(state, name, reply), at: 'asking' })
}

function greeted(sys: Sys, state: Talk, reply: Reply): Step {
  const what = state.sent[0] === 'AUTH' ? 'AUTH' : state.sent.join(' ')
  if (reply.kind === 'error') sys.write(2, `${what} failed: ${reply.bytes}\n`)
  return go({ ...state, greeting: false, at: 'greeting', sent: [] })
}

function onceMore(sys: Sys, state: Talk, reply: Reply): Step {
  if (state.wishes.failing && reply.kind === 'error') return stop(1)
  if (state.left <= 0) return stop(0)
  if (state.wishes.interval === 0) return go({ ...state, at: 'asking' })
  return go({ ...state, at: 'pausing', wakeAt: sys.now() + state.wishes.interval })
}

function pause(sys: Sys, state: Talk): Step {
  const at = state.wakeAt ?? 0
  return sys.now() >= at ? go({ ...state, at: 'asking' }) : hold(state, { on: 'timer', at })
}

function shown(state: Talk, reply: Reply): Bytes {
  if (state.wishes.raw || textual.test(state.sent.slice(0, 2).map(lower).join(' '))) return `${raw(reply)}\n`
  return forPerson(reply)
}

const scanned = (reply: Reply): Bytes => {
  const names = reply.kind === 'array' ? reply.items?.[1] : undefined
  return names?.kind === 'array' ? (names.items ?? []).map((name) => `${raw(name)}\n`).join('') : `${raw(reply)}\n`
}

/** What a command changes for the prompt. */
function after(state: Talk, name: string, reply: Reply): Talk {
  if (reply.kind === 'error') return name === 'exec' ? { ...state, inTransaction: false } : state
  if (name === 'select') return { ...state, database: Number(state.sent[1]) }
  if (name === 'multi') return { ...state, inTransaction: true }
  return name === 'exec' || name === 'discard' ? { ...state, inTransaction: false } : state
}

function subscribed(sys: Sys, state: Talk, reply: Reply): Step {
  if (!state.wishes.raw) put(sys, 'Reading messages... (press Ctrl-C to quit)\n')
  putBytes(sys, shown(state, reply))
  return go({ ...state, at: 'listening' })
}

/** MONITOR and SUBSCRIBE: whatever comes, until Ctrl-C. */
function listen(sys: Sys, state: Talk): Step {
  const received = takeIn(sys, state)
  if (received === undefined) return lost(sys, state)
  const found = decode(received)
  if (found === undefined) return hold({ ...state, received }, { on: 'readable', fd: state.fd! })
  putBytes(sys, shown(state, found.reply))
  return go({ ...state, received: received.slice(found.at) })
}
