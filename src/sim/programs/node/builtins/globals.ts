import { number, text } from '../machine/convert'
import { unsimulated } from '../machine/errors'
import { native } from '../machine/value'
import { json, parsed } from './json'
import { errors } from './objects'
import type { NativeFn } from '../machine/core'

/**
 * What every program can name.
 *
 * @models ECMA-262 the global object
 * @fidelity part: Symbol is its iterator alone
 */

const globals = new Set([
  'console',
  'Object',
  'Array',
  'String',
  'Number',
  'Boolean',
  'Math',
  'JSON',
  'Date',
  'Promise',
  'Map',
  'Set',
  'WeakMap',
  'WeakSet',
  'RegExp',
  'Symbol',
  'Buffer',
  'parseInt',
  'parseFloat',
  'isNaN',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'clearTimeout',
  'clearInterval',
  'require',
  'encodeURIComponent',
  'decodeURIComponent',
  'structuredClone',
  'fetch',
  'URL',
  'URLSearchParams',
  'queueMicrotask',
  ...errors,
])

export const globalNatives: Readonly<Record<string, NativeFn>> = {
  '.global': (m, [name]) => {
    const key = text(name)
    const held = m.core.kept.get(`global.${key}`)
    if (held !== undefined) return held
    if (key === 'process' || key === 'globalThis' || key === 'global')
      return m.natives['.special']!(m, [key], undefined)
    if (key === 'NaN' || key === 'Infinity') return Number(key)
    if (!globals.has(key)) return undefined
    const found = native(key)
    m.core.kept.set(`global.${key}`, found)
    return found
  },
  '.constant': (_m, [name]) =>
    ({
      'Math.PI': Math.PI,
      'Symbol.iterator': '.iterator',
      'Math.E': Math.E,
      'Number.MAX_SAFE_INTEGER': Number.MAX_SAFE_INTEGER,
      'Number.EPSILON': Number.EPSILON,
    })[text(name)],
  parseInt: (_m, [value, radix]) => parseInt(text(value), radix === undefined ? undefined : number(radix)),
  parseFloat: (_m, [value]) => parseFloat(text(value)),
  isNaN: (_m, [value]) => Number.isNaN(number(value)),
  encodeURIComponent: (_m, [value]) => encodeURIComponent(text(value)),
  decodeURIComponent: (_m, [value]) => decodeURIComponent(text(value)),
  structuredClone: (_m, [value]) => parsed(json(value)),
  Symbol: () => {
    throw unsimulated('Symbol is not simulated')
  },
}
