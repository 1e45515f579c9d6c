import type { Fd } from '../../wire/sys'
import { closeQuietly, undoRedirects } from './descriptors'
import type { Frame, FrameKind, Machine } from './state'
import { restore } from './variables'

/**
 * The stack of a shell. Leaving a frame, by its end, `break`, `return` or an error, puts back what it had changed.
 */
export const push = (m: Machine, frame: Frame): void => {
  m.s.stack.push(frame)
}

export const top = (m: Machine): Frame => m.s.stack[m.s.stack.length - 1]!

export const replace = (m: Machine, frame: Frame): void => {
  m.s.stack[m.s.stack.length - 1] = frame
}

export function pop(m: Machine): Frame {
  const frame = m.s.stack.pop()!
  leave(m, frame)
  return frame
}

function leave(m: Machine, frame: Frame): void {
  if (frame.kind === 'restore') undoRedirects(m, frame.fds)
  else if (frame.kind === 'temps') for (const [name, was] of frame.vars) restore(m, name, was)
  else if (frame.kind === 'call') {
    for (const [name, was] of Object.entries(frame.locals)) restore(m, name, was === false ? undefined : was)
    m.s.args = frame.args
    if (frame.lent !== undefined) takeBack(m, frame.lent)
    if (frame.hidden !== undefined) m.s.traps = { ...frame.hidden, ...m.s.traps }
    if (frame.options !== undefined) m.s.options = frame.options
  } else if (frame.kind === 'source' && frame.args !== undefined) m.s.args = frame.args
  else if (frame.kind === 'subst') closeQuietly(m, frame.fd)
}

function takeBack(m: Machine, lent: readonly Fd[]): void {
  for (const fd of lent) closeQuietly(m, fd)
  m.s.lent = m.s.lent.filter((fd) => !lent.includes(fd))
}

/** Leaves frames down to and without the nearest one of these kinds; false (and nothing left) when there is none. */
export function unwindTo(m: Machine, kinds: readonly FrameKind[]): boolean {
  if (!m.s.stack.some((f) => kinds.includes(f.kind))) return false
  while (!kinds.includes(top(m).kind)) pop(m)
  return true
}

/** Leaves everything but the bottom: what an error in an expansion does to a command line. */
export function unwindAll(m: Machine): void {
  while (m.s.stack.length > 1) pop(m)
}

/** Whether `set -e` looks away here: in a condition, before `&&` or `||`, after `!`. */
export function excused(m: Machine): boolean {
  return (
    m.s.excused ||
    m.s.stack.some((f) => {
      if (f.kind === 'andor') return f.pc < f.node.parts.length
      if (f.kind === 'while') return f.phase === 'test'
      return f.kind === 'not' || (f.kind === 'if' && f.pc < f.node.tests.length)
    })
  )
}
