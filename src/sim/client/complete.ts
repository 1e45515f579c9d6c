import { globalFlags } from './docker'
import { commonCommands, groups, shortcuts } from './tree/inventory'
import { commandKeys, commandOf } from './tree/tree'

/**
 * The tree of commands as plain data, for completion on the page.
 *
 * @models docker/cli shell completion
 * @fidelity part: names of containers and images come from the world, not from here
 */
export interface CompletionFlag {
  readonly name: string
  readonly short: string
  readonly type: string
  readonly repeats: boolean
}

export interface CompletionCommand {
  /** `docker` words: `['container', 'run']`, `['run']`. */
  readonly path: readonly string[]
  readonly usage: string
  readonly summary: string
  readonly flags: readonly CompletionFlag[]
  /** What its arguments are called: `CONTAINER`, `IMAGE`. */
  readonly takes: 'container' | 'image' | 'network' | 'volume' | 'other' | 'none'
  readonly common: boolean
}

const many = new Set(['list', 'stringArray', 'strings', 'map', 'filter', 'ulimit', 'mount', 'network'])

function takes(usage: string): CompletionCommand['takes'] {
  const first = usage.replace(/^\[/, '').split(/[\s[\]|:]/)[0] ?? ''
  if (first === '') return 'none'
  if (first === 'CONTAINER') return 'container'
  if (/IMAGE|REPOSITORY|NAME/.test(first)) return 'image'
  if (first === 'NETWORK') return 'network'
  return first === 'VOLUME' ? 'volume' : 'other'
}

function entry(path: readonly string[], key: string): CompletionCommand {
  const command = commandOf(key)!
  return {
    path,
    usage: command.usage,
    summary: command.summary,
    flags: command.flags.list.map((f) => ({ name: f.name, short: f.short, type: f.type, repeats: many.has(f.type) })),
    takes: takes(command.usage),
    common: path.length === 1 && commonCommands.includes(path[0]!),
  }
}

export const commandTree: {
  readonly groups: Readonly<Record<string, string>>
  readonly flags: readonly CompletionFlag[]
  readonly commands: readonly CompletionCommand[]
} = {
  groups,
  flags: globalFlags.list.map((f) => ({ name: f.name, short: f.short, type: f.type, repeats: many.has(f.type) })),
  commands: [
    ...Object.keys(shortcuts).map((s) => entry([s], shortcuts[s]!)),
    ...commandKeys.map((key) => entry(key.split(' '), key)),
  ],
}
