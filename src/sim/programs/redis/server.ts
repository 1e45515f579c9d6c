import type { Bytes } from '../../../base/bytes'
import { exit, orUndefined, put } from '../face'
import type { Await, Fd, Program, Sys, Turn } from '../../wire/sys'
import { unblocked } from './blocking'
import { ended, perform } from './connection'
import { startingConfig } from './config'
import { recall, save } from './persist'
import { encode, error } from './reply'
import { nextRequest } from './request'
import { dueSave, reaped, saveBecauseDue, type Saver } from './saving'
import { log, millis } from './log'
import { drafted, type Conn, type Server } from './state'

/**
 * redis-server: keys in memory, answers over its own protocol, snapshots and the append-only file.
 *
 * @models redis 7.4, redis 8.2
 * @fidelity part: strings, lists, sets, hashes, sorted sets, transactions, publish and subscribe; no streams, scripts, RESP3, cluster or replicas; maxmemory holds nothing back
 */
export const redisServer: Program<Server | Saver> = {
  name: 'redis-server',
  start: (sys) => {
    if (/^(-v|--version)$/.test(sys.argv[1] ?? '')) {
      put(sys, `Redis server v=${versionOf(sys)} sha=00000000:0 malloc=jemalloc-5.3.0 bits=64 build=0\n`)
      return exit(0)
    }
    return opened(sys)
  },
  resume: (sys, state, wake) => {
    if (state.role === 'saver') return exit(save(sys, { ...state.of }, 'C') ? 0 : 1)
    const server = drafted(state)
    if (wake.on === 'signal') return shutDown(sys, server, wake.signal)
    if (wake.on === 'child') reaped(sys, server)
    return turn(sys, served(sys, server))
  },
}

/** An image says which version it has; anywhere else it is the newest. */
const versionOf = (sys: Sys): string => sys.env['REDIS_VERSION'] ?? '8.2.1'

function opened(sys: Sys): Turn<Server> {
  const version = versionOf(sys)
  const begun = startingConfig(sys, version)
  if (typeof begun === 'number') return exit(begun)
  log(sys, '*', 'oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo', 'C')
  log(sys, '*', `Redis version=${version}, bits=64, commit=00000000, modified=0, pid=${sys.pid}, just started`, 'C')
  if (begun.given) log(sys, '*', 'Configuration loaded', 'C')
  else
    log(
      sys,
      '#',
      'Warning: no config file specified, using the default config. In order to specify a config file use redis-server /path/to/redis.conf',
      'C',
    )
  log(sys, '*', 'monotonic clock: POSIX clock_gettime')
  const port = begun.config['port']
  const listener = orUndefined(() => sys.listen(`tcp:0.0.0.0:${port}`))
  if (listener === undefined) {
    log(sys, '#', `Warning: Could not create server TCP listening socket *:${port}: bind: Address already in use`)
    log(sys, '#', `Failed listening on port ${port} (tcp), aborting.`)
    return exit(1)
  }
  const server = fresh(sys, version, begun.file ?? '', listener, begun.config)
  return ready(sys, server)
}

const fresh = (sys: Sys, version: string, file: string, listener: Fd, config: Server['config']): Server => ({
  role: 'server',
  listener,
  version,
  started: millis(sys),
  file,
  config,
  conns: [],
  databases: {},
  dirty: 0,
  lastSave: Math.floor(millis(sys) / 1000),
  nextId: 3,
  stats: { connections: 0, commands: 0, hits: 0, misses: 0, expired: 0 },
})

function ready(sys: Sys, server: Server): Turn<Server> {
  sys.sigaction('SIGTERM', 'catch')
  sys.sigaction('SIGINT', 'catch')
  log(sys, '*', `Running mode=standalone, port=${server.config['port']}.`)
  log(sys, '*', 'Server initialized')
  const trouble = recall(sys, server)
  if (trouble !== undefined) return exit(trouble)
  log(sys, '*', 'Ready to accept connections tcp')
  return turn(sys, server)
}

function turn(sys: Sys, server: Server): Turn<Server> {
  if (server.ending) return exit(0)
  if (dueSave(sys, server) === 'now') saveBecauseDue(sys, server)
  return { turn: 'wait', state: server, on: awaits(sys, server) }
}

function awaits(sys: Sys, server: Server): readonly Await[] {
  const due = dueSave(sys, server)
  const moments = server.conns.flatMap(({ blocked }) => (blocked?.until === undefined ? [] : [blocked.until * 1000]))
  const at = Math.min(...moments, ...(typeof due === 'number' ? [due] : []))
  return [
    { on: 'acceptable', fd: server.listener },
    ...server.conns.map(({ fd }): Await => ({ on: 'readable', fd })),
    ...(server.saving === undefined ? [] : [{ on: 'child' } as const]),
    ...(at < Infinity ? [{ on: 'timer', at } as const] : []),
  ]
}

function served(sys: Sys, server: Server): Server {
  for (let fd = sys.accept(server.listener); fd !== undefined; fd = sys.accept(server.listener))
    server.conns.push(welcome(sys, server, fd))
  for (const conn of server.conns) listen(sys, server, conn)
  unblocked(sys, server)
  for (const conn of server.conns) if (conn.closing) orUndefined(() => sys.close(conn.fd))
  server.conns = server.conns.filter((conn) => !conn.closing)
  return server
}

function welcome(sys: Sys, server: Server, fd: Fd): Conn {
  server.stats = { ...server.stats, connections: server.stats.connections + 1 }
  return {
    fd,
    id: server.nextId++,
    remote: sys.peer(fd).remote,
    since: millis(sys),
    pending: '',
    database: 0,
    trusted: server.config['requirepass'] === '',
    name: '',
    last: 'NULL',
    channels: [],
    patterns: [],
    monitor: false,
  }
}

function listen(sys: Sys, server: Server, conn: Conn): void {
  for (let payload = sys.receive(conn.fd); payload !== undefined; payload = sys.receive(conn.fd)) {
    if (payload.kind === 'conn.closed') {
      conn.closing = true
      return
    }
    if (payload.kind !== 'stream') continue
    conn.pending += payload.data
    answerAll(sys, server, conn)
    if (payload.end) conn.closing = true
    if (conn.closing) return
  }
}

function answerAll(sys: Sys, server: Server, conn: Conn): void {
  for (let next = nextRequest(conn.pending); next !== undefined; next = nextRequest(conn.pending)) {
    if (conn.closing || conn.blocked !== undefined) return
    if (next.kind === 'wrong') {
      say(sys, conn, encode(error(next.words)))
      conn.closing = true
      return
    }
    conn.pending = next.rest
    if (next.words.length === 0) continue
    const reply = perform(sys, server, conn, next.words)
    if (reply !== undefined) say(sys, conn, encode(reply))
  }
}

function say(sys: Sys, conn: Conn, data: Bytes): void {
  orUndefined(() => sys.send(conn.fd, { kind: 'stream', channel: 'raw', data, end: false }))
}

function shutDown(sys: Sys, server: Server, signal: string): Turn<Server> {
  const seconds = Math.floor(millis(sys) / 1000)
  put(sys, `${sys.pid}:signal-handler (${seconds}) Received ${signal} scheduling shutdown...\n`)
  ended(sys, server, 'as configured')
  return exit(0)
}
