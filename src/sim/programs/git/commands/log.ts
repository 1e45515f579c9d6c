import { putBytes } from '../../face'
import { changesBetween } from '../changes'
import { fatal, gitDate, short, subject, type Job } from '../git-words'
import { patchOf, statOf } from '../patch'
import { currentBranch, history, readRef, refsBelow, resolve, type Commit } from '../store'
import { filesOf } from '../tree'

/** `git log [-N] [--oneline] [--stat] [-p] [COMMIT]`, `git show [COMMIT]`. */
export function log(job: Job): number {
  const { sys, repo, args } = job
  const most = args.flatMap((arg, i) =>
    arg === '-n' ? [Number(args[i + 1])] : /^(-n?|--max-count=)\d+$/.test(arg) ? [Number(arg.replace(/\D/g, ''))] : [],
  )[0]
  const word = args.find((arg, i) => !arg.startsWith('-') && args[i - 1] !== '-n') ?? 'HEAD'
  const from = resolve(sys, repo, word)
  if (from === undefined) return unknown(job, word)
  const commits = history(sys, repo, from, most)
  const format = args
    .find((arg) => /^--(pretty|format)=/.test(arg))
    ?.replace(/^--(pretty|format)=(format:|tformat:)?/, '')
  const oneline = args.includes('--oneline') || format === 'oneline'
  const custom = format !== undefined && !oneline && format.includes('%') ? format : undefined
  const texts = commits.map((commit) =>
    custom !== undefined ? `${formatted(custom, commit)}\n` : oneline ? line(job, commit) : whole(job, commit),
  )
  putBytes(sys, texts.join(oneline || custom !== undefined ? '' : '\n'))
  return 0
}

function unknown({ sys, repo }: Job, word: string): number {
  const branch = currentBranch(sys, repo)
  return word === 'HEAD' && branch !== undefined
    ? fatal(sys, `your current branch '${branch}' does not have any commits yet`)
    : fatal(
        sys,
        `ambiguous argument '${word}': unknown revision or path not in the working tree.\nUse '--' to separate paths from revisions, like this:\n'git <command> [<revision>...] -- [<file>...]'`,
      )
}

export function show(job: Job): number {
  const { sys, repo, args } = job
  const word = args.find((arg) => !arg.startsWith('-')) ?? 'HEAD'
  const oid = resolve(sys, repo, word)
  if (oid === undefined) return unknown(job, word)
  const [commit] = history(sys, repo, oid, 1)
  if (commit) putBytes(sys, whole({ ...job, args: args.includes('--stat') ? args : [...args, '-p'] }, commit))
  return 0
}

const line = (job: Job, commit: Commit) =>
  `${job.paint('yellow', short(commit.oid))}${names(job, commit)} ${subject(commit)}\n${detail(job, commit, '')}`

function whole(job: Job, commit: Commit): string {
  const { paint } = job
  const merge = commit.parents.length > 1 ? `Merge: ${commit.parents.map(short).join(' ')}\n` : ''
  const message = commit.message
    .replace(/\n$/, '')
    .split('\n')
    .map((each) => `    ${each}\n`)
    .join('')
  return `${paint('yellow', `commit ${commit.oid}`)}${names(job, commit)}\n${merge}Author: ${commit.author}\nDate:   ${gitDate(commit.time)}\n\n${message}${detail(job, commit, '\n')}`
}

function detail({ sys, repo, args, paint }: Job, commit: Commit, before: string): string {
  const stat = args.includes('--stat')
  if (!stat && !args.includes('-p') && !args.includes('--patch')) return ''
  const changes = changesBetween(filesOf(sys, repo, commit.parents[0]), filesOf(sys, repo, commit.oid))
  return (
    before +
    (stat ? statOf(sys, repo, changes, paint) : changes.map((change) => patchOf(sys, repo, change, paint)).join(''))
  )
}

/** ` (HEAD -> main, origin/main)`, where the output is for a terminal or was asked for. */
function names({ sys, repo, args, paint }: Job, commit: Commit): string {
  if (!sys.isatty(1) && !args.includes('--decorate')) return ''
  const branch = currentBranch(sys, repo)
  const pointing = (folder: string) =>
    refsBelow(sys, repo, folder).filter((name) => readRef(sys, repo, `${folder}/${name}`) === commit.oid)
  const on = readRef(sys, repo, 'HEAD') === commit.oid
  const head = on
    ? [
        branch === undefined
          ? paint('boldCyan', 'HEAD')
          : `${paint('boldCyan', 'HEAD -> ')}${paint('boldGreen', branch)}`,
      ]
    : []
  const all = [
    ...head,
    ...pointing('refs/tags').map((name) => paint('yellow', `tag: ${name}`)),
    ...pointing('refs/remotes').map((name) => paint('boldRed', name)),
    ...pointing('refs/heads')
      .filter((name) => !on || name !== branch)
      .map((name) => paint('boldGreen', name)),
  ]
  return all.length === 0 ? '' : ` ${paint('yellow', '(')}${all.join(paint('yellow', ', '))}${paint('yellow', ')')}`
}

const formatted = (format: string, commit: Commit): string =>
  format.replace(/%(an|ae|ad|ai|as|at|h|H|s|b|n|%|T|P)/g, (all, key: string) => {
    const iso = new Date(commit.time * 1000).toISOString()
    const values: Readonly<Record<string, string>> = {
      an: commit.author.replace(/ <.*$/, ''),
      ae: /<(.*)>/.exec(commit.author)?.[1] ?? '',
      ad: gitDate(commit.time),
      ai: `${iso.slice(0, 10)} ${iso.slice(11, 19)} +0000`,
      as: iso.slice(0, 10),
      at: String(commit.time),
      h: short(commit.oid),
      H: commit.oid,
      s: subject(commit),
      b: commit.message.replace(/^[^\n]*\n*/, ''),
      n: '\n',
      '%': '%',
      T: commit.tree,
      P: commit.parents.join(' '),
    }
    return values[key] ?? all
  })
