import { text, utf8 } from '../../../base/bytes'
import { exit, orUndefined, put } from '../face'
import type { Sys, Turn } from '../../wire/sys'
import { log, type Told } from './log'
import type { Options } from './options'
import type { Server, Waiting } from './state'

/**
 * A server in the background, and the end of one.
 *
 * @models mongodb src/mongo/util/cmdline_utils, src/mongo/db/mongod_main.cpp
 * @fidelity part: of the lines that tell a shutdown, the ones about parts that are there
 */
export function forkedOff(sys: Sys, options: Options): Turn<Waiting> {
  put(sys, 'about to fork child process, waiting until server is ready for connections.\n')
  sys.sigaction('SIGUSR2', 'catch')
  const pid = sys.fork({ role: 'starting', options, parent: sys.pid } satisfies Waiting)
  put(sys, `forked process: ${pid}\n\n`)
  return { turn: 'wait', state: { role: 'forked', pid }, on: [{ on: 'child' }] }
}

/** `--shutdown`: the process of the lock file is told to end, and waited for. */
export function stopOther(sys: Sys, options: Options): Turn<Waiting> {
  const pid = Number(text(orUndefined(() => sys.readFile(`${options.dbPath}/mongod.lock`)) ?? '').trim())
  if (pid === 0) {
    sys.write(2, utf8(`There doesn't seem to be a server running with dbpath: ${options.dbPath}\n`))
    return exit(1)
  }
  put(sys, `killing process with pid: ${pid}\n`)
  if (orUndefined(() => sys.kill(pid, 'SIGTERM') ?? true) === undefined) return exit(0)
  return { turn: 'wait', state: { role: 'ending', pid }, on: [{ on: 'timer', at: sys.now() + 10_000 }] }
}

const numbers: Readonly<Record<string, readonly [number: number, name: string]>> = {
  SIGTERM: [15, 'Terminated'],
  SIGINT: [2, 'Interrupt'],
}

/** Says what it puts away, gives the lock back, and ends with 0. */
export function ended(sys: Sys, server: Server, signal?: string): number {
  const ctx = signal === undefined ? 'conn1' : 'SignalHandler'
  const tell = (line: Told) => log(sys, server.out, { level: 'I', ctx, ...line })
  const known = numbers[signal ?? '']
  if (known) {
    tell({ component: 'CONTROL', id: 23_377, msg: 'Received signal', attr: { signal: known[0], error: known[1] } })
    tell({ component: 'CONTROL', id: 23_378, msg: 'Signal was sent by kill(2)', attr: { pid: 0, uid: 0 } })
    tell({ component: 'CONTROL', id: 23_381, msg: 'will terminate after current cmd ends' })
  }
  for (const line of begins) tell(line)
  for (const conn of server.conns) orUndefined(() => sys.close(conn.fd))
  orUndefined(() => sys.unlink(socketPath(server.options.port)))
  tell({
    component: 'NETWORK',
    id: 23_017,
    ctx: 'listener',
    msg: 'removing socket file',
    attr: { path: socketPath(server.options.port) },
  })
  for (const line of ends) tell(line)
  orUndefined(() => sys.writeFile(`${server.options.dbPath}/mongod.lock`, '', 0o600))
  tell({ component: '-', id: 4_784_931, msg: 'Dropping the scope cache for shutdown' })
  for (const line of exiting(0)) tell(line)
  return 0
}

export const socketPath = (port: number): string => `/tmp/mongodb-${port}.sock`

const steppingDown: Told = {
  component: 'REPL',
  id: 4_784_900,
  msg: 'Stepping down the ReplicationCoordinator for shutdown',
  attr: { waitTimeMillis: 15_000 },
}
const poolClosing: Told = {
  component: 'NETWORK',
  id: 4_784_905,
  msg: 'Shutting down the global connection pool',
}
const exiting = (exitCode: number): readonly Told[] => [
  { component: 'CONTROL', id: 20_565, msg: 'Now exiting' },
  { component: 'CONTROL', id: 23_138, msg: 'Shutting down', attr: { exitCode } },
]

/** What a server says that ends before it has opened anything. */
export const givingUp = (exitCode: number): readonly Told[] => [steppingDown, poolClosing, ...exiting(exitCode)]

const begins: readonly Told[] = [
  steppingDown,
  { component: 'REPL', id: 4_794_602, msg: 'Attempting to enter quiesce mode' },
  { component: 'COMMAND', id: 4_784_901, msg: 'Shutting down the MirrorMaestro' },
  { component: 'CONTROL', id: 4_784_903, msg: 'Shutting down the LogicalSessionCache' },
  { component: 'NETWORK', id: 20_562, msg: 'Shutdown: going to close listening sockets' },
]

const ends: readonly Told[] = [
  poolClosing,
  { component: 'CONTROL', id: 4_784_906, msg: 'Shutting down the FlowControlTicketholder' },
  { component: 'NETWORK', id: 4_784_918, msg: 'Shutting down the ReplicaSetMonitor' },
  { component: 'CONTROL', id: 4_784_928, msg: 'Shutting down the TTL monitor' },
  { component: 'CONTROL', id: 4_784_929, msg: 'Acquiring the global lock for shutdown' },
  { component: 'CONTROL', id: 4_784_930, msg: 'Shutting down the storage engine' },
  { component: 'STORAGE', id: 22_317, msg: 'WiredTigerKVEngine shutting down' },
  {
    component: 'STORAGE',
    id: 4_795_902,
    msg: 'Closing WiredTiger',
    attr: { closeConfig: 'leak_memory=true,use_timestamp=false,' },
  },
  { component: 'STORAGE', id: 4_795_901, msg: 'WiredTiger closed', attr: { durationMillis: 20 } },
  { component: 'STORAGE', id: 22_279, msg: 'shutdown: removing fs lock...' },
]
