import { goTime } from '../../../../base/time'
import { humanDuration, humanSizeWithPrecision } from '../../../../base/units'
import type { Cli } from '../../engine'
import { list as values, on, value } from '../../flags/parse'
import { filtersJson } from '../../format/filters'
import type { Row } from '../../format/template/value'
import { familiarName, parseNormalizedNamed, shortId } from '../../names'
import { list } from '../list'
import { asks, bodyOf } from '../shapes'

/**
 * docker images.
 *
 * @models docker/cli cli/command/image/list.go, formatter/image.go
 * @fidelity part: no --tree
 */
export interface ImageSummary {
  readonly Id: string
  readonly RepoTags: readonly string[] | null
  readonly RepoDigests: readonly string[] | null
  readonly Created: number
  readonly Size: number
  readonly SharedSize: number
  readonly Containers: number
}

const heads = {
  ID: 'IMAGE ID',
  Repository: 'REPOSITORY',
  Tag: 'TAG',
  Digest: 'DIGEST',
  CreatedSince: 'CREATED',
  CreatedAt: 'CREATED AT',
  Size: 'SIZE',
  Containers: 'CONTAINERS',
  VirtualSize: 'SIZE',
  SharedSize: 'SHARED SIZE',
  UniqueSize: 'UNIQUE SIZE',
}

export const ls = asks({
  request: (c) => {
    const [match] = c.parsed.args
    return {
      method: 'GET',
      path: '/images/json',
      query: {
        all: on(c.parsed, 'all') ? '1' : undefined,
        filters: filtersJson(values(c.parsed, 'filter'), match === undefined ? {} : { reference: match }),
      },
    }
  },
  tell: (c, answer) => {
    const digests = on(c.parsed, 'digests')
    const format = value(c.parsed, 'format')
    list(c, {
      format,
      standard: `{{.Repository}}\\t{{.Tag}}\\t${digests ? '{{.Digest}}\\t' : ''}{{.ID}}\\t{{.CreatedSince}}\\t{{.Size}}`,
      heads,
      quiet: on(c.parsed, 'quiet') ? '{{.ID}}' : undefined,
      rows: [...bodyOf<ImageSummary[]>(answer)]
        .sort((a, b) => b.Created - a.Created)
        .flatMap((image) => rows(c, image, digests || format.includes('.Digest'))),
    })
  },
})

/** A row for each tag; with digests, for each tag and digest; one `<none>` row for an image without a name. */
function rows(c: Cli, image: ImageSummary, digests: boolean): readonly Row[] {
  const names = new Map<string, { tags: string[]; digests: string[] }>()
  const of = (name: string) => names.get(name) ?? names.set(name, { tags: [], digests: [] }).get(name)!
  for (const tag of image.RepoTags ?? []) add(tag, (named) => of(named.name).tags.push(named.tag))
  for (const digest of image.RepoDigests ?? []) add(digest, (named) => of(named.name).digests.push(named.digest))
  const found: [string, string, string][] = []
  for (const [name, known] of names) {
    if (!digests) {
      // One name without a tag but with a digest is still a row.
      if (known.tags.length === 0) found.push([name, '<none>', known.digests[0] ?? '<none>'])
      for (const tag of known.tags) found.push([name, tag, '<none>'])
      continue
    }
    if (known.tags.length === 0) for (const d of known.digests) found.push([name, '<none>', d])
    for (const tag of known.tags)
      for (const d of known.digests.length === 0 ? ['<none>'] : known.digests) found.push([name, tag, d])
  }
  if (found.length === 0) found.push(['<none>', '<none>', '<none>'])
  return found.map(([name, tag, digest]) => imageRow(c, image, name, tag, digest))
}

function add(text: string, found: (named: { name: string; tag: string; digest: string }) => void): void {
  try {
    const named = parseNormalizedNamed(text)
    found({ name: familiarName(named), tag: named.tag ?? '<none>', digest: named.digest ?? '<none>' })
  } catch {
    // `<none>:<none>`: no name at all
  }
}

export function imageRow(c: Cli, image: ImageSummary, name: string, tag: string, digest: string): Row {
  const trunc = !on(c.parsed, 'no-trunc')
  return {
    row: '*formatter.imageContext',
    methods: {
      ID: trunc ? shortId(image.Id) : image.Id,
      Repository: name,
      Tag: tag,
      Digest: digest,
      CreatedSince: image.Created <= 0 ? 'N/A' : `${humanDuration(c.sys.now() / 1000 - image.Created * 1000)} ago`,
      CreatedAt: goTime(image.Created * 1e6),
      Size: humanSizeWithPrecision(image.Size, 3),
      Containers: image.Containers === -1 ? 'N/A' : String(image.Containers),
      VirtualSize: `${humanSizeWithPrecision(image.Size, 4)}`,
      SharedSize: image.SharedSize === -1 ? 'N/A' : humanSizeWithPrecision(image.SharedSize, 4),
      UniqueSize: image.SharedSize === -1 ? 'N/A' : humanSizeWithPrecision(image.Size - image.SharedSize, 4),
    },
  }
}
