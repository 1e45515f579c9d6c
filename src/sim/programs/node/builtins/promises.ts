import { callSync } from '../machine/call'
import { all } from '../machine/generators'
import { number } from '../machine/convert'
import { asPromise, settle, subscribe } from '../machine/promises'
import { arr, native, obj, promise, type Arr, type Obj, type Prom, type Value } from '../machine/value'
import type { Machine, NativeFn } from '../machine/core'

/**
 * Promise.
 *
 * @models ECMA-262 Promise
 * @fidelity part: no subclasses, no thenables
 */

const when = (m: Machine, self: Value, done: Value, failed: Value, last = false): Prom => {
  const gives = promise()
  subscribe(m, self as Prom, { done, failed, gives, last })
  return gives
}

const follow = (m: Machine, on: Prom, done: Value, failed: Value): void =>
  subscribe(m, on, { done, failed, gives: promise(), last: false })

export const madePromise: NativeFn = (m, [fn]) => {
  const gives = promise()
  callSync(m, fn, [native('.resolve', gives), native('.reject', gives)])
  return gives
}

export const promiseNatives: Readonly<Record<string, NativeFn>> = {
  '.resolve': (m, [value], self) => (settle(m, self as Prom, 'done', value), undefined),
  '.reject': (m, [value], self) => (settle(m, self as Prom, 'failed', value), undefined),
  'Promise.resolve': (m, [value]) => asPromise(m, value),
  'Promise.reject': (m, [value]) => {
    const gives = promise()
    settle(m, gives, 'failed', value)
    return gives
  },
  'Promise.all': (m, [values]) => {
    const gives = promise()
    const given = all(m, values).map((value) => asPromise(m, value))
    const results = arr(given.map(() => undefined))
    const left = obj({ n: given.length })
    if (given.length === 0) settle(m, gives, 'done', results)
    for (const [i, value] of given.entries()) {
      const one = native('.collect', obj({ gives, results, left, i }))
      follow(m, value, one, native('.reject', gives))
    }
    return gives
  },
  'Promise.race': (m, [values]) => {
    const gives = promise()
    for (const value of all(m, values))
      follow(m, asPromise(m, value), native('.resolve', gives), native('.reject', gives))
    return gives
  },
  'Promise.any': (m, [values]) => {
    const gives = promise()
    for (const value of all(m, values)) follow(m, asPromise(m, value), native('.resolve', gives), native('.nothing'))
    return gives
  },
  'Promise.allSettled': (m, [values]) =>
    promiseNatives['Promise.all']!(
      m,
      [arr(all(m, values).map((value) => when(m, asPromise(m, value), native('.fulfilled'), native('.rejected'))))],
      undefined,
    ),
  '.nothing': () => undefined,
  '.fulfilled': (_m, [value]) => obj({ status: 'fulfilled', value }),
  '.rejected': (_m, [reason]) => obj({ status: 'rejected', reason }),
  '.collect': (m, [value], self) => {
    const { m: held } = self as Obj
    ;(held.get('results') as Arr).v[number(held.get('i'))] = value
    const left = held.get('left') as Obj
    left.m.set('n', number(left.m.get('n')) - 1)
    if (left.m.get('n') === 0) settle(m, held.get('gives') as Prom, 'done', held.get('results'))
    return undefined
  },
  'Promise#then': (m, [done, failed], self) => when(m, self, done, failed),
  'Promise#catch': (m, [failed], self) => when(m, self, undefined, failed),
  'Promise#finally': (m, [fn], self) => when(m, self, fn, fn, true),
}
