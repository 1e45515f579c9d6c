import { digestOf } from '../../../base/digest'
import { parseManifest } from '../../oci/manifest'
import { acceptedManifests } from '../../oci/media-types'
import { parseNormalizedNamed, tagNameOnly, type Reference } from '../../oci/reference'
import type { HttpResponse } from '../../wire/http'
import type { Continuations, Request } from '../request'
import { error, json, sinkOf } from '../respond'
import type { Daemon, Sink } from '../state'
import { lostConnection, manifestFailure } from './errors'
import { credentialsOf, reach, type Reached } from './reach'
import { ask, hangUp, type Remote } from './remote'

/**
 * `GET /distribution/NAME/json`: what a registry has under a name, without fetching it.
 * @models moby daemon/server/router/distribution
 * @fidelity part: the platform of a single manifest is taken to be linux/amd64
 */
interface Asked {
  readonly sink: Sink
  readonly ref: Reference
  readonly remote?: Remote
}

export function distribution(d: Daemon, req: Request): void {
  try {
    const ref = tagNameOnly(parseNormalizedNamed(req.params['name']!))
    const credentials = credentialsOf(req.http.headers['X-Registry-Auth'])
    const scope = `repository:${ref.path}:pull`
    const data: Asked = { sink: sinkOf(req), ref }
    reach(
      d,
      { domain: ref.domain, scope, ...(credentials && { credentials }) },
      { then: 'images.distribution/reached', data },
    )
  } catch (problem) {
    error(d, req, 400, (problem as Error).message)
  }
}

export const distributionContinuations: Continuations = {
  'images.distribution/reached': (d: Daemon, { sink, ref }: Asked, reached: Reached) => {
    if ('failure' in reached) return error(d, sink, reached.failure.status, reached.failure.message)
    const { remote } = reached
    const path = `/v2/${ref.path}/manifests/${ref.digest ?? ref.tag}`
    const headers = { Accept: acceptedManifests.join(', ') }
    ask(
      d,
      remote,
      { method: 'GET', path, headers },
      { then: 'images.distribution/manifest', data: { sink, ref, remote } },
    )
  },

  'images.distribution/manifest': (
    d: Daemon,
    { sink, ref, remote }: Asked & { remote: Remote },
    answer: HttpResponse | undefined,
  ) => {
    hangUp(d, remote)
    if (answer === undefined) return error(d, sink, 500, lostConnection(remote).message)
    if (answer.status !== 200)
      return error(d, sink, answer.status === 401 ? 401 : 404, manifestFailure(ref, answer).message)
    const document = parseManifest(answer.body)
    const platforms =
      document.kind === 'index'
        ? document.manifests.flatMap(({ platform }) => (platform ? [platform] : []))
        : [{ architecture: 'amd64', os: 'linux' }]
    json(d, sink, 200, {
      Descriptor: { mediaType: document.mediaType, digest: digestOf(answer.body), size: answer.body.length },
      Platforms: platforms,
    })
  },
}
