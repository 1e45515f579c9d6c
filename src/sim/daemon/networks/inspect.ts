import { rfc3339Nano } from '../../../base/time'
import { networkNotFound } from '../errors'
import { refuse } from '../containers/lookup'
import type { Handler } from '../request'
import { json } from '../respond'
import type { Daemon } from '../state'
import { filtersOf, labelled } from '../system/events'
import { prefixOf } from './bridge'
import { findNetwork } from './endpoint'
import type { Network } from './networks'

/** `GET /networks` and `GET /networks/{id}`. @models moby daemon/network.go, server/router/network @fidelity part: no swarm scope, no IPv6 */
export const listNetworks: Handler = (d, req) => {
  const filters = filtersOf(req)
  const any = (key: string, test: (value: string) => boolean) =>
    (filters[key] ?? []).length === 0 || filters[key]!.some(test)
  const shown = Object.values(d.state.networks).filter(
    (network) =>
      any('name', (value) => network.name.includes(value)) &&
      any('id', (value) => network.id.startsWith(value)) &&
      any('driver', (value) => network.driver === value) &&
      any('scope', (value) => network.scope === value) &&
      any('type', (value) => (value === 'builtin') === isPredefined(network)) &&
      any('label', (value) => labelled(network.labels, value)) &&
      any(
        'dangling',
        (value) =>
          (value === 'true' || value === '1') === (Object.keys(network.leases).length === 0 && !isPredefined(network)),
      ),
  )
  json(
    d,
    req,
    200,
    shown.map((network) => ({ ...networkJson(d, network), Containers: {} })),
  )
}

export const isPredefined = ({ name }: Network): boolean => ['bridge', 'host', 'none'].includes(name)

export const inspectNetwork: Handler = (d, req) => {
  const ref = req.params['id'] ?? ''
  const network = findNetwork(d.state, ref)
  if (network === undefined) return refuse(d, req, networkNotFound(ref))
  json(d, req, 200, networkJson(d, network))
}

export function networkJson(d: Daemon, network: Network): object {
  const { name, id, scope, driver, subnet, gateway, internal, attachable, options, labels, ipam } = network
  return {
    Name: name,
    Id: id,
    Created: rfc3339Nano(network.created),
    Scope: scope,
    Driver: driver,
    EnableIPv4: true,
    EnableIPv6: false,
    IPAM: {
      Driver: ipam.driver,
      Options: ipam.options,
      Config: subnet === '' ? null : [{ Subnet: subnet, Gateway: gateway }],
    },
    Internal: internal,
    Attachable: attachable,
    Ingress: false,
    ConfigFrom: { Network: '' },
    ConfigOnly: false,
    Containers: Object.fromEntries(
      Object.entries(network.leases).map(([container, lease]) => [
        container,
        {
          Name: d.state.containers[container]?.name ?? '',
          EndpointID: lease.endpoint,
          MacAddress: lease.mac,
          IPv4Address: lease.address === '' ? '' : `${lease.address}/${prefixOf(subnet)}`,
          IPv6Address: '',
        },
      ]),
    ),
    Options: options,
    Labels: labels,
  }
}
