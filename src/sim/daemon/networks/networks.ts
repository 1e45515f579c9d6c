import type { NetworkView } from '../../wire/view'
import { drawHex, seeded, type Rng } from '../../../base/random'

/** A network as dockerd keeps it. @models moby libnetwork.Network */
export interface Network extends NetworkView {
  readonly scope: string
  readonly created: number
  readonly internal: boolean
  readonly attachable: boolean
  readonly labels: Readonly<Record<string, string>>
  readonly options: Readonly<Record<string, string>>
  readonly ipam: {
    readonly driver: string
    readonly options: Readonly<Record<string, string>> | null
    readonly userSubnet: boolean
  }
  /** Addresses given out, by container id. */
  readonly leases: Readonly<
    Record<string, { readonly address: string; readonly mac: string; readonly endpoint: string; readonly veth: string }>
  >
}

/** The three that every engine has. */
export function newNetworks(rng: Rng): Readonly<Record<string, Network>> {
  const made = (['bridge', 'host', 'none'] as const).map((name) => predefined(name, drawHex(seeded(rng, name), 64)[0]))
  return Object.fromEntries(made.map((network) => [network.id, network]))
}

function predefined(name: 'bridge' | 'host' | 'none', id: string): Network {
  const bridge = name === 'bridge'
  return {
    id,
    name,
    driver: name === 'none' ? 'null' : name,
    scope: 'local',
    subnet: bridge ? '172.17.0.0/16' : '',
    gateway: bridge ? '172.17.0.1' : '',
    bridge: bridge ? 'docker0' : '',
    created: 0,
    internal: false,
    attachable: false,
    labels: {},
    options: bridge ? bridgeOptions : {},
    ipam: { driver: 'default', options: null, userSubnet: false },
    leases: {},
  }
}

const bridgeOptions = {
  'com.docker.network.bridge.default_bridge': 'true',
  'com.docker.network.bridge.enable_icc': 'true',
  'com.docker.network.bridge.enable_ip_masquerade': 'true',
  'com.docker.network.bridge.host_binding_ipv4': '0.0.0.0',
  'com.docker.network.bridge.name': 'docker0',
  'com.docker.network.driver.mtu': '1500',
}
