import { text, type Bytes } from '../../../base/bytes'
import type { FileEntry } from '../../../base/file-entry'
import { gunzip, isGzip } from '../../../base/gzip'
import { unpackTar } from '../../../base/tar'
import { SysError } from '../../wire/errno'
import type { Sys } from '../../wire/sys'
import { compilePatterns, excluded, hasExceptions, readPatterns, wanted, type Pattern } from './ignore'

/**
 * The build context: files of a directory, or of an archive on standard input, given to BuildKit as it asks for them.
 * Owners are left behind: everything is root's.
 *
 * @models buildkit session/filesync, fsutil; buildx build/build.go
 * @fidelity part: sparse files and devices of the context are left out
 */
export interface Wanted {
  readonly name: string
  readonly followPaths?: readonly string[] | null
  readonly excludes?: readonly string[] | null
}

export function contextFiles(sys: Sys, root: string, asked: Wanted): FileEntry[] {
  const patterns = compilePatterns(asked.excludes ?? [])
  const out: FileEntry[] = []
  walk(sys, root, '', patterns, asked.followPaths ?? [], out)
  return out
}

function walk(
  sys: Sys,
  root: string,
  below: string,
  patterns: readonly Pattern[],
  follow: readonly string[],
  out: FileEntry[],
): void {
  for (const { name } of sys.readdir(below === '' ? root : `${root}/${below}`)) {
    const path = below === '' ? name : `${below}/${name}`
    if (!wanted(follow, path)) continue
    const out_ = excluded(patterns, path)
    const entry = entryOf(sys, `${root}/${path}`, path)
    if (entry === undefined || (out_ && entry.type !== 'dir')) continue
    const from = out.length
    if (!out_) out.push(entry)
    if (entry.type !== 'dir' || (out_ && !hasExceptions(patterns))) continue
    walk(sys, root, path, patterns, follow, out)
    // What an exception brought back needs its directory too.
    if (out_ && out.length > from) out.splice(from, 0, entry)
  }
}

function entryOf(sys: Sys, file: string, path: string): FileEntry | undefined {
  const { kind, mode, mtime, size } = sys.lstat(file)
  const common = { path, mode: mode & 0o7777, uid: 0, gid: 0, mtime }
  if (kind === 'dir') return { ...common, type: 'dir' }
  if (kind === 'symlink') return { ...common, type: 'symlink', link: sys.readlink(file) }
  return kind === 'file' ? { ...common, type: 'file', data: sys.readFile(file), size } : undefined
}

/** The Dockerfile and what belongs to it, from where the Dockerfile is. */
export function dockerfileFiles(sys: Sys, dir: string, asked: Wanted): FileEntry[] {
  return (asked.followPaths ?? []).flatMap((path) => {
    try {
      const entry = entryOf(sys, `${dir}/${path}`, path)
      return entry === undefined ? [] : [entry]
    } catch (error) {
      if (error instanceof SysError) return []
      throw error
    }
  })
}

/** The patterns of `Dockerfile.dockerignore` or `.dockerignore`. */
export function ignored(sys: Sys, root: string, dockerfile: string): readonly string[] {
  for (const file of [`${dockerfile}.dockerignore`, `${root}/.dockerignore`]) {
    try {
      return readPatterns(text(sys.readFile(file)))
    } catch (error) {
      if (!(error instanceof SysError)) throw error
    }
  }
  return []
}

/** What came on standard input: an archive, or the text of a Dockerfile. */
export function fromInput(data: Bytes): { readonly files: readonly FileEntry[]; readonly dockerfile?: Bytes } {
  const plain = isGzip(data) ? gunzip(data) : data
  if (plain.slice(257, 262) === 'ustar') return { files: unpackTar(plain) }
  return { files: [], dockerfile: data }
}

export const textFile = (path: string, data: Bytes): FileEntry => ({
  path,
  type: 'file',
  mode: 0o644,
  uid: 0,
  gid: 0,
  mtime: 0,
  data,
  size: data.length,
})

export function pick(files: readonly FileEntry[], asked: Wanted): FileEntry[] {
  const patterns = compilePatterns(asked.excludes ?? [])
  return files.filter((f) => wanted(asked.followPaths ?? [], f.path) && !excluded(patterns, f.path))
}
