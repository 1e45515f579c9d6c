import { put } from '../../face'
import { globalFile, setIn, setting, settings, settingsIn } from '../config'
import { below, fatal, inRepo, short, tell, type Job } from '../git-words'
import { readIndex, writeIndex } from '../index-file'
import { currentBranch, headCommit, readRef, refsBelow, resolve, writeRef, type Repo } from '../store'
import { takeAway, untracked } from '../work'
import type { Sys } from '../../../wire/sys'

/** The short commands: config, remote, rev-parse, ls-files, rm, mv, tag. */

export function config(sys: Sys, repo: Repo | undefined, args: readonly string[]): number {
  const global = args.includes('--global') || args.includes('--system')
  const [first, second, third] = args.filter((arg) => !arg.startsWith('-'))
  const path = global ? globalFile(sys) : repo && `${repo.dir}/config`
  if (args.includes('--list') || args.includes('-l') || first === 'list') {
    const all = global ? settingsIn(sys, globalFile(sys)) : settings(sys, repo)
    return say(sys, all.map(([key, value]) => `${key}=${value}\n`).join(''))
  }
  const verb = first === 'get' || first === 'set' ? first : undefined
  const [key, value] = verb ? [second, third] : [first, second]
  if (key === undefined) return tell(sys, 'usage: git config [<options>]\n', 129)
  if (!key.includes('.')) return tell(sys, `error: key does not contain a section: ${key}\n`, 1)
  if (args.includes('--unset') || value !== undefined) {
    if (path === undefined) return fatal(sys, 'not in a git directory')
    setIn(sys, path, key, args.includes('--unset') ? undefined : value)
    return 0
  }
  const found = global
    ? settingsIn(sys, globalFile(sys))
        .filter(([each]) => each === key.toLowerCase())
        .at(-1)?.[1]
    : setting(sys, repo, key)
  return found === undefined ? 1 : say(sys, `${found}\n`)
}

function say(sys: Sys, words: string): number {
  put(sys, words)
  return 0
}

export function remote({ sys, repo, args }: Job): number {
  const [verb, name = '', url] = args.filter((arg) => !arg.startsWith('-'))
  const known = settingsIn(sys, `${repo.dir}/config`).flatMap(([key, value]) => {
    const match = /^remote\.(.*)\.url$/.exec(key)
    return match ? [[match[1]!, value] as const] : []
  })
  const there = known.find(([each]) => each === name)
  switch (verb) {
    case undefined:
    case 'show':
      return say(
        sys,
        known
          .map(([each, to]) =>
            args.some((arg) => /^(-v|--verbose)$/.test(arg))
              ? `${each}\t${to} (fetch)\n${each}\t${to} (push)\n`
              : `${each}\n`,
          )
          .join(''),
      )
    case 'add':
      if (there) return tell(sys, `error: remote ${name} already exists.\n`, 3)
      setIn(sys, `${repo.dir}/config`, `remote.${name}.url`, url ?? '')
      setIn(sys, `${repo.dir}/config`, `remote.${name}.fetch`, `+refs/heads/*:refs/remotes/${name}/*`)
      return 0
    case 'get-url':
      return there ? say(sys, `${there[1]}\n`) : tell(sys, `error: No such remote '${name}'\n`, 2)
    case 'set-url':
      if (!there) return tell(sys, `error: No such remote '${name}'\n`, 2)
      setIn(sys, `${repo.dir}/config`, `remote.${name}.url`, url)
      return 0
    case 'remove':
    case 'rm':
      if (!there) return tell(sys, `error: No such remote: '${name}'\n`, 2)
      setIn(sys, `${repo.dir}/config`, `remote.${name}.url`, undefined)
      setIn(sys, `${repo.dir}/config`, `remote.${name}.fetch`, undefined)
      return 0
    default:
      return tell(sys, `error: unknown subcommand: \`${verb}'\n`, 129)
  }
}

