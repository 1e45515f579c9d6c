import { each, bodyOf } from '../shapes'

/**
 * docker wait.
 *
 * @models docker/cli cli/command/container/wait.go
 * @fidelity full
 */
export const wait = each({
  request: (_, name) => ({ method: 'POST', path: `/containers/${name}/wait` }),
  tell: (_, __, answer) => `${bodyOf<{ StatusCode: number }>(answer).StatusCode}\n`,
})
