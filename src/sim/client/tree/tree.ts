import type { Arity } from '../errors'
import { flagsOf, type Flags } from '../flags/flag'
import { foreign, groups, inventory, shortcuts, synonyms } from './inventory'

/** A command of the tree, found. */
export interface Command {
  /** Where it lives: `container run`. */
  readonly key: string
  readonly usage: string
  readonly summary: string
  readonly arity: Arity
  readonly flags: Flags
  readonly simulated: boolean
  /** Whether flags may come after arguments. */
  readonly interspersed: boolean
}

const rows: Readonly<Record<string, string>> = Object.fromEntries(
  inventory
    .trim()
    .split('\n')
    .filter((row) => row.includes(' | '))
    .map((row) => [row.split(' | ')[0]!.trim().replace('!', ''), row]),
)

export const commandKeys: readonly string[] = Object.keys(rows)

const wordsAsTheyAre = new Set(['container run', 'container create', 'container exec', 'container top'])

export function commandOf(key: string): Command | undefined {
  const row = rows[key]
  if (row === undefined) return undefined
  const cells = row.split(/ \|(?= |$)/)
  const [path, arity] = [cells[0]!, cells[1]!]
  const usage = cells
    .slice(2, -2)
    .map((cell) => cell.trim())
    .join(' | ')
  return {
    key,
    usage: usage.replaceAll('\\n', '\n').replaceAll('\\t', '\t'),
    summary: cells.at(-2)!.trim(),
    arity: arityOf(arity.trim()),
    flags: flagsOf(cells.at(-1)!),
    simulated: !path.startsWith('!'),
    interspersed: !wordsAsTheyAre.has(key),
  }
}

function arityOf(text: string): Arity {
  if (text === '*') return { kind: 'min', n: 0 }
  if (text.endsWith('+')) return { kind: 'min', n: Number(text.slice(0, -1)) }
  const [min, max] = text.split('-').map(Number)
  if (max === undefined) return min === 0 ? { kind: 'none' } : { kind: 'exact', n: min! }
  return min === 0 ? { kind: 'max', n: max } : { kind: 'range', min: min!, max }
}

/** `docker ps [OPTIONS]`, under the path that was typed. */
export function usageLine(command: Command, path: string): string {
  const options =
    command.flags.list.length > 0 && command.key !== 'network rm' && command.key !== 'builder prune' ? ' [OPTIONS]' : ''
  return `${path}${options}${command.usage === '' ? '' : ` ${command.usage}`}`
}

export type Found =
  | { readonly kind: 'command'; readonly command: Command; readonly path: string; readonly rest: readonly string[] }
  | { readonly kind: 'group'; readonly name: string; readonly rest: readonly string[] }
  | { readonly kind: 'foreign'; readonly path: string }
  | { readonly kind: 'unknown'; readonly name: string }

/** Follows the words of a command line down the tree. */
export function find(words: readonly string[]): Found {
  const [first = '', second] = words
  if (groups[first] !== undefined) {
    const key = second === undefined ? undefined : (synonyms[`${first} ${second}`] ?? `${first} ${second}`)
    const command = key === undefined ? undefined : commandOf(key)
    if (command !== undefined)
      return { kind: 'command', command, path: `docker ${first} ${second}`, rest: words.slice(2) }
    if (foreign.has(first))
      return { kind: 'foreign', path: second === undefined ? `docker ${first}` : `docker ${first} ${second}` }
    return { kind: 'group', name: first, rest: words.slice(1) }
  }
  const command = commandOf(shortcuts[first] ?? first)
  if (command !== undefined && !first.includes(' '))
    return { kind: 'command', command, path: `docker ${first}`, rest: words.slice(1) }
  return foreign.has(first) ? { kind: 'foreign', path: `docker ${first}` } : { kind: 'unknown', name: first }
}
