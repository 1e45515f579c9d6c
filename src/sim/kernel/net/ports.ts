/**
 * Who has which port: sockets that listen, and the ports that docker-proxy holds.
 * @models linux net/ipv4/inet_connection_sock.c, moby cmd/docker-proxy
 * @fidelity part: SO_REUSEPORT is not known; a listener on :: takes IPv4 as well
 */
import { SysError } from '../../wire/errno'
import { ANY } from './address'
import { isLocal, nsOf, putNs } from './links'
import type { Listener, NetNs, NetState, Proto, Reservation } from './types'

type Family = 4 | 6 | 46

const isAny = (address: string): boolean => address === ANY || address === '::' || address === '' || address === '*'

const overlap = (a: string, b: string): boolean => isAny(a) || isAny(b) || a === b

/** A socket on :: answers IPv4 too, but docker-proxy binds each family by itself. */
const listenerFamily = (address: string): Family =>
  address === '::' || address === '' || address === '*' ? 46 : address.includes(':') ? 6 : 4

const proxyFamily = (address: string): Family => (address.includes(':') ? 6 : 4)

const shareFamily = (a: Family, b: Family): boolean => a === b || a === 46 || b === 46

interface Claim {
  readonly proto: Proto
  readonly address: string
  readonly port: number
}

function demandFree(ns: NetNs, claim: Claim, family: Family): void {
  const clash = (other: Claim, otherFamily: Family): boolean =>
    other.proto === claim.proto &&
    other.port === claim.port &&
    shareFamily(family, otherFamily) &&
    overlap(other.address, claim.address)
  const taken =
    ns.listeners.some((at) => clash(at, listenerFamily(at.address))) ||
    ns.reservations.some((at) => clash(at, proxyFamily(at.address)))
  if (taken) throw new SysError('EADDRINUSE')
}

export function listen(
  net: NetState,
  netns: number,
  proto: Proto,
  address: string,
  port: number,
  owner: { readonly pid: number; readonly fd: number },
): NetState {
  const ns = nsOf(net, netns)
  if (!isAny(address) && address !== '::1' && !isLocal(ns, address)) throw new SysError('EADDRNOTAVAIL')
  const made: Listener = { proto, address, port, owner }
  demandFree(ns, made, listenerFamily(address))
  return putNs(net, { ...ns, listeners: [...ns.listeners, made] })
}

/** Removes what this descriptor listens on; without `fd` all that the process listens on. */
export function unlisten(net: NetState, owner: { readonly pid: number; readonly fd?: number }): NetState {
  const stays = (at: Listener): boolean =>
    at.owner.pid !== owner.pid || (owner.fd !== undefined && at.owner.fd !== owner.fd)
  return Object.values(net.namespaces).reduce(
    (next, ns) => (ns.listeners.every(stays) ? next : putNs(next, { ...ns, listeners: ns.listeners.filter(stays) })),
    net,
  )
}

/** docker-proxy's reservation; `to` is where the proxy forwards (else what the DNAT rule for this port says). */
export function bindPort(net: NetState, netns: number, op: Reservation): NetState {
  const ns = nsOf(net, netns)
  const { proto, address, port, holder, to } = op
  if (proxyFamily(address) === 4 && !isAny(address) && !isLocal(ns, address)) throw new SysError('EADDRNOTAVAIL')
  demandFree(ns, op, proxyFamily(address))
  const made: Reservation = { proto, address, port, holder, ...(to !== undefined && { to }) }
  return putNs(net, { ...ns, reservations: [...ns.reservations, made] })
}

export function unbindPort(
  net: NetState,
  netns: number,
  op: { readonly proto: Proto; readonly address: string; readonly port: number },
): NetState {
  const ns = nsOf(net, netns)
  const same = (at: Reservation): boolean => at.proto === op.proto && at.port === op.port && at.address === op.address
  return putNs(net, { ...ns, reservations: ns.reservations.filter((at) => !same(at)) })
}

const answers = (at: Claim, proto: Proto, address: string, port: number, family: Family): boolean =>
  at.proto === proto && at.port === port && family !== 6 && (isAny(at.address) || at.address === address)

export const listenerAt = (ns: NetNs, proto: Proto, address: string, port: number): Listener | undefined =>
  ns.listeners.find((at) => answers(at, proto, address, port, listenerFamily(at.address)))

export const reservationAt = (ns: NetNs, proto: Proto, address: string, port: number): Reservation | undefined =>
  ns.reservations.find((at) => answers(at, proto, address, port, proxyFamily(at.address)))
