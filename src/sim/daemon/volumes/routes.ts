import { rfc3339 } from '../../../base/time'
import { drawHex } from '../../../base/random'
import { patch } from '../../world/draft'
import { badName } from '../containers/mountpoints'
import { refuse } from '../containers/lookup'
import { truthy } from '../containers/remove'
import { noSuchVolume, noVolumeDriver, volumeInUse } from '../errors'
import type { Continuations, Handler, Route } from '../request'
import { bodyOf, json, noContent, sinkOf } from '../respond'
import type { Daemon, Sink, Volume } from '../state'
import { emit, filtersOf, labelled } from '../system/events'
import { work } from '../work'
import { addVolume, newVolume } from './use'

/**
 * `/volumes`: a name and a directory.
 * @models moby volume/local, volume/service, server/router/volume
 * @fidelity part: driver local without options
 */
export const volumeJson = (volume: Volume): object => ({
  CreatedAt: rfc3339(volume.created),
  Driver: volume.driver,
  Labels: Object.keys(volume.labels).length === 0 ? null : volume.labels,
  Mountpoint: volume.mountpoint,
  Name: volume.name,
  Options: Object.keys(volume.options).length === 0 ? null : volume.options,
  Scope: 'local',
})

export const usersOf = (d: Daemon, name: string): readonly string[] =>
  Object.values(d.state.containers)
    .filter(({ mounts }) => mounts.some((mount) => mount.name === name))
    .map(({ id }) => id)

const list: Handler = (d, req) => {
  const filters = filtersOf(req)
  const any = (key: string, test: (value: string) => boolean) =>
    (filters[key] ?? []).length === 0 || filters[key]!.some(test)
  const shown = Object.values(d.state.volumes)
    .filter(
      (volume) =>
        any('name', (value) => volume.name.includes(value)) && any('driver', (value) => volume.driver === value),
    )
    .filter((volume) => (filters['label'] ?? []).every((label) => labelled(volume.labels, label)))
    .filter((volume) => any('dangling', (value) => truthy(value) === (usersOf(d, volume.name).length === 0)))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
  json(d, req, 200, { Volumes: shown.length === 0 ? [] : shown.map(volumeJson), Warnings: null })
}

const inspect: Handler = (d, req) => {
  const volume = d.state.volumes[req.params['name'] ?? '']
  if (volume === undefined) return refuse(d, req, noSuchVolume(req.params['name'] ?? ''))
  json(d, req, 200, volumeJson(volume))
}

const create: Handler = (d, req) => {
  const body = (bodyOf(req) ?? {}) as {
    Name?: string
    Driver?: string
    Labels?: Record<string, string>
    DriverOpts?: Record<string, string>
  }
  const asked = body.Name ?? ''
  const driver = body.Driver || 'local'
  if (driver !== 'local') return refuse(d, req, noVolumeDriver(asked, driver))
  const wrong = asked === '' ? undefined : badName(asked)
  if (wrong !== undefined) return refuse(d, req, wrong)
  const [random, rng] = drawHex(d.state.rng, 64)
  patch(d, { rng })
  const known = d.state.volumes[asked]
  if (known !== undefined) return json(d, req, 201, volumeJson(known))
  const volume: Volume = {
    ...newVolume(d, asked || random),
    anonymous: asked === '',
    labels: labelsOf(body.Labels, asked),
    options: body.DriverOpts ?? {},
  }
  addVolume(d, volume)
  const act = { sys: { name: 'mkdir', path: volume.mountpoint, mode: 0o755, parents: true } } as const
  work(d, [act], { then: 'volumes.create/done', data: { name: volume.name, sink: sinkOf(req) } })
}

const labelsOf = (
  labels: Readonly<Record<string, string>> | undefined,
  asked: string,
): Readonly<Record<string, string>> => ({
  ...labels,
  ...(asked === '' && { 'com.docker.volume.anonymous': '' }),
})

const created = (d: Daemon, { name, sink }: { name: string; sink: Sink }): void =>
  json(d, sink, 201, volumeJson(d.state.volumes[name]!))

const remove: Handler = (d, req) => {
  const name = req.params['name'] ?? ''
  const volume = d.state.volumes[name]
  if (volume === undefined) return truthy(req.query['force']) ? noContent(d, req) : refuse(d, req, noSuchVolume(name))
  const users = usersOf(d, name)
  if (users.length > 0) return refuse(d, req, volumeInUse(name, users))
  drop(d, [name], { then: 'volumes.remove/done', data: { sink: sinkOf(req) } })
}

function drop(d: Daemon, names: readonly string[], then: { then: string; data: object }): void {
  patch(d, { volumes: Object.fromEntries(Object.entries(d.state.volumes).filter(([name]) => !names.includes(name))) })
  for (const name of names) emit(d, 'volume', 'destroy', name, { driver: 'local' })
  work(
    d,
    names.map(
      (name) => ({ sys: { name: 'removetree', path: `/var/lib/docker/volumes/${name}` }, optional: true }) as const,
    ),
    then,
  )
}

/** Anonymous ones only, unless `all` is asked for. */
const prune: Handler = (d, req) => {
  const filters = filtersOf(req)
  const all = (filters['all'] ?? []).some(truthy)
  const names = Object.values(d.state.volumes)
    .filter((volume) => (all || volume.anonymous) && usersOf(d, volume.name).length === 0)
    .filter((volume) => (filters['label'] ?? []).every((label) => labelled(volume.labels, label)))
    .map(({ name }) => name)
  drop(d, names, { then: 'volumes.remove/pruned', data: { names, sink: sinkOf(req) } })
}

const pruned = (d: Daemon, { names, sink }: { names: readonly string[]; sink: Sink }): void =>
  json(d, sink, 200, { VolumesDeleted: names, SpaceReclaimed: 0 })

export const volumeRoutes: readonly Route[] = [
  { method: 'GET', pattern: '/volumes', handler: list },
  { method: 'POST', pattern: '/volumes/create', handler: create },
  { method: 'POST', pattern: '/volumes/prune', handler: prune },
  { method: 'GET', pattern: '/volumes/{name:.*}', handler: inspect },
  { method: 'DELETE', pattern: '/volumes/{name:.*}', handler: remove },
]

export const volumeContinuations: Continuations = {
  'volumes.create/done': created,
  'volumes.remove/done': (d: Daemon, { sink }: { sink: Sink }) => noContent(d, sink),
  'volumes.remove/pruned': pruned,
}
