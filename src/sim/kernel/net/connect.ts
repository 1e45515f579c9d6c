/**
 * Opening a connection and sending an echo: the way of the first packet, and who is found at its end.
 * @models linux net/ipv4/tcp_input.c, icmp.c; moby cmd/docker-proxy
 * @fidelity part: what lies outside the host answers or never does
 */
import type { Errno } from '../../wire/errno'
import { inPrefix } from './address'
import { nsOf } from './links'
import { outsideAt } from './outside'
import { listenerAt, reservationAt } from './ports'
import { parseRule } from './rules'
import { sendFrom, type Arrival } from './way'
import type { Connected, NetNs, NetState, Ponged, Proto, Reservation } from './types'

const at = (address: string, port: number): string => `${address}:${port}`

/** Walks a connection's first packet. `address` is dotted; `sourcePort` is the caller's ephemeral port. */
export function connect(
  net: NetState,
  netns: number,
  proto: Proto,
  address: string,
  port: number,
  sourcePort = 32768,
): Connected {
  const dst = address === '0.0.0.0' ? '127.0.0.1' : address
  const arrival = sendFrom(net, netns, { proto, dst, dport: port, sport: sourcePort })
  if (arrival.kind === 'error') return failed(arrival.errno, arrival.path)
  return arrival.kind === 'outside' ? reachOutside(net, arrival) : deliver(net, arrival, proto)
}

type Of<K> = Extract<Arrival, { readonly kind: K }>

const failed = (errno: Errno, path: readonly string[]): Connected => ({ kind: 'error', errno, path })

function reachOutside(net: NetState, { probe, path }: Of<'outside'>): Connected {
  const node = outsideAt(net, probe.dst)?.at
  if (node === undefined)
    return failed(inPrefix('10.0.2.0/24', probe.dst) && probe.dst !== '10.0.2.2' ? 'EHOSTUNREACH' : 'ETIMEDOUT', path)
  if (probe.dport !== 443 && probe.dport !== 80) return failed('ETIMEDOUT', path)
  return { kind: 'outside', node, source: at(probe.src, probe.sport), dest: at(probe.dst, probe.dport), path }
}

function deliver(net: NetState, { netns, probe, path }: Of<'local'>, proto: Proto): Connected {
  const ns = nsOf(net, netns)
  const listener = listenerAt(ns, proto, probe.dst, probe.dport)
  if (listener !== undefined) {
    const ends = { source: at(probe.src, probe.sport), dest: at(probe.dst, probe.dport) }
    return { kind: 'listener', owner: listener.owner, netns, ...ends, path }
  }
  const proxy = reservationAt(ns, proto, probe.dst, probe.dport)
  const to = proxy && (proxy.to ?? ruleFor(ns, proxy))
  if (to === undefined) return failed('ECONNREFUSED', path)
  // docker-proxy accepts, and opens a connection of its own to the endpoint.
  const onward = connect(net, netns, proto, to.address, to.port, probe.sport + 1)
  return { ...onward, path: [...path, 'docker-proxy', ...onward.path] }
}

/** Where a proxy that did not say so forwards: to where the rule for its port does. */
function ruleFor(ns: NetNs, { proto, port }: Reservation): Reservation['to'] {
  for (const text of ns.nat.flatMap((chain) => chain.rules)) {
    const { target, options, targetOptions } = parseRule(text)
    const says = (name: string, value: string): boolean =>
      options.some((option) => option.name === name && option.value === value && !option.not)
    if (target !== 'DNAT' || !says('-p', proto) || !says('--dport', String(port))) continue
    const [address = '', to = ''] = (targetOptions[1] ?? '').split(':')
    return { address, port: Number(to || port) }
  }
  return undefined
}

/** Routers outside the host that pass packets on without ever saying so; the first, the gateway, does. */
const SILENT = 7

/**
 * Who tells of an echo whose time to live is `ttl` hops that it came no further: its address, '*' for one who keeps silent. Undefined
 * where it lasts to the end of the way.
 */
export function expires(net: NetState, netns: number, address: string, ttl: number): string | undefined {
  const arrival = sendFrom(net, netns, { proto: 'icmp', dst: address, dport: 0, sport: 0 })
  const silent = arrival.kind === 'outside' && address !== '10.0.2.2' ? SILENT : 0
  return [...arrival.routers, ...Array.from({ length: silent }, () => '*')][ttl - 1]
}

const NEAR = 45
const PER_LINK = 12
const OUTSIDE = 11_400

/** ICMP echo. Who is outside and answers connections answers this too, as the gateway 10.0.2.2 does. */
export function ping(net: NetState, netns: number, address: string): Ponged {
  const arrival = sendFrom(net, netns, { proto: 'icmp', dst: address, dport: 0, sport: 0 })
  const { path } = arrival
  if (arrival.kind === 'error')
    return arrival.errno === 'ETIMEDOUT' ? { kind: 'lost', path } : { kind: 'lost', errno: arrival.errno, path }
  const micros = NEAR + PER_LINK * path.length
  if (arrival.kind === 'local') return { kind: 'pong', path, micros, ttl: 64 - arrival.hops }
  if (address === '10.0.2.2') return { kind: 'pong', path, micros: micros + 180, ttl: 64 - arrival.hops }
  if (outsideAt(net, address)?.at === undefined) return { kind: 'lost', path }
  return { kind: 'pong', path, micros: micros + OUTSIDE, ttl: 56 - arrival.hops }
}
