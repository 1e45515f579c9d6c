import { text as fromUtf8, utf8 } from '../../../../base/bytes'
import { base64, unbase64 } from '../../../../base/base64'
import { items, number, text } from '../machine/convert'
import { isKind, obj, type Obj, type Value } from '../machine/value'
import type { NativeFn } from '../machine/core'

/**
 * Buffers. They keep text, so bytes that are no UTF-8 do not survive.
 *
 * @models nodejs.org/api/buffer.html
 * @fidelity part: text in UTF-8, hex and base64
 */
const buffer = (words: string): Obj => obj({ '.text': words }, 'Buffer')

const bytesOf = (self: Value): string => utf8(text(self))

const hexOf = (bytes: string): string => [...bytes].map((c) => c.charCodeAt(0).toString(16).padStart(2, '0')).join('')

const bytesOfHex = (words: string): string => words.replace(/../g, (pair) => String.fromCharCode(parseInt(pair, 16)))

function decoded(words: string, how: string): string {
  if (how === 'base64') return fromUtf8(unbase64(words))
  return how === 'hex' ? fromUtf8(bytesOfHex(words)) : words
}

export const bufferNatives: Readonly<Record<string, NativeFn>> = {
  'Buffer.from': (_m, [words, how]) => buffer(decoded(text(words), text(how ?? 'utf8'))),
  'Buffer.concat': (_m, [list]) => buffer(items(list).map(text).join('')),
  'Buffer.byteLength': (_m, [words]) => utf8(text(words)).length,
  'Buffer.isBuffer': (_m, [value]) => isKind(value, 'Buffer'),
  'Buffer#slice': (_m, [from, to], self) =>
    buffer(fromUtf8(bytesOf(self).slice(number(from ?? 0), to === undefined ? undefined : number(to)))),
  'Buffer#toString': (_m, [how], self) =>
    how === 'hex' ? hexOf(bytesOf(self)) : how === 'base64' ? base64(bytesOf(self)) : text(self),
}
