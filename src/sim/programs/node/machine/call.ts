import { text } from './convert'
import { newFrame, type After, type Frame, type Machine } from './core'
import { fail, unsimulated } from './errors'
import { getMember, inherited } from './members'
import { deliver, handedOver, settle } from './promises'
import { run } from './run'
import { isThing, promise, type Fn, type Gen, type Value } from './value'

/** Calls, and where their values go. */

const deepest = 3000

export function call(m: Machine, fn: Value, args: Value[], self: Value, after?: After): void {
  if (!isThing(fn) || (fn.t !== 'fn' && fn.t !== 'native')) throw fail('TypeError', `${text(fn)} is not a function`)
  if (fn.t === 'native') {
    return deliver(m, callNative(m, fn.name, args, fn.self ?? self), after)
  }
  if (fn.isClass && !after)
    throw fail('TypeError', `Class constructor ${m.codes[fn.code]!.name} cannot be invoked without 'new'`)
  enter(m, fn, args, self, after)
}

export const callNative = (m: Machine, name: string, args: Value[], self: Value): Value => {
  const play = m.natives[name]
  if (!play) throw unsimulated(`${name} is not simulated`)
  return play(m, args, self)
}

export function enter(m: Machine, fn: Fn, args: Value[], self: Value, after?: After): void {
  const code = m.codes[fn.code]!
  if (m.core.frames.length > deepest) throw fail('RangeError', 'Maximum call stack size exceeded')
  const gives = promise()
  const whole: After | undefined = code.deferred
    ? { kind: 'async', gives, left: false, ...(after && { after }) }
    : after
  const frame = newFrame(
    fn.code,
    { m: new Map(), up: fn.scope, base: true },
    { args, self: code.arrow ? fn.self : self, fn, ...(whole && { after: whole }) },
  )
  if (code.generator) return deliver(m, generator(frame), after)
  m.core.frames.push(frame)
}

function generator(frame: Frame): Gen {
  const gen: Gen = { t: 'gen', frame }
  frame.gen = gen
  frame.after = { kind: 'stop' }
  return gen
}

export function finish(m: Machine, value: Value): void {
  const { core } = m
  const frame = core.frames.pop()!
  const caller = core.frames.at(-1)
  switch (frame.after?.kind) {
    case undefined:
      return void caller?.stack.push(value)
    case 'made':
      return void caller?.stack.push(isThing(value) ? value : frame.after.of)
    case 'async':
      return settle(m, handedOver(m, frame.after), 'done', value)
    case 'stop':
      core.result = value
      return
    case 'module':
      return void caller?.stack.push(getMember(m, core.modules.get(frame.after.name), 'exports'))
    case 'drop':
  }
}

/** Calls a function to its end, inside of a native. */
export function callSync(m: Machine, fn: Value, args: Value[], self: Value = undefined): Value {
  const depth = m.core.frames.length
  m.core.result = undefined
  call(m, fn, args, self, { kind: 'stop' })
  if (run(m, 300_000, depth) === 'slice')
    throw unsimulated('so long a function inside of a built-in one is not simulated')
  const { result } = m.core
  return result
}

export function textOf(m: Machine, value: Value): string {
  const own = isThing(value) && value.t === 'obj' ? inherited(value, 'toString') : undefined
  return own !== undefined && isThing(own) && own.t === 'fn' ? text(callSync(m, own, [], value)) : text(value)
}
