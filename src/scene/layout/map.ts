import type { ContainerView, Depth, OperationView, PortView, VolumeView } from '../../trace/types'
import { hueOf, type Hue } from '../hue'
import type { PlaceId } from '../place'
import { containerOf, stateName, type Seen } from '../seen'
import { frame, type Frame, type Need } from './frame'
import { strata, type Strata } from './layers'
import { bottom, grid, right, type Box } from './shape'

/** A fixed place. What it says is put into words by the page; here are the facts. */
export interface PlaceMark {
  readonly kind: 'place'
  readonly id: PlaceId
  readonly hue: Hue
  readonly box: Box
  readonly lines: readonly string[]
  readonly print: string
}

export interface ContainerMark {
  readonly kind: 'container'
  readonly id: string
  readonly container: ContainerView
  readonly state: string
  readonly processes: readonly string[]
  /** What a registry in it holds: `ubuntu:latest`. */
  readonly holds: readonly string[]
  readonly ports: readonly string[]
  readonly box: Box
  readonly shim: Box | undefined
  readonly runc: Box | undefined
  /** The card stands directly above the kernel, with no other card between. */
  readonly lowest: boolean
  readonly print: string
}

export interface VolumeMark {
  readonly kind: 'volume'
  readonly id: string
  readonly volume: VolumeView
  readonly box: Box
  readonly print: string
}

/** Everything the map draws that stands still, for one world. Pure; marks keep their ids from step to step. */
export interface Picture {
  readonly frame: Frame
  readonly depth: Depth
  readonly places: readonly PlaceMark[]
  readonly store: Strata
  readonly containers: readonly ContainerMark[]
  readonly moreContainers: number
  readonly volumes: readonly VolumeMark[]
  readonly operations: readonly OperationView[]
  readonly repositories: readonly string[]
}

export function drawMap(seen: Seen, depth: Depth, width: number, height: number): Picture {
  const need: Need = {
    depth,
    images: Object.keys(seen.dockerd.images).length,
    kernelLines: kernelLines(seen, depth).length,
  }
  const f = frame(width, height, need)
  const cards = containerMarks(seen, f, depth)
  return {
    frame: f,
    depth,
    places: places(seen, f, depth),
    store: strata(seen.dockerd, { x: f.store.x + 14, y: f.store.y + 34, w: f.store.w - 28, h: f.store.h - 40 }),
    containers: cards.marks,
    moreContainers: cards.more,
    volumes: volumeMarks(seen, cards.marks),
    operations: Object.values(seen.dockerd.operations).filter((operation) => !ended(operation)),
    repositories: Object.keys(seen.hub.repositories),
  }
}

const over = /^(done|ended|complete|completed|failed|cancelled|finished)$/
const ended = (operation: OperationView): boolean => over.test(stateName(operation.life.value))

function places(seen: Seen, f: Frame, depth: Depth): readonly PlaceMark[] {
  const place = (id: PlaceId, box: Box | undefined, lines: readonly string[]): readonly PlaceMark[] =>
    box ? [{ kind: 'place', id, hue: hueOf(id), box, lines, print: lines.join('\n') }] : []
  return [
    ...place('client', f.client, clientLines(seen)),
    ...place('host', f.host, []),
    ...place('dockerd', f.dockerd, isDown(seen) ? ['stopped'] : []),
    ...place('store', f.store, []),
    ...place('containerd', f.containerd, []),
    ...place('systemd', f.systemd, []),
    ...place('fleet', f.fleet, []),
    ...place('kernel', f.kernel, kernelLines(seen, depth)),
    ...place('hub', f.hub, []),
  ]
}

/** A machine that is up, and no dockerd among its processes. */
const isDown = ({ host: { procs } }: Seen): boolean =>
  procs['1'] !== undefined &&
  !Object.values(procs).some(({ address, comm }) => address === 'dockerd' && comm === 'dockerd')

/** The person's own processes on the host: the shell and what it runs. */
function clientLines(seen: Seen): readonly string[] {
  const home = seen.host.procs['1']?.ns['pid']
  return Object.values(seen.host.procs)
    .filter(
      (p) =>
        p.pid > 1 &&
        !p.address &&
        p.ns['pid'] === home &&
        p.run !== 'zombie' &&
        !/^(dockerd|containerd|docker-proxy|containerd-shim|runc|kthreadd)/.test(p.comm),
    )
    .map((p) => `${p.pid} ${p.argv.join(' ') || p.comm}`)
}

/** Bridges and published ports; at the kernel's depth every link and rule. */
export function kernelLines(seen: Seen, depth: Depth): readonly string[] {
  const home = seen.host.procs['1']?.ns['net']
  const bridges = Object.values(seen.host.links).filter((link) =>
    depth === 3 ? link.kind !== 'loopback' && (home === undefined || link.netns === home) : link.kind === 'bridge',
  )
  const links = bridges.map((link) =>
    [link.name, ...link.addresses, ...(link.master ? [`→ ${link.master}`] : [])].join(' '),
  )
  const rules = seen.host.natRules
    .filter((rule) => rule.includes('DNAT') || (depth === 3 && rule.includes('MASQUERADE')))
    .map(depth === 3 ? (rule) => rule : natText)
  return [...links, ...new Set(rules)]
}

