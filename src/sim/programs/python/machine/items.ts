import { push } from '../../script/frames'
import { failure } from '../value/exceptions'
import { items, keyOf } from '../value/items'
import { bounds, item } from '../value/subscript'
import { isThing, typeName, type Value } from '../value/thing'
import { instanceMethod } from './attributes'
import { call, callSync } from './call'
import type { Frame, Machine } from './core'

/** Subscripts: `x[i]`, `x[i] = y`, `del x[i]`. */
export function itemOf(m: Machine, f: Frame, of: Value, index: Value): void {
  const own = instanceMethod(of, '__getitem__')
  if (own) return call(m, own, [index], new Map())
  if (isThing(of) && of.t === 'special') {
    const found = m.lib.natives[`${of.kind}.__getitem__`]
    if (found) return push(f, found(m, [index], new Map(), of))
  }
  if (isThing(of) && of.t === 'class') return push(f, of)
  if (isThing(of) && of.t === 'dict' && of.factory !== undefined && !of.m.has(keyOf(index)))
    of.m.set(keyOf(index), [index, callSync(m, of.factory, [])])
  push(f, item(of, index))
}

export function setItem(m: Machine, of: Value, index: Value, value: Value): void {
  const own = instanceMethod(of, '__setitem__')
  if (own) return void callSync(m, own, [index, value])
  if (isThing(of) && of.t === 'dict') return void of.m.set(keyOf(index), [index, value])
  if (isThing(of) && of.t === 'list' && typeof index === 'bigint') {
    const at = Number(index) < 0 ? of.v.length + Number(index) : Number(index)
    if (at < 0 || at >= of.v.length) throw failure('IndexError', 'list assignment index out of range')
    of.v[at] = value
    return
  }
  if (isThing(of) && of.t === 'list' && isThing(index) && index.t === 'slice') {
    const places = bounds(of.v.length, index)
    of.v.splice(places[0] ?? of.v.length, places.length, ...items(value))
    return
  }
  const special = isThing(of) && of.t === 'special' ? m.lib.natives[`${of.kind}.__setitem__`] : undefined
  if (special) return void special(m, [index, value], new Map(), of)
  throw failure('TypeError', `'${typeName(of)}' object does not support item assignment`)
}

export function deleteItem(of: Value, index: Value): void {
  if (isThing(of) && of.t === 'dict') {
    if (!of.m.delete(keyOf(index))) throw failure('KeyError', index)
    return
  }
  if (isThing(of) && of.t === 'list') {
    item(of, index)
    const places =
      isThing(index) && index.t === 'slice'
        ? bounds(of.v.length, index)
        : [Number(index) < 0 ? of.v.length + Number(index) : Number(index)]
    for (const at of [...places].sort((x, y) => y - x)) of.v.splice(at, 1)
    return
  }
  throw failure('TypeError', `'${typeName(of)}' object doesn't support item deletion`)
}
