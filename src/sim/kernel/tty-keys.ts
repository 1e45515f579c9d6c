import type { Bytes } from '../../base/bytes'
import type { Signal } from '../wire/signal'
import type { Pid, TtyMode } from '../wire/sys'
import type { Tty } from './state'
import { columnAfter, eofMark, modeOf, processed } from './tty'
import { addressOf, emit, type Work } from './work'

/**
 * What keys mean on their way from the master side to a reader: the line discipline.
 *
 * @models linux drivers/tty/n_tty.c (n_tty_receive_buf, eraser, echo_char)
 * @fidelity part: the keys that `stty sane` sets, which cannot be changed
 */
type Raise = (pgid: Pid, signal: Signal) => void

/** The terminal while keys are looked at one by one, and what is to be shown of them. */
interface Keys {
  tty: Tty
  shown: Bytes
  readonly mode: Required<TtyMode>
}

const signalOf: Readonly<Record<string, Signal>> = { '\x03': 'SIGINT', '\x1c': 'SIGQUIT', '\x1a': 'SIGTSTP' }

export function ttyInput(w: Work, name: string, data: Bytes, raise: Raise): void {
  const tty = w.state.ttys[name]
  if (tty === undefined) return
  const k: Keys = { tty, shown: '', mode: modeOf(tty) }
  for (const char of data) {
    const signal = k.mode.signals && k.tty.literal !== true ? signalOf[char] : undefined
    if (signal === undefined) key(k, char)
    else interrupt(k, char, signal, raise)
  }
  show(w, k)
  w.stirred = true
}

function show(w: Work, k: Keys): void {
  const { stopped, held = '', ...tty } = k.tty
  const whole = held + k.shown
  const goes = stopped !== true && whole !== ''
  const keep = stopped === true ? { stopped, ...(whole !== '' && { held: whole }) } : {}
  const column = goes ? { column: columnAfter(tty.column ?? 0, whole) } : {}
  w.state = { ...w.state, ttys: { ...w.state.ttys, [tty.name]: { ...tty, ...keep, ...column } } }
  if (!goes) return
  const payload = { kind: 'tty.output', tty: tty.name, data: processed(tty, whole) } as const
  emit(w, { from: addressOf(tty.foreground), to: tty.master, payload })
}

const change = (k: Keys, to: Partial<Tty>): void => {
  k.tty = { ...k.tty, ...to }
}

function interrupt(k: Keys, char: string, signal: Signal, raise: Raise): void {
  change(k, { line: '', ready: '', stopped: false })
  if (k.mode.echo) k.shown += visible(k, char)
  raise(k.tty.foreground, signal)
}

function key(k: Keys, char: string): void {
  if (k.tty.literal === true) return literally(k, char)
  if (k.mode.ixon && (char === '\x13' || char === '\x11')) return change(k, { stopped: char === '\x13' })
  const typed = char === '\r' && k.mode.icrnl ? '\n' : char
  if (k.mode.canonical) edit(k, typed)
  else {
    change(k, { ready: k.tty.ready + typed })
    echo(k, typed)
  }
}

/** What follows Ctrl-V is a byte like any other. */
function literally(k: Keys, char: string): void {
  const { literal: _done, ...tty } = k.tty
  k.tty = tty
  add(k, char)
}

function edit(k: Keys, char: string): void {
  if (char === '\n') return submit(k, '\n', '\n')
  if (char === '\x04') return submit(k, eofMark, '')
  if (char === '\x7f') return erase(k, lastChar(k.tty.line, k.mode.iutf8))
  if (char === '\x15') return erase(k, k.tty.line.length)
  if (k.mode.iexten && char === '\x17') return erase(k, lastWord(k.tty.line))
  if (k.mode.iexten && char === '\x12') return reprint(k)
  if (k.mode.iexten && char === '\x16') {
    if (k.mode.echo) k.shown += k.mode.echoctl ? '^\b' : ''
    return change(k, { literal: true })
  }
  add(k, char)
}

function add(k: Keys, char: string): void {
  if (k.tty.line === '') change(k, { lineColumn: columnAfter(k.tty.column ?? 0, k.shown) })
  if (k.mode.canonical) change(k, { line: k.tty.line + char })
  else change(k, { ready: k.tty.ready + char })
  echo(k, char)
}

function submit(k: Keys, end: string, shown: Bytes): void {
  change(k, { ready: k.tty.ready + k.tty.line + end, line: '' })
  if (k.mode.echo) k.shown += shown
}

function reprint(k: Keys): void {
  if (!k.mode.echo) return
  k.shown += `${visible(k, '\x12')}\n${[...k.tty.line].map((char) => visible(k, char)).join('')}`
}

function echo(k: Keys, char: string): void {
  if (k.mode.echo) k.shown += char === '\n' ? char : visible(k, char)
}

const isControl = (char: string): boolean => char < ' ' || char === '\x7f'

/** Control characters as ^X (ECHOCTL). */
const visible = ({ mode }: Keys, char: string): string =>
  mode.echoctl && isControl(char) && char !== '\t' ? `^${String.fromCharCode(char.charCodeAt(0) ^ 0x40)}` : char

const isContinuation = (char: string | undefined): boolean => char !== undefined && (char.charCodeAt(0) & 0xc0) === 0x80

/** How many bytes the last character has: more than one only where the terminal knows UTF-8. */
function lastChar(line: Bytes, utf8: boolean): number {
  let at = line.length - 1
  while (utf8 && at > 0 && isContinuation(line[at])) at--
  return line.length - Math.max(0, at)
}

/** Back over what is no letter, then over letters, digits and underscores. */
function lastWord(line: Bytes): number {
  let at = line.length
  for (let seen = false; at > 0; at--) {
    const letter = /[\w\xc0-\xd6\xd8-\xf6\xf8-\xff]/.test(line[at - 1]!)
    if (seen && !letter && !isContinuation(line[at - 1])) break
    seen = seen || letter
  }
  return line.length - at
}

/** Takes so many bytes off the line, and off the screen, character by character. */
function erase(k: Keys, bytes: number): void {
  let left = k.tty.line
  const until = left.length - bytes
  while (left.length > until) {
    const size = Math.min(lastChar(left, k.mode.iutf8), left.length - until)
    const char = left.slice(-size)
    left = left.slice(0, -size)
    if (k.mode.echo) k.shown += rubout(k, left, char)
  }
  change(k, { line: left })
}

function rubout(k: Keys, before: Bytes, char: string): Bytes {
  if (char === '\t') return '\b'.repeat(tabWidth(k, before))
  if (!isControl(char)) return '\b \b'
  return k.mode.echoctl ? '\b \b\b \b' : ''
}

/** How wide the tab was that stood after this much of the line. */
function tabWidth(k: Keys, before: Bytes): number {
  const tab = before.lastIndexOf('\t')
  const start = tab >= 0 ? 0 : (k.tty.lineColumn ?? 0)
  const width = before
    .slice(tab + 1)
    .split('')
    .reduce((n, char) => n + widthOf(k, char), start)
  return 8 - (width & 7)
}

const widthOf = ({ mode }: Keys, char: string): number =>
  isControl(char) ? (mode.echoctl ? 2 : 0) : mode.iutf8 && isContinuation(char) ? 0 : 1
