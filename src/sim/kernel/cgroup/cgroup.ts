/**
 * The cgroup v2 tree as the rest of the kernel calls it. Paths are below /sys/fs/cgroup, without leading slash; '' is the root.
 * @models linux kernel/cgroup, Documentation/admin-guide/cgroup-v2.rst
 * @fidelity part: what the cpu and memory controllers do is in cpu/ and memory/; io limits are kept and do not slow anything down
 */
import { SysError } from '../../wire/errno'
import { CONTROLLERS, filesOf, type Cgroup, type CgroupFile, type CgroupState, type CgroupUsage } from './files'

export type { Cgroup, CgroupState, CgroupUsage } from './files'

const emptyGroup: Cgroup = { pids: [], files: {} }

const handingDown: Cgroup = { pids: [], files: { 'cgroup.subtree_control': `${CONTROLLERS.join(' ')}\n` } }

/** As systemd sets a host up: the root and system.slice hand all controllers down. */
export const emptyCgroups = (): CgroupState => ({
  groups: {
    '': handingDown,
    'init.scope': emptyGroup,
    'system.slice': handingDown,
    'user.slice': emptyGroup,
  },
})

const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')))

const find = (state: CgroupState, path: string): Cgroup | undefined =>
  Object.hasOwn(state.groups, path) ? state.groups[path] : undefined

function groupAt(state: CgroupState, path: string): Cgroup {
  const found = find(state, path)
  if (found === undefined) throw new SysError('ENOENT', path)
  return found
}

const put = (state: CgroupState, path: string, group: Cgroup): CgroupState => ({
  groups: { ...state.groups, [path]: group },
})

const childrenOf = (state: CgroupState, path: string): string[] =>
  Object.keys(state.groups)
    .filter((at) => at !== '' && parentOf(at) === path)
    .map((at) => at.slice(path === '' ? 0 : path.length + 1))
    .sort()

export function mkdirCgroup(state: CgroupState, path: string): CgroupState {
  if (find(state, path) !== undefined) throw new SysError('EEXIST', path)
  groupAt(state, parentOf(path))
  return put(state, path, emptyGroup)
}

export function rmdirCgroup(state: CgroupState, path: string): CgroupState {
  const group = groupAt(state, path)
  if (path === '' || group.pids.length > 0 || childrenOf(state, path).length > 0) throw new SysError('EBUSY', path)
  const { [path]: _gone, ...groups } = state.groups
  return { groups }
}

/** The group that a process is in; a process that nobody attached is in the root. */
export const cgroupOf = (state: CgroupState, pid: number): string =>
  Object.keys(state.groups).find((path) => state.groups[path]!.pids.includes(pid)) ?? ''

/** The pid leaves the group that it was in. */
export function attach(state: CgroupState, pid: number, path: string): CgroupState {
  if (groupAt(state, path).pids.includes(pid)) return state
  // "No internal processes": a group that hands memory or cpu to its children holds no process of its own.
  if (path !== '' && controlOf(state, path).length > 0) throw new SysError('EBUSY', path)
  const left = detach(state, pid)
  const group = left.groups[path]!
  return put(left, path, { ...group, pids: [...group.pids, pid].sort((a, b) => a - b) })
}

/** The process is gone. */
export function detach(state: CgroupState, pid: number): CgroupState {
  const path = cgroupOf(state, pid)
  const group = state.groups[path]!
  return group.pids.includes(pid)
    ? put(state, path, { ...group, pids: group.pids.filter((other) => other !== pid) })
    : state
}

const controlOf = (state: CgroupState, path: string): readonly string[] =>
  (groupAt(state, path).files['cgroup.subtree_control'] ?? '').split(/\s+/).filter((word) => word !== '')

/** Controllers that a group has: what its parent hands down. */
const controllersOf = (state: CgroupState, path: string): readonly string[] =>
  path === '' ? CONTROLLERS : controlOf(state, parentOf(path))

/** Processes of the group and all below it. */
const populationOf = (state: CgroupState, path: string): number =>
  Object.entries(state.groups).reduce(
    (sum, [at, group]) => sum + (at === path || path === '' || at.startsWith(`${path}/`) ? group.pids.length : 0),
    0,
  )

