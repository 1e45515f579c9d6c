import type { Machine } from './core'

/** Standard output of a program. */

/** print's way out: kept back where nobody looks on, as the C library's and Python's buffers do. */
export function write(m: Machine, words: string): void {
  m.core.out += words
  if (!m.core.buffered || m.core.out.length > 8192) flush(m)
}

export function flush(m: Machine): void {
  const { out } = m.core
  m.core.out = ''
  if (out !== '') m.lib.natives['.write']!(m, [1n, out], new Map(), null)
}
