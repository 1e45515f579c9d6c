import { utf8 } from '../../../../base/bytes'
import { number, text } from './convert'
import { fail, unsimulated } from './errors'
import {
  isKind,
  isThing,
  native,
  obj,
  there,
  type Accessor,
  type Arr,
  type Fn,
  type Native,
  type Obj,
  type Thing,
  type Value,
} from './value'
import type { Machine } from './core'

/** Members of everything, and where methods come from. */
export const prototypeOf = (fn: Fn): Obj => {
  const held = fn.m.get('prototype')
  if (isThing(held) && held.t === 'obj') return held
  const made = obj({}, 'Object')
  fn.m.set('prototype', made)
  return made
}

export const inherited = (of: Obj, name: string): Value => {
  for (let at: Obj | undefined = of; at; at = at.proto) if (at.m.has(name)) return at.m.get(name)
  return undefined
}

const kindOf = (of: Value): string => {
  if (!isThing(of)) return { string: 'String', number: 'Number', boolean: 'Boolean' }[typeof of as 'string'] ?? ''
  return {
    obj: of.t === 'obj' ? of.kind : '',
    arr: 'Array',
    fn: 'Function',
    native: 'Function',
    promise: 'Promise',
    gen: 'Generator',
    accessor: '',
    regex: 'RegExp',
    iter: 'Iterator',
  }[of.t]
}

export function getMember(m: Machine, of: Value, key: string): Value {
  if (!there(of)) throw fail('TypeError', `Cannot read properties of ${text(of)} (reading '${key}')`)
  const own = isThing(of) ? ofThing(m, of, key) : typeof of === 'string' ? atPlace(of, key) : undefined
  if (own !== undefined) return own
  if (key === 'constructor') return native(isKind(of, 'Error') ? text(of.m.get('name')) : kindOf(of))
  const found = `${kindOf(of)}#${key}`
  if (m.natives[found]) return native(found, of)
  if (m.natives[`Object#${key}`]) return native(`Object#${key}`, of)
  if (isThing(of) && of.t === 'obj' && of.m.has('.played'))
    throw unsimulated(`${text(of.m.get('.played'))}.${key} is not simulated`)
  return undefined
}

const atPlace = (of: string | readonly Value[], key: string): Value =>
  key === 'length' ? of.length : /^\d+$/.test(key) ? of[Number(key)] : undefined

function ofThing(m: Machine, of: Thing, key: string): Value {
  switch (of.t) {
    case 'arr':
      return atPlace(of.v, key)
    case 'obj':
      return ofObject(of, key)
    case 'fn':
      return ofFunction(m, of, key)
    case 'native':
      return ofNative(m, of, key)
    case 'regex':
      return key === 'source' || key === 'flags' ? of[key] : undefined
    default:
      return undefined
  }
}

function ofObject(of: Obj, key: string): Value {
  const own = inherited(of, key)
  if (own !== undefined) return own
  if (key === 'stack' && of.kind === 'Error') return stackOf(of)
  if (key === 'size' && (of.kind === 'Map' || of.kind === 'Set')) return (of.m.get('.pairs') as Arr).v.length
  return of.kind === 'Buffer' ? ofBuffer(of, key) : undefined
}

function ofBuffer(of: Obj, key: string): Value {
  const bytes = utf8(text(of))
  return key === 'length' ? bytes.length : /^\d+$/.test(key) ? bytes.charCodeAt(Number(key)) : undefined
}

function ofFunction(m: Machine, of: Fn, key: string): Value {
  if (of.m.has(key)) return of.m.get(key)
  if (key === 'name') return m.codes[of.code]!.name
  if (key === 'length') return m.codes[of.code]!.params
  if (key === 'prototype') return prototypeOf(of)
  const { above } = of
  return of.isClass && isThing(above) && above.t === 'fn' ? getMember(m, above, key) : undefined
}

function ofNative(m: Machine, of: Native, key: string): Value {
  if (of.m.has(key)) return of.m.get(key)
  if (key === 'name') return of.name.split(/[.#]/).at(-1)
  const full = `${of.name}.${key}`
  return m.natives[full] ? native(full, of) : m.natives['.constant']!(m, [full], undefined)
}

export const stackOf = (of: Obj): string =>
  `${text(of)}\n${text(of.m.get('.where') ?? '')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('|'))
    .map(([name, place]) => `    at ${name === '' ? place : `${name} (${place})`}`)
    .join('\n')}`

/** So far behind its end an array can be written to. */
const mostHoles = 100_000

function setPlace(of: Arr, key: string, value: Value): void {
  if (key === 'length') of.v.length = Math.min(number(value), of.v.length)
  if (!/^\d+$/.test(key) || Number(key) > of.v.length + mostHoles) return
  while (of.v.length < Number(key)) of.v.push(undefined)
  of.v[Number(key)] = value
}

/** What reads and writes a member, if it is not just there. */
export function accessorOf(of: Value, key: string): Accessor | undefined {
  const held =
    isThing(of) && of.t === 'obj' ? inherited(of, key) : isThing(of) && of.t === 'fn' ? of.m.get(key) : undefined
  return isThing(held) && held.t === 'accessor' ? held : undefined
}

export function setMember(of: Value, key: string, value: Value): void {
  if (!there(of)) throw fail('TypeError', `Cannot set properties of ${text(of)} (setting '${key}')`)
  if (!isThing(of)) return
  if (of.t === 'arr') setPlace(of, key, value)
  else if ('m' in of) {
    of.m.set(key, value)
    // A class's methods know where super begins.
    if (isThing(value) && value.t === 'fn' && of.t === 'obj' && of.m.has('.above') && value.above === undefined)
      value.above = of.m.get('.above')
  }
}
