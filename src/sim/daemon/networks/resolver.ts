import type { Address } from '../../wire/address'
import type { Packet } from '../../wire/packet'
import { send } from '../../world/draft'
import type { Container } from '../containers/container'
import type { Daemon, DockerdState } from '../state'
import { findNetwork } from './endpoint'
import type { Network } from './networks'

/**
 * The name server at 127.0.0.11 in every container on a network of the user's own: names and aliases of the containers on the same networks.
 * @models moby libnetwork/resolver.go, sandbox.go ResolveName
 * @fidelity part: addresses only, in the order the containers joined; the caller forwards what has no answer here
 */
export function answerName(d: Daemon, query: Packet, from: Address): void {
  const name = query.what.replace(/^A\? /, '')
  const answer = addresses(d.state, query.src.split(':')[0]!, name.toLowerCase().replace(/\.$/, ''))
  const { src, dst } = query
  send(d, { to: from, payload: { ...query, src: dst, dst: src, what: `A ${name}`, path: ['lo'], answer }, delay: 200 })
}

function addresses(state: DockerdState, asker: string, name: string): readonly string[] {
  const all = Object.values(state.containers)
  const own = all.find(({ endpoints }) => Object.values(endpoints).some(({ IPAddress }) => IPAddress === asker))
  const networks = Object.keys(own?.endpoints ?? {}).map((key) => findNetwork(state, key))
  for (const network of networks) {
    const found = network === undefined || network.name === 'bridge' ? [] : members(all, network, name)
    if (found.length > 0) return found
  }
  return []
}

const members = (all: readonly Container[], network: Network, name: string): readonly string[] =>
  all.flatMap(({ endpoints }) =>
    Object.values(endpoints)
      .filter(
        ({ NetworkID, IPAddress, DNSNames }) =>
          NetworkID === network.id && IPAddress !== '' && known(DNSNames, network, name),
      )
      .map(({ IPAddress }) => IPAddress),
  )

const known = (names: readonly string[] | null, network: Network, wanted: string): boolean =>
  (names ?? []).some((name) => [name, `${name}.${network.name}`].some((one) => one.toLowerCase() === wanted))
