import { text, utf8, type Bytes } from '../../../base/bytes'
import type { Json } from '../../wire/rpc'
import { stream } from '../respond'
import type { Daemon } from '../state'

/**
 * What travels on the hijacked connections of a build: one JSON document a frame.
 * @models buildkit session/grpchijack, gRPC over h2c
 * @fidelity part: JSON instead of protobuf
 */
export interface Frame {
  readonly call: number
  readonly method?: string
  readonly args?: { readonly [key: string]: Json }
  readonly result?: Json
  readonly error?: { readonly code: string; readonly message: string }
  readonly stream?: Json
}

export function readFrame(bytes: Bytes): Frame | undefined {
  try {
    const frame = JSON.parse(text(bytes)) as Frame
    return typeof frame.call === 'number' ? frame : undefined
  } catch {
    return undefined
  }
}

export function say(d: Daemon, conn: string, frame: Frame): void {
  const peer = d.state.conns[conn]?.peer
  if (peer !== undefined) stream(d, peer, conn, 'raw', utf8(JSON.stringify(frame)))
}
