import type { Await, Fd, Pid, Program, Sys, Turn, Wake } from '../../wire/sys'
import { exit, orUndefined, put, quietly } from '../face'
import { every, getopt, has, last } from '../options'
import { recall } from '../sql/keep'
import { dismissed, released, served, type Backend, type Cluster } from './backend'
import type { Activity } from './catalogue'
import { layout, readControl, writeControl } from './files'
import { log, moment } from './log'
import { badPair, listening, noCluster, noDirectory, noRoot, settingsOf } from './server-start'
import { settingNamed, withSetting, type Settings } from './settings'
import { banner, version } from './version'

/**
 * postgres: the server. It listens, answers queries with the SQL of programs/sql and writes what changed to the data directory.
 *
 * @models postgres src/backend/{main,postmaster,tcop}
 * @fidelity part: one process answers every client, where the real one forks a backend for each; its auxiliary processes are there but do nothing
 */
interface Running {
  readonly cluster: Cluster
  readonly listeners: readonly Fd[]
  readonly backends: readonly Backend[]
  readonly auxiliary: readonly Pid[]
  readonly nextPid: number
  readonly phase: Phase
  readonly sockets: readonly string[]
}

type Phase =
  | { readonly kind: 'starting'; readonly until: number }
  | { readonly kind: 'ready' }
  /** Smart shutdown: no new clients, and those that are here may go when they like. */
  | { readonly kind: 'draining' }
  | { readonly kind: 'stopping'; readonly until: number }

const auxiliaries = [
  'checkpointer',
  'background writer',
  'walwriter',
  'autovacuum launcher',
  'logical replication launcher',
]

interface Idle {
  readonly idle: true
}

export const postgres: Program<Running | Idle> = {
  name: 'postgres',
  start: (sys) =>
    quietly<Running | Idle>(() =>
      sys.argv[0]!.startsWith('postgres: ') ? { turn: 'wait', state: { idle: true }, on: [] } : begin(sys),
    ),
  resume: (sys, state, wake) =>
    quietly<Running | Idle>(() =>
      'idle' in state ? { turn: 'wait', state, on: [] } : resumed(sys, state, wake as Wake),
    ),
}

function begin(sys: Sys): Turn<Running> {
  const options = getopt(sys, sys.argv.slice(1), {
    short: 'D:c:p:h:k:C:B:N:d:eFijlP:sS:f:t:OV',
    long: { version: 'V', help: 'help' },
  })
  if (!options) return exit(1)
  if (has(options, 'V')) return (put(sys, `postgres (PostgreSQL) ${version(sys)}\n`), exit(0))
  if (has(options, 'help'))
    return (put(sys, 'postgres is the PostgreSQL server.\n\nUsage:\n  postgres [OPTION]...\n'), exit(0))
  const directory = last(options, 'D') ?? sys.env['PGDATA']
  const wanted = last(options, 'C')
  if (sys.uid === 0 && wanted === undefined) return exit(noRoot(sys))
  if (directory === undefined) return exit(noDirectory(sys))
  const settings = settingsOf(sys, directory, options.flags)
  if (wanted !== undefined) return (put(sys, `${settingNamed(settings, wanted) ?? ''}\n`), exit(0))
  if (orUndefined(() => sys.stat(`${directory}/PG_VERSION`)) === undefined) return exit(noCluster(sys, directory))
  for (const pair of every(options, 'c')) if (!pair.includes('=')) return exit(badPair(sys, pair))
  return opened(sys, directory, settings)
}

function opened(sys: Sys, directory: string, settings: Settings): Turn<Running> {
  log(sys, `starting ${banner(sys)}`)
  const [listeners, sockets] = listening(sys, settings)
  if (listeners.length === 0) {
    log(sys, 'could not create any TCP/IP sockets', sys.pid, 'FATAL')
    log(sys, 'database system is shut down')
    return exit(1)
  }
  const data = recall(sys, layout(directory))
  if (!data) {
    log(sys, `could not open file "global/1262": No such file or directory`, sys.pid, 'PANIC')
    return exit(1)
  }
  sys.writeFile(`${directory}/postmaster.pid`, `${sys.pid}\n${directory}\n${Math.floor(sys.now() / 1e6)}\n`, 0o600)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGQUIT', 'SIGHUP'] as const) sys.sigaction(signal, 'catch')
  return wait({
    cluster: { directory, data, settings: withSetting(settings, 'start_time', moment(sys.now())) },
    listeners,
    sockets,
    backends: [],
    auxiliary: [],
    nextPid: sys.pid + auxiliaries.length + 2,
    phase: { kind: 'starting', until: sys.now() + 12_000 },
  })
}

const wait = (state: Running): Turn<Running> => {
  const { phase } = state
  const held = state.backends.flatMap(({ held: what }) => (what ? [what.until] : []))
  const times = 'until' in phase ? [phase.until, ...held] : held
  return {
    turn: 'wait',
    state,
    on: [
      ...state.listeners.map((fd): Await => ({ on: 'acceptable', fd })),
      ...state.backends.map(({ fd }): Await => ({ on: 'readable', fd })),
      ...times.map((at): Await => ({ on: 'timer', at })),
    ],
  }
}

function resumed(sys: Sys, from: Running, wake: Wake): Turn<Running> {
  if (wake.on === 'signal') return signalled(sys, from, wake.signal)
  let state = from
  if ('until' in state.phase && state.phase.until <= sys.now()) {
    if (state.phase.kind === 'stopping') return exit(stopped(sys, state))
    state = risen(sys, state)
  }
  state = answered(sys, accepted(sys, state))
  if (state.phase.kind === 'draining' && state.backends.length === 0) return stopping(sys, state)
  return wait(state)
}

