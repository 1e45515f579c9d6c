import type { Message } from '../sim/world/message'
import { epoch } from '../sim/world/world'
import { summary } from './summary'

/**
 * The text form of a trace: one message a line, for people to read and review, and for golden files.
 *
 *     12  0.004120  2  host/913 → dockerd  http.request POST /v1.50/containers/create?name=web
 *
 * Number of the step, seconds since the start, depth, sender, receiver, what was said.
 */
export const line = (message: Message, step: number): string => {
  const seconds = ((message.dueAt - epoch) / 1e6).toFixed(6)
  const depth = message.depth
  return `${step}  ${seconds}  ${depth}  ${message.from} → ${message.to}  ${summary(message.payload)}`
}
