import { lastAtOrBefore } from '../../scene/rhythm'
import type { World } from '../../trace/types'
import type { Player } from '../player/player.svelte'

/** The world one visible step earlier: what differs from it is what this step changed. */
export function worldBefore(player: Player): World | undefined {
  const { seen } = player.rhythm
  const last = lastAtOrBefore(seen, player.moment.step)
  return last < 0 ? undefined : player.recording.world(seen[last]! - 1)
}
