import { nodeOf, type Address } from '../wire/address'
import { setEnd } from './sockets'
import type { Process } from './state'
import { emit, update, without, type Work } from './work'

/**
 * A daemon that a node plays, and that another node (systemd) has started and is told of. Its listening socket is systemd's too:
 * when the daemon is gone, who connects waits in its backlog.
 *
 * @models systemd.socket(5), sd_listen_fds(3), linux net/unix/af_unix.c
 * @fidelity part: a backlog has no bound
 */
export const isMain = ({ address, holder }: Process): boolean =>
  address !== undefined && holder !== undefined && holder !== address

/** The end of such a process: its connections are closed, its sockets stay with who has them open too, its node falls silent. */
export function serviceEnded(w: Work, { pid, address, holder }: Process, status: number): void {
  for (const conn of Object.values(w.state.sockets)) {
    if (conn.server.address === address) hangUp(w, conn.id, address, conn.client.address)
    else if (conn.client.address === address) hangUp(w, conn.id, address, conn.server.address)
  }
  passOn(w, address!, holder!)
  emit(w, { to: address!, payload: { kind: 'exit', pid, status, oomKilled: false } })
}

function hangUp(w: Work, id: string, gone: Address, far: Address): void {
  const conn = w.state.sockets[id]
  if (conn?.state === 'open') emit(w, { from: gone, to: far, payload: { kind: 'conn.closed', conn: id, reset: false } })
  if (nodeOf(far) !== 'host') update(w, { sockets: without(w.state.sockets, id) })
}

const passOn = (w: Work, from: Address, to: Address): void =>
  update(w, {
    unix: Object.fromEntries(Object.entries(w.state.unix).map(([id, owner]) => [id, owner === from ? to : owner])),
  })

/** Whoever accepts on that socket from now on; those who wait in its backlog are its as well. */
export function accepts(w: Work, id: string, path: string, holder: Address): void {
  const before = w.state.unix[id]
  update(w, { unix: { ...w.state.unix, [id]: holder } })
  if (before === undefined || before === holder) return
  for (const conn of Object.values(w.state.sockets))
    if (conn.server.address === before && conn.to.endsWith(path)) setEnd(w, conn.id, 'server', { address: holder })
}
