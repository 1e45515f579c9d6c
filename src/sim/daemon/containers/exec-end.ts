import type { TaskExited } from '../../runtime/face'
import { methods } from '../../runtime/face'
import { patch, type Then } from '../../world/draft'
import { lived } from '../../world/life'
import type { Daemon } from '../state'
import { containerEvent } from '../system/events'
import { work } from '../work'
import type { Exec } from './container'
import { execMachine } from './exec.machine'
import { change } from './lookup'
import { closeAttached } from './stdio'
import { later } from './waiters'

export const ttyPipe = (id: string): string => `${id}-tty`

/** An exec's process is gone. @models moby daemon/monitor.go (EventExit of an exec) */
export function execEnded(d: Daemon, { id, exec: name, status }: TaskExited): void {
  const exec = d.state.execs[name]
  const container = d.state.containers[id]
  if (exec === undefined || container === undefined) return
  endExec(d, exec, status)
  if (exec.probed !== undefined) later(d, probedThen(exec, status), {})
  containerEvent(d, container, 'exec_die', { execID: name, exitCode: String(status) })
  work(d, [{ rpc: methods.deleteTask, args: { id, exec: name }, optional: true }], { then: '', data: {} })
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
