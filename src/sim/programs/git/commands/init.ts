import { orUndefined, put } from '../../face'
import { join } from '../../coreutils/walk'
import { setting } from '../config'
import { tell } from '../git-words'
import { makeParents, type Repo } from '../store'
import type { Sys } from '../../../wire/sys'

const hint = `hint: Using 'master' as the name for the initial branch. This default branch name
hint: is subject to change. To configure the initial branch name to use in all
hint: of your new repositories, which will suppress this warning, call:
hint:
hint: \tgit config --global init.defaultBranch <name>
hint:
hint: Names commonly chosen instead of 'master' are 'main', 'trunk' and
hint: 'development'. The just-created branch can be renamed via this command:
hint:
hint: \tgit branch -m <name>
`

/** `git init [-q] [-b BRANCH] [DIRECTORY]`. */
export function init(sys: Sys, args: readonly string[]): number {
  const quiet = args.includes('-q') || args.includes('--quiet')
  const at = args.findIndex((arg) => arg === '-b' || arg === '--initial-branch')
  const asked = at >= 0 ? args[at + 1] : args.find((arg) => arg.startsWith('--initial-branch='))?.slice(17)
  const name = args.find((arg, i) => !arg.startsWith('-') && (at < 0 || i !== at + 1))
  const root = name === undefined || name === '.' ? sys.cwd() : name.startsWith('/') ? name : join(sys.cwd(), name)
  const dir = join(root.replace(/\/+$/, ''), '.git')
  const again = orUndefined(() => sys.stat(dir)) !== undefined
  const branch = asked ?? setting(sys, undefined, 'init.defaultBranch')
  if (!again && branch === undefined && !quiet) tell(sys, hint)
  if (!again) makeGitDir(sys, { root, dir }, branch ?? 'master')
  if (!quiet) put(sys, `${again ? 'Reinitialized existing' : 'Initialized empty'} Git repository in ${dir}/\n`)
  return 0
}

export function makeGitDir(sys: Sys, { dir }: Repo, branch: string): void {
  for (const folder of ['hooks', 'info', 'objects/info', 'objects/pack', 'refs/heads', 'refs/tags'])
    makeParents(sys, `${dir}/${folder}/x`)
  sys.writeFile(`${dir}/HEAD`, `ref: refs/heads/${branch}\n`)
  sys.writeFile(
    `${dir}/config`,
    '[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = false\n\tlogallrefupdates = true\n',
  )
  sys.writeFile(`${dir}/description`, "Unnamed repository; edit this file 'description' to name the repository.\n")
  sys.writeFile(
    `${dir}/info/exclude`,
    "# git ls-files --others --exclude-from=.git/info/exclude\n# Lines that start with '#' are comments.\n# For a project mostly in C, the following would be a good set of\n# exclude patterns (uncomment them if you want to use them):\n# *.[oa]\n# *~\n",
  )
}
