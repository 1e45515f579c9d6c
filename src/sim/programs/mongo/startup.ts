import { utf8 } from '../../../base/bytes'
import { errnoOf, orUndefined } from '../face'
import type { Fd, Sys } from '../../wire/sys'
import { docOf, type Doc } from './bson'
import { isLaidOut, keep, layOut, newCollection, recall } from './files'
import { givingUp, socketPath } from './lifecycle'
import { log, millis, written, type Told } from './log'
import type { Options } from './options'
import type { Server } from './state'
import { gitOf, majorOf, versionOf } from './version'

/**
 * From the command line to a server that takes connections: the checks, the lines of the log, the first files.
 *
 * @models mongodb src/mongo/db/mongod_main.cpp
 * @fidelity part: of the lines that tell the start, the ones about parts that are there
 */
export function started(sys: Sys, options: Options): Server | number {
  const out = openLog(sys, options)
  const tell = (line: Told) => log(sys, out, { level: 'I', ctx: 'initandlisten', ...line })
  const version = versionOf(sys)
  for (const line of preparing(sys, options, version)) tell(line)
  const refused = unfit(sys, options)
  if (refused !== undefined) return stopped(tell, refused)
  const server = fresh(sys, options, version, out)
  opened(sys, server, tell)
  const listeners = listening(sys, options)
  if (listeners === undefined) return taken(sys, options, tell)
  for (const address of [socketPath(options.port), ...options.hosts])
    tell({ component: 'NETWORK', id: 23_015, ctx: 'listener', msg: 'Listening on', attr: { address } })
  tell({
    component: 'NETWORK',
    id: 23_016,
    ctx: 'listener',
    msg: 'Waiting for connections',
    attr: { port: options.port, ssl: 'off' },
  })
  sys.sigaction('SIGTERM', 'catch')
  sys.sigaction('SIGINT', 'catch')
  return { ...server, listeners }
}

function openLog(sys: Sys, { logPath, logAppend }: Options): Fd {
  if (logPath === undefined) return 1
  const fd = orUndefined(() =>
    sys.open(logPath, { write: true, create: true, ...(logAppend ? { append: true } : { truncate: true }) }, 0o600),
  )
  return fd ?? 1
}

const preparing = (sys: Sys, options: Options, version: string): readonly Told[] => [
  {
    component: 'CONTROL',
    id: 23_285,
    ctx: 'main',
    msg: "Automatically disabling TLS 1.0, to force-enable TLS 1.0 specify --sslDisabledProtocols 'none'",
  },
  {
    component: 'CONTROL',
    id: 4_615_611,
    msg: 'MongoDB starting',
    attr: { pid: sys.pid, port: options.port, dbPath: options.dbPath, architecture: '64-bit', host: sys.hostname },
  },
  { component: 'CONTROL', id: 23_403, msg: 'Build Info', attr: { buildInfo: build(version) } },
  {
    component: 'CONTROL',
    id: 51_765,
    msg: 'Operating System',
    attr: { os: { name: 'Ubuntu', version: majorOf(version) >= '8.0' ? '24.04' : '22.04' } },
  },
  { component: 'CONTROL', id: 21_951, msg: 'Options set by command line', attr: { options: options.said } },
]

const build = (version: string): Doc => ({
  version,
  gitVersion: gitOf(version),
  openSSLVersion: 'OpenSSL 3.0.13 30 Jan 2024',
  modules: [],
  allocator: 'tcmalloc-google',
  environment: {
    distmod: majorOf(version) >= '8.0' ? 'ubuntu2404' : 'ubuntu2204',
    distarch: 'x86_64',
    target_arch: 'x86_64',
  },
})

/** Why the data directory cannot be used. */
function unfit(sys: Sys, { dbPath }: Options): string | undefined {
  if (orUndefined(() => sys.stat(dbPath))?.kind !== 'dir')
    return `NonExistentPath: Data directory ${dbPath} not found. Create the missing directory or specify another path using (1) the --dbpath command line option, or (2) by adding the 'storage.dbPath' option in the configuration file.`
  const lock = `${dbPath}/mongod.lock`
  const old = Number((orUndefined(() => sys.readFile(lock)) ?? '').trim())
  if (old > 0 && old !== sys.pid && isServer(sys, old))
    return `DBPathInUse: Unable to lock the lock file: ${lock} (Resource temporarily unavailable). Another mongod instance is already running on the ${dbPath} directory`
  try {
    sys.writeFile(lock, utf8(`${sys.pid}\n`), 0o600)
    return undefined
  } catch (error) {
    const words = errnoOf(error) === 'EACCES' ? 'Permission denied' : 'Read-only file system'
    return `IllegalOperation: Attempted to create a lock file on a read-only directory: ${dbPath}: ${words}`
  }
}

/** Whether that process is there and plays mongod; what a killed one left behind may name anyone. */
const isServer = (sys: Sys, pid: number): boolean =>
  orUndefined(() => sys.readFile(`/proc/${pid}/comm`))?.startsWith('mongod') === true

