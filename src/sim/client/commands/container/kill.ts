import { value } from '../../flags/parse'
import { each } from '../shapes'

/**
 * docker kill.
 *
 * @models docker/cli cli/command/container/kill.go
 * @fidelity full
 */
export const kill = each({
  parallel: true,
  request: (c, name) => ({
    method: 'POST',
    path: `/containers/${name}/kill`,
    query: { signal: value(c.parsed, 'signal') || undefined },
  }),
})
