import { rfc3339 } from '../../../../base/time'
import { humanDuration, humanSizeWithPrecision } from '../../../../base/units'
import { off, on, value } from '../../flags/parse'
import { ellipsis } from '../../format/text'
import type { Row } from '../../format/template/value'
import { shortId } from '../../names'
import { list } from '../list'
import { asks, bodyOf } from '../shapes'

/**
 * docker history.
 *
 * @models docker/cli cli/command/image/history.go, formatter_history.go
 * @fidelity full
 */
interface Item {
  readonly Comment: string
  readonly Created: number
  readonly CreatedBy: string
  readonly Id: string
  readonly Size: number
}

export const history = asks({
  request: (c) => ({
    method: 'GET',
    path: `/images/${c.parsed.args[0]}/history`,
    query: { platform: value(c.parsed, 'platform') || undefined },
  }),
  tell: (c, answer) => {
    const trunc = !on(c.parsed, 'no-trunc')
    const human = !off(c.parsed, 'human')
    const row = (item: Item): Row => ({
      row: '*image.historyContext',
      methods: {
        ID: trunc && item.Id.startsWith('sha256:') ? shortId(item.Id) : item.Id,
        CreatedAt: rfc3339(item.Created * 1e6),
        CreatedSince: human
          ? item.Created <= 0
            ? 'N/A'
            : `${humanDuration(c.sys.now() / 1000 - item.Created * 1000)} ago`
          : rfc3339(item.Created * 1e6),
        CreatedBy: trunc ? ellipsis(item.CreatedBy.replaceAll('\t', ' '), 45) : item.CreatedBy.replaceAll('\t', ' '),
        Size: human ? humanSizeWithPrecision(item.Size, 3) : String(item.Size),
        Comment: item.Comment,
      },
    })
    list(c, {
      format: value(c.parsed, 'format'),
      standard: `{{.ID}}\\t{{${human ? '.CreatedSince' : '.CreatedAt'}}}\\t{{.CreatedBy}}\\t{{.Size}}\\t{{.Comment}}`,
      heads: {
        ID: 'IMAGE',
        CreatedAt: 'CREATED AT',
        CreatedSince: 'CREATED',
        CreatedBy: 'CREATED BY',
        Size: 'SIZE',
        Comment: 'COMMENT',
      },
      quiet: on(c.parsed, 'quiet') ? '{{.ID}}' : undefined,
      rows: bodyOf<Item[]>(answer).map(row),
    })
  },
})
