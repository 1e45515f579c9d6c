import { list, off, value } from '../../flags/parse'
import { parseNormalizedNamed, tagError, tagNameOnly } from '../../names'
import { asks, bodyOf } from '../shapes'

/**
 * docker commit.
 *
 * @models docker/cli cli/command/container/commit.go, moby client/container_commit.go
 * @fidelity full
 */
export const commit = asks({
  request: (c) => {
    const [container = '', reference] = c.parsed.args
    const wrong = reference === undefined ? undefined : tagError(reference)
    if (wrong !== undefined) return void c.fail(wrong)
    const named = reference === undefined ? undefined : tagNameOnly(parseNormalizedNamed(reference))
    const changes = list(c.parsed, 'change')
    return {
      method: 'POST',
      path: '/commit',
      query: {
        container,
        repo: named === undefined ? '' : `${named.domain}/${named.path}`,
        tag: named?.tag ?? '',
        comment: value(c.parsed, 'message'),
        author: value(c.parsed, 'author'),
        changes: changes.length === 0 ? undefined : changes,
        pause: off(c.parsed, 'pause') ? '0' : undefined,
      },
    }
  },
  tell: (c, answer) => {
    c.out(`${bodyOf<{ Id: string }>(answer).Id}\n`)
    c.exit(0)
  },
})
