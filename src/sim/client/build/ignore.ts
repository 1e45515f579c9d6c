/**
 * `.dockerignore`: which paths of the context stay behind. Patterns are tried in order and the last that matches decides; a
 * pattern that matches a directory matches all below it.
 *
 * @models moby/patternmatcher
 * @fidelity full
 */
export interface Pattern {
  readonly source: string
  readonly exception: boolean
}

export function readPatterns(content: string): readonly string[] {
  return content
    .replace(/^\ufeff/, '')
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map(cleaned)
    .filter((p) => p !== '' && p !== '!')
}

function cleaned(line: string): string {
  const exception = line.startsWith('!')
  const parts: string[] = []
  for (const part of line
    .slice(exception ? 1 : 0)
    .trim()
    .split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return `${exception ? '!' : ''}${parts.join('/')}`
}

export const compilePatterns = (patterns: readonly string[]): readonly Pattern[] =>
  patterns.map((p) => ({ source: expression(p.replace(/^!/, '')), exception: p.startsWith('!') }))

/** Go's filepath.Match with `**`, as a regular expression's source. */
function expression(pattern: string): string {
  let out = '^'
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i]!
    if (c === '*' && pattern[i + 1] === '*') {
      i++
      // `**/` also matches nothing; `**` at the end matches everything below.
      if (pattern[i + 1] === '/') {
        i++
        out += '(.*/)?'
      } else out += '.*'
    } else if (c === '*') out += '[^/]*'
    else if (c === '?') out += '[^/]'
    else if (c === '\\' && i + 1 < pattern.length) out += escaped(pattern[++i]!)
    else if (c === '[') {
      const end = pattern.indexOf(']', i + 2)
      out += end < 0 ? '\\[' : pattern.slice(i, end + 1)
      if (end > 0) i = end
    } else out += escaped(c)
  }
  return `${out}$`
}

const escaped = (c: string): string => c.replace(/[.+^${}()|[\]\\*?]/, '\\$&')

/** Whether the path itself, or a directory that it is in, is excluded. */
export function excluded(patterns: readonly Pattern[], path: string): boolean {
  const parents = path.split('/').map((_, i, parts) => parts.slice(0, i + 1).join('/'))
  let out = false
  for (const pattern of patterns) {
    if (pattern.exception !== out) continue
    const matcher = new RegExp(pattern.source)
    if (parents.some((p) => matcher.test(p))) out = !pattern.exception
  }
  return out
}

/** A directory that is excluded need not be entered, unless some exception could bring something in it back. */
export const hasExceptions = (patterns: readonly Pattern[]): boolean => patterns.some((p) => p.exception)

/** Whether a path is one of those asked for, below one of them, or on the way to one. */
export function wanted(follow: readonly string[], path: string): boolean {
  if (follow.length === 0) return true
  return follow.some((asked) => {
    const clean = cleaned(asked)
    if (clean === '') return true
    if (`${clean}/`.startsWith(`${path}/`)) return true
    const parts = path.split('/')
    const depth = clean.split('/').length
    if (clean.includes('**')) return true
    const matcher = new RegExp(expression(clean.split('/').slice(0, parts.length).join('/')))
    return matcher.test(parts.slice(0, depth).join('/'))
  })
}
