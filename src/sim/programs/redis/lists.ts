import type { Bytes } from '../../../base/bytes'
import { array, bulk, bulks, error, integer, nil, notInteger, ok, syntaxError, wrongType, type Reply } from './reply'
import { entryOf, on, put, span, whole, type Command, type Draft } from './store'

export type End = 'left' | 'right'

const push = (end: End, onlyThere: boolean): Command['run'] =>
  on('list', (draft, key, value, args) => {
    if (onlyThere && value === undefined) return integer(0)
    const before = value?.items ?? []
    const items = end === 'left' ? [...[...args].reverse(), ...before] : [...before, ...args]
    put(draft, key, { kind: 'list', items }, args.length)
    return integer(items.length)
  })

/** Takes one item off a list that has one. */
export function take(draft: Draft, key: Bytes, end: End): Bytes | undefined {
  const value = entryOf(draft, key)?.value
  if (value?.kind !== 'list') return undefined
  const item = end === 'left' ? value.items[0] : value.items.at(-1)
  put(draft, key, { kind: 'list', items: end === 'left' ? value.items.slice(1) : value.items.slice(0, -1) })
  return item
}

const pop = (end: End): Command['run'] =>
  on('list', (draft, key, value, [count]) => {
    const many = whole(count)
    if (count !== undefined && (many === undefined || many < 0))
      return error('ERR value is out of range, must be positive')
    if (value === undefined) return count === undefined ? nil : { kind: 'array', items: undefined }
    if (count === undefined) return bulk(take(draft, key, end))
    const taken = Array.from({ length: Math.min(many ?? 1, value.items.length) }, () => take(draft, key, end))
    return bulks(taken)
  })

const range = on('list', (_draft, _key, value, [from, to]) => {
  const [first, last] = [whole(from), whole(to)]
  if (first === undefined || last === undefined) return notInteger
  const items = value?.items ?? []
  return bulks(items.slice(...span(items.length, first, last)))
})

const trim = on('list', (draft, key, value, [from, to]) => {
  const [first, last] = [whole(from), whole(to)]
  if (first === undefined || last === undefined) return notInteger
  if (value === undefined) return ok
  const items = value.items.slice(...span(value.items.length, first, last))
  put(draft, key, { kind: 'list', items }, value.items.length - items.length)
  return ok
})

const at = (items: readonly Bytes[], index: number) => (index < 0 ? items.length + index : index)

const replaceAt = on('list', (draft, key, value, [index, item = '']) => {
  const position = whole(index)
  if (value === undefined) return error('ERR no such key')
  if (position === undefined) return notInteger
  const place = at(value.items, position)
  if (place < 0 || place >= value.items.length) return error('ERR index out of range')
  put(draft, key, { kind: 'list', items: value.items.map((each, i) => (i === place ? item : each)) })
  return ok
})

const removeEqual = on('list', (draft, key, value, [count, item]) => {
  const many = whole(count)
  if (many === undefined) return notInteger
  const items = value?.items ?? []
  const places = items.flatMap((each, i) => (each === item ? [i] : []))
  const gone = new Set(many < 0 ? places.slice(many) : many === 0 ? places : places.slice(0, many))
  if (gone.size > 0) put(draft, key, { kind: 'list', items: items.filter((_, i) => !gone.has(i)) }, gone.size)
  return integer(gone.size)
})

const insert = on('list', (draft, key, value, [where = '', pivot = '', item = '']) => {
  if (!/^(before|after)$/i.test(where)) return syntaxError
  if (value === undefined) return integer(0)
  const place = value.items.indexOf(pivot)
  if (place < 0) return integer(-1)
  const before = /^after$/i.test(where) ? place + 1 : place
  const items = [...value.items.slice(0, before), item, ...value.items.slice(before)]
  put(draft, key, { kind: 'list', items })
  return integer(items.length)
})

function move(draft: Draft, from: Bytes, to: Bytes, takeFrom: End, putAt: End): Reply {
  const target = entryOf(draft, to)?.value
  if (![undefined, 'list'].includes(entryOf(draft, from)?.value.kind) || ![undefined, 'list'].includes(target?.kind))
    return wrongType
  const item = take(draft, from, takeFrom)
  if (item === undefined) return nil
  const value = entryOf(draft, to)?.value
  const items = value?.kind === 'list' ? value.items : []
  put(draft, to, { kind: 'list', items: putAt === 'left' ? [item, ...items] : [...items, item] })
  return bulk(item)
}

const endOf = (word: Bytes): End | undefined =>
  /^left$/i.test(word) ? 'left' : /^right$/i.test(word) ? 'right' : undefined

/** Commands on lists. */
export const lists: Readonly<Record<string, Command>> = {
  lpush: { arity: -3, writes: true, run: push('left', false) },
  rpush: { arity: -3, writes: true, run: push('right', false) },
  lpushx: { arity: -3, writes: true, run: push('left', true) },
  rpushx: { arity: -3, writes: true, run: push('right', true) },
  lpop: { arity: -2, writes: true, run: pop('left') },
  rpop: { arity: -2, writes: true, run: pop('right') },
  lrange: { arity: 4, run: range },
  ltrim: { arity: 4, writes: true, run: trim },
  llen: { arity: 2, run: on('list', (_draft, _key, value) => integer(value?.items.length ?? 0)) },
  lindex: {
    arity: 3,
    run: on('list', (_draft, _key, value, [index]) => {
      const position = whole(index)
      return position === undefined ? notInteger : bulk(value?.items[at(value.items, position)])
    }),
  },
  lset: { arity: 4, writes: true, run: replaceAt },
  lrem: { arity: 4, writes: true, run: removeEqual },
  linsert: { arity: 5, writes: true, run: insert },
  rpoplpush: { arity: 3, writes: true, run: (draft, [from = '', to = '']) => move(draft, from, to, 'right', 'left') },
  lmove: {
    arity: 5,
    writes: true,
    run: (draft, [from = '', to = '', first = '', second = '']) => {
      const [takeFrom, putAt] = [endOf(first), endOf(second)]
      return takeFrom === undefined || putAt === undefined ? syntaxError : move(draft, from, to, takeFrom, putAt)
    },
  },
}

/** What BLPOP says of the item that it got. */
export const poppedReply = (key: Bytes, item: Bytes): Reply => array([bulk(key), bulk(item)])
