/**
 * The TCP and UDP sockets of a network namespace, with who holds them as the reader's pid namespace numbers processes.
 * @models linux net/ipv4/inet_diag.c
 * @fidelity part: sockets that listen and connections that are open; none of those that are being opened or closed
 */
import type { SocketRow } from '../../wire/sockets'
import { connect, isLocal, routeTo } from '../net/net'
import type { NetNs } from '../net/types'
import type { Conn, Process, SocketEnd } from '../state'
import type { Work } from '../work'

export const socketTable = (w: Work, netns: number, space: number): readonly SocketRow[] => [
  ...listening(w, netns, space),
  ...Object.values(w.state.sockets).flatMap((conn) => established(w, conn, netns, space)),
]

function holder(p: Process | undefined, ofd: number | undefined, space: number) {
  const fd = Object.entries(p?.fds ?? {}).find(([, open]) => open === ofd)?.[0]
  return { pid: p?.pids[space] ?? 0, fd: Number(fd ?? 0), comm: p?.comm ?? '', inode: ofd ?? 0 }
}

/** What listens: processes, and the ports that docker-proxy holds. */
function listening(w: Work, netns: number, space: number): readonly SocketRow[] {
  const { listeners = [], reservations = [] } = w.state.net.namespaces[netns] ?? {}
  const proxies = Object.values(w.state.procs).filter(({ comm }) => comm === 'docker-proxy')
  const state = (proto: string) => (proto === 'tcp' ? 'LISTEN' : 'UNCONN')
  return [
    ...listeners.map(({ proto, address, port, owner }) => ({
      proto,
      state: state(proto),
      address,
      port,
      ...holder(w.state.procs[owner.pid], owner.fd, space),
    })),
    ...reservations.map(({ proto, address, port }) => ({
      proto,
      state: state(proto),
      address,
      port,
      ...holder(
        proxies.find(({ argv }) => argv.includes(String(port))),
        undefined,
        space,
      ),
      fd: 7,
      comm: 'docker-proxy',
    })),
  ] as readonly SocketRow[]
}

const processAt = (w: Work, end: SocketEnd): Process | undefined => {
  const [, pid] = end.address.split('/')
  return pid === undefined ? undefined : w.state.procs[Number(pid)]
}

const parted = (at: string): readonly [address: string, port: number] => {
  const colon = at.lastIndexOf(':')
  return [at.slice(0, colon), Number(at.slice(colon + 1))]
}

/** The ends of a connection that lie in the namespace, each with the addresses that it knows itself and the other by. */
function established(w: Work, conn: Conn, netns: number, space: number): readonly SocketRow[] {
  if (conn.state !== 'open' || conn.to.startsWith('unix:')) return []
  const client = processAt(w, conn.client)
  const server = processAt(w, conn.server)
  const from = client?.ns['net'] ?? w.state.net.hostNs
  const [to, port] = parted(conn.remote)
  const [source, sport] = parted(conn.local)
  const ends: SocketRow[] = []
  const base = { proto: 'tcp', state: 'ESTAB' } as const
  if (client !== undefined && from === netns && !conn.client.closed) {
    const address = ownAddress(w.state.net.namespaces[from], source, to)
    ends.push({ ...base, address, port: sport, peer: conn.remote, ...holder(client, conn.client.ofd, space) })
  }
  if (server !== undefined && (server.ns['net'] ?? 0) === netns && !conn.server.closed) {
    const way = connect(w.state.net, from, 'tcp', to, port, sport)
    const [address, own] = parted(way.kind === 'error' ? conn.remote : way.dest)
    const peer = way.kind === 'error' ? conn.local : way.source
    ends.push({ ...base, address, port: own, peer, ...holder(server, conn.server.ofd, space) })
  }
  return ends
}

/** Masquerading changes the source on the way; the socket keeps the address that its route gave it. */
function ownAddress(ns: NetNs | undefined, source: string, to: string): string {
  if (ns === undefined || isLocal(ns, source)) return source
  const link = routeTo(ns, to)?.link
  const cidr = link === undefined ? undefined : ns.links[link]?.addresses[0]
  return cidr?.split('/')[0] ?? source
}