export function revParse({ sys, repo, args }: Job): number {
  const brief = args.some((arg) => arg.startsWith('--short'))
  for (const arg of args) {
    if (arg === '--show-toplevel') put(sys, `${repo.root}\n`)
    else if (arg === '--git-dir') put(sys, sys.cwd() === repo.root ? '.git\n' : `${repo.dir}\n`)
    else if (arg === '--is-inside-work-tree') put(sys, 'true\n')
    else if (!arg.startsWith('-')) {
      const oid = resolve(sys, repo, arg)
      if (oid === undefined)
        return fatal(
          sys,
          `${args.includes('--verify') ? 'Needed a single revision' : `ambiguous argument '${arg}': unknown revision or path not in the working tree.\nUse '--' to separate paths from revisions, like this:\n'git <command> [<revision>...] -- [<file>...]'`}`,
        )
      if (args.includes('--abbrev-ref')) put(sys, `${arg === 'HEAD' ? (currentBranch(sys, repo) ?? 'HEAD') : arg}\n`)
      else put(sys, `${brief ? short(oid) : oid}\n`)
    }
  }
  return 0
}

export function lsFiles({ sys, repo, args }: Job): number {
  const others = args.includes('-o') || args.includes('--others')
  const list = others ? untracked(sys, repo, readIndex(sys, repo), true) : readIndex(sys, repo)
  return say(sys, list.map((entry) => `${entry.path}\n`).join(''))
}

export function rm({ sys, repo, args }: Job): number {
  const entries = readIndex(sys, repo)
  const gone = new Set<string>()
  for (const name of args.filter((arg) => !arg.startsWith('-'))) {
    const path = inRepo(sys, repo, name) ?? name
    const found = entries.filter((entry) => below([path], entry.path))
    if (found.length === 0) return fatal(sys, `pathspec '${name}' did not match any files`)
    if (found.some((entry) => entry.path !== path) && !args.some((arg) => /^-\w*r/.test(arg)))
      return fatal(sys, `not removing '${name}' recursively without -r`)
    for (const entry of found) gone.add(entry.path)
  }
  for (const path of gone) {
    if (!args.includes('--cached')) takeAway(sys, repo, path)
    put(sys, `rm '${path}'\n`)
  }
  writeIndex(
    sys,
    repo,
    entries.filter((entry) => !gone.has(entry.path)),
  )
  return 0
}

export function mv({ sys, repo, args }: Job): number {
  const [from = '', to = ''] = args.filter((arg) => !arg.startsWith('-')).map((path) => inRepo(sys, repo, path) ?? path)
  const entries = readIndex(sys, repo)
  if (!entries.some((entry) => entry.path === from))
    return fatal(sys, `not under version control, source=${from}, destination=${to}`)
  sys.rename(`${repo.root}/${from}`, `${repo.root}/${to}`)
  writeIndex(
    sys,
    repo,
    entries.map((entry) => (entry.path === from ? { ...entry, path: to } : entry)),
  )
  return 0
}

export function tag({ sys, repo, args }: Job): number {
  const [name, from = 'HEAD'] = args.filter((arg, i) => !arg.startsWith('-') && args[i - 1] !== '-m')
  if (name === undefined)
    return say(
      sys,
      refsBelow(sys, repo, 'refs/tags')
        .map((each) => `${each}\n`)
        .join(''),
    )
  const known = readRef(sys, repo, `refs/tags/${name}`)
  if (args.includes('-d')) {
    if (known === undefined) return tell(sys, `error: tag '${name}' not found.\n`, 1)
    sys.unlink(`${repo.dir}/refs/tags/${name}`)
    return say(sys, `Deleted tag '${name}' (was ${short(known)})\n`)
  }
  if (known !== undefined) return fatal(sys, `tag '${name}' already exists`)
  const oid = resolve(sys, repo, from) ?? headCommit(sys, repo)
  if (oid === undefined) return fatal(sys, `Failed to resolve '${from}' as a valid ref.`)
  writeRef(sys, repo, `refs/tags/${name}`, oid)
  return 0
}
