import { utf8, type Bytes } from '../../../base/bytes'
import type { Sys } from '../../wire/sys'
import { send, type Act, type Asked } from './asked'
import { popOrWait } from './blocking'
import { commands } from './commands'
import { config } from './configure'
import { information } from './info'
import { append, save } from './persist'
import { publish, pubsub, subscribe, unsubscribe } from './publish'
import { array, bulk, bulks, error, integer, nil, ok, status, syntaxError, type Reply } from './reply'
import { beginSaving } from './saving'
import { log, millis } from './log'
import { draftOf, type Conn, type Server } from './state'
import { entryOf, whole } from './store'

/** What a client of the server can ask for beside commands on keys: about itself, the server, and other clients. */
const withoutPassword = new Set(['auth', 'hello', 'quit'])
const whileSubscribed = new Set(['subscribe', 'unsubscribe', 'psubscribe', 'punsubscribe', 'ping', 'quit'])
const notQueued = new Set(['multi', 'exec', 'discard', 'watch', 'quit'])

/** One command of one client; undefined where the answer has been given, or comes later. */
export function perform(sys: Sys, server: Server, conn: Conn, words: readonly Bytes[]): Reply | undefined {
  const [given = '', ...args] = words
  const name = given.toLowerCase()
  const trouble = refusal(conn, server, name, given, args)
  if (trouble !== undefined) {
    if (conn.queue !== undefined) conn.spoilt = true
    return trouble
  }
  if (conn.queue !== undefined && !notQueued.has(name)) {
    conn.queue = [...conn.queue, words]
    return status('QUEUED')
  }
  return executed({ sys, server, conn }, words)
}

function refusal(conn: Conn, server: Server, name: string, given: Bytes, args: readonly Bytes[]): Reply | undefined {
  const arity = commands[name]?.arity ?? arities[name]
  if (arity === undefined) {
    const begun = args.map((arg) => `'${arg.slice(0, 128)}' `).join('')
    return error(`ERR unknown command '${given.slice(0, 128)}', with args beginning with: ${begun}`)
  }
  const count = args.length + 1
  if (arity > 0 ? count !== arity : count < -arity) return error(`ERR wrong number of arguments for '${name}' command`)
  if (!conn.trusted && server.config['requirepass'] !== '' && !withoutPassword.has(name))
    return error('NOAUTH Authentication required.')
  if (conn.channels.length + conn.patterns.length > 0 && !whileSubscribed.has(name))
    return error(
      `ERR Can't execute '${name}': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this context`,
    )
  return undefined
}

function executed(asked: Asked, [given = '', ...args]: readonly Bytes[]): Reply | undefined {
  const { sys, server, conn } = asked
  const name = given.toLowerCase()
  conn.last = name
  server.stats = { ...server.stats, commands: server.stats.commands + 1 }
  if (!/^(monitor|auth|exec)$/.test(name)) tellMonitors(asked, [given, ...args])
  const act = acts[name]
  if (act !== undefined) return act(asked, args)
  const command = commands[name]!
  const draft = draftOf(sys, server, conn.database)
  const reply = command.run(draft, args)
  server.dirty += draft.dirty
  const { stats } = server
  server.stats = { ...stats, hits: stats.hits + draft.hits, misses: stats.misses + draft.misses }
  if (command.writes && draft.dirty > 0) append(sys, server, conn.database, draft.instead ?? [[given, ...args]])
  return reply
}

const quoted = (word: Bytes): Bytes =>
  `"${word
    .replace(/["\\]/g, '\\$&')
    .replace(/\n/g, '\\n')
    .replace(/\r/g, '\\r')
    .replace(/[^ -~]/g, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`)}"`

function tellMonitors({ sys, server, conn }: Asked, words: readonly Bytes[]): void {
  const watching = server.conns.filter((each) => each.monitor)
  if (watching.length === 0) return
  const moment = `${Math.floor(sys.now() / 1e6)}.${String(sys.now() % 1e6).padStart(6, '0')}`
  const line = status(`${moment} [${conn.database} ${conn.remote}] ${words.map(quoted).join(' ')}`)
  for (const each of watching) send(sys, each, line)
}

const wrongPassword = error('WRONGPASS invalid username-password pair or user is disabled.')

function authenticate({ server, conn }: Asked, args: readonly Bytes[]): Reply {
  const [user, password] = args.length === 2 ? args : ['default', args[0]]
  if (args.length > 2) return syntaxError
  const wanted = server.config['requirepass']!
  if (wanted === '')
    return args.length === 2 && user === 'default'
      ? ok
      : args.length === 2
        ? wrongPassword
        : error(
            'ERR AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?',
          )
  if (user !== 'default' || password !== utf8(wanted)) return wrongPassword
  conn.trusted = true
  return ok
}

