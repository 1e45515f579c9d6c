import { methods } from '../../runtime/face'
import { newestFirst, summary } from '../containers/summary'
import { hasChildren, namesOf, createdAt } from '../images/list'
import { parseImageConfig } from '../../oci/config'
import type { Continuations, Handler } from '../request'
import { json, sinkOf } from '../respond'
import type { Daemon, DockerdState, Sink } from '../state'
import { volumeJson, usersOf } from '../volumes/routes'
import { resultOf, work, type Worked } from '../work'

/** `GET /system/df`. @models moby daemon/disk_usage.go @fidelity part: volumes are not measured, the build cache is told as empty */
export const df: Handler = (d, req) => {
  const ids = newestFirst(d.state).map(({ id }) => id)
  work(
    d,
    ids.map((id) => ({ rpc: methods.usage, args: { key: id }, optional: true })),
    { then: 'system.df/known', data: { ids, sink: sinkOf(req) } },
  )
}

function known(d: Daemon, { ids, sink }: { ids: readonly string[]; sink: Sink }, { answers }: Worked): void {
  const containers = ids.flatMap((id, i) => {
    const container = d.state.containers[id]
    if (container === undefined) return []
    const own = (resultOf(answers[i]) as { size: number } | undefined)?.size ?? 0
    return [{ ...summary(d, container), SizeRw: own, SizeRootFs: own + (d.state.images[container.imageId]?.size ?? 0) }]
  })
  json(d, sink, 200, {
    LayersSize: Object.values(d.state.layers).reduce((sum, { size }) => sum + size, 0),
    Images: images(d.state),
    Containers: containers,
    Volumes: Object.values(d.state.volumes).map((volume) => ({
      ...volumeJson(volume),
      UsageData: { RefCount: usersOf(d, volume.name).length, Size: 0 },
    })),
    BuildCache: [],
  })
}

function images(state: DockerdState): readonly object[] {
  const shown = Object.values(state.images).filter(
    (image) => namesOf(state, image).tags.length > 0 || !hasChildren(state, image),
  )
  return shown.map((image) => {
    const { tags, digests } = namesOf(state, image)
    const shared = image.layers.filter(({ chainId }) =>
      Object.values(state.images).some(
        (other) => other.id !== image.id && other.layers.some((layer) => layer.chainId === chainId),
      ),
    )
    return {
      Containers: Object.values(state.containers).filter(({ imageId }) => imageId === image.id).length,
      Created: Math.floor(createdAt(image) / 1e6),
      Id: image.id,
      Labels: parseImageConfig(image.config).config?.Labels ?? null,
      ParentId: image.parent,
      RepoDigests: digests,
      RepoTags: tags,
      SharedSize: shared.reduce((sum, { size }) => sum + size, 0),
      Size: image.size,
    }
  })
}

export const dfContinuations: Continuations = { 'system.df/known': known }
