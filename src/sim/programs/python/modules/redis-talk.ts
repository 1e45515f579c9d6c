import { strerror } from '../../../wire/errno'
import { orUndefined } from '../../face'
import { decode, request, type Reply } from '../../redis/reply'
import { failure, type Raised } from '../value/exceptions'
import { str } from '../value/repr'
import type { Bytes } from '../../../../base/bytes'
import type { Await, Fd } from '../../../wire/sys'
import type { Machine, Waiting } from '../machine/core'
import type { Special, Value } from '../value/thing'

/** A connection to Redis: opened for the first command, kept for the next. It speaks the protocol of redis/reply.ts. */
/** Sends a command; its answer is there when the machine has waited for it. */
export function send(m: Machine, client: Special, words: readonly Bytes[], name: string): Value {
  const waiting: Waiting = { kind: 'redis', client, request: request(words), name, at: 'lookup', came: '' }
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
  m.sys.send(fd, { kind: 'stream', channel: 'raw', data: String(waiting['request']), end: false })
  waiting['at'] = 'reply'
  return null
}

const fdOf = (waiting: Waiting): Fd => Number((waiting['client'] as Special).m.get('fd'))

export const redisAwaits = (waiting: Waiting): readonly Await[] => {
  if (waiting['at'] === 'lookup')
    return [{ on: 'resolved', name: str((waiting['client'] as Special).m.get('host') ?? '') }]
  return [waiting['at'] === 'connect' ? { on: 'connected', fd: fdOf(waiting) } : { on: 'readable', fd: fdOf(waiting) }]
}

const whereOf = (client: Special): string =>
  `${str(client.m.get('host') ?? 'localhost')}:${str(client.m.get('port') ?? 6379n)}`

const broken = (words: string): Raised => failure('redis.exceptions.ConnectionError', words)

/** One wake further: what the server said, or undefined while it has not. */
export function redisResume(m: Machine, waiting: Waiting, addresses: readonly string[] | undefined): Reply | undefined {
  if (waiting['at'] === 'lookup') {
    if (addresses === undefined) return undefined
    const where = whereOf(waiting['client'] as Special)
    if (addresses[0] === undefined) throw broken(`Error -2 connecting to ${where}. Name or service not known.`)
    dial(m, waiting, addresses[0])
  }
  if (waiting['at'] === 'connect' && !connected(m, waiting)) return undefined
  return received(m, waiting)
}

function connected(m: Machine, waiting: Waiting): boolean {
  const client = waiting['client'] as Special
  const how = m.sys.connection(fdOf(waiting))
  if (how === 'connecting') return false
  if (how === 'open') {
    say(m, waiting, fdOf(waiting))
    return true
  }
  client.m.delete('fd')
  const words = how === 'closed' ? 'Connection refused' : strerror[how]
  throw broken(`Error 111 connecting to ${whereOf(client)}. ${words}.`)
}

function received(m: Machine, waiting: Waiting): Reply | undefined {
  for (;;) {
    const whole = decode(String(waiting['came']))
    if (whole) return whole.reply
    const payload = m.sys.receive(fdOf(waiting))
    if (payload === undefined) return undefined
    if (payload.kind !== 'stream' || payload.data === '') throw hungUp(m, waiting)
    waiting['came'] = String(waiting['came']) + payload.data
  }
}

function hungUp(m: Machine, waiting: Waiting): Raised {
  orUndefined(() => m.sys.close(fdOf(waiting)))
  ;(waiting['client'] as Special).m.delete('fd')
  return broken('Connection closed by server.')
}
