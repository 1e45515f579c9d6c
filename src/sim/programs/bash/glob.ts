import { SysError } from '../../wire/errno'
import type { DirEntry } from '../../wire/sys'
import { hasMagic, patternRegExp, unescapePattern } from './pattern'
import type { Machine } from './state'
import { get } from './variables'

/**
 * Pathname expansion: the files that a pattern names, sorted; undefined when there are none.
 *
 * @models bash pathexp.c, lib/glob/glob.c
 * @fidelity full
 */
export function glob(m: Machine, pattern: string): readonly string[] | undefined {
  const absolute = pattern.startsWith('/')
  const parts = pattern.split('/').filter((part, i, all) => part !== '' || i === all.length - 1)
  let found: readonly string[] = [absolute ? '/' : '']
  parts.forEach((part, i) => {
    const more = i < parts.length - 1
    found =
      part === '**' && m.s.shopt['globstar'] === true
        ? found.flatMap((base) => deep(m, base, more))
        : found.flatMap((base) => step(m, base, part, more))
  })
  const left = ignoring(
    m,
    [...new Set(found)].filter((path) => path !== ''),
  )
  return left.length === 0 ? undefined : sorted(pattern, left)
}

/** Steps find names in order; only `**` mixes depths. */
const sorted = (pattern: string, found: readonly string[]): readonly string[] =>
  pattern.includes('**') ? [...found].sort((a, b) => (a < b ? -1 : 1)) : found

/** GLOBIGNORE takes names away, and lets hidden ones in. */
function ignoring(m: Machine, found: readonly string[]): readonly string[] {
  const ignored = get(m, 'GLOBIGNORE')
  if (ignored === undefined || ignored === '') return found
  const patterns = ignored.split(':').map((p) => patternRegExp(p, true))
  return found.filter((path) => !patterns.some((p) => p.test(path)))
}

const hiddenToo = (m: Machine): boolean => m.s.shopt['dotglob'] === true || (get(m, 'GLOBIGNORE') ?? '') !== ''

/** `**`: directories at any depth, and at the end of a pattern files too. */
function deep(m: Machine, base: string, more: boolean): readonly string[] {
  const below = (dir: string): readonly string[] =>
    list(m, dir === '' ? '.' : dir)
      .filter((e) => hiddenToo(m) || !e.name.startsWith('.'))
      .flatMap((e) => {
        const path = dir + e.name
        if (e.kind !== 'dir') return more ? [] : [path]
        return [more ? `${path}/` : path, ...below(`${path}/`)]
      })
  return [base, ...below(base)]
}

function step(m: Machine, base: string, part: string, more: boolean): readonly string[] {
  const slash = more ? '/' : ''
  if (part === '') return base !== '' && isDirectory(m, base) ? [base] : []
  const bare = part.replace(/\\[^]/g, '')
  const blind = m.s.shopt['nocaseglob'] === true
  if (!blind && !hasMagic(bare) && !(m.s.shopt['extglob'] === true && /[?*+@!]\(/.test(bare))) {
    const path = base + unescapePattern(part)
    return exists(m, path) ? [path + slash] : []
  }
  const pattern = patternRegExp(part, m.s.shopt['extglob'] === true, 'both', blind)
  const hidden = part.startsWith('.') || part.startsWith('\\.') || hiddenToo(m)
  return list(m, base === '' ? '.' : base)
    .filter((e) => (hidden || !e.name.startsWith('.')) && pattern.test(e.name))
    .map((e) => base + e.name)
    .filter((path) => !more || isDirectory(m, path))
    .map((path) => path + slash)
}

function list(m: Machine, path: string): readonly DirEntry[] {
  return attempt(() => m.sys.readdir(path)) ?? []
}

const exists = (m: Machine, path: string): boolean => attempt(() => m.sys.lstat(path)) !== undefined
const isDirectory = (m: Machine, path: string): boolean => attempt(() => m.sys.stat(path))?.kind === 'dir'

function attempt<T>(act: () => T): T | undefined {
  try {
    return act()
  } catch (error) {
    if (error instanceof SysError) return undefined
    throw error
  }
}
