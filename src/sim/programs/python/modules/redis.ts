import { text, utf8 } from '../../../../base/bytes'
import { strerror } from '../../../wire/errno'
import { orUndefined } from '../../face'
import { arg } from '../builtins/arguments'
import { failure } from '../value/exceptions'
import { items, truth } from '../value/items'
import { str } from '../value/repr'
import { isThing, list, native, special, type Special, type Value } from '../value/thing'
import type { Await, Fd } from '../../../wire/sys'
import type { Machine, Native, Waiting } from '../machine/core'

/**
 * The client of Redis: each method is a command on a connection that is opened when the first one is sent.
 *
 * @models redis-py 5
 * @fidelity part: strings, counters, lists, sets and hashes; no pipelines, no pub/sub; commands are sent inline
 */
const commands =
  'ping get set incr decr incrby delete exists keys expire ttl lpush rpush lpop rpop lrange llen sadd smembers scard sismember hset hget hgetall hincrby flushall flushdb dbsize setex setnx append'.split(
    ' ',
  )

const quotedWord = (value: Value): string => {
  const words = isThing(value) && value.t === 'bytes' ? text(value.s) : str(value)
  return /^[\w.:@/+-]+$/.test(words) ? words : JSON.stringify(words)
}

const sent =
  (name: string): Native =>
  (m, args, named, self) => {
    const words = [
      name === 'delete' ? 'del' : name,
      ...args,
      ...(name === 'set' && named.has('ex') ? ['EX', named.get('ex')!] : []),
    ]
    return send(m, self as Special, words.map(quotedWord).join(' '), name)
  }

function send(m: Machine, client: Special, line: string, name: string): Value {
  const waiting: Waiting = { kind: 'redis', client, line, name, at: 'lookup' }
  m.core.waiting = waiting
  const fd = client.m.get('fd')
  const host = str(client.m.get('host') ?? 'localhost')
  if (typeof fd === 'bigint' && m.sys.connection(Number(fd)) === 'open') return say(m, waiting, Number(fd))
  if (/^[\d.]+$/.test(host) || host === 'localhost') return dial(m, waiting, host === 'localhost' ? '127.0.0.1' : host)
  m.sys.resolve(host)
  return null
}

function dial(m: Machine, waiting: Waiting, address: string): null {
  const client = waiting['client'] as Special
  const fd = m.sys.connect(`tcp:${address}:${str(client.m.get('port') ?? 6379n)}`)
  client.m.set('fd', BigInt(fd))
  waiting['at'] = 'connect'
  return null
}

function say(m: Machine, waiting: Waiting, fd: Fd): null {
  m.sys.send(fd, { kind: 'stream', channel: 'raw', data: utf8(`${String(waiting['line'])}\r\n`), end: false })
  waiting['at'] = 'reply'
  return null
}

const fdOf = (waiting: Waiting): Fd => Number((waiting['client'] as Special).m.get('fd'))

export const redisAwaits = (waiting: Waiting): readonly Await[] => {
  if (waiting['at'] === 'lookup')
    return [{ on: 'resolved', name: str((waiting['client'] as Special).m.get('host') ?? '') }]
  return [waiting['at'] === 'connect' ? { on: 'connected', fd: fdOf(waiting) } : { on: 'readable', fd: fdOf(waiting) }]
}

/** One wake further: the value of the call, or undefined while it still waits. */
export function redisResume(m: Machine, waiting: Waiting, addresses: readonly string[] | undefined): Value | undefined {
  const client = waiting['client'] as Special
  const where = `${str(client.m.get('host') ?? 'localhost')}:${str(client.m.get('port') ?? 6379n)}`
  const broken = (words: string) => failure('redis.exceptions.ConnectionError', words)
  if (waiting['at'] === 'lookup') {
    if (addresses === undefined) return undefined
    if (addresses[0] === undefined) throw broken(`Error -2 connecting to ${where}. Name or service not known.`)
    dial(m, waiting, addresses[0])
  }
  if (waiting['at'] === 'connect') {
    const how = m.sys.connection(fdOf(waiting))
    if (how === 'connecting') return undefined
    if (how !== 'open') {
      client.m.delete('fd')
      throw broken(`Error 111 connecting to ${where}. ${how === 'closed' ? 'Connection refused' : strerror[how]}.`)
    }
    say(m, waiting, fdOf(waiting))
  }
  const payload = m.sys.receive(fdOf(waiting))
  if (payload === undefined) return undefined
  if (payload.kind !== 'stream' || payload.data === '') {
    orUndefined(() => m.sys.close(fdOf(waiting)))
    client.m.delete('fd')
    throw broken('Connection closed by server.')
  }
  return answer(client, String(waiting['name']), text(payload.data))
}

function answer(client: Special, name: string, reply: string): Value {
  const decode = truth(client.m.get('decode') ?? false)
  const word = (words: string): Value => (decode ? words : { t: 'bytes', s: utf8(words) })
  const [head = '', ...rest] = reply.split('\r\n')
  const body = head.slice(1)
  switch (head[0]) {
    case '+':
      return name === 'set' || name === 'ping' || name.startsWith('flush') || name === 'setex' ? true : word(body)
    case '-':
      throw failure('redis.exceptions.RedisError', body)
    case ':':
      return ['expire', 'setnx', 'sismember'].includes(name) ? body === '1' : BigInt(body)
    case '$':
      return body === '-1' ? null : word(rest[0] ?? '')
    default: {
      const values = rest.filter((_, i) => i % 2 === 1).map(word)
      if (name === 'hgetall') return pairsOf(values)
      return list(values)
    }
  }
}

const pairsOf = (values: readonly Value[]): Value => ({
  t: 'dict',
  m: new Map(
    values.flatMap((key, i) =>
      i % 2 === 0
        ? [
            [
              typeof key === 'string' ? `s${key}` : `b${str((items(list([key]))[0] as { s: string }).s)}`,
              [key, values[i + 1] ?? null],
            ] as const,
          ]
        : [],
    ),
  ) as Map<string, [Value, Value]>,
})

const made: Native = (_m, args, named) =>
  special('Redis', {
    host: arg(args, 0, named, 'host', 'localhost'),
    port: arg(args, 1, named, 'port', 6379n),
    decode: named.get('decode_responses') ?? false,
  })

export const redisNatives: Readonly<Record<string, Native>> = {
  'redis.Redis': made,
  'redis.StrictRedis': made,
  'redis.from_url': (_m, [url = ''], named) => {
    const [, host = 'localhost', port = '6379'] = /^redis:\/\/(?:[^@/]*@)?([^:/]+)(?::(\d+))?/.exec(str(url)) ?? []
    return special('Redis', { host, port: BigInt(port), decode: named.get('decode_responses') ?? false })
  },
  ...Object.fromEntries(commands.map((name) => [`Redis.${name}`, sent(name)])),
}

export const redisModules = {
  redis: {
    Redis: () => native('redis.Redis'),
    StrictRedis: () => native('redis.StrictRedis'),
    from_url: () => native('redis.from_url'),
    ConnectionError: () => failure('redis.exceptions.ConnectionError').value.of,
    RedisError: () => failure('redis.exceptions.RedisError').value.of,
  },
  'redis.exceptions': {
    ConnectionError: () => failure('redis.exceptions.ConnectionError').value.of,
    RedisError: () => failure('redis.exceptions.RedisError').value.of,
  },
}
