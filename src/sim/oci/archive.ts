import { text, utf8, type Bytes } from '../../base/bytes'
import { digestOf, sha256, type Digest } from '../../base/digest'
import type { FileEntry } from '../../base/file-entry'
import { gunzip, isGzip } from '../../base/gzip'
import { goJson, parseGoJson, sorted } from '../../base/json'
import { joinPath, dirOf } from '../../base/path'
import { packTar, unpackTar } from '../../base/tar'
import { parseRfc3339 } from '../../base/time'
import { chainId, imageId, parseImageConfig, type ImageConfig } from './config'
import { describe, type Descriptor } from './descriptor'
import { legacyImages } from './legacy-v1'
import { ociIndex, ociManifest } from './manifest'
import { mediaTypes } from './media-types'
import { familiarName, fullString, parseNormalizedNamed } from './reference'

/**
 * The archive of `docker save` and `docker load`: an OCI layout with a manifest.json beside it.
 * @models moby image/tarexport/load.go and save.go
 * @fidelity part: archives of engines before 1.10 (without manifest.json) are refused with the words that a wrong one gets
 */
export interface ArchiveLayer {
  readonly diffId: Digest
  /** The uncompressed layer tar. */
  readonly tar: Bytes
}

export interface ArchiveImage {
  readonly config: Bytes
  readonly id: Digest
  /** `alpine:3.19` as written in the archive. */
  readonly repoTags: readonly string[]
  readonly layers: readonly ArchiveLayer[]
}

export interface ReadOptions {
  /** Layers that the engine already has, by ChainID: their bytes are not read or checked. */
  readonly known?: (chainId: Digest) => boolean
  /** Where the engine unpacks: it is part of some error texts. */
  readonly folder?: string
}

const mebibyte = 1 << 20

export function readArchive(bytes: Bytes, options: ReadOptions = {}): { readonly images: readonly ArchiveImage[] } {
  const files = openArchive(isGzip(bytes) ? gunzip(bytes, 1024 * mebibyte) : bytes, options.folder)
  const manifest = manifestOf(files)
  return { images: manifest.map((item) => imageOf(files, item, options.known ?? (() => false))) }
}

interface Files {
  /** The contents of a file of the archive, symbolic links followed. */
  readonly read: (path: string) => Bytes
  readonly has: (path: string) => boolean
  readonly folders: readonly string[]
}

function openArchive(bytes: Bytes, folder = '/var/lib/docker/tmp/docker-import-1'): Files {
  if (bytes.length > 0 && bytes.length < 512) throw new Error('unexpected EOF')
  const entries = new Map<string, FileEntry>(unpackTar(bytes).map((e) => [e.path, e]))
  const find = (path: string, hops: number): FileEntry | undefined => {
    const entry = entries.get(path)
    if (entry?.type === 'hardlink') return hops > 0 ? find(entry.link!, hops - 1) : undefined
    if (entry?.type !== 'symlink') return entry
    const target = joinPath('/', entry.link!.startsWith('/') ? '' : dirOf(path), entry.link!).slice(1)
    return hops > 0 ? find(target, hops - 1) : undefined
  }
  return {
    has: (path) => find(path, 8) !== undefined,
    read: (path) => {
      const entry = find(joinPath('/', path).slice(1), 8)
      if (entry === undefined) throw new Error(`open ${folder}/${path}: no such file or directory`)
      if (entry.type !== 'file') throw new Error(`read ${folder}/${path}: is a directory`)
      return (entry.data ?? '') + '\0'.repeat((entry.size ?? 0) - (entry.data ?? '').length)
    },
    folders: [...entries.keys()].map((path) => path.split('/', 1)[0]!).filter((name) => name !== ''),
  }
}

interface ManifestItem {
  readonly Config: string
  readonly RepoTags?: readonly string[] | null
  readonly Layers?: readonly string[] | null
}

function manifestOf(files: Files): readonly ManifestItem[] {
  if (!files.has('manifest.json')) {
    // The engine then takes it for an archive of the oldest kind, and stumbles over what that would have.
    const folder = files.folders.filter((name) => files.has(name) && !name.endsWith('.json')).sort()[0]
    return (files.read(folder === undefined ? 'repositories' : `${folder}/json`), [])
  }
  const manifest = parseGoJson(text(files.read('manifest.json')))
  if (manifest === null) throw new Error('invalid manifest, manifest cannot be null (but can be [])')
  if (!Array.isArray(manifest))
    throw new Error('json: cannot unmarshal object into Go value of type []tarexport.manifestItem')
  return manifest as readonly ManifestItem[]
}

function imageOf(files: Files, item: ManifestItem, known: (chainId: Digest) => boolean): ArchiveImage {
  const config = files.read(item.Config)
  const diffIds = parseImageConfig(config).rootfs.diff_ids
  const paths = item.Layers ?? []
  if (paths.length !== diffIds.length)
    throw new Error(`invalid manifest, layers length mismatch: expected ${paths.length}, got ${diffIds.length}`)
  const layers = diffIds.map((diffId, i) =>
    known(chainId(diffIds.slice(0, i + 1))!) ? { diffId, tar: '' } : layerOf(files, paths[i]!, diffId, i),
  )
  const repoTags = item.RepoTags ?? []
  for (const tag of repoTags)
    if (parseNormalizedNamed(tag).tag === undefined) throw new Error(`invalid tag ${JSON.stringify(tag)}`)
  return { config, id: imageId(config), repoTags, layers }
}

