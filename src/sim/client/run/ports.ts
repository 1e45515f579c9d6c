import { csv } from '../flags/mount'

/**
 * `-p 8080:80`, `-p 127.0.0.1::53/udp`, `-p 7000-7002:8000-8002`, `-p published=80,target=80`.
 *
 * @models docker/go-connections nat/nat.go
 * @fidelity part: sctp ranges as tcp ones
 */
export interface Binding {
  readonly HostIp: string
  readonly HostPort: string
}

export interface Ports {
  readonly exposed: Readonly<Record<string, Record<string, never>>>
  readonly bindings: Readonly<Record<string, readonly Binding[]>>
  readonly error?: string
}

export function parsePorts(publish: readonly string[], expose: readonly string[]): Ports {
  const exposed: Record<string, Record<string, never>> = {}
  const bindings: Record<string, Binding[]> = {}
  const wrong = (error: string): Ports => ({ exposed: {}, bindings: {}, error })
  for (const written of publish) {
    const spec = written.includes('=') ? longForm(written) : written
    if (typeof spec !== 'string') return wrong(spec.error)
    const error = add(spec, exposed, bindings)
    if (error !== undefined) return wrong(error)
  }
  for (const e of expose) {
    if (e.includes(':')) return wrong(`invalid port format for --expose: ${e}`)
    const [range, proto] = protoOf(e)
    const span = rangeOf(range)
    if (typeof span === 'string') return wrong(`invalid range format for --expose: ${e}, error: ${span}`)
    for (let p = span[0]; p <= span[1]; p++) exposed[`${p}/${proto}`] ??= {}
  }
  return { exposed, bindings }
}

function longForm(text: string): string | { readonly error: string } {
  const fields: Record<string, string> = { protocol: 'tcp', published: '', target: '' }
  for (const part of csv(text)) {
    const cut = part.indexOf('=')
    if (cut <= 0) return { error: `invalid publish opts format (should be name=value but got '${part}')` }
    fields[part.slice(0, cut)] = part.slice(cut + 1)
  }
  return `${fields['published']}:${fields['target']}/${fields['protocol']}`
}

const protoOf = (spec: string): readonly [string, string] => {
  const cut = spec.indexOf('/')
  return cut < 0 ? [spec, 'tcp'] : [spec.slice(0, cut), spec.slice(cut + 1) || 'tcp']
}

function add(
  written: string,
  exposed: Record<string, Record<string, never>>,
  bindings: Record<string, Binding[]>,
): string | undefined {
  const [spec, proto] = protoOf(written)
  const [ip, host, container] = split(spec)
  if (ip !== '' && !isAddress(ip)) return `invalid IP address: ${ip}`
  if (container === '') return `no port specified: ${written}<empty>`
  const inside = rangeOf(container)
  if (typeof inside === 'string') return `invalid containerPort: ${container}`
  const outside = host === '' ? undefined : rangeOf(host)
  if (typeof outside === 'string') return `invalid hostPort: ${host}`
  if (!['tcp', 'udp', 'sctp'].includes(proto.toLowerCase())) return `invalid proto: ${proto}`
  const [from, to] = inside
  if (outside !== undefined && outside[1] - outside[0] !== to - from && from !== to)
    return `invalid ranges specified for container and host Ports: ${container} and ${host}`
  for (let i = 0; i <= to - from; i++) {
    const key = `${from + i}/${proto.toLowerCase()}`
    const hostPort =
      outside === undefined
        ? ''
        : from === to && outside[0] !== outside[1]
          ? `${outside[0]}-${outside[1]}`
          : String(outside[0] + i)
    exposed[key] ??= {}
    ;(bindings[key] ??= []).push({ HostIp: ip, HostPort: hostPort })
  }
  return undefined
}

/** From the right: container, host, and all that is left is the address. */
function split(spec: string): readonly [ip: string, host: string, container: string] {
  const parts = spec.split(':')
  const container = parts.pop()!
  const host = parts.pop() ?? ''
  return [parts.join(':').replace(/^\[(.*)\]$/, '$1'), host, container]
}

const isAddress = (text: string): boolean =>
  (/^\d+(\.\d+){3}$/.test(text) && text.split('.').every((n) => Number(n) < 256)) ||
  (/^[\da-f:.]+$/i.test(text) && text.split(':').length > 2 && text.split(':').length <= 8 && /[a-f]|::/i.test(text))

function rangeOf(text: string): readonly [number, number] | string {
  const ends = text.split('-')
  if (text === '') return 'empty string specified for ports'
  for (const n of ends) {
    if (!/^\d+$/.test(n)) return `strconv.ParseUint: parsing ${JSON.stringify(n)}: invalid syntax`
    if (Number(n) > 65535) return `strconv.ParseUint: parsing ${JSON.stringify(n)}: value out of range`
  }
  const [from, to = from] = ends.map(Number) as [number, number?]
  return to! < from ? `invalid range specified for port: ${text}` : [from, to!]
}
