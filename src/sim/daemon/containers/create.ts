import { randomName } from '../../../base/names'
import { drawHex } from '../../../base/random'
import type { ContainerConfig, CreateRequest, EndpointSettings, HostConfig } from '../../api/container'
import { parseImageConfig } from '../../oci/config'
import { methods, type SnapshotMounts } from '../../runtime/face'
import type { ImageView } from '../../wire/view'
import { patch } from '../../world/draft'
import { born } from '../../world/life'
import {
  badJson,
  bindSourceMissing,
  invalidName,
  isRefusal,
  nameInUse,
  noCommand,
  noSuchImage,
  refusal,
  staticAddress,
  type Refusal,
} from '../errors'
import { logging } from '../config-file'
import { findImage } from '../images/lookup'
import { topLayer } from '../images/rootfs'
import { familiar } from './familiar'
import { noEndpoint } from '../networks/endpoint'
import type { Continuations, Handler } from '../request'
import { bodyOf, error, json, sinkOf } from '../respond'
import type { Daemon, Sink } from '../state'
import { containerEvent } from '../system/events'
import { copyUp, fillVolumes, volumeActs } from '../volumes/use'
import { resultOf, work, type Act, type Worked } from '../work'
import { adapted, merge, split } from './config'
import type { Container } from './container'
import { containerMachine } from './container.machine'
import { initLayer } from './init-layer'
import { refuse } from './lookup'
import { mountPointsOf } from './mountpoints'
import { containerDir } from './paths'
import { restartMachine } from './restart-monitor.machine'
import { byId, sharingRefusal } from './sharing'
import { refusalOf } from './validate'

/**
 * `POST /containers/create`: refuses what cannot be, then makes the writable layer, its init layer and the volumes.
 * @models moby daemon/create.go, create_unix.go
 * @fidelity part: no platform choice, no checkpoints
 */
export const create: Handler = (d, req) => {
  const body = bodyOf(req) as Partial<CreateRequest> | undefined
  if (body === undefined) return error(d, req, 400, badJson)
  const planned = plan(d, body, req.query['name'])
  if (isRefusal(planned)) return refuse(d, req, planned)
  begin(d, planned, sinkOf(req))
}

function plan(d: Daemon, body: Partial<CreateRequest>, name: string | undefined): Container | Refusal {
  const [asked, askedHost, endpoints] = split(body)
  const wrong = refusalOf(asked, askedHost)
  if (wrong !== undefined) return wrong
  const host = adapted(askedHost, logging(d.state.settings))
  const address = badEndpoint(host, endpoints)
  if (address !== undefined) return address
  const image = asked.Image === '' ? undefined : findImage(d.state, asked.Image)
  if (image === undefined) return noSuchImage(familiar(asked.Image))
  const config = merge(asked, parseImageConfig(image.config).config ?? {})
  if ((config.Entrypoint ?? []).length + (config.Cmd ?? []).length === 0) return noCommand
  const unshared = sharingRefusal(d, host)
  if (unshared !== undefined) return unshared
  return named(d, config, byId(d, host), endpoints, image, name)
}

function named(
  d: Daemon,
  config: ContainerConfig,
  host: HostConfig,
  endpoints: Readonly<Record<string, EndpointSettings>>,
  image: ImageView,
  wanted: string | undefined,
): Container | Refusal {
  const [id, rng] = drawHex(d.state.rng, 64)
  patch(d, { rng })
  const name = nameFor(d, wanted)
  if (isRefusal(name)) return name
  const mounts = mountPointsOf(d, config, host)
  if (isRefusal(mounts)) return mounts
  const hostname =
    config.Hostname || (host.NetworkMode === 'host' || host.UTSMode === 'host' ? 'host' : id.slice(0, 12))
  return container(d, { id, name, image, mounts, config: { ...config, Hostname: hostname }, host, endpoints })
}

