import { utf8 } from '../../../base/bytes'
import { exit, orUndefined, put } from '../face'
import { keep, recall } from '../sql/keep'
import { serve, type Guest, type House } from './guest'
import { fresh, furnish, layoutOf, noData } from './layout'
import { hear, parsed, say } from './protocol'
import { initialising, log, ready, starting, stopped, stopping, type Saying } from './server-log'
import { optionsOf, type Options } from './server-options'
import type { Await, Fd, Program, Sys, Turn } from '../../wire/sys'

/**
 * The database server: it initialises a data directory, starts, serves clients by TCP and through its socket, and stops.
 *
 * @models mysqld 9.4, mariadbd 12.0
 * @fidelity part: one thread; initialising, starting and stopping take the time that they take, with the log's most read lines; no replication, plugins, TLS
 */
interface Server extends House {
  readonly phase: 'initialising' | 'starting' | 'serving' | 'stopping' | 'parent' | 'forked'
  /** What is still to be said before the next phase, and when the next of it is due. */
  readonly sayings: readonly Saying[]
  readonly due: number
  readonly listeners: readonly Fd[]
  readonly nextId: number
  /** A pipe between a server that went into the background and the process that was started. */
  readonly pipe?: Fd
}

export const serverNamed = (name: string): Program<Server> => ({
  name,
  start: (sys) => {
    const options = optionsOf(sys)
    const { settings } = options
    if ('version' in settings || sys.argv.includes('-V')) return printed(sys, versionText(options))
    if ('help' in settings) return printed(sys, `${versionText(options)}${helpText(options)}`)
    if (sys.uid === 0 && settings['user'] === undefined) return refused(sys, options, rootWords)
    const state = begun(sys, options)
    if ('initialize_insecure' in settings || 'initialize' in settings) return initialise(sys, state)
    const data = recall(sys, layoutOf(options))
    if (!data) return refused(sys, options, emptyWords)
    if ('daemonize' in settings) return daemonised(sys, { ...state, data })
    return next(sys, prepared(sys, { ...state, data }))
  },
  resume: (sys, state, wake) => {
    if (state.phase === 'parent') return exit(sys.read(state.pipe!) === '' ? 1 : 0)
    if (state.phase === 'forked') return next(sys, prepared(sys, state))
    if (wake.on === 'signal')
      return state.phase === 'stopping' ? next(sys, state) : stop(sys, state, '<via user signal>')
    return next(sys, state)
  },
})

const rootWords: Saying = [
  0,
  'ERROR',
  'MY-010123',
  'Server',
  'Fatal error: Please read "Security" section of the manual to find out how to run mysqld as root!',
]
const emptyWords: Saying = [
  0,
  'ERROR',
  'MY-010326',
  'Server',
  "Fatal error: Can't open and lock privilege tables: Table 'mysql.user' doesn't exist",
]

const begun = (sys: Sys, options: Options): Server => ({
  options,
  phase: 'starting',
  sayings: [],
  due: sys.now(),
  listeners: [],
  guests: [],
  data: noData,
  started: sys.now(),
  questions: 0,
  nextId: options.flavour === 'mysql' ? 8 : 3,
})

function printed(sys: Sys, words: string): Turn<never> {
  put(sys, words)
  return exit(0)
}

function refused(sys: Sys, options: Options, saying: Saying): Turn<never> {
  log(sys, options, saying)
  log(sys, options, [0, 'ERROR', 'MY-010119', 'Server', 'Aborting'])
  return exit(1)
}

const versionText = ({ flavour, version }: Options): string =>
  flavour === 'mysql'
    ? `/usr/sbin/mysqld  Ver ${version} for Linux on x86_64 (MySQL Community Server - GPL)\n`
    : `mariadbd  Ver ${version} for debian-linux-gnu on x86_64 (mariadb.org binary distribution)\n`

/** The end of what --verbose --help says: the settings, one a line. */
const helpText = ({ datadir, socket, port }: Options): string =>
  `\nVariables (--variable-name=value)\ndatadir                                                      ${datadir}/\nport                                                         ${port}\nsocket                                                       ${socket}\n`

function initialise(sys: Sys, state: Server): Turn<Server> {
  const { options } = state
  const there = orUndefined(() => sys.readdir(options.datadir)) ?? []
  if (there.some(({ name }) => !/^(\.|lost\+found$)/.test(name)))
    return refused(sys, options, [
      0,
      'ERROR',
      'MY-010457',
      'Server',
      '--initialize specified but the data directory has files in it. Aborting.',
    ])
  const sayings = initialising(options, sys.pid)
  return next(sys, { ...state, phase: 'initialising', sayings, due: sys.now() + (sayings[0]?.[0] ?? 0) })
}

function prepared(sys: Sys, state: Server): Server {
  sys.sigaction('SIGTERM', 'catch')
  sys.sigaction('SIGINT', 'ignore')
  const sayings = starting(state.options, sys.pid)
  return { ...state, phase: 'starting', sayings, due: sys.now() + sayings[0]![0] }
}

/** The child becomes the server; the one that was started waits until it is ready. */
function daemonised(sys: Sys, state: Server): Turn<Server> {
  const [read, write] = sys.pipe()
  sys.fork({ ...state, phase: 'forked', pipe: write } satisfies Server, { newSession: true })
  sys.close(write)
  return { turn: 'wait', state: { ...state, phase: 'parent', pipe: read }, on: [{ on: 'readable', fd: read }] }
}

