import { exit, orUndefined, put } from '../../face'
import { utf8 } from '../../../../base/bytes'
import { join } from '../../coreutils/walk'
import { makeGitDir } from './init'
import { setIn } from '../config'
import { fatal, lone, tell } from '../git-words'
import { writeIndex } from '../index-file'
import { sampleNames, samples, type Sample } from '../samples/samples'
import { commitText, headCommit, makeParents, writeObject, writeRef, type Repo } from '../store'
import { filesOf, writeTree } from '../tree'
import { checkOut } from '../work'
import type { Sys, Turn, Wake } from '../../../wire/sys'

/**
 * `git clone URL [DIRECTORY]`: looks the server up, shows what Git shows, and puts a sample repository down.
 *
 * @models git-clone(1), the smart HTTP protocol's progress
 * @fidelity part: a handful of repositories, small stand-ins of our own; what crosses the network is not shown; no other branches
 */
export interface Cloning {
  readonly verb: 'clone' | 'fetch'
  readonly url: string
  readonly root: string
  readonly quiet: boolean
  readonly progress: boolean
  readonly branch?: string
  /** Words and the time before them, still to come. */
  readonly stages: readonly (readonly [after: number, words: string])[]
  readonly at: 'resolve' | 'stages'
}

const withValue = /^(-b|--branch|--depth|-o|--origin|-c|--config|--filter)$/

