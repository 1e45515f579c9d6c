import type { Act } from '../work'
import type { Network } from './networks'

/**
 * A bridge network as Linux sees it: a bridge with the gateway's address, masquerading for what leaves, and rules that keep networks apart.
 * @models moby libnetwork/drivers/bridge/bridge.go, iptabler
 * @fidelity part: no IPv6
 */
export function networkSetup(network: Network): readonly Act[] {
  const { bridge, gateway, subnet } = network
  return [
    { sys: { name: 'link_add_bridge', link: bridge }, delay: 500 },
    { sys: { name: 'addr_add', link: bridge, address: `${gateway}/${prefixOf(subnet)}` } },
    { sys: { name: 'link_set_up', link: bridge } },
    ...rules(network).map(([table, chain, rule]) => ({
      sys: { name: 'iptables_append', table, chain, rule } as const,
      optional: true,
    })),
  ]
}

export function networkTeardown(network: Network): readonly Act[] {
  return [
    ...rules(network).map(([table, chain, rule]) => ({
      sys: { name: 'iptables_delete', table, chain, rule } as const,
      optional: true,
    })),
    { sys: { name: 'link_del', link: network.bridge }, optional: true },
  ]
}

const rules = ({ bridge, subnet, internal }: Network): readonly (readonly ['nat' | 'filter', string, string])[] => [
  ...(internal ? [] : [['nat', 'POSTROUTING', `-s ${subnet} ! -o ${bridge} -j MASQUERADE`] as const]),
  ['nat', 'DOCKER', `-i ${bridge} -j RETURN`],
  ['filter', 'DOCKER', `! -i ${bridge} -o ${bridge} -j DROP`],
  ['filter', 'DOCKER-BRIDGE', `-o ${bridge} -j DOCKER`],
  ['filter', 'DOCKER-CT', `-o ${bridge} -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT`],
  ...(internal ? inside(bridge, subnet) : outward(bridge)),
]

/** Out to anywhere but another bridge of Docker's. */
const outward = (bridge: string) =>
  [
    ['filter', 'DOCKER-FORWARD', `-i ${bridge} -j ACCEPT`],
    ['filter', 'DOCKER-ISOLATION-STAGE-1', `-i ${bridge} ! -o ${bridge} -j DOCKER-ISOLATION-STAGE-2`],
    ['filter', 'DOCKER-ISOLATION-STAGE-2', `-o ${bridge} -j DROP`],
  ] as const

/** `--internal`: nothing comes in and nothing goes out. */
const inside = (bridge: string, subnet: string) =>
  [
    ['filter', 'DOCKER-FORWARD', `-i ${bridge} -o ${bridge} -j ACCEPT`],
    ['filter', 'DOCKER-ISOLATION-STAGE-1', `! -s ${subnet} -o ${bridge} -j DROP`],
    ['filter', 'DOCKER-ISOLATION-STAGE-1', `! -d ${subnet} -i ${bridge} -j DROP`],
  ] as const

export const prefixOf = (cidr: string): number => Number(cidr.split('/')[1] ?? 32)
