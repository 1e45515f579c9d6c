import { sha256 } from '../../../../base/digest'
import { utf8 } from '../../../../base/bytes'
import { orUndefined } from '../../face'
import { parents } from '../unpack'
import { metadataSize, type Repository } from './repositories'
import type { Sys } from '../../../wire/sys'

/** What was fetched of the repositories, under /var/cache: it is in the layer unless it is cleaned away. */
const directory = (root: string, { id, address }: Repository) =>
  `${root}/${id}-${sha256(utf8(address)).slice(0, 16)}/repodata`

/** When a repository's metadata was fetched, in seconds since 1970; undefined when there is none. */
export const fetchedAt = (sys: Sys, root: string, repository: Repository): number | undefined =>
  orUndefined(() => sys.stat(`${directory(root, repository)}/repomd.xml`))?.mtime

export function keepMetadata(sys: Sys, root: string, repository: Repository): void {
  const size = metadataSize(repository)
  const dir = directory(root, repository)
  const files: readonly (readonly [path: string, size: number])[] = [
    [`${dir}/repomd.xml`, 4000],
    [`${dir}/primary.xml.gz`, Math.floor(size * 0.6)],
    [`${dir}/filelists.xml.gz`, Math.floor(size * 0.4)],
    [`${root}/${repository.id}.solv`, Math.floor(size * 1.4)],
    [`${root}/${repository.id}-filenames.solvx`, size],
  ]
  parents(sys, files[0]![0])
  for (const [path, length] of files) {
    sys.writeFile(path, '', 0o644)
    sys.truncate(path, length)
  }
}

/** Removes everything below; the number of files that there were. */
export function cleaned(sys: Sys, root: string): number {
  const entries = orUndefined(() => sys.readdir(root)) ?? []
  return entries.reduce((sum, entry) => {
    const path = `${root}/${entry.name}`
    if (entry.kind !== 'dir') {
      sys.unlink(path)
      return sum + 1
    }
    const inside = cleaned(sys, path)
    sys.rmdir(path)
    return sum + inside
  }, 0)
}
