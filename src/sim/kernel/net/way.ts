/**
 * The way of a packet: out of a namespace, through netfilter, over bridges and veth pairs, into another namespace or out of the host.
 * @models linux net/ipv4/{route,ip_output,ip_forward}.c, net/bridge, the netfilter hooks in their order
 * @fidelity part: the answer is taken to find its way back (conntrack); ARP is answered at once or never
 */
import type { Errno } from '../../wire/errno'
import { hostPart, isLoopback } from './address'
import { isLocal, linkOf, nsOf, peerOf, routeTo, slavesOf, sysctlOf } from './links'
import { evaluate, type Probe, type Verdict } from './rules'
import type { Link, NetNs, NetState, Route } from './types'

export type Arrival =
  /** At an address of namespace `netns`. */
  | {
      readonly kind: 'local'
      readonly netns: number
      readonly probe: Probe
      readonly path: readonly string[]
      readonly hops: number
      readonly routers: readonly string[]
    }
  /** Out of the host by its physical link. */
  | {
      readonly kind: 'outside'
      readonly probe: Probe
      readonly path: readonly string[]
      readonly hops: number
      readonly routers: readonly string[]
    }
  | {
      readonly kind: 'error'
      readonly errno: Errno
      readonly path: readonly string[]
      readonly routers: readonly string[]
    }

/** Where the packet stands: about to leave `ns`, or just come in there. */
interface Walk {
  readonly net: NetState
  readonly ns: NetNs
  readonly probe: Probe
  readonly path: readonly string[]
  /** Routers passed: each takes one from the time to live. */
  readonly hops: number
  /** The addresses at which it came in to be forwarded: who says that the time to live is over. */
  readonly routers: readonly string[]
}

const MAX_HOPS = 16

const lost = (errno: Errno, walk: Walk): Arrival => ({
  kind: 'error',
  errno,
  path: walk.path,
  routers: walk.routers,
})

const localIn = (ns: NetNs) => (address: string) => isLocal(ns, address)

/** The address that a new packet takes from its route. */
function sourceFor(ns: NetNs, dst: string, route: Route | undefined): string {
  if (isLocal(ns, dst)) return dst
  const cidr = route === undefined ? undefined : linkOf(ns, route.link)?.addresses[0]
  return route?.src ?? (cidr === undefined ? '0.0.0.0' : hostPart(cidr))
}

/** Sends a packet from a process of namespace `netns`. */
export function sendFrom(net: NetState, netns: number, to: Pick<Probe, 'proto' | 'dst' | 'dport' | 'sport'>): Arrival {
  const ns = nsOf(net, netns)
  const route = routeTo(ns, to.dst)
  const probe: Probe = {
    ...to,
    src: sourceFor(ns, to.dst, route),
    inIf: '',
    outIf: isLocal(ns, to.dst) ? 'lo' : (route?.link ?? ''),
  }
  const walk: Walk = { net, ns, probe, path: probe.outIf === 'lo' ? ['lo'] : [], hops: 0, routers: [] }
  if (probe.outIf === '') return lost('ENETUNREACH', walk)
  const chosen = translate(walk, 'OUTPUT')
  return isLocal(ns, chosen.probe.dst) ? arrived(chosen) : leave(chosen)
}

const arrived = ({ ns, ...walk }: Walk): Arrival => ({
  kind: 'local',
  netns: ns.id,
  probe: walk.probe,
  path: walk.path,
  hops: walk.hops,
  routers: walk.routers,
})

/** `nat OUTPUT → DOCKER`, `DNAT → 172.17.0.2:80` */
const told = (hook: string, verdict: Verdict, what: string): readonly string[] => [
  `nat ${[hook, ...verdict.chains.slice(1)].join(' → ')}`,
  what,
]

/** Table nat on the way in or at the start: DNAT. */
function translate(walk: Walk, hook: 'OUTPUT' | 'PREROUTING'): Walk {
  const verdict = evaluate(walk.ns, 'nat', hook, walk.probe, localIn(walk.ns))
  if (verdict.kind !== 'dnat') return walk
  const { address, port } = verdict
  const probe = { ...walk.probe, dst: address, dport: port }
  return { ...walk, probe, path: [...walk.path, ...told(hook, verdict, `DNAT → ${address}:${port}`)] }
}

/** Table nat on the way out: MASQUERADE takes the address of the link. */
function disguise(walk: Walk, link: Link): Walk {
  const verdict = evaluate(walk.ns, 'nat', 'POSTROUTING', walk.probe, localIn(walk.ns))
  const own = link.addresses[0]
  if (verdict.kind !== 'masquerade' || own === undefined) return walk
  const src = hostPart(own)
  return {
    ...walk,
    probe: { ...walk.probe, src },
    path: [...walk.path, ...told('POSTROUTING', verdict, `MASQUERADE → ${src}`)],
  }
}

