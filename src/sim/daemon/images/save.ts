import type { Bytes } from '../../../base/bytes'
import type { Digest } from '../../../base/digest'
import { gunzip, isGzip } from '../../../base/gzip'
import { writeArchive } from '../../oci/archive'
import { familiarString, fullName, isNameOnly, parseFull, parseNormalizedNamed } from '../../oci/reference'
import { methods, type Diffed, type KeyArgs } from '../../runtime/face'
import type { RpcReply } from '../../wire/rpc'
import { rpc } from '../../world/draft'
import { queryAll, type Continuations, type Request } from '../request'
import { endStream, error, sinkOf, startStream } from '../respond'
import type { Daemon, Sink } from '../state'
import { noSuchImage } from './errors'
import { imageEvent } from './events'
import { keepLayer } from './layers'
import { findImage, isIdPrefix } from './lookup'
import { snapshotKey } from './rootfs'
import type { Layer } from './state'
import { repositoryOf } from './store'

/**
 * `docker save`: images with their layers and names as one archive.
 * @models moby image/tarexport/save.go
 * @fidelity full
 */
interface Saved {
  readonly id: Digest
  readonly repoTags: readonly string[]
}

interface Saving {
  readonly sink: Sink
  readonly images: readonly Saved[]
}

export function save(d: Daemon, req: Request): void {
  const names =
    req.params['name'] === undefined
      ? queryAll(req, 'names').flatMap((value) => value.split(','))
      : [req.params['name']]
  const images: Saved[] = []
  for (const name of names) {
    const found = chosen(d, name)
    if (found === undefined) return error(d, req, 404, noSuchImage(name).message)
    for (const one of found) add(images, one)
  }
  go(d, { sink: sinkOf(req), images })
}

/** One image once, with all names it was asked for by. */
function add(images: Saved[], one: Saved): void {
  const at = images.findIndex(({ id }) => id === one.id)
  if (at < 0) images.push(one)
  else images[at] = { id: one.id, repoTags: [...new Set([...images[at]!.repoTags, ...one.repoTags])] }
}

/** A name without a tag means all its tags; an ID means no name. */
function chosen(d: Daemon, text: string): readonly Saved[] | undefined {
  const image = findImage(d.state, text)
  if (image !== undefined && isIdPrefix(image.id, text) && !named(d, text)) return [{ id: image.id, repoTags: [] }]
  try {
    const ref = parseNormalizedNamed(text)
    if (!isNameOnly(ref))
      return image && [{ id: image.id, repoTags: ref.digest === undefined ? [familiarString(ref)] : [] }]
    const all = Object.entries(d.state.references).filter(([full]) => repositoryOf(full) === fullName(ref))
    return all.length === 0 ? undefined : all.map(([full, id]) => ({ id, repoTags: [familiarString(parseFull(full))] }))
  } catch {
    return undefined
  }
}

const named = (d: Daemon, text: string): boolean => {
  const ref = parseNormalizedNamed(text)
  return Object.keys(d.state.references).some((full) => repositoryOf(full) === fullName(ref))
}

/** Layers that were built here have no tar yet: each is made from its directory first. */
function go(d: Daemon, saving: Saving): void {
  const layers = saving.images
    .flatMap(({ id }) => d.state.images[id]!.layers)
    .map(({ chainId }) => d.state.layers[chainId]!)
  const bare = layers.find(({ tar, blob }) => tar === undefined && blob === undefined)
  if (bare === undefined) return write(d, saving)
  const args: KeyArgs = { key: snapshotKey(d.state, bare.chainId) }
  rpc(
    d,
    'containerd',
    methods.diff,
    { ...args },
    { then: 'images.save/diffed', data: { saving, chainId: bare.chainId } },
  )
}

export const saveContinuations: Continuations = {
  'images.save/diffed': (d: Daemon, { saving, chainId }: { saving: Saving; chainId: Digest }, answer: RpcReply) => {
    const layer = d.state.layers[chainId]
    if (answer.error !== undefined || layer === undefined)
      return error(d, saving.sink, 500, answer.error?.message ?? 'layer does not exist')
    keepLayer(d, { ...layer, tar: (answer.result as unknown as Diffed).tar })
    go(d, saving)
  },
}

function write(d: Daemon, { sink, images }: Saving): void {
  const archive = writeArchive(
    images.map(({ id, repoTags }) => {
      const { config, layers } = d.state.images[id]!
      return {
        config,
        repoTags,
        layers: layers.map(({ diffId, chainId }) => ({ diffId, tar: tarOf(d.state.layers[chainId]!) })),
      }
    }),
  )
  for (const { id } of images) imageEvent(d, 'save', id, id)
  startStream(d, sink, { 'Content-Type': 'application/x-tar' })
  endStream(d, sink, archive)
}

/** The layer tar: kept as it came, or out of the blob. */
export const tarOf = ({ tar, blob }: Layer): Bytes => tar ?? (isGzip(blob!.bytes) ? gunzip(blob!.bytes) : blob!.bytes)
