import type { Bytes } from '../../../base/bytes'

/**
 * Keys in the bytes that a terminal in raw mode gives: a character, a named key in angle brackets, or an answer of the terminal (OSC 7331).
 * An ESC that nothing follows yet is the key: whoever presses it is quicker than any timer would be.
 */
export type Key = { readonly kind: 'key'; readonly key: Bytes } | { readonly kind: 'answer'; readonly body: Bytes }

const token = /\x1b\]7331;([^\x07]*)\x07|\x1b(?:\[([0-9;]*[A-Za-z~])|O([A-Z]))|[\xc0-\xff][\x80-\xbf]+|[^]/g
const begun = /\x1b\](?:7(?:3(?:3(?:1(?:;[^\x07]*)?)?)?)?)?$/

const named: Readonly<Record<string, string>> = {
  A: '<Up>',
  B: '<Down>',
  C: '<Right>',
  D: '<Left>',
  H: '<Home>',
  F: '<End>',
  '1~': '<Home>',
  '4~': '<End>',
  '3~': '<Del>',
  '5~': '<PageUp>',
  '6~': '<PageDown>',
}

const control: Readonly<Record<string, string>> = {
  '\r': '<Enter>',
  '\n': '<Enter>',
  '\x1b': '<Esc>',
  '\x7f': '<Backspace>',
  '\b': '<Backspace>',
}

/** The keys, and what may be the beginning of an answer that goes on in the next bytes. */
export function keysOf(data: Bytes): readonly [keys: readonly Key[], partial: Bytes] {
  const partial = begun.exec(data)?.[0] ?? ''
  const keys = [...data.slice(0, data.length - partial.length).matchAll(token)].map(([all, body, csi, ss3]): Key => {
    if (body !== undefined) return { kind: 'answer', body }
    if (csi !== undefined || ss3 !== undefined) return { kind: 'key', key: named[csi ?? ss3 ?? ''] ?? '<Other>' }
    return { kind: 'key', key: control[all] ?? all }
  })
  return [keys, partial]
}

/** Whether a key is a character to be written down. */
export const isText = (key: Bytes): boolean => key === '\t' || (key >= ' ' && !/^<.+>$/.test(key))
