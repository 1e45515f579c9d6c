import { SysError } from '../../wire/errno'
import type { VirtualStat } from '../fs/types'
import type { Process } from '../state'
import { capableIn } from '../userns'
import type { Work } from '../work'

/**
 * Who may look into another process through /proc, and the owners and modes of what is there.
 * @models linux kernel/ptrace.c __ptrace_may_access, fs/proc/base.c
 * @fidelity part: no dumpable flag, no hidepid
 */
export function mayLook(w: Work, reader: Process, target: Process): boolean {
  const same = reader.uid === target.uid && reader.uid === (target.ruid ?? target.uid)
  const covered = target.caps.every((cap) => reader.caps.includes(cap))
  return (
    (same && covered && reader.ns['user'] === target.ns['user']) ||
    reader.pid === target.pid ||
    capableIn(w, reader, 'CAP_SYS_PTRACE', target.ns['user'])
  )
}

/** The links of a process that only its owner may follow or read. */
export function demandLook(w: Work, reader: Process, target: Process, path: string): void {
  if (!mayLook(w, reader, target)) throw new SysError('EACCES', path)
}

const modes: Readonly<Record<string, number>> = {
  environ: 0o400,
  fd: 0o500,
  ns: 0o511,
  uid_map: 0o644,
  gid_map: 0o644,
  setgroups: 0o644,
  oom_score_adj: 0o644,
  mem: 0o600,
}

/** What is below /proc/PID belongs to whoever the process runs as. */
export function entryStat(p: Process, name: string | undefined, kind: VirtualStat['kind']): VirtualStat {
  const mode = modes[name ?? '']
  return { kind, uid: p.uid, gid: p.gid, ...(mode !== undefined && { mode }) }
}
