import { put } from '../../face'
import { upstream } from './status'
import { changesBetween, staged, unstaged, type Change } from '../changes'
import { setIn } from '../config'
import { below, fatal, inRepo, short, subject, tell, type Job } from '../git-words'
import { readIndex, writeIndex, type Entry } from '../index-file'
import { currentBranch, headCommit, history, readCommit, readRef, refsBelow, resolve, writeRef } from '../store'
import { filesOf } from '../tree'
import { checkOut, takeAway } from '../work'

/** Branches and moving between them. */

export function branch({ sys, repo, args, paint }: Job): number {
  const names = args.filter((arg) => !arg.startsWith('-'))
  const has = (...flags: string[]) => flags.some((flag) => args.includes(flag))
  const current = currentBranch(sys, repo)
  if (has('--show-current')) return (put(sys, current === undefined ? '' : `${current}\n`), 0)
  if (has('-m', '-M', '--move')) return rename({ sys, repo }, names)
  if (has('-d', '-D', '--delete')) return remove({ sys, repo }, names)
  if (names.length > 0) return create({ sys, repo }, names[0]!, names[1])
  const locals = has('-r') ? [] : refsBelow(sys, repo, 'refs/heads')
  const remotes = has('-a', '-r', '--all') ? refsBelow(sys, repo, 'refs/remotes') : []
  const detached =
    current === undefined ? [`* ${paint('green', `(HEAD detached at ${short(headCommit(sys, repo) ?? '')})`)}\n`] : []
  const shown = (name: string, colour: 'red' | undefined) =>
    name === current ? `* ${paint('green', name)}\n` : `  ${colour ? paint(colour, name) : name}\n`
  const target = (name: string) => {
    const to = /^ref: refs\/remotes\/(.*)$/.exec(sys.readFile(`${repo.dir}/refs/remotes/${name}`).trim())
    return `  ${paint('red', `${has('-r') ? '' : 'remotes/'}${name}`)}${to ? ` -> ${to[1]}` : ''}\n`
  }
  put(sys, [...detached, ...locals.map((name) => shown(name, undefined)), ...remotes.map(target)].join(''))
  return 0
}

type Where = Pick<Job, 'sys' | 'repo'>

function create({ sys, repo }: Where, name: string, from = 'HEAD'): number {
  if (readRef(sys, repo, `refs/heads/${name}`) !== undefined)
    return fatal(sys, `a branch named '${name}' already exists`)
  const oid = resolve(sys, repo, from)
  if (oid === undefined)
    return fatal(sys, `not a valid object name: '${from === 'HEAD' ? (currentBranch(sys, repo) ?? from) : from}'`)
  writeRef(sys, repo, `refs/heads/${name}`, oid)
  return 0
}

function rename({ sys, repo }: Where, names: readonly string[]): number {
  const current = currentBranch(sys, repo) ?? ''
  const [from, to] = names.length > 1 ? [names[0]!, names[1]!] : [current, names[0] ?? '']
  const oid = readRef(sys, repo, `refs/heads/${from}`)
  if (oid !== undefined) {
    writeRef(sys, repo, `refs/heads/${to}`, oid)
    if (from !== to) sys.unlink(`${repo.dir}/refs/heads/${from}`)
  } else if (from !== current) return fatal(sys, `no branch named '${from}'`)
  if (from === current) writeRef(sys, repo, 'HEAD', `ref: refs/heads/${to}`)
  return 0
}

function remove({ sys, repo }: Where, names: readonly string[]): number {
  let status = 0
  for (const name of names) {
    const oid = readRef(sys, repo, `refs/heads/${name}`)
    if (oid === undefined) status = tell(sys, `error: branch '${name}' not found.\n`, 1)
    else if (name === currentBranch(sys, repo))
      status = tell(sys, `error: Cannot delete branch '${name}' checked out at '${repo.root}'\n`, 1)
    else {
      sys.unlink(`${repo.dir}/refs/heads/${name}`)
      put(sys, `Deleted branch ${name} (was ${short(oid)}).\n`)
    }
  }
  return status
}

