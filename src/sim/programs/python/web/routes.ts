import { text } from '../../../../base/bytes'
import { dict } from '../value/items'
import type { Dict, Value } from '../value/thing'

/** Patterns of routes, and forms. */

export function matched(pattern: string, path: string): Map<string, Value> | undefined {
  const names: [string, string][] = []
  const source = pattern
    .replace(/[.+*?^${}()|[\]\\]/g, '\\$&')
    .replace(/<(?:(\w+):)?(\w+)>/g, (_, kind: string | undefined, name: string) => {
      names.push([name, kind ?? 'string'])
      return kind === 'int' ? '(\\d+)' : kind === 'path' ? '(.+)' : '([^/]+)'
    })
  const match = new RegExp(`^${source}$`).exec(path)
  return match
    ? new Map(names.map(([name, kind], i) => [name, kind === 'int' ? BigInt(match[i + 1]!) : decoded(match[i + 1]!)]))
    : undefined
}

const decoded = (words: string): string =>
  text(words.replace(/\+/g, ' ').replace(/%([\da-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))))

export const formOf = (words: string): Dict =>
  dict(
    words
      .split('&')
      .filter((pair) => pair !== '')
      .map((pair) => {
        const [key = '', value = ''] = pair.split('=')
        return [decoded(key), decoded(value)] as const
      }),
  )
