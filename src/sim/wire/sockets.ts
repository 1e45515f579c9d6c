/**
 * A TCP or UDP socket of a network namespace as the kernel's table of sockets has it, which ss, netstat, lsof and fuser read in
 * /proc/net/glasswhale.json (real ones ask by netlink or in /proc/net/tcp).
 */
export interface SocketRow {
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
