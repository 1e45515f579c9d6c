import { putBytes } from '../../face'
import { changesBetween, staged, unstaged } from '../changes'
import { below, fatal, inRepo, type Job } from '../git-words'
import { readIndex } from '../index-file'
import { patchOf, statOf } from '../patch'
import { resolve } from '../store'
import { filesOf } from '../tree'
import { asEntry } from '../work'

/** `git diff [--staged] [--stat] [--name-only] [COMMIT [COMMIT]] [-- PATH…]`. */
export function diff(job: Job): number {
  const { sys, repo, args, paint } = job
  const dashes = args.indexOf('--')
  const words = (dashes < 0 ? args : args.slice(0, dashes))
    .filter((arg) => !arg.startsWith('-'))
    .flatMap((arg) => arg.split('..'))
  const commits = words.map((word) => resolve(sys, repo, word))
  const paths = [...words.filter((_, i) => commits[i] === undefined), ...(dashes < 0 ? [] : args.slice(dashes + 1))]
  const known = commits.filter((oid) => oid !== undefined)
  const folders = paths.map((path) => inRepo(sys, repo, path) ?? path)
  const entries = readIndex(sys, repo)
  const lost = words.find(
    (word, i) =>
      commits[i] === undefined && !entries.some((entry) => below([inRepo(sys, repo, word) ?? word], entry.path)),
  )
  if (lost !== undefined)
    return fatal(
      sys,
      `ambiguous argument '${lost}': unknown revision or path not in the working tree.\nUse '--' to separate paths from revisions, like this:\n'git <command> [<revision>...] -- [<file>...]'`,
    )
  const cached = args.includes('--staged') || args.includes('--cached')
  const all =
    known.length > 0
      ? changesBetween(
          filesOf(sys, repo, known[0]),
          known[1]
            ? filesOf(sys, repo, known[1])
            : cached
              ? entries
              : entries.flatMap((entry) => asEntry(sys, repo, entry.path) ?? []),
        )
      : cached
        ? staged(sys, repo)
        : unstaged(sys, repo)
  const changes = folders.length === 0 ? all : all.filter((change) => below(folders, change.path))
  if (args.includes('--name-only')) putBytes(sys, changes.map((change) => `${change.path}\n`).join(''))
  else if (args.includes('--stat')) putBytes(sys, statOf(sys, repo, changes, paint))
  else putBytes(sys, changes.map((change) => patchOf(sys, repo, change, paint)).join(''))
  return args.includes('--exit-code') && changes.length > 0 ? 1 : 0
}
