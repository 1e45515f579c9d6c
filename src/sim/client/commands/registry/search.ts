import { list as values, on, value } from '../../flags/parse'
import { filtersJson } from '../../format/filters'
import { ellipsis } from '../../format/text'
import { registryAuth } from '../../config/file'
import { list } from '../list'
import { asks, bodyOf } from '../shapes'

/**
 * docker search.
 *
 * @models docker/cli cli/command/registry/search.go, formatter_search.go
 * @fidelity full
 */
interface Result {
  readonly name: string
  readonly description: string
  readonly star_count: number
  readonly is_official: boolean
  readonly is_automated?: boolean
}

export const search = asks({
  request: (c) => {
    const limit = value(c.parsed, 'limit')
    return {
      method: 'GET',
      path: '/images/search',
      query: {
        term: c.parsed.args[0],
        limit: limit === '' || limit === '0' ? undefined : limit,
        filters: filtersJson(values(c.parsed, 'filter')),
      },
      headers: { 'X-Registry-Auth': registryAuth(c.sys, 'docker.io') },
    }
  },
  tell: (c, answer) => {
    const trunc = !on(c.parsed, 'no-trunc')
    list(c, {
      format: value(c.parsed, 'format'),
      standard: '{{.Name}}\\t{{.Description}}\\t{{.StarCount}}\\t{{.IsOfficial}}',
      heads: {
        Name: 'NAME',
        Description: 'DESCRIPTION',
        StarCount: 'STARS',
        IsOfficial: 'OFFICIAL',
        IsAutomated: 'AUTOMATED',
      },
      rows: (bodyOf<Result[] | null>(answer) ?? []).map((r) => {
        const line = r.description.replace(/[\r\n]/g, ' ')
        return {
          row: '*registry.searchContext',
          methods: {
            Name: r.name,
            Description: trunc ? ellipsis(line, 45) : line,
            StarCount: String(r.star_count),
            IsOfficial: r.is_official ? '[OK]' : '',
            IsAutomated: r.is_automated === true ? '[OK]' : '',
          },
        }
      }),
    })
  },
})
