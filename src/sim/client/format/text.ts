/**
 * Small texts of listings.
 *
 * @models docker/cli cli/command/formatter/displayutils.go, container.go (DisplayablePorts)
 * @fidelity full
 */

/** At most `width` characters, the last of them `…` when something was cut. */
export function ellipsis(text: string, width: number): string {
  const chars = [...text]
  return chars.length <= width ? text : `${chars.slice(0, Math.max(width - 1, 0)).join('')}…`
}

/** strconv.Quote. */
export const quote = (text: string): string =>
  `"${text.replace(/[\\"\x00-\x1f\x7f]/g, (c) => ({ '\\': '\\\\', '"': '\\"', '\n': '\\n', '\t': '\\t', '\r': '\\r', '\x07': '\\a', '\b': '\\b', '\f': '\\f', '\v': '\\v' })[c] ?? `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`)}"`

export interface Port {
  readonly IP?: string
  readonly PrivatePort: number
  readonly PublicPort?: number
  readonly Type: string
}

const hostPort = (ip: string, port: string): string => `${ip.includes(':') ? `[${ip}]` : ip}:${port}`

/** `0.0.0.0:8080->80/tcp, 443/tcp`, neighbouring ports as a range. */
export function portsText(ports: readonly Port[]): string {
  const sorted = [...ports].sort(byPort)
  const groups = new Map<string, { first: number; last: number }>()
  const lines: string[] = []
  const mapped: string[] = []
  const order: string[] = []
  for (const p of sorted) {
    const published = p.PublicPort !== undefined && p.PublicPort !== 0
    if (published && p.PublicPort !== p.PrivatePort) {
      mapped.push(`${hostPort(p.IP ?? '', String(p.PublicPort))}->${p.PrivatePort}/${p.Type}`)
      continue
    }
    const key = published ? `${p.IP ?? ''}/${p.Type}` : p.Type
    const group = groups.get(key)
    if (group === undefined) {
      groups.set(key, { first: p.PrivatePort, last: p.PrivatePort })
      order.push(key)
    } else if (p.PrivatePort === group.last + 1) group.last = p.PrivatePort
    else if (p.PrivatePort !== group.last) {
      lines.push(groupText(key, group.first, group.last))
      groups.set(key, { first: p.PrivatePort, last: p.PrivatePort })
    }
  }
  for (const key of order) lines.push(groupText(key, groups.get(key)!.first, groups.get(key)!.last))
  return [...lines, ...mapped].join(', ')
}

function groupText(key: string, first: number, last: number): string {
  const cut = key.lastIndexOf('/')
  const span = first === last ? String(first) : `${first}-${last}`
  return cut < 0 ? `${span}/${key}` : `${hostPort(key.slice(0, cut), span)}->${span}/${key.slice(cut + 1)}`
}

function byPort(a: Port, b: Port): number {
  if (a.PrivatePort !== b.PrivatePort) return a.PrivatePort - b.PrivatePort
  if ((a.IP ?? '') !== (b.IP ?? '')) return (a.IP ?? '') < (b.IP ?? '') ? -1 : 1
  if ((a.PublicPort ?? 0) !== (b.PublicPort ?? 0)) return (a.PublicPort ?? 0) - (b.PublicPort ?? 0)
  return a.Type < b.Type ? -1 : a.Type > b.Type ? 1 : 0
}

/** `a=1,b=2`, sorted. */
export const labelsText = (labels: Readonly<Record<string, string>> | null | undefined): string =>
  Object.entries(labels ?? {})
    .map(([k, v]) => `${k}=${v}`)
    .sort()
    .join(',')
