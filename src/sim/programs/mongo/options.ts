import { utf8 } from '../../../base/bytes'
import type { Sys } from '../../wire/sys'
import { put } from '../face'
import type { Doc } from './bson'
import { help } from './help'
import { gitOf, versionOf } from './version'

/**
 * The command line of mongod.
 *
 * @models mongod(1)
 * @fidelity part: the options below; others of the real one are taken and change nothing
 */
export interface Options {
  readonly port: number
  readonly hosts: readonly string[]
  readonly dbPath: string
  readonly auth: boolean
  readonly quiet: boolean
  readonly fork: boolean
  readonly shutdown: boolean
  readonly logPath?: string
  readonly logAppend: boolean
  readonly pidFile?: string
  /** As the log tells them. */
  readonly said: Doc
}

/** Where the log files an option, and whether it has a value. */
const known: Readonly<Record<string, readonly [path: string, value: 'text' | 'number' | 'none']>> = {
  port: ['net.port', 'number'],
  bind_ip: ['net.bindIp', 'text'],
  bind_ip_all: ['net.bindIp', 'none'],
  ipv6: ['net.ipv6', 'none'],
  dbpath: ['storage.dbPath', 'text'],
  wiredTigerCacheSizeGB: ['storage.wiredTiger.engineConfig.cacheSizeGB', 'number'],
  storageEngine: ['storage.engine', 'text'],
  directoryperdb: ['storage.directoryPerDB', 'none'],
  auth: ['security.authorization', 'none'],
  noauth: ['security.authorization', 'none'],
  keyFile: ['security.keyFile', 'text'],
  replSet: ['replication.replSet', 'text'],
  oplogSize: ['replication.oplogSizeMB', 'number'],
  tlsMode: ['net.tls.mode', 'text'],
  quiet: ['systemLog.quiet', 'none'],
  verbose: ['systemLog.verbosity', 'none'],
  logpath: ['systemLog.path', 'text'],
  logappend: ['systemLog.logAppend', 'none'],
  pidfilepath: ['processManagement.pidFilePath', 'text'],
  fork: ['processManagement.fork', 'none'],
  setParameter: ['setParameter', 'text'],
  profile: ['operationProfiling.mode', 'text'],
  slowms: ['operationProfiling.slowOpThresholdMs', 'number'],
  maxConns: ['net.maxIncomingConnections', 'number'],
  nounixsocket: ['net.unixDomainSocket.enabled', 'none'],
  journal: ['storage.journal.enabled', 'none'],
  shutdown: ['shutdown', 'none'],
}

const short: Readonly<Record<string, string>> = { v: 'verbose', h: 'help', f: 'config' }

/** How an option without a value is told in the log. */
const toldAs: Readonly<Record<string, string | boolean | number>> = {
  bind_ip_all: '*',
  auth: 'enabled',
  noauth: 'disabled',
  nounixsocket: false,
  verbose: 1,
}

/** The options, or a status to end with. */
export function readOptions(sys: Sys): Options | number {
  const given: Record<string, string> = {}
  const words = sys.argv.slice(1)
  while (words.length > 0) {
    const word = words.shift()!
    const [, dashes = '', name = '', value] = /^(--?)([^=]*)(?:=(.*))?$/s.exec(word) ?? []
    if (dashes === '')
      return refuse(
        sys,
        `Error parsing command line: too many positional options have been specified on the command line`,
      )
    const key = dashes === '-' ? (short[name] ?? name) : name
    if (key === 'help') return (put(sys, help), 0)
    if (key === 'version') return version(sys)
    if (key === 'config')
      return refuse(
        sys,
        'glasswhale: configuration files of mongod are not simulated: give the options on the command line',
      )
    const option = known[key]
    if (!option) return refuse(sys, `Error parsing command line: unrecognised option '${word}'`)
    if (option[1] === 'none') given[key] = ''
    else {
      const found = value ?? words.shift()
      if (found === undefined)
        return refuse(sys, `Error parsing command line: the required argument for option '${dashes}${name}' is missing`)
      if (key in given)
        return refuse(sys, `Error parsing command line: option '${dashes}${key}' cannot be specified more than once`)
      given[key] = found
    }
  }
  return checked(sys, given)
}

function checked(sys: Sys, given: Readonly<Record<string, string>>): Options | number {
  const { port = '27017', fork, logpath } = given
  if (!/^\d+$/.test(port) || Number(port) > 65_535)
    return refuse(
      sys,
      `Error parsing option "port" as int: Bad digit "${/\D/.exec(port)?.[0] ?? ''}" while parsing ${port}`,
    )
  if (fork !== undefined && logpath === undefined)
    return refuse(sys, 'BadValue: --fork has to be used with --logpath or --syslog')
  return {
    port: Number(port),
    hosts:
      'bind_ip_all' in given
        ? ['0.0.0.0']
        : (given['bind_ip'] ?? '127.0.0.1')
            .split(',')
            .map((each) => (each === '*' ? '0.0.0.0' : each === 'localhost' ? '127.0.0.1' : each)),
    dbPath: given['dbpath'] ?? '/data/db',
    auth: 'auth' in given || 'keyFile' in given,
    quiet: 'quiet' in given,
    fork: fork !== undefined,
    shutdown: 'shutdown' in given,
    ...(logpath !== undefined && { logPath: logpath }),
    logAppend: 'logappend' in given,
    ...(given['pidfilepath'] !== undefined && { pidFile: given['pidfilepath'] }),
    said: said(given),
  }
}

/** `{ net: { bindIp: '*' } }`, by name. */
function said(given: Readonly<Record<string, string>>): Doc {
  const pairs = Object.entries(given).map(([key, value]) => {
    const [path, kind] = known[key]!
    return [path, kind === 'none' ? (toldAs[key] ?? true) : kind === 'number' ? Number(value) : value] as const
  })
  const all: Record<string, Record<string, string | number | boolean>> = {}
  for (const [path, value] of pairs.sort(([a], [b]) => (a < b ? -1 : 1))) {
    const [group = '', ...rest] = path.split('.')
    all[group] = { ...all[group], [rest.join('.')]: value }
  }
  return all
}

function refuse(sys: Sys, words: string): number {
  sys.write(
    2,
    utf8(`${words}\n${words.startsWith('Error') ? `try '${sys.argv[0]} --help' for more information\n` : ''}`),
  )
  return words.startsWith('glasswhale') ? 1 : 1
}

function version(sys: Sys): number {
  const found = versionOf(sys)
  put(
    sys,
    `db version v${found}\nBuild Info: ${JSON.stringify(
      {
        version: found,
        gitVersion: gitOf(found),
        openSSLVersion: 'OpenSSL 3.0.13 30 Jan 2024',
        modules: [],
        allocator: 'tcmalloc',
        environment: { distmod: 'ubuntu2404', distarch: 'x86_64', target_arch: 'x86_64' },
      },
      null,
      4,
    )}\n`,
  )
  return 0
}