function choose({ server, conn }: Asked, [index]: readonly Bytes[]): Reply {
  const number = whole(index)
  if (number === undefined) return error('ERR value is not an integer or out of range')
  if (number < 0 || number >= Number(server.config['databases'])) return error('ERR DB index is out of range')
  conn.database = number
  return ok
}

function execute(asked: Asked): Reply {
  const { conn, server, sys } = asked
  if (conn.queue === undefined) return error('ERR EXEC without MULTI')
  const { queue, spoilt, watched = {} } = conn
  const changed = Object.entries(watched).some(([key, before]) => before !== imageOf(asked, key))
  if (spoilt) return left(conn, error('EXECABORT Transaction discarded because of previous errors.'))
  if (changed) return left(conn, { kind: 'array', items: undefined })
  const replies = queue.map((words) => executed({ sys, server, conn }, words) ?? nil)
  return left(conn, array(replies))
}

function left(conn: Conn, reply: Reply): Reply {
  delete conn.queue
  delete conn.spoilt
  delete conn.watched
  return reply
}

/** What is under a key, to see later whether it is another. */
const imageOf = ({ sys, server, conn }: Asked, key: Bytes): string =>
  JSON.stringify(entryOf(draftOf(sys, server, conn.database), key)?.value) ?? ''

const clientLine = (conn: Conn, sys: Sys): string =>
  `id=${conn.id} addr=${conn.remote} fd=${conn.fd} name=${conn.name} age=${Math.floor((millis(sys) - conn.since) / 1000)} flags=${conn.monitor ? 'O' : conn.channels.length > 0 ? 'P' : 'N'} db=${conn.database} sub=${conn.channels.length} psub=${conn.patterns.length} multi=${conn.queue?.length ?? -1} cmd=${conn.last} user=default resp=2\n`

function client({ sys, server, conn }: Asked, [what = '', name = '']: readonly Bytes[]): Reply {
  switch (what.toLowerCase()) {
    case 'list':
      return bulk(server.conns.map((each) => clientLine(each, sys)).join(''))
    case 'info':
      return bulk(clientLine(conn, sys))
    case 'id':
      return integer(conn.id)
    case 'getname':
      return bulk(conn.name === '' ? undefined : conn.name)
    case 'setname':
      conn.name = name
      return ok
    case 'setinfo':
    case 'no-evict':
      return ok
    default:
      return error(`ERR unknown subcommand '${what}'. Try CLIENT HELP.`)
  }
}

function shutdown(asked: Asked, [how = '']: readonly Bytes[]): Reply | undefined {
  const { sys, server } = asked
  ended(sys, server, /^nosave$/i.test(how) ? 'never' : /^save$/i.test(how) ? 'always' : 'as configured')
  server.ending = true
  return undefined
}

/** The server's last acts. */
export function ended(sys: Sys, server: Server, saves: 'never' | 'always' | 'as configured'): void {
  log(sys, '*', 'User requested shutdown...')
  if (server.log !== undefined) log(sys, '*', 'Calling fsync() on the AOF file.')
  if (saves === 'always' || (saves !== 'never' && server.config['save'] !== '')) {
    log(sys, '*', 'Saving the final RDB snapshot before exiting.')
    save(sys, server, 'M')
  }
  log(sys, '#', 'Redis is now ready to exit, bye bye...')
}

function saveNow({ sys, server }: Asked): Reply {
  if (server.saving !== undefined) return error('ERR Background save already in progress')
  if (!save(sys, server, 'M')) return error('ERR')
  server.dirty = 0
  server.lastSave = Math.floor(millis(sys) / 1000)
  return ok
}

function flush(all: boolean): Act {
  return ({ sys, server, conn }) => {
    if (all) server.databases = {}
    else server.databases[conn.database] = {}
    server.dirty++
    append(sys, server, conn.database, [[all ? 'FLUSHALL' : 'FLUSHDB']])
    return ok
  }
}

function move({ sys, server, conn }: Asked, [key = '', index]: readonly Bytes[]): Reply {
  const number = whole(index)
  if (number === undefined || number < 0 || number >= Number(server.config['databases']))
    return error('ERR DB index is out of range')
  if (number === conn.database) return error('ERR source and destination objects are the same')
  const from = draftOf(sys, server, conn.database)
  const to = draftOf(sys, server, number)
  const entry = entryOf(from, key)
  if (entry === undefined || entryOf(to, key) !== undefined) return integer(0)
  to.keys[key] = entry
  delete from.keys[key]
  server.dirty++
  append(sys, server, conn.database, [['MOVE', key, String(number)]])
  return integer(1)
}

