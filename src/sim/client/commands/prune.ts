import { humanSize } from '../../../base/units'
import type { Request } from '../call'
import { verb, type Cli, type Verb } from '../engine'
import { daemonError, failed } from '../errors'
import { list, on } from '../flags/parse'
import { filtersJson } from '../format/filters'
import { bodyOf, isAnswer } from './shapes'

/**
 * docker container/image/network/volume/builder/system prune: a warning, a question, then one request a kind.
 *
 * @models docker/cli cli/command/*\/prune.go
 * @fidelity part: filters are passed on; the builder's cache is asked of the daemon's own route
 */
type Kind = 'container' | 'network' | 'volume' | 'image' | 'build'

interface Pruning {
  readonly kinds: readonly Kind[]
  readonly reclaimed: number
  /** What was typed so far in answer to the question. */
  readonly typed: string
}

const request = (c: Cli, kind: Kind): Request => {
  const filters = list(c.parsed, 'filter')
  const all = on(c.parsed, 'all')
  const system = c.command === 'system prune'
  const more: Record<string, string> =
    kind === 'image' ? { dangling: String(!all) } : kind === 'volume' && all && !system ? { all: 'true' } : {}
  const text = filtersJson(filters, more)
  if (kind === 'build')
    return { method: 'POST', path: '/build/prune', query: { filters: text ?? '', all: all ? '1' : undefined } }
  return { method: 'POST', path: `/${kind}s/prune`, query: { filters: text } }
}

interface Pruned {
  readonly ContainersDeleted?: readonly string[] | null
  readonly NetworksDeleted?: readonly string[] | null
  readonly VolumesDeleted?: readonly string[] | null
  readonly ImagesDeleted?: readonly { readonly Untagged?: string; readonly Deleted?: string }[] | null
  readonly CachesDeleted?: readonly string[] | null
  readonly SpaceReclaimed?: number
}

function report(p: Pruned): string {
  const lines = (title: string, items: readonly string[] | null | undefined) =>
    items && items.length > 0 ? `${title}:\n${items.map((i) => `${i}\n`).join('')}\n` : ''
  const images = (p.ImagesDeleted ?? []).map((i) => (i.Untagged ? `untagged: ${i.Untagged}` : `deleted: ${i.Deleted}`))
  return (
    lines('Deleted Containers', p.ContainersDeleted) +
    lines('Deleted Networks', p.NetworksDeleted) +
    lines('Deleted Volumes', p.VolumesDeleted) +
    lines('Deleted Images', images) +
    lines('Deleted build cache objects', p.CachesDeleted)
  )
}

const prune = (kinds: (c: Cli) => readonly Kind[], warning: (c: Cli) => string): Verb =>
  verb<Pruning>({
    start(c) {
      c.data = { kinds: kinds(c as Cli), reclaimed: 0, typed: '' }
      if (on(c.parsed, 'force')) return next(c)
      c.out(`${warning(c as Cli)} [y/N] `)
      c.read('answered')
    },
    phases: {
      answered(c, heard) {
        if (heard.on !== 'stdin') return
        const typed = c.data.typed + heard.data
        c.data = { ...c.data, typed }
        if (!typed.includes('\n') && !heard.eof) return
        c.read('')
        if (/^y(es)?$/i.test(typed.split('\n')[0]!.trim())) return next(c)
        // A prune that is not wanted is no failure, and says nothing more.
        c.exit(0)
      },
      pruned(c, heard) {
        if (!isAnswer(heard)) return
        if (failed(heard)) return c.fail(daemonError(heard))
        const pruned = bodyOf<Pruned>(heard)
        c.out(report(pruned))
        c.data = { ...c.data, kinds: c.data.kinds.slice(1), reclaimed: c.data.reclaimed + (pruned.SpaceReclaimed ?? 0) }
        next(c)
      },
    },
  })

function next(c: Cli<Pruning>): void {
  const kind = c.data.kinds[0]
  if (kind !== undefined) return void c.call(request(c as Cli, kind), 'pruned')
  if (c.command !== 'network prune')
    c.out(
      c.command === 'builder prune'
        ? `Total:\t${humanSize(c.data.reclaimed)}\n`
        : `Total reclaimed space: ${humanSize(c.data.reclaimed)}\n`,
    )
  c.exit(0)
}

const sure = 'Are you sure you want to continue?'

export const pruneContainers = prune(
  () => ['container'],
  () => `WARNING! This will remove all stopped containers.\n${sure}`,
)
export const pruneNetworks = prune(
  () => ['network'],
  () => `WARNING! This will remove all custom networks not used by at least one container.\n${sure}`,
)
export const pruneVolumes = prune(
  () => ['volume'],
  (c) =>
    `WARNING! This will remove ${on(c.parsed, 'all') ? 'all' : 'anonymous'} local volumes not used by at least one container.\n${sure}`,
)
export const pruneImages = prune(
  () => ['image'],
  (c) =>
    `WARNING! This will remove all ${on(c.parsed, 'all') ? 'images without at least one container associated to them' : 'dangling images'}.\n${sure}`,
)
export const pruneBuilder = prune(
  () => ['build'],
  (c) =>
    `WARNING! This will remove all ${on(c.parsed, 'all') ? '' : 'dangling '}build cache.${on(c.parsed, 'all') ? '' : ''} ${sure}`,
)

export const pruneSystem = prune(
  (c) => ['container', 'network', ...(on(c.parsed, 'volumes') ? (['volume'] as const) : []), 'image', 'build'],
  (c) => {
    const all = on(c.parsed, 'all')
    const what = [
      'all stopped containers',
      'all networks not used by at least one container',
      ...(on(c.parsed, 'volumes') ? ['all anonymous volumes not used by at least one container'] : []),
      all ? 'all images without at least one container associated to them' : 'all dangling images',
      all ? 'all build cache' : 'unused build cache',
    ]
    return `WARNING! This will remove:\n${what.map((w) => `  - ${w}\n`).join('')}\n${sure}`
  },
)
