import { text as decode, utf8, type Bytes } from '../../../base/bytes'

/**
 * The shell works on text; a byte that is no UTF-8 travels through it as a lone surrogate U+DC80…U+DCFF and comes out unchanged.
 *
 * @models bash lib/sh/shmbchar.c
 */
export function toText(bytes: Bytes): string {
  const clean = decode(bytes)
  return clean.includes('\ufffd') ? careful(bytes) : clean
}

function careful(bytes: Bytes): string {
  let out = ''
  for (const piece of bytes.match(/[\x00-\x7f]+|[\xc2-\xf4][\x80-\xbf]{1,3}|[^]/g) ?? []) {
    const seen = decode(piece)
    out +=
      seen.includes('\ufffd') && piece !== '\xef\xbf\xbd'
        ? [...piece].map((c) => (c < '\x80' ? c : String.fromCharCode(0xdc00 + c.charCodeAt(0)))).join('')
        : seen
  }
  return out
}

export function toBytes(words: string): Bytes {
  if (!/[\udc80-\udcff]/.test(words)) return utf8(words)
  return words
    .split(/((?<![\ud800-\udbff])[\udc80-\udcff])/)
    .map((piece, i) => (i % 2 === 1 ? String.fromCharCode(piece.charCodeAt(0) - 0xdc00) : utf8(piece)))
    .join('')
}

/** A byte 0–255 as the shell's text. */
export const byteText = (code: number): string =>
  code < 0x80 ? String.fromCharCode(code) : String.fromCharCode(0xdc00 + (code & 0xff))
