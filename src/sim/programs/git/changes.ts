import { readIndex, type Entry } from './index-file'
import { headCommit, type Repo } from './store'
import { filesOf } from './tree'
import { asEntry } from './work'
import type { Sys } from '../../wire/sys'

/** What is different between two lists of files. */
export interface Change {
  readonly kind: 'new' | 'modified' | 'deleted'
  readonly path: string
  readonly before?: Entry
  readonly after?: Entry
}

export function changesBetween(before: readonly Entry[], after: readonly Entry[]): readonly Change[] {
  const old = new Map(before.map((entry) => [entry.path, entry]))
  const now = new Map(after.map((entry) => [entry.path, entry]))
  const paths = [...new Set([...old.keys(), ...now.keys()])].sort()
  return paths.flatMap((path): readonly Change[] => {
    const [a, b] = [old.get(path), now.get(path)]
    if (a === undefined) return [{ kind: 'new', path, after: b! }]
    if (b === undefined) return [{ kind: 'deleted', path, before: a }]
    return a.oid === b.oid && a.mode === b.mode ? [] : [{ kind: 'modified', path, before: a, after: b }]
  })
}

/** Between the last commit and the index. */
export const staged = (sys: Sys, repo: Repo): readonly Change[] =>
  changesBetween(filesOf(sys, repo, headCommit(sys, repo)), readIndex(sys, repo))

/** Between the index and the working tree, of the files that the index knows. */
export function unstaged(sys: Sys, repo: Repo): readonly Change[] {
  const entries = readIndex(sys, repo)
  return changesBetween(
    entries,
    entries.flatMap((entry) => asEntry(sys, repo, entry.path) ?? []),
  )
}
