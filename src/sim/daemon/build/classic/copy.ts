import { utf8 } from '../../../../base/bytes'
import { sha256 } from '../../../../base/digest'
import type { FileEntry } from '../../../../base/file-entry'
import { hasWildcard, matchesPath } from '../../../../base/ignore'
import { gunzip, isGzip } from '../../../../base/gzip'
import { dirOf, joinPath, nameOf } from '../../../../base/path'
import { unpackTar } from '../../../../base/tar'
import { copyOf, type Instruction } from '../../../builder/frontend'
import { methods, type Diffed, type SnapshotMounts } from '../../../runtime/face'
import type { SyscallOp } from '../../../wire/syscall'
import { findImage } from '../../images/lookup'
import { topLayer } from '../../images/rootfs'
import type { Continuations } from '../../request'
import type { Daemon } from '../../state'
import { resultOf, work, type Worked } from '../../work'
import { change, classicOf, failBuild, say, stepped, type Classic } from './classic'
import { layer, probe } from './commit'

/**
 * COPY and ADD of the classic builder: no container, only a writable layer that the files are put into.
 * @models moby builder/dockerfile/copy.go, internals.go performCopy
 * @fidelity part: --chown takes numbers; no ADD of a URL
 */
type Copy = Instruction & { readonly kind: 'copy' | 'add' }

interface Piece {
  readonly name: string
  readonly isDir: boolean
  readonly files: readonly FileEntry[]
}

