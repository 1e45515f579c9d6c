import { durationText } from '../../../base/units'
import { rfc3339Nano } from '../../../base/time'
import { methods } from '../../runtime/face'
import { born, lived, type Life } from '../../world/life'
import type { Continuations } from '../request'
import type { Daemon } from '../state'
import { containerEvent } from '../system/events'
import { work } from '../work'
import type { Container, Health } from './container'
import { runProbe } from './exec'
import { healthMachine, type Streak } from './health.machine'
import { healthcheckOf, type Healthcheck } from './healthcheck'
import { change, statusOf } from './lookup'

/**
 * Probes a running container by and by: an exec of its HEALTHCHECK command, whose exit status says how it is.
 * @models moby daemon/health.go
 * @fidelity full
 */
const timerKey = (id: string): string => `health-${id}`
const lateKey = (id: string): string => `health-late-${id}`

/** The container has started: its health is unknown and it is watched. */
export function beginHealth(d: Daemon, id: string): void {
  const check = checkOf(d, id)
  if (check === undefined) return
  change(d, id, { health: { life: born(healthMachine, { retries: check.retries }) as Life, log: [] } })
  watchHealth(d, id)
}

const checkOf = (d: Daemon, id: string): Healthcheck | undefined => {
  const container = d.state.containers[id]
  return container === undefined ? undefined : healthcheckOf(container.config)
}

/** The next probe, after the time between probes. */
export function watchHealth(d: Daemon, id: string): void {
  const container = d.state.containers[id]
  const check = checkOf(d, id)
  if (container?.health === undefined || check === undefined) return
  d.effects.push({ cancel: timerKey(id) })
  d.effects.push({
    to: 'dockerd',
    delay:
      isStarting(d, container, check) && statusText(container.health) === 'starting'
        ? check.startInterval
        : check.interval,
    key: timerKey(id),
    newSpan: true,
    payload: { kind: 'timer', name: 'containers.health/probe', data: { id } },
  })
}

/** Paused or ended: nobody probes. */
export function stopHealth(d: Daemon, id: string, over: boolean): void {
  const health = d.state.containers[id]?.health
  if (health === undefined) return
  d.effects.push({ cancel: timerKey(id) }, { cancel: lateKey(id) })
  const { probe: _none, ...rest } = health
  const life = over ? (lived(healthMachine, health.life as never, { type: 'stopped' }) as Life) : health.life
  change(d, id, { health: { ...rest, life } })
}

const isStarting = (d: Daemon, container: Container, check: Healthcheck): boolean =>
  d.now - (container.startedAt ?? d.now) < check.startPeriod

export const statusText = (health: Health): string => health.life.value as string

function probe(d: Daemon, { id }: { id: string }): void {
  const container = d.state.containers[id]
  const check = checkOf(d, id)
  if (container?.health === undefined || check === undefined || statusOf(container) !== 'running') return
  const exec = runProbe(d, container, check.argv)
  change(d, id, { health: { ...container.health, probe: { exec, since: d.now } } })
  d.effects.push({
    to: 'dockerd',
    delay: check.timeout,
    key: lateKey(id),
    payload: { kind: 'timer', name: 'containers.health/late', data: { id, exec } },
  })
}

/** Took too long: it is killed, and counts as failed. */
function late(d: Daemon, { id, exec }: { id: string; exec: string }): void {
  const check = checkOf(d, id)
  if (check === undefined || d.state.containers[id]?.health?.probe?.exec !== exec) return
  const kill = { rpc: methods.killTask, args: { id, exec, signal: 'SIGKILL' }, optional: true } as const
  work(d, [kill], { then: 'containers.kill/sent', data: {} })
  concluded(d, id, -1, `Health check exceeded timeout (${durationText(check.timeout)})`)
}

function probed(d: Daemon, { id, exec, status }: { id: string; exec: string; status: number }): void {
  if (d.state.containers[id]?.health?.probe?.exec !== exec) return
  d.effects.push({ cancel: lateKey(id) })
  concluded(d, id, status, d.state.execs[exec]?.probed ?? '')
}

const kept = 5

function concluded(d: Daemon, id: string, exitCode: number, output: string): void {
  const container = d.state.containers[id]!
  const check = checkOf(d, id)!
  const { probe: done, ...health } = container.health!
  const result = {
    Start: rfc3339Nano(done?.since ?? d.now),
    End: rfc3339Nano(d.now),
    ExitCode: exitCode,
    Output: output,
  }
  const life = lived(
    healthMachine,
    health.life as never,
    exitCode === 0 ? { type: 'passed' } : failure(d, container, check),
  ) as Life
  change(d, id, { health: { life, log: [...health.log, result].slice(-kept) } })
  if (life.value !== health.life.value) containerEvent(d, container, `health_status: ${life.value as string}`)
  watchHealth(d, id)
}

const failure = (d: Daemon, container: Container, check: Healthcheck) => ({
  type: 'failed' as const,
  counts: !(container.health!.life.value === 'starting' && isStarting(d, container, check)),
})

/** As inspect shows it. */
export const healthJson = (health: Health): object => ({
  Status: statusText(health),
  FailingStreak: (health.life.context as Streak).failing,
  Log: health.log,
})

export const healthContinuations: Continuations = {
  'containers.health/probe': probe,
  'containers.health/late': late,
  'containers.health/probed': probed,
}
