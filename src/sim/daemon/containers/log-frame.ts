import type { Bytes } from '../../../base/bytes'

/** Docker's multiplexed stream: 8 bytes of header (which stream, how long), then that many bytes. @models moby api/stdcopy @fidelity full */
export function frame(channel: 'stdin' | 'stdout' | 'stderr', data: Bytes): Bytes {
  const n = data.length
  const header = [
    channel === 'stdin' ? 0 : channel === 'stdout' ? 1 : 2,
    0,
    0,
    0,
    (n >>> 24) & 255,
    (n >>> 16) & 255,
    (n >>> 8) & 255,
    n & 255,
  ]
  return String.fromCharCode(...header) + data
}
