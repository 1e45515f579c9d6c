import { list as values, on, value } from '../../flags/parse'
import { filtersJson } from '../../format/filters'
import { labelsText } from '../../format/text'
import { pairsToMap } from '../../run/environment'
import { list } from '../list'
import { asks, bodyOf, each } from '../shapes'

/**
 * docker volume ls, create, rm.
 *
 * @models docker/cli cli/command/volume
 * @fidelity full
 */
interface VolumeSummary {
  readonly Name: string
  readonly Driver: string
  readonly Scope: string
  readonly Mountpoint: string
  readonly Labels: Readonly<Record<string, string>> | null
}

export const ls = asks({
  request: (c) => ({ method: 'GET', path: '/volumes', query: { filters: filtersJson(values(c.parsed, 'filter')) } }),
  tell: (c, answer) => {
    const volumes = [...(bodyOf<{ Volumes: VolumeSummary[] | null }>(answer).Volumes ?? [])].sort((a, b) =>
      a.Name < b.Name ? -1 : 1,
    )
    list(c, {
      format: value(c.parsed, 'format'),
      standard: '{{.Driver}}\\t{{.Name}}',
      heads: {
        Name: 'VOLUME NAME',
        Driver: 'DRIVER',
        Scope: 'SCOPE',
        Mountpoint: 'MOUNTPOINT',
        Labels: 'LABELS',
        Links: 'LINKS',
        Size: 'SIZE',
        Group: 'GROUP',
        Availability: 'AVAILABILITY',
        Status: 'STATUS',
      },
      quiet: on(c.parsed, 'quiet') ? '{{.Name}}' : undefined,
      rows: volumes.map((v) => ({
        row: '*formatter.volumeContext',
        methods: {
          Name: v.Name,
          Driver: v.Driver,
          Scope: v.Scope,
          Mountpoint: v.Mountpoint,
          Labels: labelsText(v.Labels),
          Label: (name) => v.Labels?.[name] ?? '',
          Links: 'N/A',
          Size: 'N/A',
          Group: 'N/A',
          Availability: 'N/A',
          Status: 'N/A',
        },
      })),
    })
  },
})

export const create = asks({
  request: (c) => {
    const p = c.parsed
    const [options, labels] = [pairsToMap(values(p, 'opt')), pairsToMap(values(p, 'label'))]
    return {
      method: 'POST',
      path: '/volumes/create',
      body: {
        Driver: value(p, 'driver') || 'local',
        ...(Object.keys(options).length > 0 ? { DriverOpts: options } : {}),
        ...(Object.keys(labels).length > 0 ? { Labels: labels } : {}),
        ...(p.args[0] === undefined ? {} : { Name: p.args[0] }),
      },
    }
  },
  tell: (c, answer) => {
    c.out(`${bodyOf<{ Name: string }>(answer).Name}\n`)
    c.exit(0)
  },
})

export const rm = each({
  request: (c, name) => ({
    method: 'DELETE',
    path: `/volumes/${name}`,
    query: { force: on(c.parsed, 'force') ? '1' : undefined },
  }),
})
