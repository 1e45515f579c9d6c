import { findFlag, findShort, repeats, type Flag, type Flags } from './flag'
import { check } from './check'

/** What was on the command line: plain data, kept in the state of the command. */
export interface Parsed {
  /** As typed up to the verb: `docker run`, `docker container run`. */
  readonly path: string
  readonly args: readonly string[]
  /** Last value of each flag that was given. */
  readonly given: Readonly<Record<string, string>>
  /** All values of each flag that can be repeated. */
  readonly lists: Readonly<Record<string, readonly string[]>>
}

export interface FlagFailure {
  readonly error: string
}

export interface FlagsRead extends Omit<Parsed, 'path'> {
  readonly help: boolean
  readonly notes: readonly string[]
}

/**
 * Reads a command line as pflag does: `--name=value`, `--name value`, `-itd`, `-p80:80`, `-p=80:80`, `--`; flags and arguments
 * mix freely unless `interspersed` is false, where the first argument ends the flags.
 *
 * @models spf13/pflag flag.go
 * @fidelity full
 */
export function parseFlags(flags: Flags, argv: readonly string[], interspersed: boolean): FlagsRead | FlagFailure {
  const r: Reading = { flags, argv, at: 0, args: [], given: {}, lists: {}, help: false, notes: [] }
  while (r.at < argv.length) {
    const word = argv[r.at++]!
    if (word === '--') {
      r.args.push(...argv.slice(r.at))
      break
    }
    if (word.length < 2 || word[0] !== '-') {
      r.args.push(word)
      if (interspersed) continue
      r.args.push(...argv.slice(r.at))
      break
    }
    const error = word.startsWith('--') ? long(r, word) : shorts(r, word.slice(1))
    if (error !== undefined) return { error }
    if (r.help) break
  }
  const { args, given, lists, help, notes } = r
  return { args, given, lists, help, notes }
}

interface Reading {
  readonly flags: Flags
  readonly argv: readonly string[]
  at: number
  readonly args: string[]
  readonly given: Record<string, string>
  readonly lists: Record<string, string[]>
  help: boolean
  readonly notes: string[]
}

function long(r: Reading, word: string): string | undefined {
  const cut = word.indexOf('=')
  const typed = word.slice(2, cut < 0 ? undefined : cut)
  if (typed === '' || typed[0] === '-' || typed[0] === '=') return `bad flag syntax: ${word}`
  const alias = r.flags.aliases[typed]
  const flag = findFlag(r.flags, alias?.to ?? typed)
  if (flag === undefined && typed === 'help') {
    r.help = true
    return undefined
  }
  if (flag === undefined) return `unknown flag: --${typed}`
  if (alias?.deprecated) r.notes.push(`Flag --${typed} has been deprecated, use --${alias.to} instead`)
  if (cut >= 0) return set(r, flag, word.slice(cut + 1))
  if (flag.type === 'bool') return set(r, flag, 'true')
  return r.at < r.argv.length ? set(r, flag, r.argv[r.at++]!) : `flag needs an argument: --${typed}`
}

function shorts(r: Reading, letters: string): string | undefined {
  for (let rest = letters; rest !== '';) {
    const letter = rest[0]!
    const flag = findShort(r.flags, letter)
    if (flag === undefined && letter === 'h') {
      r.help = true
      r.notes.push('Flag shorthand -h has been deprecated, use --help')
      return undefined
    }
    if (flag === undefined) return `unknown shorthand flag: '${letter}' in -${rest}`
    const after = rest.slice(1)
    if (after[0] === '=' && rest.length > 2) return set(r, flag, after.slice(1))
    if (flag.type !== 'bool') {
      if (after !== '') return set(r, flag, after)
      return r.at < r.argv.length ? set(r, flag, r.argv[r.at++]!) : `flag needs an argument: '${letter}' in -${rest}`
    }
    const error = set(r, flag, 'true')
    if (error !== undefined) return error
    rest = after
  }
  return undefined
}

function set(r: Reading, flag: Flag, value: string): string | undefined {
  const [error, kept] = check(flag, value)
  if (error !== undefined) {
    const name = flag.short === '' ? `--${flag.name}` : `-${flag.short}, --${flag.name}`
    return `invalid argument ${JSON.stringify(value)} for "${name}" flag: ${error}`
  }
  r.given[flag.name] = kept[kept.length - 1] ?? ''
  if (repeats(flag)) (r.lists[flag.name] ??= []).push(...kept)
  return undefined
}

// — reading the result

export const on = (p: Parsed, name: string): boolean => p.given[name] === 'true'
export const off = (p: Parsed, name: string): boolean => p.given[name] === 'false'
export const changed = (p: Parsed, name: string): boolean => p.given[name] !== undefined
export const value = (p: Parsed, name: string): string => p.given[name] ?? ''
export const list = (p: Parsed, name: string): readonly string[] => p.lists[name] ?? []
export const number = (p: Parsed, name: string, fallback = 0): number =>
  p.given[name] === undefined ? fallback : Number(p.given[name])
