import { kindOf, nodeOf } from '../wire/address'
import type { Behaviours } from './behaviour'
import { usualDepth } from './depth'
import { latency } from './latency'
import type { Effect, Message, Micros, Send } from './message'
import type { World } from './world'

/** Delivers exactly one message: the first of the queue. The world itself when nothing is in flight. */
export function step(world: World, behaviours: Behaviours): World {
  const message = world.queue[0]
  if (message === undefined) return world
  const node = nodeOf(message.to)
  const behaviour = behaviours[kindOf(message.to)]
  const now = Math.max(world.now, message.dueAt)
  const post: Post = { now, seq: world.seq, queue: world.queue.slice(1) }
  const [state, effects] = behaviour?.(world.nodes[node], message, message.from, now) ?? unchanged
  for (const effect of effects) apply(post, effect, node, message)
  const nodes = behaviour === undefined ? world.nodes : withNode(world.nodes, node, state)
  return { now, seq: post.seq, step: world.step + 1, seed: world.seed, queue: post.queue, nodes, last: message }
}

const unchanged: ReturnType<Behaviours[string]> = [undefined, []]

/** What is in flight while one delivery is worked off: an array of its own, so that many sends make one copy. */
interface Post {
  readonly now: Micros
  seq: number
  queue: Message[]
}

function withNode(nodes: World['nodes'], name: string, state: unknown): World['nodes'] {
  if (nodes[name] === state) return nodes
  if (state !== undefined) return { ...nodes, [name]: state }
  const { [name]: _gone, ...others } = nodes
  return others
}

function apply(post: Post, effect: Effect, node: string, cause: Message): void {
  if ('cancel' in effect) {
    const meant = (m: Message): boolean => m.key === effect.cancel && nodeOf(m.from) === node
    // Mostly there is nothing to be called off.
    if (post.queue.some(meant)) post.queue = post.queue.filter((m) => !meant(m))
  } else enqueue(post, effect, effect.from ?? node, cause)
}

function enqueue(post: Post, send: Send, from: string, cause?: Message): void {
  const id = post.seq++
  const { to, payload } = send
  const span = send.newSpan ? id : (send.span ?? cause?.span ?? id)
  const dueAt = post.now + (send.delay ?? latency(from, to, payload))
  const depth = send.depth ?? usualDepth(payload, from)
  const sentAt = post.now
  const message: Message =
    cause === undefined
      ? { id, span, from, to, sentAt, dueAt, depth, payload }
      : { id, cause: cause.id, span, from, to, sentAt, dueAt, depth, payload }
  insert(post.queue, send.key === undefined ? message : { ...message, key: send.key })
}

/** Keeps the order (dueAt, id); ids grow, so a newcomer goes behind its equals. */
function insert(queue: Message[], message: Message): void {
  let low = 0
  let high = queue.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (queue[middle]!.dueAt <= message.dueAt) low = middle + 1
    else high = middle
  }
  queue.splice(low, 0, message)
}

/** Something from outside the world (a key press): the only way in. */
export function inject(world: World, from: string, send: Send): World {
  const post: Post = { now: world.now, seq: world.seq, queue: [...world.queue] }
  enqueue(post, { newSpan: true, ...send }, from)
  return { ...world, seq: post.seq, queue: post.queue }
}
