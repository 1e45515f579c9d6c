import { flagHelp } from './tree/flag-help'
import { commandKeys, commandOf, usageLine, type Command } from './tree/tree'
import { commonCommands, groups, shortcuts, synonyms } from './tree/inventory'
import { repeats, type Flag } from './flags/flag'

/**
 * `--help`. The layout is cobra's, the sentences are ours.
 *
 * @models docker/cli cli/cobra.go
 * @fidelity part: texts are our own and shorter
 */
const summaryOf = (key: string): string => commandOf(key)?.summary ?? ''

const rows = (names: readonly (readonly [string, string])[]): string => {
  const width = Math.max(11, ...names.map(([n]) => n.length + 1))
  return names.map(([name, text]) => `  ${name.padEnd(width)} ${text}\n`).join('')
}

export function rootHelp(): string {
  const named = (names: readonly string[]) => rows(names.map((n) => [n, summaryOf(shortcuts[n] ?? n)] as const))
  const plain = [...Object.keys(shortcuts), 'inspect'].filter((n) => !commonCommands.includes(n)).sort()
  const managed = Object.keys(groups).filter((g) => g !== 'swarm')
  const options = [
    '      --config string      Where the client keeps its files (default "~/.docker")',
    '  -c, --context string     Which daemon to talk to, by the name of a context',
    '  -D, --debug              Tell more',
    '  -H, --host list          Which daemon to talk to, by its socket',
    '  -l, --log-level string   How much to tell ("debug", "info", "warn", "error", "fatal") (default "info")',
    '      --tls                Use TLS',
    '      --tlscacert string   Trust what this CA has signed',
    '      --tlscert string     TLS certificate',
    '      --tlskey string      TLS key',
    '      --tlsverify          Use TLS and check the daemon',
    '  -v, --version            Print the version and quit',
  ]
  return (
    `Usage:  docker [OPTIONS] COMMAND\n\nA self-sufficient runtime for containers\n\nCommon Commands:\n${named(commonCommands)}\n` +
    `Management Commands:\n${rows(managed.map((g) => [g === 'buildx' ? 'buildx*' : g, groups[g]!]))}\nSwarm Commands:\n${rows([['swarm', groups['swarm']!]])}\n` +
    `Commands:\n${named(plain)}\nGlobal Options:\n${options.join('\n')}\n\nRun 'docker COMMAND --help' for more information on a command.\n\n` +
    'For more help on how to use Docker, head to https://docs.docker.com/go/guides/\n'
  )
}

export function groupHelp(group: string): string {
  const inside = commandKeys.filter((k) => k.startsWith(`${group} `)).sort()
  return (
    `Usage:  docker ${group} COMMAND\n\n${groups[group]}\n\nCommands:\n${rows(inside.map((k) => [k.slice(group.length + 1), summaryOf(k)]))}\n` +
    `Run 'docker ${group} COMMAND --help' for more information on a command.`
  )
}

export function commandHelp(command: Command, path: string): string {
  const shown = path === 'docker build' || path.endsWith(' build') ? 'docker buildx build' : path
  const other = aliases(command.key)
  const visible = [...command.flags.list, ...printUsage(command)].filter(({ hidden }) => hidden !== true)
  const options = visible.sort((a, b) => (a.name < b.name ? -1 : 1)).map(flagRow)
  const width = Math.max(0, ...options.map(([left]) => left.length))
  return (
    `Usage:  ${usageLine(command, shown)}\n\n${command.summary}\n` +
    (other.length > 1 ? `\nAliases:\n  ${other.join(', ')}\n` : '') +
    (options.length > 0
      ? `\nOptions:\n${options.map(([left, text]) => `${left.padEnd(width + 3)}${text}`.trimEnd()).join('\n')}\n`
      : '')
  ).replace(/\n$/, '')
}

/** Where -h is taken, `--help` is a flag like any other. */
const printUsage = ({ flags }: Command): readonly Flag[] =>
  flags.list.some(({ short }) => short === 'h') ? [{ name: 'help', short: '', type: 'bool', fallback: '' }] : []

function aliases(key: string): readonly string[] {
  if (key.endsWith(' build')) return ['docker build', 'docker builder build', 'docker image build', 'docker buildx b']
  const short = Object.keys(shortcuts)
    .filter((s) => shortcuts[s] === key)
    .map((s) => `docker ${s}`)
  const second = Object.keys(synonyms)
    .filter((s) => synonyms[s] === key)
    .map((s) => `docker ${s}`)
    .sort()
  return short.length + second.length === 0 ? [] : [`docker ${key}`, ...second, ...short]
}

function flagRow(flag: Flag): readonly [string, string] {
  const type = flag.type === 'bool' ? '' : ` ${flag.type}`
  const left = `  ${flag.short === '' ? '   ' : `-${flag.short},`} --${flag.name}${type}`
  const fallback =
    flag.fallback === '' || repeats(flag)
      ? ''
      : ` (default ${flag.type === 'string' ? JSON.stringify(flag.fallback) : flag.fallback})`
  return [left, `${flagHelp[flag.name] ?? ''}${fallback}`]
}
