import { pop, popThree, popTwo, push } from '../../script/frames'
import { attribute, deleteAttribute, setAttribute } from '../machine/attributes'
import { deleteItem, itemOf, setItem } from '../machine/items'
import type { Plays } from '../machine/core'

export const memberPlays: Plays = {
  attr: (m, f, name: string) => push(f, attribute(m, pop(f), name)),
  setattr: (_m, f, name: string) => {
    const [value, of] = popTwo(f)
    setAttribute(of, name, value)
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
