import { orUndefined } from '../face'
import type { SocketRow } from '../../wire/sockets'
import type { Sys } from '../../wire/sys'

/** Those of the caller's namespace, or of another process's. */
export function allSockets(sys: Sys, pid?: number): readonly SocketRow[] {
  const bytes = orUndefined(() => sys.readFile(`/proc/${pid === undefined ? '' : `${pid}/`}net/glasswhale.json`))
  return bytes === undefined ? [] : ((JSON.parse(bytes) as { readonly sockets?: readonly SocketRow[] }).sockets ?? [])
}

/** Only root sees who holds the sockets of others: by the links in /proc/PID/fd. */
export const held = (sys: Sys, { pid }: SocketRow): boolean =>
  pid > 0 && (sys.uid === 0 || orUndefined(() => sys.readlink(`/proc/${pid}/cwd`)) !== undefined)

export const endpoint = (address: string, port: number | string): string =>
  `${address.includes(':') ? `[${address}]` : address}:${port}`

export const anyOf = (address: string): string => (address.includes(':') ? '::' : '0.0.0.0')
