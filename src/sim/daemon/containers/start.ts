import { text } from '../../../base/bytes'
import type { ExecUser } from '../../oci/user'
import { userFrom } from '../../oci/user'
import { methods, type TaskCreated } from '../../runtime/face'
import type { SysReturn } from '../../wire/syscall'
import { lived, type Life } from '../../world/life'
import type { Then } from '../../world/draft'
import { isRefusal, noDevice, noDeviceDriver, refusal, startPaused, startRemoving, type Refusal } from '../errors'
import { findNetwork, join, leave, missingNetwork, takenAddress } from '../networks/endpoint'
import { hostsFile, resolvConf } from '../networks/files'
import { publish, unpublish } from '../networks/ports'
import type { Continuations, Handler } from '../request'
import { noContent, notModified, sinkOf } from '../respond'
import { specOf } from '../spec'
import { missingDisk } from '../spec/block-io'
import { isKnownDevice } from '../spec/devices'
import type { Daemon, Sink } from '../state'
import { containerEvent, emit } from '../system/events'
import { dataOf, resultOf, work, type Act, type Worked } from '../work'
import { giveEarly } from './attach'
import type { Container } from './container'
import { mountRoot } from './create'
import { settle } from './ended'
import { later } from './waiters'
import { change, live, refuse, statusOf, withContainer } from './lookup'
import { beginHealth } from './health'
import { inDir } from './paths'
import { restartMachine } from './restart-monitor.machine'
import { sharedOf, shmActs, shmUndo, type Shared } from './sharing'

/**
 * `POST /containers/{name}/start`, and every other way a container is started (restart, restart policy).
 * Order: root mounted, spec written, task created (init waits at the exec.fifo), network, task started.
 * @models moby daemon/start.go, start_linux.go, oci_linux.go
 * @fidelity part: no checkpoints
 */
export const start: Handler = (d, req) =>
  withContainer(d, req, (container) => {
    const status = statusOf(container)
    if (status === 'paused') return refuse(d, req, startPaused)
    if (status === 'running') return notModified(d, req)
    if (status === 'removing' || status === 'dead') return refuse(d, req, startRemoving)
    startContainer(d, container.id, { then: 'containers.start/answer', data: { sink: sinkOf(req), id: container.id } })
  })

/** What a start came to; `Then` of {@link startContainer} gets it. */
export interface Started {
  readonly refused?: Refusal
}

function answer(d: Daemon, { sink }: { sink: Sink }, { refused }: Started): void {
  if (refused !== undefined) refuse(d, sink, refused)
  else noContent(d, sink, { depth: 1 })
}

interface Starting {
  readonly id: string
  readonly then: Then
  readonly hasTask?: boolean
}

export function startContainer(d: Daemon, id: string, then: Then): void {
  const container = d.state.containers[id]
  if (container === undefined) return later(d, then, { refused: refusal(404, `No such container: ${id}`) })
  const starting: Starting = { id, then }
  const wrong = missingNetwork(d.state, container) ?? takenAddress(d.state, container) ?? unmet(container)
  change(d, id, { error: '', stoppedByHand: false, oomKilled: false })
  if (wrong !== undefined) return giveUp(d, starting, wrong, 128)
  const binds = container.mounts.filter(({ type }) => type === 'bind')
  const { merged } = container.snapshot
  const acts: readonly Act[] = [
    mountRoot(container),
    { sys: { name: 'read', path: `${merged}/etc/passwd` }, optional: true },
    { sys: { name: 'read', path: `${merged}/etc/group` }, optional: true },
    { sys: { name: 'write', path: inDir(id, 'hostname'), data: `${container.config.Hostname}\n`, mode: 0o644 } },
    { sys: { name: 'write', path: inDir(id, 'resolv.conf'), data: resolvConf(d.state, container), mode: 0o644 } },
    { sys: { name: 'write', path: inDir(id, 'hosts'), data: hostsFile(d.state, container, []), mode: 0o644 } },
    ...binds.map(({ source }) => ({ sys: { name: 'stat', path: source }, optional: true }) as const),
    ...shmActs(container),
  ]
  work(d, acts, { then: 'containers.start/mounted', data: starting })
}

