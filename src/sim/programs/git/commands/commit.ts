import { put } from '../../face'
import { utf8 } from '../../../../base/bytes'
import { updated } from './add'
import { status } from './status'
import { changesBetween, type Change } from '../changes'
import { identity, userOf } from '../config'
import { lone, short, subject, tell, type Job } from '../git-words'
import { readIndex, writeIndex } from '../index-file'
import { counted, summary } from '../patch'
import { commitText, currentBranch, headCommit, moveHead, readCommit, writeObject } from '../store'
import { filesOf, writeTree } from '../tree'

const unknown = (user: string, host: string) => `Author identity unknown

*** Please tell me who you are.

Run

  git config --global user.email "you@example.com"
  git config --global user.name "Your Name"

to set your account's default identity.
Omit --global to set the identity only in this repository.

fatal: unable to auto-detect email address (got '${user}@${host}.(none)')
`

/** `git commit [-a] [-q] -m MESSAGE [--allow-empty] [--amend]`. */
export function commit(job: Job): number {
  const { sys, repo, args } = job
  const flags = letters(args)
  const messages = args.flatMap((arg, i) =>
    /^-[a-zA-Z]*m$/.test(arg) || arg === '--message'
      ? [args[i + 1] ?? '']
      : arg.startsWith('--message=')
        ? [arg.slice(10)]
        : [],
  )
  const author = identity(sys, repo)
  if (author === undefined) return tell(sys, unknown(userOf(sys), sys.hostname), 128)
  if (flags.has('a')) writeIndex(sys, repo, updated(job, readIndex(sys, repo), [''], false))
  const head = headCommit(sys, repo)
  const amended = args.includes('--amend') && head !== undefined ? readCommit(sys, repo, head) : undefined
  const entries = readIndex(sys, repo)
  const changes = changesBetween(filesOf(sys, repo, amended ? amended.parents[0] : head), entries)
  if (changes.length === 0 && !args.includes('--allow-empty') && !amended) {
    status({ ...job, args: [] })
    return 1
  }
  if (messages.length === 0 && !amended) return lone(sys, 'commit without -m (it would open an editor)')
  const message = messages.length === 0 ? amended!.message : `${utf8(messages.join('\n\n')).trim()}\n`
  const parents = amended ? amended.parents : head === undefined ? [] : [head]
  const body = {
    tree: writeTree(sys, repo, entries),
    parents,
    author: utf8(author),
    time: Number(/^@?(\d+)/.exec(sys.env['GIT_COMMITTER_DATE'] ?? '')?.[1] ?? Math.floor(sys.now() / 1e6)),
    message,
  }
  const oid = writeObject(sys, repo, 'commit', commitText(body))
  moveHead(sys, repo, oid)
  if (!flags.has('q')) put(sys, report(job, oid, parents.length === 0, message, changes))
  return 0
}

const letters = (args: readonly string[]) =>
  new Set([
    ...args.filter((arg) => /^-[a-z]+$/.test(arg)).flatMap((arg) => arg.slice(1).split('')),
    ...(args.includes('--quiet') ? ['q'] : []),
    ...(args.includes('--all') ? ['a'] : []),
  ])

function report({ sys, repo }: Job, oid: string, root: boolean, message: string, changes: readonly Change[]): string {
  const branch = currentBranch(sys, repo) ?? 'detached HEAD'
  const modes = changes.flatMap((change) =>
    change.kind === 'new'
      ? [` create mode ${change.after!.mode.toString(8)} ${change.path}\n`]
      : change.kind === 'deleted'
        ? [` delete mode ${change.before!.mode.toString(8)} ${change.path}\n`]
        : [],
  )
  const sum = changes.length === 0 ? '' : summary(changes.map((change) => counted(sys, repo, change)))
  return `[${branch}${root ? ' (root-commit)' : ''} ${short(oid)}] ${subject({ message })}\n${sum}${modes.join('')}`
}
