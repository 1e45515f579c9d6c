import type { Bytes } from '../../../base/bytes'
import { wrongType, type Reply } from './reply'

/** What is kept under a key. Sets, hashes and sorted sets are short lists here, which is how Redis keeps small ones too. */
export type Value =
  | { readonly kind: 'string'; readonly bytes: Bytes }
  | { readonly kind: 'list'; readonly items: readonly Bytes[] }
  | { readonly kind: 'set'; readonly items: readonly Bytes[] }
  | { readonly kind: 'hash'; readonly items: readonly (readonly [field: Bytes, value: Bytes])[] }
  /** In order of score, and of bytes where scores are equal. */
  | { readonly kind: 'zset'; readonly items: readonly (readonly [member: Bytes, score: number])[] }

export interface Entry {
  readonly value: Value
  /** Milliseconds since 1970 at which it is gone. */
  readonly until?: number
}

/** The keys of one database, as a turn of the server changes them. */
export type Keys = Record<Bytes, Entry>

/** What a command on keys works on. */
export interface Draft {
  readonly keys: Keys
  /** Milliseconds since 1970. */
  readonly now: number
  /** Changes that a snapshot would save. */
  dirty: number
  hits: number
  misses: number
  /** What goes into the append-only file instead of the command as it came: times become absolute, chance becomes fact. */
  instead?: readonly (readonly Bytes[])[]
  random(): number
}

export interface Command {
  /** As `COMMAND INFO` has it: with the name itself; negative: at least so many. */
  readonly arity: number
  readonly writes?: true
  run(draft: Draft, args: readonly Bytes[]): Reply
}

/** An entry that is there and has not expired. */
export function entryOf(draft: Draft, key: Bytes): Entry | undefined {
  if (!Object.hasOwn(draft.keys, key)) return undefined
  const entry = draft.keys[key]!
  if (entry.until === undefined || entry.until > draft.now) return entry
  delete draft.keys[key]
  return undefined
}

/** The same for a command that reads, which counts whether it found something. */
export function lookUp(draft: Draft, key: Bytes): Entry | undefined {
  const entry = entryOf(draft, key)
  if (entry === undefined) draft.misses++
  else draft.hits++
  return entry
}

const isEmpty = (value: Value): boolean => value.kind !== 'string' && value.items.length === 0

/** Keeps a value under a key, with the time that the key has; nothing is kept under a key whose value has become empty. */
export function put(draft: Draft, key: Bytes, value: Value, changes = 1): void {
  draft.dirty += changes
  const until = entryOf(draft, key)?.until
  if (isEmpty(value)) delete draft.keys[key]
  else setEntry(draft, key, until === undefined ? { value } : { value, until })
}

export function setEntry(draft: Pick<Draft, 'keys'>, key: Bytes, entry: Entry): void {
  // A key may be called __proto__.
  Object.defineProperty(draft.keys, key, { value: entry, enumerable: true, configurable: true, writable: true })
}

type Kind = Value['kind']
type Of<K extends Kind> = Extract<Value, { readonly kind: K }>

/** A command on a key of one kind: its value, or undefined where there is none. */
export const on =
  <K extends Kind>(
    kind: K,
    run: (draft: Draft, key: Bytes, value: Of<K> | undefined, args: readonly Bytes[]) => Reply,
  ): Command['run'] =>
  (draft, [key = '', ...args]) => {
    const value = lookUp(draft, key)?.value
    return value !== undefined && value.kind !== kind ? wrongType : run(draft, key, value as Of<K> | undefined, args)
  }

/** A whole number as Redis takes one. */
export const whole = (word: Bytes | undefined): number | undefined =>
  word !== undefined && /^(0|-?[1-9]\d{0,18})$/.test(word) ? Number(word) : undefined

export function float(word: Bytes | undefined): number | undefined {
  const given = (word ?? '').toLowerCase()
  const infinite = /^([+-]?)inf(inity)?$/.exec(given)
  if (infinite !== null) return infinite[1] === '-' ? -Infinity : Infinity
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/.test(given) ? Number(given) : undefined
}

export const floatWords = (value: number): Bytes =>
  Math.abs(value) === Infinity ? (value > 0 ? 'inf' : '-inf') : String(value === 0 ? 0 : value)

/** A range as LRANGE and GETRANGE count it: from the end where negative, both ends in it. */
export function span(length: number, from: number, to: number): readonly [start: number, end: number] {
  const at = (n: number) => (n < 0 ? length + n : n)
  return [Math.max(0, at(from)), Math.min(length, at(to) + 1)]
}

export const compareBytes = (a: Bytes, b: Bytes): number => (a < b ? -1 : a > b ? 1 : 0)
