import { summary } from '../trace/summary'
import type { Payload } from '../trace/types'

/**
 * Where a beat asks the playing to rest: a pattern over the one-line form of a message, `*` for anything, from its beginning on:
 * `http.request * PUT /v2/*`. The first word is the kind of message: only those of that kind are put into words and compared.
 */
export function pausesAt(patterns: readonly string[], payload: Payload): boolean {
  const asked = patterns.filter((pattern) => kindOf(pattern).test(payload.kind))
  if (asked.length === 0) return false
  const said = summary(payload)
  return asked.some((pattern) => shape(pattern).test(said))
}

const kindOf = (pattern: string): RegExp => new RegExp(`${shape(pattern.split(' ', 1)[0] ?? '').source}$`)

const shape = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .split('*')
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}`,
    's',
  )
