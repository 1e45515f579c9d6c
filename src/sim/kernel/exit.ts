import type { ExitStatus, Pid } from '../wire/sys'
import type { Signal } from '../wire/signal'
import { closeFd } from './files'
import { detach } from './cgroup/cgroup'
import { advance, stopComputing } from './cpu/clock'
import { reap as reapInodes } from './fs/vfs'
import { retryFaults } from './memory/charge'
import { victimGone } from './memory/oom'
import { leaveNamespaces } from './namespaces'
import { leaderEnded } from './hangup'
import { raise } from './raise'
import { isMain, serviceEnded } from './service'
import type { Process } from './state'
import { addressOf, emit, setProc, update, without, type Work } from './work'

/** The end of a process: exit_group(2), do_exit in kernel/exit.c, and wait(2). */
export function exitProcess(w: Work, pid: Pid, status: number, signal?: Signal): void {
  const ending = w.state.procs[pid]
  if (ending === undefined || ending.run === 'zombie') return
  if (w.state.namespaces[ending.ns['pid'] ?? 0]?.init === pid) killNamespace(w, ending)
  if (ending.awaits.some((a) => a.on === 'timer')) w.effects.push({ cancel: `sleep:${pid}` })
  advance(w)
  stopComputing(w, pid)
  setProc(w, pid, { outbox: [], awaits: [], pending: [] })
  for (const fd of Object.keys(ending.fds)) closeFd(w, pid, Number(fd))
  orphan(w, ending)
  update(w, { cgroups: detach(w.state.cgroups, pid) })
  const exit = { status, what: 'exited' as const, ...(signal !== undefined && { signal }) }
  setProc(w, pid, { run: 'zombie', exit, resident: 0 })
  if (ending.oomKilled) victimGone(w, ending)
  retryFaults(w)
  leaderEnded(w, ending, status)
  if (isMain(ending)) serviceEnded(w, ending, status)
  tellHolder(w, ending, status)
  tellParent(w, ending, { pid, ...exit })
  w.stirred = true
}

/** When the init of a pid namespace ends, the kernel kills everything else in it. */
function killNamespace(w: Work, init: Process): void {
  const space = init.ns['pid'] ?? 0
  for (const p of Object.values(w.state.procs))
    if (p.pid !== init.pid && p.pids[space] !== undefined && p.run !== 'zombie') exitProcess(w, p.pid, 137, 'SIGKILL')
}

function tellHolder(w: Work, ending: Process, status: number): void {
  if (ending.holder === undefined || ending.address === ending.holder) return
  const payload = { kind: 'exit' as const, pid: ending.pid, status, oomKilled: ending.oomKilled === true }
  emit(w, { from: addressOf(ending.pid), to: ending.holder, payload })
}

/** Its children go to the init of its pid namespace; zombies whose new parent does not wait are gone at once. */
function orphan(w: Work, ending: Process): void {
  const space = w.state.namespaces[ending.ns['pid'] ?? 0]
  const init = space?.init !== undefined && space.init !== ending.pid ? space.init : 1
  for (const child of Object.values(w.state.procs)) {
    if (child.ppid !== ending.pid) continue
    setProc(w, child.pid, { ppid: init })
    if (child.run === 'zombie')
      tellParent(w, { ...child, ppid: init }, { pid: child.pid, status: 0, what: 'exited', ...child.exit })
  }
}

function tellParent(w: Work, child: Process, status: ExitStatus): void {
  const parent = w.state.procs[child.ppid]
  const waits = parent !== undefined && parent.run !== 'zombie' && parent.program !== undefined
  if (!waits || parent.handlers.SIGCHLD === 'ignore') return reap(w, child.pid)
  report(w, parent.pid, status)
}

/** Notes a child's change of state for its parent, with SIGCHLD where that is caught. */
export function report(w: Work, parent: Pid, status: ExitStatus): void {
  const found = w.state.procs[parent]
  if (found === undefined || found.program === undefined) return
  const others = found.reports.filter((r) => r.pid !== status.pid || r.what !== status.what)
  setProc(w, parent, { reports: [...others, status] })
  if (found.handlers.SIGCHLD === 'catch') raise(w, addressOf(status.pid), parent, 'SIGCHLD')
  w.stirred = true
}

/** Files that were unlinked while open are freed with the last that held them. */
function freeUnlinked(w: Work): void {
  const open = Object.values(w.state.files).flatMap((file) => (file.kind === 'file' ? [file.handle] : []))
  update(w, { fs: reapInodes(w.state.fs, open) })
}

/** The zombie is gone, and with it what only it held. */
export function reap(w: Work, pid: Pid): void {
  const gone = w.state.procs[pid]
  if (gone === undefined) return
  update(w, { procs: without(w.state.procs, pid) })
  leaveNamespaces(w, gone)
  freeUnlinked(w)
}
