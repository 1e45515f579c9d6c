import type { Json } from '../../../wire/rpc'
import { goTime, parseRfc3339 } from '../../../../base/time'
import { verb, type Cli } from '../../engine'
import { daemonError, failed } from '../../errors'
import { changed, list as values, on, value } from '../../flags/parse'
import { filtersJson } from '../../format/filters'
import { labelsText } from '../../format/text'
import { endpoint } from '../../run/networks'
import { pairsToMap } from '../../run/environment'
import { shortId } from '../../names'
import { list } from '../list'
import { asks, bodyOf, isAnswer } from '../shapes'

/**
 * docker network ls, create, rm, connect, disconnect.
 *
 * @models docker/cli cli/command/network
 * @fidelity full
 */
interface NetworkSummary {
  readonly Id: string
  readonly Name: string
  readonly Driver: string
  readonly Scope: string
  readonly Created: string
  readonly EnableIPv4?: boolean
  readonly EnableIPv6: boolean
  readonly Internal: boolean
  readonly Labels: Readonly<Record<string, string>> | null
}

export const ls = asks({
  request: (c) => ({ method: 'GET', path: '/networks', query: { filters: filtersJson(values(c.parsed, 'filter')) } }),
  tell: (c, answer) => {
    const trunc = !on(c.parsed, 'no-trunc')
    const networks = [...bodyOf<NetworkSummary[]>(answer)].sort((a, b) => (a.Name < b.Name ? -1 : 1))
    list(c, {
      format: value(c.parsed, 'format'),
      standard: '{{.ID}}\\t{{.Name}}\\t{{.Driver}}\\t{{.Scope}}',
      heads: {
        ID: 'NETWORK ID',
        Name: 'NAME',
        Driver: 'DRIVER',
        Scope: 'SCOPE',
        IPv4: 'IPV4',
        IPv6: 'IPV6',
        Internal: 'INTERNAL',
        Labels: 'LABELS',
        CreatedAt: 'CREATED AT',
      },
      quiet: on(c.parsed, 'quiet') ? '{{.ID}}' : undefined,
      rows: networks.map((n) => ({
        row: '*network.networkContext',
        methods: {
          ID: trunc ? shortId(n.Id) : n.Id,
          Name: n.Name,
          Driver: n.Driver,
          Scope: n.Scope,
          IPv4: String(n.EnableIPv4 ?? true),
          IPv6: String(n.EnableIPv6),
          Internal: String(n.Internal),
          Labels: labelsText(n.Labels),
          Label: (name) => n.Labels?.[name] ?? '',
          CreatedAt: goTime(parseRfc3339(n.Created) ?? 0),
        },
      })),
    })
  },
})

export const create = asks({
  request: (c) => {
    const p = c.parsed
    const config = ipamConfig(c)
    if (typeof config === 'string') return void c.fail(config)
    const body: Json = {
      Driver: value(p, 'driver') || 'bridge',
      Scope: value(p, 'scope'),
      ...(changed(p, 'ipv4') ? { EnableIPv4: on(p, 'ipv4') } : {}),
      ...(changed(p, 'ipv6') ? { EnableIPv6: on(p, 'ipv6') } : {}),
      IPAM: {
        Driver: value(p, 'ipam-driver') || 'default',
        Options: pairsToMap(values(p, 'ipam-opt')),
        Config: config,
      },
      Internal: on(p, 'internal'),
      Attachable: on(p, 'attachable'),
      Ingress: on(p, 'ingress'),
      ConfigOnly: on(p, 'config-only'),
      ConfigFrom: value(p, 'config-from') === '' ? null : { Network: value(p, 'config-from') },
      Options: pairsToMap(values(p, 'opt')),
      Labels: pairsToMap(values(p, 'label')),
      Name: p.args[0]!,
    }
    return { method: 'POST', path: '/networks/create', body }
  },
  tell: (c, answer) => {
    const { Id, Warning } = bodyOf<{ Id: string; Warning: string }>(answer)
    if (Warning) c.err(`WARNING: ${Warning}\n`)
    c.out(`${Id}\n`)
    c.exit(0)
  },
})

