import type { Continuations, Route } from '../request'
import { connectContinuations, connectNetwork, disconnectNetwork } from './connect'
import { createNetwork, createNetworkContinuations } from './create'
import { inspectNetwork, listNetworks } from './inspect'
import { pruneNetworks, removeNetwork, removeNetworkContinuations } from './remove'

export const networkRoutes: readonly Route[] = [
  { method: 'GET', pattern: '/networks', handler: listNetworks },
  { method: 'GET', pattern: '/networks/', handler: listNetworks },
  { method: 'POST', pattern: '/networks/create', handler: createNetwork },
  { method: 'POST', pattern: '/networks/prune', handler: pruneNetworks },
  { method: 'GET', pattern: '/networks/{id}', handler: inspectNetwork },
  { method: 'POST', pattern: '/networks/{id}/connect', handler: connectNetwork },
  { method: 'POST', pattern: '/networks/{id}/disconnect', handler: disconnectNetwork },
  { method: 'DELETE', pattern: '/networks/{id}', handler: removeNetwork },
]

export const networkContinuations: Continuations = {
  ...createNetworkContinuations,
  ...removeNetworkContinuations,
  ...connectContinuations,
}
