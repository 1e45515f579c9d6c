import { SysError } from '../../wire/errno'
import { hasMagic, patternRegExp, unescapePattern } from './pattern'
import type { Machine } from './state'

/**
 * Pathname expansion: the files that a pattern names, sorted; undefined when there are none.
 *
 * @models bash pathexp.c, lib/glob/glob.c
 * @fidelity part: globstar counts as a single star
 */
export function glob(m: Machine, pattern: string): readonly string[] | undefined {
  const absolute = pattern.startsWith('/')
  const parts = pattern.split('/').filter((part, i, all) => part !== '' || i === all.length - 1)
  let found: readonly string[] = [absolute ? '/' : '']
  parts.forEach((part, i) => {
    found = found.flatMap((base) => step(m, base, part, i < parts.length - 1))
  })
  return found.length === 0 ? undefined : found
}

function step(m: Machine, base: string, part: string, more: boolean): readonly string[] {
  const slash = more ? '/' : ''
  if (part === '') return isDirectory(m, base) ? [base] : []
  const bare = part.replace(/\\[^]/g, '')
  if (!hasMagic(bare) && !(m.s.shopt['extglob'] === true && /[?*+@!]\(/.test(bare))) {
    const path = base + unescapePattern(part)
    return exists(m, path) ? [path + slash] : []
  }
  const pattern = patternRegExp(part, m.s.shopt['extglob'] === true)
  const hidden = part.startsWith('.') || part.startsWith('\\.') || m.s.shopt['dotglob'] === true
  return list(m, base === '' ? '.' : base)
    .filter((e) => (hidden || !e.name.startsWith('.')) && pattern.test(e.name))
    .map((e) => base + e.name)
    .filter((path) => !more || isDirectory(m, path))
    .map((path) => path + slash)
}

function list(m: Machine, path: string): readonly { readonly name: string }[] {
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
