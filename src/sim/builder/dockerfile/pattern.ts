/** Shell patterns in ${x#…}, ${x%…} and ${x/…/…}: `*`, `?` and escapes; no brackets. */
export function patternSource(pattern: string, greedy: boolean): string {
  let out = ''
  const chars = [...pattern]
  for (let i = 0; i < chars.length; i++) {
    const char = chars[i]!
    if (char === '*') out += greedy ? '.*' : '.*?'
    else if (char === '?') out += '.'
    else if (char === '\\') {
      const next = chars[i + 1]
      if (next === '}' || next === '/') continue
      if (next !== '*' && next !== '?' && next !== '\\')
        throw new Error(`invalid pattern (${pattern}) in substitution: invalid escape '\\${next ?? '\ufffd'}'`)
      out += `\\${next}`
      i++
    } else out += char.replace(/[[\]{}.+()|^$/]/, '\\$&')
  }
  return out
}

export const trimPrefix = (pattern: string, value: string, greedy: boolean): string =>
  value.replace(new RegExp(`^${patternSource(pattern, greedy)}`, 'su'), '')

/** The shortest match at the end is the shortest at the start of the reversed text. */
export const trimSuffix = (pattern: string, value: string, greedy: boolean): string =>
  reversed(trimPrefix(reversedPattern(pattern), reversed(value), greedy))

const reversed = (text: string): string => [...text].reverse().join('')

const reversedPattern = (pattern: string): string => (pattern.match(/\\.|./gsu) ?? []).reverse().join('')
