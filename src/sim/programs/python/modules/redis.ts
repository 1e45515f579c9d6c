import { text, utf8, type Bytes } from '../../../../base/bytes'
import { arg } from '../builtins/arguments'
import { failure } from '../value/exceptions'
import { dict, setOf, truth } from '../value/items'
import { str } from '../value/repr'
import { isThing, list, native, special, type Special, type Value } from '../value/thing'
import { send } from './redis-talk'
import type { Reply } from '../../redis/reply'
import type { Native } from '../machine/core'
import type { Members } from './members'

/**
 * The client of Redis: each method is a command.
 *
 * @models redis-py 6
 * @fidelity part: strings, counters, keys, lists, sets, hashes and sorted sets; no pipelines, no pub/sub, no pool
 */
const commands =
  'ping get set incr decr incrby decrby delete exists keys expire ttl persist type rename lpush rpush lpop rpop lrange llen lindex ltrim sadd srem smembers scard sismember hset hget hgetall hdel hkeys hvals hlen hexists hincrby zadd zrange zrevrange zincrby zscore zcard zrem flushall flushdb dbsize setex setnx append strlen mget getset'.split(
    ' ',
  )

const bytesOf = (value: Value): Bytes => (isThing(value) && value.t === 'bytes' ? value.s : utf8(str(value)))

/** What stands behind the arguments of a command by name: `ex=10`, `mapping={…}`. */
function namedWords(named: ReadonlyMap<string, Value>): readonly Value[] {
  const timed = ['ex', 'px'].flatMap((key) => (named.has(key) ? [key.toUpperCase(), named.get(key)!] : []))
  const only = ['nx', 'xx', 'withscores']
    .filter((key) => truth(named.get(key) ?? false))
    .map((key) => key.toUpperCase())
  return [...timed, ...only, ...pairsIn(named.get('mapping') ?? null)]
}

const pairsIn = (value: Value): readonly Value[] =>
  isThing(value) && value.t === 'dict' ? [...value.m.values()].flat() : []

/** zadd takes a dict of members to scores: the command wants the score first. */
const wordsOf = (name: string, args: readonly Value[]): readonly Value[] =>
  args.flatMap((each) =>
    isThing(each) && each.t === 'list'
      ? each.v
      : isThing(each) && each.t === 'dict'
        ? [...each.m.values()].flatMap(([key, value]) => (name === 'zadd' ? [value, key] : [key, value]))
        : [each],
  )

const sent =
  (name: string): Native =>
  (m, args, named, self) => {
    const first = name === 'delete' ? 'DEL' : (counts[name] ?? name.toUpperCase())
    const given = counts[name] && args.length < 2 ? [...args, named.get('amount') ?? 1n] : args
    const words = [first, ...wordsOf(name, given), ...namedWords(named)]
    return send(m, self as Special, words.map(bytesOf), name)
  }

/** incr and decr take an amount: redis-py sends the commands that do. */
const counts: Readonly<Record<string, string>> = { incr: 'INCRBY', decr: 'DECRBY' }

const truths = new Set('expire persist setnx sismember hexists'.split(' '))
const sets = new Set(['smembers'])

/** A reply as redis-py hands it over. */
export function fromReply(client: Special, name: string, reply: Reply): Value {
  const decodes = truth(client.m.get('decode') ?? false)
  const word = (bytes: Bytes): Value => (decodes ? text(bytes) : { t: 'bytes', s: bytes })
  switch (reply.kind) {
    case 'status':
      return name === 'type' ? word(reply.bytes) : true
    case 'error':
      throw failure('redis.exceptions.ResponseError', text(reply.bytes).replace(/^ERR /, ''))
    case 'integer':
      return truths.has(name) ? reply.value === 1 : BigInt(reply.value)
    case 'bulk':
      if (reply.bytes === undefined) return null
      return name === 'zscore' || name === 'zincrby' ? Number(reply.bytes) : word(reply.bytes)
    case 'array': {
      const values = (reply.items ?? []).map((each) => fromReply(client, '', each))
      if (name === 'hgetall')
        return dict(values.flatMap((key, i) => (i % 2 === 0 ? [[key, values[i + 1]!] as const] : [])))
      return sets.has(name) ? setOf(values) : list(values)
    }
  }
}

const made: Native = (_m, args, named) =>
  special('Redis', {
    host: arg(args, 0, named, 'host', 'localhost'),
    port: arg(args, 1, named, 'port', 6379n),
    decode: named.get('decode_responses') ?? false,
  })

const fromUrl: Native = (_m, [url = ''], named) => {
  const [, host = 'localhost', port = '6379'] = /^redis:\/\/(?:[^@/]*@)?([^:/]+)(?::(\d+))?/.exec(str(url)) ?? []
  return special('Redis', { host, port: BigInt(port), decode: named.get('decode_responses') ?? false })
}

export const redisNatives: Readonly<Record<string, Native>> = {
  'redis.Redis': made,
  'redis.Redis.from_url': fromUrl,
  'redis.StrictRedis': made,
  'redis.from_url': fromUrl,
  'Redis.close': () => null,
  ...Object.fromEntries(commands.map((name) => [`Redis.${name}`, sent(name)])),
}

const exceptions: Members = Object.fromEntries(
  ['RedisError', 'ConnectionError', 'ResponseError'].map((name) => [
    name,
    () => failure(`redis.exceptions.${name}`).value.of,
  ]),
)

export const redisModules: Readonly<Record<string, Members>> = {
  redis: {
    Redis: () => native('redis.Redis'),
    StrictRedis: () => native('redis.StrictRedis'),
    from_url: () => native('redis.from_url'),
    __version__: () => '6.4.0',
    ...exceptions,
  },
  'redis.exceptions': exceptions,
}
