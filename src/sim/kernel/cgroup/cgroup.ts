/**
 * The cgroup v2 tree as the rest of the kernel calls it. Paths are below /sys/fs/cgroup, without leading slash; '' is the root.
 * @models linux kernel/cgroup, Documentation/admin-guide/cgroup-v2.rst
 * @fidelity part: limits are kept and read back, pids.max holds; memory and cpu do not throttle yet
 */
import { SysError } from '../../wire/errno'

export interface Cgroup {
  readonly pids: readonly number[]
  /** Files that were written, by name, as they read back (with newline). */
  readonly files: Readonly<Record<string, string>>
}

export interface CgroupState {
  /** By path. */
  readonly groups: Readonly<Record<string, Cgroup>>
}

/** What only the kernel's other parts know about a group: given when a file is read. */
export interface CgroupUsage {
  readonly memory?: number
  readonly cpuMicros?: number
  readonly oomKills?: number
}

const later = (..._: unknown[]): never => {
  throw new SysError('ENOSYS')
}
export const emptyCgroups = (): CgroupState => later()
export const mkdirCgroup = (state: CgroupState, path: string): CgroupState => later(state, path)
export const rmdirCgroup = (state: CgroupState, path: string): CgroupState => later(state, path)
/** The pid leaves the group that it was in. */
export const attach = (state: CgroupState, pid: number, path: string): CgroupState => later(state, pid, path)
/** The process is gone. */
export const detach = (state: CgroupState, pid: number): CgroupState => later(state, pid)
export const cgroupOf = (state: CgroupState, pid: number): string => later(state, pid)
/** undefined: no such file. Pids are host pids; the caller translates. */
export const readCgroupFile = (state: CgroupState, path: string, file: string, usage: CgroupUsage = {}): string | undefined => later(state, path, file, usage)
export const writeCgroupFile = (state: CgroupState, path: string, file: string, text: string): CgroupState => later(state, path, file, text)
/** Sub-groups and files, sorted; undefined: no such group. */
export const listCgroup = (state: CgroupState, path: string): { readonly groups: readonly string[]; readonly files: readonly string[] } | undefined =>
  later(state, path)
/** Whether pids.max of the group and all above it lets one more process in. */
export const mayFork = (state: CgroupState, path: string): boolean => later(state, path)
export const frozen = (state: CgroupState, path: string): boolean => later(state, path)
