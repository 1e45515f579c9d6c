import { table } from '../../../../base/table'
import { asks, bodyOf } from '../shapes'

/**
 * docker top. Its columns are 20 wide, as ps is asked for.
 *
 * @models docker/cli cli/command/container/top.go
 * @fidelity full
 */
export const top = asks({
  request: (c) => {
    const options = c.parsed.args.slice(1).join(' ')
    return { method: 'GET', path: `/containers/${c.parsed.args[0]}/top`, query: { ps_args: options || undefined } }
  },
  tell: (c, answer) => {
    const { Titles, Processes } = bodyOf<{ Titles: string[]; Processes: string[][] }>(answer)
    c.out(table([Titles, ...Processes], { minWidth: 20, padding: 3 }))
    c.exit(0)
  },
})
