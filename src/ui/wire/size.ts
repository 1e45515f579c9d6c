import type { Payload } from '../../trace/types'

/** Bytes that a message carries, without its head. */
export function sizeOf(payload: Payload): number {
  switch (payload.kind) {
    case 'http.request':
    case 'http.response':
      return payload.body.length
    case 'http.chunk':
    case 'stream':
    case 'tty.input':
    case 'tty.output':
    case 'pipe':
      return payload.data.length
    case 'syscall':
      return payload.op.name === 'write' ? payload.op.data.length : 0
    case 'sysret':
      return payload.value?.data?.length ?? 0
    default:
      return 0
  }
}
