import { drawHex } from '../../../base/random'
import { patch } from '../../world/draft'
import {
  badSubnet,
  isRefusal,
  networkExists,
  noNetworkDriver,
  poolOverlaps,
  predefinedNetwork,
  refusal,
  type Refusal,
} from '../errors'
import { refuse } from '../containers/lookup'
import type { Continuations, Handler } from '../request'
import { bodyOf, json, sinkOf } from '../respond'
import type { Daemon, DockerdState, Sink } from '../state'
import { emit } from '../system/events'
import { work, type Worked } from '../work'
import { networkSetup } from './bridge'
import { fromNumber, toNumber } from './endpoint'
import type { Network } from './networks'

/** `POST /networks/create`. @models moby daemon/network.go createNetwork, libnetwork ipams/defaultipam @fidelity part: driver bridge, IPv4 */
interface NetworkRequest {
  readonly Name: string
  readonly Driver?: string
  readonly Internal?: boolean
  readonly Attachable?: boolean
  readonly IPAM?: { readonly Config?: readonly { readonly Subnet?: string; readonly Gateway?: string }[] | null } | null
  readonly Options?: Readonly<Record<string, string>> | null
  readonly Labels?: Readonly<Record<string, string>> | null
}

export const createNetwork: Handler = (d, req) => {
  const planned = plan(d, bodyOf(req) as NetworkRequest)
  if (isRefusal(planned)) return refuse(d, req, planned)
  work(d, networkSetup(planned), { then: 'networks.create/done', data: { network: planned, sink: sinkOf(req) } })
}

function plan(d: Daemon, body: NetworkRequest): Network | Refusal {
  const { Name: name } = body
  if (name === undefined || !/^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/.test(name))
    return refusal(400, `invalid network name: ${name}`)
  if (['bridge', 'host', 'none'].includes(name)) return predefinedNetwork(name)
  if (Object.values(d.state.networks).some((network) => network.name === name)) return networkExists(name)
  const driver = body.Driver || 'bridge'
  if (driver !== 'bridge') return noNetworkDriver(driver)
  const pool = poolOf(d.state, body.IPAM?.Config?.[0])
  if (isRefusal(pool)) return pool
  const [id, rng] = drawHex(d.state.rng, 64)
  patch(d, { rng })
  return {
    id,
    name,
    driver,
    scope: 'local',
    ...pool,
    bridge: `br-${id.slice(0, 12)}`,
    created: d.now,
    internal: body.Internal ?? false,
    attachable: body.Attachable ?? false,
    labels: body.Labels ?? {},
    options: body.Options ?? {},
    ipam: { driver: 'default', options: {}, userSubnet: (body.IPAM?.Config ?? []).length > 0 },
    leases: {},
  }
}

function poolOf(
  state: DockerdState,
  asked: { readonly Subnet?: string; readonly Gateway?: string } | undefined,
): { subnet: string; gateway: string } | Refusal {
  const taken = Object.values(state.networks)
    .filter(({ subnet }) => subnet !== '')
    .map(({ subnet }) => subnet)
  const subnet = asked?.Subnet ?? freePool(taken)
  if (!/^\d+\.\d+\.\d+\.\d+\/\d+$/.test(subnet)) return badSubnet(subnet)
  if (taken.some((other) => overlap(other, subnet))) return poolOverlaps
  return { subnet, gateway: asked?.Gateway || fromNumber(toNumber(subnet.split('/')[0]!) + 1) }
}

/** 172.18.0.0/16 and so on, then 192.168.0.0/20 and so on: moby's default address pools. */
function freePool(taken: readonly string[]): string {
  const pools = [
    ...Array.from({ length: 14 }, (_, i) => `172.${18 + i}.0.0/16`),
    ...Array.from({ length: 16 }, (_, i) => `192.168.${16 * i}.0/20`),
  ]
  return pools.find((pool) => !taken.some((other) => overlap(other, pool))) ?? '10.99.0.0/16'
}

function overlap(a: string, b: string): boolean {
  const [x, y] = [range(a), range(b)]
  return x[0] < y[1] && y[0] < x[1]
}

function range(cidr: string): readonly [from: number, to: number] {
  const [address, bits] = cidr.split('/')
  const size = 2 ** (32 - Number(bits))
  const from = Math.floor(toNumber(address!) / size) * size
  return [from, from + size]
}

function done(d: Daemon, { network, sink }: { network: Network; sink: Sink }, worked: Worked): void {
  if (worked.failed !== undefined) return refuse(d, sink, refusal(500, worked.failed.message))
  patch(d, { networks: { ...d.state.networks, [network.id]: network } })
  emit(d, 'network', 'create', network.id, { name: network.name, type: network.driver })
  json(d, sink, 201, { Id: network.id, Warning: '' })
}

export const createNetworkContinuations: Continuations = { 'networks.create/done': done }
