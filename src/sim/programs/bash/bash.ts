import type { Program, Sys, Turn, Wake } from '../../wire/sys'
import type { Errno } from '../../wire/errno'
import { replace, top, unwindAll } from './frames'
import { interruptLine } from './readline/editor'
import { execFailed, run } from './run'
import { startShell } from './start'
import type { BashState, Machine } from './state'

/**
 * bash, and the sh of Debian (dash) and of Alpine (BusyBox's ash): one interpreter, three manners.
 *
 * @models bash 5.2, dash 0.5.12, busybox ash 1.36
 * @fidelity part: no extdebug, programmable completion, history expansion or readline in `read -e`; the corpus of the tests lists what differs
 */
export type { BashState }

function start(sys: Sys): Turn<BashState> {
  const begun = startShell(sys)
  if ('exit' in begun) return { turn: 'exit', status: begun.exit }
  return run({ sys, s: begun.state, subs: [], used: 0, held: [] })
}

function resume(
  sys: Sys,
  state: BashState,
  wake: Wake | { readonly on: 'execFailed'; readonly errno: Errno },
): Turn<BashState> {
  const m: Machine = { sys, s: { ...state, stack: [...state.stack] }, subs: [], used: 0, held: [] }
  if (m.s.inherited.length > 0) {
    for (const signal of m.s.inherited) sys.sigaction(signal, 'default')
    m.s.inherited = []
  }
  if (wake.on === 'signal') receive(m, wake.signal)
  if (wake.on === 'execFailed') execFailed(m, wake.errno)
  return run(m)
}

function receive(m: Machine, signal: Extract<Wake, { on: 'signal' }>['signal']): void {
  if (m.s.traps[signal] !== undefined) {
    if (signal === 'SIGINT') leaveLine(m)
    m.s.pending = [...m.s.pending, signal]
  } else if (signal === 'SIGINT' && m.s.interactive && m.s.depth === 0) interrupted(m)
}

/** Ctrl-C at the shell's own prompt, which a trap hears of. */
function leaveLine(m: Machine): void {
  const feed = top(m)
  if (feed.kind !== 'feed' || feed.edit === undefined) return
  m.s.status = 130
  replace(m, { ...interruptLine(m, feed, feed.edit), buffer: '', phase: 'prompt' })
}

/** Ctrl-C at the prompt or in a builtin: the line is given up. */
function interrupted(m: Machine): void {
  const kind = top(m).kind
  if (kind === 'job') return // the job has the terminal; its end is looked at when it comes
  unwindAll(m)
  const feed = top(m)
  m.s.status = 130
  if (feed.kind !== 'feed') return
  const shut = feed.edit === undefined ? feed : interruptLine(m, feed, feed.edit)
  if (m.s.mode === 'tty' && feed.edit === undefined) m.sys.write(2, '\n')
  replace(m, { ...shut, buffer: '', phase: feed.phase === 'ran' ? 'ran' : 'prompt' })
}

export const bash: Program<BashState> = { name: 'bash', start, resume }
export const sh: Program<BashState> = { name: 'sh', start, resume }
