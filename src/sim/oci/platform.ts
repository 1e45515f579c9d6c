/**
 * What machine an image is for: `linux/amd64`, `linux/arm/v7`.
 * @models containerd/platforms
 * @fidelity part: only the normal forms
 */
export interface Platform {
  readonly architecture: string
  readonly os: string
  readonly variant?: string
}

export const hostPlatform: Platform = { architecture: 'amd64', os: 'linux' }

export const platformText = (p: Platform): string => [p.os, p.architecture, ...(p.variant ? [p.variant] : [])].join('/')

const architectures: Readonly<Record<string, string>> = {
  x86_64: 'amd64',
  'x86-64': 'amd64',
  aarch64: 'arm64',
  i386: '386',
  armhf: 'arm',
}

/** Throws containerd's words for what is not a platform. */
export function parsePlatform(text: string): Platform {
  const parts = text.toLowerCase().split('/')
  const bad = parts.find((part) => !/^[a-z0-9_.-]+$/.test(part))
  if (bad !== undefined)
    throw new Error(
      `"${bad}" is an invalid component of "${text}": platform specifier component must match "^[A-Za-z0-9_.-]+$": invalid argument`,
    )
  if (parts.length > 3) throw new Error(`"${text}": cannot parse platform specifier: invalid argument`)
  const [os, architecture, variant] = parts.length === 1 ? ['linux', parts[0]!] : parts
  const known = architectures[architecture!] ?? architecture!
  const normal = known === 'arm64' && variant === 'v8' ? undefined : variant
  return { architecture: known, os: os!, ...(normal !== undefined && { variant: normal }) }
}

/** Whether an image for `offered` runs where `wanted` is asked for. */
export const fits = (wanted: Platform, offered: Platform): boolean =>
  wanted.os === offered.os &&
  wanted.architecture === offered.architecture &&
  (wanted.variant === undefined || offered.variant === undefined || wanted.variant === offered.variant)
