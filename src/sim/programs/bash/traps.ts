import type { Signal } from '../../wire/signal'
import { signalNumbers } from '../../wire/signal'
import { push, top } from './frames'
import { parse } from './parse'
import type { Machine } from './state'

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
  pushTrap(m, action)
}

export function pushTrap(m: Machine, action: string): void {
  push(m, { kind: 'trap', status: m.s.status })
  push(m, { kind: 'list', list: parse(action, m.s.line, m.s.flavour).list, pc: 0 })
}

/** `TERM`, `SIGTERM`, `15` → SIGTERM; `EXIT`, `0` and `ERR` stand for themselves. */
export function trapName(words: string): string | undefined {
  const upper = words.toUpperCase()
  if (upper === 'EXIT' || words === '0') return 'EXIT'
  if (upper === 'ERR' || upper === 'DEBUG' || upper === 'RETURN') return upper
  return signalName(words)
}

export function signalName(words: string): Signal | undefined {
  const upper = words.toUpperCase()
  const name = upper.startsWith('SIG') ? upper : `SIG${upper}`
  if (name in signalNumbers) return name as Signal
  if (!/^\d+$/.test(words)) return undefined
  return Object.entries(signalNumbers).find(([, n]) => n === Number(words))?.[0] as Signal | undefined
}
