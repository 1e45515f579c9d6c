import { orUndefined } from '../face'
import type { Sys } from '../../wire/sys'

/** The links and routes of this network namespace, as the kernel tells them (a real `ip` asks by netlink). */
export interface LinkInfo {
  readonly index: number
  readonly name: string
  readonly kind: 'loopback' | 'bridge' | 'veth' | 'physical'
  readonly mac: string
  readonly mtu: number
  readonly up: boolean
  readonly addresses: readonly string[]
  readonly master?: string
  readonly peer?: { readonly netns: number; readonly index: number }
}

export interface RouteInfo {
  readonly to: string
  readonly via?: string
  readonly link: string
  readonly proto?: string
  readonly src?: string
}

export interface NetInfo {
  readonly links: readonly LinkInfo[]
  readonly routes: readonly RouteInfo[]
}

export function netInfo(sys: Sys): NetInfo {
  const bytes = orUndefined(() => sys.readFile('/proc/net/glasswhale.json'))
  return bytes === undefined ? { links: [], routes: [] } : (JSON.parse(bytes) as NetInfo)
}

export const maskOf = (bits: number): string =>
  [0, 8, 16, 24].map((from) => String((0xff00 >> Math.max(0, Math.min(8, bits - from))) & 0xff)).join('.')

const number = (address: string) => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
const dotted = (value: number) => [24, 16, 8, 0].map((shift) => String(Math.floor(value / 2 ** shift) % 256)).join('.')

export const broadcast = (cidr: string): string => {
  const [address = '', bits = '32'] = cidr.split('/')
  const size = 2 ** (32 - Number(bits))
  return dotted(Math.floor(number(address) / size) * size + size - 1)
}
