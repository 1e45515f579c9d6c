import { base64 } from '../../../base/base64'
import { utf8 } from '../../../base/bytes'
import type { FileEntry } from '../../../base/file-entry'
import { cleanPath, nameOf } from '../../../base/path'
import { packTar, unpackTar } from '../../../base/tar'
import { rfc3339 } from '../../../base/time'
import { refusal } from '../errors'
import type { Continuations, Handler, Request } from '../request'
import { respond, sinkOf } from '../respond'
import type { Daemon, Sink } from '../state'
import { work, type Act, type Worked } from '../work'
import type { Container } from './container'
import { mountRoot } from './create'
import { isRunning, refuse, withContainer } from './lookup'

/**
 * `docker cp` and `docker export`: files in and out of a container, running or not. What a volume covers is found in the volume.
 * @models moby daemon/archive_unix.go, export.go
 * @fidelity part: a symlink on the way is not followed out of a mount
 */
function where(container: Container, path: string): string {
  const wanted = cleanPath(`/${path}`)
  const mount = container.mounts
    .filter(({ type, target }) => type !== 'tmpfs' && (wanted === target || wanted.startsWith(`${target}/`)))
    .sort((a, b) => b.target.length - a.target.length)[0]
  if (mount !== undefined) return mount.source + wanted.slice(mount.target.length)
  return wanted === '/' ? container.snapshot.merged : container.snapshot.merged + wanted
}

/** Does this in the container's root, which is mounted for it where the container does not run. */
function inRoot(d: Daemon, container: Container, act: readonly Act[], then: string, data: object): void {
  const { merged } = container.snapshot
  const up = isRunning(container) ? [] : [mountRoot(container)]
  const down = isRunning(container) ? [] : [{ sys: { name: 'umount', target: merged }, optional: true } as const]
  work(d, [...up, ...act, ...down], { then, data })
}

interface Reading {
  readonly sink: Sink
  readonly path: string
  readonly ref: string
  readonly head: boolean
}

const read =
  (head: boolean): Handler =>
  (d, req) =>
    withContainer(d, req, (container) => {
      const path = req.query['path'] ?? ''
      const host = where(container, path)
      const acts: readonly Act[] = [
        { sys: { name: 'stat', path: host }, optional: true },
        ...(head ? [] : [{ sys: { name: 'readtree', path: host }, optional: true } as const]),
      ]
      inRoot(d, container, acts, 'containers.archive/read', {
        sink: sinkOf(req),
        path,
        ref: req.params['name'] ?? '',
        head,
      } satisfies Reading)
    })

export const archiveHead = read(true)
export const archiveGet = read(false)

const missing = (path: string, ref: string) => refusal(404, `Could not find the file ${path} in container ${ref}`)

const named = (answers: Worked['answers'], name: string) => {
  const found = answers.find((answer) => answer.kind === 'sysret' && answer.name === name)
  return found?.kind === 'sysret' && found.errno === undefined ? found.value : undefined
}

function wasRead(d: Daemon, { sink, path, ref, head }: Reading, { answers }: Worked): void {
  const stat = named(answers, 'stat')?.stat
  if (stat === undefined) return refuse(d, sink, missing(path, ref))
  const name = nameOf(cleanPath(`/${path}`))
  const goMode = (stat.mode % 0o10000) + (stat.kind === 'dir' ? 0x80000000 : stat.kind === 'symlink' ? 0x08000000 : 0)
  const about = { name, size: stat.size, mode: goMode, mtime: rfc3339(stat.mtime * 1e6), linkTarget: '' }
  const headers = { 'X-Docker-Container-Path-Stat': base64(utf8(JSON.stringify(about))) }
  if (head) return respond(d, sink, 200, headers, '')
  const root = path.endsWith('/.') || name === '/' ? '' : name
  const entries = (named(answers, 'readtree')?.entries ?? []).map((entry): FileEntry => ({
    ...entry,
    path: [root, entry.path].filter((part) => part !== '').join('/'),
  }))
  respond(
    d,
    sink,
    200,
    { ...headers, 'Content-Type': 'application/x-tar' },
    packTar(entries.filter((entry) => entry.path !== '')),
  )
}

export const archivePut: Handler = (d, req: Request) =>
  withContainer(d, req, (container) => {
    const path = req.query['path'] ?? ''
    if (container.hostConfig.ReadonlyRootfs && where(container, path).startsWith(container.snapshot.merged)) {
      return refuse(d, req, refusal(403, 'container rootfs is marked read-only'))
    }
    const data: Writing = {
      sink: sinkOf(req),
      id: container.id,
      path,
      ref: req.params['name'] ?? '',
      tar: req.http.body,
    }
    inRoot(
      d,
      container,
      [{ sys: { name: 'stat', path: where(container, path) }, optional: true }],
      'containers.archive/looked',
      data,
    )
  })

interface Writing {
  readonly sink: Sink
  readonly id: string
  readonly path: string
  readonly ref: string
  readonly tar: string
}

function looked(d: Daemon, writing: Writing, { answers }: Worked): void {
  const { sink, id, path, ref, tar } = writing
  const container = d.state.containers[id]
  const stat = named(answers, 'stat')?.stat
  if (container === undefined || stat === undefined) return refuse(d, sink, missing(path, ref))
  if (stat.kind !== 'dir') return refuse(d, sink, refusal(400, 'extraction point is not a directory'))
  const entries = entriesOf(tar)
  if (typeof entries === 'string') return refuse(d, sink, refusal(500, entries))
  inRoot(
    d,
    container,
    [{ sys: { name: 'writetree', path: where(container, path), entries } }],
    'containers.archive/written',
    { sink },
  )
}

function entriesOf(tar: string): readonly FileEntry[] | string {
  try {
    return unpackTar(tar)
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

function written(d: Daemon, { sink }: { sink: Sink }, worked: Worked): void {
  if (worked.failed !== undefined) return refuse(d, sink, refusal(500, worked.failed.message))
  respond(d, sink, 200, {}, '')
}

export const exportContainer: Handler = (d, req) =>
  withContainer(d, req, (container) => {
    const { merged } = container.snapshot
    inRoot(d, container, [{ sys: { name: 'readtree', path: merged } }], 'containers.archive/exported', {
      sink: sinkOf(req),
    })
  })

function exported(d: Daemon, { sink }: { sink: Sink }, { answers }: Worked): void {
  const entries = named(answers, 'readtree')?.entries ?? []
  respond(
    d,
    sink,
    200,
    { 'Content-Type': 'application/octet-stream' },
    packTar(entries.filter(({ path }) => path !== '')),
  )
}

export const archiveContinuations: Continuations = {
  'containers.archive/read': wasRead,
  'containers.archive/looked': looked,
  'containers.archive/written': written,
  'containers.archive/exported': exported,
}
