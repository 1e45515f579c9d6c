import type { Bytes } from '../../../base/bytes'
import { signalNumbers, type Signal } from '../../wire/signal'
import type { TtyMode } from '../../wire/sys'
import type { Heard } from '../call'
import type { Cli } from '../engine'
import { frames } from './stream'

/**
 * A terminal (or pipes) joined to a container's streams: raw mode, the keys that detach, signals passed on.
 *
 * @models docker/cli cli/command/container/hijack.go, signals.go, tty.go; moby/term proxy.go
 * @fidelity full
 */
export interface Attachment {
  readonly call: number
  readonly tty: boolean
  readonly stdin: boolean
  /** Mode of the terminal before it was made raw. */
  readonly before?: TtyMode
  readonly keys: Bytes
  /** How many of the detach keys have been typed so far. */
  readonly typed: number
  /** Bytes of a frame that is not complete. */
  readonly rest: Bytes
  readonly over: boolean
}

export const attachment = (call: number, tty: boolean, stdin: boolean, keys: string): Attachment => ({
  call,
  tty,
  stdin,
  keys: detachKeys(keys === '' ? 'ctrl-p,ctrl-q' : keys),
  typed: 0,
  rest: '',
  over: false,
})

/** `ctrl-p,ctrl-q` as bytes. */
export function detachKeys(text: string): Bytes {
  return text
    .split(',')
    .map((key) => {
      const control = /^ctrl-(.)$/i.exec(key)?.[1]?.toLowerCase()
      return control === undefined ? key : control === '@' ? '\x00' : String.fromCharCode(control.charCodeAt(0) & 0x1f)
    })
    .join('')
}

/** @models moby/term SetRawTerminal (cfmakeraw) */
const raw: TtyMode = {
  canonical: false,
  echo: false,
  signals: false,
  onlcr: true,
  opost: false,
  icrnl: false,
  ixon: false,
  iexten: false,
}

/** The connection is upgraded: input flows, and a terminal becomes raw. */
export function joined(c: Cli, a: Attachment, typedPhase: string): Attachment {
  if (!a.stdin) {
    c.say(a.call, 'stdin', '', true)
    return a
  }
  c.read(typedPhase)
  if (!a.tty || !c.sys.isatty(0)) return a
  const before = c.sys.tcgetattr(0)
  c.sys.tcsetattr(0, raw)
  return { ...a, before }
}

/** The terminal as it was. */
export function released(c: Cli, a: Attachment): Attachment {
  if (a.before !== undefined) c.sys.tcsetattr(0, a.before)
  c.read('')
  const { before: _, ...rest } = a
  return { ...rest, over: true }
}

/** What came from the container; `over` once its streams are closed. */
export function received(c: Cli, a: Attachment, heard: Heard): Attachment {
  if (heard.on === 'end') return released(c, a)
  const data = heard.on === 'stream' || heard.on === 'bytes' ? heard.data : ''
  const channel = heard.on === 'stream' ? heard.channel : 'raw'
  if (channel === 'stderr') c.errBytes(data)
  else if (channel === 'stdout' || a.tty) c.outBytes(data)
  else {
    const [found, rest] = frames(a.rest + data)
    for (const frame of found) c[frame.channel === 'stderr' ? 'errBytes' : 'outBytes'](frame.data)
    return { ...a, rest }
  }
  return a
}

/** What was typed goes to the container, but for the keys that detach: undefined when those are complete. */
export function typed(c: Cli, a: Attachment, heard: Heard): Attachment | undefined {
  if (heard.on !== 'stdin') return a
  if (heard.eof) {
    c.say(a.call, 'stdin', '', true)
    return a
  }
  if (!a.tty) {
    c.say(a.call, 'stdin', heard.data)
    return a
  }
  let out = ''
  let at = a.typed
  for (const key of heard.data) {
    if (key === a.keys[at]) {
      at++
      if (at === a.keys.length) return undefined
      continue
    }
    // Not the sequence after all: the keys held back are sent.
    out += a.keys.slice(0, at)
    at = key === a.keys[0] ? 1 : 0
    if (at === 0) out += key
  }
  if (out !== '') c.say(a.call, 'stdin', out)
  return { ...a, typed: at }
}

/** Signals that the client passes on to the container. */
export const proxied: readonly Signal[] = [
  'SIGHUP',
  'SIGINT',
  'SIGQUIT',
  'SIGTERM',
  'SIGUSR1',
  'SIGUSR2',
  'SIGALRM',
  'SIGTSTP',
  'SIGCONT',
]

export function passOn(c: Cli, id: string, heard: Heard): void {
  if (heard.on !== 'signal' || signalNumbers[heard.signal] === undefined) return
  if (heard.signal === 'SIGWINCH') return
  c.call({ method: 'POST', path: `/containers/${id}/kill`, query: { signal: heard.signal.slice(3) } }, 'ignored')
}

/** Tells the container how large the window is; what it answers does not matter. */
export function resize(c: Cli, path: string): void {
  if (!c.sys.isatty(1)) return
  const { rows, cols } = c.sys.winsize(1)
  if (rows === 0 && cols === 0) return
  c.call({ method: 'POST', path: `${path}/resize`, query: { h: String(rows), w: String(cols) } }, 'ignored')
}