export function copyStep(d: Daemon, b: Classic, c: Copy): void {
  const { sources, dest } = copyOf(b.stage, c, b.given)
  const verb = c.kind.toUpperCase()
  const remote = sources.find((source) => c.kind === 'add' && /^https?:\/\//.test(source))
  if (remote !== undefined) throw new Error(`glasswhale: ADD of a URL is not simulated: ${remote}`)
  if (sources.length > 1 && !dest.endsWith('/'))
    throw new Error(
      `When using ${verb} with more than one source file, the destination must be a directory and end with a /`,
    )
  if (c.from !== '') return fromStage(d, b, c)
  const outside = sources.find((source) => /^(\.\.\/|\.\.$)/.test(source.replace(/^(\.\/)+/, '')))
  if (outside !== undefined) throw new Error(`${verb} failed: forbidden path outside the build context: ${outside} ()`)
  withTree(d, b, c, b.files)
}

/** COPY --from: the files of an earlier stage's image, or of another. */
function fromStage(d: Daemon, b: Classic, c: Copy): void {
  const image = b.stages[c.from.toLowerCase()] ?? findImage(d.state, c.from)?.id
  if (image === undefined) throw new Error(`invalid from flag value ${c.from}: No such image: ${c.from}`)
  const key = `build-${b.id}-${b.at}-source`
  work(d, [{ rpc: methods.prepare, args: { key, parent: image === '' ? '' : topLayer(d.state, image) } }], {
    then: 'build.classic/source',
    data: { id: b.id, c, key },
  })
}

interface Sourcing {
  readonly id: string
  readonly c: Copy
  readonly key: string
}

const mount = ({ lower, upper, work: workdir, merged }: SnapshotMounts['mounts']): SyscallOp =>
  lower.length === 0
    ? { name: 'mount', source: upper, target: merged, type: 'bind', flags: ['bind'], data: '' }
    : {
        name: 'mount',
        source: 'overlay',
        target: merged,
        type: 'overlay',
        flags: [],
        data: `lowerdir=${lower.join(':')},upperdir=${upper},workdir=${workdir}`,
      }

function source(d: Daemon, { id, c, key }: Sourcing, worked: Worked): void {
  const b = classicOf(d, id)
  if (b === undefined) return
  if (worked.failed !== undefined) return failBuild(d, id, worked.failed.message)
  const { mounts } = resultOf(worked.answers[0]) as SnapshotMounts
  const roots = copyOf(b.stage, c, b.given).sources.map((path) =>
    hasWildcard(path) ? dirOf(joinPath('/', path)) : joinPath('/', path),
  )
  const reads = roots.map((root) => ({
    sys: { name: 'readtree', path: joinPath(mounts.merged, root) } as const,
    optional: true,
  }))
  work(
    d,
    [
      { sys: mount(mounts) },
      ...reads,
      { sys: { name: 'umount', target: mounts.merged }, optional: true },
      { rpc: methods.removeSnapshot, args: { key }, optional: true },
    ],
    { then: 'build.classic/read', data: { id, c, roots } },
  )
}

function read(
  d: Daemon,
  { id, c, roots }: { readonly id: string; readonly c: Copy; readonly roots: readonly string[] },
  worked: Worked,
): void {
  const b = classicOf(d, id)
  if (b === undefined) return
  const tree = roots.flatMap((root, i) => {
    const answer = worked.answers[i + 1]
    const entries = answer?.kind === 'sysret' ? (answer.value?.entries ?? []) : []
    return entries.map((entry) => ({ ...entry, path: joinPath(root.slice(1), entry.path) }))
  })
  try {
    withTree(d, b, c, tree)
  } catch (problem) {
    failBuild(d, id, (problem as Error).message)
  }
}

function withTree(d: Daemon, b: Classic, c: Copy, tree: readonly FileEntry[]): void {
  const { sources, dest, written, chown } = copyOf(b.stage, c, b.given)
  const pieces = sources.flatMap((path) => pick(tree, path, c))
  const cmd = ['/bin/sh', '-c', `#(nop) ${c.kind.toUpperCase()} ${hashOf(pieces)} in ${written} `]
  const hit = probe(d, b, b.stage.config, cmd)
  if (hit !== undefined) {
    say(d, b.id, ' ---> Using cache\n')
    change(d, b.id, { image: hit })
    return stepped(d, b.id)
  }
  change(d, b.id, { busted: true, pending: { config: b.stage.config, cmd, runs: null } })
  const key = `build-${b.id}-${b.at}`
  const [uid = 0, gid = uid] = chown.split(':').map(Number)
  const owned = pieces.map((piece) => ({ ...piece, files: piece.files.map((file) => ({ ...file, uid, gid })) }))
  work(d, [{ rpc: methods.prepare, args: { key, parent: b.image === '' ? '' : topLayer(d.state, b.image) } }], {
    then: 'build.classic/prepared',
    data: { id: b.id, key, pieces: owned, dest },
  })
}

function pick(tree: readonly FileEntry[], written: string, c: Copy): readonly Piece[] {
  const path = joinPath('/', written).slice(1)
  const paths = hasWildcard(path) ? tree.map((entry) => entry.path).filter((one) => matchesPath(path, one)) : [path]
  return paths.map((one) => {
    const files = tree.flatMap((entry) =>
      entry.path === one
        ? [{ ...entry, path: '' }]
        : one === ''
          ? [entry]
          : entry.path.startsWith(`${one}/`)
            ? [{ ...entry, path: entry.path.slice(one.length + 1) }]
            : [],
    )
    if (files.length === 0 && one !== '') throw new Error(missing(c, written))
    const isDir = one === '' || files.some((entry) => entry.path !== '' || entry.type === 'dir')
    const members = c.kind === 'add' && !isDir ? archive(files[0]?.data ?? '') : undefined
    if (members !== undefined) return { name: nameOf(one), isDir: true, files: members }
    return {
      name: one === '' ? '' : nameOf(one),
      isDir,
      files: isDir ? files.filter((entry) => entry.path !== '') : files,
    }
  })
}

const missing = (c: Copy, path: string): string =>
  c.from === ''
    ? `${c.kind.toUpperCase()} failed: file not found in build context or excluded by .dockerignore: stat ${path.replace(/^\//, '')}: file does not exist`
    : `${c.kind.toUpperCase()} failed: stat ${path.replace(/^\//, '')}: file does not exist`

function archive(data: string): readonly FileEntry[] | undefined {
  try {
    const tar = isGzip(data) ? gunzip(data) : data
    return tar.slice(257, 262) === 'ustar' ? unpackTar(tar).filter(({ path }) => path !== '') : undefined
  } catch {
    return undefined
  }
}

/** `file:HASH`, `dir:HASH`, or `multi:HASH` of several. Times do not count. */
function hashOf(pieces: readonly Piece[]): string {
  const one = ({ name, files }: Piece) =>
    sha256(utf8(JSON.stringify([name, files.map(({ mtime: _time, ...entry }) => entry)])))
  const [first] = pieces
  if (pieces.length === 1 && first !== undefined) return `${first.isDir ? 'dir' : 'file'}:${one(first)}`
  return `multi:${sha256(utf8(pieces.map(one).join(',')))}`
}

interface Copying {
  readonly id: string
  readonly key: string
  readonly pieces: readonly Piece[]
  readonly dest: string
}

function prepared(d: Daemon, copying: Copying, worked: Worked): void {
  if (worked.failed !== undefined) return failBuild(d, copying.id, worked.failed.message)
  const { mounts } = resultOf(worked.answers[0]) as SnapshotMounts
  const { merged } = mounts
  work(d, [{ sys: mount(mounts) }, { sys: { name: 'stat', path: joinPath(merged, copying.dest) }, optional: true }], {
    then: 'build.classic/mounted',
    data: { ...copying, merged },
  })
}

function mounted(
  d: Daemon,
  { id, key, pieces, dest, merged }: Copying & { readonly merged: string },
  worked: Worked,
): void {
  if (worked.failed !== undefined) return failBuild(d, id, worked.failed.message)
  const answer = worked.answers[1]
  const isDir = dest.endsWith('/') || (answer?.kind === 'sysret' && answer.value?.stat?.kind === 'dir')
  const acts = pieces.flatMap(({ name, isDir: whole, files }) => {
    const folder = joinPath(merged, whole || isDir ? dest : dirOf(dest))
    const entries = whole ? files : files.map((file) => ({ ...file, path: isDir ? name : nameOf(dest) }))
    const bytes = entries.reduce((sum, entry) => sum + (entry.size ?? 0), 0)
    return [
      { sys: { name: 'mkdir', path: folder, mode: 0o755, parents: true, uid: 0, gid: 0 } as const, optional: true },
      { sys: { name: 'writetree', path: folder, entries } as const, delay: 200 + Math.floor(bytes / 500) },
    ]
  })
  work(
    d,
    [
      ...acts,
      { sys: { name: 'umount', target: merged } },
      { rpc: methods.diff, args: { key } },
      { rpc: methods.removeSnapshot, args: { key }, optional: true },
    ],
    { then: 'build.classic/copied', data: { id } },
  )
}

function copied(d: Daemon, { id }: { readonly id: string }, worked: Worked): void {
  const b = classicOf(d, id)
  if (b === undefined) return
  if (worked.failed !== undefined) return failBuild(d, id, worked.failed.message)
  layer(d, b, resultOf(worked.answers.at(-2)) as Diffed)
}

export const copyContinuations: Continuations = {
  'build.classic/source': source,
  'build.classic/read': read,
  'build.classic/prepared': prepared,
  'build.classic/mounted': mounted,
  'build.classic/copied': copied,
}
