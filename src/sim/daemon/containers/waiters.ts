import { send, type Then } from '../../world/draft'
import { encodeJson, endStream, unwatchConn } from '../respond'
import type { Daemon } from '../state'
import { forgetWatch } from '../system/events'

/** Goes on with something in a moment, by way of a timer: the table of continuations is not ours to read. */
export function later(d: Daemon, then: Then, worked: object, delay = 1): void {
  send(d, { to: 'dockerd', delay, payload: { kind: 'timer', name: 'work/done', data: { then, worked } as never } })
}

/** Answers the waits of these kinds. @models moby daemon/server/router/container postContainersWait */
export function tell(d: Daemon, id: string, exitCode: number, conditions: readonly string[]): void {
  for (const [key, watch] of Object.entries(d.state.watches)) {
    if (watch.kind !== 'wait' || watch.about !== id) continue
    if (!conditions.includes((watch.data as { condition: string }).condition)) continue
    forgetWatch(d, key)
    unwatchConn(d, watch.sink.conn)
    endStream(d, watch.sink, encodeJson({ StatusCode: exitCode }))
  }
}
