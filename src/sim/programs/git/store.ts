import { sha1 } from '../../../base/sha1'
import { unzlib, zlib } from '../../../base/zlib'
import { linesOf, orUndefined } from '../face'
import { join } from '../coreutils/walk'
import type { Bytes } from '../../../base/bytes'
import type { Sys } from '../../wire/sys'

/**
 * A Git directory: loose objects under their SHA-1, references as files. What real Git writes here can be read, and the other way round.
 *
 * @models gitrepository-layout(5)
 * @fidelity part: no packs, no reflogs
 */
export interface Repo {
  /** The working tree and its `.git`. */
  readonly root: string
  readonly dir: string
}

/** 40 hex digits. */
export type Oid = string

export type Kind = 'blob' | 'tree' | 'commit'

export function findRepo(sys: Sys): Repo | undefined {
  const parts = sys.cwd().split('/').filter(Boolean)
  for (let depth = parts.length; depth >= 0; depth--) {
    const root = `/${parts.slice(0, depth).join('/')}`
    const dir = join(root, '.git')
    if (orUndefined(() => sys.stat(join(dir, 'HEAD')))) return { root, dir }
  }
  return undefined
}

export const oidOf = (kind: Kind, data: Bytes): Oid => sha1(`${kind} ${data.length}\0${data}`)

const objectPath = (repo: Repo, oid: Oid) => `${repo.dir}/objects/${oid.slice(0, 2)}/${oid.slice(2)}`

export function writeObject(sys: Sys, repo: Repo, kind: Kind, data: Bytes): Oid {
  const oid = oidOf(kind, data)
  const path = objectPath(repo, oid)
  if (orUndefined(() => sys.lstat(path))) return oid
  makeParents(sys, path)
  sys.writeFile(path, zlib(`${kind} ${data.length}\0${data}`), 0o444)
  return oid
}

export function readObject(sys: Sys, repo: Repo, oid: Oid): { readonly kind: Kind; readonly data: Bytes } | undefined {
  const packed = orUndefined(() => sys.readFile(objectPath(repo, oid)))
  const whole = packed === undefined ? undefined : unzlib(packed)
  if (whole === undefined) return undefined
  const zero = whole.indexOf('\0')
  return { kind: whole.slice(0, whole.indexOf(' ')) as Kind, data: whole.slice(zero + 1) }
}

/** Objects whose name begins so. */
export function objectsLike(sys: Sys, repo: Repo, start: string): readonly Oid[] {
  const folder = `${repo.dir}/objects/${start.slice(0, 2)}`
  return (orUndefined(() => sys.readdir(folder)) ?? [])
    .map((entry) => start.slice(0, 2) + entry.name)
    .filter((oid) => oid.startsWith(start))
}

export function makeParents(sys: Sys, path: string): void {
  const parts = path.split('/').slice(1, -1)
  for (let depth = 1; depth <= parts.length; depth++) {
    const dir = `/${parts.slice(0, depth).join('/')}`
    if (!orUndefined(() => sys.stat(dir))) sys.mkdir(dir)
  }
}

/** What a reference says: an object's name or `ref: NAME`. */
const refText = (sys: Sys, repo: Repo, name: string): string | undefined => linesOf(sys, `${repo.dir}/${name}`)[0]

/** The branch that HEAD is on, born or not; undefined where it is detached. */
export const currentBranch = (sys: Sys, repo: Repo): string | undefined =>
  /^ref: refs\/heads\/(.*)$/.exec(refText(sys, repo, 'HEAD') ?? '')?.[1]

export function readRef(sys: Sys, repo: Repo, name: string): Oid | undefined {
  const words = refText(sys, repo, name)
  const to = /^ref: (.*)$/.exec(words ?? '')?.[1]
  return to === undefined ? words : readRef(sys, repo, to)
}

export function writeRef(sys: Sys, repo: Repo, name: string, words: string): void {
  makeParents(sys, `${repo.dir}/${name}`)
  sys.writeFile(`${repo.dir}/${name}`, `${words}\n`)
}

export const headCommit = (sys: Sys, repo: Repo): Oid | undefined => readRef(sys, repo, 'HEAD')

