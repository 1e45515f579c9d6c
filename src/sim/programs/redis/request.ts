import type { Bytes } from '../../../base/bytes'

/** What a client sends: an array of bulk strings, or a line as a person types it into telnet. */
export type Request =
  | { readonly kind: 'words'; readonly words: readonly Bytes[]; readonly rest: Bytes }
  | { readonly kind: 'wrong'; readonly words: Bytes }

/** The first whole request in what has come in; undefined while it is not all there. */
export function nextRequest(bytes: Bytes): Request | undefined {
  if (bytes.startsWith('*')) return arrayRequest(bytes)
  const end = bytes.indexOf('\n')
  if (end < 0) return undefined
  const words = splitWords(bytes.slice(0, end).replace(/\r$/, ''))
  if (words === undefined) return { kind: 'wrong', words: 'ERR Protocol error: unbalanced quotes in request' }
  return { kind: 'words', words, rest: bytes.slice(end + 1) }
}

function arrayRequest(bytes: Bytes): Request | undefined {
  const head = /^\*(-?\d+)\r\n/.exec(bytes)
  if (head === null)
    return bytes.includes('\r\n') ? { kind: 'wrong', words: 'ERR Protocol error: invalid multibulk length' } : undefined
  const words: Bytes[] = []
  let at = head[0].length
  for (let i = 0; i < Number(head[1]); i++) {
    const end = bytes.indexOf('\r\n', at)
    if (end < 0) return undefined
    if (bytes[at] !== '$') return { kind: 'wrong', words: `ERR Protocol error: expected '$', got '${bytes[at]}'` }
    const length = Number(bytes.slice(at + 1, end))
    if (bytes.length < end + 2 + length + 2) return undefined
    words.push(bytes.slice(end + 2, end + 2 + length))
    at = end + 2 + length + 2
  }
  return { kind: 'words', words, rest: bytes.slice(at) }
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', a: '\x07' }

const unescaped = (inside: Bytes): Bytes =>
  inside.replace(/\\(?:x([0-9a-fA-F]{2})|([^]))/g, (_, hex?: string, letter = '') =>
    hex === undefined ? (escapes[letter] ?? letter) : String.fromCharCode(parseInt(hex, 16)),
  )

/** Words of a line with Redis's own quotes; undefined where a quote is open, or closed in the middle of a word. */
export function splitWords(line: Bytes): readonly Bytes[] | undefined {
  const words: Bytes[] = []
  let rest = line.trimStart()
  while (rest !== '') {
    const taken = /^(?:[^\s"']+|"(?:\\[^]|[^"\\])*"(?=\s|$)|'(?:\\'|[^'])*'(?=\s|$))+/.exec(rest)?.[0]
    if (taken === undefined) return undefined
    words.push(
      taken.replace(/"((?:\\[^]|[^"\\])*)"|'((?:\\'|[^'])*)'/g, (_, double?: string, single = '') =>
        double === undefined ? single.replace(/\\'/g, "'") : unescaped(double),
      ),
    )
    const after = rest.slice(taken.length)
    if (after !== '' && !/^\s/.test(after)) return undefined
    rest = after.trimStart()
  }
  return words
}
