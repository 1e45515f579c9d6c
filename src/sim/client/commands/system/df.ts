import { humanDuration, humanSize } from '../../../../base/units'
import { parseRfc3339 } from '../../../../base/time'
import type { Cli } from '../../engine'
import { on, value } from '../../flags/parse'
import { write } from '../../format/listing'
import type { Row } from '../../format/template/value'
import { list } from '../list'
import { containerRow, type ContainerSummary } from '../container/ls'
import { imageRow, type ImageSummary } from '../image/ls'
import { familiarName, parseNormalizedNamed } from '../../names'
import { asks, bodyOf } from '../shapes'

/**
 * docker system df.
 *
 * @models docker/cli cli/command/system/df.go, formatter/disk_usage.go
 * @fidelity part: `--format` with `-v` is not there
 */
interface Usage {
  readonly LayersSize: number
  readonly Images: readonly ImageSummary[] | null
  readonly Containers: readonly ContainerSummary[] | null
  readonly Volumes:
    | readonly { readonly Name: string; readonly UsageData?: { readonly Size: number; readonly RefCount: number } }[]
    | null
  readonly BuildCache: readonly CacheRecord[] | null
}

interface CacheRecord {
  readonly ID: string
  readonly Type: string
  readonly Size: number
  readonly InUse: boolean
  readonly Shared: boolean
  readonly CreatedAt: string
  readonly LastUsedAt: string | null
  readonly UsageCount: number
}

const standard = '{{.Type}}\\t{{.TotalCount}}\\t{{.Active}}\\t{{.Size}}\\t{{.Reclaimable}}'
const heads = { Type: 'TYPE', TotalCount: 'TOTAL', Active: 'ACTIVE', Size: 'SIZE', Reclaimable: 'RECLAIMABLE' }

export const df = asks({
  request: () => ({ method: 'GET', path: '/system/df' }),
  tell: (c, answer) => {
    const usage = bodyOf<Usage>(answer)
    if (on(c.parsed, 'verbose')) {
      c.out(verbose(c, usage))
      return c.exit(0)
    }
    list(c, { format: value(c.parsed, 'format'), standard, heads, rows: summary(usage) })
  },
})

const share = (part: number, whole: number): string =>
  whole > 0 ? `${humanSize(part)} (${Math.floor((part * 100) / whole)}%)` : humanSize(part)

const row = (Type: string, total: number, active: number, size: number, Reclaimable: string): Row => ({
  row: '*formatter.diskUsageContext',
  methods: { Type, TotalCount: String(total), Active: String(active), Size: humanSize(size), Reclaimable },
})

function summary(u: Usage): readonly Row[] {
  const [images, containers, volumes, cache] = [u.Images ?? [], u.Containers ?? [], u.Volumes ?? [], u.BuildCache ?? []]
  const used = images
    .filter((i) => i.Containers > 0)
    .reduce((n, i) => n + (i.Size === -1 || i.SharedSize === -1 ? 0 : i.Size - i.SharedSize), 0)
  const sum = <T>(items: readonly T[], size: (item: T) => number) => items.reduce((n, item) => n + size(item), 0)
  const stopped = containers.filter((x) => !['running', 'paused', 'restarting'].includes(x.State))
  const volumeSize = (v: { UsageData?: { Size: number } }) => Math.max(0, v.UsageData?.Size ?? 0)
  const unused = volumes.filter((v) => (v.UsageData?.RefCount ?? 0) === 0)
  const idle = cache.filter((r) => !r.InUse && !r.Shared)
  return [
    row(
      'Images',
      images.length,
      images.filter((i) => i.Containers > 0).length,
      u.LayersSize,
      share(u.LayersSize - used, u.LayersSize),
    ),
    row(
      'Containers',
      containers.length,
      containers.length - stopped.length,
      sum(containers, (x) => x.SizeRw ?? 0),
      share(
        sum(stopped, (x) => x.SizeRw ?? 0),
        sum(containers, (x) => x.SizeRw ?? 0),
      ),
    ),
    row(
      'Local Volumes',
      volumes.length,
      volumes.length - unused.length,
      sum(volumes, volumeSize),
      share(sum(unused, volumeSize), sum(volumes, volumeSize)),
    ),
    row(
      'Build Cache',
      cache.length,
      cache.filter((r) => r.InUse).length,
      sum(
        cache.filter((r) => !r.Shared),
        (r) => r.Size,
      ),
      humanSize(sum(idle, (r) => r.Size)),
    ),
  ]
}

