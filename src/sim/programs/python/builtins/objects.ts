import { comparison } from '../machine/operators'
import { attribute, maybeAttribute, propertyOf } from '../machine/attributes'
import { callSync } from '../machine/call'
import { failure, isSub, unsimulated } from '../value/exceptions'
import { dict, items, keyOf } from '../value/items'
import { str } from '../value/repr'
import { isThing, special, tuple, typeName, type Class, type Special, type Value } from '../value/thing'
import type { Machine, Native } from '../machine/core'

/**
 * Objects, classes and their attributes.
 *
 * @models docs.python.org/3/library/functions.html
 * @fidelity part: no eval, exec, vars, super with arguments
 */

const isA = (value: Value, type: Value): boolean => {
  if (isThing(type) && type.t === 'tuple') return type.v.some((each) => isA(value, each))
  if (!isThing(type) || type.t !== 'class')
    return isThing(type) && type.t === 'native' ? typeName(value) === type.name : false
  if (type.name === 'object') return true
  if (isThing(value) && value.t === 'inst') return isSub(value.of, type)
  return typeName(value) === type.name || (type.name === 'int' && typeof value === 'boolean')
}

export const objectBuiltins: Readonly<Record<string, Native>> = {
  object: () => special('object'),
  type: (_m, [value = null]) =>
    isThing(value) && value.t === 'inst' ? value.of : { t: 'class', name: typeName(value), bases: [], m: new Map() },
  isinstance: (_m, [value = null, type = null]) => isA(value, type),
  issubclass: (_m, [a, b]) => isSub(a as Class, b as Class),
  callable: (_m, [value = null]) => isThing(value) && ['fn', 'native', 'bound', 'class'].includes(value.t),
  hasattr: (m, [of = null, name = '']) => maybeAttribute(m, of, str(name)) !== undefined,
  getattr: (m, [of = null, name = '', otherwise]) => {
    const property = propertyOf(of, str(name))
    if (property) return callSync(m, property.m.get('get') ?? null, [of])
    return maybeAttribute(m, of, str(name)) ?? otherwise ?? attribute(m, of, str(name))
  },
  setattr: (_m, [of = null, name = '', value = null]) => {
    if (isThing(of) && (of.t === 'inst' || of.t === 'class')) of.m.set(str(name), value)
    return null
  },
  property: (_m, [get = null, set = null]) => special('property', { get, set }),
  'property.setter': (_m, [set = null], _n, self) => special('property', { get: (self as Special).m.get('get')!, set }),
  staticmethod: (_m, [fn = null]) => special('staticmethod', { fn }),
  classmethod: (_m, [fn = null]) => special('classmethod', { fn }),
  id: () => 139_637_976_727_552n,
  hash: (_m, [value = null]) =>
    BigInt([...keyOf(value)].reduce((sum, c) => (sum * 31 + c.charCodeAt(0)) % 2_147_483_647, 7)),
  globals: (m) => dict([...m.core.globals.m]),
  super: (m) => superOf(m),
  exit: (_m, [status = null]) => {
    throw failure('SystemExit', status)
  },
  quit: (_m, [status = null]) => {
    throw failure('SystemExit', status)
  },
  help: () => {
    throw unsimulated('help() is not simulated')
  },
  '.nothing': () => null,
  '.same': (m, [a = null, b = null]) => comparison(m, '==', a, b),
  'exception.args': (_m, _a, _n, self) =>
    isThing(self) && self.t === 'inst' ? (self.m.get('args') ?? tuple([])) : null,
  'exception.errno': (_m, _a, _n, self) =>
    isThing(self) && self.t === 'inst' ? (items(self.m.get('args') ?? tuple([]))[0] ?? null) : null,
  'exception.strerror': (_m, _a, _n, self) =>
    isThing(self) && self.t === 'inst' ? (items(self.m.get('args') ?? tuple([]))[1] ?? null) : null,
  'super.__init__': (_m, args, _n, self) => {
    const of = isThing(self) && self.t === 'special' ? self.m.get('self') : undefined
    if (of !== undefined && isThing(of) && of.t === 'inst') of.m.set('args', tuple(args))
    return null
  },
}

/** super() without arguments: what the classes above give, bound to the first argument of the running method. */
function superOf(m: Machine): Value {
  const frame = m.core.frames.at(-1)!
  const first = m.codes[frame.code]!.params?.names[0] ?? ''
  const self = frame.scope.m.get(first) ?? null
  if (!isThing(self) || self.t !== 'inst') throw failure('RuntimeError', 'super(): no arguments')
  const made = special('super', { self })
  const name = m.codes[frame.code]!.name
  const owner = ownerOf(self.of, name, frame.code) ?? self.of
  for (const base of [...owner.bases].reverse()) gather(base, self, made.m)
  return made
}

/** The class in which the running method stands. */
function ownerOf(of: Class, name: string, code: number): Class | undefined {
  const own = of.m.get(name)
  if (own !== undefined && isThing(own) && own.t === 'fn' && own.code === code) return of
  return of.bases.map((base) => ownerOf(base, name, code)).find((found) => found !== undefined)
}

function gather(of: Class, self: Value, into: Map<string, Value>): void {
  for (const base of [...of.bases].reverse()) gather(base, self, into)
  for (const [name, value] of of.m)
    into.set(name, isThing(value) && value.t === 'fn' ? { t: 'bound', self, fn: value } : value)
}
