import { orUndefined } from '../face'
import type { Sys } from '../../wire/sys'

/** The TCP and UDP sockets of a network namespace, as the kernel tells them (real programs ask by netlink or in /proc/net). */
export interface Socket {
  readonly proto: string
  readonly state: 'LISTEN' | 'UNCONN' | 'ESTAB'
  readonly address: string
  readonly port: number
  /** `address:port` of the other end of a connection. */
  readonly peer?: string
  /** 0 where the reader does not see who holds it. */
  readonly pid: number
  readonly fd: number
  readonly comm: string
  readonly inode: number
}

/** Those of the caller's namespace, or of another process's. */
export function allSockets(sys: Sys, pid?: number): readonly Socket[] {
  const bytes = orUndefined(() => sys.readFile(`/proc/${pid === undefined ? '' : `${pid}/`}net/glasswhale.json`))
  return bytes === undefined ? [] : ((JSON.parse(bytes) as { readonly sockets?: readonly Socket[] }).sockets ?? [])
}

/** Only root sees who holds the sockets of others: by the links in /proc/PID/fd. */
export const held = (sys: Sys, { pid }: Socket): boolean =>
  pid > 0 && (sys.uid === 0 || orUndefined(() => sys.readlink(`/proc/${pid}/cwd`)) !== undefined)

export const endpoint = (address: string, port: number | string): string =>
  `${address.includes(':') ? `[${address}]` : address}:${port}`

export const anyOf = (address: string): string => (address.includes(':') ? '::' : '0.0.0.0')
