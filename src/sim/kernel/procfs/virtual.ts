import type { Bytes } from '../../../base/bytes'
import { utf8 } from '../../../base/bytes'
import { SysError } from '../../wire/errno'
import type { DirEntry, Pid } from '../../wire/sys'
import { forgetUsage, usageAt } from '../cgroup/usage'
import {
  attach,
  isCgroupFileWritable,
  listCgroup,
  mkdirCgroup,
  readCgroupFile,
  rmdirCgroup,
  writeCgroupFile,
} from '../cgroup/cgroup'
import { enforceMax } from '../memory/charge'
import type { Handle, Virtual, VirtualStat, VirtualType } from '../fs/types'
import { byNumber, proc, setProc, update, type Work } from '../work'
import { demandProcLink, jumpProc, linkProc, listProc, readProc, statProc } from './proc'
import { writeProc } from './write'
import { listSys, readSys } from './sysfs'

/** proc(5), sysfs(5) and cgroup2 as the calling process sees them. The instance's tag is the pid or cgroup namespace it was mounted in. */
type VirtualHandle = Extract<Handle, { kind: 'virtual' }>

export const virtualFor = (w: Work, pid: Pid): Virtual => ({
  list: (type, path, _cred, tag) => list(w, pid, type, path, tag),
  read: (type, path, _cred, tag) => read(w, pid, type, path, tag),
  link: (type, path, _cred, tag) => {
    if (type !== 'proc') return undefined
    demandProcLink(w, pid, path, tag)
    return linkProc(w, pid, path, tag)
  },
  jump: (type, path, _cred, tag) => {
    if (type !== 'proc') return undefined
    demandProcLink(w, pid, path, tag)
    return jumpProc(w, pid, path, tag)
  },
  stat: (type, path, _cred, tag) => {
    if (type === 'proc' && linkProc(w, pid, path, tag) !== undefined) return linkStat(w, pid, path, tag)
    if (type === 'proc') return statProc(w, pid, path, tag)
    if (type === 'cgroup2' && read(w, pid, type, path, tag) !== undefined)
      return { kind: 'file', mode: cgroupMode(w, join(tag, path)) }
    return undefined
  },
  mkdir: (type, path, _cred, tag) => {
    if (type !== 'cgroup2') throw new SysError('EPERM')
    update(w, { cgroups: mkdirCgroup(w.state.cgroups, join(tag, path)) })
  },
  rmdir: (type, path, _cred, tag) => {
    if (type !== 'cgroup2') throw new SysError('EPERM')
    update(w, { cgroups: rmdirCgroup(w.state.cgroups, join(tag, path)) })
    forgetUsage(w, join(tag, path))
  },
})

/** A link of /proc/PID belongs to the process; only those of descriptors have modes worth mentioning. */
function linkStat(w: Work, pid: Pid, path: string, tag: string): VirtualStat {
  const owner = path.includes('/') ? statProc(w, pid, path.slice(0, path.indexOf('/')), tag) : undefined
  const own = statProc(w, pid, path, tag)
  if (own?.mode !== undefined) return own
  return {
    kind: 'symlink',
    ...(owner?.uid !== undefined && { uid: owner.uid }),
    ...(owner?.gid !== undefined && { gid: owner.gid }),
  }
}

function cgroupMode(w: Work, full: string): number {
  const slash = full.lastIndexOf('/')
  return isCgroupFileWritable(w.state.cgroups, full.slice(0, Math.max(0, slash)), full.slice(slash + 1)) ? 0o644 : 0o444
}

const join = (root: string, path: string): string => [root, path].filter((part) => part !== '').join('/')

function list(w: Work, pid: Pid, type: VirtualType, path: string, tag: string): readonly DirEntry[] | undefined {
  if (type === 'proc') return listProc(w, pid, path, tag)
  if (type === 'sysfs') return listSys(w, pid, path)
  const found = listCgroup(w.state.cgroups, join(tag, path))
  if (found === undefined) return undefined
  const groups = found.groups.map((name) => ({ name, kind: 'dir' as const }))
  return [...groups, ...found.files.map((name) => ({ name, kind: 'file' as const }))]
}

function read(w: Work, pid: Pid, type: VirtualType, path: string, tag: string): Bytes | undefined {
  if (type === 'proc') return optional(readProc(w, pid, path, tag))
  if (type === 'sysfs') return optional(readSys(w, pid, path))
  const full = join(tag, path)
  const slash = full.lastIndexOf('/')
  const group = full.slice(0, Math.max(0, slash))
  return optional(readCgroupFile(w.state.cgroups, group, full.slice(slash + 1), usageAt(w, group)))
}

const optional = (text: string | undefined): Bytes | undefined => (text === undefined ? undefined : utf8(text))

export function readVirtual(w: Work, pid: Pid, handle: VirtualHandle): Bytes {
  const data = read(w, pid, handle.fstype, handle.path, handle.tag)
  if (data === undefined) throw new SysError('ENOENT', handle.path)
  return data
}

export function writeVirtual(w: Work, pid: Pid, handle: VirtualHandle, data: Bytes): void {
  if (handle.fstype === 'proc') return writeProc(w, pid, handle.path, handle.tag, data)
  if (handle.fstype !== 'cgroup2') throw new SysError('EACCES', handle.path)
  const full = join(handle.tag, handle.path)
  const slash = full.lastIndexOf('/')
  writeCgroup(w, pid, full.slice(0, Math.max(0, slash)), full.slice(slash + 1), data)
}

/** Writing a pid to cgroup.procs moves that process; everything else is a setting. */
export function writeCgroup(w: Work, pid: Pid, group: string, file: string, text: string): void {
  if (file !== 'cgroup.procs') {
    update(w, { cgroups: writeCgroupFile(w.state.cgroups, group, file, text) })
    if (file === 'cgroup.freeze') w.stirred = true
    if (file === 'memory.max') enforceMax(w, group)
    return
  }
  const number = Number(text.trim())
  const space = proc(w, pid).ns['pid'] ?? 0
  const target = number === 0 ? pid : (byNumber(w, space, number)?.pid ?? -1)
  if (w.state.procs[target] === undefined) throw new SysError('ESRCH')
  update(w, { cgroups: attach(w.state.cgroups, target, group) })
  setProc(w, target, { cgroup: group })
}
