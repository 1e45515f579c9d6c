import type { Bytes } from '../../../base/bytes'
import { chainIds } from '../../oci/config'
import { readArchive, type ArchiveImage } from '../../oci/archive'
import { familiarString, parseNormalizedNamed, fullString } from '../../oci/reference'
import { methods, type Applied, type ApplyArgs } from '../../runtime/face'
import type { RpcReply } from '../../wire/rpc'
import { rpc } from '../../world/draft'
import type { Continuations, Request } from '../request'
import { endStream, error, sinkOf } from '../respond'
import type { Daemon } from '../state'
import { imageEvent } from './events'
import { keepLayer, lease, releaseLayers } from './layers'
import { bar, beginOutput, fail, tell, type Output } from './output'
import { shortDigest } from './pull-state'
import { snapshotKey } from './rootfs'
import { registerImage, setReference } from './store'

/**
 * `docker load`: an archive is read and checked whole before anything of it is kept.
 * @models moby image/tarexport/load.go
 * @fidelity part: moby keeps the images before the first bad one
 */
interface Loading {
  readonly holder: string
  readonly output: Output
  readonly quiet: boolean
  readonly images: readonly ArchiveImage[]
  readonly loaded: readonly string[]
}

export function load(d: Daemon, req: Request): void {
  if (req.query['platform']) return error(d, req, 400, 'invalid platform')
  const holder = `load ${req.http.conn} ${req.http.exchange}`
  const output: Output = { kind: 'http', sink: sinkOf(req), begun: false }
  const quiet = ['1', 'true'].includes(req.query['quiet'] ?? '')
  const images = archive(d, req.http.body)
  if (typeof images === 'string') return fail(d, beginOutput(d, output), { status: 400, message: images })
  go(d, { holder, output, quiet, images, loaded: [] })
}

/** Errors of a load come in the stream: the headers are out before the archive is read. */
function archive(d: Daemon, body: Bytes): readonly ArchiveImage[] | string {
  try {
    const number = String(d.state.nextCall * 7919).padStart(10, '2')
    return readArchive(body, {
      known: (chainId) => d.state.layers[chainId] !== undefined,
      folder: `/var/lib/docker/tmp/docker-import-${number}`,
    }).images
  } catch (problem) {
    return (problem as Error).message
  }
}

/** The next layer that is not here, or the next image, or the end. */
function go(d: Daemon, loading: Loading): void {
  const [image, ...images] = loading.images
  if (image === undefined) return finish(d, loading)
  const chain = chainIds(image.layers.map(({ diffId }) => diffId))
  const at = chain.findIndex((chainId) => d.state.layers[chainId] === undefined)
  if (at < 0) return go(d, { ...named(d, loading, image), images })
  const { tar, diffId } = image.layers[at]!
  const output = loading.quiet
    ? loading.output
    : tell(d, loading.output, bar(shortDigest(diffId), 'Loading layer', Math.min(32768, tar.length), tar.length))
  const parent = chain[at - 1] ?? ''
  const args: ApplyArgs = { key: chain[at]!, parent: parent === '' ? '' : snapshotKey(d.state, parent), tar }
  rpc(
    d,
    'containerd',
    methods.apply,
    { ...args },
    { then: 'images.load/applied', data: { loading: { ...loading, output }, tar, diffId, parent } },
  )
}

interface Applying {
  readonly loading: Loading
  readonly tar: Bytes
  readonly diffId: string
  readonly parent: string
}

export const loadContinuations: Continuations = {
  'images.load/applied': (d: Daemon, { loading, tar, diffId, parent }: Applying, answer: RpcReply) => {
    if (answer.error !== undefined) return failed(d, loading, answer.error.message)
    const { key, size, cacheId, dir } = answer.result as unknown as Applied
    keepLayer(d, { chainId: key, diffId, parent, size, cacheId, dir, tar })
    lease(d, loading.holder, [...(d.state.leases[loading.holder] ?? []), key])
    const output = loading.quiet
      ? loading.output
      : tell(d, loading.output, bar(shortDigest(diffId), 'Loading layer', tar.length, tar.length))
    go(d, { ...loading, output })
  },
}

function failed(d: Daemon, loading: Loading, message: string): void {
  lease(d, loading.holder, [])
  releaseLayers(d)
  fail(d, loading.output, { status: 500, message: `failed to register layer: ${message}` })
}

function named(d: Daemon, loading: Loading, image: ArchiveImage): Loading {
  const id = registerImage(d, image.config, '')
  const names = image.repoTags.map(parseNormalizedNamed)
  for (const ref of names) {
    const before = d.state.references[fullString(ref)]
    if (before !== undefined && before !== id)
      tell(d, loading.output, {
        stream: `The image ${familiarString(ref)} already exists, renaming the old one with ID ${before} to empty string\n`,
      })
    setReference(d, ref, id)
  }
  imageEvent(d, 'load', id, id)
  const lines =
    names.length > 0 ? names.map((ref) => `Loaded image: ${familiarString(ref)}\n`) : [`Loaded image ID: ${id}\n`]
  return { ...loading, loaded: [...loading.loaded, ...lines] }
}

function finish(d: Daemon, loading: Loading): void {
  const output = loading.loaded.reduce((out, stream) => tell(d, out, { stream }), beginOutput(d, loading.output))
  lease(d, loading.holder, [])
  if (output.kind === 'http') endStream(d, output.sink)
}
