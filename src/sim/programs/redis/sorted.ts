import type { Bytes } from '../../../base/bytes'
import { array, bulk, bulks, error, integer, nil, notInteger, syntaxError, type Reply } from './reply'
import { compareBytes, float, floatWords, on, put, span, whole, type Command, type Value } from './store'

type Scored = Extract<Value, { readonly kind: 'zset' }>['items']
type Pair = Scored[number]

const byScore = ([a, first]: Pair, [b, second]: Pair): number => first - second || compareBytes(a, b)
const scoreOf = (items: Scored | undefined, name: Bytes | undefined): number | undefined =>
  items?.find(([member]) => member === name)?.[1]
const withScore = (items: Scored, name: Bytes, score: number): Scored =>
  [...items.filter(([member]) => member !== name), [name, score] as const].sort(byScore)

const notFloat = error('ERR value is not a valid float')

const add = on('zset', (draft, key, value, args) => {
  const from = args.findIndex((word) => !/^(nx|xx|gt|lt|ch|incr)$/i.test(word))
  const flags = args.slice(0, Math.max(0, from)).map((word) => word.toUpperCase())
  const pairs = from < 0 ? [] : args.slice(from)
  if (pairs.length === 0 || pairs.length % 2 === 1) return syntaxError
  let items: Scored = value?.items ?? []
  let [added, changed] = [0, 0]
  for (let i = 0; i < pairs.length; i += 2) {
    const score = float(pairs[i])
    if (score === undefined) return notFloat
    const before = scoreOf(items, pairs[i + 1])
    const next = flags.includes('INCR') ? (before ?? 0) + score : score
    if (before === undefined ? flags.includes('XX') : skips(flags, before, next)) continue
    if (before === undefined) added++
    else if (before !== next) changed++
    items = withScore(items, pairs[i + 1]!, next)
  }
  if (added + changed > 0) put(draft, key, { kind: 'zset', items }, added + changed)
  if (flags.includes('INCR')) return bulk(floatWords(scoreOf(items, pairs[1]) ?? 0))
  return integer(flags.includes('CH') ? added + changed : added)
})

const skips = (flags: readonly string[], before: number, next: number): boolean =>
  flags.includes('NX') || (flags.includes('GT') && next <= before) || (flags.includes('LT') && next >= before)

const listed = (items: Scored, scores: boolean): Reply =>
  bulks(items.flatMap(([member, score]) => (scores ? [member, floatWords(score)] : [member])))

/** A bound of a range by score: `(1.5` leaves 1.5 itself out. */
function bound(word: Bytes): { readonly score: number; readonly open: boolean } | undefined {
  const open = word.startsWith('(')
  const score = float(open ? word.slice(1) : word)
  return score === undefined ? undefined : { score, open }
}

function between(items: Scored, low: Bytes, high: Bytes): Scored | undefined {
  const [min, max] = [bound(low), bound(high)]
  if (min === undefined || max === undefined) return undefined
  return items.filter(
    ([, score]) =>
      (min.open ? score > min.score : score >= min.score) && (max.open ? score < max.score : score <= max.score),
  )
}

const notBound = error('ERR min or max is not a float')

function byIndex(items: Scored, from: Bytes, to: Bytes): Scored | undefined {
  const [first, last] = [whole(from), whole(to)]
  return first === undefined || last === undefined ? undefined : items.slice(...span(items.length, first, last))
}

function limited(items: Scored, words: readonly Bytes[]): Scored | undefined {
  const at = words.findIndex((word) => /^limit$/i.test(word))
  if (at < 0) return items
  const [offset, count] = [whole(words[at + 1]), whole(words[at + 2])]
  if (offset === undefined || count === undefined) return undefined
  return items.slice(offset, count < 0 ? undefined : offset + count)
}

