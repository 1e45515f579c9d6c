import { farewell, refuse } from '../errors'
import { pop, push, unwindTo } from '../frames'
import { mayLeave } from '../jobs'
import type { FrameKind, Machine } from '../state'
import type { Builtin } from './face'

/**
 * Leaving loops, functions, scripts and the shell.
 *
 * @models bash builtins/{break,return,exit}.def
 * @fidelity full
 */
const loops: readonly FrameKind[] = ['while', 'for', 'sumfor', 'select']

/** How many loops enclose this point, within the function. */
function loopsHere(m: Machine): number {
  const from = m.s.stack.map((f) => f.kind).lastIndexOf('call')
  return m.s.stack.slice(from + 1).filter((f) => loops.includes(f.kind)).length
}

function leaveLoops(m: Machine, name: string, args: readonly string[], again: boolean): number | undefined {
  const around = loopsHere(m)
  if (around === 0)
    return m.s.flavour === 'bash' ? refuse(m, name, "only meaningful in a `for', `while', or `until' loop", 0) : 0
  const words = args[0] ?? '1'
  if (!/^\d+$/.test(words)) {
    push(m, { kind: 'exit', status: refuse(m, name, `${words}: numeric argument required`, 128) })
    return undefined
  }
  if (Number(words) < 1) return refuse(m, name, `${words}: loop count out of range`)
  let left = Math.min(Number(words), around)
  m.s.status = 0
  for (;;) {
    unwindTo(m, loops)
    if (--left === 0) break
    pop(m)
  }
  if (!again) pop(m)
  return undefined
}

export const breakLoop: Builtin = (m, args) => leaveLoops(m, 'break', args, false)
export const continueLoop: Builtin = (m, args) => leaveLoops(m, 'continue', args, true)

export const returnFrom: Builtin = (m, args) => {
  const status = statusArgument(m, 'return', args)
  if (!m.s.stack.some((f) => f.kind === 'call' || f.kind === 'source')) {
    if (m.s.flavour !== 'bash' || m.s.callers.length > 0) {
      push(m, { kind: 'exit', status })
      return undefined
    }
    return refuse(m, 'return', "can only `return' from a function or sourced script", 2)
  }
  unwindTo(m, ['call', 'source'])
  m.s.status = status
  return undefined
}

export const exit: Builtin = (m, args) => leave(m, 'exit', args)

/** Says nothing, since it was the word that was typed. */
export const logout: Builtin = (m, args) =>
  m.s.shopt['login_shell'] === true ? leave(m, 'logout', args) : refuse(m, 'logout', "not login shell: use `exit'")

function leave(m: Machine, name: 'exit' | 'logout', args: readonly string[]): number | undefined {
  if (m.s.flavour === 'bash' && args.length > 1 && /^-?\d+$/.test(args[0]!)) {
    const status = refuse(m, name, 'too many arguments')
    if (m.s.interactive) return status
    push(m, { kind: 'exit', status })
    return undefined
  }
  const status = statusArgument(m, name, args)
  if (name === 'exit' && m.s.mode === 'tty' && m.s.depth === 0) complainExit(m)
  if (!mayLeave(m)) return 1
  push(m, { kind: 'exit', status })
  return undefined
}

const complainExit = (m: Machine): void => {
  m.sys.write(2, m.s.flavour === 'bash' ? `${farewell(m)}\n` : '')
}

function statusArgument(m: Machine, name: string, args: readonly string[]): number {
  const words = args[0]
  if (words === undefined) return trapStatus(m) ?? m.s.status
  if (/^-?\d+$/.test(words)) return Number(words) & 255
  if (m.s.flavour === 'bash') return refuse(m, name, `${words}: numeric argument required`, 2)
  return refuse(m, name, `Illegal number: ${words}`, 2)
}

/** A bare `exit` in a trap gives the status from before the trap. */
function trapStatus(m: Machine): number | undefined {
  const frame = m.s.stack.find((f) => f.kind === 'trap')
  return frame?.kind === 'trap' && m.s.stack[0]?.kind === 'exit' ? frame.status : undefined
}
