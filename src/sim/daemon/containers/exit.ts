import { methods, topics, type TaskExited } from '../../runtime/face'
import type { BusEvent } from '../../wire/rpc'
import { lived, type Life } from '../../world/life'
import { leave } from '../networks/endpoint'
import { unpublish } from '../networks/ports'
import type { Continuations } from '../request'
import type { Daemon } from '../state'
import { containerEvent, emit } from '../system/events'
import { work, type Act } from '../work'
import type { Container } from './container'
import { closeAttached, closeFollowers, flushLogs } from './stdio'
import { settle } from './ended'
import { execEnded } from './exec-end'
import { stopHealth } from './health'
import { restartKey } from './kill-and-wait'
import { change, live } from './lookup'
import type { Monitor } from './restart-monitor.machine'
import { restartMachine } from './restart-monitor.machine'
import { startContainer } from './start'

/**
 * What containerd tells of a container's processes, and what follows from the end of its init.
 * @models moby daemon/monitor.go handleContainerExit, restartmanager
 * @fidelity part: no links
 */
export function heardEvent(d: Daemon, event: BusEvent): void {
  const exited = event.data as unknown as TaskExited
  const container = d.state.containers[exited.id]
  if (container === undefined) return
  if (event.topic === topics.oom) {
    change(d, container.id, { oomKilled: true })
    return containerEvent(d, container, 'oom')
  }
  if (event.topic !== topics.exit) return
  if (exited.exec !== exited.id) return execEnded(d, exited)
  ended(d, container, exited)
}

function ended(d: Daemon, container: Container, exited: TaskExited): void {
  const { id } = container
  change(d, id, { ending: true })
  const acts: readonly Act[] = [
    { rpc: methods.deleteTask, args: { id }, optional: true },
    ...container.undo,
    { sys: { name: 'umount', target: container.snapshot.merged }, optional: true, delay: 3_000 },
    { rpc: methods.deleteContainer, args: { id }, optional: true, depth: 3 },
  ]
  work(d, acts, { then: 'containers.exit/down', data: exited })
}

function down(d: Daemon, exited: TaskExited): void {
  const container = d.state.containers[exited.id]
  if (container === undefined) return
  flushLogs(d, container.id)
  stopHealth(d, container.id, true)
  for (const network of leave(d, container.id)) {
    emit(d, 'network', 'disconnect', network.id, { container: container.id, name: network.name, type: network.driver })
  }
  unpublish(d, container.id)
  closeAttached(d, container.id)
  const monitor = decided(d, container, exited)
  const again = monitor.value === 'waiting'
  live(
    d,
    container.id,
    { type: again ? 'restart' : 'exit' },
    {
      exitCode: exited.status,
      oomKilled: container.oomKilled || exited.oomKilled,
      finishedAt: d.now,
      pid: 0,
      ending: false,
      ports: [],
      networks: {},
      undo: [],
      execIds: [],
      monitor,
      endpoints: Object.fromEntries(
        Object.entries(container.endpoints).map(([name, settings]) => [
          name,
          { ...settings, IPAddress: '', IPPrefixLen: 0, Gateway: '', EndpointID: '', MacAddress: '' },
        ]),
      ),
      ...(again && { restartCount: container.restartCount + 1 }),
    },
  )
  const seconds = Math.floor((d.now - (container.startedAt ?? d.now)) / 1e6)
  containerEvent(d, container, 'die', { execDuration: String(seconds), exitCode: String(exited.status) })
  if (again) restartLater(d, container.id, (monitor.context as Monitor).wait)
  else closeFollowers(d, container.id)
  settle(d, container.id, exited.status)
}

function decided(d: Daemon, container: Container, exited: TaskExited): Life {
  const { RestartPolicy } = container.hostConfig
  return lived(restartMachine, container.monitor as never, {
    type: 'exited',
    status: exited.status,
    ranFor: d.now - (container.startedAt ?? d.now),
    policy: RestartPolicy.Name,
    retries: RestartPolicy.MaximumRetryCount,
    byHand: container.stoppedByHand,
  }) as Life
}

const restartLater = (d: Daemon, id: string, wait: number): void => {
  d.effects.push({
    to: 'dockerd',
    delay: wait,
    key: restartKey(id),
    payload: { kind: 'timer', name: 'containers.exit/restart', data: { id } },
  })
}

const restart = (d: Daemon, { id }: { id: string }): void =>
  startContainer(d, id, { then: 'containers.exit/restarted', data: { id } })

export const exitContinuations: Continuations = {
  'containers.exit/down': down,
  'containers.exit/restart': restart,
  'containers.exit/restarted': () => undefined,
}