/** Hardware that this host has not. */
function unmet({ hostConfig: host }: Container): Refusal | undefined {
  const request = host.DeviceRequests?.[0]
  if (request !== undefined) return noDeviceDriver((request.Capabilities[0] ?? []).join(' '))
  const disk = missingDisk(host)
  if (disk !== undefined) return refusal(500, `stat ${disk}: no such file or directory`)
  const device = host.Devices?.find(({ PathOnHost }) => !isKnownDevice(PathOnHost))
  return device === undefined ? undefined : noDevice(device.PathOnHost)
}

function mounted(d: Daemon, starting: Starting, worked: Worked): void {
  const container = d.state.containers[starting.id]
  if (container === undefined) return
  if (worked.failed !== undefined)
    return giveUp(
      d,
      starting,
      refusal(500, `error creating overlay mount to ${container.snapshot.merged}: ${worked.failed.message}`),
      128,
    )
  const user = userFrom(container.config.User, text(dataOf(worked.answers[1])), text(dataOf(worked.answers[2])))
  if (typeof user === 'string') return giveUp(d, starting, refusal(400, user), 128)
  const shared = sharedOf(d, container)
  if (isRefusal(shared)) return giveUp(d, starting, shared, 128)
  createTask(d, starting, container, user, filesAmong(container, worked), shared)
}

/** Binds whose source turned out to be a file. */
function filesAmong(container: Container, { answers }: Worked): readonly string[] {
  const stats = answers.slice(6) as readonly SysReturn[]
  return container.mounts
    .filter(({ type }) => type === 'bind')
    .flatMap(({ source }, i) => {
      const kind = stats[i]?.value?.stat?.kind
      return kind === undefined || kind === 'dir' ? [] : [source]
    })
}

function createTask(
  d: Daemon,
  starting: Starting,
  container: Container,
  user: ExecUser,
  files: readonly string[],
  shared: Shared,
): void {
  const { id, config } = container
  const spec = specOf(container, { user, files, ...shared })
  const io = { id, stdin: config.OpenStdin, terminal: config.Tty, holder: 'dockerd' }
  const acts: readonly Act[] = [
    { rpc: methods.createContainer, args: { id, snapshot: id, spec } },
    { rpc: methods.createTask, args: { id, io }, depth: 1 },
  ]
  work(d, acts, { then: 'containers.start/tasked', data: starting })
}

function tasked(d: Daemon, starting: Starting, worked: Worked): void {
  const container = d.state.containers[starting.id]
  if (container === undefined) return
  if (worked.failed !== undefined) return failedTask(d, starting, worked.failed.message)
  const { pid } = resultOf(worked.answers[1]) as TaskCreated
  change(d, container.id, { pid })
  giveEarly(d, container.id)
  connect(d, { ...starting, hasTask: true }, container, pid)
}

/** @models moby daemon/errors.go translateContainerdStartErr */
function failedTask(d: Daemon, starting: Starting, why: string): void {
  const message = `failed to create task for container: ${why}`
  if (/executable file not found|no such file or directory/.test(why))
    return giveUp(d, starting, refusal(400, message), 127)
  if (/permission denied|is a directory/.test(why)) return giveUp(d, starting, refusal(400, message), 126)
  giveUp(d, starting, refusal(500, message), 128)
}

/** Between create and start: the network. */
function connect(d: Daemon, starting: Starting, container: Container, pid: number): void {
  const joined = Object.entries(container.endpoints).map(([name, wanted], i) => {
    const network = findNetwork(d.state, name)!
    return { name, network, ...join(d, container, network, wanted, pid, i) }
  })
  const first = joined.find(({ network }) => network.driver === 'bridge')
  const ports =
    first === undefined
      ? nothing
      : publish(d, container, first.settings.IPAddress, first.network.bridge, first.settings.EndpointID)
  change(d, container.id, {
    endpoints: Object.fromEntries(joined.map(({ name, settings }) => [name, settings])),
    networks: Object.fromEntries(joined.map(({ name, settings }) => [name, { address: settings.IPAddress }])),
    undo: [...shmUndo(container), ...joined.flatMap(({ undo }) => undo)],
  })
  if (isRefusal(ports)) return giveUp(d, starting, ports, 128)
  change(d, container.id, {
    ports: ports.ports,
    undo: [...shmUndo(container), ...joined.flatMap(({ undo }) => undo), ...ports.undo],
  })
  const now = d.state.containers[container.id]!
  const hosts: Act = {
    sys: {
      name: 'write',
      path: inDir(now.id, 'hosts'),
      data: hostsFile(d.state, now, Object.values(now.endpoints)),
      mode: 0o644,
    },
  }
  work(d, [...joined.flatMap(({ acts }) => acts), hosts, ...ports.acts], {
    then: 'containers.start/networked',
    data: starting,
  })
}

