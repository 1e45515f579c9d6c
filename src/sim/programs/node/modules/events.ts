import { callSync } from '../machine/call'
import { text } from '../machine/convert'
import { arr, isKind, native, obj, type Arr, type Obj, type Value } from '../machine/value'
import type { Machine, NativeFn } from '../machine/core'

/**
 * EventEmitter: whoever has one as its class above keeps its listeners with it.
 *
 * @models nodejs.org/api/events.html
 * @fidelity part: no symbols, no async iteration, no warning about many listeners
 */
const tableOf = (self: Value): Obj => {
  const held = (self as Obj).m.get('.listeners')
  if (isKind(held, 'Object')) return held
  const made = obj()
  ;(self as Obj).m.set('.listeners', made)
  return made
}

const listenersOf = (self: Value, name: Value): Value[] => (tableOf(self).m.get(text(name)) as Arr | undefined)?.v ?? []

/** A listener is the function and whether it is called once. */
const added =
  (once: boolean, first = false): NativeFn =>
  (_m, [name, fn], self) => {
    const held = listenersOf(self, name)
    const one = arr([fn, once])
    tableOf(self).m.set(text(name), arr(first ? [one, ...held] : [...held, one]))
    return self
  }

const removed: NativeFn = (_m, [name, fn], self) => {
  const held = listenersOf(self, name)
  const at = held.findIndex((each) => (each as Arr).v[0] === fn)
  keep(self, name, at < 0 ? held : held.filter((_, i) => i !== at))
  return self
}

function keep(self: Value, name: Value, listeners: Value[]): void {
  if (listeners.length === 0) tableOf(self).m.delete(text(name))
  else tableOf(self).m.set(text(name), arr(listeners))
}

export function emitted(m: Machine, self: Value, name: string, args: Value[]): boolean {
  const held = listenersOf(self, name)
  if (held.length === 0 && name === 'error') throw { kind: 'thrown', value: args[0], where: '' }
  for (const each of held) {
    const [fn, once] = (each as Arr).v
    if (once === true) removed(m, [name, fn], self)
    callSync(m, fn, args, self)
  }
  return held.length > 0
}

const cleared: NativeFn = (_m, [name], self) => {
  if (name === undefined) tableOf(self).m.clear()
  else tableOf(self).m.delete(text(name))
  return self
}

export const eventNatives: Readonly<Record<string, NativeFn>> = {
  EventEmitter: () => obj({}, 'EventEmitter'),
  'EventEmitter#on': added(false),
  'EventEmitter#addListener': added(false),
  'EventEmitter#prependListener': added(false, true),
  'EventEmitter#once': added(true),
  'EventEmitter#off': removed,
  'EventEmitter#removeListener': removed,
  'EventEmitter#removeAllListeners': cleared,
  'EventEmitter#setMaxListeners': (_m, _a, self) => self,
  'EventEmitter#emit': (m, [name, ...args], self) => emitted(m, self, text(name), args),
  'EventEmitter#listenerCount': (_m, [name], self) => listenersOf(self, name).length,
  'EventEmitter#listeners': (_m, [name], self) => arr(listenersOf(self, name).map((each) => (each as Arr).v[0])),
  'EventEmitter#eventNames': (_m, _a, self) => arr([...tableOf(self).m.keys()]),
}

/** The module is the class, which has itself as a member. */
export function eventModule(): Value {
  const made = native('EventEmitter')
  made.m.set('EventEmitter', made)
  made.m.set('default', made)
  return made
}
