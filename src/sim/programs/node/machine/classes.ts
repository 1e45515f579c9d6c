import { pop, push } from '../../script/frames'
import { callNative, callSync, enter } from './call'
import { text } from './convert'
import { fail } from './errors'
import { prototypeOf } from './members'
import { isThing, type Fn, type Obj, type Thing, type Value } from './value'
import type { Frame, Machine } from './core'

/** Classes, and objects made by them. */
export function makeClass(f: Frame): void {
  const made = pop(f) as Fn
  const above = pop(f)
  made.isClass = true
  const prototype = prototypeOf(made)
  if (isThing(above)) {
    made.above = above
    prototype.m.set('.above', above)
    if (above.t === 'fn') prototype.proto = prototypeOf(above)
    else if (above.t === 'native') prototype.kind = above.name
  }
  prototype.m.set('constructor', made)
  push(f, made)
}

/** super(…): the class above works on the object that is being made. */
export function superCall(m: Machine, f: Frame, above: Thing, args: Value[]): void {
  const self = f.self
  if (above.t === 'fn') {
    callSync(m, above, args, self)
  } else if (above.t === 'native' && isThing(self) && self.t === 'obj') {
    const made = callNative(m, above.name, args, undefined)
    if (isThing(made) && made.t === 'obj') for (const [key, value] of made.m) self.m.set(key, value)
  }
  push(f, undefined)
}

export function construct(m: Machine, of: Value, args: Value[]): void {
  if (isThing(of) && of.t === 'native')
    return void m.core.frames.at(-1)?.stack.push(callNative(m, of.name, args, of.self))
  if (!isThing(of) || of.t !== 'fn') throw fail('TypeError', 'x is not a constructor'.replace('x', text(of)))
  const prototype = prototypeOf(of)
  let kind = 'Object'
  for (let at: Obj | undefined = prototype; at; at = at.proto) if (at.kind !== 'Object') kind = at.kind
  const made: Obj = { t: 'obj', kind: kind.endsWith('Error') ? 'Error' : kind, m: new Map(), proto: prototype }
  if (kind.endsWith('Error')) made.m.set('name', 'Error')
  enter(m, of, args, made, { kind: 'made', of: made })
}
