/**
 * The world beyond the host: names, their addresses, and which part of the simulation answers there.
 * Addresses are of the blocks that RFC 5737 keeps for documentation: nobody's real machines.
 * @models DNS as a small office has it
 * @fidelity part: a handful of names
 */
import { ipNumber } from './address'
import type { NetState, Outside } from './types'

export const outsideNames: Readonly<Record<string, Outside>> = {
  'auth.docker.io': { addresses: ['203.0.113.11'], at: 'hub' },
  'archive.ubuntu.com': { addresses: ['203.0.113.31'] },
  'deb.debian.org': { addresses: ['203.0.113.32'] },
  'dl-cdn.alpinelinux.org': { addresses: ['203.0.113.33'] },
  'cdn.amazonlinux.com': { addresses: ['203.0.113.40'] },
  'docker.io': { addresses: ['203.0.113.10'], at: 'hub' },
  'example.com': { addresses: ['198.51.100.80'] },
  'files.pythonhosted.org': { addresses: ['203.0.113.34'] },
  'github.com': { addresses: ['203.0.113.35'] },
  'hub.docker.com': { addresses: ['203.0.113.12'], at: 'hub' },
  'index.docker.io': { addresses: ['203.0.113.13'], at: 'hub' },
  'production.cloudflare.docker.com': { addresses: ['203.0.113.14'], at: 'hub' },
  'mirrors.almalinux.org': { addresses: ['203.0.113.41'] },
  'mirrors.fedoraproject.org': { addresses: ['203.0.113.42'] },
  'mirrors.rockylinux.org': { addresses: ['203.0.113.43'] },
  'pypi.org': { addresses: ['203.0.113.36'] },
  'registry-1.docker.io': { addresses: ['203.0.113.15'], at: 'hub' },
  'registry.npmjs.org': { addresses: ['203.0.113.37'] },
  'rubygems.org': { addresses: ['203.0.113.38'] },
  'proxy.golang.org': { addresses: ['203.0.113.39'] },
  'vault.centos.org': { addresses: ['203.0.113.44'] },
  'yum.oracle.com': { addresses: ['203.0.113.45'] },
}

/** A dotted address is its own answer, localhost is 127.0.0.1; [] means no such host. */
export function resolveOutside(net: NetState, name: string): readonly string[] {
  const plain = name.toLowerCase().replace(/\.$/, '')
  if (ipNumber(plain) !== undefined) return [plain]
  if (plain === 'localhost' || plain.endsWith('.localhost')) return ['127.0.0.1']
  return Object.hasOwn(net.outside, plain) ? net.outside[plain]!.addresses : []
}

/** Who answers at an address outside. */
export const outsideAt = (net: NetState, address: string): Outside | undefined =>
  Object.values(net.outside).find((outside) => outside.addresses.includes(address))
