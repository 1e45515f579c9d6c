import type { Bytes } from '../../base/bytes'
import type { Address } from '../wire/address'
import type { Signal } from '../wire/signal'
import type { Pid, TtyMode } from '../wire/sys'
import type { Tty } from './state'
import { tell, update, type Work } from './work'

/** The line discipline N_TTY (termios(3), drivers/tty/n_tty.c): canonical editing, echo, signals from keys, LF to CR LF. */
const sane: TtyMode = { canonical: true, echo: true, signals: true, onlcr: true }

export function newTty(w: Work, name: string, master: Address, rows = 24, cols = 80): Tty {
  const tty: Tty = { name, master, mode: sane, rows, cols, line: '', ready: '', eofs: 0, foreground: 0, sid: 0 }
  update(w, { ttys: { ...w.state.ttys, [name]: tty } })
  return tty
}

export const setTty = (w: Work, name: string, change: Partial<Tty>): void => {
  const before = w.state.ttys[name]
  if (before !== undefined) update(w, { ttys: { ...w.state.ttys, [name]: { ...before, ...change } } })
}

/** What a process writes to its terminal, to whoever holds the master side. */
export function ttyWrite(w: Work, pid: Pid, name: string, data: Bytes): void {
  const tty = w.state.ttys[name]
  if (tty === undefined || data === '') return
  const shown = tty.mode.onlcr ? data.replace(/\r?\n/g, '\r\n') : data
  tell(w, pid, tty.master, { kind: 'tty.output', tty: name, data: shown })
}

export function ttyRead(w: Work, name: string, max: number): Bytes | undefined {
  const tty = w.state.ttys[name]
  if (tty === undefined) return ''
  if (tty.ready !== '') {
    const newline = tty.mode.canonical ? tty.ready.indexOf('\n') + 1 : 0
    const length = Math.min(max, newline > 0 ? newline : tty.ready.length)
    setTty(w, name, { ready: tty.ready.slice(length) })
    return tty.ready.slice(0, length)
  }
  if (tty.eofs === 0) return undefined
  setTty(w, name, { eofs: tty.eofs - 1 })
  return ''
}

export const ttyReadable = (tty: Tty | undefined): boolean => tty === undefined || tty.ready !== '' || tty.eofs > 0

const keys: Readonly<Record<string, Signal>> = { '\x03': 'SIGINT', '\x1c': 'SIGQUIT', '\x1a': 'SIGTSTP' }

/** Keys arrive from the master side. `raise` sends a signal to the foreground process group. */
export function ttyInput(w: Work, name: string, data: Bytes, raise: (pgid: Pid, signal: Signal) => void): void {
  for (const char of data) {
    const tty = w.state.ttys[name]
    if (tty === undefined) return
    const signal = tty.mode.signals ? keys[char] : undefined
    if (signal !== undefined) interrupt(w, tty, char, signal, raise)
    else if (tty.mode.canonical) edit(w, tty, char === '\r' ? '\n' : char)
    else {
      setTty(w, name, { ready: tty.ready + char })
      echo(w, tty, char)
    }
  }
  w.stirred = true
}

function interrupt(w: Work, tty: Tty, char: string, signal: Signal, raise: (pgid: Pid, signal: Signal) => void): void {
  echo(w, tty, caret(char))
  setTty(w, tty.name, { line: '', ready: '' })
  raise(tty.foreground, signal)
}

const caret = (char: string): string => '^' + String.fromCharCode(char.charCodeAt(0) ^ 0x40)

function echo(w: Work, tty: Tty, shown: Bytes): void {
  if (tty.mode.echo && shown !== '') ttyWrite(w, tty.foreground, tty.name, shown)
}

function edit(w: Work, tty: Tty, char: string): void {
  if (char === '\n') return submit(w, tty, tty.line + '\n', '\n')
  if (char === '\x04')
    return tty.line === '' ? setTty(w, tty.name, { eofs: tty.eofs + 1 }) : submit(w, tty, tty.line, '')
  if (char === '\x7f' || char === '\b') return erase(w, tty, tty.line.slice(0, -1))
  if (char === '\x15') return erase(w, tty, '')
  if (char === '\x17') return erase(w, tty, tty.line.replace(/\S+\s*$/, ''))
  setTty(w, tty.name, { line: tty.line + char })
  echo(w, tty, char < ' ' && char !== '\t' ? caret(char) : char)
}

function erase(w: Work, tty: Tty, left: Bytes): void {
  echo(w, tty, '\b \b'.repeat(tty.line.length - left.length))
  setTty(w, tty.name, { line: left })
}

function submit(w: Work, tty: Tty, line: Bytes, shown: Bytes): void {
  setTty(w, tty.name, { ready: tty.ready + line, line: '' })
  echo(w, tty, shown)
}
