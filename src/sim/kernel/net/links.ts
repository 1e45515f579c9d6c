/**
 * Network namespaces, links, addresses and routes: what `ip link`, `ip addr` and `ip route` change.
 * @models linux net/core/rtnetlink.c, net/bridge, drivers/net/veth.c, net/ipv4/fib_frontend.c
 * @fidelity part: IPv4 only; no metrics, no policy routing, no neighbour table
 */
import { SysError } from '../../wire/errno'
import { hostPart, inPrefix, prefixOf, prefixText } from './address'
import { filterTable, natTable } from './tables'
import { outsideNames } from './outside'
import type { Link, NetNs, NetState, Route } from './types'

export function nsOf(net: NetState, netns: number): NetNs {
  const found = net.namespaces[netns]
  if (found === undefined) throw new SysError('EINVAL')
  return found
}

export const putNs = (net: NetState, next: NetNs): NetState => ({
  ...net,
  namespaces: { ...net.namespaces, [next.id]: next },
})

export const linkOf = (ns: NetNs, name: string): Link | undefined =>
  Object.hasOwn(ns.links, name) ? ns.links[name] : undefined

function demandLink(ns: NetNs, name: string): Link {
  const found = linkOf(ns, name)
  if (found === undefined) throw new SysError('ENODEV', name)
  return found
}

const putLink = (ns: NetNs, next: Link): NetNs => ({ ...ns, links: { ...ns.links, [next.name]: next } })

const loopback = (up: boolean): Link => ({
  index: 1,
  name: 'lo',
  kind: 'loopback',
  mac: '00:00:00:00:00:00',
  mtu: 65536,
  up,
  addresses: up ? ['127.0.0.1/8'] : [],
})

const hostEth0: Link = {
  index: 2,
  name: 'eth0',
  kind: 'physical',
  mac: '52:54:00:12:34:56',
  mtu: 1500,
  up: true,
  addresses: ['10.0.2.15/24'],
}

const emptyNs = (id: number, links: readonly Link[], routes: readonly Route[], sysctls: NetNs['sysctls']): NetNs => ({
  id,
  links: Object.fromEntries(links.map((link) => [link.name, link])),
  routes,
  nat: natTable,
  filter: filterTable,
  sysctls,
  listeners: [],
  reservations: [],
})

const defaultSysctls = {
  'net.ipv4.conf.all.route_localnet': '0',
  'net.ipv4.ip_forward': '0',
  'net.ipv4.ip_local_port_range': '32768\t60999',
  'net.ipv4.ip_unprivileged_port_start': '1024',
}

/** The host: lo and eth0 with 10.0.2.15/24, out by 10.0.2.2, as a small virtual machine has it. */
export function emptyNet(hostNs: number): NetState {
  const routes: Route[] = [
    { to: '0.0.0.0/0', via: '10.0.2.2', link: 'eth0' },
    { to: '10.0.2.0/24', link: 'eth0', proto: 'kernel', src: '10.0.2.15' },
  ]
  const host = emptyNs(hostNs, [loopback(true), hostEth0], routes, defaultSysctls)
  return { hostNs, namespaces: { [hostNs]: host }, outside: outsideNames, nextIndex: 3 }
}

/** unshare(CLONE_NEWNET): only lo, and it is down. */
export const newNetNs = (net: NetState, id: number): NetState =>
  putNs(
    net,
    emptyNs(id, [loopback(false)], [], {
      ...defaultSysctls,
      'net.ipv4.ip_forward': net.namespaces[net.hostNs]?.sysctls['net.ipv4.ip_forward'] ?? '0',
    }),
  )

/** Takes its veths along, and so their other ends. */
export function dropNetNs(net: NetState, id: number): NetState {
  const ends = Object.values(net.namespaces[id]?.links ?? {})
  const cut = ends.reduce(
    (next, link) => (link.peer === undefined ? next : removeEnd(next, link.peer.netns, link.peer.index)),
    net,
  )
  const { [id]: _gone, ...namespaces } = cut.namespaces
  return { ...cut, namespaces }
}

function removeEnd(net: NetState, netns: number, index: number): NetState {
  const ns = net.namespaces[netns]
  const link = Object.values(ns?.links ?? {}).find((at) => at.index === index)
  if (ns === undefined || link === undefined) return net
  const { [link.name]: _gone, ...links } = ns.links
  const freed = Object.fromEntries(
    Object.entries(links).map(([name, at]) => [name, at.master === link.name ? withoutMaster(at) : at]),
  )
  return putNs(net, { ...ns, links: freed, routes: ns.routes.filter((route) => route.link !== link.name) })
}

