import { topics } from '../runtime/face'
import type { Exec } from '../wire/syscall'
import { patch, send } from '../world/draft'
import { chains } from './boot'
import { parseConfig, unheeded } from './config-file'
import type { Container } from './containers/container'
import { live, statusOf } from './containers/lookup'
import { removeContainer } from './containers/remove'
import { startContainer } from './containers/start'
import { networkSetup } from './networks/bridge'
import { say, sayPlain } from './journal'
import { readConfig } from './reload'
import type { Continuations } from './request'
import { exit, stopAll, stoppedOne } from './shutdown'
import type { Daemon } from './state'
import { dataOf, work, type Act, type Worked } from './work'

/**
 * A start after the first: configuration, rules and bridges, containers that outlived their daemon, restart policies; then READY.
 *
 * @models moby cmd/dockerd/daemon.go, daemon/daemon.go NewDaemon, restore
 * @fidelity part: no live restore: what still runs is stopped
 */
export function startUp(d: Daemon, { pid }: Exec): void {
  const { down: missed = [], ...state } = d.state
  d.state = { ...state, pid, booted: true }
  say(d, 'info', 'Starting up')
  work(d, [readConfig], { then: 'startup/configured', data: { missed } })
}

function configured(d: Daemon, { missed }: { missed: readonly Missed[] }, { answers }: Worked): void {
  const config = parseConfig(dataOf(answers[0]))
  if (typeof config === 'string') {
    sayPlain(d, config)
    exit(d, 1)
    return patch(d, { down: missed })
  }
  patch(d, { settings: config })
  for (const key of unheeded(config)) sayPlain(d, `glasswhale: daemon.json: ${key} has no effect here`)
  const bridges = Object.values(d.state.networks).filter(({ driver }) => driver === 'bridge')
  const acts = [...chains, ...bridges.flatMap(networkSetup)].flatMap(anew)
  // What came while nobody listened is in the pipes still.
  for (const { from, payload } of [...missed, ...cutShort(d)]) send(d, { to: 'dockerd', from, payload, delay: 1 })
  work(d, acts, { then: 'startup/wired', data: {} })
}

/** The daemon was killed while it cleared up after them: that is done again, and how they ended is not known any more. */
const cutShort = (d: Daemon): readonly Missed[] =>
  Object.values(d.state.containers)
    .filter(({ ending }) => ending === true)
    .map(({ id, pid }) => {
      const data = { id, exec: id, pid, status: 255 }
      return { from: 'containerd', payload: { kind: 'event', topic: topics.exit, data } }
    })

type Missed = NonNullable<Daemon['state']['down']>[number]

/** Rules are put in their place again, whatever became of them; links and addresses that are there stay. */
function anew(act: Act): readonly Act[] {
  if (!('sys' in act) || act.sys.name !== 'iptables_append') return [{ ...act, optional: true }]
  const { table, chain, rule } = act.sys
  const before = { sys: { name: 'iptables_delete', table, chain, rule } as const, optional: true }
  return rule === '' ? [act] : [before, act]
}

function wired(d: Daemon): void {
  say(d, 'info', 'Loading containers: start.')
  stopAll(d, 'startup/stopped')
  if (Object.keys(d.state.stopping ?? {}).length === 0) restore(d)
}

function restore(d: Daemon): void {
  for (const container of Object.values(d.state.containers)) clearUp(d, container)
  const again = Object.values(d.state.containers).filter(comesBack)
  patch(d, { stopping: Object.fromEntries(again.map(({ id }) => [id, false])) })
  for (const { id } of again) startContainer(d, id, { then: 'startup/restarted', data: { id } })
  if (again.length === 0) ready(d)
}

/** A removal that was cut short leaves a dead container; those of `--rm` go. */
function clearUp(d: Daemon, container: Container): void {
  const { id, hostConfig } = container
  if (statusOf(container) === 'removing') live(d, id, { type: 'removeFailed' })
  else if (statusOf(container) !== 'exited') return
  if (hostConfig.AutoRemove) removeContainer(d, id, { volumes: true }, { then: 'containers.remove/quiet', data: {} })
}

/** @models moby restartmanager ShouldRestart */
function comesBack(container: Container): boolean {
  if (statusOf(container) !== 'exited') return false
  const { Name, MaximumRetryCount } = container.hostConfig.RestartPolicy
  if (Name === 'always') return true
  if (container.stoppedByHand) return false
  if (Name === 'unless-stopped') return true
  return (
    Name === 'on-failure' &&
    container.exitCode !== 0 &&
    (MaximumRetryCount === 0 || container.restartCount < MaximumRetryCount)
  )
}

function ready(d: Daemon): void {
  const { stopping: _none, ...state } = d.state
  d.state = state
  say(d, 'info', 'Loading containers: done.')
  say(d, 'info', 'Daemon has completed initialization')
  say(d, 'info', 'API listen on /run/docker.sock')
  const data = { READY: 1, MAINPID: d.state.pid }
  send(d, { to: 'systemd', payload: { kind: 'event', topic: 'sd_notify', data } })
}

function restarted(d: Daemon, { id }: { id: string }): void {
  const { [id]: _one, ...stopping } = d.state.stopping ?? {}
  patch(d, { stopping })
  if (Object.keys(stopping).length === 0) ready(d)
}

export const startupContinuations: Continuations = {
  'startup/configured': configured,
  'startup/wired': wired,
  'startup/stopped': (d, data: { id: string }) => (stoppedOne(d, data) ? restore(d) : undefined),
  'startup/restarted': restarted,
}
