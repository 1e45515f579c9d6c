import { signalNumbers, type Signal } from '../../wire/signal'

/** `9`, `KILL`, `SIGKILL`, `kill` are one. @models moby/sys signal.ParseSignal @fidelity part: real-time signals are left out */
export function signalOf(text: string): Signal | undefined {
  if (/^\d+$/.test(text)) return all.find((name) => signalNumbers[name] === Number(text))
  const name = `SIG${text.toUpperCase().replace(/^SIG/, '')}`
  return all.find((known) => known === name)
}

const all = Object.keys(signalNumbers) as readonly Signal[]
