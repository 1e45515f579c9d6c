import type { Bytes } from '../../../base/bytes'

/**
 * Docker's frames for output that is not a terminal's: `[stream, 0, 0, 0, size as 4 bytes]` and the bytes.
 *
 * @models moby pkg/stdcopy
 * @fidelity full
 */
export interface Frame {
  readonly channel: 'stdin' | 'stdout' | 'stderr'
  readonly data: Bytes
}

/** Whole frames, and what is left of the bytes. */
export function frames(bytes: Bytes): readonly [found: readonly Frame[], rest: Bytes] {
  const found: Frame[] = []
  let at = 0
  while (bytes.length - at >= 8) {
    const size = [4, 5, 6, 7].reduce((n, i) => n * 256 + bytes.charCodeAt(at + i), 0)
    if (bytes.length - at - 8 < size) break
    found.push({
      channel: (['stdin', 'stdout', 'stderr'] as const)[bytes.charCodeAt(at)] ?? 'stdout',
      data: bytes.slice(at + 8, at + 8 + size),
    })
    at += 8 + size
  }
  return [found, bytes.slice(at)]
}
