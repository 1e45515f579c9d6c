/**
 * From a path to a place: component by component, through symlinks, '..' and mount points, with the right to search checked.
 * @models linux fs/namei.c, path_resolution(7)
 * @fidelity part: of proc's magic links, root and cwd lead where they say; the others are followed by their text
 */
import { SysError } from '../../wire/errno'
import { childNode, metaOf, mountedNode, symlinkTarget, type Place } from './place'
import { demand, SEARCH } from './permission'
import type { Cred, FsState, Jump, MountTable } from './types'

/** Where a path leads. `place` is undefined where only the last component is missing; `name` is '' for '/', '.' and '..'. */
export interface Walked {
  readonly parent: Place
  readonly name: string
  readonly place: Place | undefined
  /** A trailing slash asks for a directory. */
  readonly slash: boolean
}

const MAX_LINKS = 40

export const mountKey = (parent: number, target: string): string => `${parent}:${target}`

export function tableOf(fs: FsState, mntns: number): MountTable {
  const table = fs.tables[mntns]
  if (table === undefined) throw new SysError('ENOENT')
  return table
}

export const joinAbs = (parent: string, name: string): string => (parent === '/' ? `/${name}` : `${parent}/${name}`)

/**
 * Of each table, below which mounts and how long the paths are that something is mounted on: most places are none of them, and need no
 * key to be made and looked up. Found from the table alone, and kept only as long as it.
 */
const hints = new WeakMap<MountTable['mounts'], ReadonlySet<number>>()

const hintOf = (parent: number, target: string): number => parent * 4096 + target.length

function hintsOf({ mounts }: MountTable): ReadonlySet<number> {
  const known = hints.get(mounts)
  if (known !== undefined) return known
  const found = new Set(Object.values(mounts).map(({ parent, target }) => hintOf(parent, target)))
  hints.set(mounts, found)
  return found
}

/** What is mounted on a place, and on top of that, up to what shows. */
export function topmost(fs: FsState, cred: Cred, table: MountTable, place: Place): Place {
  const maybe = hintsOf(table)
  let at = place
  for (;;) {
    if (!maybe.has(hintOf(at.mount.id, at.abs))) return at
    const mount = table.mounts[mountKey(at.mount.id, at.abs)]
    if (mount === undefined) return at
    at = { mount, abs: at.abs, node: mountedNode(fs, cred, mount) }
  }
}

interface Trail {
  /** Places from the process's root to where we are. */
  places: Place[]
  /** Components still to go, last first. */
  rest: string[]
  links: number
}

const components = (path: string): string[] => path.split('/').reverse()

function namespaceRoot(fs: FsState, cred: Cred, table: MountTable): Place {
  const mount = table.mounts['root']!
  return topmost(fs, cred, table, { mount, abs: '/', node: mountedNode(fs, cred, mount) })
}

function processRoot(fs: FsState, cred: Cred, table: MountTable): Place {
  const top = namespaceRoot(fs, cred, table)
  if (cred.root === '/') return top
  return go(
    fs,
    { ...cred, caps: [...cred.caps, 'CAP_DAC_OVERRIDE'] },
    table,
    { places: [top], rest: components(cred.root), links: 0 },
    cred.root,
    'follow',
  ).place!
}

/** `follow`: whether a symlink at the end is followed; `name`: the end is only a name, which even a trailing slash does not make follow. */
export type Follow = 'follow' | 'nofollow' | 'name'

export function walk(fs: FsState, cred: Cred, path: string, follow: Follow): Walked {
  if (path === '') throw new SysError('ENOENT', path)
  if (path.length > 4095) throw new SysError('ENAMETOOLONG', path)
  const table = tableOf(fs, cred.mntns)
  const places = [processRoot(fs, cred, table)]
  if (!path.startsWith('/')) enterCwd(fs, cred, table, places, path)
  return go(fs, cred, table, { places, rest: components(path), links: 0 }, path, follow)
}

