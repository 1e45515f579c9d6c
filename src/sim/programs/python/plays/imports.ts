import { pop, push } from '../../script/frames'
import { member } from '../machine/attributes'
import { failure } from '../value/exceptions'
import { isThing } from '../value/thing'
import type { Frame, Machine, Plays } from '../machine/core'

/** Instructions: imports. */

export const importPlays: Plays = {
  import: (m, f, wanted: { name: string; top: boolean }) => bring(m, f, wanted),
  member: (m, f, { name, module }: { name: string; module: string }) => {
    const from = pop(f)
    const found = isThing(from) && from.t === 'module' ? member(m, from.name, from.m, name) : undefined
    if (found === undefined) throw failure('ImportError', `cannot import name '${name}' from '${module}'`)
    push(f, found)
  },
  everything: (m, f) => {
    const from = pop(f)
    if (!isThing(from) || from.t !== 'module') return
    for (const [name, value] of from.m) f.scope.m.set(name, value)
    for (const [name, make] of Object.entries(m.lib.modules[from.name] ?? {})) f.scope.m.set(name, make(m))
  },
}

function bring(m: Machine, f: Frame, { name, top }: { name: string; top: boolean }): void {
  const first = name.split('.')[0]!
  const wanted = top ? first : name
  if (top && wanted !== name) m.lib.load(m, name)
  const found = m.core.modules.get(wanted) ?? m.lib.load(m, wanted)
  if (found !== undefined) push(f, found)
}
