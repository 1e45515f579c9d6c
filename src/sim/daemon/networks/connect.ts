import type { EndpointSettings } from '../../api/container'
import type { Container } from '../containers/container'
import { change, findContainer, isRunning, refuse } from '../containers/lookup'
import { inDir } from '../containers/paths'
import { endpointExists, hostNetworkOnly, isRefusal, networkNotFound, notConnected, refusal } from '../errors'
import type { Continuations, Handler } from '../request'
import { bodyOf, respond, sinkOf } from '../respond'
import type { Daemon, Sink } from '../state'
import { emit } from '../system/events'
import { work, type Worked } from '../work'
import { findNetwork, join, leaveOne, noEndpoint } from './endpoint'
import { hostsFile } from './files'
import type { Network } from './networks'

/** `POST /networks/{id}/connect` and `/disconnect`. @models moby daemon/container_operations.go ConnectToNetwork @fidelity part: IPv4 */
export const connectNetwork: Handler = (d, req) => {
  const body = bodyOf(req) as { Container?: string; EndpointConfig?: Partial<EndpointSettings> | null } | undefined
  const ref = req.params['id'] ?? ''
  const network = findNetwork(d.state, ref)
  if (network === undefined) return refuse(d, req, networkNotFound(ref))
  const container = findContainer(d.state, body?.Container ?? '')
  if (isRefusal(container)) return refuse(d, req, container)
  if (network.driver === 'host') return refuse(d, req, hostNetworkOnly)
  if (container.endpoints[network.name] !== undefined)
    return refuse(d, req, endpointExists(container.name, network.name))
  const wanted = { ...noEndpoint, ...body?.EndpointConfig }
  if (!isRunning(container)) {
    change(d, container.id, { endpoints: { ...container.endpoints, [network.name]: wanted } })
    return respond(d, req, 200, {}, '')
  }
  attach(d, container, network, wanted, sinkOf(req))
}

function attach(d: Daemon, container: Container, network: Network, wanted: EndpointSettings, sink: Sink): void {
  const joined = join(d, container, network, wanted, container.pid, Object.keys(container.endpoints).length)
  change(d, container.id, {
    endpoints: { ...container.endpoints, [network.name]: joined.settings },
    networks: { ...container.networks, [network.name]: { address: joined.settings.IPAddress } },
    undo: [...container.undo, ...joined.undo],
  })
  work(d, [...joined.acts, ...hostsAct(d, container.id)], {
    then: 'networks.connect/done',
    data: { id: container.id, network: network.id, sink, action: 'connect' },
  })
}

function hostsAct(d: Daemon, id: string) {
  const container = d.state.containers[id]!
  return [
    {
      sys: {
        name: 'write',
        path: inDir(id, 'hosts'),
        data: hostsFile(d.state, container, Object.values(container.endpoints)),
        mode: 0o644,
      },
    } as const,
  ]
}

interface Done {
  readonly id: string
  readonly network: string
  readonly sink: Sink
  readonly action: 'connect' | 'disconnect'
}

function done(d: Daemon, { id, network, sink, action }: Done, worked: Worked): void {
  const found = d.state.networks[network]
  if (worked.failed !== undefined || found === undefined)
    return refuse(d, sink, refusal(500, worked.failed?.message ?? 'network vanished'))
  emit(d, 'network', action, network, { container: id, name: found.name, type: found.driver })
  respond(d, sink, 200, {}, '')
}

export const disconnectNetwork: Handler = (d, req) => {
  const body = bodyOf(req) as { Container?: string } | undefined
  const ref = req.params['id'] ?? ''
  const network = findNetwork(d.state, ref)
  if (network === undefined) return refuse(d, req, networkNotFound(ref))
  const container = findContainer(d.state, body?.Container ?? '')
  if (isRefusal(container)) return refuse(d, req, container)
  if (container.endpoints[network.name] === undefined) return refuse(d, req, notConnected(container.id, network.name))
  const veth = network.leases[container.id]?.veth ?? ''
  const { [network.name]: _endpoint, ...endpoints } = container.endpoints
  const { [network.name]: _address, ...networks } = container.networks
  change(d, container.id, { endpoints, networks })
  leaveOne(d, network, container.id)
  const acts = veth === '' ? [] : [{ sys: { name: 'link_del', link: veth }, optional: true } as const]
  work(d, acts, {
    then: 'networks.connect/done',
    data: { id: container.id, network: network.id, sink: sinkOf(req), action: 'disconnect' },
  })
}

export const connectContinuations: Continuations = { 'networks.connect/done': done }