/** @models moby daemon/names.go */
export function nameFor(d: Daemon, wanted: string | undefined): string | Refusal {
  if (wanted === undefined || wanted === '') return generated(d)
  const name = wanted.replace(/^\//, '')
  if (!/^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/.test(name)) return invalidName(wanted)
  const owner = ownerOf(d, name)
  return owner === undefined ? name : nameInUse(name, owner)
}

const ownerOf = (d: Daemon, name: string): string | undefined =>
  d.state.names[name] ?? Object.values(d.state.containers).find((container) => container.name === name)?.id

function generated(d: Daemon): string {
  for (let attempt = 0; ; attempt++) {
    const [name, rng] = randomName(d.state.rng, attempt)
    patch(d, { rng })
    if (ownerOf(d, name) === undefined) return name
  }
}

/** A static address is for networks of the user's own. */
function badEndpoint(host: HostConfig, endpoints: Readonly<Record<string, EndpointSettings>>): Refusal | undefined {
  const fixed = Object.entries(endpoints).find(([, settings]) => settings.IPAMConfig?.IPv4Address)
  if (fixed === undefined) return undefined
  const name = fixed[0] === 'default' ? host.NetworkMode : fixed[0]
  return ['bridge', 'host', 'none'].includes(name) ? staticAddress(name) : undefined
}

interface Parts {
  readonly id: string
  readonly name: string
  readonly image: ImageView
  readonly mounts: Container['mounts']
  readonly config: ContainerConfig
  readonly host: HostConfig
  readonly endpoints: Readonly<Record<string, EndpointSettings>>
}

function container(d: Daemon, { id, name, image, mounts, config, host, endpoints }: Parts): Container {
  const argv = [...(config.Entrypoint ?? []), ...(config.Cmd ?? [])]
  const sandbox = drawHex(d.state.rng, 64)
  patch(d, { rng: sandbox[1] })
  return {
    id,
    name,
    image: config.Image,
    imageId: image.id,
    argv,
    config,
    hostConfig: host,
    mounts,
    life: { machine: 'container', ...born(containerMachine) },
    monitor: born(restartMachine),
    pid: 0,
    exitCode: 0,
    restart: host.RestartPolicy.Name,
    ports: [],
    networks: {},
    upperDir: '',
    created: d.now,
    error: '',
    oomKilled: false,
    restartCount: 0,
    stoppedByHand: false,
    startedBefore: false,
    endpoints: endpointsFor(host, endpoints),
    sandboxId: sandbox[0],
    execIds: [],
    logs: [],
    partial: {},
    undo: [],
    snapshot: { lower: [], upper: '', work: '', merged: '', cacheId: '' },
  }
}

/** Which networks it is to join, by name: that of the network mode, and those asked for by name. */
function endpointsFor(host: HostConfig, asked: Readonly<Record<string, EndpointSettings>>): Container['endpoints'] {
  const { NetworkMode: mode } = host
  if (mode.startsWith('container:')) return {}
  const byName = Object.fromEntries(
    Object.entries(asked).map(([name, settings]) => [name === 'default' ? mode : name, { ...noEndpoint, ...settings }]),
  )
  return { [mode]: noEndpoint, ...byName }
}

interface Creating {
  readonly container: Container
  readonly sink: Sink
}

function begin(d: Daemon, container: Container, sink: Sink): void {
  const { id } = container
  patch(d, { names: { ...d.state.names, [container.name]: id } })
  const [cacheId, rng] = drawHex(d.state.rng, 64)
  patch(d, { rng })
  const parent = topLayer(d.state, container.imageId)
  const acts: readonly Act[] = [
    { rpc: methods.prepare, args: { key: `${id}-init`, parent, cacheId: `${cacheId}-init` }, delay: 2_000 },
    { sys: { name: 'writetree', path: `/var/lib/docker/overlay2/${cacheId}-init/diff`, entries: initLayer(d.now) } },
    { rpc: methods.commit, args: { name: `${id}-init`, key: `${id}-init` } },
    { rpc: methods.prepare, args: { key: id, parent: `${id}-init`, cacheId } },
    { sys: { name: 'mkdir', path: containerDir(id), mode: 0o710, parents: true } },
    ...container.mounts.flatMap((mount) => volumeActs(d, mount)),
  ]
  work(d, acts, { then: 'containers.create/layered', data: { container, sink } satisfies Creating })
}

function layered(d: Daemon, { container, sink }: Creating, worked: Worked): void {
  if (worked.failed !== undefined) return giveUp(d, container, sink, failure(container, worked))
  const { cacheId, mounts } = resultOf(worked.answers[3]) as SnapshotMounts
  const made: Container = { ...container, snapshot: { ...mounts, cacheId }, upperDir: mounts.upper }
  const { WorkingDir } = made.config
  const acts: readonly Act[] = [
    mountRoot(made),
    ...(WorkingDir === ''
      ? []
      : [
          {
            sys: { name: 'mkdir', path: mounts.merged + WorkingDir, mode: 0o755, parents: true },
            optional: true,
          } as const,
        ]),
    ...made.mounts.flatMap((mount) => copyUp(mounts.merged, mount)),
  ]
  work(d, acts, { then: 'containers.create/rooted', data: { container: made, sink } satisfies Creating })
}

export const mountRoot = ({ snapshot: { lower, upper, work: workDir, merged } }: Container): Act => ({
  sys: {
    name: 'mount',
    source: 'overlay',
    target: merged,
    type: 'overlay',
    flags: [],
    data: `lowerdir=${lower.join(':')},upperdir=${upper},workdir=${workDir}`,
  },
  delay: 600,
})

/** What the image has at a volume's path goes into a volume that is still empty. */
function rooted(d: Daemon, { container, sink }: Creating, worked: Worked): void {
  if (worked.failed !== undefined) return giveUp(d, container, sink, refusal(500, worked.failed.message))
  const copies = fillVolumes(worked.answers, container.mounts)
  work(d, [...copies, { sys: { name: 'umount', target: container.snapshot.merged }, optional: true }], {
    then: 'containers.create/done',
    data: { container, sink } satisfies Creating,
  })
}

function done(d: Daemon, { container, sink }: Creating): void {
  unreserve(d, container.name)
  const hostConfig = { ...container.hostConfig, OomKillDisable: null }
  patch(d, { containers: { ...d.state.containers, [container.id]: { ...container, hostConfig, created: d.now } } })
  containerEvent(d, container, 'create')
  json(d, sink, 201, { Id: container.id, Warnings: warnings(container) }, { delay: 3_000 })
}

const warnings = ({ hostConfig: { NetworkMode, PortBindings, OomKillDisable } }: Container): readonly string[] => [
  ...(NetworkMode === 'host' && Object.keys(PortBindings ?? {}).length > 0
    ? ['Published ports are discarded when using host network mode']
    : []),
  // cgroup v2 has no such switch.
  ...(OomKillDisable ? ['Your kernel does not support OomKillDisable. OomKillDisable discarded.'] : []),
]

function giveUp(d: Daemon, container: Container, sink: Sink, why: Refusal): void {
  unreserve(d, container.name)
  for (const key of [container.id, `${container.id}-init`])
    work(d, [{ rpc: methods.removeSnapshot, args: { key }, optional: true }], { then: '', data: {} })
  refuse(d, sink, why)
}

function failure(container: Container, { failed }: Worked): Refusal {
  const missing = container.mounts.find((mount) => mount.mustExist)
  const { answer } = failed!
  if (missing !== undefined && answer.kind === 'sysret' && answer.name === 'stat')
    return bindSourceMissing(missing.source)
  return refusal(500, failed!.message)
}

export function unreserve(d: Daemon, name: string): void {
  const { [name]: _gone, ...names } = d.state.names
  patch(d, { names })
}

export const createContinuations: Continuations = {
  'containers.create/layered': layered,
  'containers.create/rooted': rooted,
  'containers.create/done': done,
}
