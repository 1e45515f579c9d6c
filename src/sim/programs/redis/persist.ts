import type { Bytes } from '../../../base/bytes'
import { attempt, orUndefined } from '../face'
import type { Sys } from '../../wire/sys'
import { commands } from './commands'
import { dump, load } from './rdb'
import { nextRequest } from './request'
import { request } from './reply'
import { log, millis } from './log'
import { draftOf, type Server } from './state'
import { setEntry } from './store'

/**
 * What a server keeps on disk: snapshots, and the append-only file in its three parts.
 *
 * @models redis rdb.c, aof.c
 * @fidelity part: the append-only file is written at every command whatever appendfsync says, and is never rewritten by itself
 */
const snapshotPath = ({ config }: Server) => `${config['dir']}/${config['dbfilename']}`

const logPath = ({ config }: Server, end: string) =>
  `${config['dir']}/${config['appenddirname']}/${config['appendfilename']}${end}`

const logName = ({ config }: Server, end: string) => `${config['appendfilename']}${end}`

const snapshot = (sys: Sys, server: Server): Bytes =>
  dump(server.databases, { version: server.version, seconds: Math.floor(millis(sys) / 1000) })

/** Writes a snapshot beside the old one and puts it in its place. */
export function save(sys: Sys, server: Server, who: 'M' | 'C'): boolean {
  const path = snapshotPath(server)
  const beside = `${path.slice(0, path.lastIndexOf('/'))}/temp-${sys.pid}.rdb`
  const done = attempt(
    () => {
      sys.writeFile(beside, snapshot(sys, server), 0o644)
      sys.rename(beside, path)
    },
    (words) =>
      log(
        sys,
        '#',
        `Failed opening the temp RDB file temp-${sys.pid}.rdb (in server root dir ${server.config['dir']}) for saving: ${words}`,
        who,
      ),
  )
  if (done) log(sys, '*', 'DB saved on disk', who)
  return done
}

/** What was kept last time; a number: the status to end with. */
export function recall(sys: Sys, server: Server): number | undefined {
  if (server.config['appendonly'] === 'yes') return recallLog(sys, server)
  return recallSnapshot(sys, server, snapshotPath(server))
}

function recallSnapshot(sys: Sys, server: Server, path: string, base?: string): number | undefined {
  const bytes = orUndefined(() => sys.readFile(path))
  if (bytes === undefined) return undefined
  const loaded = load(bytes, millis(sys))
  if (loaded === undefined) {
    log(sys, '#', `Fatal error loading the DB, check server logs. Exiting.`)
    return 1
  }
  server.databases = loaded.databases
  log(sys, '*', `Loading RDB produced by version ${loaded.version}`)
  log(sys, '*', `RDB age ${Math.max(0, Math.floor(millis(sys) / 1000) - loaded.seconds)} seconds`)
  log(sys, '*', `Done loading RDB, keys loaded: ${loaded.keys}, keys expired: ${loaded.expired}.`)
  log(sys, '*', `DB loaded from ${base ?? 'disk'}: 0.000 seconds`)
  return undefined
}

function recallLog(sys: Sys, server: Server): number | undefined {
  if (orUndefined(() => sys.stat(logPath(server, '.manifest'))) === undefined) return beginLog(sys, server)
  log(sys, '*', 'Reading RDB base file on AOF loading...')
  const base = logName(server, '.1.base.rdb')
  const trouble = recallSnapshot(sys, server, logPath(server, '.1.base.rdb'), `base file ${base}`)
  if (trouble !== undefined) return trouble
  const bytes = orUndefined(() => sys.readFile(logPath(server, '.1.incr.aof'))) ?? ''
  replay(sys, server, bytes)
  if (bytes !== '') log(sys, '*', `DB loaded from incr file ${logName(server, '.1.incr.aof')}: 0.000 seconds`)
  log(sys, '*', 'DB loaded from append only file: 0.000 seconds')
  return openLog(sys, server)
}

/** Does again what the file says was done; an end that is not whole is left out, as after a crash. */
function replay(sys: Sys, server: Server, bytes: Bytes): void {
  let database = 0
  let rest = bytes
  for (let next = nextRequest(rest); next?.kind === 'words'; next = nextRequest(rest)) {
    rest = next.rest
    const [name = '', ...args] = next.words
    if (name.toUpperCase() === 'SELECT') database = Number(args[0])
    else if (/^flushall$/i.test(name)) server.databases = {}
    else if (/^flushdb$/i.test(name)) delete server.databases[database]
    else if (/^move$/i.test(name)) moved(server, database, args)
    else commands[name.toLowerCase()]?.run(draftOf(sys, server, database), args)
  }
}

function moved(server: Server, from: number, [key = '', to = '']: readonly Bytes[]): void {
  const entry = server.databases[from]?.[key]
  if (entry === undefined) return
  delete server.databases[from]![key]
  setEntry({ keys: (server.databases[to] ??= {}) }, key, entry)
}

function openLog(sys: Sys, server: Server): undefined {
  const name = logName(server, '.1.incr.aof')
  const fd = sys.open(logPath(server, '.1.incr.aof'), { write: true, append: true, create: true }, 0o644)
  log(sys, '*', `Opening AOF incr file ${name} on server start`)
  server.log = { fd, database: -1 }
}

/** The first files of an append-only log, whose base is what is there now. */
export function beginLog(sys: Sys, server: Server): number | undefined {
  const directory = `${server.config['dir']}/${server.config['appenddirname']}`
  const done = attempt(
    () => {
      if (orUndefined(() => sys.stat(directory)) === undefined) sys.mkdir(directory, 0o755)
      sys.writeFile(logPath(server, '.1.base.rdb'), snapshot(sys, server), 0o644)
      log(sys, '*', `Creating AOF base file ${logName(server, '.1.base.rdb')} on server start`)
      const fd = sys.open(
        logPath(server, '.1.incr.aof'),
        { write: true, append: true, create: true, truncate: true },
        0o644,
      )
      log(sys, '*', `Creating AOF incr file ${logName(server, '.1.incr.aof')} on server start`)
      const line = (end: string, type: string) => `file ${logName(server, end)} seq 1 type ${type}\n`
      sys.writeFile(logPath(server, '.manifest'), line('.1.base.rdb', 'b') + line('.1.incr.aof', 'i'), 0o644)
      server.log = { fd, database: -1 }
    },
    (words) => log(sys, '#', `Can't open or create append-only dir ${server.config['appenddirname']}: ${words}`),
  )
  return done ? undefined : 1
}

/** Appends what a command has done. */
export function append(sys: Sys, server: Server, database: number, done: readonly (readonly Bytes[])[]): void {
  if (server.log === undefined) return
  const select = server.log.database === database ? [] : [['SELECT', String(database)]]
  sys.write(server.log.fd, [...select, ...done].map(request).join(''))
  server.log = { ...server.log, database }
}
