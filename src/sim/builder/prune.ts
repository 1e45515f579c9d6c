import { methods as runtime } from '../runtime/face'
import { reply, rpc } from '../world/draft'
import { forget, records } from './cache'
import type { Buildkit, Caller } from './state'

export interface PruneArgs {
  readonly all?: boolean
}

/**
 * `docker builder prune`: what no image holds is thrown away; the records of what one holds only with `all`.
 * @models buildkit control/control.go (Prune)
 * @fidelity part: no filters and no size to keep
 */
export function prune(d: Buildkit, caller: Caller, args: PruneArgs): void {
  const gone = Object.entries(d.state.cache).filter(([, entry]) => args.all === true || !entry.shared)
  const pruned = records(Object.fromEntries(gone))
  for (const [key, entry] of gone.reverse()) {
    forget(d, key)
    if (!entry.shared)
      rpc(d, 'containerd', runtime.removeSnapshot, { key: entry.layer.key }, { then: 'nothing', data: {} })
  }
  reply(d, caller.to, caller.call, caller.method, { result: { records: pruned as never } })
}
