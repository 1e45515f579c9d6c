import { number } from '../machine/convert'
import { native, promise, isThing, obj } from '../machine/value'
import { madePromise } from './promises'
import type { NativeFn } from '../machine/core'

/**
 * Timers in simulated time.
 *
 * @models nodejs.org/api/timers.html
 * @fidelity part: setImmediate is a timer of none
 */

const timer =
  (repeats: boolean): NativeFn =>
  (m, [fn, after, ...args]) => {
    const micros = Math.max(1, number(after ?? 1) || 1) * 1000
    const id = m.core.next++
    m.core.timers.push({ id, at: m.sys.now() + micros, ...(repeats && { every: micros }), call: fn, args })
    return obj({ '.id': id }, 'Timeout')
  }

const cleared: NativeFn = (m, [handle]) => {
  const id = isThing(handle) && handle.t === 'obj' ? handle.m.get('.id') : handle
  m.core.timers = m.core.timers.filter((each) => each.id !== id)
  return undefined
}

/** Their names stand as text: no real one of them may be used here. */
const inTime: readonly (readonly [string, NativeFn])[] = [
  ['Promise', madePromise],
  ['setTimeout', timer(false)],
  ['setInterval', timer(true)],
]

export const timerNatives: Readonly<Record<string, NativeFn>> = {
  ...Object.fromEntries(inTime),
  setImmediate: (m, [fn, ...args]) => timer(false)(m, [fn, 0, ...args], undefined),
  queueMicrotask: (m, [fn]) => {
    m.core.tasks.push({ call: fn, args: [] })
    return undefined
  },
  'timers/promises.setTimeout': (m, [after, value]) => {
    const gives = promise()
    timer(false)(m, [native('.resolve', gives), after, value], undefined)
    return gives
  },
  clearTimeout: cleared,
  clearInterval: cleared,
  'Timeout#unref': (_m, _a, self) => self,
}
