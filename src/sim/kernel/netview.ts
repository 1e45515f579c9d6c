import { links, natRules } from './net/net'
import { update, type Work } from './work'

/** Keeps what the host shows of its network in step with the network itself. */
export function refreshNet(w: Work): void {
  const { net } = w.state
  const all = Object.values(net.namespaces).flatMap((ns) => links(net, ns.id).map((link) => ({ ns: ns.id, link })))
  const view = all.map(({ ns, link }) => [
    `${ns}:${link.name}`,
    {
      name: link.name,
      netns: ns,
      kind: link.kind,
      addresses: link.addresses,
      up: link.up,
      ...(link.master !== undefined && { master: link.master }),
    },
  ])
  update(w, { links: Object.fromEntries(view), natRules: natRules(net, net.hostNs) })
}
