import { humanDuration } from '../../../base/units'
import type { Container } from './container'
import { statusOf } from './lookup'

/** The STATUS column. @models moby daemon/container/state.go State.String @fidelity full */
export function statusText(container: Container, now: number): string {
  const since = (at: number | undefined) => humanDuration(Math.floor((now - (at ?? now)) / 1000))
  switch (statusOf(container)) {
    case 'created':
      return 'Created'
    case 'running':
      return `Up ${since(container.startedAt)}${healthWord(container)}`
    case 'paused':
      return `Up ${since(container.startedAt)} (Paused)`
    case 'restarting':
      return `Restarting (${container.exitCode}) ${since(container.finishedAt)} ago`
    case 'removing':
      return 'Removal In Progress'
    case 'dead':
      return 'Dead'
    default:
      return `Exited (${container.exitCode}) ${since(container.finishedAt)} ago`
  }
}

const healthWord = ({ health }: Container): string => {
  if (health === undefined) return ''
  return health.life.value === 'starting' ? ' (health: starting)' : ` (${health.life.value as string})`
}