/** The group and all above it, up to the root. */
export const chainOf = (path: string): string[] => (path === '' ? [''] : [path, ...chainOf(parentOf(path))])

/** Frozen itself or by any group above it. */
export const frozen = (state: CgroupState, path: string): boolean =>
  chainOf(path).some((at) => find(state, at)?.files['cgroup.freeze'] === '1\n')

/**
 * Whether pids.max of the group and all above it lets one more process in. Zombies count until they are waited for (cgroup_release):
 * `zombies` are the groups of those there are.
 */
export const mayFork = (state: CgroupState, path: string, zombies: readonly string[] = []): boolean =>
  chainOf(path).every((at) => {
    const max = find(state, at)?.files['pids.max']
    if (max === undefined || max === 'max\n') return true
    const dead = zombies.filter((group) => group === at || group.startsWith(`${at}/`)).length
    return populationOf(state, at) + dead < Number(max)
  })

function fileOf(state: CgroupState, path: string, file: string): CgroupFile | undefined {
  const found = filesOf(path === '').find((known) => known.name === file)
  if (found === undefined) return undefined
  return found.controller === undefined || controllersOf(state, path).includes(found.controller) ? found : undefined
}

/** undefined: no such file. Pids are host pids; the caller translates. */
export function readCgroupFile(
  state: CgroupState,
  path: string,
  file: string,
  usage: CgroupUsage = {},
): string | undefined {
  const group = groupAt(state, path)
  const known = fileOf(state, path, file)
  return known?.read({
    group,
    usage,
    population: populationOf(state, path),
    controllers: controllersOf(state, path),
    frozen: frozen(state, path),
  })
}

export function writeCgroupFile(state: CgroupState, path: string, file: string, text: string): CgroupState {
  const group = groupAt(state, path)
  const known = fileOf(state, path, file)
  if (known === undefined) throw new SysError('ENOENT', file)
  if (file === 'cgroup.procs') return attach(state, pidIn(text), path)
  if (file === 'cgroup.subtree_control') return writeControl(state, path, text)
  if (known.parse === undefined) throw new SysError('EACCES', file)
  const value = known.parse(text.trim(), group.files[file] ?? '')
  if (value === undefined) throw new SysError('EINVAL', file)
  return put(state, path, { ...group, files: { ...group.files, [file]: value } })
}

function pidIn(text: string): number {
  const pid = Number(text.trim())
  if (!Number.isInteger(pid) || pid <= 0) throw new SysError('EINVAL', 'cgroup.procs')
  return pid
}

/** `+memory -cpu`: what the children get. */
function writeControl(state: CgroupState, path: string, text: string): CgroupState {
  let on = controlOf(state, path)
  for (const word of text.trim().split(/\s+/)) {
    const name = word.slice(1)
    if (!/^[+-]/.test(word)) throw new SysError('EINVAL', 'cgroup.subtree_control')
    if (word.startsWith('+') && !controllersOf(state, path).includes(name))
      throw new SysError('ENOENT', 'cgroup.subtree_control')
    on = word.startsWith('+') ? [...on.filter((other) => other !== name), name] : on.filter((other) => other !== name)
  }
  const group = groupAt(state, path)
  if (on.length > 0 && path !== '' && group.pids.length > 0) throw new SysError('EBUSY', 'cgroup.subtree_control')
  const sorted = CONTROLLERS.filter((name) => on.includes(name)).join(' ')
  return put(state, path, { ...group, files: { ...group.files, 'cgroup.subtree_control': `${sorted}\n` } })
}

/** Sub-groups and files, sorted; undefined: no such group. */
export function listCgroup(
  state: CgroupState,
  path: string,
): { readonly groups: readonly string[]; readonly files: readonly string[] } | undefined {
  if (find(state, path) === undefined) return undefined
  const files = filesOf(path === '').filter((known) => fileOf(state, path, known.name) !== undefined)
  return { groups: childrenOf(state, path), files: files.map((known) => known.name).sort() }
}

/** Whether the file can be written at all: its mode is 0644 then, else 0444. */
export const isCgroupFileWritable = (state: CgroupState, path: string, file: string): boolean =>
  fileOf(state, path, file)?.parse !== undefined || file === 'cgroup.procs' || file === 'cgroup.subtree_control'
