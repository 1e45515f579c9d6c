import type { PortView } from '../../wire/view'
import { patch } from '../../world/draft'
import type { Container } from '../containers/container'
import { isRefusal, portTaken, type Refusal } from '../errors'
import type { Daemon } from '../state'
import type { Act } from '../work'

/**
 * Published ports: a host port is reserved, docker-proxy holds it, and DNAT leads what comes for it to the container.
 * @models moby libnetwork/drivers/bridge/port_mapping_linux.go, portallocator, cmd/docker-proxy
 * @fidelity part: the IPv6 half of a binding is told, not bound
 */
export interface Published {
  readonly ports: readonly PortView[]
  readonly acts: readonly Act[]
  readonly undo: readonly Act[]
}

export function publish(
  d: Daemon,
  container: Container,
  address: string,
  bridge: string,
  endpoint: string,
): Published | Refusal {
  const all: Published[] = []
  for (const wanted of wantedPorts(container)) {
    const one = publishOne(d, container, wanted, address, bridge, endpoint)
    if (isRefusal(one)) return one
    all.push(one)
  }
  return { ports: all.flatMap((p) => p.ports), acts: all.flatMap((p) => p.acts), undo: all.flatMap((p) => p.undo) }
}

interface Wanted {
  readonly port: number
  readonly proto: 'tcp' | 'udp'
  readonly hostIp: string
  readonly hostPort: string
}

function wantedPorts({ config, hostConfig }: Container): readonly Wanted[] {
  const bindings = hostConfig.PortBindings ?? {}
  const exposed = Object.keys(config.ExposedPorts ?? {})
  const names = [...new Set([...Object.keys(bindings), ...(hostConfig.PublishAllPorts ? exposed : [])])].sort(byPort)
  return names.flatMap((name) => {
    const [port, proto = 'tcp'] = name.split('/')
    const given = bindings[name] ?? []
    const list = given.length === 0 ? [{ HostIp: '', HostPort: '' }] : given
    return list.map(({ HostIp, HostPort }) => ({
      port: Number(port),
      proto: proto as 'tcp' | 'udp',
      hostIp: HostIp,
      hostPort: HostPort,
    }))
  })
}

export const byPort = (a: string, b: string): number => parseInt(a, 10) - parseInt(b, 10) || (a < b ? -1 : 1)

function publishOne(
  d: Daemon,
  container: Container,
  wanted: Wanted,
  address: string,
  bridge: string,
  endpoint: string,
): Published | Refusal {
  const { port, proto } = wanted
  const ip = wanted.hostIp === '' ? '0.0.0.0' : wanted.hostIp
  const host = wanted.hostPort === '' || wanted.hostPort === '0' ? ephemeral(d, ip, proto) : Number(wanted.hostPort)
  if (taken(d, ip, host, proto)) {
    return portTaken(container.name, endpoint, `Bind for ${ip}:${host} failed: port is already allocated`)
  }
  patch(d, { ports: { ...d.state.ports, [`${ip}:${host}/${proto}`]: container.id } })
  const to = `${address}:${port}`
  const dst = ip === '0.0.0.0' ? '' : `-d ${ip}/32 `
  const nat = `${dst}! -i ${bridge} -p ${proto} -m ${proto} --dport ${host} -j DNAT --to-destination ${to}`
  const filter = `-d ${address}/32 ! -i ${bridge} -o ${bridge} -p ${proto} -m ${proto} --dport ${port} -j ACCEPT`
  const proxy = (on: string): Act => {
    const argv = [
      '/usr/bin/docker-proxy',
      '-proto',
      proto,
      '-host-ip',
      on,
      '-host-port',
      String(host),
      '-container-ip',
      address,
      '-container-port',
      String(port),
      '-use-listen-fd',
    ]
    return { sys: { name: 'fork', comm: 'docker-proxy', argv, holder: 'dockerd' }, delay: 2_000 }
  }
  return {
    ports: [
      { container: port, proto, hostIp: ip, host },
      ...(wanted.hostIp === '' ? [{ container: port, proto, hostIp: '::', host } as const] : []),
    ],
    acts: [
      { sys: { name: 'bind', proto, address: ip, port: host, holder: 'dockerd' } },
      proxy(ip),
      ...(wanted.hostIp === '' ? [proxy('::')] : []),
      { sys: { name: 'iptables_append', table: 'nat', chain: 'DOCKER', rule: nat } },
      { sys: { name: 'iptables_append', table: 'filter', chain: 'DOCKER', rule: filter, first: true } },
    ],
    undo: [
      { sys: { name: 'iptables_delete', table: 'nat', chain: 'DOCKER', rule: nat }, optional: true },
      { sys: { name: 'iptables_delete', table: 'filter', chain: 'DOCKER', rule: filter }, optional: true },
      { sys: { name: 'unbind', proto, address: ip, port: host }, optional: true },
    ],
  }
}

const taken = (d: Daemon, ip: string, port: number, proto: string): boolean =>
  Object.keys(d.state.ports).some((key) => {
    const [other, rest] = [key.slice(0, key.lastIndexOf(':')), key.slice(key.lastIndexOf(':') + 1)]
    return rest === `${port}/${proto}` && (other === ip || other === '0.0.0.0' || ip === '0.0.0.0')
  })

/** The next of Linux's ephemeral range that no container has. */
function ephemeral(d: Daemon, ip: string, proto: string): number {
  let port = d.state.nextEphemeral
  while (taken(d, ip, port, proto)) port = port >= 60999 ? 32768 : port + 1
  patch(d, { nextEphemeral: port >= 60999 ? 32768 : port + 1 })
  return port
}

export function unpublish(d: Daemon, id: string): void {
  patch(d, { ports: Object.fromEntries(Object.entries(d.state.ports).filter(([, owner]) => owner !== id)) })
}