export function beginClone(sys: Sys, args: readonly string[]): Turn<Cloning> {
  const [url, name] = args.filter((arg, i) => !arg.startsWith('-') && !withValue.test(args[i - 1] ?? ''))
  if (url === undefined) return exit(fatal(sys, 'You must specify a repository to clone.'))
  const dir = (
    name ??
    url
      .replace(/\/+$/, '')
      .replace(/\.git$/, '')
      .split(/[/:]/)
      .at(-1)!
  ).replace(/\/+$/, '')
  const root = dir.startsWith('/') ? dir : join(sys.cwd(), dir === '.' ? '' : dir).replace(/\/$/, '')
  if ((orUndefined(() => sys.readdir(root)) ?? []).length > 0)
    return exit(fatal(sys, `destination path '${dir}' already exists and is not an empty directory.`))
  if (/^(ssh:\/\/|[\w.-]+@)/.test(url)) return exit(lone(sys, 'over ssh'))
  if (!/^https?:\/\//.test(url))
    return exit(
      /[:/]/.test(url) && orUndefined(() => sys.stat(url))
        ? lone(sys, 'clone of a local directory')
        : fatal(sys, `repository '${url}' does not exist`),
    )
  const quiet = args.some((arg) => /^(-q|--quiet)$/.test(arg))
  const at = args.findIndex((arg) => /^(-b|--branch)$/.test(arg))
  if (!orUndefined(() => (makeParents(sys, `${root}/x`), true)))
    return exit(fatal(sys, `could not create work tree dir '${dir}': Permission denied`))
  if (!quiet) tell(sys, `Cloning into '${dir}'...\n`)
  return resolving(sys, {
    verb: 'clone',
    url,
    root,
    quiet,
    progress: !quiet && (sys.isatty(2) || args.includes('--progress')),
    ...(at >= 0 && { branch: args[at + 1]! }),
    stages: [],
    at: 'resolve',
  })
}

const hostOf = (url: string) => /^https?:\/\/(?:[^/@]*@)?([^/:]+)/.exec(url)?.[1] ?? ''

function resolving(sys: Sys, state: Cloning): Turn<Cloning> {
  const name = hostOf(state.url)
  sys.resolve(name)
  return { turn: 'wait', state, on: [{ on: 'resolved', name }] }
}

/** `git fetch` and `git pull`: the server has nothing new, but it must be there. */
export const beginFetch = (sys: Sys, repo: Repo, url: string, quiet: boolean): Turn<Cloning> =>
  resolving(sys, { verb: 'fetch', url, root: repo.root, quiet, progress: false, stages: [], at: 'resolve' })

export function resumeClone(sys: Sys, state: Cloning, wake: Wake): Turn<Cloning> {
  if (state.at === 'resolve') return wake.on === 'resolved' ? resolved(sys, state, wake.addresses) : waiting(sys, state)
  const [stage, ...stages] = state.stages
  if (wake.on !== 'timer' || stage === undefined) return waiting(sys, state)
  tell(sys, stage[1])
  return waiting(sys, { ...state, stages })
}

function resolved(sys: Sys, state: Cloning, addresses: readonly string[]): Turn<Cloning> {
  const { url, root } = state
  const gone = (status: number) => {
    if (state.verb === 'clone') orUndefined(() => sys.rmdir(root))
    return exit(status)
  }
  if (addresses.length === 0)
    return gone(fatal(sys, `unable to access '${url.replace(/\/*$/, '/')}': Could not resolve host: ${hostOf(url)}`))
  const sample = sampleAt(url)
  if (!sample) {
    tell(sys, 'remote: Repository not found.\n')
    fatal(sys, `repository '${url.replace(/\/*$/, '/')}' not found`)
    return gone(tell(sys, `glasswhale: the simulated GitHub holds ${sampleNames.join(', ')}\n`, 128))
  }
  if (state.verb === 'fetch') return waiting(sys, { ...state, at: 'stages', stages: [[400_000, '']] })
  if (state.branch !== undefined && state.branch !== sample.branch)
    return gone(
      tell(
        sys,
        `warning: Could not find remote branch ${state.branch} to clone.\nfatal: Remote branch ${state.branch} not found in upstream origin\n`,
        128,
      ),
    )
  return waiting(sys, { ...state, at: 'stages', stages: progress(state, sample) })
}

function sampleAt(url: string): Sample | undefined {
  const path = /^https?:\/\/(?:www\.)?github\.com\/([^/]+\/[^/]+?)(?:\.git)?\/*$/.exec(url)?.[1]
  return samples.find((each) => each.name === path?.toLowerCase())
}

function waiting(sys: Sys, state: Cloning): Turn<Cloning> {
  const [stage] = state.stages
  if (stage) return { turn: 'wait', state, on: [{ on: 'timer', at: sys.now() + stage[0] }] }
  if (state.verb === 'clone') putDown(sys, state)
  else if (!state.quiet) put(sys, 'Already up to date.\n')
  return exit(0)
}

function progress(state: Cloning, sample: Sample): Cloning['stages'] {
  const objects = sample.commits.reduce((sum, commit) => sum + Object.keys(commit.files).length + 2, 0)
  const bytes = sample.commits.reduce((sum, commit) => sum + Object.values(commit.files).join('').length, 0)
  if (!state.progress) return [[900_000, '']]
  const counting = (what: string) => `${what}: 100% (${objects}/${objects}), done.\n`
  const steps = [25, 50, 75].map((percent): readonly [number, string] => [
    40_000,
    `Receiving objects:  ${percent}% (${Math.floor((objects * percent) / 100)}/${objects})\r`,
  ])
  return [
    [350_000, `remote: Enumerating objects: ${objects}, done.\n`],
    [120_000, `remote: ${counting('Counting objects')}`],
    [80_000, `remote: ${counting('Compressing objects')}`],
    [60_000, `remote: Total ${objects} (delta 0), reused ${objects} (delta 0), pack-reused 0\n`],
    ...steps,
    [
      60_000,
      `Receiving objects: 100% (${objects}/${objects}), ${(bytes / 1024).toFixed(2)} KiB | ${(bytes / 102.4).toFixed(2)} KiB/s, done.\n`,
    ],
  ]
}

/** Writes objects, references, index and working tree. */
function putDown(sys: Sys, { url, root }: Cloning): void {
  const sample = sampleAt(url)!
  const repo: Repo = { root, dir: `${root}/.git` }
  makeGitDir(sys, repo, sample.branch)
  const files: Record<string, { readonly mode: number; readonly oid: string }> = {}
  let parent: string | undefined
  for (const { message, time, files: fresh } of sample.commits) {
    for (const [path, words] of Object.entries(fresh))
      files[path] = {
        mode: path.endsWith('.sh') ? 0o100755 : 0o100644,
        oid: writeObject(sys, repo, 'blob', utf8(words)),
      }
    const tree = writeTree(
      sys,
      repo,
      Object.entries(files).map(([path, file]) => ({ path, ...file })),
    )
    const parents = parent === undefined ? [] : [parent]
    const author = 'Glasswhale <stand-in@glasswhale.invalid>'
    parent = writeObject(sys, repo, 'commit', commitText({ tree, parents, author, time, message: `${message}\n` }))
  }
  for (const ref of [`refs/heads/${sample.branch}`, `refs/remotes/origin/${sample.branch}`])
    writeRef(sys, repo, ref, parent!)
  writeRef(sys, repo, 'refs/remotes/origin/HEAD', `ref: refs/remotes/origin/${sample.branch}`)
  for (const [key, value] of [
    ['remote.origin.url', url],
    ['remote.origin.fetch', '+refs/heads/*:refs/remotes/origin/*'],
    [`branch.${sample.branch}.remote`, 'origin'],
    [`branch.${sample.branch}.merge`, `refs/heads/${sample.branch}`],
  ] as const)
    setIn(sys, `${repo.dir}/config`, key, value)
  const entries = filesOf(sys, repo, headCommit(sys, repo))
  for (const entry of entries) checkOut(sys, repo, entry)
  writeIndex(sys, repo, entries)
}
