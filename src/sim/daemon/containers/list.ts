import { findImage } from '../images/lookup'
import { byPort } from '../networks/ports'
import type { Handler } from '../request'
import { json } from '../respond'
import type { Daemon, DockerdState } from '../state'
import { filtersOf } from '../system/events'
import { isRefusal, refusal } from '../errors'
import type { Container } from './container'
import { filtered, unknownFilter } from './list-filters'
import { findContainer, isRunning, refuse, statusOf } from './lookup'
import { truthy } from './remove'
import { statusText } from './status'

/**
 * `GET /containers/json`: what `docker ps` shows, newest first.
 * @models moby daemon/list.go, daemon/container/view.go
 * @fidelity part: sizes are left out
 */
export const list: Handler = (d, req) => {
  const filters = filtersOf(req)
  const wrong = unknownFilter(filters)
  if (wrong !== undefined) return refuse(d, req, refusal(400, wrong))
  const limit = Number(req.query['limit'] ?? 0)
  const all = truthy(req.query['all']) || limit > 0 || ['status', 'exited'].some((key) => (filters[key] ?? []).length > 0)
  for (const key of ['before', 'since']) {
    const missing = (filters[key] ?? []).map((ref) => findContainer(d.state, ref)).find(isRefusal)
    if (missing !== undefined) return refuse(d, req, missing)
  }
  const shown = newestFirst(d.state)
    .filter((container) => all || isRunning(container) || statusOf(container) === 'restarting')
    .filter((container) => filtered(d.state, container, filters))
  json(d, req, 200, (limit > 0 ? shown.slice(0, limit) : shown).map((container) => summary(d, container)))
}

export const newestFirst = (state: DockerdState): readonly Container[] =>
  Object.values(state.containers).sort((a, b) => b.created - a.created || (a.id < b.id ? 1 : -1))

export function summary(d: Daemon, container: Container): object {
  return {
    Id: container.id,
    Names: [`/${container.name}`],
    Image: imageName(d.state, container),
    ImageID: container.imageId,
    Command: commandText(container),
    Created: Math.floor(container.created / 1e6),
    Ports: portList(container),
    Labels: container.config.Labels ?? {},
    State: statusOf(container),
    Status: statusText(container, d.now),
    HostConfig: { NetworkMode: container.hostConfig.NetworkMode },
    NetworkSettings: { Networks: Object.fromEntries(Object.entries(container.endpoints).map(([name, settings]) => [name, { ...settings, DNSNames: null }])) },
    Mounts: container.mounts.filter(({ type }) => type !== 'tmpfs').map(mountJson),
  }
}

/** The name it was made from, or the ID where that name has moved on. */
function imageName(state: DockerdState, { image, imageId }: Container): string {
  const now = findImage(state, image)
  return now?.id === imageId ? image : imageId
}

export const commandText = ({ argv }: Container): string =>
  argv.map((word, i) => (i > 0 && word.includes(' ') ? `'${word}'` : word)).join(' ')

export function portList(container: Container): readonly object[] {
  if (!isRunning(container)) return []
  const published = container.ports.map(({ container: PrivatePort, proto, hostIp, host }) => ({ IP: hostIp, PrivatePort, PublicPort: host, Type: proto }))
  const exposed = Object.keys(container.config.ExposedPorts ?? {})
    .sort(byPort)
    .filter((name) => !container.ports.some((port) => `${port.container}/${port.proto}` === name))
    .map((name) => ({ PrivatePort: parseInt(name, 10), Type: name.split('/')[1] ?? 'tcp' }))
  return [...exposed, ...published]
}

export const mountJson = ({ type, name, source, target, driver, mode, rw, propagation }: Container['mounts'][number]): object => ({
  Type: type,
  ...(name !== undefined && { Name: name }),
  Source: source,
  Destination: target,
  ...(driver !== undefined && { Driver: driver }),
  Mode: mode,
  RW: rw,
  Propagation: propagation,
})
