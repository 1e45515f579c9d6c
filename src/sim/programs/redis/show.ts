import type { Bytes } from '../../../base/bytes'
import type { Reply } from './reply'

/** How redis-cli writes a reply down: for a person, or raw where nobody looks on. */
const escapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\x07': '\\a', '\b': '\\b' }

const quoted = (bytes: Bytes): Bytes =>
  `"${bytes.replace(/["\\]|[^ -~]/g, (char) =>
    /["\\]/.test(char) ? `\\${char}` : (escapes[char] ?? `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`),
  )}"`

export function forPerson(reply: Reply, indent = ''): Bytes {
  switch (reply.kind) {
    case 'status':
      return `${reply.bytes}\n`
    case 'error':
      return `(error) ${reply.bytes}\n`
    case 'integer':
      return `(integer) ${reply.value}\n`
    case 'bulk':
      return `${reply.bytes === undefined ? '(nil)' : quoted(reply.bytes)}\n`
    case 'array':
      return reply.items === undefined ? '(nil)\n' : numbered(reply.items, indent)
  }
}

function numbered(items: readonly Reply[], indent: string): Bytes {
  if (items.length === 0) return '(empty array)\n'
  const width = String(items.length).length
  const inner = `${indent}${' '.repeat(width + 2)}`
  return items
    .map((item, i) => `${i === 0 ? '' : indent}${String(i + 1).padStart(width)}) ${forPerson(item, inner)}`)
    .join('')
}

/** Without the newline that ends it. */
export function raw(reply: Reply): Bytes {
  switch (reply.kind) {
    case 'status':
      return reply.bytes
    case 'error':
      return `${reply.bytes}\n`
    case 'integer':
      return String(reply.value)
    case 'bulk':
      return reply.bytes ?? ''
    case 'array':
      return (reply.items ?? []).map(raw).join('\n')
  }
}
