import type { Score } from '../../scene/rhythm'
import type { Message } from '../../trace/types'
import type { Past } from './say'

/** So far back it is looked: what is older than that many steps is not asked for. */
const reach = 4000

/** What a recording tells, at a step, of what was before. */
export const pastOf = (score: Score, step: number): Past => ({
  /** Same connection, same exchange, the other way. */
  requestOf: (answer) => {
    const { payload } = answer
    if (payload.kind !== 'http.response' && payload.kind !== 'http.chunk') return undefined
    return latest(score, step, ({ id, from, payload: asked }) =>
      id < answer.id && asked.kind === 'http.request' && from === answer.to
        ? asked.conn === payload.conn && asked.exchange === payload.exchange
        : false,
    )
  },
  argvOf: (pid) => {
    const told = latest(score, step, ({ payload }) => payload.kind === 'exec' && payload.pid === pid)?.payload
    return told?.kind === 'exec' ? told.argv : undefined
  },
})

function latest(score: Score, from: number, wanted: (message: Message) => boolean): Message | undefined {
  for (let step = Math.min(from, score.length); step > 0 && step > from - reach; step--) {
    const message = score.message(step)
    if (wanted(message)) return message
  }
  return undefined
}
