import { utf8 } from '../src/base/bytes'
import type { FileEntry } from '../src/base/file-entry'
import { openDesk, perform, type Desk, type Row } from '../src/node/desk'
import { home } from '../src/sim/host/you'
import type { DockerdState } from '../src/sim/daemon/state'
import type { Message } from '../src/sim/world/message'

/** A headless host for tests: files by path below the home directory, a command in, a row out. */
export const deskWith = (files: Readonly<Record<string, string>> = {}, trace = false): Desk =>
  openDesk({ seed: 1, files: Object.entries(files).flatMap(([path, words]) => entriesFor(path, words)), trace })

function entriesFor(path: string, words: string): readonly FileEntry[] {
  const common = { uid: 1000, gid: 1000, mtime: 1_756_000_000 }
  const whole = `${home.slice(1)}/${path}`
  const parts = path.split('/').slice(0, -1)
  const dirs = parts.map((_, i): FileEntry => ({
    ...common,
    path: `${home.slice(1)}/${parts.slice(0, i + 1).join('/')}`,
    type: 'dir',
    mode: 0o755,
  }))
  return [...dirs, { ...common, path: whole, type: 'file', mode: 0o644, data: utf8(words), size: utf8(words).length }]
}

/** Runs one line on the desk; what it printed, and how it ended. */
export const at = (desk: Desk, cmd: string): Row =>
  perform(desk, [{ cmd, plain: false }], { tty: false, maxMicros: 120_000_000 })[0]

/** Runs a line that must end well. */
export function done(desk: Desk, cmd: string): string {
  const row = at(desk, cmd)
  if (row.exit !== 0) throw new Error(`${cmd}: exit ${row.exit}\n${row.stdout}${row.stderr}`)
  return row.stdout + row.stderr
}

/** The messages that a line made, of a desk that keeps its trace. */
export function traced(desk: Desk, cmd: string): readonly Message[] {
  const before = desk.trace.length
  at(desk, cmd)
  return desk.trace.slice(before)
}

export const daemonOf = (desk: Desk): DockerdState => desk.world.nodes['dockerd'] as DockerdState
