import { utf8 } from '../../base/bytes'
import type { Exec } from '../wire/syscall'
import { patch, send } from '../world/draft'
import { chains } from './boot'
import { parseConfig } from './config-file'
import type { Container } from './containers/container'
import { statusOf } from './containers/lookup'
import { startContainer } from './containers/start'
import { networkSetup } from './networks/bridge'
import type { Continuations } from './request'
import { exit, say, stopAll, stoppedOne } from './shutdown'
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
  const read = { sys: { name: 'read', path: '/etc/docker/daemon.json' }, optional: true } as const
  work(d, [read], { then: 'startup/configured', data: { missed } })
}

function configured(d: Daemon, { missed }: { missed: readonly Missed[] }, { answers }: Worked): void {
  const config = parseConfig(dataOf(answers[0]))
  if (typeof config === 'string') {
    const data = utf8(`${config}\n`)
    send(d, { to: 'systemd', depth: 3, payload: { kind: 'pipe', pipe: 'dockerd-stderr', data, end: false } })
    exit(d, 1)
    return patch(d, { down: missed })
  }
  const bridges = Object.values(d.state.networks).filter(({ driver }) => driver === 'bridge')
  const acts = [...chains, ...bridges.flatMap(networkSetup)].flatMap(anew)
  // What came while nobody listened is in the pipes still.
  for (const { from, payload } of missed) send(d, { to: 'dockerd', from, payload, delay: 1 })
  work(d, acts, { then: 'startup/wired', data: {} })
}

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
  const again = Object.values(d.state.containers).filter(comesBack)
  patch(d, { stopping: Object.fromEntries(again.map(({ id }) => [id, false])) })
  for (const { id } of again) startContainer(d, id, { then: 'startup/restarted', data: { id } })
  if (again.length === 0) ready(d)
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
