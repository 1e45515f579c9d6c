/** Paths of the simulated host, always with '/'. Go's package path. */

/** Shortest equal path: `a//b/../c/` → `a/c`; '' → '.'. */
export function cleanPath(path: string): string {
  const rooted = path.startsWith('/')
  const out: string[] = []
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') out.push(part)
    else if (out.length > 0 && out.at(-1) !== '..') out.pop()
    else if (!rooted) out.push('..')
  }
  return rooted ? `/${out.join('/')}` : out.join('/') || '.'
}

/** Joined and cleaned; empty parts are left out. */
export const joinPath = (...parts: readonly string[]): string => {
  const joined = parts.filter((p) => p !== '').join('/')
  return joined === '' ? '' : cleanPath(joined)
}

/** `/a/b` → `/a`, `a` → `.`, `/a` → `/`. */
export const dirOf = (path: string): string => cleanPath(path.slice(0, path.lastIndexOf('/') + 1))

/** The last part: `/a/b/` → `b`. */
export const nameOf = (path: string): string => {
  const trimmed = path.replace(/\/+$/, '')
  return trimmed === '' ? (path === '' ? '.' : '/') : trimmed.slice(trimmed.lastIndexOf('/') + 1)
}
