import { parseImageConfig } from '../../oci/config'
import { familiarString, parseFull } from '../../oci/reference'
import { parseRfc3339 } from '../../../base/time'
import { parseDuration } from '../../../base/units'
import type { Request } from '../request'
import { error, json } from '../respond'
import type { Daemon, DockerdState } from '../state'
import { filtersOf } from '../system/events'
import { lookUp } from './lookup'
import { matchesReference } from './match'
import type { Failure } from './output'
import type { Image } from './state'
import { referencesOf } from './store'

/**
 * `docker images`: names, IDs, ages and sizes; newest first.
 * @models moby daemon/images/images.go
 * @fidelity full
 */
export function list(d: Daemon, req: Request): void {
  const filters = filtersOf(req)
  const keep = keeper(d, filters)
  if ('message' in keep) return error(d, req, keep.status, keep.message)
  const all = ['1', 'true', 'True'].includes(req.query['all'] ?? '')
  const sizes = req.query['shared-size'] === '1' || req.query['shared-size'] === 'true'
  const images = Object.values(d.state.images).filter(keep.wanted)
  json(d, req, 200, images.flatMap((image) => summary(d, image, filters, all, sizes)).sort(newestFirst))
}

export type Filters = ReturnType<typeof filtersOf>

const accepted = ['dangling', 'label', 'label!', 'before', 'since', 'reference', 'until']

type Keeper = { readonly wanted: (image: Image) => boolean } | Failure

/** What the filters say about images; a filter that is not known, or names an image that is not there, refuses all. */
function keeper(d: Daemon, filters: Filters): Keeper {
  const unknown = Object.keys(filters).find((name) => !accepted.includes(name))
  if (unknown !== undefined) return { status: 400, message: `invalid filter '${unknown}'` }
  const bad = filters['dangling']?.find((value) => !/^(1|0|t|f|true|false)$/i.test(value))
  if (bad !== undefined) return { status: 400, message: `invalid filter 'dangling=${JSON.stringify([bad])}'` }
  const before = times(d, filters['before'])
  const since = times(d, filters['since'])
  const failed = [before, since].find((t): t is Failure => 'message' in t)
  if (failed !== undefined) return failed
  const until = (filters['until'] ?? []).map((text) => untilTime(text, d.now))
  const wanted = (image: Image) =>
    [...(before as readonly number[]), ...until].every((at) => createdAt(image) < at) &&
    (since as readonly number[]).every((at) => createdAt(image) > at) &&
    hasLabels(image, filters)
  return { wanted }
}

function times(d: Daemon, names: readonly string[] | undefined): readonly number[] | Failure {
  const found = (names ?? []).map((name) => lookUp(d.state, name))
  const missing = found.find((image): image is Failure => 'message' in image)
  return missing ?? (found as readonly Image[]).map(createdAt)
}

/** A time, or how long ago. */
export function untilTime(text: string, now: number): number {
  try {
    return parseRfc3339(text) ?? (/^\d+$/.test(text) ? Number(text) * 1e6 : now - parseDuration(text))
  } catch {
    return now
  }
}

const labelsOf = (image: Image): Readonly<Record<string, string>> => parseImageConfig(image.config).config?.Labels ?? {}

export function hasLabels(image: Image, filters: Filters): boolean {
  const labels = labelsOf(image)
  const holds = (filter: string) => {
    const [key, ...value] = filter.split('=')
    return Object.hasOwn(labels, key!) && (value.length === 0 || labels[key!] === value.join('='))
  }
  return (filters['label'] ?? []).every(holds) && !(filters['label!'] ?? []).some(holds)
}

export const createdAt = (image: Image): number => parseRfc3339(image.created) ?? 0

interface Summary {
  readonly Containers: number
  readonly Created: number
  readonly Id: string
  readonly Labels: Readonly<Record<string, string>> | null
  readonly ParentId: string
  readonly RepoDigests: readonly string[]
  readonly RepoTags: readonly string[]
  readonly SharedSize: number
  readonly Size: number
}

/** moby sorts by creation time alone; images of the same second come in the order of their names here. */
const newestFirst = (a: Summary, b: Summary): number =>
  b.Created - a.Created || order(a.RepoTags[0] ?? a.Id, b.RepoTags[0] ?? b.Id)
const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

function summary(d: Daemon, image: Image, filters: Filters, all: boolean, sizes: boolean): readonly Summary[] {
  const { tags, digests } = namesOf(d.state, image, filters['reference'])
  const dangling = filters['dangling']?.[0]
  const onlyDangling = dangling !== undefined && /^(1|t|true)$/i.test(dangling)
  if (tags.length === 0 && digests.length === 0) {
    if (filters['reference'] !== undefined) return []
    if (!all && hasChildren(d.state, image)) return []
    if (dangling !== undefined && !onlyDangling) return []
  } else if (onlyDangling && tags.length > 0) return []
  const config = parseImageConfig(image.config).config
  return [
    {
      Containers: -1,
      Created: Math.floor(createdAt(image) / 1e6),
      Id: image.id,
      Labels: config?.Labels ?? null,
      ParentId: image.parent,
      RepoDigests: digests,
      RepoTags: tags,
      SharedSize: sizes ? sharedSize(d.state, image) : -1,
      Size: image.size,
    },
  ]
}

export const hasChildren = (state: DockerdState, image: Image): boolean =>
  Object.values(state.images).some(({ parent }) => parent === image.id)

interface Names {
  readonly tags: readonly string[]
  readonly digests: readonly string[]
}

/** Familiar names of an image, of those that fit the patterns where there are any. */
export function namesOf(state: DockerdState, image: Image, patterns?: readonly string[]): Names {
  const refs = referencesOf(state, image.id).map(parseFull)
  const fit =
    patterns === undefined ? refs : refs.filter((ref) => patterns.some((pattern) => matchesReference(pattern, ref)))
  const of = (digest: boolean) => fit.filter((ref) => (ref.digest !== undefined) === digest).map(familiarString)
  return { tags: of(false), digests: of(true) }
}

/** Bytes in layers that another image has too. */
function sharedSize(state: DockerdState, image: Image): number {
  const others = Object.values(state.images).filter(({ id }) => id !== image.id)
  const shared = image.layers.filter(({ chainId }) =>
    others.some(({ layers }) => layers.some((l) => l.chainId === chainId)),
  )
  return shared.reduce((sum, { size }) => sum + size, 0)
}
