import { cleanPath } from './path'

/**
 * `.dockerignore` files and the patterns of COPY.
 * @models moby/patternmatcher, Go filepath.Match
 * @fidelity full
 */

/** The patterns of a .dockerignore, cleaned, in order; `!` marks an exception. */
export function readIgnore(text: string): readonly string[] {
  return text
    .replace(/^\ufeff/, '')
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => {
      const [mark, pattern] = line.startsWith('!') ? ['!', line.slice(1).trim()] : ['', line]
      const clean = pattern === '' ? '' : cleanPath(pattern)
      return mark + (clean.length > 1 && clean.startsWith('/') ? clean.slice(1) : clean)
    })
}

/** Whether a path is ignored: the last pattern that matches it or a directory above it decides. */
export function ignoreMatcher(patterns: readonly string[]): (path: string) => boolean {
  const rules = patterns.map((pattern) => {
    const exception = pattern.startsWith('!')
    return { exception, regex: new RegExp(`^${source(exception ? pattern.slice(1) : pattern)}$`, 'su') }
  })
  return (path) => {
    const parts = path.split('/')
    const above = parts.map((_, i) => parts.slice(0, i + 1).join('/'))
    let ignored = false
    for (const { exception, regex } of rules)
      if (ignored === exception && above.some((p) => regex.test(p))) ignored = !exception
    return ignored
  }
}

/** `**` spans directories, `*` and `?` stay within one, `[a-z]` is a class. */
function source(pattern: string): string {
  let out = ''
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern[i]!
    if (pattern.startsWith('**', i)) {
      i++
      if (pattern[i + 1] === '/') i++
      out += i === pattern.length - 1 ? '.*' : '(.*/)?'
    } else if (char === '*') out += '[^/]*'
    else if (char === '?') out += '[^/]'
    else if (char === '[') {
      const close = pattern.indexOf(']', i + 2)
      if (close < 0) out += '\\['
      else {
        out += `[${pattern.slice(i + 1, close).replace(/\\/g, '\\\\')}]`
        i = close
      }
    } else if (char === '\\' && i + 1 < pattern.length) out += escaped(pattern[++i]!)
    else out += escaped(char)
  }
  return out
}

const escaped = (char: string): string => char.replace(/[.*+?^${}()|[\]\\/]/, '\\$&')

export const hasWildcard = (path: string): boolean => /[*?[\\]/.test(path)

/** Go's filepath.Match: the whole path, part by part. */
export const matchesPath = (pattern: string, path: string): boolean =>
  new RegExp(`^${source(pattern.replaceAll('**', '*'))}$`, 'su').test(path)
