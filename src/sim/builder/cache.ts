import { utf8 } from '../../base/bytes'
import { digestOf } from '../../base/digest'
import type { CacheRecord } from './face'
import type { Vertex } from './graph'
import type { Buildkit, CacheEntry, Layer } from './state'

/**
 * The layer cache: a step is the same when its parent's content, its definition and the content it copies are the same.
 * @models buildkit solver/cachemanager
 * @fidelity part: keys are kept by content only; nothing is imported from or exported to elsewhere
 */
export const cacheKey = (vertex: Vertex, parent: Layer | undefined, contents: string): string =>
  digestOf(utf8(JSON.stringify([parent?.chainId ?? '', definition(vertex), contents])))

/** Of a copy the sources' names do not count, only what they hold and where it goes. */
function definition({ op }: Vertex): unknown {
  if (op.kind !== 'copy') return op
  return ['copy', op.actions.map(({ dest, unpack, chown, chmod }) => [dest, unpack, chown, chmod])]
}

export function remember(d: Buildkit, key: string, layer: Layer, description: string): void {
  const entry: CacheEntry = { layer, description, createdAt: d.now, lastUsedAt: d.now, usageCount: 1, shared: false }
  d.state = { ...d.state, cache: { ...d.state.cache, [key]: entry } }
}

export function used(d: Buildkit, key: string): void {
  const entry = d.state.cache[key]
  if (entry === undefined) return
  const again = { ...entry, lastUsedAt: d.now, usageCount: entry.usageCount + 1 }
  d.state = { ...d.state, cache: { ...d.state.cache, [key]: again } }
}

export function forget(d: Buildkit, key: string): void {
  const { [key]: _gone, ...cache } = d.state.cache
  d.state = { ...d.state, cache }
}

/** An exported image has these layers now: pruning the cache no longer frees them. */
export function share(d: Buildkit, layers: readonly Layer[]): void {
  const chains = new Set(layers.map((l) => l.chainId))
  const cache = Object.entries(d.state.cache).map(([key, entry]) => [
    key,
    chains.has(entry.layer.chainId) && !entry.shared ? { ...entry, shared: true } : entry,
  ])
  d.state = { ...d.state, cache: Object.fromEntries(cache) as Readonly<Record<string, CacheEntry>> }
}

export const records = (cache: Readonly<Record<string, CacheEntry>>): readonly CacheRecord[] =>
  Object.entries(cache).map(([key, e]) => ({
    id: key.slice('sha256:'.length, 'sha256:'.length + 25),
    type: 'regular',
    description: e.description,
    size: e.layer.size,
    inUse: false,
    shared: e.shared,
    createdAt: e.createdAt,
    lastUsedAt: e.lastUsedAt,
    usageCount: e.usageCount,
  }))
