import type { Bytes } from '../../../base/bytes'

/** Whether a name fits a pattern of KEYS, SCAN, PSUBSCRIBE and CONFIG GET. */
export function fits(pattern: Bytes, name: Bytes, insensitive = false): boolean {
  const source = pattern.replace(/\\([^])|\[(\^?)((?:\\[^]|[^\]])*)\]|([^])/g, (_, escaped, not, inside, plain) => {
    if (escaped !== undefined) return literal(escaped as string)
    if (inside !== undefined) return `[${not as string}${(inside as string).replace(/[\][^]/g, '\\$&')}]`
    return plain === '*' ? '[^]*' : plain === '?' ? '[^]' : literal(plain as string)
  })
  return new RegExp(`^${source}$`, insensitive ? 'i' : '').test(name)
}

const literal = (char: string): string => char.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
