import type { Depth } from '../../trace/types'
import type { Box } from './shape'

/** The fixed places of the map for a pane of that size. Below its least size the picture is scaled, not crushed. */
export interface Frame {
  readonly width: number
  readonly height: number
  readonly portrait: boolean
  readonly client: Box
  readonly host: Box
  readonly dockerd: Box
  readonly store: Box
  readonly containerd: Box | undefined
  /** Where there is room for it beside the daemon, below the story's depth. */
  readonly systemd: Box | undefined
  readonly fleet: Box
  readonly kernel: Box
  readonly hub: Box
}

export interface Need {
  readonly depth: Depth
  /** Rows of images that want to be seen. */
  readonly images: number
  /** Rules and links that the kernel shows. */
  readonly kernelLines: number
}

export function frame(width: number, height: number, need: Need): Frame {
  return width < 790
    ? portrait(Math.max(width, 360), height, need)
    : landscape(Math.max(width, 860), Math.max(height, 500), need)
}

const between = (least: number, value: number, most: number): number => Math.min(most, Math.max(least, value))
const kernelHeight = (lines: number): number => 50 + 15 * between(1, lines, 6)
const storeHeight = (images: number): number => 42 + 20 * between(2, images, 6)

function landscape(width: number, height: number, need: Need): Frame {
  const clientW = between(150, width * 0.16, 220)
  const hubW = between(158, width * 0.165, 230)
  const wire = between(46, width * 0.055, 110)
  const host: Box = { x: 16 + clientW + wire, y: 14, w: width - 32 - clientW - hubW - 2 * wire, h: height - 28 }
  const inner = { x: host.x + 92, w: host.w - 92 - 18, y: host.y + 66 }
  const rowH = between(104, storeHeight(need.images), height * 0.3)
  const storeW = Math.max(186, inner.w * 0.5)
  const dockerd: Box = { x: inner.x, y: inner.y, w: inner.w - storeW - 22, h: rowH }
  const store: Box = { x: inner.x + inner.w - storeW, y: inner.y, w: storeW, h: rowH }
  const daemonH = need.depth === 1 ? 0 : 40
  const containerd: Box | undefined =
    need.depth === 1 ? undefined : { x: inner.x, y: inner.y + rowH + 30, w: inner.w, h: daemonH }
  const systemd: Box | undefined = need.depth === 1 ? undefined : { x: host.x + 10, y: inner.y, w: 72, h: 34 }
  const kernelH = kernelHeight(need.kernelLines)
  const kernel: Box = { x: inner.x, y: host.y + host.h - 16 - kernelH, w: inner.w, h: kernelH }
  const fleetY = inner.y + rowH + (containerd ? daemonH + 60 : 26)
  const fleet: Box = { x: inner.x, y: fleetY, w: inner.w, h: kernel.y - 34 - fleetY }
  const client: Box = { x: 16, y: dockerd.y, w: clientW, h: Math.max(136, rowH) }
  const hub: Box = { x: width - 16 - hubW, y: host.y + 24, w: hubW, h: Math.max(176, rowH + 40) }
  return { width, height, portrait: false, client, host, dockerd, store, containerd, systemd, fleet, kernel, hub }
}

function portrait(width: number, asked: number, need: Need): Frame {
  const half = (width - 20 - 12) / 2
  const client: Box = { x: 10, y: 8, w: half, h: 70 }
  const hub: Box = { x: 22 + half, y: 8, w: half, h: 70 }
  const inner = { x: 44, y: 146, w: width - 44 - 20 }
  const dockerdW = inner.w * 0.38
  const rowH = between(72, storeHeight(need.images), 130)
  const dockerd: Box = { x: inner.x, y: inner.y, w: dockerdW, h: rowH }
  const store: Box = { x: inner.x + dockerdW + 12, y: inner.y, w: inner.w - dockerdW - 12, h: rowH }
  const below = inner.y + rowH
  const containerd: Box | undefined = need.depth === 1 ? undefined : { x: inner.x, y: below + 20, w: inner.w, h: 30 }
  const fleetY = below + (containerd ? 30 + 44 : 20)
  const kernelH = kernelHeight(need.kernelLines)
  const height = Math.max(asked, fleetY + 122 + 26 + kernelH + 20)
  const kernel: Box = { x: inner.x, y: height - 18 - kernelH, w: inner.w, h: kernelH }
  const fleet: Box = { x: inner.x, y: fleetY, w: inner.w, h: kernel.y - 26 - fleetY }
  const host: Box = { x: 10, y: 102, w: width - 20, h: height - 108 }
  return {
    width,
    height,
    portrait: true,
    client,
    host,
    dockerd,
    store,
    containerd,
    systemd: undefined,
    fleet,
    kernel,
    hub,
  }
}