const nothing = { ports: [], acts: [], undo: [] }

function networked(d: Daemon, starting: Starting, worked: Worked): void {
  const container = d.state.containers[starting.id]
  if (container === undefined) return
  change(d, container.id, { undo: [...container.undo, ...proxies(worked)] })
  if (worked.failed !== undefined) return giveUp(d, starting, networkFailure(container, worked), 128)
  for (const network of Object.values(d.state.networks)) {
    if (network.leases[container.id] !== undefined)
      emit(d, 'network', 'connect', network.id, { container: container.id, name: network.name, type: network.driver })
  }
  work(d, [{ rpc: methods.startTask, args: { id: container.id }, depth: 1 }], {
    then: 'containers.start/started',
    data: starting,
  })
}

/** docker-proxy ends with the container. */
const proxies = (worked: Worked): readonly Act[] =>
  worked.answers.flatMap((answer) =>
    answer.kind === 'sysret' && answer.name === 'fork' && answer.value?.pid !== undefined
      ? [{ sys: { name: 'exit_group', status: 0 }, pid: answer.value.pid, optional: true } as const]
      : [],
  )

function networkFailure(container: Container, { failed }: Worked): Refusal {
  const endpoint = Object.entries(container.endpoints)[0]
  const head = 'failed to set up container networking'
  if (failed!.answer.kind !== 'sysret' || failed!.answer.name !== 'bind')
    return refusal(500, `${head}: ${failed!.message}`)
  const binding = container.ports.find(({ hostIp }) => hostIp !== '::')
  const busy = `failed to bind host port ${binding?.hostIp}:${binding?.host}/${binding?.proto}: address already in use`
  return refusal(
    500,
    `${head}: driver failed programming external connectivity on endpoint ${container.name} (${endpoint?.[1].EndpointID}): ${busy}`,
  )
}

function started(d: Daemon, starting: Starting, worked: Worked): void {
  const container = d.state.containers[starting.id]
  if (container === undefined) return
  if (worked.failed !== undefined) return failedTask(d, starting, worked.failed.message)
  const monitor = lived(restartMachine, container.monitor as never, { type: 'restarted' }) as Life
  live(d, container.id, { type: 'start' }, { startedAt: d.now, startedBefore: true, exitCode: 0, monitor })
  beginHealth(d, container.id)
  containerEvent(d, container, 'start')
  later(d, starting.then, {})
}

/** Takes down what was set up, and leaves the state that moby leaves. */
function giveUp(d: Daemon, starting: Starting, refused: Refusal, exitCode: number): void {
  const container = d.state.containers[starting.id]!
  const { id } = container
  const acts: readonly Act[] = [
    ...(starting.hasTask
      ? [
          { rpc: methods.killTask, args: { id, signal: 'SIGKILL' }, optional: true },
          { rpc: methods.deleteTask, args: { id }, optional: true },
        ]
      : []),
    ...container.undo,
    { sys: { name: 'umount', target: container.snapshot.merged }, optional: true },
    { rpc: methods.deleteContainer, args: { id }, optional: true, depth: 3 },
  ]
  work(d, acts, { then: 'containers.start/undone', data: { starting, refused, exitCode } })
}

function undone(
  d: Daemon,
  { starting, refused, exitCode }: { starting: Starting; refused: Refusal; exitCode: number },
): void {
  const container = d.state.containers[starting.id]
  if (container === undefined) return later(d, starting.then, { refused })
  leave(d, container.id)
  unpublish(d, container.id)
  const restarting = statusOf(container) === 'restarting'
  change(d, container.id, { exitCode, error: refused.message, pid: 0, ports: [], networks: {}, undo: [] })
  if (restarting) live(d, container.id, { type: 'startFailed' })
  later(d, starting.then, { refused })
  settle(d, container.id, exitCode)
}

export const startContinuations: Continuations = {
  'containers.start/answer': answer,
  'containers.start/mounted': mounted,
  'containers.start/tasked': tasked,
  'containers.start/networked': networked,
  'containers.start/started': started,
  'containers.start/undone': undone,
}
