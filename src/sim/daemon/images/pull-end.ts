import { methods, type KeyArgs } from '../../runtime/face'
import { fullString, tagNameOnly } from '../../oci/reference'
import { reply, rpc } from '../../world/draft'
import { endStream, unwatchConn } from '../respond'
import type { Daemon } from '../state'
import { releaseLayers } from './layers'
import { fail, type Failure } from './output'
import { dropPull, onLayer, onPull, pullOf, type Pull } from './pull-state'
import { hangUp } from './remote'

/**
 * How a pull ends: complete, refused, or left by its client. In the last two, what was fetched and belongs to no image goes too.
 * @models moby distribution/xfer/transfer.go, layer/layer_store.go Release
 * @fidelity full
 */
export function completePull(d: Daemon, pull: Pull): void {
  if (pull.output.kind === 'http') endStream(d, pull.output.sink)
  else
    reply(d, pull.output.to, pull.output.call, pull.output.method, {
      result: { ...d.state.bases[fullString(tagNameOnly(pull.ref))]! } as never,
    })
  end(d, onPull(d, pull, { type: 'done' }))
}

export function failPull(d: Daemon, pull: Pull, failure: Failure): void {
  fail(d, pull.output, failure)
  end(d, onPull(d, cancelLayers(d, pull), { type: 'fail' }))
}

/** Ctrl-C: the client's connection is gone. */
export function pullClientGone(d: Daemon, id: string): void {
  const pull = pullOf(d, id)
  if (pull !== undefined) end(d, onPull(d, cancelLayers(d, pull), { type: 'cancel' }))
}

const cancelLayers = (d: Daemon, pull: Pull): Pull =>
  pull.layers.reduce((p, _layer, at) => onLayer(d, p, at, { type: 'cancel' }), pull)

function end(d: Daemon, pull: Pull): void {
  if (pull.remote !== undefined) hangUp(d, pull.remote)
  if (pull.output.kind === 'http') unwatchConn(d, pull.output.sink.conn)
  dropPull(d, pull)
  releaseLayers(d)
}

/** A layer was unpacked for a pull that is no more. */
export const discard = (d: Daemon, key: string): void =>
  void rpc(d, 'containerd', methods.removeSnapshot, { key } satisfies KeyArgs, { then: 'images.ignored', data: key })
