import { put } from '../../face'
import { staged, unstaged, type Change } from '../changes'
import { setting } from '../config'
import { short, type Job } from '../git-words'
import { readIndex } from '../index-file'
import { currentBranch, headCommit, history, readRef } from '../store'
import { untracked } from '../work'

const words = { new: 'new file:   ', modified: 'modified:   ', deleted: 'deleted:    ' } as const
const letters = { new: 'A', modified: 'M', deleted: 'D' } as const

/** `git status [-s] [-b]`. */
export function status(job: Job): number {
  const { sys, repo, args } = job
  const [index, work] = [staged(sys, repo), unstaged(sys, repo)]
  const others = untracked(sys, repo, readIndex(sys, repo)).map((each) => each.path)
  const brief = args.some((arg) => /^(-s|--short|--porcelain.*|-sb)$/.test(arg))
  put(sys, brief ? short2(job, index, work, others) : long(job, index, work, others))
  return 0
}

function short2(
  { sys, repo, args, paint }: Job,
  index: readonly Change[],
  work: readonly Change[],
  others: readonly string[],
): string {
  const paths = [...new Set([...index, ...work].map((change) => change.path))].sort()
  const of = (list: readonly Change[], path: string) => {
    const found = list.find((change) => change.path === path)
    return found ? letters[found.kind] : ' '
  }
  const colour: typeof paint = args.some((arg) => arg.startsWith('--porcelain')) ? (_, plain) => plain : paint
  const mark = (list: readonly Change[], path: string, name: 'green' | 'red') => {
    const letter = of(list, path)
    return letter === ' ' ? ' ' : colour(name, letter)
  }
  const head = args.some((arg) => /^(-b|--branch|-sb)$/.test(arg))
    ? `## ${currentBranch(sys, repo) ?? 'HEAD (no branch)'}\n`
    : ''
  const rows = paths.map((path) => `${mark(index, path, 'green')}${mark(work, path, 'red')} ${path}\n`)
  return `${head}${rows.join('')}${others.map((path) => `${colour('red', '??')} ${path}\n`).join('')}`
}

function long(job: Job, index: readonly Change[], work: readonly Change[], others: readonly string[]): string {
  const { sys, repo, paint } = job
  const born = headCommit(sys, repo) !== undefined
  const list = (colour: 'green' | 'red', changes: readonly Change[]) =>
    changes.map((change) => `\t${paint(colour, `${words[change.kind]}${change.path}`)}\n`).join('')
  const parts = [
    head(job, born),
    index.length > 0 &&
      `Changes to be committed:\n  (use "git ${born ? 'restore --staged' : 'rm --cached'} <file>..." to unstage)\n${list('green', index)}\n`,
    work.length > 0 &&
      `Changes not staged for commit:\n  (use "git add${work.some((each) => each.kind === 'deleted') ? '/rm' : ''} <file>..." to update what will be committed)\n  (use "git restore <file>..." to discard changes in working directory)\n${list('red', work)}\n`,
    others.length > 0 &&
      `Untracked files:\n  (use "git add <file>..." to include in what will be committed)\n${others.map((path) => `\t${paint('red', path)}\n`).join('')}\n`,
    index.length === 0 && last(born, work, others),
  ]
  return parts.filter((part) => part !== false).join('')
}

function head({ sys, repo, paint }: Job, born: boolean): string {
  const branch = currentBranch(sys, repo)
  const on =
    branch === undefined
      ? `${paint('red', 'HEAD detached at ')}${short(headCommit(sys, repo) ?? '')}\n`
      : `On branch ${branch}\n`
  return `${on}${born ? upstream({ sys, repo }, branch) : '\nNo commits yet\n\n'}`
}

/** How a branch stands to the one that it follows. */
export function upstream({ sys, repo }: Pick<Job, 'sys' | 'repo'>, branch: string | undefined): string {
  const remote = setting(sys, repo, `branch.${branch}.remote`)
  const theirs = remote === undefined ? undefined : readRef(sys, repo, `refs/remotes/${remote}/${branch}`)
  if (theirs === undefined) return ''
  const mine = history(sys, repo, headCommit(sys, repo)).map((commit) => commit.oid)
  const ahead = mine.indexOf(theirs)
  if (ahead === 0) return `Your branch is up to date with '${remote}/${branch}'.\n\n`
  if (ahead > 0)
    return `Your branch is ahead of '${remote}/${branch}' by ${ahead} commit${ahead === 1 ? '' : 's'}.\n  (use "git push" to publish your local commits)\n\n`
  return `Your branch is behind '${remote}/${branch}'.\n  (use "git pull" to update your local branch)\n\n`
}

function last(born: boolean, work: readonly Change[], others: readonly string[]): string {
  if (work.length > 0) return 'no changes added to commit (use "git add" and/or "git commit -a")\n'
  if (others.length > 0) return 'nothing added to commit but untracked files present (use "git add" to track)\n'
  return born
    ? 'nothing to commit, working tree clean\n'
    : 'nothing to commit (create/copy files and use "git add" to track)\n'
}
