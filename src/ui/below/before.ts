import { lastAtOrBefore } from '../../scene/rhythm'
import type { World } from '../../trace/types'
import type { Player } from '../player/player.svelte'

/** The step before the last visible one: what has changed since is what this step changed. */
export function stepBefore(player: Player): number | undefined {
  const { seen } = player.rhythm
  const last = lastAtOrBefore(seen, player.moment.step)
  return last < 0 ? undefined : seen[last]! - 1
}

export function worldBefore(player: Player): World | undefined {
  const step = stepBefore(player)
  return step === undefined ? undefined : player.recording.world(step)
}
