import type { FileEntry } from '../../base/file-entry'
import { gunzip, isGzip } from '../../base/gzip'
import { dirOf, joinPath, nameOf } from '../../base/path'
import { unpackTar } from '../../base/tar'
import type { SysReturn } from '../wire/syscall'
import { syscall } from '../world/draft'
import { unmountStep } from './mount'
import { askOwner, numericOwner, type Owner } from './owner'
import { buildOf, type Buildkit } from './state'
import type { Picked, StepOf } from './step'

/**
 * COPY and ADD: a directory's contents go into the destination; a file goes into it when it is a directory, else becomes it.
 * @models buildkit solver/llbsolver/file, tonistiigi/fsutil/copy
 * @fidelity part: symbolic --chmod, --link and --parents are not done
 */
export interface Copying extends StepOf {
  readonly left: readonly Picked[]
  /** Of the first that is left. */
  readonly owner?: Owner | undefined
}

export const copyFiles = (d: Buildkit, of: StepOf, picked: readonly Picked[]): void =>
  copyNext(d, { ref: of.ref, digest: of.digest, left: picked })

/** Each turn copies the first that is left; the mount is taken away when none is. */
export function copyNext(d: Buildkit, c: Copying): void {
  const first = c.left[0]
  const of = { ref: c.ref, digest: c.digest }
  if (first === undefined) return unmountStep(d, of)
  const { chown } = first.action
  const owner = c.owner ?? (chown === '' ? { uid: -1, gid: -1 } : numericOwner(chown))
  if (owner === undefined) return askOwner(d, of, chown, 'copy/owner', c)
  if (first.isDir || first.action.dest.endsWith('/') || unpacked(first) !== undefined)
    return write(d, { ...c, owner }, first, true)
  stat(d, of, first.action.dest, 'copy/dest', { ...c, owner })
}

function stat(d: Buildkit, of: StepOf, path: string, then: string, data: object): void {
  syscall(d, 1, { name: 'stat', path: inside(d, of, path) }, { then, data })
}

const inside = (d: Buildkit, of: StepOf, path: string): string =>
  joinPath(buildOf(d, of.ref)!.steps[of.digest]!.merged, path)

/** Whether the destination of a file is a directory already. */
export const destKnown = (d: Buildkit, c: Copying, answer: SysReturn): void =>
  write(d, c, c.left[0]!, answer.value?.stat?.kind === 'dir')

/** The members of a local archive that ADD unpacks; undefined when it is none. */
function unpacked(p: Picked): readonly FileEntry[] | undefined {
  const data = p.files[0]?.data ?? ''
  if (!p.action.unpack || p.isDir || data === '') return undefined
  try {
    const tar = isGzip(data) ? gunzip(data) : data
    return tar.length >= 1024 && tar.slice(257, 262) === 'ustar' ? unpackTar(tar) : undefined
  } catch {
    return undefined
  }
}

interface Writing extends Copying {
  readonly folder: string
  readonly entries: readonly FileEntry[]
}

/** First the directory that it goes into, then the files. */
function write(d: Buildkit, c: Copying, p: Picked, destIsDir: boolean): void {
  const members = unpacked(p)
  const into = destIsDir ? p.action.dest : dirOf(p.action.dest)
  const name = destIsDir ? p.name : nameOf(p.action.dest)
  const plain = members ?? (p.isDir ? p.files : p.files.map((e) => ({ ...e, path: name })))
  const entries = plain.filter((e) => e.path !== '').map((e) => finished(e, c.owner!, p.action.chmod))
  const { uid, gid } = c.owner!.uid < 0 ? { uid: 0, gid: 0 } : c.owner!
  const data: Writing = { ...c, folder: into, entries }
  const op = { name: 'mkdir', path: inside(d, c, into), mode: 0o755, parents: true, uid, gid } as const
  syscall(d, 1, op, { then: 'copy/write', data })
}

const finished = (e: FileEntry, owner: Owner, chmod: string): FileEntry => ({
  ...e,
  ...(owner.uid >= 0 && { uid: owner.uid, gid: owner.gid }),
  ...(/^[0-7]+$/.test(chmod) && e.type !== 'symlink' && { mode: parseInt(chmod, 8) }),
})

/** Copying runs at about 500 MB a second. */
export function folderMade(d: Buildkit, c: Writing, answer: SysReturn): void {
  const { folder, entries, ...rest } = c
  if (answer.errno !== undefined && answer.errno !== 'EEXIST') return unmountStep(d, c, answer)
  const bytes = entries.reduce((sum, e) => sum + (e.size ?? 0), 0)
  const data = { ref: rest.ref, digest: rest.digest, left: rest.left.slice(1) }
  const delay = 200 + Math.floor(bytes / 500)
  syscall(d, 1, { name: 'writetree', path: inside(d, c, folder), entries }, { then: 'copy/next', data }, { delay })
}
