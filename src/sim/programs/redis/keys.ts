import type { Bytes } from '../../../base/bytes'
import { array, bulk, bulks, error, integer, nil, notInteger, ok, status, syntaxError, type Reply } from './reply'
import { fits } from './glob'
import { entryOf, lookUp, setEntry, whole, type Command, type Draft, type Entry, type Value } from './store'

/** How many milliseconds a unit has, and whether the time is one on the clock. */
export const unitOf: Readonly<Record<string, readonly [millis: number, absolute: boolean]>> = {
  EX: [1000, false],
  PX: [1, false],
  EXAT: [1000, true],
  PXAT: [1, true],
}

/** The moment that `EX 10` and its kin name, or what is wrong with it. */
export function deadline(draft: Draft, unit: string, word: Bytes, name: string): number | Reply {
  const amount = whole(word)
  const [millis, absolute] = unitOf[unit]!
  if (amount === undefined) return notInteger
  if (amount <= 0) return error(`ERR invalid expire time in '${name}' command`)
  return amount * millis + (absolute ? 0 : draft.now)
}

function expire(unit: keyof typeof unitOf): Command['run'] {
  return (draft, [key = '', time = '', only]) => {
    const amount = whole(time)
    if (amount === undefined) return notInteger
    const entry = entryOf(draft, key)
    const [millis, absolute] = unitOf[unit]!
    const until = amount * millis + (absolute ? 0 : draft.now)
    if (entry === undefined || !mayExpire(entry, until, only?.toUpperCase())) return integer(0)
    draft.dirty++
    if (until <= draft.now) delete draft.keys[key]
    else setEntry(draft, key, { ...entry, until })
    draft.instead = [until <= draft.now ? ['DEL', key] : ['PEXPIREAT', key, String(until)]]
    return integer(1)
  }
}

function mayExpire(entry: Entry, until: number, only: string | undefined): boolean {
  const now = entry.until ?? Infinity
  if (only === 'NX') return entry.until === undefined
  if (only === 'XX') return entry.until !== undefined
  return only === 'GT' ? until > now : only === 'LT' ? until < now : true
}

function remaining(of: (entry: Entry, now: number) => number): Command['run'] {
  return (draft, [key = '']) => {
    const entry = lookUp(draft, key)
    return integer(entry === undefined ? -2 : entry.until === undefined ? -1 : of(entry, draft.now))
  }
}

function remove(draft: Draft, keys: readonly Bytes[]): Reply {
  const there = [...new Set(keys)].filter((key) => entryOf(draft, key) !== undefined)
  for (const key of there) delete draft.keys[key]
  draft.dirty += there.length
  return integer(there.length)
}

function renamed(onlyNew: boolean): Command['run'] {
  return (draft, [from = '', to = '']) => {
    const entry = entryOf(draft, from)
    if (entry === undefined) return error('ERR no such key')
    if (onlyNew && entryOf(draft, to) !== undefined) return integer(0)
    delete draft.keys[from]
    setEntry(draft, to, entry)
    draft.dirty++
    return onlyNew ? integer(1) : ok
  }
}

/** Every key that has not expired. */
export const present = (draft: Draft): readonly Bytes[] =>
  Object.keys(draft.keys).filter((key) => entryOf(draft, key) !== undefined)

/** All of it in one go: the cursor that is given back is always 0. */
function scan(draft: Draft, [cursor, ...words]: readonly Bytes[]): Reply {
  if (whole(cursor) === undefined) return error('ERR invalid cursor')
  let names = present(draft)
  for (let i = 0; i < words.length; i += 2) {
    const given = words[i + 1]
    if (given === undefined) return syntaxError
    const option = words[i]!.toUpperCase()
    if (option === 'MATCH') names = names.filter((name) => fits(given, name))
    else if (option === 'TYPE') names = names.filter((name) => draft.keys[name]!.value.kind === given.toLowerCase())
    else if (option !== 'COUNT') return syntaxError
  }
  return array([bulk('0'), bulks(names)])
}

const allWhole = (items: readonly Bytes[]) => items.every((item) => whole(item) !== undefined)
const allShort = (items: readonly Bytes[]) => items.length <= 128 && items.every((item) => item.length <= 64)

/** How Redis would keep it: what is short is packed. */
function encodingOf(value: Value): string {
  switch (value.kind) {
    case 'string':
      return whole(value.bytes) !== undefined ? 'int' : value.bytes.length <= 44 ? 'embstr' : 'raw'
    case 'list':
      return allShort(value.items) ? 'listpack' : 'quicklist'
    case 'set':
      return allWhole(value.items) && value.items.length <= 512
        ? 'intset'
        : allShort(value.items)
          ? 'listpack'
          : 'hashtable'
    case 'hash':
      return allShort(value.items.flat()) ? 'listpack' : 'hashtable'
    case 'zset':
      return allShort(value.items.map(([member]) => member)) ? 'listpack' : 'skiplist'
  }
}

function object(draft: Draft, [what = '', key = '']: readonly Bytes[]): Reply {
  const entry = entryOf(draft, key)
  switch (what.toUpperCase()) {
    case 'ENCODING':
      return entry === undefined ? nil : bulk(encodingOf(entry.value))
    case 'REFCOUNT':
      return entry === undefined ? nil : integer(1)
    default:
      return error(`ERR unknown subcommand '${what}'. Try OBJECT HELP.`)
  }
}

/** Commands on keys of any kind. */
export const keyCommands: Readonly<Record<string, Command>> = {
  del: { arity: -2, writes: true, run: remove },
  unlink: { arity: -2, writes: true, run: remove },
  exists: {
    arity: -2,
    run: (draft, keys) => integer(keys.filter((key) => lookUp(draft, key) !== undefined).length),
  },
  touch: {
    arity: -2,
    run: (draft, keys) => integer(keys.filter((key) => lookUp(draft, key) !== undefined).length),
  },
  keys: { arity: 2, run: (draft, [pattern = '']) => bulks(present(draft).filter((key) => fits(pattern, key))) },
  scan: { arity: -2, run: scan },
  dbsize: { arity: 1, run: (draft) => integer(present(draft).length) },
  type: { arity: 2, run: (draft, [key = '']) => status(lookUp(draft, key)?.value.kind ?? 'none') },
  ttl: { arity: 2, run: remaining(({ until = 0 }, now) => Math.round((until - now) / 1000)) },
  pttl: { arity: 2, run: remaining(({ until = 0 }, now) => until - now) },
  expiretime: { arity: 2, run: remaining(({ until = 0 }) => Math.round(until / 1000)) },
  expire: { arity: -3, writes: true, run: expire('EX') },
  pexpire: { arity: -3, writes: true, run: expire('PX') },
  expireat: { arity: -3, writes: true, run: expire('EXAT') },
  pexpireat: { arity: -3, writes: true, run: expire('PXAT') },
  persist: {
    arity: 2,
    writes: true,
    run: (draft, [key = '']) => {
      const entry = entryOf(draft, key)
      if (entry?.until === undefined) return integer(0)
      setEntry(draft, key, { value: entry.value })
      draft.dirty++
      return integer(1)
    },
  },
  rename: { arity: 3, writes: true, run: renamed(false) },
  renamenx: { arity: 3, writes: true, run: renamed(true) },
  randomkey: {
    arity: 1,
    run: (draft) => {
      const names = present(draft)
      return bulk(names[draft.random() % Math.max(1, names.length)])
    },
  },
  object: { arity: -2, run: object },
}
