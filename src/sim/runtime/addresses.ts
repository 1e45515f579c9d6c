import type { Address } from '../wire/address'

/** Docker's short form of an id. */
export const shortId = (id: string): string => id.slice(0, 12)
export const shimOf = (id: string): Address => `shim:${shortId(id)}`
export const runcOf = (id: string): Address => `runc:${shortId(id)}`

/** What one shim can do, by the ttrpc methods of containerd's Task service. */
export const shimMethods = {
  create: 'containerd.task.v2.Task/Create',
  start: 'containerd.task.v2.Task/Start',
  exec: 'containerd.task.v2.Task/Exec',
  kill: 'containerd.task.v2.Task/Kill',
  pause: 'containerd.task.v2.Task/Pause',
  resume: 'containerd.task.v2.Task/Resume',
  update: 'containerd.task.v2.Task/Update',
  pids: 'containerd.task.v2.Task/Pids',
  resizePty: 'containerd.task.v2.Task/ResizePty',
  closeIO: 'containerd.task.v2.Task/CloseIO',
  delete: 'containerd.task.v2.Task/Delete',
} as const

/** runc is called by command line; these are its verbs. */
export const runcVerbs = {
  create: 'runc create',
  start: 'runc start',
  exec: 'runc exec',
  kill: 'runc kill',
  pause: 'runc pause',
  resume: 'runc resume',
  update: 'runc update',
  delete: 'runc delete',
} as const

/** cgroup v2 directory for `slice:prefix:name`, as the systemd driver makes it. */
export function cgroupDir(cgroupsPath: string): string {
  const [slice, prefix, name] = cgroupsPath.split(':')
  return `/sys/fs/cgroup/${slice}/${prefix}-${name}.scope`
}

export const stateDir = (id: string): string => `/run/docker/runtime-runc/moby/${id}`
export const bundleDir = (id: string): string => `/run/containerd/io.containerd.runtime.v2.task/moby/${id}`
