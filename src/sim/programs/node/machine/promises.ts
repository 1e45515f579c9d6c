import { unsimulated } from './errors'
import { isThing, promise, type Prom, type Value } from './value'
import type { After, Frame, Machine, Waiter } from './core'

/** Promises, and frames that wait for one. */

/** `await`: the frame leaves the stack and comes back as a task. */
export function wait(m: Machine, f: Frame, value: Value): void {
  if (f.after?.kind !== 'async') throw unsimulated('await outside of an async function is not simulated')
  const on = asPromise(m, value)
  m.core.frames.pop()
  handedOver(m, f.after)
  subscribe(m, on, { frame: f })
}

/** Gives a value to whoever called. */
export function deliver(m: Machine, value: Value, after?: After): void {
  if (after?.kind === 'stop') m.core.result = value
  else if (after?.kind !== 'drop') m.core.frames.at(-1)?.stack.push(value)
}

/** The promise of an async function goes to its caller the first time that its frame leaves the stack. */
export function handedOver(m: Machine, after: After & { kind: 'async' }): Prom {
  if (!after.left) deliver(m, after.gives, after.after)
  after.left = true
  return after.gives
}

export function asPromise(m: Machine, value: Value): Prom {
  if (isThing(value) && value.t === 'promise') return value
  const made = promise()
  settle(m, made, 'done', value)
  return made
}

export function subscribe(m: Machine, on: Prom, waiter: Waiter): void {
  m.core.unheard = m.core.unheard.filter((each) => each !== on)
  if (on.state === 'pending') on.waiters.push(waiter)
  else wake(m, on, waiter)
}

export function settle(m: Machine, on: Prom, state: 'done' | 'failed', value: Value): void {
  if (on.state !== 'pending') return
  if (state === 'done' && isThing(value) && value.t === 'promise') {
    subscribe(m, value, { done: undefined, failed: undefined, gives: on, last: false })
    return
  }
  on.state = state
  on.value = value
  if (state === 'failed' && on.waiters.length === 0) m.core.unheard.push(on)
  for (const waiter of on.waiters) wake(m, on, waiter)
  on.waiters = []
}

function wake(m: Machine, on: Prom, waiter: Waiter): void {
  if ('frame' in waiter)
    return void m.core.tasks.push({ frame: waiter.frame, value: on.value, failed: on.state === 'failed' })
  const handler = on.state === 'done' ? waiter.done : waiter.failed
  if (handler === undefined) return settle(m, waiter.gives, on.state as 'done', on.value)
  m.core.tasks.push({ call: handler, args: waiter.last ? [] : [on.value], gives: waiter.gives })
}
