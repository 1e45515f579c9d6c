import { callSync } from '../machine/call'
import { items, number } from '../machine/convert'
import { asPromise, settle, subscribe } from '../machine/promises'
import { arr, native, obj, promise, type Arr, type Obj, type Prom, type Value } from '../machine/value'
import type { Machine, NativeFn } from '../machine/core'

const when = (m: Machine, self: Value, done: Value, failed: Value, last = false): Prom => {
  const gives = promise()
  subscribe(m, self as Prom, { done, failed, gives, last })
  return gives
}

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
    const all = items(values).map((value) => asPromise(m, value))
    const results = arr(all.map(() => undefined))
    const left = obj({ n: all.length })
    if (all.length === 0) settle(m, gives, 'done', results)
    for (const [i, value] of all.entries()) {
      const one = native('.collect', obj({ gives, results, left, i }))
      subscribe(m, value, { done: one, failed: native('.reject', gives), gives: promise(), last: false })
    }
    return gives
  },
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
