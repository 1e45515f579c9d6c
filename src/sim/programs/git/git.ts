import { exit, put, quietly } from '../face'
import { beginClone, beginFetch, resumeClone, type Cloning } from './commands/clone'
import { add } from './commands/add'
import { branch, checkout, reset, restore } from './commands/branch'
import { commit } from './commands/commit'
import { diff } from './commands/diff'
import { init } from './commands/init'
import { log, show } from './commands/log'
import { config, lsFiles, mv, remote, revParse, rm, tag } from './commands/small'
import { status } from './commands/status'
import { setting } from './config'
import { fatal, lone, tell, type Job } from './git-words'
import { painter } from './paint'
import { currentBranch, findRepo, type Repo } from './store'
import type { Program, Sys, Turn } from '../../wire/sys'

/**
 * git: clones of known sample repositories, and the everyday commands on a real object store.
 *
 * @models git(1) 2.43
 * @fidelity part: no merge, rebase, stash, blame, bisect, submodules, hooks; nothing can be pushed; a clone is of a handful of samples
 */
const commands: Readonly<Record<string, (job: Job) => number>> = {
  add,
  branch,
  checkout,
  commit,
  diff,
  log,
  'ls-files': lsFiles,
  mv,
  remote,
  reset,
  restore,
  'rev-parse': revParse,
  rm,
  show,
  status,
  switch: checkout,
  tag,
}

const notHere =
  /^(am|apply|archive|bisect|blame|bundle|cherry-pick|clean|describe|fsck|gc|grep|lfs|maintenance|merge|mergetool|notes|push|rebase|reflog|revert|shortlog|stash|submodule|worktree|ls-remote|cat-file)$/

const usage = `usage: git [-v | --version] [-h | --help] [-C <path>] [-c <name>=<value>]
           [--exec-path[=<path>]] [--html-path] [--man-path] [--info-path]
           [-p | --paginate | -P | --no-pager] [--no-replace-objects] [--bare]
           [--git-dir=<path>] [--work-tree=<path>] [--namespace=<name>]
           [--config-env=<name>=<envvar>] <command> [<args>]

These are common Git commands used in various situations:

start a working area (see also: git help tutorial)
   clone     Clone a repository into a new directory
   init      Create an empty Git repository or reinitialize an existing one

work on the current change (see also: git help everyday)
   add       Add file contents to the index
   mv        Move or rename a file, a directory, or a symlink
   restore   Restore working tree files
   rm        Remove files from the working tree and from the index

examine the history and state (see also: git help revisions)
   diff      Show changes between commits, commit and working tree, etc
   log       Show commit logs
   show      Show various types of objects
   status    Show the working tree status

grow, mark and tweak your common history
   branch    List, create, or delete branches
   commit    Record changes to the repository
   reset     Reset current HEAD to the specified state
   switch    Switch branches
   tag       Create, list, delete or verify a tag object signed with GPG
`

export const git: Program<Cloning> = {
  name: 'git',
  start: (sys) => quietly(() => begin(sys, sys.argv.slice(1))),
  resume: (sys, state, wake) => quietly(() => (wake.on === 'execFailed' ? exit(1) : resumeClone(sys, state, wake))),
}

function begin(sys: Sys, words: readonly string[]): Turn<Cloning> {
  const [verb, ...args] = words
  if (verb === '-C') {
    sys.chdir(args[0] ?? '.')
    return begin(sys, args.slice(1))
  }
  if (verb === '-c') return begin(sys, args.slice(1))
  if (verb === '--no-pager' || verb === '-P') return begin(sys, args)
  if (verb === '--version' || verb === '-v' || verb === 'version') return said(sys, 'git version 2.43.0\n', 0)
  if (verb === undefined || verb === '--help' || verb === '-h' || verb === 'help')
    return said(sys, usage, verb === undefined ? 1 : 0)
  if (verb === 'clone') return beginClone(sys, args)
  if (verb === 'init') return exit(init(sys, args))
  const repo = findRepo(sys)
  if (verb === 'config') return exit(config(sys, repo, args))
  if (notHere.test(verb)) return exit(lone(sys, verb))
  const command = commands[verb]
  if (!command && verb !== 'pull' && verb !== 'fetch')
    return exit(tell(sys, `git: '${verb}' is not a git command. See 'git --help'.\n`, 1))
  if (!repo) return exit(fatal(sys, 'not a git repository (or any of the parent directories): .git'))
  if (dubious(sys, repo))
    return exit(
      fatal(
        sys,
        `detected dubious ownership in repository at '${repo.root}'\nTo add an exception for this directory, call:\n\n\tgit config --global --add safe.directory ${repo.root}`,
      ),
    )
  return command ? exit(command({ sys, repo, args, paint: painter(sys) })) : fetched(sys, repo, verb)
}

/** Another user's repository is not trusted; root through sudo trusts its caller's. */
function dubious(sys: Sys, repo: Repo): boolean {
  const owner = sys.stat(repo.root).uid
  const safe = setting(sys, undefined, 'safe.directory')
  return (
    owner !== sys.uid && !(sys.uid === 0 && sys.env['SUDO_UID'] === String(owner)) && safe !== '*' && safe !== repo.root
  )
}

function fetched(sys: Sys, repo: Repo, verb: string): Turn<Cloning> {
  const url = setting(sys, repo, 'remote.origin.url')
  if (url === undefined) {
    if (verb === 'fetch') return exit(0)
    return exit(
      tell(
        sys,
        `There is no tracking information for the current branch.\nPlease specify which branch you want to merge with.\nSee git-pull(1) for details.\n\n    git pull <remote> <branch>\n\nIf you wish to set tracking information for this branch you can do so with:\n\n    git branch --set-upstream-to=<remote>/<branch> ${currentBranch(sys, repo) ?? ''}\n\n`,
        1,
      ),
    )
  }
  return beginFetch(sys, repo, url, verb === 'fetch')
}

function said(sys: Sys, words: string, status: number): Turn<Cloning> {
  put(sys, words)
  return exit(status)
}