const ranged = (manner: { readonly reverse: boolean; readonly scores: boolean }): Command['run'] =>
  on('zset', (_draft, _key, value, [from = '', to = '', ...words]) => {
    const said = (word: RegExp) => words.some((each) => word.test(each))
    const reverse = manner.reverse || said(/^rev$/i)
    const byScores = manner.scores || said(/^byscore$/i)
    const items = value?.items ?? []
    const turned = (list: Scored): Scored => (reverse ? [...list].reverse() : list)
    const found = byScores
      ? between(items, ...(reverse ? ([to, from] as const) : ([from, to] as const)))
      : byIndex(turned(items), from, to)
    if (found === undefined) return byScores ? notBound : notInteger
    const some = limited(byScores ? turned(found) : found, words)
    return some === undefined ? notInteger : listed(some, said(/^withscores$/i))
  })

const remove = on('zset', (draft, key, value, names) => {
  const items = value?.items ?? []
  const left = items.filter(([member]) => !names.includes(member))
  if (left.length < items.length) put(draft, key, { kind: 'zset', items: left }, items.length - left.length)
  return integer(items.length - left.length)
})

const rank = (reverse: boolean): Command['run'] =>
  on('zset', (_draft, _key, value, [name]) => {
    const items = value?.items ?? []
    const at = items.findIndex(([member]) => member === name)
    return at < 0 ? nil : integer(reverse ? items.length - 1 - at : at)
  })

const pop = (highest: boolean): Command['run'] =>
  on('zset', (draft, key, value, [count = '1']) => {
    const many = whole(count)
    if (many === undefined || many < 0) return error('ERR value is out of range, must be positive')
    const items = value?.items ?? []
    const taken = highest ? [...items].reverse().slice(0, many) : items.slice(0, many)
    if (taken.length > 0)
      put(draft, key, { kind: 'zset', items: items.filter((pair) => !taken.includes(pair)) }, taken.length)
    return listed(taken, true)
  })

/** Commands on sorted sets. */
export const sortedSets: Readonly<Record<string, Command>> = {
  zadd: { arity: -4, writes: true, run: add },
  zincrby: {
    arity: 4,
    writes: true,
    run: on('zset', (draft, key, value, [by, name = '']) => {
      const step = float(by)
      if (step === undefined) return notFloat
      const score = (scoreOf(value?.items, name) ?? 0) + step
      put(draft, key, { kind: 'zset', items: withScore(value?.items ?? [], name, score) })
      return bulk(floatWords(score))
    }),
  },
  zrange: { arity: -4, run: ranged({ reverse: false, scores: false }) },
  zrevrange: { arity: -4, run: ranged({ reverse: true, scores: false }) },
  zrangebyscore: { arity: -4, run: ranged({ reverse: false, scores: true }) },
  zrevrangebyscore: { arity: -4, run: ranged({ reverse: true, scores: true }) },
  zcount: {
    arity: 4,
    run: on('zset', (_draft, _key, value, [low = '', high = '']) => {
      const found = between(value?.items ?? [], low, high)
      return found === undefined ? notBound : integer(found.length)
    }),
  },
  zcard: { arity: 2, run: on('zset', (_draft, _key, value) => integer(value?.items.length ?? 0)) },
  zscore: {
    arity: 3,
    run: on('zset', (_draft, _key, value, [name]) => {
      const score = scoreOf(value?.items, name)
      return score === undefined ? nil : bulk(floatWords(score))
    }),
  },
  zmscore: {
    arity: -3,
    run: on('zset', (_draft, _key, value, names) => {
      const scores = names.map((name) => scoreOf(value?.items, name))
      return array(scores.map((score) => (score === undefined ? nil : bulk(floatWords(score)))))
    }),
  },
  zrank: { arity: 3, run: rank(false) },
  zrevrank: { arity: 3, run: rank(true) },
  zrem: { arity: -3, writes: true, run: remove },
  zpopmin: { arity: -2, writes: true, run: pop(false) },
  zpopmax: { arity: -2, writes: true, run: pop(true) },
}
