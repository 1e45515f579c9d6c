import type { Daemon } from '../state'
import { forgetWatch } from '../system/events'
import { statusOf } from './lookup'
import { removeContainer } from './remove'
import { later, tell } from './waiters'

/**
 * A run of that container is over (or never began): whoever waits is told, and one that was to be removed is removed.
 * @models moby container/state.go notifyAndClear, daemon/monitor.go
 */
export function settle(d: Daemon, id: string, exitCode: number): void {
  tell(d, id, exitCode, ['not-running', 'next-exit'])
  for (const [key, watch] of Object.entries(d.state.watches)) {
    if (watch.kind !== 'ended' || watch.about !== id) continue
    forgetWatch(d, key)
    later(d, watch.then, {})
  }
  const container = d.state.containers[id]
  if (container !== undefined && container.hostConfig.AutoRemove && statusOf(container) !== 'restarting') {
    removeContainer(d, id, { volumes: true }, { then: 'containers.remove/quiet', data: {} })
  }
}
