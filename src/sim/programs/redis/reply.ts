import type { Bytes } from '../../../base/bytes'

/**
 * What a server of Redis answers, and both directions of its protocol. It is text, so the wire shows what is really said.
 *
 * @models Redis serialization protocol (RESP2)
 * @fidelity full
 */
export type Reply =
  | { readonly kind: 'status'; readonly bytes: Bytes }
  | { readonly kind: 'error'; readonly bytes: Bytes }
  | { readonly kind: 'integer'; readonly value: number }
  | { readonly kind: 'bulk'; readonly bytes: Bytes | undefined }
  | { readonly kind: 'array'; readonly items: readonly Reply[] | undefined }

export const ok: Reply = { kind: 'status', bytes: 'OK' }
export const nil: Reply = { kind: 'bulk', bytes: undefined }
export const status = (bytes: Bytes): Reply => ({ kind: 'status', bytes })
export const error = (bytes: Bytes): Reply => ({ kind: 'error', bytes })
export const integer = (value: number): Reply => ({ kind: 'integer', value })
export const bulk = (bytes: Bytes | undefined): Reply => ({ kind: 'bulk', bytes })
export const array = (items: readonly Reply[]): Reply => ({ kind: 'array', items })
export const bulks = (items: readonly (Bytes | undefined)[]): Reply => array(items.map(bulk))

export const notInteger = error('ERR value is not an integer or out of range')
export const syntaxError = error('ERR syntax error')
export const wrongType = error('WRONGTYPE Operation against a key holding the wrong kind of value')

export function encode(reply: Reply): Bytes {
  switch (reply.kind) {
    case 'status':
      return `+${reply.bytes}\r\n`
    case 'error':
      return `-${reply.bytes}\r\n`
    case 'integer':
      return `:${reply.value}\r\n`
    case 'bulk':
      return reply.bytes === undefined ? '$-1\r\n' : `$${reply.bytes.length}\r\n${reply.bytes}\r\n`
    case 'array':
      return reply.items === undefined ? '*-1\r\n' : `*${reply.items.length}\r\n${reply.items.map(encode).join('')}`
  }
}

/** A command as a client sends it. */
export const request = (words: readonly Bytes[]): Bytes => encode(bulks(words))

/** The first whole reply in what has come in, and what is left; undefined while it is not all there. */
export function decode(bytes: Bytes, from = 0): { readonly reply: Reply; readonly at: number } | undefined {
  const end = bytes.indexOf('\r\n', from)
  if (end < 0) return undefined
  const head = bytes.slice(from + 1, end)
  const at = end + 2
  switch (bytes[from]) {
    case '+':
      return { reply: status(head), at }
    case '-':
      return { reply: error(head), at }
    case ':':
      return { reply: integer(Number(head)), at }
    case '$':
      return decodeBulk(bytes, Number(head), at)
    case '*':
      return decodeArray(bytes, Number(head), at)
    default:
      return { reply: error(`Protocol error, got ${JSON.stringify(bytes[from])} as reply type byte`), at: bytes.length }
  }
}

function decodeBulk(bytes: Bytes, length: number, at: number): ReturnType<typeof decode> {
  if (length < 0) return { reply: nil, at }
  if (bytes.length < at + length + 2) return undefined
  return { reply: bulk(bytes.slice(at, at + length)), at: at + length + 2 }
}

function decodeArray(bytes: Bytes, count: number, from: number): ReturnType<typeof decode> {
  if (count < 0) return { reply: { kind: 'array', items: undefined }, at: from }
  const items: Reply[] = []
  let at = from
  for (let i = 0; i < count; i++) {
    const next = decode(bytes, at)
    if (next === undefined) return undefined
    items.push(next.reply)
    at = next.at
  }
  return { reply: array(items), at }
}
