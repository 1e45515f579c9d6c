import type { Digest } from '../../../base/digest'
import { rfc3339Nano } from '../../../base/time'
import { chainIds, imageConfigBytes, parseImageConfig, type ImageConfig, type RunConfig } from '../../oci/config'
import { familiarString, parseNormalizedNamed, tagNameOnly } from '../../oci/reference'
import { methods, type Applied, type Diffed } from '../../runtime/face'
import { isRefusal, refusal } from '../errors'
import { imageEvent } from '../images/events'
import { keepLayer } from '../images/layers'
import { topLayer } from '../images/rootfs'
import { registerImage, setReference, touch } from '../images/store'
import { queryAll, type Continuations, type Handler } from '../request'
import { json, sinkOf } from '../respond'
import type { Daemon, Sink } from '../state'
import { containerEvent } from '../system/events'
import { resultOf, work, type Act, type Worked } from '../work'
import { changed } from './commit-changes'
import { findContainer, refuse, statusOf } from './lookup'

/**
 * `POST /commit`: a container's changes become a layer, its settings a configuration.
 * @models moby daemon/commit.go, image.NewChildImage
 * @fidelity part: an empty change still makes a layer
 */
export const commit: Handler = (d, req) => {
  const container = findContainer(d.state, req.query['container'] ?? '')
  if (isRefusal(container)) return refuse(d, req, container)
  const pauses = req.query['pause'] !== '0' && statusOf(container) === 'running'
  const acts: readonly Act[] = [
    ...(pauses ? [{ rpc: methods.pause, args: { id: container.id }, optional: true }] : []),
    { rpc: methods.diff, args: { key: container.id } },
    ...(pauses ? [{ rpc: methods.resume, args: { id: container.id }, optional: true }] : []),
  ]
  const { repo = '', tag = '', comment = '', author = '' } = req.query
  const data: Committing = {
    id: container.id,
    repo,
    tag,
    comment,
    author,
    changes: queryAll(req, 'changes'),
    sink: sinkOf(req),
    diffAt: pauses ? 1 : 0,
  }
  work(d, acts, { then: 'containers.commit/diffed', data })
}

interface Committing {
  readonly id: string
  readonly repo: string
  readonly tag: string
  readonly comment: string
  readonly author: string
  readonly changes: readonly string[]
  readonly sink: Sink
  readonly diffAt: number
  readonly diff?: Pick<Diffed, 'diffId' | 'size'>
}

function diffed(d: Daemon, committing: Committing, worked: Worked): void {
  const container = d.state.containers[committing.id]
  if (worked.failed !== undefined || container === undefined)
    return refuse(d, committing.sink, refusal(500, worked.failed?.message ?? 'container vanished'))
  const { tar, diffId, size } = resultOf(worked.answers[committing.diffAt]) as Diffed
  const key = chainOf(d, container.imageId, diffId)
  const args = { key, parent: topLayer(d.state, container.imageId), tar }
  work(d, [{ rpc: methods.apply, args }], {
    then: 'containers.commit/applied',
    data: { ...committing, diff: { diffId, size } },
  })
}

const configOf = (d: Daemon, imageId: string): ImageConfig => parseImageConfig(d.state.images[imageId]!.config)

const chainOf = (d: Daemon, imageId: string, diffId: Digest): Digest =>
  chainIds([...configOf(d, imageId).rootfs.diff_ids, diffId]).at(-1)!

function applied(d: Daemon, { diff, sink, ...rest }: Committing, worked: Worked): void {
  const container = d.state.containers[rest.id]
  if (worked.failed !== undefined || container === undefined || diff === undefined)
    return refuse(d, sink, refusal(500, worked.failed?.message ?? 'container vanished'))
  const { cacheId, dir } = resultOf(worked.answers[0]) as Applied
  const base = configOf(d, container.imageId)
  const diffIds = [...base.rootfs.diff_ids, diff.diffId]
  keepLayer(d, {
    chainId: chainIds(diffIds).at(-1)!,
    diffId: diff.diffId,
    parent: chainIds(base.rootfs.diff_ids).at(-1) ?? '',
    size: diff.size,
    cacheId,
    dir,
  })
  const id = registerImage(
    d,
    imageConfigBytes(imageOf(d, base, container.config as RunConfig, rest, diffIds)),
    container.imageId,
  )
  touch(d, id)
  if (rest.repo !== '') {
    const ref = tagNameOnly(parseNormalizedNamed(rest.tag === '' ? rest.repo : `${rest.repo}:${rest.tag}`))
    setReference(d, ref, id)
    imageEvent(d, 'tag', id, familiarString(ref))
  }
  containerEvent(d, container, 'commit', {
    comment: rest.comment,
    imageID: id,
    imageRef: rest.repo === '' ? '' : `${rest.repo}:${rest.tag}`,
  })
  json(d, sink, 201, { Id: id })
}

function imageOf(
  d: Daemon,
  base: ImageConfig,
  config: RunConfig,
  { comment, author, changes, id }: Omit<Committing, 'sink' | 'diff'>,
  diffIds: readonly Digest[],
): ImageConfig {
  const created = rfc3339Nano(d.now)
  const entry = {
    created,
    created_by: (config.Cmd ?? []).join(' '),
    ...(author !== '' && { author }),
    ...(comment !== '' && { comment }),
  }
  return {
    architecture: base.architecture,
    os: base.os,
    config: changed(config, changes),
    created,
    container: id,
    docker_version: '28.5.2',
    ...(author !== '' && { author }),
    ...(comment !== '' && { comment }),
    history: [...(base.history ?? []), entry],
    rootfs: { type: 'layers', diff_ids: diffIds },
  }
}

export const commitContinuations: Continuations = {
  'containers.commit/diffed': diffed,
  'containers.commit/applied': applied,
}
