import { collectionMethod } from './collection'
import { cursorMethod } from './cursor'
import { databaseMember } from './database'
import type { Engine } from './engine'
import { listMethods } from './methods-list'
import { dateMethods, specialMethods } from './methods-special'
import { numberMethods, textMethods } from './methods-text'
import { dictionaryMethods } from './methods-other'
import {
  fn,
  isArray,
  isFn,
  isObj,
  isPlain,
  kindKey,
  kindOf,
  raised,
  special,
  toText,
  typeName,
  type Js,
  type Obj,
} from './values'

/**
 * What is behind a dot: a member of its own, or a method of its kind.
 *
 * @models ECMA-262, mongosh packages/shell-api
 */
export function get(m: Engine, of: Js, key: string): Js {
  if (of === undefined || of === null)
    throw raised('TypeError', `Cannot read properties of ${String(of)} (reading '${key}')`)
  switch (kindOf(of)) {
    case 'database':
      return databaseMember(m, of as Obj, key)
    case 'collection':
      return collectionMethod(m, of as Obj, key)
    case 'cursor':
      return cursorMethod(m, of as Obj, key)
  }
  return own(of, key) ?? method(m, of, key)
}

function own(of: Js, key: string): Js {
  if (typeof of === 'string') return key === 'length' ? of.length : /^\d+$/.test(key) ? of[Number(key)] : undefined
  if (isArray(of)) return key === 'length' ? of.length : /^\d+$/.test(key) ? of[Number(key)] : undefined
  if (isFn(of))
    return key === 'name'
      ? (of.title ?? '')
      : Object.hasOwn(of, `.${key}`)
        ? (of as unknown as Obj)[`.${key}`]
        : undefined
  if (isObj(of) && special(of) === undefined && Object.hasOwn(of, key) && key !== kindKey) return of[key]
  return undefined
}

function method(m: Engine, of: Js, key: string): Js {
  const found = methodsOf(of)?.[key]
  if (found) return fn(key, (_self, args) => found(of as never, args, m))
  if (special(of) === '$oid' && (key === 'str' || key === '_id')) return (of as Obj)['$oid']
  if (key === 'toString' || key === 'valueOf') return fn(key, () => (key === 'valueOf' ? of : toText(of)))
  if (key === 'hasOwnProperty') return fn(key, (_self, [name]) => has(of, toText(name)))
  if (isFn(of)) return ofFunctions(of, key)
  if ((kindOf(of) === 'map' || kindOf(of) === 'set') && key === 'size') return ((of as Obj)['items'] as Js[]).length
  return undefined
}

type Method = (self: never, args: readonly Js[], m: Engine) => Js

function methodsOf(of: Js): Readonly<Record<string, Method>> | undefined {
  const of2 = special(of)
  if (typeof of === 'string') return textMethods
  if (typeof of === 'number') return numberMethods
  if (isArray(of)) return listMethods
  if (of2 === '$date') return dateMethods
  if (of2 !== undefined) return specialMethods[of2]
  const kind = kindOf(of)
  if (kind === 'map' || kind === 'set') return dictionaryMethods[kind]
  return kind === 'int' || kind === 'double' ? numberMethods : undefined
}

function ofFunctions(of: Js, key: string): Js {
  if (!isFn(of)) return undefined
  if (key === 'call') return fn(key, (_self, [self, ...args]) => of(self, args))
  if (key === 'apply') return fn(key, (_self, [self, args]) => of(self, isArray(args) ? args : []))
  if (key === 'bind')
    return fn(key, (_self, [self, ...first]) =>
      fn(`bound ${of.title ?? ''}`, (_, args) => of(self, [...first, ...args])),
    )
  return undefined
}

export function set(of: Js, key: string, value: Js): void {
  if (of === undefined || of === null)
    throw raised('TypeError', `Cannot set properties of ${String(of)} (setting '${key}')`)
  if (isArray(of)) {
    if (key === 'length') of.length = Number(value)
    else if (/^\d+$/.test(key)) of[Number(key)] = value
  } else if (isObj(of)) of[key] = value
}

export function has(of: Js, key: string): boolean {
  if (isArray(of)) return key === 'length' || (/^\d+$/.test(key) && Number(key) < of.length)
  if (!isObj(of))
    throw raised(
      'TypeError',
      `Cannot use 'in' operator to search for '${key}' in ${typeName(of) === 'string' ? String(of) : typeName(of)}`,
    )
  return Object.hasOwn(of, key)
}

export function remove(of: Js, key: string): void {
  if (isPlain(of)) delete of[key]
  else if (isArray(of) && /^\d+$/.test(key)) of[Number(key)] = undefined
}
