import { beginConnect, socketId } from '../connect'
import { rootCred } from '../cred'
import * as net from '../net/net'
import { refreshNet } from '../netview'
import { accepts } from '../service'
import { refuse, setConn } from '../sockets'
import { proc, update, without, type Work } from '../work'
import type { NetState } from '../net/types'
import type { Caller, Ops } from './table'

/** rtnetlink(7), iptables(8) and sockets of daemons, in the network namespace of the caller. */
const netnsOf = (w: Work, { pid }: Caller): number => proc(w, pid).ns['net'] ?? 0

type Change<O> = (state: NetState, netns: number, op: O) => NetState

const changing =
  <O>(change: Change<O>) =>
  (w: Work, caller: Caller, op: O): void => {
    update(w, { net: change(w.state.net, netnsOf(w, caller), op) })
    refreshNet(w)
  }

export const netOps: Ops<
  | 'link_add_bridge'
  | 'link_add_veth'
  | 'link_set_master'
  | 'link_set_up'
  | 'link_del'
  | 'addr_add'
  | 'route_add'
  | 'iptables_append'
  | 'iptables_delete'
  | 'sysctl'
  | 'bind'
  | 'unbind'
  | 'listen'
  | 'shutdown'
  | 'connect'
> = {
  listen: (w, { pid }, { path, holder }) => accepts(w, socketId(w, rootCred(w, pid), path), path, holder),
  shutdown: (w, { pid }, { path }) => update(w, { unix: without(w.state.unix, socketId(w, rootCred(w, pid), path)) }),
  link_add_bridge: changing(net.linkAddBridge),
  link_add_veth: (w, caller, op) => {
    const into = proc(w, op.into).ns['net'] ?? 0
    update(w, { net: net.linkAddVeth(w.state.net, netnsOf(w, caller), { ...op, into }) })
    refreshNet(w)
  },
  link_set_master: changing(net.linkSetMaster),
  link_set_up: changing(net.linkSetUp),
  link_del: changing(net.linkDel),
  addr_add: changing(net.addrAdd),
  route_add: changing(net.routeAdd),
  iptables_append: changing(net.iptablesAppend),
  iptables_delete: changing(net.iptablesDelete),
  sysctl: changing(net.sysctl),
  bind: changing(net.bindPort),
  unbind: changing(net.unbindPort),
  connect: (w, caller, op) => {
    const conn = beginConnect(w, { pid: caller.pid, address: caller.by }, `tcp:${op.host}:${op.port}`)
    setConn(w, conn.id, { asked: { by: caller.by, call: caller.call } })
    if (conn.state !== 'connecting' && conn.state !== 'open' && conn.state !== 'closed') refuse(w, conn.id, conn.state)
    return 'later'
  },
}
