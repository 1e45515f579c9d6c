import { endStream, unwatchConn } from '../respond'
import type { Daemon } from '../state'
import { fail, type Failure } from './output'
import { dropPush, onBlob, onPush, pushOf, type Push } from './push-state'
import { hangUp } from './remote'

/** How a push ends. What a registry got of a broken one stays an unfinished upload there. */
export function completePush(d: Daemon, push: Push): void {
  if (push.output.kind === 'http') endStream(d, push.output.sink)
  end(d, onPush(d, push, { type: 'done' }))
}

export function failPush(d: Daemon, push: Push, failure: Failure): void {
  fail(d, push.output, failure)
  end(d, onPush(d, cancelBlobs(d, push), { type: 'fail' }))
}

export function pushClientGone(d: Daemon, id: string): void {
  const push = pushOf(d, id)
  if (push !== undefined) end(d, onPush(d, cancelBlobs(d, push), { type: 'cancel' }))
}

const ended = ['exists', 'mounted', 'pushed']

const cancelBlobs = (d: Daemon, push: Push): Push =>
  push.blobs.reduce(
    (p, { life }, at) => (ended.includes(String(life.value)) ? p : onBlob(d, p, at, { type: 'cancel' })),
    push,
  )

function end(d: Daemon, push: Push): void {
  if (push.remote !== undefined) hangUp(d, push.remote)
  if (push.output.kind === 'http') unwatchConn(d, push.output.sink.conn)
  dropPush(d, push)
}