const withoutMaster = ({ master: _left, ...link }: Link): Link => link

/** The kernel draws random ones; these follow from the name, so that a replay agrees. */
function macFor(name: string, index: number): string {
  let hash = 0x811c9dc5 ^ index
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193)
  const bytes = [24, 16, 8, 0].map((shift) => ((hash >>> shift) & 0xff).toString(16).padStart(2, '0'))
  return ['02', '42', ...bytes].join(':')
}

function demandFree(ns: NetNs, name: string): void {
  if (linkOf(ns, name) !== undefined) throw new SysError('EEXIST', name)
  if (name.length > 15 || name === '') throw new SysError('EINVAL', name)
}

export function linkAddBridge(net: NetState, netns: number, op: { readonly link: string }): NetState {
  const ns = nsOf(net, netns)
  demandFree(ns, op.link)
  const index = net.nextIndex
  const bridge: Link = {
    index,
    name: op.link,
    kind: 'bridge',
    mac: macFor(op.link, index),
    mtu: 1500,
    up: false,
    addresses: [],
  }
  return { ...putNs(net, putLink(ns, bridge)), nextIndex: index + 1 }
}

/** `into` is a network namespace here, not a pid. */
export function linkAddVeth(
  net: NetState,
  netns: number,
  op: {
    readonly link: string
    readonly peer: string
    readonly into: number
    readonly as: string
    readonly mac: string
  },
): NetState {
  demandFree(nsOf(net, netns), op.link)
  demandFree(nsOf(net, op.into), op.as)
  const [far, near] = [net.nextIndex, net.nextIndex + 1]
  const base = { kind: 'veth', mtu: 1500, up: false, addresses: [] } as const
  const mine: Link = {
    ...base,
    index: near,
    name: op.link,
    mac: macFor(op.link, near),
    peer: { netns: op.into, index: far },
  }
  const other: Link = { ...base, index: far, name: op.as, mac: op.mac, peer: { netns, index: near } }
  const half = putNs(net, putLink(nsOf(net, netns), mine))
  return { ...putNs(half, putLink(nsOf(half, op.into), other)), nextIndex: near + 1 }
}

export function linkSetMaster(
  net: NetState,
  netns: number,
  op: { readonly link: string; readonly bridge: string },
): NetState {
  const ns = nsOf(net, netns)
  if (demandLink(ns, op.bridge).kind !== 'bridge') throw new SysError('EINVAL', op.bridge)
  return putNs(net, putLink(ns, { ...demandLink(ns, op.link), master: op.bridge }))
}

export function linkSetUp(net: NetState, netns: number, op: { readonly link: string }): NetState {
  const ns = nsOf(net, netns)
  const link = demandLink(ns, op.link)
  if (link.up) return net
  // The kernel itself gives lo its address.
  const addresses = link.kind === 'loopback' && link.addresses.length === 0 ? ['127.0.0.1/8'] : link.addresses
  const up = putLink(ns, { ...link, up: true, addresses })
  return putNs(
    net,
    addresses.reduce((next, cidr) => connected(next, op.link, cidr), up),
  )
}

export function linkDel(net: NetState, netns: number, op: { readonly link: string }): NetState {
  const link = demandLink(nsOf(net, netns), op.link)
  if (link.kind === 'loopback') throw new SysError('EPERM', op.link)
  const cut = link.peer === undefined ? net : removeEnd(net, link.peer.netns, link.peer.index)
  return removeEnd(cut, netns, link.index)
}

/** The route to the link's own subnet, which the kernel adds by itself. */
function connected(ns: NetNs, link: string, cidr: string): NetNs {
  const prefix = prefixOf(cidr)!
  if (link === 'lo' || prefix.bits === 32) return ns
  const route: Route = { to: prefixText(prefix), link, proto: 'kernel', src: hostPart(cidr) }
  return { ...ns, routes: [...ns.routes, route] }
}

