import type { Digest } from '../../../base/digest'
import {
  familiarString,
  parseFull,
  parseNormalizedNamed,
  tagNameOnly,
  withDigest,
  fullString,
} from '../../oci/reference'
import type { Container } from '../containers/container'
import type { Request } from '../request'
import { error, json } from '../respond'
import type { Daemon } from '../state'
import { conflict } from './errors'
import { imageEvent } from './events'
import { releaseLayers } from './layers'
import { isIdPrefix, lookUp } from './lookup'
import { hasChildren } from './list'
import type { Failure } from './output'
import type { Image } from './state'
import { dropImage, dropReference, isDigestReference, isSingleReference, referencesOf, repositoryOf } from './store'

/**
 * `docker rmi`: takes a name away; with the last name goes the image, and with the image the layers that nothing else needs.
 * @models moby daemon/images/image_delete.go
 * @fidelity full
 */
export type Removed = { readonly Untagged: string } | { readonly Deleted: string }

export function remove(d: Daemon, req: Request): void {
  const flag = (name: string) => ['1', 'true'].includes(req.query[name] ?? '')
  const result = removeImage(d, req.params['name']!, flag('force'), !flag('noprune'))
  if ('message' in result) return error(d, req, result.status, result.message)
  json(d, req, 200, result)
}

export function removeImage(d: Daemon, text: string, force: boolean, prune: boolean): readonly Removed[] | Failure {
  const image = lookUp(d.state, text)
  if ('message' in image) return image
  const records: Removed[] = []
  const byName = !isIdPrefix(image.id, text)
  const stopped = byName ? untagOne(d, image, text, force, records) : untagSingle(d, image, force, records)
  if (stopped === 'done') return records
  if (stopped !== undefined) return stopped
  return deleteImage(d, image, force, prune, byName, records) ?? records
}

/** A name was given: it goes, and after the last tag of a repository its digests too. */
function untagOne(
  d: Daemon,
  image: Image,
  text: string,
  force: boolean,
  records: Removed[],
): Failure | 'done' | undefined {
  if (!force && isSingleReference(referencesOf(d.state, image.id))) {
    const user = usersOf(d, image.id)[0]
    if (user !== undefined) return stillUsed(text, user, image.id)
  }
  const ref = tagNameOnly(parseNormalizedNamed(text))
  const full = fullString(ref.digest === undefined ? ref : withDigest(ref, ref.digest))
  untag(d, image.id, full, records)
  const left = referencesOf(d.state, image.id)
  const repository = repositoryOf(full)
  const ofSame = left.filter((other) => repositoryOf(other) === repository)
  if (!isDigestReference(full) && ofSame.every(isDigestReference))
    for (const other of ofSame) untag(d, image.id, other, records)
  return referencesOf(d.state, image.id).length > 0 ? 'done' : undefined
}

const stillUsed = (text: string, user: Container, id: Digest): Failure =>
  conflict(
    `unable to remove repository reference "${text}" (must force) - container ${user.id.slice(0, 12)} is using its referenced image ${short(id)}`,
  )

/** An ID was given: its only name goes along. */
function untagSingle(d: Daemon, image: Image, force: boolean, records: Removed[]): Failure | undefined {
  const names = referencesOf(d.state, image.id)
  if (!isSingleReference(names)) return undefined
  const refused = conflictOf(d, image, force ? hard : [...hard, 'stopped'])
  if (refused !== undefined) return refused
  for (const full of names) untag(d, image.id, full, records)
  return undefined
}

function untag(d: Daemon, id: Digest, full: string, records: Removed[]): void {
  const name = familiarString(parseFull(full))
  imageEvent(d, 'untag', id, name)
  dropReference(d, full)
  records.push({ Untagged: name })
}

/** The image itself, with all names it still has; and the parent that only it kept. */
function deleteImage(
  d: Daemon,
  image: Image,
  force: boolean,
  prune: boolean,
  quiet: boolean,
  records: Removed[],
): Failure | undefined {
  const refused = conflictOf(d, image, force ? hard : [...hard, 'referenced', 'stopped'])
  if (refused !== undefined) return quiet && (refused.used || !isDangling(d, image)) ? undefined : refused
  for (const full of referencesOf(d.state, image.id)) untag(d, image.id, full, records)
  imageEvent(d, 'delete', image.id, image.id)
  dropImage(d, image.id)
  records.push({ Deleted: image.id })
  for (const chainId of releaseLayers(d)) records.push({ Deleted: chainId })
  const parent = d.state.images[image.parent]
  return prune && parent !== undefined ? deleteImage(d, parent, false, true, true, records) : undefined
}

const isDangling = (d: Daemon, image: Image): boolean =>
  referencesOf(d.state, image.id).length === 0 && !hasChildren(d.state, image)

type Ground = 'child' | 'running' | 'referenced' | 'stopped'
const hard: readonly Ground[] = ['child', 'running']

interface Conflict extends Failure {
  /** A container uses the image: with the last name gone that is no error. */
  readonly used: boolean
}

/** Why an image cannot go, if it cannot: the first ground that holds, in moby's order. */
function conflictOf(d: Daemon, image: Image, grounds: readonly Ground[]): Conflict | undefined {
  const holds = (ground: Ground) => grounds.includes(ground)
  const cannot = (how: string, why: string): Conflict => ({
    ...conflict(`unable to delete ${short(image.id)} (${how} be forced) - ${why}`),
    used: why.startsWith('image is being used'),
  })
  const users = usersOf(d, image.id)
  const running = users.find(isRunning)
  const stopped = users.find((user) => !isRunning(user))
  if (holds('child') && Object.values(d.state.images).some(({ parent }) => parent === image.id))
    return cannot('cannot', 'image has dependent child images')
  if (holds('running') && running !== undefined)
    return cannot('cannot', `image is being used by running container ${running.id.slice(0, 12)}`)
  if (holds('referenced') && referencesOf(d.state, image.id).length > 0)
    return cannot('must', 'image is referenced in multiple repositories')
  if (holds('stopped') && stopped !== undefined)
    return cannot('must', `image is being used by stopped container ${stopped.id.slice(0, 12)}`)
  return undefined
}

export const usersOf = (d: Daemon, id: Digest): readonly Container[] =>
  Object.values(d.state.containers).filter(({ imageId }) => imageId === id)

const isRunning = ({ life }: Container): boolean => ['running', 'paused', 'restarting'].includes(String(life.value))

const short = (id: Digest): string => id.slice('sha256:'.length, 'sha256:'.length + 12)
