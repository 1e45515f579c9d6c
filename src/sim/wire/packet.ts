/** A packet of the simulated network, at depth 3: only those that open, refuse, resolve or probe; bytes ride in {@link ./http}. */
export interface Packet {
  readonly kind: 'packet'
  /** The connection it opens or refuses. */
  readonly conn?: string
  readonly proto: 'tcp' | 'udp' | 'icmp'
  readonly src: string
  readonly dst: string
  /** `SYN`, `SYN-ACK`, `RST`, `FIN`, `echo request`, `A? registry-1.docker.io` … */
  readonly what: string
  /** Interfaces and rules that it went through, in order: `lo`, `DNAT 127.0.0.1:5000 → 172.17.0.2:5000`, `docker0`, `veth1a2b3c4`, `eth0`. */
  readonly path: readonly string[]
  /** Addresses that a name server answers with; [] when it has none of its own. */
  readonly answer?: readonly string[]
}
