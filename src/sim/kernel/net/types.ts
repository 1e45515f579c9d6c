/**
 * The data of the kernel's network: namespaces, links, routes, netfilter rules, listeners and the world outside the host.
 * @models linux net/core, net/bridge, drivers/net/veth.c, net/netfilter
 * @fidelity part: IPv4 only, no packets in flight: a connection or an echo is walked at once and its way is told
 */
import type { Address } from '../../wire/address'
import type { Errno } from '../../wire/errno'

export type Proto = 'tcp' | 'udp'

export interface Link {
  readonly index: number
  readonly name: string
  readonly kind: 'loopback' | 'bridge' | 'veth' | 'physical'
  readonly mac: string
  readonly mtu: number
  readonly up: boolean
  /** In CIDR form: `172.17.0.2/16`. */
  readonly addresses: readonly string[]
  /** The bridge that it is a slave of. */
  readonly master?: string
  /** The other end of a veth pair. */
  readonly peer?: { readonly netns: number; readonly index: number }
}

/** `to` in CIDR form, `0.0.0.0/0` being the default route. */
export interface Route {
  readonly to: string
  readonly via?: string
  readonly link: string
  /** `kernel`: made by giving a link its address. */
  readonly proto?: 'kernel'
  readonly src?: string
}

/** Chains in the order that `iptables -S` prints them: built-in ones first. */
export interface Chain {
  readonly name: string
  /** Only built-in chains have one. */
  readonly policy?: 'ACCEPT' | 'DROP'
  /** Rule texts as `iptables -S` prints them after `-A CHAIN `. */
  readonly rules: readonly string[]
}

export interface Listener {
  readonly proto: Proto
  /** `0.0.0.0` for any. */
  readonly address: string
  readonly port: number
  readonly owner: { readonly pid: number; readonly fd: number }
}

/** A port that docker-proxy has bound; what is said to it goes to `to` where the rules did not take it elsewhere. */
export interface Reservation {
  readonly proto: Proto
  readonly address: string
  readonly port: number
  readonly holder: Address
  readonly to?: { readonly address: string; readonly port: number }
}

export interface NetNs {
  readonly id: number
  /** By name. */
  readonly links: Readonly<Record<string, Link>>
  readonly routes: readonly Route[]
  readonly nat: readonly Chain[]
  readonly filter: readonly Chain[]
  readonly sysctls: Readonly<Record<string, string>>
  readonly listeners: readonly Listener[]
  readonly reservations: readonly Reservation[]
}

/** A name of the world outside. Without `at` nothing answers there. */
export interface Outside {
  readonly addresses: readonly string[]
  readonly at?: Address
}

export interface NetState {
  readonly hostNs: number
  readonly namespaces: Readonly<Record<string, NetNs>>
  readonly outside: Readonly<Record<string, Outside>>
  readonly nextIndex: number
}

export type Connected =
  | {
      readonly kind: 'listener'
      readonly owner: { readonly pid: number; readonly fd: number }
      readonly netns: number
      /** As the listener sees the caller. */
      readonly source: string
      /** As the listener sees itself. */
      readonly dest: string
      readonly path: readonly string[]
    }
  | {
      readonly kind: 'outside'
      readonly node: Address
      readonly source: string
      readonly dest: string
      readonly path: readonly string[]
    }
  | { readonly kind: 'error'; readonly errno: Errno; readonly path: readonly string[] }

export type Ponged =
  | { readonly kind: 'pong'; readonly path: readonly string[]; readonly micros: number; readonly ttl: number }
  /** No `errno`: nothing comes back, ever. */
  | { readonly kind: 'lost'; readonly errno?: Errno; readonly path: readonly string[] }
