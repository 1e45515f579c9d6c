import { utf8 } from '../../base/bytes'
import { calledAs, isBusybox } from './face'
import { usageOf } from './busybox-usage'
import type { Sys } from '../wire/sys'

/**
 * getopt_long(3) with glibc's messages, or musl's where the program is BusyBox.
 *
 * @models getopt_long(3), busybox libbb/getopt32.c
 * @fidelity part: optional arguments of short options are not known
 */
export interface OptionSpec {
  /** As getopt's optstring, without its leading '+': `n:q` is `-n VALUE` and `-q`. */
  readonly short: string
  /** Long name to the key it is kept under; `'lines=': 'n'` takes a value, `'color?': 'color'` may take one. */
  readonly long?: Readonly<Record<string, string>>
  /** The first operand ends the options: `env`, `xargs`, `timeout`. */
  readonly stopEarly?: boolean
  /** What GNU's program adds to a complaint, where it is not the usual line. */
  readonly hint?: string
}

export interface Options {
  readonly flags: Readonly<Record<string, readonly string[]>>
  readonly operands: readonly string[]
}

export const has = (options: Options, key: string): boolean => options.flags[key] !== undefined
export const last = (options: Options, key: string): string | undefined => options.flags[key]?.at(-1)
export const every = (options: Options, key: string): readonly string[] => options.flags[key] ?? []

interface Scan {
  readonly flags: Record<string, string[]>
  readonly operands: string[]
  readonly rest: string[]
}

/** The options, or undefined after the complaint has been written. */
export function getopt(sys: Sys, args: readonly string[], spec: OptionSpec): Options | undefined {
  const scan: Scan = { flags: {}, operands: [], rest: [...args] }
  while (scan.rest.length > 0) {
    const word = scan.rest.shift()!
    if (word === '--') {
      scan.operands.push(...scan.rest)
      break
    }
    if (word === '-' || !word.startsWith('-')) {
      scan.operands.push(word)
      if (!spec.stopEarly) continue
      scan.operands.push(...scan.rest)
      break
    }
    const trouble = word.startsWith('--') ? takeLong(scan, word.slice(2), spec) : takeShort(scan, word.slice(1), spec)
    if (trouble !== undefined) return refuse(sys, trouble, spec.hint)
  }
  return { flags: scan.flags, operands: scan.operands }
}

interface Trouble {
  readonly gnu: string
  readonly musl: string
}

const keep = (scan: Scan, key: string, value: string) => (scan.flags[key] ??= []).push(value)

function takeShort(scan: Scan, letters: string, spec: OptionSpec): Trouble | undefined {
  for (let i = 0; i < letters.length; i++) {
    const letter = letters[i]!
    const at = letter === ':' ? -1 : spec.short.indexOf(letter)
    if (at < 0) return { gnu: `invalid option -- '${letter}'`, musl: `unrecognized option: ${letter}` }
    if (spec.short[at + 1] !== ':') {
      keep(scan, letter, '')
      continue
    }
    const value = i + 1 < letters.length ? letters.slice(i + 1) : scan.rest.shift()
    if (value === undefined)
      return { gnu: `option requires an argument -- '${letter}'`, musl: `option requires an argument: ${letter}` }
    keep(scan, letter, value)
    return undefined
  }
  return undefined
}

function takeLong(scan: Scan, word: string, spec: OptionSpec): Trouble | undefined {
  const [name, value] = splitOnce(word)
  const known = Object.entries(spec.long ?? {})
  const bare = (key: string) => key.replace(/[=?]$/, '')
  const exact = known.filter(([key]) => bare(key) === name)
  const found = exact.length > 0 ? exact : known.filter(([key]) => bare(key).startsWith(name))
  if (found.length === 0) return { gnu: `unrecognized option '--${name}'`, musl: `unrecognized option: ${name}` }
  const keys = new Set(found.map(([, key]) => key))
  if (keys.size > 1) {
    const all = found.map(([key]) => `'--${bare(key)}'`).join(' ')
    return { gnu: `option '--${name}' is ambiguous; possibilities: ${all}`, musl: `ambiguous option: ${name}` }
  }
  const [pattern, key] = found[0]!
  return takeValue(scan, bare(pattern), key, pattern.slice(-1), value)
}

function takeValue(
  scan: Scan,
  name: string,
  key: string,
  mark: string,
  value: string | undefined,
): Trouble | undefined {
  if (mark !== '=' && mark !== '?' && value !== undefined) {
    return { gnu: `option '--${name}' doesn't allow an argument`, musl: `option does not take an argument: ${name}` }
  }
  const taken = mark === '=' && value === undefined ? scan.rest.shift() : value
  if (mark === '=' && taken === undefined) {
    return { gnu: `option '--${name}' requires an argument`, musl: `option requires an argument: ${name}` }
  }
  keep(scan, key, taken ?? '')
  return undefined
}

function splitOnce(word: string): readonly [string, string | undefined] {
  const at = word.indexOf('=')
  return at < 0 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)]
}

function refuse(sys: Sys, trouble: Trouble, hint?: string): undefined {
  const name = calledAs(sys)
  const words = isBusybox(sys)
    ? `${name}: ${trouble.musl}\n${usageOf(name)}`
    : `${name}: ${trouble.gnu}\n${hint ?? `Try '${name} --help' for more information.\n`}`
  sys.write(2, utf8(words))
  return undefined
}
