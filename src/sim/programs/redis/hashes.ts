import type { Bytes } from '../../../base/bytes'
import { bulk, bulks, error, integer, notInteger, ok } from './reply'
import { float, floatWords, on, put, whole, type Command, type Value } from './store'

type Fields = Extract<Value, { readonly kind: 'hash' }>['items']

const valueOf = (fields: Fields | undefined, name: Bytes | undefined): Bytes | undefined =>
  fields?.find(([field]) => field === name)?.[1]

const withField = (fields: Fields, name: Bytes, value: Bytes): Fields =>
  fields.some(([field]) => field === name)
    ? fields.map((pair) => (pair[0] === name ? ([name, value] as const) : pair))
    : [...fields, [name, value]]

const setFields = (name: 'hset' | 'hmset'): Command['run'] =>
  on('hash', (draft, key, value, args) => {
    if (args.length % 2 === 1) return error(`ERR wrong number of arguments for '${name}' command`)
    let items: Fields = value?.items ?? []
    const before = items.length
    for (let i = 0; i < args.length; i += 2) items = withField(items, args[i]!, args[i + 1]!)
    put(draft, key, { kind: 'hash', items }, args.length / 2)
    return name === 'hset' ? integer(items.length - before) : ok
  })

const removeFields = on('hash', (draft, key, value, names) => {
  const items = value?.items ?? []
  const left = items.filter(([field]) => !names.includes(field))
  if (left.length < items.length) put(draft, key, { kind: 'hash', items: left }, items.length - left.length)
  return integer(items.length - left.length)
})

const increment = on('hash', (draft, key, value, [name = '', by]) => {
  const step = whole(by)
  if (step === undefined) return notInteger
  const before = whole(valueOf(value?.items, name) ?? '0')
  if (before === undefined) return error('ERR hash value is not an integer')
  put(draft, key, { kind: 'hash', items: withField(value?.items ?? [], name, String(before + step)) })
  return integer(before + step)
})

const incrementFloat = on('hash', (draft, key, value, [name = '', by]) => {
  const step = float(by)
  if (step === undefined) return error('ERR value is not a valid float')
  const before = float(valueOf(value?.items, name) ?? '0')
  if (before === undefined) return error('ERR hash value is not a float')
  const sum = floatWords(Number((before + step).toPrecision(15)))
  put(draft, key, { kind: 'hash', items: withField(value?.items ?? [], name, sum) })
  draft.instead = [['HSET', key, name, sum]]
  return bulk(sum)
})

/** Commands on hashes. */
export const hashes: Readonly<Record<string, Command>> = {
  hset: { arity: -4, writes: true, run: setFields('hset') },
  hmset: { arity: -4, writes: true, run: setFields('hmset') },
  hsetnx: {
    arity: 4,
    writes: true,
    run: on('hash', (draft, key, value, [name = '', bytes = '']) => {
      if (valueOf(value?.items, name) !== undefined) return integer(0)
      put(draft, key, { kind: 'hash', items: withField(value?.items ?? [], name, bytes) })
      return integer(1)
    }),
  },
  hget: { arity: 3, run: on('hash', (_draft, _key, value, [name]) => bulk(valueOf(value?.items, name))) },
  hmget: {
    arity: -3,
    run: on('hash', (_draft, _key, value, names) => bulks(names.map((name) => valueOf(value?.items, name)))),
  },
  hgetall: { arity: 2, run: on('hash', (_draft, _key, value) => bulks((value?.items ?? []).flat())) },
  hkeys: { arity: 2, run: on('hash', (_draft, _key, value) => bulks((value?.items ?? []).map(([field]) => field))) },
  hvals: { arity: 2, run: on('hash', (_draft, _key, value) => bulks((value?.items ?? []).map(([, bytes]) => bytes))) },
  hlen: { arity: 2, run: on('hash', (_draft, _key, value) => integer(value?.items.length ?? 0)) },
  hexists: {
    arity: 3,
    run: on('hash', (_draft, _key, value, [name]) => integer(valueOf(value?.items, name) === undefined ? 0 : 1)),
  },
  hdel: { arity: -3, writes: true, run: removeFields },
  hincrby: { arity: 4, writes: true, run: increment },
  hincrbyfloat: { arity: 4, writes: true, run: incrementFloat },
}
