import { text, utf8 } from '../../../base/bytes'
import type { ManagerAnswer, ManagerCall, UnitView } from '../../wire/systemd'
import { patch, send } from '../../world/draft'
import { activeOf, unitFiles, type Job, type Manager, type Unit } from './state'

/** Calls on the private socket, and their answers when all that they asked for is done. */
export const callOf = (data: string): ManagerCall => JSON.parse(text(data)) as ManagerCall

export function remember(d: Manager, job: Job): void {
  patch(d, { jobs: [...d.state.jobs, job] })
}

/** A unit's job is over; who waited for nothing else gets an answer. */
export function finish(d: Manager, name: string, well: boolean): void {
  const jobs = d.state.jobs.map((job) =>
    job.left.includes(name)
      ? { ...job, left: job.left.filter((unit) => unit !== name), failed: well ? job.failed : [...job.failed, name] }
      : job,
  )
  patch(d, { jobs: jobs.filter(({ left }) => left.length > 0) })
  for (const job of jobs) if (job.left.length === 0) answer(d, job)
}

export function answer(d: Manager, { to, conn, call, failed }: Job): void {
  const units = Object.fromEntries(Object.values(d.state.units).map((unit) => [unit.name, viewOf(unit)]))
  const journal = ['GetJournal', 'GetUnits'].includes(call.call) ? d.state.journal : undefined
  const said: ManagerAnswer = { units, failed, ...(journal && { journal }) }
  send(d, { to, payload: { kind: 'stream', conn, channel: 'raw', data: utf8(JSON.stringify(said)), end: true } })
}

const viewOf = (unit: Unit): UnitView => ({
  name: unit.name,
  active: activeOf(unit),
  sub: subOf(unit),
  pid: unit.pid,
  result: unit.result,
  since: unit.since,
  enabled: unit.enabled,
  ...(unit.last && { last: unit.last }),
})

function subOf(unit: Unit): string {
  const active = activeOf(unit)
  if (active === 'failed') return 'failed'
  if (unit.delayed !== undefined) return 'auto-restart'
  if (unitFiles[unit.name]!.kind === 'socket') return active === 'active' ? 'running' : 'dead'
  if (active === 'active') return 'running'
  return active === 'activating' ? 'start' : active === 'deactivating' ? 'stop-sigterm' : 'dead'
}
