import type { Digest } from '../../../base/digest'
import { fullName, fullString, parseFull, parseNormalizedNamed, withTag, type Reference } from '../../oci/reference'
import { hangUp } from './remote'
import type { Continuations, Request } from '../request'
import { error, sinkOf, watchConn } from '../respond'
import type { Daemon } from '../state'
import { cannotPushDigest, noSuchTagLocally, tagDoesNotExist } from './errors'
import { stage, tell } from './output'
import { pushBlobContinuations, startBlobs } from './push-blobs'
import { failPush } from './push-end'
import { pushManifestContinuations } from './push-manifest'
import {
  newBlobLife,
  newPushLife,
  onPush,
  pushOf,
  putPush,
  tellPush,
  configId,
  type Push,
  type PushBlob,
} from './push-state'
import { nextOperation, shortDigest } from './pull-state'
import { credentialsOf, reach, type Reached } from './reach'
import { repositoryOf } from './store'

/**
 * `docker push`: the blobs that the registry lacks, then the configuration, then the manifest.
 * @models moby daemon/images/image_push.go, distribution/push.go, push_v2.go
 * @fidelity part: one connection for all uploads
 */
export function pushRequest(d: Daemon, req: Request): void {
  try {
    const named = parseNormalizedNamed(req.params['name']!)
    const tag = req.query['tag'] ?? ''
    const ref = tag === '' ? named : withTag(named, tag)
    if (ref.digest !== undefined) return error(d, req, 400, cannotPushDigest().message)
    startPush(d, req, ref)
  } catch (problem) {
    error(d, req, 400, (problem as Error).message)
  }
}

function startPush(d: Daemon, req: Request, wanted: Reference): void {
  const tags = wanted.tag === undefined ? tagsOf(d, wanted) : [wanted.tag]
  const [tag = 'latest', ...rest] = tags
  const ref = { ...wanted, tag }
  const credentials = credentialsOf(req.http.headers['X-Registry-Auth'])
  const sink = sinkOf(req)
  const output = tell(
    d,
    { kind: 'http', sink, begun: false },
    { status: `The push refers to repository [${fullName(ref)}]` },
  )
  const imageId = imageOf(d, ref) ?? ''
  const push = putPush(d, {
    id: nextOperation(d, 'push'),
    ref,
    tags: rest,
    output,
    life: newPushLife(),
    imageId,
    blobs: [],
    ...(credentials && { credentials }),
  })
  if (imageId === '')
    return failPush(d, push, tagsOf(d, ref).length === 0 ? noSuchTagLocally(ref) : tagDoesNotExist(ref))
  watchConn(d, sink.conn, { handler: 'images.push/client', peer: sink.to, data: push.id })
  const scope = `repository:${ref.path}:push,pull`
  reach(
    d,
    { domain: ref.domain, scope, ...(credentials && { credentials }) },
    { then: 'images.push/reached', data: push.id },
  )
}

const imageOf = (d: Daemon, ref: Reference): Digest | undefined => d.state.references[fullString(ref)]

/** Tags of a repository that are here, in byte order. */
const tagsOf = (d: Daemon, ref: Reference): readonly string[] =>
  Object.keys(d.state.references)
    .filter((full) => repositoryOf(full) === fullName(ref))
    .map((full) => parseFull(full).tag!)
    .sort()

export const pushContinuations: Continuations = {
  'images.push/reached': (d: Daemon, id: string, reached: Reached) => {
    const push = pushOf(d, id)
    if (push === undefined) return 'remote' in reached ? hangUp(d, reached.remote) : undefined
    if ('failure' in reached) return failPush(d, push, reached.failure)
    begin(d, onPush(d, { ...push, remote: reached.remote }, { type: 'reached' }))
  },

  /** The next tag of `docker push -a`. */
  'images.push/next': (d: Daemon, id: string) => {
    const push = pushOf(d, id)
    if (push !== undefined) begin(d, push)
  },
  ...pushBlobContinuations,
  ...pushManifestContinuations,
}

/** The layers, top first, then the configuration. */
function begin(d: Daemon, found: Push): void {
  const imageId = imageOf(d, found.ref)
  const image = imageId === undefined ? undefined : d.state.images[imageId]
  if (image === undefined) return failPush(d, found, tagDoesNotExist(found.ref))
  const layers = [...image.layers].reverse().map(({ diffId, chainId, size }): PushBlob => ({
    id: shortDigest(diffId),
    layer: { diffId, chainId },
    life: newBlobLife(),
    done: 0,
    total: size,
  }))
  const config: PushBlob = {
    id: configId,
    life: newBlobLife(),
    done: 0,
    total: image.config.length,
    digest: image.id,
    size: image.config.length,
  }
  const told = layers.reduce((push, { id }) => tellPush(d, push, stage(id, 'Preparing')), found)
  startBlobs(d, putPush(d, { ...told, imageId: image.id, blobs: [...layers, config] }))
}
