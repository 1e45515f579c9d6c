import { asks, bodyOf } from '../shapes'

/**
 * docker diff.
 *
 * @models docker/cli cli/command/container/diff.go
 * @fidelity full
 */
export const diff = asks({
  request: (c) => ({ method: 'GET', path: `/containers/${c.parsed.args[0]}/changes` }),
  tell: (c, answer) => {
    const changes = bodyOf<{ Kind: number; Path: string }[] | null>(answer) ?? []
    c.out(changes.map(({ Kind, Path }) => `${'CAD'[Kind]} ${Path}\n`).join(''))
    c.exit(0)
  },
})
