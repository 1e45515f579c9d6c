import type { FileEntry } from '../../../base/file-entry'
import type { Sys } from '../../wire/sys'
import { attempt, complain, isBusybox, orUndefined, put, putBytes, why } from '../face'
import { dialect } from '../say'
import { listing } from './listing'
import type { Tarring } from './tar-words'

/** `tar -x`: the members become files below a directory. Root gives them their owners, anybody else keeps them. */
export function extract(sys: Sys, how: Tarring, entries: readonly FileEntry[]): number {
  try {
    if (how.dir !== '.') sys.chdir(how.dir)
  } catch (error) {
    complain(
      sys,
      dialect(
        sys,
        `${how.dir}: Cannot open: ${why(error)}\ntar: Error is not recoverable: exiting now`,
        `can't change directory to '${how.dir}': ${why(error)}`,
      ),
    )
    return isBusybox(sys) ? 1 : 2
  }
  const chosen = entries.filter((entry) => !how.exclude.includes(entry.path) && stripped(entry, how.strip))
  const kept = chosen.flatMap((entry) => stripped(entry, how.strip) ?? [])
  // GNU tells the names that the archive has, not those that the files get.
  if (how.verbose) put(sys, listing(sys, isBusybox(sys) ? kept : chosen, false))
  if (how.toStdout) return (kept.forEach((entry) => putBytes(sys, contentOf(entry))), 0)
  const failed = kept.filter(
    (entry) =>
      !attempt(
        () => make(sys, entry),
        (words) => complain(sys, `${entry.path}: Cannot open: ${words}`),
      ),
  )
  // Directories get their times last: what is put into one changes its own.
  for (const { path, mtime } of kept.filter(({ type }) => type === 'dir'))
    orUndefined(() => sys.utimes(path === '' ? '.' : path, mtime))
  return failed.length > 0 ? 2 : 0
}

const contentOf = ({ data = '', size = data.length }: FileEntry): string => data + '\0'.repeat(size - data.length)

function stripped(entry: FileEntry, count: number): FileEntry | undefined {
  const path = entry.path.split('/').slice(count).join('/')
  return count > 0 && path === '' ? undefined : { ...entry, path }
}

function make(sys: Sys, entry: FileEntry): void {
  const { path, type, mode, mtime } = entry
  const parent = path.slice(0, Math.max(0, path.lastIndexOf('/')))
  if (parent !== '') parents(sys, parent)
  if (type === 'dir') return (parents(sys, path === '' ? '.' : path), sys.chmod(path === '' ? '.' : path, mode))
  orUndefined(() => sys.unlink(path))
  if (type === 'symlink') return sys.symlink(entry.link ?? '', path)
  if (type === 'hardlink') return sys.link(entry.link ?? '', path)
  if (type === 'fifo') sys.mkfifo(path, mode)
  else if (type === 'char' || type === 'block') sys.mknod(path, type, entry.dev ?? [0, 0], mode)
  else {
    sys.writeFile(path, entry.data ?? '', mode)
    if ((entry.size ?? 0) > (entry.data ?? '').length) sys.truncate(path, entry.size!)
  }
  if (sys.uid === 0) sys.chown(path, entry.uid, entry.gid)
  sys.chmod(path, mode)
  sys.utimes(path, mtime)
}

function parents(sys: Sys, path: string): void {
  const names = path.split('/')
  for (let i = 1; i <= names.length; i++) {
    const dir = names.slice(0, i).join('/')
    if (dir !== '' && orUndefined(() => sys.stat(dir)) === undefined) sys.mkdir(dir)
  }
}
