import type { Address, Depth, Message, Micros, Payload, World } from '../../src/trace/types'
import type { Recording } from '../../src/ui/player/source'

/** One line of a hand-written trace: who tells whom what, how long it takes, and what it changes when it arrives. */
export interface Line {
  readonly from: Address
  readonly to: Address
  readonly payload: Payload
  readonly takes: Micros
  readonly depth: Depth
  /** New states of nodes, from the old ones. */
  readonly then?: (nodes: World['nodes'], now: Micros) => World['nodes']
  /** Sent so long after the line before it arrived; negative: while that one is under way. */
  readonly wait?: Micros
}

/** A recording from hand-written lines: what tests and the picture's own development play. */
export function paper(lines: readonly Line[], nodes: World['nodes'], epoch: Micros): Recording {
  let arrived = epoch
  const sent = lines.map((line, i): { message: Message; line: Line } => {
    const sentAt = Math.max(epoch, arrived + (line.wait ?? 0))
    const dueAt = sentAt + line.takes
    arrived = dueAt
    const message: Message = {
      id: i + 1,
      span: 1,
      from: line.from,
      to: line.to,
      sentAt,
      dueAt,
      depth: line.depth,
      payload: line.payload,
    }
    return { message, line }
  })
  const order = [...sent].sort((a, b) => a.message.dueAt - b.message.dueAt || a.message.id - b.message.id)
  const worlds: World[] = [{ now: epoch, seq: 1, step: 0, seed: 1, queue: [], nodes }]
  order.forEach(({ message, line }, i) => {
    const before = worlds[i]!
    worlds.push({
      now: message.dueAt,
      seq: 1,
      step: i + 1,
      seed: 1,
      queue: [],
      nodes: line.then?.(before.nodes, message.dueAt) ?? before.nodes,
      last: message,
    })
  })
  // A message is in the queue of every world between its sending and its arrival.
  const played = worlds.map((world, step): World => {
    const until = worlds[step + 1]?.now ?? Infinity
    return { ...world, queue: order.slice(step).flatMap(({ message }) => (message.sentAt <= until ? [message] : [])) }
  })
  return { length: order.length, world: (step) => played[step]!, message: (step) => order[step - 1]!.message }
}
