import { utf8 } from '../../../base/bytes'
import { exit, orUndefined } from '../face'
import type { Await, Fd, Program, Sys, Turn, Wake } from '../../wire/sys'
import { perform } from './commands'
import { log, type Line } from './log'
import { ended, forkedOff, stopOther } from './lifecycle'
import { readOptions } from './options'
import { started } from './startup'
import { drafted, type Conn, type Server, type Waiting } from './state'
import { nextMessage, say, type Request } from './wire'

/**
 * mongod: documents in memory and in files, answered to clients.
 *
 * @models mongodb 8.0
 * @fidelity part: a single server; no replica sets, shards, transactions, change streams, text or geo indexes; a query looks at every document
 */
export const mongod: Program<Server | Waiting> = {
  name: 'mongod',
  start: (sys) => {
    const options = readOptions(sys)
    if (typeof options === 'number') return exit(options)
    if (options.shutdown) return stopOther(sys, options)
    if (options.fork) return forkedOff(sys, options)
    return begun(sys, started(sys, options))
  },
  resume: (sys, state, wake) => {
    if (state.role === 'starting') return inBackground(sys, state)
    if (state.role !== 'server') return waited(sys, state, wake as Wake)
    const server = drafted(state)
    if (wake.on === 'signal') return exit(ended(sys, server, wake.signal))
    return turn(sys, served(sys, server))
  },
}

const begun = (sys: Sys, server: Server | number): Turn<Server> =>
  typeof server === 'number' ? exit(server) : turn(sys, server)

/** The forked child; its parent is told when it takes connections. */
function inBackground(sys: Sys, { options, parent }: Extract<Waiting, { role: 'starting' }>): Turn<Server> {
  const server = started(sys, options)
  if (typeof server === 'number') return exit(server)
  sys.setsid()
  if (options.pidFile !== undefined) sys.writeFile(options.pidFile, utf8(`${sys.pid}\n`), 0o644)
  orUndefined(() => sys.kill(parent, 'SIGUSR2'))
  return turn(sys, server)
}

function turn(sys: Sys, server: Server): Turn<Server> {
  if (server.ending) return exit(ended(sys, server))
  const on: readonly Await[] = [
    ...server.listeners.map((fd): Await => ({ on: 'acceptable', fd })),
    ...server.conns.map(({ fd }): Await => ({ on: 'readable', fd })),
  ]
  return { turn: 'wait', state: server, on }
}

function served(sys: Sys, server: Server): Server {
  for (const listener of server.listeners)
    for (let fd = sys.accept(listener); fd !== undefined; fd = sys.accept(listener)) welcome(sys, server, fd)
  for (const conn of server.conns) heard(sys, server, conn)
  for (const conn of server.conns) if (conn.closing) farewell(sys, server, conn)
  server.conns = server.conns.filter((conn) => !conn.closing)
  return server
}

const network = (sys: Sys, server: Server, line: Pick<Line, 'id' | 'ctx' | 'msg' | 'attr'>): void => {
  if (!server.options.quiet) log(sys, server.out, { level: 'I', component: 'NETWORK', ...line })
}

function welcome(sys: Sys, server: Server, fd: Fd): void {
  const conn: Conn = { fd, id: server.nextConn++, remote: sys.peer(fd).remote, pending: '' }
  server.conns.push(conn)
  network(sys, server, {
    id: 22_943,
    ctx: 'listener',
    msg: 'Connection accepted',
    attr: { remote: conn.remote, connectionId: conn.id, connectionCount: server.conns.length },
  })
}

function farewell(sys: Sys, server: Server, conn: Conn): void {
  orUndefined(() => sys.close(conn.fd))
  network(sys, server, {
    id: 22_944,
    ctx: `conn${conn.id}`,
    msg: 'Connection ended',
    attr: {
      remote: conn.remote,
      connectionId: conn.id,
      connectionCount: server.conns.filter((each) => !each.closing).length,
    },
  })
}

function heard(sys: Sys, server: Server, conn: Conn): void {
  for (let payload = sys.receive(conn.fd); payload !== undefined; payload = sys.receive(conn.fd)) {
    if (payload.kind === 'conn.closed') {
      conn.closing = true
      return
    }
    if (payload.kind === 'http.request') notHttp(sys, conn, payload.exchange)
    if (payload.kind !== 'stream') continue
    conn.pending += payload.data
    answer(sys, server, conn)
    if (payload.end) conn.closing = true
    if (conn.closing) return
  }
}

/** Someone who speaks HTTP to it is told so, as the real one does. */
function notHttp(sys: Sys, conn: Conn, exchange: number): void {
  const body = 'It looks like you are trying to access MongoDB over HTTP on the native driver port.\r\n'
  const headers = { Connection: 'close', 'Content-Type': 'text/plain', 'Content-Length': String(body.length) }
  orUndefined(() => sys.send(conn.fd, { kind: 'http.response', exchange, status: 200, headers, body, more: false }))
}

function answer(sys: Sys, server: Server, conn: Conn): void {
  for (let next = nextMessage<Request>(conn.pending); next !== undefined; next = nextMessage<Request>(conn.pending)) {
    conn.pending = next.rest
    if (next.message === undefined) {
      conn.closing = true
      return
    }
    const { id, db, command } = next.message
    if (command['client'] !== undefined) introduced(sys, server, conn, command['client'])
    say(sys, conn.fd, { to: id, reply: perform(sys, server, conn, db, command) })
  }
}

const introduced = (sys: Sys, server: Server, conn: Conn, doc: Request['command'][string]): void =>
  network(sys, server, {
    id: 51_800,
    ctx: `conn${conn.id}`,
    msg: 'client metadata',
    attr: { remote: conn.remote, client: `conn${conn.id}`, doc },
  })

/** The process that forked the server goes when the server takes connections or has died; the one that ends it, when it is gone. */
function waited(sys: Sys, state: Exclude<Waiting, { role: 'starting' }>, wake: Wake): Turn<Waiting> {
  if (state.role === 'ending') {
    if (orUndefined(() => sys.kill(state.pid, 0) ?? true) === undefined) return exit(0)
    return { turn: 'wait', state, on: [{ on: 'timer', at: sys.now() + 10_000 }] }
  }
  if (wake.on === 'signal') {
    sys.write(1, 'child process started successfully, parent exiting\n')
    return exit(0)
  }
  const status = sys.wait(state.pid)?.status
  if (status === undefined) return { turn: 'wait', state, on: [{ on: 'child' }] }
  sys.write(
    2,
    utf8(
      `ERROR: child process failed, exited with ${status}\nTo see additional information in this output, start without the "--fork" option.\n`,
    ),
  )
  return exit(status)
}
