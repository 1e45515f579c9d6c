import type { Sys } from '../../wire/sys'
import { orUndefined } from '../face'
import { log, millis } from './log'
import type { Server } from './state'

/** The child that writes the snapshot from the memory that it got with fork(2). */
export interface Saver {
  readonly role: 'saver'
  readonly of: Server
}

interface Point {
  readonly seconds: number
  readonly changes: number
}

export const savePoints = (save: string): readonly Point[] =>
  (save.match(/\d+ \d+/g) ?? []).map((pair) => {
    const [seconds = 0, changes = 0] = pair.split(' ').map(Number)
    return { seconds, changes }
  })

const reached = (server: Server): readonly Point[] =>
  savePoints(server.config['save']!).filter(({ changes }) => server.dirty >= changes)

/** When the next snapshot is due: now, at that many microseconds since 1970, or not at all. */
export function dueSave(sys: Sys, server: Server): 'now' | number | undefined {
  if (server.saving !== undefined || server.dirty === 0) return undefined
  const at = Math.min(...reached(server).map(({ seconds }) => (server.lastSave + seconds) * 1e6))
  return at === Infinity ? undefined : at <= sys.now() ? 'now' : at
}

/** A snapshot that nobody asked for. */
export function saveBecauseDue(sys: Sys, server: Server): void {
  const now = sys.now() / 1e6
  const point = reached(server).find(({ seconds }) => server.lastSave + seconds <= now)
  if (point !== undefined) log(sys, '*', `${point.changes} changes in ${point.seconds} seconds. Saving...`)
  beginSaving(sys, server)
}

export function beginSaving(sys: Sys, server: Server): void {
  const pid = sys.fork({ role: 'saver', of: { ...server, conns: [] } } satisfies Saver)
  log(sys, '*', `Background saving started by pid ${pid}`)
  server.saving = { pid, dirty: server.dirty }
}

/** The child has ended. */
export function reaped(sys: Sys, server: Server): void {
  const { saving } = server
  const gone = orUndefined(() => sys.wait())
  if (saving === undefined || gone?.pid !== saving.pid) return
  delete server.saving
  if (gone.status !== 0) {
    log(sys, '#', 'Background saving error')
    return
  }
  log(sys, '*', 'Background saving terminated with success')
  server.dirty -= saving.dirty
  server.lastSave = Math.floor(millis(sys) / 1000)
}