/** `git checkout [-b] BRANCH`, `git switch [-c] BRANCH`, `git checkout -- PATH…`. */
export function checkout(job: Job): number {
  const { sys, repo, args } = job
  const dashes = args.indexOf('--')
  if (dashes >= 0) return restorePaths(job, args.slice(dashes + 1))
  const fresh = args.some((arg) => /^-[bBcC]$/.test(arg) || arg === '--create')
  const [name = '', from] = args.filter((arg) => !arg.startsWith('-') || arg === '-')
  if (fresh) {
    if (headCommit(sys, repo) !== undefined) {
      const status = create(job, name, from)
      if (status !== 0) return status
    }
    if (from !== undefined && !move(job, resolve(sys, repo, from)!)) return 1
    writeRef(sys, repo, 'HEAD', `ref: refs/heads/${name}`)
    return tell(sys, `Switched to a new branch '${name}'\n`)
  }
  const local = readRef(sys, repo, `refs/heads/${name}`)
  const remote = readRef(sys, repo, `refs/remotes/origin/${name}`)
  if (local !== undefined || remote !== undefined) return toBranch(job, name, local, remote!)
  const oid = resolve(sys, repo, name)
  if (oid !== undefined) return detach(job, name, oid)
  return restorePaths(
    job,
    args.filter((arg) => !arg.startsWith('-')),
  )
}

function toBranch(job: Job, name: string, local: string | undefined, remote: string): number {
  const { sys, repo } = job
  if (name === currentBranch(sys, repo)) {
    tell(sys, `Already on '${name}'\n`)
    put(sys, upstream(job, name).replace(/\n\n$/, '\n'))
    return 0
  }
  const left = currentBranch(sys, repo) === undefined ? headCommit(sys, repo) : undefined
  if (!move(job, local ?? remote)) return 1
  if (left !== undefined)
    tell(sys, `Previous HEAD position was ${short(left)} ${subject(readCommit(sys, repo, left)!)}\n`)
  if (local === undefined) {
    writeRef(sys, repo, `refs/heads/${name}`, remote)
    setIn(sys, `${repo.dir}/config`, `branch.${name}.remote`, 'origin')
    setIn(sys, `${repo.dir}/config`, `branch.${name}.merge`, `refs/heads/${name}`)
  }
  writeRef(sys, repo, 'HEAD', `ref: refs/heads/${name}`)
  kept(job)
  tell(sys, `Switched to ${local === undefined ? 'a new ' : ''}branch '${name}'\n`)
  put(
    sys,
    local === undefined
      ? `branch '${name}' set up to track 'origin/${name}'.\n`
      : upstream(job, name).replace(/\n\n$/, '\n'),
  )
  return 0
}

/** Changes that come along. */
function kept({ sys, repo }: Where): void {
  const letters = { new: 'A', modified: 'M', deleted: 'D' } as const
  const all = new Map(
    [...staged(sys, repo), ...unstaged(sys, repo)].map((change) => [change.path, letters[change.kind]]),
  )
  put(sys, [...all].map(([path, letter]) => `${letter}\t${path}\n`).join(''))
}

function detach(job: Job, name: string, oid: string): number {
  const { sys, repo } = job
  if (!move(job, oid)) return 1
  writeRef(sys, repo, 'HEAD', oid)
  return tell(
    sys,
    `Note: switching to '${name}'.\n\nYou are in 'detached HEAD' state. You can look around, make experimental\nchanges and commit them, and you can discard any commits you make in this\nstate without impacting any branches by switching back to a branch.\n\nIf you want to create a new branch to retain commits you create, you may\ndo so (now or later) by using -c with the switch command. Example:\n\n  git switch -c <new-branch-name>\n\nOr undo this operation with:\n\n  git switch -\n\nTurn off this advice by setting config variable advice.detachedHead to false\n\nHEAD is now at ${short(oid)} ${subject(readCommit(sys, repo, oid)!)}\n`,
  )
}

