import type { Bytes } from '../../../base/bytes'
import { digestOf } from '../../../base/digest'
import { gunzip, isGzip } from '../../../base/gzip'
import { rfc3339Nano } from '../../../base/time'
import { imageConfigBytes, mobyRunConfig } from '../../oci/config'
import { familiarString, parseNormalizedNamed, tagNameOnly, withTag, type Reference } from '../../oci/reference'
import { methods, type Applied, type ApplyArgs } from '../../runtime/face'
import type { RpcReply } from '../../wire/rpc'
import { rpc } from '../../world/draft'
import type { Continuations, Request } from '../request'
import { endStream, error, jsonLine, sinkOf, startStream } from '../respond'
import type { Daemon, Sink } from '../state'
import { imageEvent } from './events'
import { keepLayer, lease } from './layers'
import { registerImage, setReference, touch } from './store'

/**
 * `docker import -`: a file tree becomes an image of one layer.
 * @models moby daemon/images/image_import.go
 * @fidelity part: the source is the request's body; `--change` is not applied
 */
interface Importing {
  readonly sink: Sink
  readonly holder: string
  readonly tar: Bytes
  readonly ref?: Reference
  readonly message: string
}

export function importRequest(d: Daemon, req: Request): void {
  const { fromSrc = '', repo = '', tag = '', message } = req.query
  if (fromSrc !== '-') return error(d, req, 400, `glasswhale: docker import of ${fromSrc} is not simulated`)
  try {
    const named = repo === '' ? undefined : parseNormalizedNamed(repo)
    const ref = named && tagNameOnly(tag === '' ? named : withTag(named, tag))
    const body = isGzip(req.http.body) ? gunzip(req.http.body) : req.http.body
    const holder = `import ${req.http.conn} ${req.http.exchange}`
    begin(d, {
      sink: sinkOf(req),
      holder,
      tar: body,
      message: message || `Imported from ${fromSrc}`,
      ...(ref && { ref }),
    })
  } catch (problem) {
    error(d, req, 400, (problem as Error).message)
  }
}

function begin(d: Daemon, importing: Importing): void {
  const diffId = digestOf(importing.tar)
  if (d.state.layers[diffId] !== undefined) return finish(d, importing, diffId)
  const args: ApplyArgs = { key: diffId, parent: '', tar: importing.tar }
  rpc(d, 'containerd', methods.apply, { ...args }, { then: 'images.import/applied', data: importing })
}

export const importContinuations: Continuations = {
  'images.import/applied': (d: Daemon, importing: Importing, answer: RpcReply) => {
    if (answer.error !== undefined) return error(d, importing.sink, 500, answer.error.message)
    const { key, cacheId, dir, size } = answer.result as unknown as Applied
    keepLayer(d, { chainId: key, diffId: key, parent: '', size, cacheId, dir, tar: importing.tar })
    lease(d, importing.holder, [key])
    finish(d, importing, key)
  },
}

function finish(d: Daemon, { sink, holder, ref, message }: Importing, diffId: string): void {
  const created = rfc3339Nano(d.now)
  const config = imageConfigBytes({
    architecture: 'amd64',
    comment: message,
    config: mobyRunConfig({}),
    container_config: mobyRunConfig({}),
    created,
    docker_version: '28.5.2',
    history: [{ created, comment: message }],
    os: 'linux',
    rootfs: { type: 'layers', diff_ids: [diffId] },
  })
  const id = registerImage(d, config, '')
  if (ref !== undefined) {
    setReference(d, ref, id)
    touch(d, id)
  }
  lease(d, holder, [])
  imageEvent(d, 'import', id, ref === undefined ? id : familiarString(ref))
  startStream(d, sink, { 'Content-Type': 'application/json' })
  jsonLine(d, sink, { status: id })
  endStream(d, sink)
}
