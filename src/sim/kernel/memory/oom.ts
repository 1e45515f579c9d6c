import type { Pid } from '../../wire/sys'
import type { Process } from '../state'
import { addressOf, emit, setProc, type Work } from '../work'
import { chainOf } from '../cgroup/cgroup'
import { groupMemory, membersOf, setGroup, turnGroup } from './groups'
import { memTotal } from './state'

/** The OOM killer (mm/oom_kill.c): the process with most memory in the group that is over has to go. */
export function killFor(w: Work, pid: Pid, path: string): void {
  if (membersOf(w.state, path).some((p) => p.oomKilled)) return
  const victim = worst(w, path)
  if (victim === undefined) return
  const all = w.state.cgroups.groups[path]?.files['memory.oom.group'] === '1\n' ? membersOf(w.state, path) : [victim]
  if (all.length > 1) setGroup(w, path, { oomGroupKill: groupMemory(w.state, path).oomGroupKill + 1 })
  emit(w, {
    from: addressOf(pid),
    to: 'host',
    payload: { kind: 'kernel', what: 'oom', pid: victim.pid, path: `/sys/fs/cgroup/${path}`, bytes: victim.resident },
    delay: 3,
  })
  for (const p of all) kill(w, p)
}

function kill(w: Work, victim: Process): void {
  setProc(w, victim.pid, { oomKilled: true })
  for (const at of chainOf(victim.cgroup)) setGroup(w, at, { oomKill: groupMemory(w.state, at).oomKill + 1 })
  emit(w, { from: 'host', to: addressOf(victim.pid), payload: { kind: 'signal', pid: victim.pid, signal: 'SIGKILL' } })
  tellRuntime(w, victim)
}

/** A victim has ended: its groups have room again. */
export function victimGone(w: Work, victim: Process): void {
  for (const path of chainOf(victim.cgroup)) turnGroup(w, path, 'killed')
}

/** Whoever looks after the container reads memory.events: it hears of a kill inside even where its own process lives on. */
function tellRuntime(w: Work, victim: Process): void {
  const init = w.state.procs[w.state.namespaces[victim.ns['pid'] ?? 0]?.init ?? 0]
  if (victim.holder !== undefined || init?.holder === undefined) return
  const payload = {
    kind: 'kernel' as const,
    what: 'oom' as const,
    pid: victim.pid,
    path: `/sys/fs/cgroup/${victim.cgroup}`,
  }
  emit(w, { to: init.holder, payload, delay: 200 })
}

/** Memory counts, moved by oom_score_adj in thousandths of the limit; -1000 is never chosen. */
function worst(w: Work, path: string): Process | undefined {
  const limit = Number(w.state.cgroups.groups[path]?.files['memory.max'] ?? memTotal)
  const badness = (p: Process): number => p.resident + (p.oomScoreAdj * limit) / 1000
  const able = membersOf(w.state, path).filter((p) => p.address === undefined && p.oomScoreAdj > -1000)
  return able.reduce<Process | undefined>(
    (most, p) => (most === undefined || badness(p) > badness(most) ? p : most),
    undefined,
  )
}