function layerOf(files: Files, path: string, diffId: Digest, at: number): ArchiveLayer {
  const raw = files.read(path)
  const tar = isGzip(raw) ? gunzip(raw, 1024 * mebibyte) : raw
  const actual = digestOf(tar)
  if (actual !== diffId) throw new Error(`invalid diffID for layer ${at}: expected "${diffId}", got "${actual}"`)
  return { diffId, tar }
}

const blobPath = (digest: Digest): string => `blobs/sha256/${digest.slice('sha256:'.length)}`

/** The archive that `docker save` of these images writes; members in order of their names. */
export function writeArchive(images: readonly Omit<ArchiveImage, 'id'>[]): Bytes {
  const blobs = new Map<string, FileEntry>()
  const tagged: Descriptor[] = []
  const items = images.map((image) => savedImage(image, blobs, tagged))
  const repositories = repositoriesOf(images)
  const tail = [
    file('index.json', ociIndex(tagged), 0),
    file('manifest.json', `${utf8(goJson(items))}\n`, 0),
    file('oci-layout', '{"imageLayoutVersion": "1.0.0"}', 0),
    ...(repositories === undefined ? [] : [file('repositories', `${utf8(goJson(repositories))}\n`, 0)]),
  ]
  const sortedBlobs = [...blobs.values()].sort((a, b) => (a.path < b.path ? -1 : 1))
  return packTar([dir('blobs'), dir('blobs/sha256'), ...sortedBlobs, ...tail])
}

const file = (path: string, data: Bytes, mtime: number): FileEntry => ({
  path,
  type: 'file',
  mode: 0o644,
  uid: 0,
  gid: 0,
  mtime,
  data,
  size: data.length,
})

const dir = (path: string): FileEntry => ({ path, type: 'dir', mode: 0o755, uid: 0, gid: 0, mtime: 0 })

function savedImage(image: Omit<ArchiveImage, 'id'>, blobs: Map<string, FileEntry>, tagged: Descriptor[]): object {
  const config: ImageConfig = parseImageConfig(image.config)
  const mtime = Math.floor((parseRfc3339(config.created ?? '') ?? 0) / 1_000_000)
  const put = (content: Bytes, digest: Digest, time = mtime) =>
    blobs.set(blobPath(digest), file(blobPath(digest), content, time))
  const layers = image.layers.map((layer): Descriptor => {
    put(layer.tar, layer.diffId)
    return { mediaType: mediaTypes.ociPlainLayer, digest: layer.diffId, size: layer.tar.length }
  })
  for (const legacy of legacyImages(config)) put(legacy, digestOf(legacy))
  const configDescriptor = describe(mediaTypes.ociConfig, image.config)
  put(image.config, configDescriptor.digest)
  const manifest = ociManifest(configDescriptor, layers)
  const manifestDescriptor = describe(mediaTypes.ociManifest, manifest)
  put(manifest, manifestDescriptor.digest, 0)
  tagged.push(...descriptorsFor(image.repoTags, manifestDescriptor, tagged.length === 0))
  return {
    Config: blobPath(configDescriptor.digest),
    RepoTags: image.repoTags.length > 0 ? image.repoTags : null,
    Layers: layers.map((l) => blobPath(l.digest)),
    LayerSources: sorted(
      Object.fromEntries(layers.map((l) => [l.digest, { mediaType: l.mediaType, size: l.size, digest: l.digest }])),
    ),
  }
}

function descriptorsFor(repoTags: readonly string[], manifest: Descriptor, first: boolean): readonly Descriptor[] {
  if (repoTags.length === 0) return first ? [manifest] : []
  return repoTags.map((repoTag) => {
    const ref = parseNormalizedNamed(repoTag)
    return {
      ...manifest,
      annotations: {
        'io.containerd.image.name': fullString(ref),
        'org.opencontainers.image.ref.name': ref.tag ?? 'latest',
      },
    }
  })
}

/** The index of the oldest engines: repository → tag → top layer. */
function repositoriesOf(images: readonly Omit<ArchiveImage, 'id'>[]): object | undefined {
  const repositories: Record<string, Record<string, string>> = {}
  for (const image of images)
    for (const repoTag of image.repoTags) {
      const ref = parseNormalizedNamed(repoTag)
      const top = image.layers.at(-1)?.diffId.slice('sha256:'.length) ?? sha256('')
      const name = familiarName(ref)
      repositories[name] = { ...repositories[name], [ref.tag ?? 'latest']: top }
    }
  if (Object.keys(repositories).length === 0) return undefined
  return sorted(Object.fromEntries(Object.entries(repositories).map(([name, tags]) => [name, sorted(tags)])))
}
