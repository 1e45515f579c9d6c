import { pop, popThree, popTwo, push } from '../../script/frames'
import { attribute, deleteAttribute, propertyOf, setAttribute } from '../machine/attributes'
import { call, callSync } from '../machine/call'
import { failure } from '../value/exceptions'
import { items } from '../value/items'
import { tuple, typeName, type Class } from '../value/thing'
import { deleteItem, itemOf, setItem } from '../machine/items'
import type { Plays } from '../machine/core'

/** Instructions: attributes and items. */

export const memberPlays: Plays = {
  // Only the body of a class keeps what is annotated.
  annotate: (_m, f, name: string) => {
    const held = f.scope.m.get('.class')
    if (held === undefined) return
    const made = held as Class
    made.m.set('.fields', tuple([...items(made.m.get('.fields') ?? tuple([])), name]))
  },
  attr: (m, f, name: string) => {
    const of = pop(f)
    const property = propertyOf(of, name)
    if (property) return call(m, property.m.get('get') ?? null, [of], new Map())
    push(f, attribute(m, of, name))
  },
  setattr: (m, f, name: string) => {
    const [value, of] = popTwo(f)
    const property = propertyOf(of, name)
    if (!property) return setAttribute(of, name, value)
    const set = property.m.get('set') ?? null
    if (set === null) throw failure('AttributeError', `property '${name}' of '${typeName(of)}' object has no setter`)
    callSync(m, set, [of, value])
  },
  delattr: (_m, f, name: string) => deleteAttribute(pop(f), name),
  item: (m, f) => itemOf(m, f, ...popTwo(f)),
  setitem: (m, f) => {
    const [value, of, index] = popThree(f)
    setItem(m, of, index, value)
  },
  delitem: (_m, f) => deleteItem(...popTwo(f)),
  slice: (_m, f) => {
    const [from, to, by] = popThree(f)
    push(f, { t: 'slice', from, to, by })
  },
}
