import type { Pid } from '../wire/sys'
import type { Cred } from './fs/types'
import type { Process } from './state'
import { proc, type Work } from './work'
import { virtualFor } from './procfs/virtual'

/** Whole seconds since 1970. */
export const seconds = (now: number): number => Math.floor(now / 1_000_000)

/** On whose behalf a filesystem call is made. */
export const credOf = (w: Work, p: Process): Cred => ({
  mntns: p.ns['mnt'] ?? 0,
  root: '/',
  cwd: p.cwd,
  uid: p.uid,
  gid: p.gid,
  groups: p.groups,
  caps: p.caps,
  umask: p.umask,
  now: seconds(w.now),
  virtual: virtualFor(w, p.pid),
})

export const cred = (w: Work, pid: Pid): Cred => credOf(w, proc(w, pid))

/** The same, but nobody refuses: what the kernel and daemons running as root do. */
export const rootCred = (w: Work, pid: Pid): Cred => ({ ...cred(w, pid), uid: 0, gid: 0, groups: [], caps: allCaps, umask: 0o022 })

export const allCaps: readonly string[] = [
  'CAP_CHOWN', 'CAP_DAC_OVERRIDE', 'CAP_DAC_READ_SEARCH', 'CAP_FOWNER', 'CAP_FSETID', 'CAP_KILL', 'CAP_SETGID', 'CAP_SETUID',
  'CAP_SETPCAP', 'CAP_LINUX_IMMUTABLE', 'CAP_NET_BIND_SERVICE', 'CAP_NET_BROADCAST', 'CAP_NET_ADMIN', 'CAP_NET_RAW', 'CAP_IPC_LOCK',
  'CAP_IPC_OWNER', 'CAP_SYS_MODULE', 'CAP_SYS_RAWIO', 'CAP_SYS_CHROOT', 'CAP_SYS_PTRACE', 'CAP_SYS_PACCT', 'CAP_SYS_ADMIN',
  'CAP_SYS_BOOT', 'CAP_SYS_NICE', 'CAP_SYS_RESOURCE', 'CAP_SYS_TIME', 'CAP_SYS_TTY_CONFIG', 'CAP_MKNOD', 'CAP_LEASE',
  'CAP_AUDIT_WRITE', 'CAP_AUDIT_CONTROL', 'CAP_SETFCAP', 'CAP_MAC_OVERRIDE', 'CAP_MAC_ADMIN', 'CAP_SYSLOG', 'CAP_WAKE_ALARM',
  'CAP_BLOCK_SUSPEND', 'CAP_AUDIT_READ', 'CAP_PERFMON', 'CAP_BPF', 'CAP_CHECKPOINT_RESTORE',
]

/** The mask as /proc/PID/status prints it: 16 hex digits. */
export function capMask(caps: readonly string[]): string {
  const mask = caps.reduce((sum, cap) => sum | (1n << BigInt(Math.max(0, allCaps.indexOf(cap)))), 0n)
  return mask.toString(16).padStart(16, '0')
}
