import { SysError } from '../../wire/errno'
import { draw } from '../../../base/random'
import type { Sys } from '../../wire/sys'
import { proc, setProc, update } from '../work'
import { hostnameOf } from './hostname'
import { isAbove, limitOf } from '../limits'
import { kernelId, shownId } from '../userns'
import type { Slice } from './slice'

type Identity = Pick<
  Sys,
  | 'pid'
  | 'ppid'
  | 'argv'
  | 'exe'
  | 'env'
  | 'uid'
  | 'gid'
  | 'groups'
  | 'hostname'
  | 'cwd'
  | 'now'
  | 'uptime'
  | 'random'
  | 'umask'
  | 'setuid'
  | 'setgid'
  | 'setgroups'
  | 'ruid'
  | 'getrlimit'
  | 'setrlimit'
>

/** getpid(2) and its kin: who a process is, as it sees itself. */
export function identity(at: Slice): Identity {
  const me = () => proc(at.w, at.pid)
  const shown = (which: 'uids' | 'gids', id: number) => shownId(at.w, me().ns['user'], which, id)
  const known = (which: 'uids' | 'gids', id: number): number => {
    const found = kernelId(at.w, me().ns['user'], which, id)
    if (found === undefined) throw new SysError('EINVAL')
    return found
  }
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
      return shown('uids', me().uid)
    },
    get ruid() {
      return shown('uids', me().ruid ?? me().uid)
    },
    get gid() {
      return shown('gids', me().gid)
    },
    get groups() {
      return me().groups.map((gid) => shown('gids', gid))
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
    setuid: (asked) => {
      const uid = known('uids', asked)
      const p = me()
      if (p.caps.includes('CAP_SETUID'))
        return setProc(at.w, at.pid, { uid, ruid: uid, caps: asked === 0 ? p.caps : [] })
      if (uid !== p.uid && uid !== p.ruid) throw new SysError('EPERM')
      setProc(at.w, at.pid, { uid })
    },
    setgid: (asked) => {
      const gid = known('gids', asked)
      if (!me().caps.includes('CAP_SETGID') && gid !== me().gid) throw new SysError('EPERM')
      setProc(at.w, at.pid, { gid })
    },
    setgroups: (asked) => {
      if (!me().caps.includes('CAP_SETGID')) throw new SysError('EPERM')
      setProc(at.w, at.pid, { groups: asked.map((gid) => known('gids', gid)) })
    },
    getrlimit: (resource) => limitOf(me().rlimits, resource),
    setrlimit: (resource, soft, hard) => {
      const [, most] = limitOf(me().rlimits, resource)
      if (isAbove(soft, hard)) throw new SysError('EINVAL')
      if (isAbove(hard, most) && !me().caps.includes('CAP_SYS_RESOURCE')) throw new SysError('EPERM')
      setProc(at.w, at.pid, { rlimits: { ...me().rlimits, [resource]: [soft, hard] } })
    },
  }
}