function verbose(c: Cli, u: Usage): string {
  const ago = (time: string | null) =>
    time === null ? '' : `${humanDuration((c.sys.now() - (parseRfc3339(time) ?? 0)) / 1000)} ago`
  const text = (standard: string, heads: Record<string, string>, rows: readonly Row[]) => {
    const written = write({ format: '', standard, heads, rows })
    return 'text' in written ? written.text : ''
  }
  const images = text(
    '{{.Repository}}\\t{{.Tag}}\\t{{.ID}}\\t{{.CreatedSince}}\\t{{.Size}}\\t{{.SharedSize}}\\t{{.UniqueSize}}\\t{{.Containers}}',
    {
      Repository: 'REPOSITORY',
      Tag: 'TAG',
      ID: 'IMAGE ID',
      CreatedSince: 'CREATED',
      Size: 'SIZE',
      SharedSize: 'SHARED SIZE',
      UniqueSize: 'UNIQUE SIZE',
      Containers: 'CONTAINERS',
    },
    (u.Images ?? []).map((i) => imageRow(c, i, ...nameOf(i), '<none>')),
  )
  const containers = text(
    '{{.ID}}\\t{{.Image}}\\t{{.Command}}\\t{{.LocalVolumes}}\\t{{.Size}}\\t{{.RunningFor}}\\t{{.Status}}\\t{{.Names}}',
    {
      ID: 'CONTAINER ID',
      Image: 'IMAGE',
      Command: 'COMMAND',
      LocalVolumes: 'LOCAL VOLUMES',
      Size: 'SIZE',
      RunningFor: 'CREATED',
      Status: 'STATUS',
      Names: 'NAMES',
    },
    (u.Containers ?? []).map((x) => containerRow({ ...x, SizeRootFs: 0 }, true, c.sys.now())),
  )
  const volumes = text(
    '{{.Name}}\\t{{.Links}}\\t{{.Size}}',
    { Name: 'VOLUME NAME', Links: 'LINKS', Size: 'SIZE' },
    (u.Volumes ?? []).map((v) => ({
      row: '*formatter.volumeContext',
      methods: {
        Name: v.Name,
        Links: String(v.UsageData?.RefCount ?? 'N/A'),
        Size: v.UsageData === undefined ? 'N/A' : humanSize(v.UsageData.Size),
      },
    })),
  )
  const cache = text(
    '{{.ID}}\\t{{.CacheType}}\\t{{.Size}}\\t{{.CreatedSince}}\\t{{.LastUsedSince}}\\t{{.UsageCount}}\\t{{.Shared}}',
    {
      ID: 'CACHE ID',
      CacheType: 'CACHE TYPE',
      Size: 'SIZE',
      CreatedSince: 'CREATED',
      LastUsedSince: 'LAST USED',
      UsageCount: 'USAGE',
      Shared: 'SHARED',
    },
    (u.BuildCache ?? []).map((r) => ({
      row: '*formatter.buildCacheContext',
      methods: {
        ID: `${r.ID.slice(0, 12)}${r.InUse ? '*' : ''}`,
        CacheType: r.Type,
        Size: humanSize(r.Size),
        CreatedSince: ago(r.CreatedAt),
        LastUsedSince: ago(r.LastUsedAt),
        UsageCount: String(r.UsageCount),
        Shared: String(r.Shared),
      },
    })),
  )
  const cacheSize = (u.BuildCache ?? []).filter((r) => !r.Shared).reduce((n, r) => n + r.Size, 0)
  return `Images space usage:\n\n${images}\nContainers space usage:\n\n${containers}\nLocal Volumes space usage:\n\n${volumes}\nBuild cache usage: ${humanSize(cacheSize)}\n\n${cache}\n`
}

function nameOf(image: ImageSummary): readonly [string, string] {
  const tag = image.RepoTags?.[0]
  if (tag === undefined) return ['<none>', '<none>']
  const named = parseNormalizedNamed(tag)
  return [familiarName(named), named.tag ?? '<none>']
}
