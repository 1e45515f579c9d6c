import { stratify } from 'd3-hierarchy'
import type { LifeView, ProcessView, RuncView, World } from '../../trace/types'
import { containerOf, stateName, type Seen } from '../seen'

/** The eight kinds of namespace, in the order in which their frames are nested: what containers share most often comes first. */
export const kinds = ['user', 'time', 'net', 'ipc', 'uts', 'mnt', 'cgroup', 'pid'] as const
export type Kind = (typeof kinds)[number]

/** One process as a row of a tree. */
export interface Row {
  readonly pid: number
  /** Its number in the pid namespace whose view this is. */
  readonly shown: number
  readonly level: number
  readonly text: string
  readonly run: ProcessView['run']
  /** The inside that it belongs to; none where it lives in the host's namespaces. */
  readonly inside?: string
}

/** A part of the host's process table that has namespaces of its own: a container, or what somebody unshared by hand. */
export interface Inside {
  readonly id: string
  readonly name: string
  readonly container?: string
  readonly rows: readonly Row[]
  readonly ns: Readonly<Record<string, number>>
  /** Kinds in which it is where the host is. */
  readonly withHost: readonly Kind[]
  readonly cgroup: string
  readonly uid: number
}

/** A frame holds what shares one namespace: insides, and frames of namespaces that fewer of them share. */
export type Nest =
  | { readonly is: 'inside'; readonly inside: Inside }
  | {
      readonly is: 'frame'
      readonly id: string
      readonly kind: Kind
      readonly inode: number
      readonly members: number
      readonly holds: readonly Nest[]
    }

export interface Isolation {
  readonly host: readonly Row[]
  readonly hostNs: Readonly<Record<string, number>>
  readonly insides: readonly Inside[]
  readonly nests: readonly Nest[]
  /** Namespaces that frames could not show as shared, since sharing crosses: `net 4026532201` with the names that share it. */
  readonly crossing: readonly { readonly kind: Kind; readonly inode: number; readonly names: readonly string[] }[]
  readonly runs: readonly Handshake[]
}

/** runc at work on a container. */
export interface Handshake {
  readonly id: string
  readonly verb: string
  readonly name: string
  readonly life: LifeView
  readonly at: string
}

/** Phases of `runc create`, in order; the last is reached when init waits at the exec.fifo. */
export const createPhases = ['bootstrap', 'cgroup', 'mounts', 'pivot', 'hiding', 'identity', 'procReady'] as const

export function drawIsolation(seen: Seen, world: World): Isolation {
  const all = Object.values(seen.host.procs)
  const hostNs = seen.host.procs['1']?.ns ?? {}
  const homes = new Map(all.map((process) => [process.pid, homeOf(seen, process, hostNs)]))
  const insides = insidesOf(seen, all, homes, hostNs)
  const host = tree(all, (process) => process.pid).map((row) => {
    const inside = homes.get(row.pid)
    return inside === undefined ? row : { ...row, inside }
  })
  const nests = nested(insides, kinds, hostNs)
  return { host, hostNs, insides, nests, crossing: crossing(insides, nests, hostNs), runs: runsOf(seen, world) }
}

/** A container, or a set of namespaces that is not the host's. */
function homeOf(seen: Seen, process: ProcessView, hostNs: Isolation['hostNs']): string | undefined {
  const container = containerOf(seen, process)
  if (container) return `container:${container.id}`
  const own = kinds.filter((kind) => process.ns[kind] !== undefined && process.ns[kind] !== hostNs[kind])
  return own.length === 0 ? undefined : `ns:${own.map((kind) => process.ns[kind]).join('.')}`
}

function insidesOf(
  seen: Seen,
  all: readonly ProcessView[],
  homes: ReadonlyMap<number, string | undefined>,
  hostNs: Isolation['hostNs'],
): readonly Inside[] {
  const ids = [...new Set(all.flatMap(({ pid }) => homes.get(pid) ?? []))]
  return ids.map((id) => {
    const members = all.filter(({ pid }) => homes.get(pid) === id)
    const container = Object.values(seen.dockerd.containers).find((one) => id === `container:${one.id}`)
    const first = members.find(({ pid }) => pid === container?.pid) ?? members[0]!
    return {
      id,
      name: container?.name ?? (first.argv.join(' ') || first.comm),
      ...(container && { container: container.id }),
      rows: tree(members, (process) => process.nspid).map((row) => ({ ...row, inside: id })),
      ns: first.ns,
      withHost: kinds.filter((kind) => first.ns[kind] === hostNs[kind]),
      cgroup: first.cgroup,
      uid: first.uid,
    }
  })
}