function stopped(tell: (line: Told) => void, error: string): number {
  tell({
    level: 'E',
    component: 'CONTROL',
    id: 20_557,
    msg: 'DBException in initAndListen, terminating',
    attr: { error },
  })
  for (const line of givingUp(100)) tell(line)
  return 100
}

function fresh(sys: Sys, options: Options, version: string, out: Fd): Server {
  const first = !isLaidOut(sys, options.dbPath)
  if (first) layOut(sys, options.dbPath, version)
  const collections = first ? {} : recall(sys, options.dbPath)
  const idents = Object.values(collections).map(({ ident }) => Number(ident.split('-')[1]))
  return {
    role: 'server',
    options,
    version,
    listeners: [],
    out,
    started: millis(sys),
    collections,
    conns: [],
    cursors: {},
    nextConn: 1,
    nextCursor: sys.random() + 1,
    nextFile: Math.max(-2, ...idents) + 2,
    stamp: `${sys.random()}${sys.random()}`,
    operations: {},
    warnings: warnings(options).map((line) => written(sys, { level: 'I', ctx: 'initandlisten', ...line })),
  }
}

/** What an administrator should know: of the file system, and of a server that lets anyone in. */
const warnings = ({ auth }: Options): readonly Told[] => [
  {
    component: 'STORAGE',
    id: 22_297,
    msg: 'Using the XFS filesystem is strongly recommended with the WiredTiger storage engine. See http://dochub.mongodb.org/core/prodnotes-filesystem',
    tags: ['startupWarnings'],
  },
  ...(auth
    ? []
    : [
        {
          level: 'W',
          component: 'CONTROL',
          id: 22_120,
          msg: 'Access control is not enabled for the database. Read and write access to data and configuration is unrestricted',
          tags: ['startupWarnings'],
        } as const,
      ]),
]

function opened(sys: Sys, server: Server, tell: (line: Told) => void): void {
  const { dbPath } = server.options
  const [first, ...others] = warnings(server.options)
  if (first) tell(first)
  tell({
    component: 'STORAGE',
    id: 22_315,
    msg: 'Opening WiredTiger',
    attr: {
      config: 'create,cache_size=1459M,session_max=33000,log=(enabled=true,remove=true,path=journal,compressor=snappy)',
    },
  })
  tell({ component: 'STORAGE', id: 4_795_906, msg: 'WiredTiger opened', attr: { durationMillis: 120 } })
  for (const line of others) tell(line)
  firstCollections(sys, server, tell)
  tell({
    component: 'FTDC',
    id: 20_625,
    msg: 'Initializing full-time diagnostic data capture',
    attr: { dataDirectory: `${dbPath}/diagnostic.data` },
  })
}

/** Those of the server itself, which a first start makes. */
function firstCollections(sys: Sys, server: Server, tell: (line: Told) => void): void {
  const before = server.collections
  const make = (namespace: string, docs: readonly Doc[], options: Doc = {}) => {
    if (server.collections[namespace]) return
    const made = { ...newCollection(sys, server, options), docs }
    const uuid = { uuid: { $uuid: made.uuid } }
    tell({
      component: 'STORAGE',
      id: 20_320,
      msg: 'createCollection',
      attr: { namespace, uuidDisposition: 'generated', uuid, options },
    })
    server.collections = { ...server.collections, [namespace]: made }
  }
  const version = { _id: 'featureCompatibilityVersion', version: majorOf(server.version) }
  make('admin.system.version', [version])
  if (before['admin.system.version'] === undefined)
    tell({
      component: 'REPL',
      id: 20_459,
      msg: 'Setting featureCompatibilityVersion',
      attr: { newVersion: version.version },
    })
  make('config.system.sessions', [])
  make('local.startup_log', [], { capped: true, size: 10_485_760 })
  const said = docOf(server.options.said)
  const log = server.collections['local.startup_log']!
  const entry = {
    _id: `${sys.hostname}-${server.started}`,
    hostname: sys.hostname,
    startTime: { $date: server.started },
    cmdLine: said,
    pid: { $numberLong: String(sys.pid) },
  }
  server.collections = { ...server.collections, 'local.startup_log': { ...log, docs: [...log.docs, entry] } }
  keep(sys, server.options.dbPath, before, server.collections)
}

function listening(sys: Sys, { port, hosts }: Options): readonly Fd[] | undefined {
  const fds: Fd[] = []
  for (const host of hosts) {
    const fd = orUndefined(() => sys.listen(`tcp:${host}:${port}`))
    if (fd === undefined) return undefined
    fds.push(fd)
  }
  const local = orUndefined(() => sys.listen(`unix:${socketPath(port)}`))
  return local === undefined ? fds : [...fds, local]
}

function taken(sys: Sys, { dbPath }: Options, tell: (line: Told) => void): number {
  tell({
    level: 'E',
    component: 'CONTROL',
    id: 20_568,
    msg: 'Error setting up listener',
    attr: { error: { code: 9001, codeName: 'SocketException', errmsg: 'Address already in use' } },
  })
  sys.writeFile(`${dbPath}/mongod.lock`, '', 0o600)
  for (const line of givingUp(48)) tell(line)
  return 48
}
