import { humanDuration, humanSizeWithPrecision } from '../../../../base/units'
import { goTime } from '../../../../base/time'
import { verb } from '../../engine'
import { daemonError, failed } from '../../errors'
import { changed, list as values, number, on, value } from '../../flags/parse'
import { filtersJson } from '../../format/filters'
import { ellipsis, labelsText, portsText, quote, type Port } from '../../format/text'
import { compile, execute } from '../../format/template/run'
import type { Row } from '../../format/template/value'
import { familiarString, parseNormalizedNamed, shortId } from '../../names'
import { list } from '../list'
import { bodyOf, isAnswer } from '../shapes'

/**
 * docker ps.
 *
 * @models docker/cli cli/command/container/list.go, formatter/container.go
 * @fidelity full
 */
export interface ContainerSummary {
  readonly Id: string
  readonly Names: readonly string[]
  readonly Image: string
  readonly ImageID: string
  readonly Command: string
  readonly Created: number
  readonly Ports: readonly Port[] | null
  readonly Labels: Readonly<Record<string, string>> | null
  readonly State: string
  readonly Status: string
  readonly SizeRw?: number
  readonly SizeRootFs?: number
  readonly NetworkSettings?: { readonly Networks: Readonly<Record<string, unknown>> | null }
  readonly Mounts?: readonly { readonly Name?: string; readonly Source: string; readonly Driver?: string }[]
}

const heads = {
  ID: 'CONTAINER ID',
  Names: 'NAMES',
  Image: 'IMAGE',
  Command: 'COMMAND',
  CreatedAt: 'CREATED AT',
  RunningFor: 'CREATED',
  Ports: 'PORTS',
  State: 'STATE',
  Status: 'STATUS',
  Size: 'SIZE',
  Labels: 'LABELS',
  Mounts: 'MOUNTS',
  LocalVolumes: 'LOCAL VOLUMES',
  Networks: 'NETWORKS',
  Platform: 'PLATFORM',
}
const standard = '{{.ID}}\\t{{.Image}}\\t{{.Command}}\\t{{.RunningFor}}\\t{{.Status}}\\t{{.Ports}}\\t{{.Names}}'

export const ls = verb({
  start(c) {
    const last = on(c.parsed, 'latest') && !changed(c.parsed, 'last') ? 1 : number(c.parsed, 'last', -1)
    const format = value(c.parsed, 'format')
    const wrong = tried(format)
    if (wrong !== undefined) return c.fail(wrong)
    const size = on(c.parsed, 'size') || /\.Size\b|\bjson\s+\./.test(format)
    c.call(
      {
        method: 'GET',
        path: '/containers/json',
        query: {
          all: on(c.parsed, 'all') ? '1' : undefined,
          limit: last > 0 ? String(last) : undefined,
          size: size ? '1' : undefined,
          filters: filtersJson(values(c.parsed, 'filter')),
        },
      },
      'listed',
    )
  },
  phases: {
    listed(c, heard) {
      if (!isAnswer(heard)) return
      if (failed(heard)) return c.fail(daemonError(heard))
      const trunc = !on(c.parsed, 'no-trunc')
      const format = value(c.parsed, 'format')
      list(c, {
        format,
        standard: on(c.parsed, 'size') ? `${standard}\\t{{.Size}}` : standard,
        heads,
        quiet: on(c.parsed, 'quiet') ? '{{.ID}}' : undefined,
        rows: bodyOf<ContainerSummary[]>(heard).map((s) => containerRow(s, trunc, c.sys.now())),
      })
    },
  },
})

/** The template is run once on nothing, before anything is asked: that is how docker finds out whether it uses sizes. */
function tried(format: string): string | undefined {
  if (/^(table|json|raw)?$/.test(format)) return undefined
  const source = format.replace(/^table\s*/, '').replaceAll('\\t', '\t')
  try {
    const template = compile(source)
    try {
      execute(template, containerRow(nothing, true, 0))
      return undefined
    } catch (error) {
      return `failed to execute template: ${(error as Error).message}`
    }
  } catch (error) {
    return `failed to parse template: ${(error as Error).message}`
  }
}

const nothing: ContainerSummary = {
  Id: '',
  Names: [],
  Image: '',
  ImageID: '',
  Command: '',
  Created: 0,
  Ports: null,
  Labels: null,
  State: '',
  Status: '',
}

export function containerRow(s: ContainerSummary, trunc: boolean, now: number): Row {
  const mounts = (s.Mounts ?? []).map((m) => m.Name || m.Source)
  return {
    row: '*formatter.ContainerContext',
    methods: {
      ID: trunc ? shortId(s.Id) : s.Id,
      Names: namesText(s.Names, trunc),
      Image: imageText(s, trunc),
      Command: quote(trunc ? ellipsis(s.Command, 20) : s.Command),
      CreatedAt: goTime(s.Created * 1e6),
      RunningFor: `${humanDuration(now / 1000 - s.Created * 1000)} ago`,
      Ports: portsText(s.Ports ?? []),
      State: s.State,
      Status: s.Status,
      Size: sizeText(s),
      Labels: labelsText(s.Labels),
      Label: (name) => s.Labels?.[name] ?? '',
      Mounts: mounts.map((m) => (trunc ? ellipsis(m, 15) : m)).join(','),
      LocalVolumes: String((s.Mounts ?? []).filter((m) => m.Driver === 'local').length),
      Networks: Object.keys(s.NetworkSettings?.Networks ?? {}).join(','),
      Platform: null,
    },
  }
}

/** Names of links (`/web/db`) are left out unless everything is asked for. */
function namesText(names: readonly string[], trunc: boolean): string {
  const plain = names.map((n) => n.slice(1))
  const own = plain.find((n) => !n.includes('/'))
  return trunc && own !== undefined ? own : plain.join(',')
}

function imageText(s: ContainerSummary, trunc: boolean): string {
  if (s.Image === '') return '<no image>'
  if (!trunc) return s.Image
  if (shortId(s.ImageID) === shortId(s.Image)) return shortId(s.ImageID)
  try {
    const { digest: _, ...named } = parseNormalizedNamed(s.Image)
    return familiarString(named)
  } catch {
    return s.Image
  }
}

function sizeText(s: ContainerSummary): string {
  const own = humanSizeWithPrecision(s.SizeRw ?? 0, 3)
  return (s.SizeRootFs ?? 0) > 0 ? `${own} (virtual ${humanSizeWithPrecision(s.SizeRootFs!, 3)})` : own
}
