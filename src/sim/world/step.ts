import { kindOf, nodeOf } from '../wire/address'
import type { Behaviours } from './behaviour'
import { usualDepth } from './depth'
import { latency } from './latency'
import type { Cancel, Effect, Message, Micros, Send } from './message'
import type { World } from './world'

/** Delivers exactly one message: the first of the queue. The world itself when nothing is in flight. */
export function step(world: World, behaviours: Behaviours): World {
  const message = world.queue[0]
  if (message === undefined) return world
  const node = nodeOf(message.to)
  const behaviour = behaviours[kindOf(message.to)]
  const now = Math.max(world.now, message.dueAt)
  const rest = { ...world, now, step: world.step + 1, queue: world.queue.slice(1), last: message }
  if (behaviour === undefined) return rest
  const [state, effects] = behaviour(world.nodes[node], message, message.from, now)
  return effects.reduce((w: World, effect) => apply(w, effect, node, message), {
    ...rest,
    nodes: withNode(world.nodes, node, state),
  })
}

function withNode(nodes: World['nodes'], name: string, state: unknown): World['nodes'] {
  if (nodes[name] === state) return nodes
  if (state !== undefined) return { ...nodes, [name]: state }
  const { [name]: _gone, ...others } = nodes
  return others
}

const apply = (world: World, effect: Effect, node: string, cause: Message): World =>
  'cancel' in effect ? cancel(world, effect, node) : enqueue(world, effect, effect.from ?? node, cause)

const cancel = (world: World, { cancel: key }: Cancel, node: string): World => ({
  ...world,
  queue: world.queue.filter((m) => m.key !== key || nodeOf(m.from) !== node),
})

function enqueue(world: World, send: Send, from: string, cause?: Message): World {
  const id = world.seq
  const span = send.newSpan ? id : (send.span ?? cause?.span ?? id)
  const message: Message = {
    id,
    ...(cause && { cause: cause.id }),
    span,
    from,
    to: send.to,
    sentAt: world.now,
    dueAt: world.now + (send.delay ?? latency(from, send.to, send.payload)),
    depth: send.depth ?? usualDepth(send.payload.kind),
    payload: send.payload,
    ...(send.key !== undefined && { key: send.key }),
  }
  return { ...world, seq: id + 1, queue: inserted(world.queue, message) }
}

/** Keeps the order (dueAt, id); ids grow, so a newcomer goes behind its equals. */
function inserted(queue: readonly Message[], message: Message): readonly Message[] {
  let low = 0
  let high = queue.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (queue[middle]!.dueAt <= message.dueAt) low = middle + 1
    else high = middle
  }
  return [...queue.slice(0, low), message, ...queue.slice(low)]
}

/** Something from outside the world (a key press): the only way in. */
export const inject = (world: World, from: string, send: Send): World => enqueue(world, { newSpan: true, ...send }, from)

/** Lets time pass to `at` where nothing is due before. */
export const advance = (world: World, at: Micros): World =>
  world.now >= at || (world.queue[0] !== undefined && world.queue[0].dueAt < at) ? world : { ...world, now: at }
