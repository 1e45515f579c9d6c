import { orUndefined } from '../face'
import type { Stat, Sys } from '../../wire/sys'

/** Walking a tree, the way rm -r, cp -r, chmod -R, du, find and tree do. */
export const join = (dir: string, name: string): string => (dir.endsWith('/') ? dir + name : `${dir}/${name}`)

export interface Visit {
  readonly path: string
  readonly stat: Stat
  readonly depth: number
}

export interface Walk {
  /** Directories after what is in them. */
  readonly deepFirst?: boolean
  readonly unreadable?: (path: string, error: unknown) => void
}

/** Everything at and below `path`, links not followed. The root must exist. */
export function walk(sys: Sys, path: string, how: Walk = {}, depth = 0): readonly Visit[] {
  const here: Visit = { path, stat: sys.lstat(path), depth }
  if (here.stat.kind !== 'dir') return [here]
  const below = names(sys, path, how).flatMap(
    (name) => orUndefined(() => walk(sys, join(path, name), how, depth + 1)) ?? [],
  )
  return how.deepFirst ? [...below, here] : [here, ...below]
}

function names(sys: Sys, path: string, how: Walk): readonly string[] {
  try {
    return sys.readdir(path).map((entry) => entry.name)
  } catch (error) {
    how.unreadable?.(path, error)
    return []
  }
}
