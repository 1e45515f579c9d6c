import { on } from '../../flags/parse'
import { bodyOf, each } from '../shapes'

/**
 * docker rmi.
 *
 * @models docker/cli cli/command/image/remove.go
 * @fidelity full
 */
interface Removed {
  readonly Untagged?: string
  readonly Deleted?: string
}

export const rm = each({
  request: (c, name) => ({
    method: 'DELETE',
    path: `/images/${name}`,
    query: { force: on(c.parsed, 'force') ? '1' : undefined, noprune: on(c.parsed, 'no-prune') ? '1' : undefined },
  }),
  tell: (_, __, answer) =>
    bodyOf<Removed[]>(answer)
      .map((r) => (r.Deleted === undefined ? `Untagged: ${r.Untagged}\n` : `Deleted: ${r.Deleted}\n`))
      .join(''),
  ending: (c, errors) =>
    errors.length === 0 || (on(c.parsed, 'force') && errors.every((e) => /No such image/.test(e))) ? 0 : 1,
})