/** Routed out of `ns`: choose link and next hop, disguise, put it on the link. */
function leave(walk: Walk): Arrival {
  const { ns, probe } = walk
  const route = routeTo(ns, probe.dst)
  const link = route === undefined ? undefined : linkOf(ns, route.link)
  if (route === undefined || link === undefined) return lost('ENETUNREACH', walk)
  // A packet from 127.0.0.1 may not leave the host: the kernel calls it a martian, unless route_localnet is on.
  if (isLoopback(probe.src) && sysctlOf(walk.net, ns.id, `net.ipv4.conf.${link.name}.route_localnet`) !== '1')
    return lost('ETIMEDOUT', { ...walk, path: [...walk.path, 'martian source 127.0.0.1'] })
  const out = disguise({ ...walk, probe: { ...probe, outIf: link.name } }, link)
  return transmit({ ...out, path: [...out.path, link.name] }, link, route.via ?? probe.dst)
}

function transmit(walk: Walk, link: Link, nextHop: string): Arrival {
  if (walk.hops > MAX_HOPS) return lost('EHOSTUNREACH', walk)
  if (link.kind === 'physical') {
    const { probe, path, hops, routers } = walk
    return { kind: 'outside', probe, path, hops, routers: [...routers, ...(nextHop === probe.dst ? [] : [nextHop])] }
  }
  if (link.kind === 'bridge') return flood(walk, walk.ns, link, nextHop, undefined)
  const end = peerOf(walk.net, link)
  if (end === undefined || !end[1].up) return lost('EHOSTUNREACH', walk)
  const [ns, other] = end
  const there: Walk = { ...walk, ns, path: [...walk.path, other.name] }
  if (other.master !== undefined) return switched(there, ns, other, nextHop)
  return has(other, nextHop) ? enter(there, other.name) : lost('EHOSTUNREACH', there)
}

const has = (link: Link, address: string): boolean =>
  link.up && link.addresses.some((cidr) => hostPart(cidr) === address)

/** On a slave of a bridge: to the bridge's own address, or out by another slave. */
function switched(walk: Walk, ns: NetNs, slave: Link, nextHop: string): Arrival {
  const bridge = linkOf(ns, slave.master!)
  if (bridge === undefined || !bridge.up || !slave.up) return lost('EHOSTUNREACH', walk)
  const at = { ...walk, path: [...walk.path, bridge.name] }
  return has(bridge, nextHop) ? enter(at, bridge.name) : flood(at, ns, bridge, nextHop, slave)
}

/** A bridge finds the slave behind which the address lives. */
function flood(walk: Walk, ns: NetNs, bridge: Link, nextHop: string, from: Link | undefined): Arrival {
  for (const slave of slavesOf(ns, bridge.name)) {
    const end = slave.up && slave.name !== from?.name ? peerOf(walk.net, slave) : undefined
    if (end === undefined || !has(end[1], nextHop)) continue
    return enter({ ...walk, ns: end[0], path: [...walk.path, slave.name, end[1].name] }, end[1].name)
  }
  return lost('EHOSTUNREACH', walk)
}

/** Come in by a link: PREROUTING, then for us or to be forwarded. */
function enter(walk: Walk, inIf: string): Arrival {
  const seen = translate({ ...walk, probe: { ...walk.probe, inIf, outIf: '' } }, 'PREROUTING')
  if (isLocal(seen.ns, seen.probe.dst)) {
    const verdict = evaluate(seen.ns, 'filter', 'INPUT', seen.probe, localIn(seen.ns))
    return verdict.kind === 'drop' ? lost('ETIMEDOUT', dropped(seen, verdict)) : arrived(seen)
  }
  return forward(seen)
}

const dropped = (walk: Walk, verdict: Verdict): Walk => ({
  ...walk,
  path: [...walk.path, `filter ${verdict.chains.join(' → ')}`, 'DROP'],
})

function forward(walk: Walk): Arrival {
  const { net, ns, probe } = walk
  if (sysctlOf(net, ns.id, 'net.ipv4.ip_forward') !== '1') return lost('ETIMEDOUT', walk)
  const route = routeTo(ns, probe.dst)
  if (route === undefined) return lost('ENETUNREACH', walk)
  const verdict = evaluate(ns, 'filter', 'FORWARD', { ...probe, outIf: route.link }, localIn(ns))
  if (verdict.kind === 'drop') return lost('ETIMEDOUT', dropped(walk, verdict))
  const gate = linkOf(ns, probe.inIf)?.addresses[0]
  const routers = [...walk.routers, gate === undefined ? '*' : hostPart(gate)]
  return leave({ ...walk, hops: walk.hops + 1, routers })
}