/** `-A DOCKER ! -i docker0 -p tcp -m tcp --dport 5000 -j DNAT --to-destination 172.17.0.2:5000` → `DNAT :5000 → 172.17.0.2:5000` */
export function natText(rule: string): string {
  const port = /--dport (\S+)/.exec(rule)?.[1]
  const to = /--to-destination (\S+)/.exec(rule)?.[1]
  return port && to ? `DNAT :${port} → ${to}` : rule
}

export const portText = ({ host, container, proto }: PortView): string =>
  `${host ? `:${host} → ` : ''}${container}${proto === 'udp' ? '/udp' : ''}`

function containerMarks(
  seen: Seen,
  f: Frame,
  depth: Depth,
): { readonly marks: readonly ContainerMark[]; readonly more: number } {
  const all = Object.values(seen.dockerd.containers)
  const area = { x: f.fleet.x + 14, y: f.fleet.y + 34, w: f.fleet.w - 28, h: f.fleet.h - 46 }
  const sizes = [fitting(area, 138, 64), fitting(area, 96, 44)]
  const { across, rows } = sizes.find(({ across, rows }) => all.length <= across * rows) ?? sizes[1]!
  const shown = chosen(all, across * rows)
  const columns = Math.max(Math.min(2, across), Math.min(across, Math.ceil(shown.length / rows)))
  const boxes = grid(area, shown.length, shown.length === 0 ? 1 : shown.length <= across ? shown.length : columns, 12)
  const alone = (box: Box): Box => (shown.length === 1 ? { ...box, w: Math.min(area.w, 270) } : box)
  const marks = shown.map((container, i) =>
    containerMark(seen, container, alone(boxes[i]!), depth, bottom(boxes[i]!) >= bottom(area) - 1),
  )
  return { marks, more: all.length - shown.length }
}

/** How many cards of at least that size fit side by side, and how many rows of them. */
const fitting = (
  { w, h }: Box,
  least: number,
  leastHigh: number,
): { readonly across: number; readonly rows: number } => ({
  across: Math.max(1, Math.floor((w + 12) / (least + 12))),
  rows: Math.max(1, Math.min(2, Math.floor((h + 12) / (leastHigh + 12)))),
})

/** Where there is no room for all, those that run come before those that have ended, and the newer before the older. */
function chosen(all: readonly ContainerView[], room: number): readonly ContainerView[] {
  const runs = ({ pid }: ContainerView): boolean => pid !== 0
  const first = [...all.filter((one) => !runs(one)), ...all.filter(runs)]
  const kept = first.slice(Math.max(0, first.length - room))
  return all.filter((one) => kept.includes(one))
}

function containerMark(seen: Seen, container: ContainerView, box: Box, depth: Depth, lowest: boolean): ContainerMark {
  const state = stateName(container.life.value)
  const processes = processesOf(seen, container)
  const holds = tagsIn(seen, container)
  const ports = [...new Set(container.ports.map(portText))] // the same on IPv4 and IPv6
  const alive = (kind: string): boolean =>
    depth > 1 &&
    seen.parts.some(
      (part) => part.startsWith(`${kind}:${container.id}`) || part === `${kind}:${container.id.slice(0, 12)}`,
    )
  const chip = (x: number): Box => ({ x, y: box.y - 9, w: 44, h: 18 })
  // What stays for as long as the container runs keeps clear of the title above a narrow card.
  const [forShim, forRunc] = box.w < 150 ? [52, 104] : [104, 52]
  return {
    kind: 'container',
    id: `container:${container.id}`,
    container,
    state,
    processes,
    holds,
    ports,
    box,
    shim: alive('shim') ? chip(right(box) - forShim) : undefined,
    runc: alive('runc') ? chip(right(box) - forRunc) : undefined,
    lowest,
    print: JSON.stringify([
      container.name,
      state,
      container.pid,
      processes,
      holds,
      ports,
      container.networks,
      alive('shim'),
      alive('runc'),
    ]),
  }
}

function processesOf(seen: Seen, container: ContainerView): readonly string[] {
  const init = seen.host.procs[container.pid]
  if (container.pid === 0 || init === undefined) return []
  return Object.values(seen.host.procs)
    .filter((p) => p.ns['pid'] === init.ns['pid'] && p.cgroup === init.cgroup)
    .map((p) => `PID ${p.nspid} ${p.argv.join(' ') || p.comm}`)
}

/** Images in the registry that runs in a container, with all their tags. */
function tagsIn(seen: Seen, container: ContainerView): readonly string[] {
  const registry = Object.entries(seen.registries).find(([pid]) => {
    const process = seen.host.procs[pid]
    return process !== undefined && containerOf(seen, process)?.id === container.id
  })?.[1]
  return Object.entries(registry?.repositories ?? {}).flatMap(([name, { tags }]) =>
    Object.keys(tags).map((tag) => `${name}:${tag}`),
  )
}

function volumeMarks(seen: Seen, cards: readonly ContainerMark[]): readonly VolumeMark[] {
  return Object.values(seen.dockerd.volumes).flatMap((volume) => {
    const card = cards.find((mark) =>
      mark.container.mounts.some((mount) => mount.source === volume.name || mount.source === volume.mountpoint),
    )
    if (card === undefined || card.box.h < 58) return []
    const box = { x: card.box.x + 10, y: bottom(card.box) - 28, w: card.box.w - 20, h: 20 }
    return [{ kind: 'volume' as const, id: `volume:${volume.name}`, volume, box, print: volume.name }]
  })
}
