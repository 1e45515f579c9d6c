import { failure, isSub, unsimulated } from '../value/exceptions'
import { isThing, native, typeName, type Class, type Value, type Fn, type Special } from '../value/thing'
import type { Machine } from './core'

/** Attributes of everything, and where methods come from. */

/** A method of the program's own for an object of one of its classes. */
export function instanceMethod(of: Value, name: string): Value | undefined {
  if (name === '' || !isThing(of) || of.t !== 'inst') return undefined
  const found = inherited(of.of, name)
  return found === undefined ? undefined : boundTo(of, of.of, found)
}

export const inherited = (of: Class, name: string): Value | undefined => {
  const own = of.m.get(name)
  if (own !== undefined) return own
  for (const base of of.bases) {
    const found = inherited(base, name)
    if (found !== undefined) return found
  }
  return undefined
}

/** What a class has, as an object of it sees it: functions are methods, unless they are said to be something else. */
function boundTo(self: Value, of: Class, found: Value): Value {
  if (!isThing(found)) return found
  if (found.t === 'fn') return { t: 'bound', self, fn: found }
  if (found.t === 'native' && found.self === null) return native(found.name, self)
  return plainly(of, found)
}

/** Without an object: staticmethod is the function, classmethod has the class. */
function plainly(of: Class, found: Value): Value {
  if (!isThing(found) || found.t !== 'special') return found
  const fn = found.m.get('fn') ?? null
  if (found.kind === 'staticmethod') return fn
  return found.kind === 'classmethod' ? { t: 'bound', self: of, fn: fn as Fn } : found
}

/** What reads and writes an attribute, where a class has that instead of a value. */
export function propertyOf(of: Value, name: string): Special | undefined {
  const found = isThing(of) && of.t === 'inst' ? inherited(of.of, name) : undefined
  return found !== undefined && isThing(found) && found.t === 'special' && found.kind === 'property' ? found : undefined
}

const ownOf = (of: Class, name: string): Value | undefined => {
  const found = inherited(of, name)
  return found === undefined ? undefined : plainly(of, found)
}

export function attribute(m: Machine, of: Value, name: string): Value {
  const found = maybeAttribute(m, of, name)
  if (found !== undefined) return found
  if (isThing(of) && of.t === 'module')
    throw m.lib.modules[of.name]
      ? unsimulated(`${of.name}.${name} is not simulated`)
      : failure('AttributeError', `module '${of.name}' has no attribute '${name}'`)
  if (isThing(of) && of.t === 'special') throw unsimulated(`${of.kind}.${name} is not simulated`)
  throw failure(
    'AttributeError',
    isThing(of) && of.t === 'class'
      ? `type object '${of.name}' has no attribute '${name}'`
      : `'${typeName(of)}' object has no attribute '${name}'`,
  )
}

export function maybeAttribute(m: Machine, of: Value, name: string): Value | undefined {
  if (name === '__class__') return { t: 'class', name: typeName(of), bases: [], m: new Map() }
  if (!isThing(of)) return method(m, of, name)
  switch (of.t) {
    case 'inst': {
      const own = of.m.get(name)
      if (own !== undefined) return own
      const found = inherited(of.of, name)
      if (found !== undefined) return boundTo(of, of.of, found)
      return m.lib.natives[`exception.${name}`] && isSub(of.of, 'BaseException')
        ? m.lib.natives[`exception.${name}`]!(m, [], new Map(), of)
        : undefined
    }
    case 'class':
      if (name === '__name__') return of.name.split('.').at(-1)!
      if (name === '__init__' && inherited(of, name) === undefined) return native('.nothing')
      return ownOf(of, name) ?? (m.lib.natives[`${of.name}.${name}`] ? native(`${of.name}.${name}`, of) : undefined)
    case 'module':
      return member(m, of.name, of.m, name)
    case 'special':
      return of.m.get(name) ?? method(m, of, name) ?? m.lib.natives['.field']?.(m, [name], new Map(), of) ?? undefined
    case 'fn':
      return name === '__name__' ? (of.name ?? m.codes[of.code]!.name) : undefined
    case 'native':
      return name === '__name__'
        ? of.name.split('.').at(-1)!
        : m.lib.natives[`${of.name}.${name}`]
          ? native(`${of.name}.${name}`)
          : undefined
    default:
      return method(m, of, name)
  }
}

export function member(
  m: Machine,
  module: string,
  members: ReadonlyMap<string, Value>,
  name: string,
): Value | undefined {
  if (name === '__name__') return module
  return (
    members.get(name) ??
    m.lib.modules[module]?.[name]?.(m) ??
    m.core.modules.get(`${module}.${name}`) ??
    (m.lib.modules[`${module}.${name}`] ? { t: 'module', name: `${module}.${name}`, m: new Map() } : undefined)
  )
}

function method(m: Machine, of: Value, name: string): Value | undefined {
  const full = `${typeName(of)}.${name}`
  return m.lib.natives[full] ? native(full, of) : undefined
}

export function setAttribute(of: Value, name: string, value: Value): void {
  if (!isThing(of) || !('m' in of) || (of.t !== 'inst' && of.t !== 'class' && of.t !== 'module' && of.t !== 'special'))
    throw failure('AttributeError', `'${typeName(of)}' object has no attribute '${name}'`)
  of.m.set(name, value)
}

export function deleteAttribute(of: Value, name: string): void {
  if (!isThing(of) || !('m' in of) || !(of.m as Map<string, Value>).delete(name))
    throw failure('AttributeError', `'${typeName(of)}' object has no attribute '${name}'`)
}
