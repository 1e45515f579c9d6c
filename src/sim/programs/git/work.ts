import { linesOf, orUndefined } from '../face'
import { utf8, type Bytes } from '../../../base/bytes'
import { ignoring } from './ignored'
import { makeParents, oidOf, readObject, type Repo } from './store'
import type { Entry } from './index-file'
import type { Stat, Sys } from '../../wire/sys'

/** The working tree: what lies there, as the index would have it. */

const modeOf = (stat: Stat): number =>
  stat.kind === 'symlink' ? 0o120000 : (stat.mode & 0o100) !== 0 ? 0o100755 : 0o100644

/** Contents as an object would hold them; undefined where there is no file. */
export function contents(
  sys: Sys,
  repo: Repo,
  path: string,
): { readonly data: Bytes; readonly mode: number } | undefined {
  const at = `${repo.root}/${path}`
  const stat = orUndefined(() => sys.lstat(at))
  if (stat?.kind === 'symlink') return { data: utf8(sys.readlink(at)), mode: modeOf(stat) }
  const data = stat?.kind === 'file' ? orUndefined(() => sys.readFile(at)) : undefined
  return data === undefined ? undefined : { data, mode: modeOf(stat!) }
}

/** As the index would say it now, without writing anything. */
export function asEntry(sys: Sys, repo: Repo, path: string): Entry | undefined {
  const found = contents(sys, repo, path)
  return found && { path, mode: found.mode, oid: oidOf('blob', found.data) }
}

export interface Untracked {
  readonly path: string
  readonly dir: boolean
}

/** What lies in the tree and is in no index: a directory without any tracked file as one, unless `whole`. */
export function untracked(sys: Sys, repo: Repo, entries: readonly Entry[], whole = false): readonly Untracked[] {
  const ignore = ignoring(linesOf(sys, `${repo.root}/.gitignore`))
  const known = new Set(entries.map((entry) => entry.path))
  const folders = new Set(entries.flatMap((entry) => above(entry.path)))
  const visit = (folder: string): readonly Untracked[] =>
    (orUndefined(() => sys.readdir(`${repo.root}/${folder}`)) ?? []).flatMap((entry) => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (path === '.git' || ignore(path, entry.kind === 'dir')) return []
      if (entry.kind !== 'dir') return known.has(path) ? [] : [{ path, dir: false }]
      if (whole || folders.has(path)) return visit(path)
      return visit(path).length > 0 ? [{ path: `${path}/`, dir: true }] : []
    })
  return visit('')
}

const above = (path: string): readonly string[] => {
  const parts = path.split('/').slice(0, -1)
  return parts.map((_, i) => parts.slice(0, i + 1).join('/'))
}

/** Puts a file of a commit into the working tree. */
export function checkOut(sys: Sys, repo: Repo, entry: Entry): void {
  const at = `${repo.root}/${entry.path}`
  const data = readObject(sys, repo, entry.oid)?.data ?? ''
  makeParents(sys, at)
  orUndefined(() => sys.unlink(at))
  if (entry.mode === 0o120000) sys.symlink(data, at)
  else sys.writeFile(at, data, entry.mode & 0o777)
}

/** Takes a file away, and the directories that it leaves empty. */
export function takeAway(sys: Sys, repo: Repo, path: string): void {
  orUndefined(() => sys.unlink(`${repo.root}/${path}`))
  for (const folder of [...above(path)].reverse()) orUndefined(() => sys.rmdir(`${repo.root}/${folder}`))
}