/** Recovery is done, and the auxiliary processes are there. */
function risen(sys: Sys, state: Running): Running {
  const { directory } = state.cluster
  const control = readControl(sys, directory)
  const startup = sys.pid + 1 + auxiliaries.length
  if (control?.state === 'in production') {
    log(sys, `database system was interrupted; last known up at ${moment(control.at)}`, startup)
    log(sys, 'database system was not properly shut down; automatic recovery in progress', startup)
    log(sys, 'redo starts at 0/1523A20', startup)
    log(sys, 'invalid record length at 0/1523A58: expected at least 24, got 0', startup)
    log(sys, 'redo done at 0/1523A20 system usage: CPU: user: 0.00 s, system: 0.00 s, elapsed: 0.00 s', startup)
  } else log(sys, `database system was shut down at ${moment(control?.at ?? sys.now())}`, startup)
  const auxiliary = auxiliaries.map((name) => sys.spawn(sys.exe, [`postgres: ${name} `], { fds: { 0: 0, 1: 1, 2: 2 } }))
  writeControl(sys, directory, 'in production')
  log(sys, 'database system is ready to accept connections')
  return {
    ...state,
    auxiliary,
    phase: { kind: 'ready' },
    nextPid: Math.max(state.nextPid, ...auxiliary.map((pid) => pid + 1)),
  }
}

function accepted(sys: Sys, from: Running): Running {
  let state = from
  for (const listener of state.listeners)
    for (let fd = sys.accept(listener); fd !== undefined; fd = sys.accept(listener)) {
      const address = /^(?:tcp:)?\[?([\d.]+|[\da-f:]+)\]?:\d+$/.exec(sys.peer(fd).remote)?.[1]
      const backend: Backend = {
        fd,
        pid: state.nextPid,
        input: '',
        application: '',
        ready: false,
        ...(address !== undefined && { address }),
      }
      state = { ...state, backends: [...state.backends, backend], nextPid: state.nextPid + 1 }
    }
  return state
}

function answered(sys: Sys, from: Running): Running {
  let { cluster } = from
  const backends: Backend[] = []
  for (const each of from.backends) {
    const [arrived, gone] = received(sys, released(sys, each))
    if (gone) {
      sys.close(each.fd)
      continue
    }
    const activity = activityOf(from)
    const [backend, now] =
      from.phase.kind === 'starting' ? ([arrived, cluster] as const) : served(sys, arrived, cluster, activity)
    cluster = now
    if (backend.closing) sys.close(backend.fd)
    else backends.push(backend)
  }
  return { ...from, cluster, backends }
}

function received(sys: Sys, from: Backend): readonly [Backend, boolean] {
  let backend = from
  for (let payload = sys.receive(from.fd); payload !== undefined; payload = sys.receive(from.fd)) {
    if (payload.kind === 'conn.closed' || (payload.kind === 'stream' && payload.end && payload.data === ''))
      return [backend, true]
    if (payload.kind === 'stream') backend = { ...backend, input: backend.input + payload.data }
  }
  return [backend, false]
}

const activityOf = (state: Running): readonly Activity[] =>
  state.backends.flatMap(({ pid, session, application, address }) =>
    session
      ? [{ pid, user: session.user, database: session.database ?? '', application, address: address ?? null }]
      : [],
  )

function signalled(sys: Sys, state: Running, signal: string): Turn<Running> {
  if (state.phase.kind === 'stopping') return wait(state)
  switch (signal) {
    case 'SIGTERM':
      log(sys, 'received smart shutdown request')
      return state.backends.length > 0 ? wait({ ...state, phase: { kind: 'draining' } }) : stopping(sys, state)
    case 'SIGINT':
      log(sys, 'received fast shutdown request')
      log(sys, 'aborting any active transactions')
      return stopping(sys, state)
    case 'SIGQUIT':
      log(sys, 'received immediate shutdown request')
      for (const pid of state.auxiliary) orUndefined(() => sys.kill(pid, 'SIGKILL'))
      log(sys, 'database system is shut down')
      return exit(0)
    default:
      log(sys, 'received SIGHUP, reloading configuration files')
      return wait(state)
  }
}

function stopping(sys: Sys, state: Running): Turn<Running> {
  for (const backend of state.backends) {
    log(sys, 'terminating connection due to administrator command', backend.pid, 'FATAL')
    dismissed(sys, backend)
  }
  for (const fd of state.listeners) sys.close(fd)
  const [checkpointer = sys.pid] = state.auxiliary
  const launcher = state.auxiliary.at(-1)
  if (launcher !== undefined)
    log(sys, `background worker "logical replication launcher" (PID ${launcher}) exited with exit code 1`)
  for (const pid of state.auxiliary) orUndefined(() => sys.kill(pid, 'SIGKILL'))
  log(sys, 'shutting down', checkpointer)
  log(sys, 'checkpoint starting: shutdown immediate', checkpointer)
  return wait({ ...state, listeners: [], backends: [], phase: { kind: 'stopping', until: sys.now() + 36_000 } })
}

function stopped(sys: Sys, state: Running): number {
  const [checkpointer = sys.pid] = state.auxiliary
  const { directory } = state.cluster
  log(
    sys,
    'checkpoint complete: wrote 3 buffers (0.0%); 0 WAL file(s) added, 0 removed, 0 recycled; write=0.006 s, sync=0.004 s, total=0.036 s; sync files=2, longest=0.003 s, average=0.002 s; distance=0 kB, estimate=0 kB',
    checkpointer,
  )
  writeControl(sys, directory, 'shut down')
  for (const path of state.sockets) orUndefined(() => sys.unlink(path))
  orUndefined(() => sys.unlink(`${directory}/postmaster.pid`))
  log(sys, 'database system is shut down')
  return 0
}
