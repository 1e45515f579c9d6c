import type { FileEntry } from '../../../base/file-entry'
import type { Sys } from '../../wire/sys'
import { complain, isBusybox, put, why } from '../face'
import { dialect } from '../say'
import { walk, type Visit } from '../coreutils/walk'
import { listing } from './listing'
import type { Tarring } from './tar-words'

/** `tar -c`: what is at and below the names, as members of an archive. */
export function pack(sys: Sys, how: Tarring): { readonly entries: readonly FileEntry[]; readonly failed: boolean } {
  const entries: FileEntry[] = []
  let failed = false
  if (how.dir !== '.') sys.chdir(how.dir)
  if (!isBusybox(sys) && how.names.some((name) => name.startsWith('/')))
    complain(sys, "Removing leading `/' from member names")
  for (const name of how.names) {
    try {
      const found = walk(sys, name.length > 1 ? name.replace(/\/+$/, '') : name)
      entries.push(
        ...found
          .filter(({ path }) => !how.exclude.some((out) => path === out || path.endsWith(`/${out}`)))
          .flatMap((visit) => member(sys, visit)),
      )
    } catch (error) {
      complain(sys, dialect(sys, `${name}: Cannot stat: ${why(error)}`, `${name}: ${why(error)}`))
      failed = true
    }
  }
  const told = entries.filter(({ path }) => path !== '')
  if (how.verbose && how.file !== '-') put(sys, listing(sys, told, false))
  return { entries: told, failed }
}

function member(sys: Sys, { path, stat }: Visit): readonly FileEntry[] {
  const { mode, uid, gid, mtime } = stat
  const common = { path: path.replace(/^(\.?\/+)+|^\.$/, ''), mode: mode & 0o7777, uid, gid, mtime }
  switch (stat.kind) {
    case 'file': {
      const data = sys.readFile(path)
      return [{ ...common, type: 'file', data, size: data.length }]
    }
    case 'symlink':
      return [{ ...common, type: 'symlink', link: sys.readlink(path) }]
    case 'char':
    case 'block':
      return [{ ...common, type: stat.kind, dev: stat.rdev ?? [0, 0] }]
    case 'dir':
    case 'fifo':
      return [{ ...common, type: stat.kind }]
    case 'socket':
      return []
  }
}
