/**
 * The tables of a fresh network namespace: built-in chains, all open.
 * @models linux net/ipv4/netfilter
 * @fidelity part: nat and filter; no mangle, raw or security
 */
import type { Chain } from './types'

const builtIn = (names: readonly string[]): readonly Chain[] =>
  names.map((name) => ({ name, policy: 'ACCEPT', rules: [] }))

export const natTable = builtIn(['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'])

export const filterTable = builtIn(['INPUT', 'FORWARD', 'OUTPUT'])
