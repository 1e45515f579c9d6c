import { findFlag, findShort, type Flag, type Flags } from '../client/flags/flag'
import { foreign, groups, shortcuts, synonyms } from '../client/tree/inventory'
import { commandKeys, find } from '../client/tree/tree'
import type { World } from '../world/world'
import { pathsSeenBy } from './look'
import { shellOn } from './shell'

/** What Docker's CLI would take as the next word: what completion needs to know of its commands. */
export type Wanted =
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | { readonly kind: 'value'; readonly flag: string; readonly command: string }
  | {
      readonly kind: 'argument'
      readonly command: string
      /** Arguments that stand there already. */
      readonly given: readonly string[]
      readonly flags: readonly string[]
      /** Flags that stand there already, by their long names. */
      readonly set: readonly string[]
    }

/** `words` are those after `docker`, without the one that is being typed. */
export function dockerWants(words: readonly string[]): Wanted {
  const found = find(skipGlobal(words))
  if (found.kind === 'command') return afterCommand(found.command.key, found.command.flags, found.rest)
  if (found.kind === 'group' && found.rest.length === 0) return { kind: 'words', words: verbs(found.name) }
  if (found.kind === 'unknown' && found.name === '') return { kind: 'words', words: top }
  return { kind: 'words', words: [] }
}

const top = [
  ...Object.keys(groups),
  ...Object.keys(shortcuts),
  ...commandKeys.filter((key) => !key.includes(' ')),
].filter((name) => !foreign.has(name))

const verbs = (group: string): readonly string[] =>
  [...commandKeys, ...Object.keys(synonyms)]
    .filter((key) => key.startsWith(`${group} `))
    .map((key) => key.slice(group.length + 1))

/** `docker -H tcp://… ps`, `docker --context c ps`: flags of docker itself. */
function skipGlobal(words: readonly string[]): readonly string[] {
  const [first = ''] = words
  if (!first.startsWith('-')) return words
  const takesValue = /^(-H|-c|-l|--host|--context|--config|--log-level|--tlscacert|--tlscert|--tlskey)$/.test(first)
  return skipGlobal(words.slice(takesValue ? 2 : 1))
}

function afterCommand(command: string, flags: Flags, rest: readonly string[]): Wanted {
  const given: string[] = []
  const set: string[] = []
  const wordsFollow = ['container run', 'container create', 'container exec'].includes(command)
  for (let i = 0; i < rest.length; i++) {
    const word = rest[i]!
    const flag = given.length > 0 && wordsFollow ? undefined : flagIn(flags, word)
    if (flag === undefined) {
      if (!word.startsWith('-')) given.push(word)
      continue
    }
    set.push(flag.name)
    if (flag.type === 'bool' || word.includes('=')) continue
    if (i === rest.length - 1) return { kind: 'value', flag: flag.name, command }
    i++
  }
  const names = flags.list.filter(({ hidden }) => hidden !== true).map(({ name }) => `--${name}`)
  return { kind: 'argument', command, given, set, flags: [...names, '--help'] }
}

/** The flag that a word sets: of several in one (`-it`) the last. */
function flagIn(flags: Flags, word: string): Flag | undefined {
  if (word.startsWith('--')) {
    const name = word.slice(2).split('=')[0]!
    return findFlag(flags, flags.aliases[name]?.to ?? name)
  }
  return /^-[a-zA-Z]/.test(word) ? findShort(flags, word.at(-1)!) : undefined
}

/** Paths as the login shell of a terminal sees them. */
export const pathsOn = (world: World, tty: string, directory: string): ReturnType<typeof pathsSeenBy> =>
  pathsSeenBy(world, shellOn(world, tty)?.pid ?? 0, directory)

/** Programs on the search path of the shell, or of a process in a container. */
export function programsFor(world: World, pid: number, path: string): readonly string[] {
  const found = path.split(':').flatMap((directory) => pathsSeenBy(world, pid, directory))
  return [...new Set(found.filter(({ dir }) => !dir).map(({ name }) => name))]
}

export const shellPid = (world: World, tty: string): number => shellOn(world, tty)?.pid ?? 0
export const homeOf = (world: World, tty: string): string => shellOn(world, tty)?.env['HOME'] ?? '/'
