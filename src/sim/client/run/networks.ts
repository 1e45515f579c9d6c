import type { Json } from '../../wire/rpc'
import { csv } from '../flags/mount'
import { list, value, type Parsed } from '../flags/parse'

/**
 * `--network NAME`, `--network name=NAME,alias=x,ip=…`, and the older flags that belong to the first network.
 *
 * @models docker/cli opts/network.go, cli/command/container/opts.go parseNetworkOpts
 * @fidelity full
 */
export type Endpoints =
  { readonly mode: string; readonly endpoints: Readonly<Record<string, Json>> } | { readonly error: string }

interface Attachment {
  readonly target: string
  readonly aliases: readonly string[]
  readonly links: readonly string[]
  readonly linkLocal: readonly string[]
  readonly ip: string
  readonly ip6: string
  readonly mac: string
  readonly options: Readonly<Record<string, string>>
  readonly priority: number
}

const bare = (target: string): Attachment => ({
  target,
  aliases: [],
  links: [],
  linkLocal: [],
  ip: '',
  ip6: '',
  mac: '',
  options: {},
  priority: 0,
})

const userDefined = (name: string): boolean =>
  !['default', 'bridge', 'host', 'none'].includes(name) && !name.startsWith('container:')

export function endpoints(p: Parsed): Endpoints {
  const given = list(p, 'network').map(read)
  const wrong = given.find((g) => 'error' in g)
  if (wrong !== undefined) return wrong as { error: string }
  const networks = given.length === 0 ? [bare('default')] : (given as Attachment[])
  const out: Record<string, Json> = {}
  for (const [i, network] of networks.entries()) {
    const full = i === 0 ? withOldFlags(network, p) : network
    if ('error' in full) return full
    if (full.target.trim() === '') return { error: 'no name set for network' }
    if (!userDefined(full.target) && full.aliases.length > 0)
      return { error: 'network-scoped aliases are only supported for user-defined networks' }
    if (!userDefined(full.target) && full.links.length > 0)
      return { error: 'links are only supported for user-defined networks' }
    if (full.target in out) return { error: `network ${JSON.stringify(full.target)} is specified multiple times` }
    if (given.length === 1 && JSON.stringify(full) === JSON.stringify(bare(full.target))) continue
    out[full.target] = endpoint(full)
  }
  const kinds = new Set(networks.map((n) => userDefined(n.target)))
  if (kinds.size > 1)
    return { error: 'conflicting options: cannot attach both user-defined and non-user-defined network-modes' }
  return { mode: networks[0]!.target, endpoints: out }
}

function read(text: string): Attachment | { readonly error: string } {
  if (!text.includes('=')) return bare(text)
  let a: Attachment = bare('')
  for (const field of csv(text)) {
    const cut = field.indexOf('=')
    if (cut < 0) return { error: `invalid field ${field}` }
    const [key, val] = [field.slice(0, cut).trim().toLowerCase(), field.slice(cut + 1).trim()]
    if (key === 'name') a = { ...a, target: val }
    else if (key === 'alias') a = { ...a, aliases: [...a.aliases, val] }
    else if (key === 'ip') a = { ...a, ip: val }
    else if (key === 'ip6') a = { ...a, ip6: val }
    else if (key === 'mac-address') a = { ...a, mac: val }
    else if (key === 'link-local-ip') a = { ...a, linkLocal: [...a.linkLocal, val] }
    else if (key === 'driver-opt')
      a = { ...a, options: { ...a.options, [val.split('=', 1)[0]!]: val.slice(val.indexOf('=') + 1) } }
    else if (key === 'gw-priority') a = { ...a, priority: Number(val) }
    else return { error: `invalid field key ${key}` }
  }
  return a
}

function withOldFlags(n: Attachment, p: Parsed): Attachment | { readonly error: string } {
  const [aliases, links, ip, ip6, mac, linkLocal] = [
    list(p, 'network-alias'),
    list(p, 'link'),
    value(p, 'ip'),
    value(p, 'ip6'),
    value(p, 'mac-address'),
    list(p, 'link-local-ip'),
  ]
  if (n.aliases.length > 0 && aliases.length > 0)
    return { error: 'conflicting options: cannot specify both --network-alias and per-network alias' }
  if (n.ip !== '' && ip !== '')
    return { error: 'conflicting options: cannot specify both --ip and per-network IPv4 address' }
  if (n.ip6 !== '' && ip6 !== '')
    return { error: 'conflicting options: cannot specify both --ip6 and per-network IPv6 address' }
  if (n.mac !== '' && mac !== '')
    return { error: 'conflicting options: cannot specify both --mac-address and per-network MAC address' }
  return {
    ...n,
    aliases: aliases.length > 0 ? aliases : n.aliases,
    links: userDefined(n.target) && links.length > 0 ? links : n.links,
    ip: ip || n.ip,
    ip6: ip6 || n.ip6,
    mac: mac || n.mac,
    linkLocal: linkLocal.length > 0 ? linkLocal : n.linkLocal,
  }
}

export const endpoint = (a: Partial<Attachment>): Json => ({
  IPAMConfig:
    (a.ip ?? '') !== '' || (a.ip6 ?? '') !== '' || (a.linkLocal ?? []).length > 0
      ? {
          ...((a.ip ?? '') === '' ? {} : { IPv4Address: a.ip! }),
          ...((a.ip6 ?? '') === '' ? {} : { IPv6Address: a.ip6! }),
          ...((a.linkLocal ?? []).length === 0 ? {} : { LinkLocalIPs: a.linkLocal! }),
        }
      : null,
  Links: (a.links ?? []).length > 0 ? a.links! : null,
  Aliases: (a.aliases ?? []).length > 0 ? a.aliases! : null,
  MacAddress: a.mac ?? '',
  DriverOpts: Object.keys(a.options ?? {}).length > 0 ? a.options! : null,
  GwPriority: a.priority ?? 0,
  NetworkID: '',
  EndpointID: '',
  Gateway: '',
  IPAddress: '',
  IPPrefixLen: 0,
  IPv6Gateway: '',
  GlobalIPv6Address: '',
  GlobalIPv6PrefixLen: 0,
  DNSNames: null,
})