export function addrAdd(
  net: NetState,
  netns: number,
  op: { readonly link: string; readonly address: string },
): NetState {
  const ns = nsOf(net, netns)
  const link = demandLink(ns, op.link)
  const cidr = op.address.includes('/') ? op.address : `${op.address}/32`
  if (prefixOf(cidr) === undefined) throw new SysError('EINVAL', op.address)
  if (link.addresses.includes(cidr)) throw new SysError('EEXIST', op.address)
  const next = putLink(ns, { ...link, addresses: [...link.addresses, cidr] })
  return putNs(net, link.up ? connected(next, op.link, cidr) : next)
}

export function routeAdd(
  net: NetState,
  netns: number,
  op: { readonly to: string; readonly via?: string; readonly link?: string },
): NetState {
  const ns = nsOf(net, netns)
  const prefix = prefixOf(op.to === 'default' ? '0.0.0.0/0' : op.to)
  if (prefix === undefined) throw new SysError('EINVAL', op.to)
  const link = op.link ?? (op.via === undefined ? undefined : gatewayLink(ns, op.via))
  if (link === undefined) throw new SysError('ENETUNREACH', op.via ?? op.to)
  if (!demandLink(ns, link).up) throw new SysError('ENETUNREACH', op.to)
  const route: Route = { to: prefixText(prefix), link, ...(op.via !== undefined && { via: op.via }) }
  if (ns.routes.some((at) => at.to === route.to)) throw new SysError('EEXIST', op.to)
  return putNs(net, { ...ns, routes: [...ns.routes, route] })
}

const gatewayLink = (ns: NetNs, via: string): string | undefined =>
  ns.routes.find((route) => route.via === undefined && inPrefix(route.to, via))?.link

/** The route that wins: the longest prefix, the earliest of equals. */
export function routeTo(ns: NetNs, address: string): Route | undefined {
  let best: Route | undefined
  let bits = -1
  for (const route of ns.routes) {
    const prefix = prefixOf(route.to)!
    if (prefix.bits <= bits || !inPrefix(route.to, address) || linkOf(ns, route.link)?.up !== true) continue
    best = route
    bits = prefix.bits
  }
  return best
}

export const isLocal = (ns: NetNs, address: string): boolean =>
  Object.values(ns.links).some(
    (link) =>
      link.up &&
      link.addresses.some((cidr) => (link.kind === 'loopback' ? inPrefix(cidr, address) : hostPart(cidr) === address)),
  )

export const slavesOf = (ns: NetNs, bridge: string): readonly Link[] =>
  Object.values(ns.links)
    .filter((link) => link.master === bridge)
    .sort((a, b) => a.index - b.index)

/** The namespace and link at the other end of a veth. */
export function peerOf(net: NetState, link: Link): readonly [NetNs, Link] | undefined {
  const ns = link.peer === undefined ? undefined : net.namespaces[link.peer.netns]
  const other = Object.values(ns?.links ?? {}).find((at) => at.index === link.peer?.index)
  return ns === undefined || other === undefined ? undefined : [ns, other]
}

/** Whether `ip link` says LOWER_UP: for a bridge, that a slave has it; for a veth, that the other end is up. */
export function hasCarrier(net: NetState, netns: number, name: string): boolean {
  const ns = nsOf(net, netns)
  const link = linkOf(ns, name)
  if (link === undefined || !link.up) return false
  if (link.kind === 'bridge') return slavesOf(ns, name).some((slave) => hasCarrier(net, netns, slave.name))
  return link.kind !== 'veth' || (peerOf(net, link)?.[1].up ?? false)
}

export const links = (net: NetState, netns: number): readonly Link[] =>
  Object.values(nsOf(net, netns).links).sort((a, b) => a.index - b.index)

/** `net.ipv4.ip_forward`, also as `net/ipv4/ip_forward` or with /proc/sys/ before it. */
const sysctlKey = (key: string): string => key.replace(/^\/proc\/sys\//, '').replaceAll('/', '.')

export function sysctl(net: NetState, netns: number, op: { readonly key: string; readonly value: string }): NetState {
  const ns = nsOf(net, netns)
  return putNs(net, { ...ns, sysctls: { ...ns.sysctls, [sysctlKey(op.key)]: op.value.trim() } })
}

export function sysctlOf(net: NetState, netns: number, key: string): string | undefined {
  const { sysctls } = nsOf(net, netns)
  return Object.hasOwn(sysctls, sysctlKey(key)) ? sysctls[sysctlKey(key)] : undefined
}
