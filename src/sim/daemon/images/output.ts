import { humanSize } from '../../../base/units'
import type { Address } from '../../wire/address'
import { send } from '../../world/draft'
import { endStream, error, jsonLine, startStream } from '../respond'
import type { Daemon, Sink } from '../state'

/**
 * Where the progress of a pull or push goes: to an API client as lines of JSON, or to BuildKit that asked for an image.
 * The status line of an HTTP answer is fixed by what comes first: progress (200), or an error with a status of its own.
 * @models moby pkg/streamformatter, pkg/jsonmessage
 * @fidelity full
 */
export type Output =
  | { readonly kind: 'http'; readonly sink: Sink; readonly begun: boolean }
  | { readonly kind: 'rpc'; readonly to: Address; readonly call: number; readonly method: string }

export interface ProgressLine {
  readonly status?: string
  readonly progressDetail?: { readonly current?: number; readonly total?: number }
  readonly progress?: string
  readonly id?: string
  readonly aux?: unknown
  readonly stream?: string
}

/** Sends the status line and headers, where they are not out yet. */
export function beginOutput<O extends Output>(d: Daemon, out: O): O {
  if (out.kind === 'rpc' || out.begun) return out
  startStream(d, out.sink, { 'Content-Type': 'application/json' })
  return { ...out, begun: true }
}

/** Tells a line; the output as it is after that. */
export function tell<O extends Output>(d: Daemon, out: O, line: ProgressLine): O {
  if (out.kind === 'rpc') {
    send(d, {
      to: out.to,
      payload: { kind: 'rpc.stream', call: out.call, method: out.method, data: { statuses: [line as never] } },
    })
    return out
  }
  const begun = beginOutput(d, out)
  jsonLine(d, out.sink, line)
  return begun
}

/** A step without numbers: `Pulling fs layer`, `Download complete`. */
export const stage = (id: string, status: string): ProgressLine => ({ status, progressDetail: {}, id })

/** A step with a bar. */
export const bar = (id: string, status: string, current: number, total: number): ProgressLine => ({
  status,
  progressDetail: { current, total },
  progress: progressBar(current, total),
  id,
})

/** `[=====>      ]  1.2MB/3.4MB`: 50 wide; a total that was exceeded is not shown. */
export function progressBar(current: number, total: number): string {
  const half = Math.min(50, Math.floor(Math.floor((current / total) * 100) / 2))
  const box = `[${'='.repeat(half)}>${' '.repeat(50 - half)}] `
  const now = humanSize(current).padStart(8)
  return current > total ? box + now : `${box}${now}/${humanSize(total)}`
}

export interface Failure {
  readonly status: number
  readonly message: string
  /** The same in the words of containerd's resolver, which BuildKit uses. */
  readonly resolver?: string
}

/** Ends with an error: as the answer where nothing was said yet, else as a last line. */
export function fail(d: Daemon, out: Output, { status, message, resolver = message }: Failure): void {
  if (out.kind === 'rpc') {
    const error = { code: status === 404 ? 'NotFound' : 'Unknown', message: resolver }
    send(d, { to: out.to, payload: { kind: 'rpc.reply', call: out.call, method: out.method, error } })
  } else if (!out.begun) error(d, out.sink, status, message)
  else {
    jsonLine(d, out.sink, { errorDetail: { message }, error: message })
    endStream(d, out.sink)
  }
}
