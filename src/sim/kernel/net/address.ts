/**
 * IPv4 addresses and prefixes as text, compared as numbers.
 * @models RFC 4632
 * @fidelity part: IPv4 only
 */
export const ANY = '0.0.0.0'

/** A dotted address as a number; undefined where it is none. */
export function ipNumber(address: string): number | undefined {
  if (!/^\d{1,3}(\.\d{1,3}){3}$/.test(address)) return undefined
  const parts = address.split('.').map(Number)
  return parts.some((part) => part > 255) ? undefined : parts.reduce((sum, part) => sum * 256 + part, 0)
}

export const ipText = (address: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.')

export interface Prefix {
  readonly base: number
  readonly bits: number
}

/** `172.17.0.2/16` or `172.17.0.2` (then /32). */
export function prefixOf(cidr: string): Prefix | undefined {
  const [address = '', length = '32'] = cidr.split('/')
  const ip = ipNumber(address)
  const bits = /^\d{1,2}$/.test(length) ? Number(length) : 33
  if (ip === undefined || bits > 32) return undefined
  const size = 2 ** (32 - bits)
  return { base: Math.floor(ip / size) * size, bits }
}

export const prefixText = ({ base, bits }: Prefix): string => `${ipText(base)}/${bits}`

export function inPrefix(cidr: string, address: string): boolean {
  const prefix = prefixOf(cidr)
  const ip = ipNumber(address)
  return prefix !== undefined && ip !== undefined && ip >= prefix.base && ip < prefix.base + 2 ** (32 - prefix.bits)
}

/** `172.17.0.2/16` without its length. */
export const hostPart = (cidr: string): string => cidr.split('/', 1)[0]!

export const isLoopback = (address: string): boolean => inPrefix('127.0.0.0/8', address)
