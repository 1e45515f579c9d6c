import { lstatSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fromArray } from '../base/bytes'
import type { FileEntry } from '../base/file-entry'
import { UsageError } from './args'

/** Local files and directories as entries for the simulated host. Owner is the learner; times are not taken over, to stay deterministic. */
type Pairs = readonly (readonly [hostPath: string, localPath: string])[]

const mtime = Date.UTC(2025, 8, 1) / 1000
const owner = { uid: 1000, gid: 1000, mtime }
const limit = 64 * 1024 * 1024

export function localFiles(files: Pairs, dirs: Pairs, cwd: string | undefined): readonly FileEntry[] {
  const entries = [
    ...(cwd === undefined ? [] : [directory(relative(cwd))]),
    ...files.map(([host, local]) => localFile(relative(host), local)),
    ...dirs.flatMap(([host, local]) => localTree(relative(host), local)),
  ]
  return withParents(entries)
}

function relative(hostPath: string): string {
  if (!hostPath.startsWith('/')) throw new UsageError(`the host path "${hostPath}" is not absolute`)
  if (hostPath.split('/').includes('..')) throw new UsageError(`the host path "${hostPath}" has a ".."`)
  return hostPath.replace(/^\/+|\/+$/g, '')
}

const directory = (path: string): FileEntry => ({ ...owner, path, type: 'dir', mode: 0o755 })

function localFile(path: string, local: string): FileEntry {
  const info = statSync(local, { throwIfNoEntry: false })
  if (info?.isFile() !== true) throw new UsageError(`cannot read ${local}`)
  if (info.size > limit) throw new UsageError(`${local} is larger than 64 MiB`)
  const data = fromArray(readFileSync(local))
  return { ...owner, path, type: 'file', mode: info.mode & 0o777, data, size: data.length }
}

function localTree(path: string, local: string): readonly FileEntry[] {
  if (statSync(local, { throwIfNoEntry: false })?.isDirectory() !== true) throw new UsageError(`cannot read ${local}`)
  const below = readdirSync(local)
    .sort()
    .flatMap((name): readonly FileEntry[] => {
      const info = lstatSync(join(local, name))
      if (info.isDirectory()) return localTree(`${path}/${name}`, join(local, name))
      if (info.isSymbolicLink())
        return [
          { ...owner, path: `${path}/${name}`, type: 'symlink', mode: 0o777, link: readlinkSync(join(local, name)) },
        ]
      return info.isFile() ? [localFile(`${path}/${name}`, join(local, name))] : []
    })
  return [directory(path), ...below]
}

/** Directories that lead to an entry and are not there on a fresh host belong to the learner too, where they are below /home/you or new. */
function withParents(entries: readonly FileEntry[]): readonly FileEntry[] {
  const known = new Set(['', 'home', 'tmp', 'etc', 'usr', 'var', 'opt', 'root', 'srv', 'home/you'])
  return entries.flatMap((entry) => {
    const parts = entry.path.split('/').slice(0, -1)
    const above = parts.map((_, i) => parts.slice(0, i + 1).join('/')).filter((path) => !known.has(path))
    for (const path of [...above, entry.path]) known.add(path)
    return [...above.map(directory), entry]
  })
}