/** Relative paths start at a directory that the process already holds: nothing is checked on the way to it. */
function enterCwd(fs: FsState, cred: Cred, table: MountTable, places: Place[], path: string): void {
  for (const name of cred.cwd.split('/')) {
    if (name === '') continue
    const next = step(fs, cred, table, places.at(-1)!, name, path)
    if (next === undefined) throw new SysError('ENOENT', path)
    places.push(next)
  }
}

function step(fs: FsState, cred: Cred, table: MountTable, at: Place, name: string, path: string): Place | undefined {
  if (name.length > 255) throw new SysError('ENAMETOOLONG', path)
  const node = childNode(fs, cred, at.node, name)
  return node === undefined
    ? undefined
    : topmost(fs, cred, table, { mount: at.mount, abs: joinAbs(at.abs, name), node })
}

const isLast = (rest: readonly string[]): boolean =>
  rest.length === 0 || (rest.at(-1) === '' && rest.every((part) => part === ''))

const isSlashEnd = (path: string): boolean => /\/\.?$/.test(path)

function go(fs: FsState, cred: Cred, ownTable: MountTable, trail: Trail, path: string, follow: Follow): Walked {
  let table = ownTable
  const slash = isSlashEnd(path)
  let name = ''
  while (trail.rest.length > 0) {
    const next = trail.rest.pop()!
    const at = trail.places.at(-1)!
    if (next === '') continue
    const meta = metaOf(fs, at.node)
    if (meta.kind !== 'dir') throw new SysError('ENOTDIR', path)
    demand(cred, meta, SEARCH, path)
    if (next === '.' || next === '..') {
      if (next === '..' && trail.places.length > 1) trail.places.pop()
      name = ''
      continue
    }
    const last = isLast(trail.rest)
    const place = step(fs, cred, table, at, next, path)
    if (place === undefined) {
      if (!last) throw new SysError('ENOENT', path)
      return { parent: at, name: next, place: undefined, slash }
    }
    if (metaOf(fs, place.node).kind === 'symlink' && (!last || follow === 'follow' || (slash && follow !== 'name'))) {
      const jump = place.node.kind === 'virtual' ? place.node.jump : undefined
      if (jump === undefined) expand(fs, trail, place, path)
      else table = leap(fs, cred, trail, jump)
      name = trail.places.at(-1)!.abs.split('/').at(-1)!
      continue
    }
    trail.places.push(place)
    name = next
  }
  const place = trail.places.at(-1)!
  if (slash && follow !== 'name' && metaOf(fs, place.node).kind !== 'dir') throw new SysError('ENOTDIR', path)
  return { parent: trail.places.at(-2) ?? place, name, place, slash }
}

/** Goes on in another mount namespace, whose root is now above everything. */
function leap(fs: FsState, cred: Cred, trail: Trail, { mntns, path }: Jump): MountTable {
  const table = tableOf(fs, mntns)
  const who = { ...cred, mntns, caps: [...cred.caps, 'CAP_DAC_OVERRIDE'] }
  const from = { places: [namespaceRoot(fs, who, table)], rest: components(path), links: trail.links }
  const { place } = go(fs, who, table, from, path, 'follow')
  if (place === undefined) throw new SysError('ENOENT', path)
  trail.places.splice(0, trail.places.length, place)
  return table
}

function expand(fs: FsState, trail: Trail, link: Place, path: string): void {
  if (++trail.links > MAX_LINKS) throw new SysError('ELOOP', path)
  if (link.node.kind === 'virtual' && link.node.refused !== undefined) throw new SysError(link.node.refused.errno, path)
  const target = symlinkTarget(fs, link.node)
  if (target === '') throw new SysError('ENOENT', path)
  if (target.startsWith('/')) trail.places.length = 1
  trail.rest.push(...components(target))
}

/** A place that must be there. */
export function find(fs: FsState, cred: Cred, path: string, follow = true): Place {
  const { place } = walk(fs, cred, path, follow ? 'follow' : 'nofollow')
  if (place === undefined) throw new SysError('ENOENT', path)
  return place
}

/** A path of the namespace as a process sees it whose root is `root`. */
export const insideRoot = (root: string, abs: string): string => {
  if (root === '/') return abs
  return abs === root ? '/' : abs.startsWith(`${root}/`) ? abs.slice(root.length) : abs
}
