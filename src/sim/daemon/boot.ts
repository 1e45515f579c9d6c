import { patch } from '../world/draft'
import { networkSetup } from './networks/bridge'
import type { Continuations } from './request'
import type { Daemon } from './state'
import { work, type Act } from './work'

/**
 * What dockerd does before it serves: the default bridge and its chains. The host's description starts it with a timer `daemon/boot`;
 * whatever arrives first starts it too.
 * @models moby libnetwork/drivers/bridge/setup*.go, daemon/daemon_unix.go initBridgeDriver
 * @fidelity part: chains that simulated rules go into; no firewalld, no IPv6
 */
export const isBooted = (d: Daemon): boolean => d.state.booted

export function boot(d: Daemon): void {
  patch(d, { booted: true })
  const bridge = Object.values(d.state.networks).find(({ name }) => name === 'bridge')
  if (bridge !== undefined) work(d, [...chains, ...networkSetup(bridge)], { then: 'boot/done', data: {} })
}

const chain = (name: string, rule: string, table: 'nat' | 'filter' = 'nat') => ({
  sys: { name: 'iptables_append', table, chain: name, rule } as const,
  optional: true,
})

export const chains: readonly Act[] = [
  { sys: { name: 'sysctl', key: 'net.ipv4.ip_forward', value: '1' } as const, optional: true },
  chain('PREROUTING', '-m addrtype --dst-type LOCAL -j DOCKER'),
  chain('OUTPUT', '! -d 127.0.0.0/8 -m addrtype --dst-type LOCAL -j DOCKER'),
  chain('DOCKER-USER', '', 'filter'),
  chain('FORWARD', '-j DOCKER-USER', 'filter'),
  chain('FORWARD', '-j DOCKER-FORWARD', 'filter'),
  chain('DOCKER-FORWARD', '-j DOCKER-CT', 'filter'),
  chain('DOCKER-FORWARD', '-j DOCKER-ISOLATION-STAGE-1', 'filter'),
  chain('DOCKER-FORWARD', '-j DOCKER-BRIDGE', 'filter'),
]

export const bootContinuations: Continuations = { 'daemon/boot': () => undefined, 'boot/done': () => undefined }
