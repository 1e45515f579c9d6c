import { arg } from '../builtins/arguments'
import { inherited } from '../machine/attributes'
import { callSync } from '../machine/call'
import { failure } from '../value/exceptions'
import { dict, items } from '../value/items'
import { str } from '../value/repr'
import {
  isThing,
  list,
  native,
  special,
  tuple,
  type Class,
  type Instance,
  type Special,
  type Value,
} from '../value/thing'
import { functions, type Members } from './members'
import type { Machine, Native } from '../machine/core'

/**
 * Classes that are told their fields: __init__, __repr__ and __eq__ come from them.
 *
 * @models docs.python.org/3/library/dataclasses.html
 * @fidelity part: no frozen, order, slots, InitVar, KW_ONLY
 */
const fieldsOf = (of: Class): readonly string[] => {
  const own = of.m.get('.fields')
  const names = own === undefined ? [] : items(own).map(str)
  return [...new Set([...of.bases.flatMap(fieldsOf), ...names])]
}

/** Methods are natives that are bound to their object like any other. */
function marked(of: Class): Value {
  const made = { __init__: 'dataclass.init', __repr__: 'dataclass.repr', __eq__: 'dataclass.eq' }
  for (const [name, play] of Object.entries(made)) if (!of.m.has(name)) of.m.set(name, native(play))
  return of
}

const isField = (value: Value): value is Special => isThing(value) && value.t === 'special' && value.kind === 'Field'

/** The value of a field that nobody gave; undefined where it must be given. */
function otherwise(m: Machine, of: Class, name: string): Value | undefined {
  const held = inherited(of, name)
  if (held === undefined || !isField(held)) return held
  const factory = held.m.get('factory') ?? null
  return factory === null ? held.m.get('default') : callSync(m, factory, [])
}

const init: Native = (m, args, named, self) => {
  const { of, m: members } = self as Instance
  const names = fieldsOf(of)
  if (args.length > names.length)
    throw failure(
      'TypeError',
      `${of.name}.__init__() takes ${names.length + 1} positional arguments but ${args.length + 1} were given`,
    )
  for (const key of named.keys())
    if (!names.includes(key))
      throw failure('TypeError', `${of.name}.__init__() got an unexpected keyword argument '${key}'`)
  const given = names.map((name, i) => args[i] ?? named.get(name) ?? otherwise(m, of, name))
  const missing = names.filter((_, i) => given[i] === undefined).map((name) => `'${name}'`)
  if (missing.length > 0) {
    const plural = missing.length === 1 ? '' : 's'
    const words =
      missing.length < 3 ? missing.join(' and ') : `${missing.slice(0, -1).join(', ')}, and ${missing.at(-1)}`
    throw failure(
      'TypeError',
      `${of.name}.__init__() missing ${missing.length} required positional argument${plural}: ${words}`,
    )
  }
  names.forEach((name, i) => members.set(name, given[i]!))
  const after = inherited(of, '__post_init__')
  if (after !== undefined) callSync(m, after, [self])
  return null
}

const valuesOf = ({ of, m }: Instance): readonly (readonly [string, Value])[] =>
  fieldsOf(of).map((name) => [name, m.get(name) ?? null])

/** Fields as a dict, and the fields of what they hold. */
function asDict(value: Value): Value {
  if (isThing(value) && value.t === 'inst' && fieldsOf(value.of).length > 0)
    return dict(valuesOf(value).map(([name, each]) => [name, asDict(each)]))
  return isThing(value) && value.t === 'list' ? list(value.v.map(asDict)) : value
}

export const dataclassNatives: Readonly<Record<string, Native>> = {
  'dataclasses.dataclass': (_m, [of]) =>
    of !== undefined && isThing(of) && of.t === 'class' ? marked(of) : native('dataclasses.dataclass'),
  'dataclasses.field': (_m, args, named) =>
    special('Field', {
      factory: named.get('default_factory') ?? null,
      ...(named.has('default') && { default: arg(args, 9, named, 'default') }),
    }),
  'dataclasses.asdict': (_m, [value = null]) => asDict(value),
  'dataclass.init': init,
  'dataclass.repr': (m, _a, _n, self) => {
    const parts = valuesOf(self as Instance).map(
      ([name, each]) => `${name}=${str(m.lib.natives['repr']!(m, [each], new Map(), null))}`,
    )
    return `${(self as Instance).of.name}(${parts.join(', ')})`
  },
  'dataclass.eq': (m, [other = null], _n, self) => {
    const { of } = self as Instance
    if (!isThing(other) || other.t !== 'inst' || other.of !== of) return false
    const both = [self as Instance, other].map((each) => tuple(valuesOf(each).map(([, value]) => value)))
    return m.lib.natives['.same']!(m, both, new Map(), null)
  },
}

export const dataclassModules: Readonly<Record<string, Members>> = {
  dataclasses: functions('dataclasses', 'dataclass field asdict'),
}
