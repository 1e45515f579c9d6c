import { on } from '../../flags/parse'
import { each } from '../shapes'

/**
 * docker rm. With `--force` a container that is not there is told and is no failure.
 *
 * @models docker/cli cli/command/container/rm.go
 * @fidelity full
 */
export const rm = each({
  parallel: true,
  names: (c) => c.parsed.args.map((name) => name.replace(/^\/+|\/+$/g, '')),
  request: (c, name) => ({
    method: 'DELETE',
    path: `/containers/${name}`,
    query: {
      force: on(c.parsed, 'force') ? '1' : undefined,
      link: on(c.parsed, 'link') ? '1' : undefined,
      v: on(c.parsed, 'volumes') ? '1' : undefined,
    },
  }),
  ending: (c, errors) => (errors.some((e) => !(on(c.parsed, 'force') && e.includes('No such container'))) ? 1 : 0),
})
