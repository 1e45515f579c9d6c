import type { Frame, Machine } from './state'

/**
 * Which functions and sourced files are being run, innermost first: FUNCNAME, BASH_SOURCE, BASH_LINENO and `caller`.
 *
 * @models bash execute_cmd.c (funcname, bash_source, bash_lineno), builtins/caller.def
 * @fidelity full
 */
export interface Caller {
  readonly name: string
  /** The file that its commands stand in. */
  readonly file: string
  /** The line it was called from. */
  readonly line: number
  readonly is: 'function' | 'source' | 'main'
}

export function callers(m: Machine): readonly Caller[] {
  const own = m.s.stack.flatMap((f) => callerOf(f))
  return [...own.reverse(), ...m.s.callers]
}

function callerOf(f: Frame): readonly Caller[] {
  if (f.kind === 'call') return [{ name: f.name, file: f.file, line: f.line, is: 'function' }]
  return f.kind === 'source' ? [{ name: 'source', file: f.name, line: f.line, is: 'source' }] : []
}

/** With the script itself at the bottom, as the arrays have it. */
export function wholeStack(m: Machine): readonly Caller[] {
  const all = callers(m)
  return m.s.mode === 'file' ? [...all, { name: 'main', file: m.s.name, line: 0, is: 'main' }] : all
}

/** The file whose commands run: a function's, a sourced one's, the script's. */
export function currentFile(m: Machine): string {
  const inner = callers(m)[0]
  if (inner !== undefined) return inner.file
  return m.s.mode === 'file' ? m.s.name : m.s.mode === 'string' ? 'environment' : 'main'
}

export const inFunction = (m: Machine): boolean => callers(m).some((c) => c.is === 'function')