/** Says what is due, goes on to the next phase, and waits. */
function next(sys: Sys, from: Server): Turn<Server> {
  let state = from
  while (state.sayings.length > 0 && state.due <= sys.now()) {
    const [saying, ...sayings] = state.sayings
    log(sys, state.options, saying!)
    state = { ...state, sayings, due: sys.now() + (sayings[0]?.[0] ?? 0) }
  }
  if (state.sayings.length > 0) return waiting(state)
  switch (state.phase) {
    case 'initialising':
      return initialised(sys, state)
    case 'starting':
      return waiting(opened(sys, state))
    case 'stopping':
      return closed(sys, state)
    default:
      return served(sys, state)
  }
}

function initialised(sys: Sys, { options }: Server): Turn<never> {
  furnish(sys, options)
  keep(sys, layoutOf(options), noData, fresh(options))
  return exit(0)
}

const pidFile = ({ socket }: Options): string => socket.replace(/(\.sock)?$/, '.pid')

function opened(sys: Sys, state: Server): Server {
  const { options } = state
  const { socket, networking, port } = options
  orUndefined(() => sys.unlink(socket))
  const listeners = [sys.listen(`unix:${socket}`), ...(networking ? [sys.listen(`tcp:0.0.0.0:${port}`)] : [])]
  orUndefined(() => sys.chmod(socket, 0o777))
  orUndefined(() => sys.writeFile(pidFile(options), utf8(`${sys.pid}\n`)))
  log(sys, options, ready(options))
  const { pipe, ...rest } = state
  if (pipe !== undefined) tellParent(sys, pipe)
  return { ...rest, phase: 'serving', listeners, started: sys.now() }
}

function tellParent(sys: Sys, pipe: Fd): void {
  sys.write(pipe, 'ready')
  sys.close(pipe)
}

/** Whoever asked for it stays connected until it has happened: that is how mysqladmin knows. */
function stop(sys: Sys, state: Server, by: string, asking?: number): Turn<Server> {
  log(sys, state.options, stopping(state.options, by))
  for (const { fd, id } of state.guests) if (id !== asking) sys.close(fd)
  for (const fd of state.listeners) sys.close(fd)
  orUndefined(() => sys.unlink(state.options.socket))
  const sayings = stopped(state.options)
  return next(sys, { ...state, phase: 'stopping', guests: [], listeners: [], sayings, due: sys.now() + sayings[0]![0] })
}

function closed(sys: Sys, { options }: Server): Turn<never> {
  orUndefined(() => sys.unlink(pidFile(options)))
  return exit(0)
}

function waiting(state: Server): Turn<Server> {
  const dues = [
    ...(state.sayings.length > 0 ? [state.due] : []),
    ...state.guests.flatMap(({ pending }) => (pending ? [pending.at] : [])),
  ]
  const on: readonly Await[] = [
    ...state.listeners.map((fd): Await => ({ on: 'acceptable', fd })),
    ...state.guests.filter(({ pending }) => !pending).map(({ fd }): Await => ({ on: 'readable', fd })),
    ...(dues.length > 0 ? [{ on: 'timer', at: Math.min(...dues) } as const] : []),
  ]
  return { turn: 'wait', state, on }
}

function served(sys: Sys, from: Server): Turn<Server> {
  let state = from
  for (const fd of state.listeners) state = accepted(sys, state, fd)
  for (const { id } of state.guests) {
    const guest = state.guests.find((each) => each.id === id)!
    const after = guest.pending ? due(sys, state, guest) : drained(sys, state, guest)
    if (after.by !== undefined) return stop(sys, after.state, after.by, id)
    state = after.state
  }
  return waiting(state)
}

function accepted(sys: Sys, from: Server, listener: Fd): Server {
  let state = from
  for (let fd = sys.accept(listener); fd !== undefined; fd = sys.accept(listener)) {
    const id = state.nextId
    const salt = [sys.random(), sys.random()].map((each) => each.toString(16).padStart(8, '0')).join('')
    const host = listener === state.listeners[0] ? 'localhost' : sys.peer(fd).remote.replace(/:\d+$/, '')
    say(sys, fd, { greeting: state.options.version, id, salt })
    state = { ...state, nextId: id + 1, guests: [...state.guests, { fd, id, host, salt, input: '' }] }
  }
  return state
}

interface After {
  readonly state: Server
  /** Who asked the server to stop. */
  readonly by?: string
}

const withGuest = (state: Server, guest: Guest): Server => ({
  ...state,
  guests: state.guests.map((each) => (each.id === guest.id ? guest : each)),
})

function gone(sys: Sys, state: Server, { fd, id }: Guest): Server {
  sys.close(fd)
  return { ...state, guests: state.guests.filter((each) => each.id !== id) }
}

function due(sys: Sys, state: Server, guest: Guest): After {
  const { pending, ...rest } = guest
  if (!pending || pending.at > sys.now()) return { state }
  say(sys, guest.fd, pending.reply)
  return { state: withGuest(state, rest) }
}

function drained(sys: Sys, from: Server, guest: Guest): After {
  const { lines, rest, closed: hungUp } = hear(sys, guest.fd, guest.input)
  let state = withGuest(from, { ...guest, input: rest })
  for (const line of lines) {
    const now = state.guests.find(({ id }) => id === guest.id)!
    const request = parsed(line)
    if (typeof request !== 'object' || request === null) return { state: gone(sys, state, now) }
    const done = serve(sys, state, now, request)
    state = withGuest({ ...state, data: done.data, questions: state.questions + 1 }, done.guest)
    if (done.reply) say(sys, guest.fd, done.reply)
    if (done.shutdownBy !== undefined) return { state, by: done.shutdownBy }
    if (done.leave) return { state: gone(sys, state, now) }
  }
  return { state: hungUp ? gone(sys, state, guest) : state }
}
