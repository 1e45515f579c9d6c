import { drawHex } from '../../../base/random'
import type { EndpointSettings } from '../../api/container'
import { patch } from '../../world/draft'
import type { Container } from '../containers/container'
import { addressInUse, noNetwork, type Refusal } from '../errors'
import type { Daemon, DockerdState } from '../state'
import type { Act } from '../work'
import { prefixOf } from './bridge'
import type { Network } from './networks'

/**
 * A container's end of a network: an address, a MAC, a veth pair into its network namespace.
 * @models moby libnetwork/endpoint.go, drivers/bridge/bridge.go CreateEndpoint/Join, ipams/defaultipam
 * @fidelity part: IPv4; the lowest free address is given
 */
export const noEndpoint: EndpointSettings = {
  IPAMConfig: null,
  Links: null,
  Aliases: null,
  MacAddress: '',
  DriverOpts: null,
  GwPriority: 0,
  NetworkID: '',
  EndpointID: '',
  Gateway: '',
  IPAddress: '',
  IPPrefixLen: 0,
  IPv6Gateway: '',
  GlobalIPv6Address: '',
  GlobalIPv6PrefixLen: 0,
  DNSNames: null,
}

export const findNetwork = (state: DockerdState, ref: string): Network | undefined => {
  const all = Object.values(state.networks)
  const byPrefix = all.filter(({ id }) => ref !== '' && id.startsWith(ref))
  return (
    state.networks[ref] ?? all.find(({ name }) => name === ref) ?? (byPrefix.length === 1 ? byPrefix[0] : undefined)
  )
}

/** The first of its networks that is not there. */
export const missingNetwork = (state: DockerdState, container: Container): Refusal | undefined => {
  const name = Object.keys(container.endpoints).find((network) => findNetwork(state, network) === undefined)
  return name === undefined ? undefined : noNetwork(name)
}

/** A static address that another container has already. */
export function takenAddress(state: DockerdState, container: Container): Refusal | undefined {
  const clash = Object.entries(container.endpoints).some(([name, { IPAMConfig }]) => {
    const wanted = IPAMConfig?.IPv4Address
    return wanted && Object.values(findNetwork(state, name)?.leases ?? {}).some(({ address }) => address === wanted)
  })
  return clash ? addressInUse : undefined
}

export interface Joined {
  readonly settings: EndpointSettings
  readonly acts: readonly Act[]
  readonly undo: readonly Act[]
}

/** Gives the container an address on that network and says what has to be done for it. `index` numbers its interfaces. */
export function join(
  d: Daemon,
  container: Container,
  network: Network,
  wanted: EndpointSettings,
  pid: number,
  index: number,
): Joined {
  const [endpoint, r1] = drawHex(d.state.rng, 64)
  if (network.driver !== 'bridge') {
    patch(d, { rng: r1 })
    lease(d, network, container.id, { address: '', mac: '', endpoint, veth: '' })
    return {
      settings: { ...wanted, NetworkID: network.id, EndpointID: endpoint },
      acts: network.driver === 'null' ? [loopback(pid)] : [],
      undo: [],
    }
  }
  const [hex, r2] = drawHex(r1, 24)
  patch(d, { rng: r2 })
  const address = wanted.IPAMConfig?.IPv4Address ?? freeAddress(network)
  const mac = wanted.MacAddress || randomMac(hex)
  const veth = `veth${hex.slice(12, 19)}`
  lease(d, network, container.id, { address, mac, endpoint, veth })
  return {
    settings: {
      ...wanted,
      NetworkID: network.id,
      EndpointID: endpoint,
      Gateway: network.internal ? '' : network.gateway,
      IPAddress: address,
      IPPrefixLen: prefixOf(network.subnet),
      MacAddress: mac,
      DNSNames: network.name === 'bridge' ? null : dnsNames(container, wanted),
    },
    acts: wires(network, { veth, peer: `veth${hex.slice(17, 24)}`, address, mac, pid, index }),
    undo: [{ sys: { name: 'link_del', link: veth }, optional: true }],
  }
}

const dnsNames = (container: Container, wanted: EndpointSettings): readonly string[] => [
  ...new Set([container.name, ...(wanted.Aliases ?? []), container.id.slice(0, 12), container.config.Hostname]),
]

const loopback = (pid: number): Act => ({ sys: { name: 'link_set_up', link: 'lo' }, pid, optional: true })

interface Wire {
  readonly veth: string
  readonly peer: string
  readonly address: string
  readonly mac: string
  readonly pid: number
  readonly index: number
}

function wires(network: Network, { veth, peer, address, mac, pid, index }: Wire): readonly Act[] {
  const name = `eth${index}`
  return [
    { sys: { name: 'link_add_veth', link: veth, peer, into: pid, as: name, mac }, delay: 4_000 },
    { sys: { name: 'link_set_master', link: veth, bridge: network.bridge } },
    { sys: { name: 'link_set_up', link: veth } },
    loopback(pid),
    { sys: { name: 'addr_add', link: name, address: `${address}/${prefixOf(network.subnet)}` }, pid },
    { sys: { name: 'link_set_up', link: name }, pid },
    ...(network.internal || index > 0
      ? []
      : [{ sys: { name: 'route_add', to: 'default', via: network.gateway, link: name }, pid } as const]),
  ]
}

type Lease = Network['leases'][string]

function lease(d: Daemon, network: Network, id: string, given: Lease): void {
  const now = d.state.networks[network.id] ?? network
  patch(d, { networks: { ...d.state.networks, [network.id]: { ...now, leases: { ...now.leases, [id]: given } } } })
}

/** Gives every address of that container back. The networks it was on, for the events. */
export function leave(d: Daemon, id: string): readonly Network[] {
  const on = Object.values(d.state.networks).filter((network) => network.leases[id] !== undefined)
  for (const network of on) leaveOne(d, network, id)
  return on
}

export function leaveOne(d: Daemon, network: Network, id: string): void {
  const { [id]: _gone, ...leases } = network.leases
  patch(d, { networks: { ...d.state.networks, [network.id]: { ...network, leases } } })
}

function freeAddress(network: Network): string {
  const used = new Set([network.gateway, ...Object.values(network.leases).map(({ address }) => address)])
  const base = toNumber(network.subnet.split('/')[0]!)
  for (let host = 1; ; host++) {
    const address = fromNumber(base + host)
    if (!used.has(address)) return address
  }
}

export const toNumber = (address: string): number =>
  address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
export const fromNumber = (n: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(n / 2 ** shift) % 256).join('.')

/** Locally administered, unicast. */
function randomMac(hex: string): string {
  const first = ((parseInt(hex.slice(0, 2), 16) & 0xfc) | 0x02).toString(16).padStart(2, '0')
  return [first, ...[2, 4, 6, 8, 10].map((at) => hex.slice(at, at + 2))].join(':')
}
