import { verb, type Cli } from '../../engine'
import { beginCreate, configured, creating, type Creating, type Manner } from '../../run/create'
import { nothingDrawn } from '../../progress/json-lines'

/**
 * docker create.
 *
 * @models docker/cli cli/command/container/create.go
 * @fidelity full
 */
const manner: Manner = {
  name: 'create',
  refuse: (c, message) => c.fail(message),
  created: (c) => {
    c.out(`${(c as Cli<Creating>).data.id}\n`)
    c.exit(0)
  },
}

export const create = verb<Creating>({
  start(c) {
    const asked = configured(c as Cli, 'create')
    if (asked === undefined) return
    c.data = { asked, id: '', drawn: nothingDrawn, pulled: false }
    beginCreate(c, manner)
  },
  phases: creating(manner),
})
