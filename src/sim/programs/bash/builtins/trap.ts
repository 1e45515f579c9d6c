import { signalNumbers, type Signal } from '../../../wire/signal'
import { shellSignals } from '../children'
import { refuse, say } from '../errors'
import { shellQuote } from '../quote'
import type { Machine } from '../state'
import { trapName } from '../traps'
import type { Builtin } from './face'
import { output } from './output'
import { signalTable } from './wait'

/**
 * @models bash builtins/trap.def
 * @fidelity full
 */
export const trap: Builtin = (m, args) => {
  const words = args[0] === '--' ? args.slice(1) : args
  if (words[0] === '-l') return output(m, 'trap', signalTable(m))
  if (words.length === 0 || words[0] === '-p') return show(m, words.slice(1))
  const single = words.length === 1 || /^\d+$/.test(words[0]!)
  const [action, names] = single ? ['-', words] : [words[0]!, words.slice(1)]
  let status = 0
  for (const words of names) {
    const name = trapName(words, m.s.flavour)
    if (name === undefined) status = unknown(m, words)
    else put(m, name, action)
  }
  return status
}

function unknown(m: Machine, words: string): number {
  if (m.s.flavour !== 'dash') return refuse(m, 'trap', `${words}: invalid signal specification`)
  say(m, `trap: ${words}: bad trap`) // it alone names no line
  return 1
}

function put(m: Machine, name: string, action: string): void {
  const { [name]: _, ...rest } = m.s.traps
  m.s.traps = action === '-' ? rest : { ...rest, [name]: action }
  if (!name.startsWith('SIG') || name === 'SIGKILL' || name === 'SIGSTOP') return
  const kept = m.s.interactive && m.s.depth === 0 && shellSignals.includes(name as Signal)
  m.sys.sigaction(name as Signal, action === '-' ? (kept ? 'catch' : 'default') : action === '' ? 'ignore' : 'catch')
}

function show(m: Machine, wanted: readonly string[]): number {
  const order = (n: string) => (n === 'EXIT' ? 0 : (signalNumbers[n as Signal] ?? 99))
  const names = (wanted.length > 0 ? wanted.map((w) => trapName(w, m.s.flavour) ?? '') : Object.keys(m.s.traps)).filter(
    (n) => m.s.traps[n] !== undefined,
  )
  names.sort((a, b) => order(a) - order(b))
  const shown = (n: string) => (m.s.flavour === 'bash' ? n : n.replace(/^SIG/, ''))
  return output(m, 'trap', names.map((n) => `trap -- ${shellQuote(m.s.traps[n]!, true)} ${shown(n)}\n`).join(''))
}
