import { patch } from '../../world/draft'
import { activeEndpoints, cannotRemovePredefined, networkNotFound } from '../errors'
import { refuse } from '../containers/lookup'
import type { Continuations, Handler } from '../request'
import { json, noContent, sinkOf } from '../respond'
import type { Daemon, Sink } from '../state'
import { filtersOf, emit, labelled } from '../system/events'
import { work } from '../work'
import { networkTeardown } from './bridge'
import { findNetwork } from './endpoint'
import { isPredefined } from './inspect'
import type { Network } from './networks'

/** `DELETE /networks/{id}` and `POST /networks/prune`. @models moby daemon/network.go deleteNetwork, prune.go @fidelity full */
export const removeNetwork: Handler = (d, req) => {
  const ref = req.params['id'] ?? ''
  const network = findNetwork(d.state, ref)
  if (network === undefined) return refuse(d, req, networkNotFound(ref))
  if (isPredefined(network)) return refuse(d, req, cannotRemovePredefined(network.name))
  if (Object.keys(network.leases).length > 0)
    return refuse(d, req, activeEndpoints(network.name, endpointsOf(d, network)))
  work(d, networkTeardown(network), { then: 'networks.remove/done', data: { id: network.id, sink: sinkOf(req) } })
}

const endpointsOf = (d: Daemon, { leases }: Network): string =>
  Object.entries(leases)
    .map(([id, { endpoint }]) => `name:"${d.state.containers[id]?.name}" id:"${endpoint.slice(0, 12)}"`)
    .join(', ')

function done(d: Daemon, { id, sink }: { id: string; sink: Sink }): void {
  forget(d, id)
  noContent(d, sink)
}

function forget(d: Daemon, id: string): void {
  const { [id]: gone, ...networks } = d.state.networks
  patch(d, { networks })
  if (gone !== undefined) emit(d, 'network', 'destroy', id, { name: gone.name, type: gone.driver })
}

export const pruneNetworks: Handler = (d, req) => {
  const labels = filtersOf(req)['label'] ?? []
  const wanted = Object.values(d.state.networks).filter(
    (network) =>
      !isPredefined(network) && !usedByAny(d, network) && labels.every((label) => labelled(network.labels, label)),
  )
  work(d, wanted.flatMap(networkTeardown), {
    then: 'networks.remove/pruned',
    data: { ids: wanted.map(({ id }) => id), sink: sinkOf(req) },
  })
}

/** A stopped container keeps its networks from being pruned no more than a running one does: by its endpoint's name. */
const usedByAny = (d: Daemon, network: Network): boolean =>
  Object.keys(network.leases).length > 0 ||
  Object.values(d.state.containers).some(({ endpoints, life }) => life.value === 'running' && network.name in endpoints)

function pruned(d: Daemon, { ids, sink }: { ids: readonly string[]; sink: Sink }): void {
  const names = ids.map((id) => d.state.networks[id]?.name ?? id)
  for (const id of ids) forget(d, id)
  json(d, sink, 200, { NetworksDeleted: names.length === 0 ? null : names })
}

export const removeNetworkContinuations: Continuations = {
  'networks.remove/done': done,
  'networks.remove/pruned': pruned,
}
