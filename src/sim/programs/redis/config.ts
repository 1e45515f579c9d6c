import { text } from '../../../base/bytes'
import { errnoOf } from '../face'
import { strerror } from '../../wire/errno'
import type { Sys } from '../../wire/sys'
import { log } from './log'
import { splitWords } from './request'

/** The settings that this server knows, as `CONFIG GET` shows them: what is not here has no effect. */
export type Config = Readonly<Record<string, string>>

/** Docker's image switches protected mode off. */
export const defaults: Config = {
  appenddirname: 'appendonlydir',
  appendfilename: 'appendonly.aof',
  appendfsync: 'everysec',
  appendonly: 'no',
  bind: '* -::*',
  databases: '16',
  dbfilename: 'dump.rdb',
  dir: '',
  loglevel: 'notice',
  logfile: '',
  maxclients: '10000',
  maxmemory: '0',
  'maxmemory-policy': 'noeviction',
  port: '6379',
  'protected-mode': 'no',
  requirepass: '',
  save: '3600 1 300 100 60 10000',
  timeout: '0',
}

/** Settings that real servers have and that change nothing here. */
const without =
  /^(always-show-logo|daemonize|hz|include|io-threads|pidfile|rdbchecksum|rdbcompression|stop-writes-on-bgsave-error|supervised|tcp-backlog|tcp-keepalive|unixsocket|unixsocketperm|user|aclfile|auto-aof-rewrite-percentage|auto-aof-rewrite-min-size|aof-use-rdb-preamble|slowlog-.*|latency-.*|notify-.*|lazyfree-.*|activerehashing|client-.*|repl.*|masterauth|masteruser|maxmemory-samples|enable-.*|cluster-.*|loadmodule|rename-command|list-.*|set-.*|hash-.*|zset-.*|stream-.*|no-appendfsync-on-rewrite|dynamic-hz|tls-.*|shutdown-.*|set-proc-title|proc-title-template)$/

const bytesOf = (words: string): string => {
  const [, amount = '0', unit = ''] = /^(\d+)(b|k|kb|m|mb|g|gb)?$/i.exec(words) ?? []
  const factor: Readonly<Record<string, number>> = { k: 1e3, kb: 1024, m: 1e6, mb: 1024 ** 2, g: 1e9, gb: 1024 ** 3 }
  return String(Number(amount) * (factor[unit.toLowerCase()] ?? 1))
}

/** One setting further; or why it cannot be. */
export function configured(config: Config, name: string, values: readonly string[]): Config | string {
  const key = name.toLowerCase()
  const value = values.join(' ')
  if (without.test(key)) return config
  if (!Object.hasOwn(defaults, key)) return 'Bad directive or wrong number of arguments'
  if (values.length === 0) return 'wrong number of arguments'
  if (key === 'appendonly' && !/^(yes|no)$/i.test(value)) return "argument must be 'yes' or 'no'"
  if (/^(port|databases|maxclients|timeout)$/.test(key) && !/^\d+$/.test(value))
    return "argument couldn't be parsed into an integer"
  if (key === 'save') return savePoints(config, value)
  return { ...config, [key]: key === 'maxmemory' ? bytesOf(value) : value }
}

/** The first `save` of a file takes the place of what is built in, the next ones add to it. */
function savePoints(config: Config, value: string): Config | string {
  if (value !== '' && !/^(\d+ \d+)( \d+ \d+)*$/.test(value)) return 'Invalid save parameters'
  const before = config['save'] === defaults['save'] ? '' : config['save']!
  return { ...config, save: value === '' ? '' : `${before} ${value}`.trim() }
}

export interface Start {
  readonly config: Config
  /** The file that was read. */
  readonly file?: string
  readonly given: boolean
}

/** The settings of a command line, `redis-server [FILE] [--NAME VALUE...]`; a number: what was wrong has been said. */
export function startingConfig(sys: Sys, version: string): Start | number {
  const args = sys.argv.slice(1)
  const file = args[0] !== undefined && !args[0].startsWith('-') ? args[0] : undefined
  const options = optionLines(args.slice(file === undefined ? 0 : 1))
  const lines = file === undefined ? [] : fileLines(sys, file)
  if (lines === undefined) return 1
  const all = [...lines, ...(options.length > 0 ? ['', ...options] : [])]
  let config: Config = { ...defaults, dir: sys.cwd() }
  for (const [i, line] of all.entries()) {
    const words = line.trim().startsWith('#') ? [] : (splitWords(line) ?? [])
    const [name, ...values] = words
    if (name === undefined) continue
    const next = configured(config, name, values)
    if (typeof next === 'string') return fatal(sys, version, i + 1, line, next)
    config = next
  }
  return { config, given: args.length > 0, ...(file === undefined ? {} : { file }) }
}

/** Each `--name` begins a line; an empty word is a word. */
function optionLines(args: readonly string[]): readonly string[] {
  const lines: string[] = []
  for (const arg of args) {
    if (arg.startsWith('--')) lines.push(arg.slice(2))
    else lines.push(`${lines.pop() ?? ''} ${JSON.stringify(arg)}`)
  }
  return lines
}

function fileLines(sys: Sys, path: string): readonly string[] | undefined {
  try {
    return text(sys.readFile(path)).split('\n')
  } catch (error) {
    log(sys, '#', `Fatal error, can't open config file '${path}': ${strerror[errnoOf(error)]}`, 'C')
    return undefined
  }
}

function fatal(sys: Sys, version: string, line: number, words: string, why: string): number {
  sys.write(
    2,
    `\n*** FATAL CONFIG FILE ERROR (Redis ${version}) ***\nReading the configuration file, at line ${line}\n>>> '${words}'\n${why}\n`,
  )
  return 1
}
