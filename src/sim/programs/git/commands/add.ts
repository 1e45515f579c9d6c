import { orUndefined } from '../../face'
import { below, fatal, inRepo, tell, type Job } from '../git-words'
import { readIndex, writeIndex, type Entry } from '../index-file'
import { writeObject } from '../store'
import { contents, untracked } from '../work'
import { utf8 } from '../../../../base/bytes'

/** `git add PATH…`, `git add .`, `git add -A`. */
export function add({ sys, repo, args }: Job): number {
  const everything = args.some((arg) => /^(-A|--all|-u|--update)$/.test(arg))
  const named = args.filter((arg) => !arg.startsWith('-'))
  if (named.length === 0 && !everything) {
    return tell(
      sys,
      'Nothing specified, nothing added.\nhint: Maybe you wanted to say \'git add .\'?\nhint: Turn this message off by running\nhint: "git config advice.addEmptyPathspec false"\n',
    )
  }
  const entries = readIndex(sys, repo)
  const folders: string[] = []
  for (const name of named) {
    const path = inRepo(sys, repo, name)
    if (path === undefined) return fatal(sys, `${name}: '${name}' is outside repository at '${repo.root}'`)
    const there =
      orUndefined(() => sys.lstat(`${repo.root}/${path}`)) ?? entries.find((entry) => below([path], entry.path))
    if (there === undefined) return fatal(sys, `pathspec '${name}' did not match any files`)
    folders.push(path)
  }
  const wanted = folders.length === 0 ? [''] : folders
  writeIndex(sys, repo, updated({ sys, repo }, entries, wanted, !args.some((arg) => /^(-u|--update)$/.test(arg))))
  return 0
}

/** The index after what lies below these folders has been taken in. */
export function updated(
  { sys, repo }: Pick<Job, 'sys' | 'repo'>,
  entries: readonly Entry[],
  folders: readonly string[],
  fresh: boolean,
): readonly Entry[] {
  const more = fresh ? untracked(sys, repo, entries, true).map((each) => each.path) : []
  const paths = [...new Set([...entries.map((entry) => entry.path), ...more])].sort((a, b) =>
    utf8(a) < utf8(b) ? -1 : 1,
  )
  return paths.flatMap((path) => {
    const known = entries.find((entry) => entry.path === path)
    if (!below(folders, path)) return known ?? []
    const found = contents(sys, repo, path)
    return found === undefined ? [] : { path, mode: found.mode, oid: writeObject(sys, repo, 'blob', found.data) }
  })
}
