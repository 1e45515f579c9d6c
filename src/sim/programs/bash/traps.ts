import type { Signal } from '../../wire/signal'
import { signalNumbers } from '../../wire/signal'
import { syntaxLines } from './syntax-error'
import { say } from './errors'
import { push, top } from './frames'
import { parse } from './parse'
import type { Flavour, Machine } from './state'

/**
 * What `trap` set: handlers run between commands; while a foreground child runs they wait for its end.
 *
 * @models bash trap.c
 */
export function runPendingTraps(m: Machine): void {
  const kind = top(m).kind
  if (kind === 'job' || kind === 'subst' || kind === 'exec') return
  const [signal, ...rest] = m.s.pending
  if (signal === undefined) return
  m.s.pending = rest
  const action = m.s.traps[signal]
  if (action === undefined || action === '') return
  if (kind === 'wait') {
    m.s.stack.pop() // a trapped signal ends `wait` at once
    m.s.status = 128 + signalNumbers[signal]
  }
  pushTrap(m, action, signal)
}

export function pushTrap(m: Machine, action: string, signal: string): void {
  const { status, command, line } = m.s
  push(m, { kind: 'trap', status, command, line, signal })
  const parsed = parse(action, signal === 'DEBUG' || signal === 'ERR' ? line : 1, m.s.flavour)
  if (parsed.error !== undefined) {
    const where = signal === 'EXIT' ? 'exit trap' : 'trap handler'
    for (const words of syntaxLines(m, parsed.error, where)) say(m, words)
  }
  push(m, { kind: 'list', list: parsed.list, pc: 0 })
}

/** DEBUG runs before a command: its frame is on the stack already and comes after. */
export function debugTrap(m: Machine): void {
  const action = m.s.traps['DEBUG']
  if (action !== undefined && action !== '' && !inTrap(m, 'DEBUG')) pushTrap(m, action, 'DEBUG')
}

/** RETURN runs when a function or a sourced file is over; says whether it does. */
export function returnTrap(m: Machine): boolean {
  const action = m.s.traps['RETURN']
  if (action === undefined || action === '' || inTrap(m, 'RETURN')) return false
  pushTrap(m, action, 'RETURN')
  return true
}

export const inTrap = (m: Machine, signal: string): boolean =>
  m.s.stack.some((f) => f.kind === 'trap' && f.signal === signal)

/** What a function's commands do not trap, though its caller does: DEBUG and RETURN without `-T`, ERR without `-E`. */
export function hiddenTraps(m: Machine): Readonly<Record<string, string>> | undefined {
  const hidden = Object.entries(m.s.traps).filter(
    ([name]) =>
      ((name === 'DEBUG' || name === 'RETURN') && m.s.options['functrace'] !== true) ||
      (name === 'ERR' && m.s.options['errtrace'] !== true),
  )
  return hidden.length === 0 ? undefined : Object.fromEntries(hidden)
}

/** `TERM`, `SIGTERM`, `15` → SIGTERM; `EXIT`, `0` and bash's own stand for themselves. */
export function trapName(words: string, flavour: Flavour): string | undefined {
  const upper = words.toUpperCase()
  if (upper === 'EXIT' || words === '0') return 'EXIT'
  if (flavour !== 'dash' && upper === 'ERR') return upper
  if (flavour === 'bash' && (upper === 'DEBUG' || upper === 'RETURN')) return upper
  return signalName(words)
}

export function signalName(words: string): Signal | undefined {
  const upper = words.toUpperCase()
  const name = upper.startsWith('SIG') ? upper : `SIG${upper}`
  if (name in signalNumbers) return name as Signal
  if (!/^\d+$/.test(words)) return undefined
  return Object.entries(signalNumbers).find(([, n]) => n === Number(words))?.[0] as Signal | undefined
}
