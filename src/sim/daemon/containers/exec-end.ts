import type { TaskExited } from '../../runtime/face'
import { methods } from '../../runtime/face'
import { patch, type Then } from '../../world/draft'
import { lived } from '../../world/life'
import type { Continuations } from '../request'
import type { Daemon } from '../state'
import { containerEvent } from '../system/events'
import { work } from '../work'
import type { Exec } from './container'
import { execMachine } from './exec.machine'
import { change } from './lookup'
import { closeAttached } from './stdio'
import { later } from './waiters'

export const ttyPipe = (id: string): string => `${id}-tty`

/** Streams of an exec that somebody still holds open are listened to for so long after its end. */
const patience = 2_000_000

const abandonKey = (exec: string): string => `exec-abandoned-${exec}`

/** An exec's process is gone; what it started may still write. @models moby daemon/monitor.go (EventExit of an exec) */
export function execEnded(d: Daemon, { exec: name, status }: TaskExited): void {
  const exec = d.state.execs[name]
  if (exec === undefined || d.state.containers[exec.container] === undefined) return
  if (exec.tty || exec.silent?.length === 2) return settle(d, exec, status)
  patch(d, { execs: { ...d.state.execs, [name]: { ...exec, left: status } } })
  const payload = { kind: 'timer' as const, name: 'containers.exec/abandoned', data: { exec: name } }
  d.effects.push({ to: 'dockerd', delay: patience, key: abandonKey(name), payload })
}

/** One of its streams has come to its end. */
export function streamEnded(d: Daemon, name: string, channel: string): void {
  const exec = d.state.execs[name]
  if (exec === undefined || exec.silent?.includes(channel) === true) return
  const silent = [...(exec.silent ?? []), channel]
  patch(d, { execs: { ...d.state.execs, [name]: { ...exec, silent } } })
  if (silent.length < 2 || exec.left === undefined) return
  d.effects.push({ cancel: abandonKey(name) })
  settle(d, exec, exec.left)
}

function abandoned(d: Daemon, { exec: name }: { exec: string }): void {
  const exec = d.state.execs[name]
  if (exec?.left !== undefined) settle(d, exec, exec.left)
}

export const execEndContinuations: Continuations = { 'containers.exec/abandoned': abandoned }

function settle(d: Daemon, exec: Exec, status: number): void {
  const { left: _told, silent: _known, ...over } = exec
  const container = d.state.containers[exec.container]
  endExec(d, over, status)
  if (exec.probed !== undefined) later(d, probedThen(exec, status), {})
  if (container === undefined) return
  containerEvent(d, container, 'exec_die', { execID: exec.id, exitCode: String(status) })
  const args = { id: container.id, exec: exec.id }
  work(d, [{ rpc: methods.deleteTask, args, optional: true }], { then: '', data: {} })
}

/** Who wants to know how a health check went. */
export const probedThen = (exec: Exec, status: number): Then => ({
  then: 'containers.health/probed',
  data: { id: exec.container, exec: exec.id, status },
})

export function endExec(d: Daemon, exec: Exec, exitCode: number): void {
  const container = d.state.containers[exec.container]
  const life = { machine: 'exec', ...lived(execMachine, exec.life as never, { type: 'exit' }) }
  patch(d, { execs: { ...d.state.execs, [exec.id]: { ...exec, life, exitCode, pid: 0 } } })
  if (container !== undefined)
    change(d, container.id, { execIds: container.execIds.filter((known) => known !== exec.id) })
  closeAttached(d, exec.id)
}
