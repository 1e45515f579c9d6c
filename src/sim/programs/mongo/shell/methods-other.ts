import { call } from './engine'
import { callable } from './methods-list'
import { isArray, type Js, type Obj } from './values'

type Method = (self: Obj, args: readonly Js[]) => Js

const items = (self: Obj): Js[] => self['items'] as Js[]
const pairAt = (self: Obj, key: Js): Js[] | undefined =>
  items(self).find((each): each is Js[] => isArray(each) && each[0] === key)

/**
 * Methods of Map and Set.
 *
 * @models ECMA-262
 */
export const dictionaryMethods: Readonly<Record<'map' | 'set', Readonly<Record<string, Method>>>> = {
  map: {
    get: (self, [key]) => pairAt(self, key)?.[1],
    has: (self, [key]) => pairAt(self, key) !== undefined,
    set: (self, [key, value]) => {
      const old = pairAt(self, key)
      if (old) old[1] = value
      else items(self).push([key, value])
      return self
    },
    delete: (self, [key]) => dropped(self, pairAt(self, key)),
    keys: (self) => items(self).map((each) => (each as Js[])[0]),
    values: (self) => items(self).map((each) => (each as Js[])[1]),
    entries: (self) => [...items(self)],
    forEach: (self, [given]) => {
      for (const each of items(self)) call(callable(given), undefined, (each as Js[])[1], (each as Js[])[0])
      return undefined
    },
  },
  set: {
    has: (self, [value]) => items(self).includes(value),
    add: (self, [value]) => {
      if (!items(self).includes(value)) items(self).push(value)
      return self
    },
    delete: (self, [value]) => dropped(self, value),
    values: (self) => [...items(self)],
    forEach: (self, [given]) => {
      for (const each of items(self)) call(callable(given), undefined, each)
      return undefined
    },
  },
}

function dropped(self: Obj, value: Js): boolean {
  const at = value === undefined ? -1 : items(self).indexOf(value)
  if (at >= 0) items(self).splice(at, 1)
  return at >= 0
}
