import type { Pid } from '../wire/sys'
import type { Cred } from './fs/types'
import type { Process } from './state'
import { allCaps } from './caps'
import { capableIn, isInitialUserNs, ownerOf } from './userns'
import { proc, type Work } from './work'
import { virtualFor } from './procfs/virtual'

/** Whole seconds since 1970. */
export const seconds = (now: number): number => Math.floor(now / 1_000_000)

/** On whose behalf a filesystem call is made. */
export const credOf = (w: Work, p: Process): Cred => ({
  mntns: p.ns['mnt'] ?? 0,
  root: p.root ?? '/',
  cwd: p.cwd,
  uid: p.uid,
  gid: p.gid,
  groups: p.groups,
  caps: capsOnFiles(w, p),
  umask: p.umask,
  now: seconds(w.now),
  virtual: virtualFor(w, p.pid),
})

export const cred = (w: Work, pid: Pid): Cred => credOf(w, proc(w, pid))

/** The same, but nobody refuses: what the kernel and daemons running as root do. */
export const rootCred = (w: Work, pid: Pid): Cred => ({
  ...cred(w, pid),
  uid: 0,
  gid: 0,
  groups: [],
  caps: allCaps,
  umask: 0o022,
})

/** In a user namespace of its own a process is no master of files: what it may mount depends on who owns the mount namespace. */
function capsOnFiles(w: Work, p: Process): readonly string[] {
  if (isInitialUserNs(w, p.ns['user'])) return p.caps
  return capableIn(w, p, 'CAP_SYS_ADMIN', ownerOf(w, p.ns['mnt'])) ? ['CAP_SYS_ADMIN'] : []
}