/** Moves what HEAD stands for. */
export function moveHead(sys: Sys, repo: Repo, oid: Oid): void {
  const branch = currentBranch(sys, repo)
  writeRef(sys, repo, branch === undefined ? 'HEAD' : `refs/heads/${branch}`, oid)
}

/** Names below `refs/heads` and its like, sorted. */
export function refsBelow(sys: Sys, repo: Repo, folder: string, name = ''): readonly string[] {
  const entries = orUndefined(() => sys.readdir(`${repo.dir}/${folder}${name === '' ? '' : `/${name}`}`)) ?? []
  return entries.flatMap((entry) => {
    const path = name === '' ? entry.name : `${name}/${entry.name}`
    return entry.kind === 'dir' ? refsBelow(sys, repo, folder, path) : [path]
  })
}

/** The commit that a word stands for: HEAD, a branch, a tag, an abbreviated name, each with `~N` or `^` behind. */
export function resolve(sys: Sys, repo: Repo, word: string): Oid | undefined {
  const [, base = '', back = ''] = /^(.*?)((?:[~^]\d*)*)$/.exec(word) ?? []
  const named =
    ['', 'refs/', 'refs/tags/', 'refs/heads/', 'refs/remotes/']
      .map((prefix) => (base === '' ? undefined : readRef(sys, repo, prefix + (base === '@' ? 'HEAD' : base))))
      .find((oid) => /^[0-9a-f]{40}$/.test(oid ?? '')) ??
    (/^[0-9a-f]{4,40}$/.test(base) ? only(objectsLike(sys, repo, base)) : undefined)
  const steps = [...back.matchAll(/([~^])(\d*)/g)].flatMap(([, mark, count]) =>
    mark === '~' ? Array.from({ length: Number(count || 1) }, () => 0) : [Number(count || 1) - 1],
  )
  return steps.reduce<Oid | undefined>((oid, parent) => oid && readCommit(sys, repo, oid)?.parents[parent], named)
}

const only = (oids: readonly Oid[]) => (oids.length === 1 ? oids[0] : undefined)

export interface Commit {
  readonly oid: Oid
  readonly tree: Oid
  readonly parents: readonly Oid[]
  /** `Name <mail>` and seconds since 1970. */
  readonly author: string
  readonly time: number
  readonly message: Bytes
}

export function readCommit(sys: Sys, repo: Repo, oid: Oid): Commit | undefined {
  const found = readObject(sys, repo, oid)
  if (found?.kind !== 'commit') return undefined
  const split = found.data.indexOf('\n\n')
  const head = found.data.slice(0, split)
  const [, author = '', time = '0'] = /^author (.*) (\d+) [+-]\d+$/m.exec(head) ?? []
  return {
    oid,
    tree: /^tree (.*)$/m.exec(head)?.[1] ?? '',
    parents: [...head.matchAll(/^parent (.*)$/gm)].map((match) => match[1]!),
    author,
    time: Number(time),
    message: found.data.slice(split + 2),
  }
}

export const commitText = (commit: Omit<Commit, 'oid'>): Bytes =>
  `tree ${commit.tree}\n${commit.parents.map((oid) => `parent ${oid}\n`).join('')}author ${commit.author} ${commit.time} +0000\ncommitter ${commit.author} ${commit.time} +0000\n\n${commit.message}`

/** A commit and what came before it, newest first. */
export function history(sys: Sys, repo: Repo, from: Oid | undefined, most = Infinity): readonly Commit[] {
  const out: Commit[] = []
  const seen = new Set<Oid>()
  let front = from === undefined ? [] : [from]
  while (front.length > 0 && out.length < most) {
    const commits = front.flatMap((oid) => readCommit(sys, repo, oid) ?? [])
    const newest = commits.reduce<Commit | undefined>(
      (best, each) => (best && best.time >= each.time ? best : each),
      undefined,
    )
    if (newest === undefined) break
    seen.add(newest.oid)
    out.push(newest)
    front = [...new Set([...front.filter((oid) => oid !== newest.oid), ...newest.parents])].filter(
      (oid) => !seen.has(oid),
    )
  }
  return out
}
