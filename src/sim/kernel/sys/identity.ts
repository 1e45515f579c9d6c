import { draw } from '../../../base/random'
import type { Pid, Sys } from '../../wire/sys'
import { proc, setProc, update, type Work } from '../work'
import type { Slice } from './slice'

type Identity = Pick<
  Sys,
  | 'pid' | 'ppid' | 'argv' | 'exe' | 'env' | 'uid' | 'gid' | 'groups' | 'hostname' | 'cwd' | 'now' | 'uptime' | 'random' | 'umask' | 'setuid' | 'setgid'
>

/** getpid(2) and its kin: who a process is, as it sees itself. */
export function identity(at: Slice): Identity {
  const me = () => proc(at.w, at.pid)
  return {
    get pid() {
      return me().nspid
    },
    get ppid() {
      return at.w.state.procs[me().ppid]?.pids[me().ns['pid'] ?? 0] ?? 0
    },
    get argv() {
      return me().argv
    },
    get exe() {
      return me().exe
    },
    get env() {
      return me().env
    },
    get uid() {
      return me().uid
    },
    get gid() {
      return me().gid
    },
    get groups() {
      return me().groups
    },
    get hostname() {
      return hostnameOf(at.w, at.pid)
    },
    cwd: () => me().cwd,
    now: () => at.w.now,
    uptime: () => at.w.now - at.w.state.bootAt,
    random: () => {
      const [value, rng] = draw(at.w.state.rng)
      update(at.w, { rng })
      return value
    },
    umask: (mask) => {
      const before = me().umask
      if (mask !== undefined) setProc(at.w, at.pid, { umask: mask & 0o777 })
      return before
    },
    setuid: (uid) => setProc(at.w, at.pid, { uid, caps: uid === 0 ? me().caps : [] }),
    setgid: (gid) => setProc(at.w, at.pid, { gid }),
  }
}

export const hostnameOf = (w: Work, pid: Pid): string =>
  w.state.namespaces[proc(w, pid).ns['uts'] ?? 0]?.hostname ?? w.state.hostname