const hello: Act = (asked, [version, ...more]) => {
  if (version !== undefined && version !== '2')
    return error(
      version === '3'
        ? 'NOPROTO unsupported protocol version'
        : 'ERR Protocol version is not an integer or out of range',
    )
  if (/^auth$/i.test(more[0] ?? '')) {
    const reply = authenticate(asked, more.slice(1, 3))
    if (reply.kind === 'error') return reply
  }
  const { server, conn } = asked
  if (!conn.trusted)
    return error(
      'NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO <proto> AUTH <user> <pass> option can be used to authenticate the client and select the RESP protocol version at the same time',
    )
  return array([
    ...['server', 'redis', 'version', server.version, 'proto'].map((word) => bulk(word)),
    integer(2),
    bulk('id'),
    integer(conn.id),
    ...['mode', 'standalone', 'role', 'master', 'modules'].map((word) => bulk(word)),
    array([]),
  ])
}

/** Each with its arity, as COMMAND INFO has it. */
const table: Readonly<Record<string, readonly [arity: number, act: Act]>> = {
  ping: [-1, ({ conn }, [word]) => pong(conn, word)],
  echo: [2, (_asked, [word]) => bulk(word)],
  auth: [-2, authenticate],
  hello: [-1, hello],
  select: [2, choose],
  quit: [
    -1,
    ({ conn }) => {
      conn.closing = true
      return ok
    },
  ],
  multi: [
    1,
    ({ conn }) => {
      if (conn.queue !== undefined) return error('ERR MULTI calls can not be nested')
      conn.queue = []
      return ok
    },
  ],
  exec: [1, execute],
  discard: [1, ({ conn }) => (conn.queue === undefined ? error('ERR DISCARD without MULTI') : left(conn, ok))],
  watch: [
    -2,
    (asked, keys) => {
      if (asked.conn.queue !== undefined) return error('ERR WATCH inside MULTI is not allowed')
      const images = keys.map((key) => [key, imageOf(asked, key)] as const)
      asked.conn.watched = { ...asked.conn.watched, ...Object.fromEntries(images) }
      return ok
    },
  ],
  unwatch: [
    1,
    ({ conn }) => {
      delete conn.watched
      return ok
    },
  ],
  subscribe: [-2, subscribe('channels', 'subscribe')],
  psubscribe: [-2, subscribe('patterns', 'psubscribe')],
  unsubscribe: [-1, unsubscribe('channels', 'unsubscribe')],
  punsubscribe: [-1, unsubscribe('patterns', 'punsubscribe')],
  publish: [3, publish],
  pubsub: [-2, pubsub],
  monitor: [
    1,
    ({ conn }) => {
      conn.monitor = true
      return ok
    },
  ],
  blpop: [-3, ({ sys, server, conn }, args) => popOrWait(sys, server, conn, args, 'left')],
  brpop: [-3, ({ sys, server, conn }, args) => popOrWait(sys, server, conn, args, 'right')],
  config: [-2, config],
  client: [-2, client],
  info: [-1, ({ sys, server }, sections) => bulk(information(sys, server, sections))],
  time: [1, ({ sys }) => bulks([String(Math.floor(sys.now() / 1e6)), String(sys.now() % 1e6)])],
  lastsave: [1, ({ server }) => integer(server.lastSave)],
  save: [1, saveNow],
  bgsave: [
    -1,
    ({ sys, server }) => {
      if (server.saving !== undefined) return error('ERR Background save already in progress')
      beginSaving(sys, server)
      return status('Background saving started')
    },
  ],
  shutdown: [-1, shutdown],
  flushall: [-1, flush(true)],
  flushdb: [-1, flush(false)],
  move: [3, move],
  role: [1, () => array([bulk('master'), integer(0), array([])])],
  command: [
    -1,
    (_asked, [what = '']) =>
      /^count$/i.test(what) ? integer(Object.keys(commands).length + Object.keys(table).length) : array([]),
  ],
}

const pong = (conn: Conn, word: Bytes | undefined): Reply =>
  conn.channels.length + conn.patterns.length > 0
    ? bulks(['pong', word ?? ''])
    : word === undefined
      ? status('PONG')
      : bulk(word)

const acts: Readonly<Record<string, Act>> = Object.fromEntries(
  Object.entries(table).map(([name, [, act]]) => [name, act]),
)
const arities: Readonly<Record<string, number>> = Object.fromEntries(
  Object.entries(table).map(([name, [arity]]) => [name, arity]),
)
