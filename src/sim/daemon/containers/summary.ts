import { findImage } from '../images/lookup'
import { byPort } from '../networks/ports'
import type { Daemon, DockerdState } from '../state'
import type { Container } from './container'
import { isRunning, statusOf } from './lookup'
import { statusText } from './status'

export const newestFirst = (state: DockerdState): readonly Container[] =>
  Object.values(state.containers).sort((a, b) => b.created - a.created || (a.id < b.id ? 1 : -1))

/** A container as lists show it. @models moby daemon/container/view.go */
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
    NetworkSettings: {
      Networks: Object.fromEntries(
        Object.entries(container.endpoints).map(([name, settings]) => [name, { ...settings, DNSNames: null }]),
      ),
    },
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
  const published = container.ports.map(({ container: PrivatePort, proto, hostIp, host }) => ({
    IP: hostIp,
    PrivatePort,
    PublicPort: host,
    Type: proto,
  }))
  const exposed = Object.keys(container.config.ExposedPorts ?? {})
    .sort(byPort)
    .filter((name) => !container.ports.some((port) => `${port.container}/${port.proto}` === name))
    .map((name) => ({ PrivatePort: parseInt(name, 10), Type: name.split('/')[1] ?? 'tcp' }))
  return [...exposed, ...published]
}

export const mountJson = ({
  type,
  name,
  source,
  target,
  driver,
  mode,
  rw,
  propagation,
}: Container['mounts'][number]): object => ({
  Type: type,
  ...(name !== undefined && { Name: name }),
  Source: source,
  Destination: target,
  ...(driver !== undefined && { Driver: driver }),
  Mode: mode,
  RW: rw,
  Propagation: propagation,
})
