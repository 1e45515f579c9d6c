import { familiarName, familiarString, type Reference } from '../../oci/reference'

/**
 * The `reference` filter: shell patterns against the familiar name, with or without tag.
 * @models distribution/reference FamiliarMatch, Go path.Match
 * @fidelity full
 */
export const matchesReference = (pattern: string, ref: Reference): boolean =>
  pathMatch(pattern, familiarString(ref)) || pathMatch(pattern, familiarName(ref))

/** Go's path.Match: `*` and `?` do not go past a slash; `[a-z]` and `[^a-z]` are classes. */
export function pathMatch(pattern: string, name: string): boolean {
  let source = ''
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern[i]!
    if (char === '*') source += '[^/]*'
    else if (char === '?') source += '[^/]'
    else if (char === '[') {
      const end = pattern.indexOf(']', i + 2)
      if (end < 0) return false
      source += pattern.slice(i, end + 1)
      i = end
    } else source += escape(char === '\\' ? (pattern[++i] ?? '\\') : char)
  }
  try {
    return new RegExp(`^${source}$`).test(name)
  } catch {
    return false
  }
}

const escape = (char: string) => char.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&')
