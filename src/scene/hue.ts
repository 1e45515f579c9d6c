/** A hue for each kind of component, used everywhere for it and for nothing else. */
export type Hue = 'client' | 'daemon' | 'runtime' | 'image' | 'container' | 'net' | 'registry' | 'kernel'

const hues: Readonly<Record<string, Hue>> = {
  client: 'client',
  dockerd: 'daemon',
  store: 'image',
  containerd: 'runtime',
  shim: 'runtime',
  runc: 'runtime',
  container: 'container',
  kernel: 'kernel',
  hub: 'registry',
}

export const hueOf = (place: string): Hue => hues[place.split(':', 1)[0]!] ?? 'kernel'
