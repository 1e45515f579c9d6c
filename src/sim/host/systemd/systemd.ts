import { text } from '../../../base/bytes'
import type { Address } from '../../wire/address'
import type { HttpRequest, StreamData } from '../../wire/http'
import type { ManagerCall } from '../../wire/systemd'
import type { SysReturn } from '../../wire/syscall'
import type { Behaviour } from '../../world/behaviour'
import { draft, finished, patch, taken } from '../../world/draft'
import { answer, callOf, remember } from './jobs'
import { change, note, unitFiles, type Manager, type SystemdState } from './state'
import { ended, forked, handOver, ready, reload, resetFailed, restart, restartDue, start, stop } from './units'

/**
 * The service manager, process 1: it keeps Docker's units, and starts and stops their processes by system calls.
 *
 * @models systemd 255
 * @fidelity part: the units of Docker and containerd; the rest of the machine came up by itself
 */
export const systemd: Behaviour<SystemdState> = (state, message, from, now) => {
  if (state === undefined) return [undefined, []]
  const d = draft(state, message, now)
  deliver(d, from)
  return finished(d)
}

function deliver(d: Manager, from: Address): void {
  const { payload } = d.message
  switch (payload.kind) {
    case 'stream':
      return asked(d, payload, from)
    case 'http.request':
      return knocked(d, payload, from)
    case 'conn.closed':
      return patch(d, { backlog: d.state.backlog.filter(({ payload: { conn } }) => conn !== payload.conn) })
    case 'sysret':
      return returned(d, payload)
    case 'exit':
      return unitOf(d, payload.pid, (name) => ended(d, name, payload.pid, payload.status))
    case 'event':
      return unitOf(d, (payload.data as { MAINPID: number }).MAINPID, (name) => ready(d, name))
    case 'pipe':
      return logged(d, text(payload.data))
    case 'timer':
      return restartDue(d, (payload.data as { name: string }).name)
  }
}

function unitOf(d: Manager, pid: number, then: (name: string) => void): void {
  const unit = Object.values(d.state.units).find((one) => one.pid === pid)
  if (unit !== undefined) then(unit.name)
}

/** Standard error of a service goes to the journal. */
function logged(d: Manager, words: string): void {
  const unit = d.state.units['docker.service']!
  for (const line of words.split('\n')) if (line !== '') note(d, unit.name, line, `dockerd[${unit.pid}]`)
}

/** Somebody connects to docker.socket while nobody serves it: socket activation. */
function knocked(d: Manager, payload: HttpRequest, from: Address): void {
  patch(d, { backlog: [...d.state.backlog, { from, payload }] })
  start(d, 'docker.service')
}

function returned(d: Manager, sysret: SysReturn): void {
  const then = taken(d, sysret)
  if (then?.then === 'forked') forked(d, then.data as { name: string }, sysret.value?.pid ?? 0)
  if (then?.then === 'handed') handOver(d)
}

const verbs: Readonly<Partial<Record<ManagerCall['call'], (d: Manager, name: string) => void>>> = {
  StartUnit: start,
  StopUnit: stop,
  RestartUnit: restart,
  ResetFailedUnit: resetFailed,
  ReloadUnit: reload,
}

function asked(d: Manager, { conn, data }: StreamData, from: Address): void {
  if (data === '') return
  const call = callOf(data)
  const verb = verbs[call.call]
  const units = call.units.filter((name) => unitFiles[name] !== undefined)
  const job = { to: from, conn, call, failed: [], left: units }
  if (verb === undefined || units.length === 0) {
    if (call.call === 'EnableUnit' || call.call === 'DisableUnit')
      for (const name of units) change(d, name, { enabled: call.call === 'EnableUnit' })
    return answer(d, { ...job, left: [] })
  }
  remember(d, job)
  for (const name of units) verb(d, name)
}
