import { humanSize } from '../../../base/units'
import type { Json } from '../../wire/rpc'
import type { Cli } from '../engine'

/**
 * The progress that the daemon sends, a JSON object a line, as the client shows it: plain lines where nobody watches, and on a
 * terminal one line an ID, redrawn in place.
 *
 * @models moby pkg/jsonmessage, docker/cli internal/jsonstream
 * @fidelity part: no time left is told
 */
export interface Drawn {
  /** Line of each ID, counted from the first. */
  readonly lines: Readonly<Record<string, number>>
}

export const nothingDrawn: Drawn = { lines: {} }

interface Shown {
  readonly id?: string
  readonly status?: string
  readonly stream?: string
  readonly progressDetail?: {
    readonly current?: number
    readonly total?: number
    readonly hidecounts?: boolean
    readonly units?: string
  }
  readonly error?: string
  readonly errorDetail?: { readonly message: string }
  readonly aux?: Json
}

export interface Drawing {
  readonly drawn: Drawn
  /** The operation failed: nothing is shown after this. */
  readonly error?: string
}

export function draw(c: Cli, fd: 1 | 2, drawn: Drawn, value: Json): Drawing {
  const message = value as Shown
  if (message.error !== undefined || message.errorDetail !== undefined)
    return { drawn, error: message.errorDetail?.message ?? message.error! }
  if (message.aux !== undefined) return { drawn }
  const put = fd === 1 ? c.out : c.err
  const terminal = c.sys.isatty(fd)
  const moving = message.id !== undefined && message.progressDetail !== undefined
  if (!moving) {
    if (terminal && message.id !== undefined) put('\x1b[2K\r')
    put(wholeLine(message))
    return { drawn: nothingDrawn }
  }
  if (!terminal) {
    if (barOf(message, 80) === '') put(wholeLine(message))
    return { drawn }
  }
  const known = drawn.lines[message.id!]
  const lines = known === undefined ? { ...drawn.lines, [message.id!]: Object.keys(drawn.lines).length } : drawn.lines
  const up = Object.keys(lines).length - lines[message.id!]!
  const width = c.sys.winsize(fd).cols
  put(
    `${known === undefined ? '\n' : ''}\x1b[${up}A\x1b[2K\r${message.id}: ${message.status ?? ''} ${barOf(message, width)}\r\x1b[${up}B`,
  )
  return { drawn: { lines } }
}

const wholeLine = (m: Shown): string =>
  m.stream !== undefined ? m.stream : `${m.id === undefined ? '' : `${m.id}: `}${m.status ?? ''}\n`

/** `[=====>      ]  3.4MB/29MB`; the bar only where the terminal is wider than 110. */
export function barOf({ progressDetail = {} }: Shown, width: number): string {
  const { current = 0, total = 0, hidecounts = false } = progressDetail
  if (current <= 0 && total <= 0) return ''
  const so = humanSize(current).padStart(8)
  if (total <= 0) return so
  const part = Math.min(50, Math.floor((current / total) * 100) / 2) | 0
  const bar = width > 110 ? `[${'='.repeat(part)}>${' '.repeat(Math.max(0, 50 - part))}] ` : ''
  if (hidecounts) return bar
  return `${bar}${current > total ? so : `${so}/${humanSize(total)}`}`
}