/** Parents before children, children by number; whoever's parent is not among them is a root. */
function tree(members: readonly ProcessView[], number: (process: ProcessView) => number): readonly Row[] {
  const known = new Set(members.map(({ pid }) => pid))
  const above = (process: ProcessView): string => (known.has(process.ppid) ? String(process.ppid) : top)
  const root = stratify<ProcessView | undefined>()
    .id((process) => (process === undefined ? top : String(process.pid)))
    .parentId((process) => process && above(process))([undefined, ...members])
    .sort((a, b) => (a.data?.pid ?? 0) - (b.data?.pid ?? 0))
  const rows: Row[] = []
  root.eachBefore(({ data, depth }) => void (data && rows.push(rowOf(data, number(data), depth - 1))))
  return rows
}

/** Stands above the roots, and is not drawn. */
const top = 'top'

const rowOf = (process: ProcessView, shown: number, level: number): Row => ({
  pid: process.pid,
  shown,
  level,
  text: process.argv.join(' ') || process.comm,
  run: process.run,
})

/** Frames from the outside in. A kind in which all are where the host is makes no frame. */
function nested(insides: readonly Inside[], left: readonly Kind[], hostNs: Isolation['hostNs']): readonly Nest[] {
  const [kind, ...rest] = left
  if (kind === undefined) return insides.map((inside) => ({ is: 'inside', inside }))
  const inodes = [...new Set(insides.map(({ ns }) => ns[kind]))]
  return inodes.flatMap((inode): readonly Nest[] => {
    const members = insides.filter(({ ns }) => ns[kind] === inode)
    const holds = nested(members, rest, hostNs)
    if (inode === undefined || inode === hostNs[kind]) return holds
    const id = `${kind}:${inode}:${members.map((member) => member.id).join()}`
    return [{ is: 'frame', id, kind, inode, members: members.length, holds }]
  })
}

/** A namespace whose members ended up in two frames. */
function crossing(
  insides: readonly Inside[],
  nests: readonly Nest[],
  hostNs: Isolation['hostNs'],
): Isolation['crossing'] {
  const frames = flat(nests)
  return kinds.flatMap((kind) => {
    const inodes = [...new Set(insides.map(({ ns }) => ns[kind]))].filter(
      (inode): inode is number => inode !== undefined && inode !== hostNs[kind],
    )
    return inodes.flatMap((inode) => {
      if (frames.filter((frame) => frame.kind === kind && frame.inode === inode).length < 2) return []
      return [{ kind, inode, names: insides.filter(({ ns }) => ns[kind] === inode).map(({ name }) => name) }]
    })
  })
}

const flat = (nests: readonly Nest[]): readonly Extract<Nest, { is: 'frame' }>[] =>
  nests.flatMap((nest) => (nest.is === 'frame' ? [nest, ...flat(nest.holds)] : []))

function runsOf(seen: Seen, world: World): readonly Handshake[] {
  return Object.entries(world.nodes).flatMap(([node, state]) => {
    if (!node.startsWith('runc:')) return []
    return Object.entries((state as Partial<RuncView>).runs ?? {}).map(([pid, { verb, id, life }]) => ({
      id: `${node}/${pid}`,
      verb,
      name: seen.dockerd.containers[id]?.name ?? id.slice(0, 12),
      life,
      at: stateName(life.value),
    }))
  })
}

/** What marks a process, a frame or a phase as changed by a step. */
export const prints = (picture: Isolation): Readonly<Record<string, string>> =>
  Object.fromEntries([
    ...picture.host.map((row) => [`process:${row.pid}`, `${row.text} ${row.run} ${row.inside ?? ''}`] as const),
    ...flat(picture.nests).map((frame) => [frame.id, String(frame.members)] as const),
    ...picture.runs.map((run) => [run.id, run.at] as const),
  ])
