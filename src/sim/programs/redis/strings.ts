import type { Bytes } from '../../../base/bytes'
import { array, bulk, error, integer, nil, notInteger, ok, syntaxError, wrongType, type Reply } from './reply'
import { deadline, unitOf } from './keys'
import {
  entryOf,
  float,
  floatWords,
  lookUp,
  on,
  put,
  setEntry,
  span,
  whole,
  type Command,
  type Draft,
  type Entry,
} from './store'

const stringAt = (draft: Draft, key: Bytes): Bytes | undefined => {
  const value = lookUp(draft, key)?.value
  return value?.kind === 'string' ? value.bytes : undefined
}

const isString = (entry: Entry | undefined): boolean => entry === undefined || entry.value.kind === 'string'

/** SET replaces whatever was there, and its time with it. */
function replace(draft: Draft, key: Bytes, bytes: Bytes, until?: number): void {
  draft.dirty++
  setEntry(draft, key, { value: { kind: 'string', bytes }, ...(until === undefined ? {} : { until }) })
}

interface SetOptions {
  readonly only?: 'NX' | 'XX'
  readonly get: boolean
  readonly keep: boolean
  readonly until?: number
}

function setOptions(draft: Draft, words: readonly Bytes[]): SetOptions | Reply {
  let options: SetOptions = { get: false, keep: false }
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!.toUpperCase()
    if ((word === 'NX' || word === 'XX') && options.only === undefined) options = { ...options, only: word }
    else if (word === 'GET') options = { ...options, get: true }
    else if (word === 'KEEPTTL') options = { ...options, keep: true }
    else if (unitOf[word] !== undefined && words[i + 1] !== undefined && options.until === undefined) {
      const until = deadline(draft, word, words[++i]!, 'set')
      if (typeof until !== 'number') return until
      options = { ...options, until }
    } else return syntaxError
  }
  return options.keep && options.until !== undefined ? syntaxError : options
}

function set(draft: Draft, [key = '', bytes = '', ...words]: readonly Bytes[]): Reply {
  const options = setOptions(draft, words)
  if ('kind' in options) return options
  const before = entryOf(draft, key)
  if (options.get && !isString(before)) return wrongType
  const old = options.get ? bulk(stringAt(draft, key)) : undefined
  if ((options.only === 'NX' && before !== undefined) || (options.only === 'XX' && before === undefined))
    return old ?? nil
  const until = options.keep ? before?.until : options.until
  replace(draft, key, bytes, until)
  if (until !== undefined) draft.instead = [['SET', key, bytes, 'PXAT', String(until)]]
  return old ?? ok
}

function setFor(unit: 'EX' | 'PX', name: string): Command['run'] {
  return (draft, [key = '', time = '', bytes = '']) => {
    const until = deadline(draft, unit, time, name)
    if (typeof until !== 'number') return until
    replace(draft, key, bytes, until)
    draft.instead = [['SET', key, bytes, 'PXAT', String(until)]]
    return ok
  }
}

const counted = (by: (args: readonly Bytes[]) => number | undefined): Command['run'] =>
  on('string', (draft, key, value, args) => {
    const before = whole(value?.bytes ?? '0')
    const step = by(args)
    if (before === undefined || step === undefined) return notInteger
    put(draft, key, { kind: 'string', bytes: String(before + step) })
    return integer(before + step)
  })

const negative = (value: number | undefined) => (value === undefined ? undefined : -value)

function setPairs(onlyNew: boolean): Command['run'] {
  return (draft, args) => {
    if (args.length % 2 === 1)
      return error(`ERR wrong number of arguments for '${onlyNew ? 'msetnx' : 'mset'}' command`)
    const pairs = args.flatMap((key, i) => (i % 2 === 0 ? [[key, args[i + 1]!] as const] : []))
    if (onlyNew && pairs.some(([key]) => entryOf(draft, key) !== undefined)) return integer(0)
    for (const [key, bytes] of pairs) replace(draft, key, bytes)
    return onlyNew ? integer(1) : ok
  }
}

const incrementFloat = on('string', (draft, key, value, [by]) => {
  const before = float(value?.bytes ?? '0')
  const step = float(by)
  if (before === undefined || step === undefined) return error('ERR value is not a valid float')
  const bytes = floatWords(Number((before + step).toPrecision(15)))
  put(draft, key, { kind: 'string', bytes })
  draft.instead = [['SET', key, bytes, 'KEEPTTL']]
  return bulk(bytes)
})

const getRange = on('string', (_draft, _key, value, [from, to]) => {
  const [first, last] = [whole(from), whole(to)]
  if (first === undefined || last === undefined) return notInteger
  const bytes = value?.bytes ?? ''
  return bulk(bytes.slice(...span(bytes.length, first, last)))
})

const setRange = on('string', (draft, key, value, [at, bytes = '']) => {
  const offset = whole(at)
  if (offset === undefined) return notInteger
  if (offset < 0) return error('ERR offset is out of range')
  const before = (value?.bytes ?? '').padEnd(offset, '\0')
  const after = before.slice(0, offset) + bytes + before.slice(offset + bytes.length)
  if (bytes !== '') put(draft, key, { kind: 'string', bytes: after })
  return integer(bytes === '' ? (value?.bytes.length ?? 0) : after.length)
})

/** Commands on strings and counters. */
export const strings: Readonly<Record<string, Command>> = {
  set: { arity: -3, writes: true, run: set },
  setnx: {
    arity: 3,
    writes: true,
    run: (draft, [key = '', bytes = '']) => {
      if (entryOf(draft, key) !== undefined) return integer(0)
      replace(draft, key, bytes)
      return integer(1)
    },
  },
  setex: { arity: 4, writes: true, run: setFor('EX', 'setex') },
  psetex: { arity: 4, writes: true, run: setFor('PX', 'psetex') },
  get: { arity: 2, run: on('string', (_draft, _key, value) => bulk(value?.bytes)) },
  getset: {
    arity: 3,
    writes: true,
    run: on('string', (draft, key, value, [bytes = '']) => {
      replace(draft, key, bytes)
      return bulk(value?.bytes)
    }),
  },
  getdel: {
    arity: 2,
    writes: true,
    run: on('string', (draft, key, value) => {
      if (value !== undefined) draft.dirty++
      delete draft.keys[key]
      return bulk(value?.bytes)
    }),
  },
  mget: { arity: -2, run: (draft, keys) => array(keys.map((key) => bulk(stringAt(draft, key)))) },
  mset: { arity: -3, writes: true, run: setPairs(false) },
  msetnx: { arity: -3, writes: true, run: setPairs(true) },
  incr: { arity: 2, writes: true, run: counted(() => 1) },
  decr: { arity: 2, writes: true, run: counted(() => -1) },
  incrby: { arity: 3, writes: true, run: counted(([by]) => whole(by)) },
  decrby: { arity: 3, writes: true, run: counted(([by]) => negative(whole(by))) },
  incrbyfloat: { arity: 3, writes: true, run: incrementFloat },
  append: {
    arity: 3,
    writes: true,
    run: on('string', (draft, key, value, [more = '']) => {
      const bytes = (value?.bytes ?? '') + more
      put(draft, key, { kind: 'string', bytes })
      return integer(bytes.length)
    }),
  },
  strlen: { arity: 2, run: on('string', (_draft, _key, value) => integer(value?.bytes.length ?? 0)) },
  getrange: { arity: 4, run: getRange },
  substr: { arity: 4, run: getRange },
  setrange: { arity: 4, writes: true, run: setRange },
}
