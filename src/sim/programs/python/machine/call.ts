import { failure, isSub, unsimulated, type Raised } from '../value/exceptions'
import { isThing, tuple, typeName, type Class, type Fn, type Gen, type Instance, type Value } from '../value/thing'
import { inherited, instanceMethod } from './attributes'
import { newFrame, type After, type Frame, type Machine } from './core'
import { typeNames } from './names'
import { parameters } from './parameters'
import { run } from './run'

/** Calls, and where their values go. */

const deepest = 990

/** Calls anything: a function of the program gets a frame, a native its answer onto the stack. */
export function call(m: Machine, fn: Value, args: Value[], named: Map<string, Value>, after?: After): void {
  if (!isThing(fn)) throw notCallable(fn)
  if (fn.t === 'bound') return call(m, fn.fn, [fn.self, ...args], named, after)
  if (fn.t === 'fn') return enter(m, fn, args, named, after)
  if (fn.t === 'native') return play(m, fn.name, fn.self, args, named, after)
  if (fn.t === 'class') return construct(m, fn, args, named, after)
  const own = instanceMethod(fn, '__call__')
  if (own) return call(m, own, args, named, after)
  if (fn.t !== 'special' || !m.lib.natives[`${fn.kind}.__call__`]) throw notCallable(fn)
  play(m, `${fn.kind}.__call__`, fn, args, named, after)
}

const notCallable = (fn: Value): Raised => failure('TypeError', `'${typeName(fn)}' object is not callable`)

/** A native; when it has to wait, its answer comes later. */
function play(m: Machine, name: string, self: Value, args: Value[], named: Map<string, Value>, after?: After): void {
  const result = callNative(m, name, self, args, named)
  if (!m.core.waiting) deliver(m, result, after)
}

function deliver(m: Machine, value: Value, after?: After): void {
  if (after?.kind === 'stop') m.core.result = value
  else m.core.frames.at(-1)?.stack.push(value)
}

export function callNative(
  m: Machine,
  name: string,
  self: Value,
  args: Value[],
  named = new Map<string, Value>(),
): Value {
  const play = m.lib.natives[name]
  if (!play) throw unsimulated(`${name} is not simulated`)
  return play(m, args, named, self)
}

function construct(m: Machine, of: Class, args: Value[], named: Map<string, Value>, after?: After): void {
  if (typeNames.has(of.name) && m.lib.natives[of.name])
    return deliver(m, callNative(m, of.name, null, args, named), after)
  const made: Instance = { t: 'inst', of, m: new Map() }
  const exception = isSub(of, 'BaseException')
  if (exception) made.m.set('args', tuple(args))
  const init = inherited(of, '__init__')
  if (init !== undefined && isThing(init) && (init.t === 'fn' || init.t === 'native'))
    return after
      ? deliver(m, (callSync(m, init, [made, ...args], named), made), after)
      : init.t === 'fn'
        ? enter(m, init, [made, ...args], named, { kind: 'made', of: made })
        : deliver(m, (callNative(m, init.name, made, args, named), made))
  if (!exception && args.length > 0) throw failure('TypeError', `${of.name}() takes no arguments`)
  deliver(m, made, after)
}

function enter(m: Machine, fn: Fn, args: Value[], named: Map<string, Value>, after?: After): void {
  if (m.core.frames.length > deepest) throw failure('RecursionError', 'maximum recursion depth exceeded')
  const frame = newFrame(m, fn.code, { m: parameters(m, fn, args, named), up: fn.scope }, after)
  if (!m.codes[fn.code]!.generator) return void m.core.frames.push(frame)
  const gen: Gen = { t: 'gen', frame }
  frame.gen = gen
  deliver(m, gen, after)
}

/** What was gone through is at its end. */
export function endLoop(frame: Frame, out: number): void {
  frame.stack.pop()
  frame.pc = out
}

/** The value of a frame that is over goes where it belongs. */
export function finish(m: Machine, value: Value): void {
  const { core } = m
  const frame = core.frames.pop()!
  core.handling.length = frame.handling
  const caller = core.frames.at(-1)
  switch (frame.after?.kind) {
    case undefined:
      return void caller?.stack.push(value)
    case 'made':
      return void caller?.stack.push(frame.after.of)
    case 'stop':
      core.result = value
      return
    case 'step':
      if (caller) endLoop(caller, frame.after.out)
      return
    case 'module':
      return void caller?.stack.push(core.modules.get(frame.after.name)!)
    case 'answer':
      m.lib.natives['.answered']!(m, [value], new Map([['serving', frame.after.serving as Value]]), null)
  }
}

/** Calls a function to its end, inside of a native: it may not wait. */
export function callSync(m: Machine, fn: Value, args: Value[], named = new Map<string, Value>()): Value {
  const depth = m.core.frames.length
  call(m, fn, args, named, { kind: 'stop' })
  const how = run(m, 200_000, depth)
  if (how === 'waiting') throw unsimulated('waiting inside of a built-in function is not simulated')
  if (how === 'slice') throw unsimulated('so long a function inside of a built-in one is not simulated')
  return m.core.result ?? null
}
