import type { Bytes } from '../../../base/bytes'
import { bulk, bulks, error, integer, wrongType, type Reply } from './reply'
import { lookUp, on, put, setEntry, whole, type Command, type Draft } from './store'

const add = on('set', (draft, key, value, args) => {
  const before = value?.items ?? []
  const fresh = [...new Set(args)].filter((item) => !before.includes(item))
  if (fresh.length > 0) put(draft, key, { kind: 'set', items: ordered([...before, ...fresh]) }, fresh.length)
  return integer(fresh.length)
})

/** A set of whole numbers is kept in their order. */
const ordered = (items: readonly Bytes[]): readonly Bytes[] =>
  items.every((item) => whole(item) !== undefined) ? [...items].sort((a, b) => Number(a) - Number(b)) : items

const remove = on('set', (draft, key, value, args) => {
  const items = value?.items ?? []
  const left = items.filter((item) => !args.includes(item))
  if (left.length < items.length) put(draft, key, { kind: 'set', items: left }, items.length - left.length)
  return integer(items.length - left.length)
})

/** Some of the items by chance, each at most once. */
function chosen(draft: Draft, items: readonly Bytes[], count: number): readonly Bytes[] {
  const left = [...items]
  return Array.from({ length: Math.min(count, items.length) }, () => left.splice(draft.random() % left.length, 1)[0]!)
}

const pop = on('set', (draft, key, value, [count]) => {
  const many = whole(count ?? '1')
  if (many === undefined || many < 0) return error('ERR value is out of range, must be positive')
  const items = value?.items ?? []
  const taken = chosen(draft, items, many)
  if (taken.length > 0) {
    put(draft, key, { kind: 'set', items: items.filter((item) => !taken.includes(item)) }, taken.length)
    draft.instead = [['SREM', key, ...taken]]
  }
  return count === undefined ? bulk(taken[0]) : bulks(taken)
})

const randomMember = on('set', (draft, _key, value, [count]) => {
  const items = value?.items ?? []
  const many = whole(count ?? '1')
  if (many === undefined) return error('ERR value is not an integer or out of range')
  if (count === undefined) return bulk(chosen(draft, items, 1)[0])
  if (many >= 0) return bulks(chosen(draft, items, many))
  return bulks(items.length === 0 ? [] : Array.from({ length: -many }, () => items[draft.random() % items.length]))
})

type Combine = (first: readonly Bytes[], others: readonly (readonly Bytes[])[]) => readonly Bytes[]

const together: Readonly<Record<string, Combine>> = {
  union: (first, others) => [...new Set([...first, ...others.flat()])],
  inter: (first, others) => first.filter((item) => others.every((other) => other.includes(item))),
  diff: (first, others) => first.filter((item) => !others.some((other) => other.includes(item))),
}

function combined(draft: Draft, keys: readonly Bytes[], combine: Combine): readonly Bytes[] | undefined {
  const sets: (readonly Bytes[])[] = []
  for (const key of keys) {
    const value = lookUp(draft, key)?.value
    if (value !== undefined && value.kind !== 'set') return undefined
    sets.push(value?.items ?? [])
  }
  const [first = [], ...others] = sets
  return ordered(combine(first, others))
}

const shown =
  (combine: Combine): Command['run'] =>
  (draft, keys) => {
    const items = combined(draft, keys, combine)
    return items === undefined ? wrongType : bulks(items)
  }

const stored =
  (combine: Combine): Command['run'] =>
  (draft, [target = '', ...keys]): Reply => {
    const items = combined(draft, keys, combine)
    if (items === undefined) return wrongType
    if (items.length === 0) delete draft.keys[target]
    else setEntry(draft, target, { value: { kind: 'set', items } })
    draft.dirty++
    return integer(items.length)
  }

/** Commands on sets. */
export const sets: Readonly<Record<string, Command>> = {
  sadd: { arity: -3, writes: true, run: add },
  srem: { arity: -3, writes: true, run: remove },
  smembers: { arity: 2, run: on('set', (_draft, _key, value) => bulks(value?.items ?? [])) },
  sismember: {
    arity: 3,
    run: on('set', (_draft, _key, value, [item = '']) => integer(value?.items.includes(item) ? 1 : 0)),
  },
  scard: { arity: 2, run: on('set', (_draft, _key, value) => integer(value?.items.length ?? 0)) },
  spop: { arity: -2, writes: true, run: pop },
  srandmember: { arity: -2, run: randomMember },
  ...Object.fromEntries(
    Object.entries(together).flatMap(([name, combine]): [string, Command][] => [
      [`s${name}`, { arity: -2, run: shown(combine) }],
      [`s${name}store`, { arity: -3, writes: true, run: stored(combine) }],
    ]),
  ),
}
