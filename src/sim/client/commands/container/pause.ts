import { each } from '../shapes'

/**
 * docker pause and docker unpause.
 *
 * @models docker/cli cli/command/container/pause.go, unpause.go
 * @fidelity full
 */
export const pause = each({
  parallel: true,
  request: (_, name) => ({ method: 'POST', path: `/containers/${name}/pause` }),
})
export const unpause = each({
  parallel: true,
  request: (_, name) => ({ method: 'POST', path: `/containers/${name}/unpause` }),
})
