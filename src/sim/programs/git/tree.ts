import { text, utf8 } from '../../../base/bytes'
import { fromHex, toHex, type Entry } from './index-file'
import { readCommit, readObject, writeObject, type Oid, type Repo } from './store'
import type { Sys } from '../../wire/sys'

/** Trees: the directories of a commit, and the flat list of files that an index is. */

const directory = 0o40000

export function flatTree(sys: Sys, repo: Repo, oid: Oid | undefined, prefix = ''): readonly Entry[] {
  const found = oid === undefined ? undefined : readObject(sys, repo, oid)
  if (found?.kind !== 'tree') return []
  const out: Entry[] = []
  for (let at = 0; at < found.data.length;) {
    const space = found.data.indexOf(' ', at)
    const zero = found.data.indexOf('\0', space)
    const mode = parseInt(found.data.slice(at, space), 8)
    const path = prefix + text(found.data.slice(space + 1, zero))
    const inner = toHex(found.data.slice(zero + 1, zero + 21))
    if (mode === directory) out.push(...flatTree(sys, repo, inner, `${path}/`))
    else out.push({ path, mode, oid: inner })
    at = zero + 21
  }
  return out
}

export const filesOf = (sys: Sys, repo: Repo, commit: Oid | undefined): readonly Entry[] =>
  commit === undefined ? [] : flatTree(sys, repo, readCommit(sys, repo, commit)?.tree)

/** Writes the trees of these files, the inner ones first. */
export function writeTree(sys: Sys, repo: Repo, entries: readonly Entry[], prefix = ''): Oid {
  const names = [...new Set(entries.map((entry) => entry.path.slice(prefix.length).split('/')[0]!))]
  const rows = names.map((name) => {
    const file = entries.find((entry) => entry.path === prefix + name)
    if (file) return { key: utf8(name), mode: file.mode, name, oid: file.oid }
    const below = entries.filter((entry) => entry.path.startsWith(`${prefix}${name}/`))
    return { key: `${utf8(name)}/`, mode: directory, name, oid: writeTree(sys, repo, below, `${prefix}${name}/`) }
  })
  rows.sort((a, b) => (a.key < b.key ? -1 : 1))
  return writeObject(
    sys,
    repo,
    'tree',
    rows.map((row) => `${row.mode.toString(8)} ${utf8(row.name)}\0${fromHex(row.oid)}`).join(''),
  )
}