/** Ranges, gateways and other addresses go with the subnet that holds them. */
function ipamConfig(c: Cli): Json[] | string {
  const [subnets, ranges, gateways] = [
    values(c.parsed, 'subnet'),
    values(c.parsed, 'ip-range'),
    values(c.parsed, 'gateway'),
  ]
  if (subnets.length < ranges.length || subnets.length < gateways.length)
    return 'every ip-range or gateway must have a corresponding subnet'
  const out: Record<string, Json>[] = subnets.map((Subnet) => ({ Subnet }))
  const holder = (address: string) => out.find((s) => holds(s['Subnet'] as string, address))
  for (const range of ranges) {
    const into = holder(range)
    if (into === undefined) return `no matching subnet for range ${range}`
    into['IPRange'] = range
  }
  for (const gateway of gateways) {
    const into = holder(gateway)
    if (into === undefined) return `no matching subnet for gateway ${gateway}`
    into['Gateway'] = gateway
  }
  for (const pair of values(c.parsed, 'aux-address')) {
    const cut = pair.indexOf('=')
    const address = cut < 0 ? '' : pair.slice(cut + 1)
    const into = holder(address)
    if (into === undefined) return `no matching subnet for aux-address ${address}`
    into['AuxiliaryAddresses'] = {
      ...(into['AuxiliaryAddresses'] as object | undefined),
      [pair.slice(0, cut)]: address,
    }
  }
  return out
}

const bits = (ip: string): number => ip.split('.').reduce((n, part) => n * 256 + Number(part), 0)

function holds(subnet: string, address: string): boolean {
  const [net = '', size = '32'] = subnet.split('/')
  const [ip = ''] = address.split('/')
  if (net.includes(':') || ip.includes(':')) return net.includes(':') && ip.includes(':')
  const span = 2 ** (32 - Number(size))
  return ip !== '' && Math.floor(bits(net) / span) === Math.floor(bits(ip) / span)
}

/** Asks for each network before it removes it, and tells errors as they come. */
export const rm = verb<{ readonly at: number; readonly wrong: boolean }>({
  start(c) {
    c.data = { at: 0, wrong: false }
    c.call({ method: 'GET', path: `/networks/${c.parsed.args[0]}` }, 'looked')
  },
  phases: {
    looked(c, heard) {
      if (isAnswer(heard)) c.call({ method: 'DELETE', path: `/networks/${c.parsed.args[c.data.at]}` }, 'removed')
    },
    removed(c, heard) {
      if (!isAnswer(heard)) return
      const forgiven = on(c.parsed, 'force') && heard.status === 404
      if (failed(heard)) c.err(`${daemonError(heard)}\n`)
      else c.out(`${c.parsed.args[c.data.at]}\n`)
      c.data = { at: c.data.at + 1, wrong: c.data.wrong || (failed(heard) && !forgiven) }
      const next = c.parsed.args[c.data.at]
      if (next !== undefined) c.call({ method: 'GET', path: `/networks/${next}` }, 'looked')
      else if (c.data.wrong) c.fail('exit status 1')
      else c.exit(0)
    },
  },
})

export const connect = asks({
  request: (c) => {
    const p = c.parsed
    const made = endpoint({
      aliases: values(p, 'alias'),
      links: values(p, 'link'),
      ip: value(p, 'ip'),
      ip6: value(p, 'ip6'),
      linkLocal: values(p, 'link-local-ip'),
      options: pairsToMap(values(p, 'driver-opt')),
      priority: Number(value(p, 'gw-priority') || 0),
    }) as Record<string, Json>
    const EndpointConfig: Json = {
      ...made,
      IPAMConfig: made['IPAMConfig'] ?? {},
      Aliases: made['Aliases'] ?? [],
      DriverOpts: made['DriverOpts'] ?? {},
    }
    return { method: 'POST', path: `/networks/${p.args[0]}/connect`, body: { Container: p.args[1]!, EndpointConfig } }
  },
  tell: (c) => c.exit(0),
})

export const disconnect = asks({
  request: (c) => ({
    method: 'POST',
    path: `/networks/${c.parsed.args[0]}/disconnect`,
    body: { Container: c.parsed.args[1]!, Force: on(c.parsed, 'force') },
  }),
  tell: (c) => c.exit(0),
})
