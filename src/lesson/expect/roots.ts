import { text } from '../../base/bytes'
import { dockerdView, hostView, terminalView } from '../../trace/views'
import { summary } from '../../trace/summary'
import type { ContainerView, Message, RegistryView, World } from '../../trace/types'
import { registriesInside } from '../../sim/host/look'
import { cgroupTree, rootFile } from '../../sim/host/under'

/** What a check can look at: the world, and the messages that led to it. */
export interface Scope {
  readonly world: World
  readonly messages: readonly Message[]
}

export type Value = undefined | string | number | boolean | Thing
export interface Thing {
  readonly [field: string]: Value | ((...args: readonly Value[]) => Value)
}

type Root = (scope: Scope, args: readonly Value[]) => Value

const nothing: Thing = { exists: false }

const stateOf = (container: ContainerView): string => {
  const value = container.life.value
  return typeof value === 'string' ? value : (Object.keys(value as object)[0] ?? '')
}

const containerThing = (c: ContainerView): Thing => ({
  exists: true,
  id: c.id,
  name: c.name,
  image: c.image,
  state: stateOf(c),
  exitCode: c.exitCode,
  restart: c.restart,
  pid: c.pid,
  ports: { count: c.ports.length },
  publishes: (port) => c.ports.some((p) => p.host === port),
})

/** `alpine` means `docker.io/library/alpine:latest`, as everywhere in Docker. */
export function fullReference(reference: string): string {
  const first = reference.split('/')[0] ?? ''
  const hasHost = reference.includes('/') && (/[.:]/.test(first) || first === 'localhost')
  const path = hasHost ? reference : `docker.io/${reference.includes('/') ? '' : 'library/'}${reference}`
  return /:[^/]+$/.test(path) || path.includes('@') ? path : `${path}:latest`
}

function image({ world }: Scope, [name]: readonly Value[]): Value {
  const daemon = dockerdView(world)
  const id = daemon.references[fullReference(String(name))]
  const found = id === undefined ? undefined : daemon.images[id]
  if (found === undefined) return nothing
  const names = Object.values(daemon.references).filter((other) => other === id).length
  return {
    exists: true,
    id: found.id,
    size: found.size,
    layers: { count: found.layers.length },
    names: { count: names },
  }
}

function registry(scope: Scope, [host]: readonly Value[]): Value {
  const found = registryAt(scope.world, String(host))
  if (found === undefined) return nothing
  return { exists: true, repo: (name) => repository(found, String(name)) }
}

function repository(view: RegistryView, name: string): Thing {
  const found = view.repositories[name]
  if (found === undefined) return { ...nothing, tag: () => nothing }
  return {
    exists: true,
    blobs: { count: found.blobs.length },
    tag: (tag) => (found.tags[String(tag)] === undefined ? nothing : { exists: true, digest: found.tags[String(tag)] }),
  }
}

/** Docker Hub, or the registry whose container publishes that port of this host. */
function registryAt(world: World, host: string): RegistryView | undefined {
  if (['docker.io', 'hub', 'registry-1.docker.io'].includes(host)) return world.nodes['hub'] as RegistryView
  const port = Number(host.split(':')[1] ?? 80)
  const holder = Object.values(dockerdView(world).containers).find(
    (c) => c.pid > 0 && c.ports.some((p) => p.host === port),
  )
  const inside = registriesInside(world)
  return holder === undefined ? undefined : (inside[String(holder.pid)] ?? Object.values(inside)[0])
}

const glob = (pattern: string): RegExp =>
  new RegExp(
    pattern
      .split('*')
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*'),
  )

const party = (address: string, wanted: string): boolean => {
  const names: Readonly<Record<string, readonly string[]>> = {
    daemon: ['dockerd'],
    client: ['host/'],
    registry: ['hub', 'host/'],
    kernel: ['host'],
  }
  return (names[wanted] ?? [wanted]).some((name) => address.startsWith(name))
}

/** sent("daemon" -> "registry", "PUT /v2/*\/manifests/*"): whether such a message was delivered. */
function sent({ messages }: Scope, [from, to, pattern]: readonly Value[]): Value {
  const shape = glob(String(pattern))
  return messages.some((m) => party(m.from, String(from)) && party(m.to, String(to)) && shape.test(summary(m.payload)))
}

const containerNamed = (world: World, name: string): ContainerView | undefined =>
  Object.values(dockerdView(world).containers).find((one) => one.name === name)

const initOf = (world: World, name: string) =>
  hostView(world).procs[name === 'host' ? 1 : (containerNamed(world, name)?.pid ?? 0)]

function cgroupOf(world: World, name: string): Readonly<Record<string, string>> | undefined {
  const id = containerNamed(world, name)?.id
  const tree = cgroupTree(world)
  const path = Object.keys(tree).find((one) => id !== undefined && one.endsWith(`docker-${id}.scope`))
  return path === undefined ? undefined : tree[path]?.files
}

export const roots: Readonly<Record<string, Root>> = {
  container: ({ world }, [name]) => {
    const found = Object.values(dockerdView(world).containers).find(
      (c) => c.name === name || (typeof name === 'string' && name.length >= 4 && c.id.startsWith(name)),
    )
    return found === undefined ? nothing : containerThing(found)
  },
  containers: ({ world }) => {
    const all = Object.values(dockerdView(world).containers)
    return { count: all.length, running: { count: all.filter((c) => stateOf(c) === 'running').length } }
  },
  image,
  images: ({ world }) => ({ count: Object.keys(dockerdView(world).images).length }),
  registry,
  volume: ({ world }, [name]) => (dockerdView(world).volumes[String(name)] === undefined ? nothing : { exists: true }),
  network: ({ world }, [name]) =>
    Object.values(dockerdView(world).networks).some((n) => n.name === name) ? { exists: true } : nothing,
  file: ({ world }, [path]) => {
    const content = rootFile(world, String(path))
    return content === undefined ? nothing : { exists: true, contains: (part) => text(content).includes(String(part)) }
  },
  /** Exit status of the last command that ended. */
  exit: ({ world }) => terminalView(world).blocks.findLast((block) => block.exit !== undefined)?.exit,
  /** Whether the last output has that text. */
  output: ({ world }, [part]) => {
    const last = terminalView(world).blocks.findLast((block) => block.exit !== undefined)
    return last !== undefined && text(last.output).includes(String(part))
  },
  /** Whether a line with that text was typed and ended well. */
  typed: ({ world }, [part]) =>
    terminalView(world).blocks.some((block) => block.exit === 0 && block.line.includes(String(part))),
  /** cgroup("web").file("memory.max"): what the cgroup of a running container says, as `cat` shows it. */
  cgroup: ({ world }, [name]) => {
    const files = cgroupOf(world, String(name))
    return files === undefined ? nothing : { exists: true, file: (file) => files[String(file)] ?? '' }
  },
  /** namespace("web", "net"): its inode number; of a container, or of the host where the name is "host". */
  namespace: ({ world }, [name, kind]) => initOf(world, String(name))?.ns[String(kind)],
  /** noted("oom"): whether the kernel did that of its own accord: copy_up, whiteout, throttle, oom. */
  noted: ({ messages }, [what]) => messages.some(({ payload }) => payload.kind === 'kernel' && payload.what === what),
  count: (_scope, [thing]) => (typeof thing === 'object' ? (thing['count'] as Value) : undefined),
  sent,
}
