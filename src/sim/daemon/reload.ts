import { patch } from '../world/draft'
import { parseConfig, reloadable, type DaemonConfig } from './config-file'
import { say } from './journal'
import type { Continuations } from './request'
import type { Daemon } from './state'
import { emit } from './system/events'
import { dataOf, work, type Worked } from './work'

/**
 * SIGHUP: daemon.json is read again, and what can change while the daemon runs does.
 *
 * @models moby cmd/dockerd/daemon_unix.go setupConfigReloadTrap, daemon/reload.go
 * @fidelity part: the event names the directives that count here
 */
export const readConfig = { sys: { name: 'read', path: '/etc/docker/daemon.json' }, optional: true } as const

export const reload = (d: Daemon): void => work(d, [readConfig], { then: 'reload/read', data: {} })

function read(d: Daemon, _data: object, { answers }: Worked): void {
  const config = parseConfig(dataOf(answers[0]))
  if (typeof config === 'string') return say(d, 'error', config)
  const kept = Object.entries(d.state.settings ?? {}).filter(([key]) => !reloadable.includes(key))
  const fresh = Object.entries(config).filter(([key]) => reloadable.includes(key))
  const settings: DaemonConfig = Object.fromEntries([...kept, ...fresh])
  patch(d, { settings })
  say(d, 'info', `Reloaded configuration: ${JSON.stringify(settings)}`)
  const told = Object.fromEntries(reloadable.map((key) => [key, JSON.stringify(settings[key] ?? null)]))
  emit(d, 'daemon', 'reload', '6d2f7c1e-7d0b-4c39-a9b8-3f6d4e2c1a90', { ...told, name: 'host' })
}

export const reloadContinuations: Continuations = { 'reload/read': read }
