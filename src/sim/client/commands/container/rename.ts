import { daemonError } from '../../errors'
import { asks } from '../shapes'

/**
 * docker rename.
 *
 * @models docker/cli cli/command/container/rename.go
 * @fidelity full
 */
export const rename = asks({
  request: (c) => ({
    method: 'POST',
    path: `/containers/${c.parsed.args[0]}/rename`,
    query: { name: c.parsed.args[1] },
  }),
  tell: (c) => c.exit(0),
  refused: (c, answer) => c.fail(`${daemonError(answer)}\nError: failed to rename container named ${c.parsed.args[0]}`),
})