/** Makes index and working tree those of a commit; false, with Git's complaint, where that would lose changes. */
function move({ sys, repo }: Where, oid: string): boolean {
  const changes = changesBetween(filesOf(sys, repo, headCommit(sys, repo)), filesOf(sys, repo, oid))
  const dirty = new Set([...staged(sys, repo), ...unstaged(sys, repo)].map((change) => change.path))
  const lost = changes.filter((change) => dirty.has(change.path))
  if (lost.length > 0) {
    tell(
      sys,
      `error: Your local changes to the following files would be overwritten by checkout:\n${lost.map((change) => `\t${change.path}\n`).join('')}Please commit your changes or stash them before you switch branches.\nAborting\n`,
    )
    return false
  }
  applied({ sys, repo }, changes, readIndex(sys, repo))
  return true
}

function applied({ sys, repo }: Where, changes: readonly Change[], entries: readonly Entry[]): void {
  for (const change of changes) {
    if (change.after === undefined) takeAway(sys, repo, change.path)
    else checkOut(sys, repo, change.after)
  }
  const touched = new Set(changes.map((change) => change.path))
  writeIndex(sys, repo, [
    ...entries.filter((entry) => !touched.has(entry.path)),
    ...changes.flatMap((change) => change.after ?? []),
  ])
}

function restorePaths({ sys, repo }: Where, paths: readonly string[]): number {
  const entries = readIndex(sys, repo)
  const folders = paths.map((path) => inRepo(sys, repo, path) ?? path)
  const lost = paths.filter((_, i) => !entries.some((entry) => below([folders[i]!], entry.path)))
  if (lost.length > 0)
    return tell(
      sys,
      lost.map((path) => `error: pathspec '${path}' did not match any file(s) known to git\n`).join(''),
      1,
    )
  const chosen = unstaged(sys, repo).filter((change) => below(folders, change.path))
  for (const change of chosen) checkOut(sys, repo, change.before!)
  return 0
}

/** `git restore [--staged] PATH…`. */
export function restore(job: Job): number {
  const { sys, repo, args } = job
  const paths = args.filter((arg) => !arg.startsWith('-'))
  if (paths.length === 0) return fatal(sys, 'you must specify path(s) to restore')
  if (!args.includes('--staged') && !args.includes('-S')) return restorePaths(job, paths)
  unstage(
    job,
    paths.map((path) => inRepo(sys, repo, path) ?? path),
  )
  return 0
}

/** Takes paths back out of the index, to what the last commit has of them. */
function unstage({ sys, repo }: Where, folders: readonly string[]): void {
  const head = filesOf(sys, repo, headCommit(sys, repo))
  writeIndex(sys, repo, [
    ...readIndex(sys, repo).filter((entry) => !below(folders, entry.path)),
    ...head.filter((entry) => below(folders, entry.path)),
  ])
}

/** `git reset [--soft | --hard] [COMMIT]`, `git reset PATH…`. */
export function reset(job: Job): number {
  const { sys, repo, args } = job
  const [word = 'HEAD'] = args.filter((arg) => !arg.startsWith('-'))
  const oid = resolve(sys, repo, word)
  if (oid === undefined) {
    const path = inRepo(sys, repo, word)
    if (path === undefined || !readIndex(sys, repo).some((entry) => below([path], entry.path)))
      return fatal(sys, `ambiguous argument '${word}': unknown revision or path not in the working tree.`)
    unstage(job, [path])
    return 0
  }
  if (args.includes('--hard')) {
    const now = unstaged(sys, repo).map((change) => change.before!)
    for (const entry of now) checkOut(sys, repo, entry)
    applied(job, changesBetween(readIndex(sys, repo), filesOf(sys, repo, oid)), readIndex(sys, repo))
  } else if (!args.includes('--soft')) writeIndex(sys, repo, filesOf(sys, repo, oid))
  const current = currentBranch(sys, repo)
  writeRef(sys, repo, current === undefined ? 'HEAD' : `refs/heads/${current}`, oid)
  if (args.includes('--hard')) put(sys, `HEAD is now at ${short(oid)} ${subject(history(sys, repo, oid, 1)[0]!)}\n`)
  return 0
}
