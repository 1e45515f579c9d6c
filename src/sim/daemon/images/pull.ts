import type { HttpResponse } from '../../wire/http'
import { fullName, parseNormalizedNamed, isNameOnly, type Reference } from '../../oci/reference'
import { hostPlatform, parsePlatform, type Platform } from '../../oci/platform'
import type { Continuations, Request } from '../request'
import { error, sinkOf, watchConn } from '../respond'
import type { Daemon } from '../state'
import { lostConnection } from './errors'
import type { Output } from './output'
import { failPull } from './pull-end'
import { askManifest } from './pull-ask'
import { pullManifestContinuations } from './pull-manifest'
import { pullLayerContinuations } from './pull-layers'
import { newPullLife, nextOperation, onPull, pullOf, putPull, type Pull } from './pull-state'
import { credentialsOf, reach, type Credentials, type Reached } from './reach'
import { ask, hangUp } from './remote'

/**
 * `docker pull`: name → registry → manifest → config and layers → image.
 * @models moby daemon/images/image_pull.go, distribution/pull.go
 * @fidelity part: two pulls of the same layer at the same time both fetch it
 */
export function pullRequest(d: Daemon, req: Request): void {
  const { fromImage = '', tag = '', platform } = req.query
  try {
    const ref = named(fromImage, tag)
    startPull(d, {
      ref,
      all: isNameOnly(ref),
      platform: platform ? parsePlatform(platform) : hostPlatform,
      credentials: credentialsOf(req.http.headers['X-Registry-Auth']),
      output: { kind: 'http', sink: sinkOf(req), begun: false },
    })
  } catch (problem) {
    error(d, req, 400, (problem as Error).message)
  }
}

function named(image: string, tag: string): Reference {
  const joined = tag === '' ? image : tag.includes(':') ? `${image}@${tag}` : `${image}:${tag}`
  return parseNormalizedNamed(joined)
}

export interface PullWish {
  readonly ref: Reference
  readonly all: boolean
  readonly platform: Platform
  readonly credentials: Credentials | undefined
  readonly output: Output
}

export function startPull(d: Daemon, wish: PullWish): void {
  const id = nextOperation(d, 'pull')
  const { ref, all, platform, credentials, output } = wish
  const pull: Pull = {
    id,
    ref,
    all,
    tags: [],
    newer: false,
    platform,
    output,
    life: newPullLife(),
    manifests: {},
    layers: [],
    ...(credentials && { credentials }),
  }
  putPull(d, pull)
  if (output.kind === 'http')
    watchConn(d, output.sink.conn, { handler: 'images.pull/client', peer: output.sink.to, data: id })
  const scope = `repository:${ref.path}:pull`
  reach(
    d,
    { domain: ref.domain, scope, ...(credentials && { credentials }) },
    { then: 'images.pull/reached', data: id },
  )
}

export const pullContinuations: Continuations = {
  'images.pull/reached': (d: Daemon, id: string, reached: Reached) => {
    const pull = pullOf(d, id)
    if (pull === undefined) return 'remote' in reached ? hangUp(d, reached.remote) : undefined
    if ('failure' in reached) return failPull(d, pull, reached.failure)
    const now = onPull(d, { ...pull, remote: reached.remote }, { type: 'reached' })
    if (!pull.all) return askManifest(d, now)
    ask(
      d,
      reached.remote,
      { method: 'GET', path: `/v2/${pull.ref.path}/tags/list` },
      { then: 'images.pull/tags', data: id },
    )
  },

  /** `docker pull -a`: every tag, one after the other. */
  'images.pull/tags': (d: Daemon, id: string, answer: HttpResponse | undefined) => {
    const pull = pullOf(d, id)
    if (pull === undefined) return
    if (answer === undefined) return failPull(d, pull, lostConnection(pull.remote!))
    const { tags } = (answer.status === 200 ? JSON.parse(answer.body) : { tags: [] }) as {
      tags: readonly string[] | null
    }
    const [first, ...rest] = tags ?? []
    if (first === undefined)
      return failPull(d, pull, { status: 404, message: `no tags found for ${fullName(pull.ref)}` })
    askManifest(d, putPull(d, { ...pull, ref: { ...pull.ref, tag: first }, tags: rest }))
  },
  ...pullManifestContinuations,
  ...pullLayerContinuations,
}
