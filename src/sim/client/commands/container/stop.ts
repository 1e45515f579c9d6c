import { changed, value } from '../../flags/parse'
import { each } from '../shapes'

/**
 * docker stop and docker restart.
 *
 * @models docker/cli cli/command/container/stop.go, restart.go
 * @fidelity full
 */
const query = (c: Parameters<Parameters<typeof each>[0]['request']>[0]) => ({
  signal: value(c.parsed, 'signal') || undefined,
  t: changed(c.parsed, 'timeout') ? value(c.parsed, 'timeout') : undefined,
})

export const stop = each({
  parallel: true,
  request: (c, name) => ({ method: 'POST', path: `/containers/${name}/stop`, query: query(c) }),
})

export const restart = each({
  request: (c, name) => ({ method: 'POST', path: `/containers/${name}/restart`, query: query(c) }),
})
