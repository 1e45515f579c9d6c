/**
 * The kernel's network, as the rest of the kernel calls it. Every function is pure; failures are SysErrors,
 * but a connection that fails is an answer (`kind: 'error'`), since its way is told too.
 */
import { SysError } from '../../wire/errno'
import type { Connected, Link, NetState, Ponged, Proto } from './types'
import type { Address } from '../../wire/address'

const later = (..._: unknown[]): never => {
  throw new SysError('ENOSYS')
}
export const emptyNet = (hostNs: number): NetState => later(hostNs)
export const newNetNs = (net: NetState, id: number): NetState => later(net, id)
export const dropNetNs = (net: NetState, id: number): NetState => later(net, id)
export const linkAddBridge = (net: NetState, netns: number, op: { readonly link: string }): NetState => later(net, netns, op)
/** `into` is a network namespace here, not a pid. */
export const linkAddVeth = (
  net: NetState,
  netns: number,
  op: { readonly link: string; readonly peer: string; readonly into: number; readonly as: string; readonly mac: string },
): NetState => later(net, netns, op)
export const linkSetMaster = (net: NetState, netns: number, op: { readonly link: string; readonly bridge: string }): NetState => later(net, netns, op)
export const linkSetUp = (net: NetState, netns: number, op: { readonly link: string }): NetState => later(net, netns, op)
export const linkDel = (net: NetState, netns: number, op: { readonly link: string }): NetState => later(net, netns, op)
export const addrAdd = (net: NetState, netns: number, op: { readonly link: string; readonly address: string }): NetState => later(net, netns, op)
export const routeAdd = (net: NetState, netns: number, op: { readonly to: string; readonly via?: string; readonly link?: string }): NetState =>
  later(net, netns, op)
interface RuleOp {
  readonly table: 'nat' | 'filter'
  readonly chain: string
  readonly rule: string
}
/** A chain that is not there yet is made (`-N`). */
export const iptablesAppend = (net: NetState, netns: number, op: RuleOp): NetState => later(net, netns, op)
export const iptablesDelete = (net: NetState, netns: number, op: RuleOp): NetState => later(net, netns, op)
export const sysctl = (net: NetState, netns: number, op: { readonly key: string; readonly value: string }): NetState => later(net, netns, op)
export const sysctlOf = (net: NetState, netns: number, key: string): string | undefined => later(net, netns, key)
export const listen = (
  net: NetState,
  netns: number,
  proto: Proto,
  address: string,
  port: number,
  owner: { readonly pid: number; readonly fd: number },
): NetState => later(net, netns, proto, address, port, owner)
/** Removes what this descriptor listens on; without `fd` all that the process listens on. */
export const unlisten = (net: NetState, owner: { readonly pid: number; readonly fd?: number }): NetState => later(net, owner)
/** docker-proxy's reservation; `to` is where the proxy forwards. */
export const bindPort = (
  net: NetState,
  netns: number,
  op: { readonly proto: Proto; readonly address: string; readonly port: number; readonly holder: Address; readonly to?: { readonly address: string; readonly port: number } },
): NetState => later(net, netns, op)
export const unbindPort = (net: NetState, netns: number, op: { readonly proto: Proto; readonly address: string; readonly port: number }): NetState =>
  later(net, netns, op)
/** Walks a connection's first packet. `address` is dotted; `sourcePort` is the caller's ephemeral port. */
export const connect = (net: NetState, netns: number, proto: Proto, address: string, port: number, sourcePort = 32768): Connected =>
  later(net, netns, proto, address, port, sourcePort)
export const ping = (net: NetState, netns: number, address: string): Ponged => later(net, netns, address)
/** A dotted address is its own answer, localhost is 127.0.0.1; [] means no such host. */
export const resolveOutside = (net: NetState, name: string): readonly string[] => later(net, name)
/** As `iptables -t nat -S` prints them. */
export const natRules = (net: NetState, netns: number): readonly string[] => later(net, netns)
export const filterRules = (net: NetState, netns: number): readonly string[] => later(net, netns)
/** In order of index. */
export const links = (net: NetState, netns: number): readonly Link[] => later(net, netns)
