import { utf8 } from '../../base/bytes'
import type { Program, Sys, Turn } from '../wire/sys'
import { deprecated, wrongTag } from './commands/image/build-classic'
import { verbs } from './commands/verbs'
import { begin, goOn, type DockerState } from './engine'
import { arityError, notSimulated, unknownCommand, withUsage } from './errors'
import { flagsOf } from './flags/flag'
import { list, on, parseFlags, value, type Parsed } from './flags/parse'
import { commandHelp, groupHelp, rootHelp } from './help'
import { find, usageLine, type Command } from './tree/tree'
import { clientVersion, defaultHost } from './version'
import { contextMissing } from './config/file'

/**
 * The docker command.
 *
 * @models docker/cli cmd/docker/docker.go
 * @fidelity part: plugins are built in; contexts other than `default` are not kept
 */
export const docker: Program<DockerState> = {
  name: 'docker',
  start,
  resume: (sys, state, wake) => {
    const verb = verbs[state.command]
    return verb === undefined || wake.on === 'execFailed' ? { turn: 'exit', status: 1 } : goOn(sys, verb, state, wake)
  },
}

export const globalFlags = flagsOf(
  'config:string c/context:string D/debug H/host:list l/log-level:string=info tls tlscacert:string tlscert:string tlskey:string tlsverify v/version',
)

const ends = (sys: Sys, fd: 1 | 2, line: string, status: number): Turn<DockerState> => {
  sys.write(fd, utf8(`${line}\n`))
  return { turn: 'exit', status }
}

function start(sys: Sys): Turn<DockerState> {
  const read = parseFlags(globalFlags, sys.argv.slice(1), false)
  if ('error' in read) return ends(sys, 2, withUsage(read.error, 'docker', 'docker [OPTIONS] COMMAND [ARG...]'), 125)
  const globals: Parsed = { ...read, path: 'docker' }
  if (on(globals, 'version'))
    return ends(sys, 1, `Docker version ${clientVersion.version}, build ${clientVersion.gitCommit}`, 0)
  const words = read.args
  if (words.length === 0) return ends(sys, read.help ? 1 : 2, rootHelp(), 0)
  const level = value(globals, 'log-level')
  if (level !== '' && !/^(debug|info|warn|warning|error|fatal|panic|trace)$/.test(level))
    return ends(sys, 2, `Unable to parse logging level: ${level}`, 1)
  if (words[0] === 'help') return help(sys, words.slice(1))
  const found = find(words)
  switch (found.kind) {
    case 'unknown':
      return ends(sys, 2, unknownCommand('docker', found.name, ''), 1)
    case 'foreign':
      return ends(sys, 2, notSimulated(found.path), 1)
    case 'group':
      return group(sys, found.name, found.rest)
    case 'command':
      return command(sys, globals, found.command, found.path, found.rest)
  }
}

function group(sys: Sys, name: string, rest: readonly string[]): Turn<DockerState> {
  const [first] = rest
  if (first === undefined) return ends(sys, 2, groupHelp(name), 0)
  if (first === '--help' || first === '-h') return ends(sys, 1, groupHelp(name), 0)
  if (first.startsWith('-'))
    return ends(
      sys,
      2,
      withUsage(
        `unknown ${first.startsWith('--') ? 'flag: ' : 'shorthand flag: '}${first}`,
        `docker ${name}`,
        `docker ${name}`,
      ),
      125,
    )
  return ends(sys, 2, unknownCommand(`docker ${name}`, first, `docker ${name}`), 1)
}

function help(sys: Sys, words: readonly string[]): Turn<DockerState> {
  if (words.length === 0) return ends(sys, 1, rootHelp(), 0)
  const found = find(words)
  if (found.kind === 'command') return ends(sys, 1, commandHelp(found.command, found.path), 0)
  if (found.kind === 'group' && found.rest.length === 0) return ends(sys, 1, groupHelp(found.name), 0)
  return ends(sys, 2, `unknown help topic: ${words.join(' ')}`, 1)
}

function command(sys: Sys, globals: Parsed, cmd: Command, path: string, rest: readonly string[]): Turn<DockerState> {
  // `docker build` is handed to buildx, which speaks of itself.
  const classic = isClassic(sys, cmd.key)
  if (classic) sys.write(2, deprecated)
  const building = cmd.key.endsWith(' build') && !classic
  const shown = building ? 'docker buildx build' : path
  const usage = usageLine(cmd, shown)
  const read = parseFlags(cmd.flags, rest, cmd.interspersed)
  if ('error' in read) return ends(sys, 2, withUsage(read.error, shown, usage), 125)
  for (const note of read.notes) sys.write(2, utf8(`${note}\n`))
  if (read.help) return ends(sys, 1, commandHelp(cmd, path), 0)
  const wrong = arityError(cmd.arity, read.args.length, shown, usage)
  if (wrong !== undefined) return ends(sys, 2, `${building ? 'ERROR: ' : ''}${wrong}`, 1)
  const badTag = classic ? wrongTag(read.lists['tag'] ?? []) : undefined
  if (badTag !== undefined) return ends(sys, 2, withUsage(badTag, shown, usage), 125)
  const verb = verbs[classic ? 'image build classic' : cmd.key]
  if (!cmd.simulated || verb === undefined) return ends(sys, 2, notSimulated(path), 1)
  const endpoint = hostOf(sys, globals)
  if ('error' in endpoint) return ends(sys, 2, endpoint.error, 1)
  return begin(
    sys,
    verb,
    classic ? 'image build classic' : cmd.key,
    { args: read.args, given: read.given, lists: read.lists, path },
    endpoint.host,
  )
}

/** Without BuildKit the command is the CLI's own again; `docker buildx build` stays what it is. */
const isClassic = (sys: Sys, key: string): boolean =>
  ['image build', 'builder build'].includes(key) && /^(0|f|F|false|FALSE|False)$/.test(sys.env['DOCKER_BUILDKIT'] ?? '')

/** `-H`, `--context`, DOCKER_HOST, or the socket. */
function hostOf(sys: Sys, globals: Parsed): { readonly host: string } | { readonly error: string } {
  const host = list(globals, 'host').at(-1) ?? sys.env['DOCKER_HOST'] ?? ''
  const name = value(globals, 'context') || sys.env['DOCKER_CONTEXT'] || 'default'
  if (name !== 'default')
    return { error: `Failed to initialize: unable to resolve docker endpoint: ${contextMissing(sys, name)}` }
  if (host === '') return { host: defaultHost }
  if (/^(unix|tcp|npipe|fd|ssh|http|https):\/\/./.test(host)) return { host: host.replace(/^https?:/, 'tcp:') }
  return { error: `Failed to initialize: unable to resolve docker endpoint: invalid bind address format: ${host}` }
}
