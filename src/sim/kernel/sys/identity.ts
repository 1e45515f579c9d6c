import { draw } from '../../../base/random'
import type { Pid, Sys } from '../../wire/sys'
import { proc, setProc, update, type Work } from '../work'

type Identity = Pick<
  Sys,
  | 'pid' | 'ppid' | 'argv' | 'exe' | 'env' | 'uid' | 'gid' | 'groups' | 'hostname' | 'cwd' | 'now' | 'uptime' | 'random' | 'umask' | 'setuid' | 'setgid'
>

/** getpid(2) and its kin: who a process is, as it sees itself. */
export function identity(w: Work, pid: Pid): Identity {
  const p = proc(w, pid)
  return {
    pid: p.nspid,
    ppid: w.state.procs[p.ppid]?.pids[p.ns['pid'] ?? 0] ?? 0,
    argv: p.argv,
    exe: p.exe,
    env: p.env,
    uid: p.uid,
    gid: p.gid,
    groups: p.groups,
    hostname: hostnameOf(w, pid),
    cwd: () => proc(w, pid).cwd,
    now: () => w.now,
    uptime: () => w.now - w.state.bootAt,
    random: () => {
      const [value, rng] = draw(w.state.rng)
      update(w, { rng })
      return value
    },
    umask: (mask) => {
      const before = proc(w, pid).umask
      if (mask !== undefined) setProc(w, pid, { umask: mask & 0o777 })
      return before
    },
    setuid: (uid) => setProc(w, pid, { uid, caps: uid === 0 ? proc(w, pid).caps : [] }),
    setgid: (gid) => setProc(w, pid, { gid }),
  }
}

export const hostnameOf = (w: Work, pid: Pid): string =>
  w.state.namespaces[proc(w, pid).ns['uts'] ?? 0]?.hostname ?? w.state.hostname
