import { parseRfc3339 } from '../../../base/time'
import { parseDuration } from '../../../base/units'

/**
 * `--since 10m`, `--since 2024-01-02T03:04`, `--since 1700000000`: seconds since 1970 as the API takes them.
 *
 * @models moby api/types/time/timestamp.go
 * @fidelity part: local time is UTC
 */
export interface Moment {
  readonly text: string
  readonly error?: string
}

export function moment(asked: string, now: number): Moment {
  if (asked === '') return { text: '' }
  try {
    return seconds(now - parseDuration(asked))
  } catch {
    // not a duration
  }
  if (/^\d+(\.\d+)?$/.test(asked)) return { text: asked }
  const full = /^\d{4}-\d\d-\d\d$/.test(asked)
    ? `${asked}T00:00:00Z`
    : /T\d\d:\d\d$/.test(asked)
      ? `${asked}:00Z`
      : /(Z|[+-]\d\d:\d\d)$/.test(asked)
        ? asked
        : `${asked}Z`
  const at = parseRfc3339(full)
  return at === undefined
    ? { text: '', error: `failed to parse value as time or duration: ${JSON.stringify(asked)}` }
    : seconds(at)
}

const seconds = (micros: number): Moment => ({
  text:
    micros % 1e6 === 0
      ? String(micros / 1e6)
      : `${Math.floor(micros / 1e6)}.${String(micros % 1e6).padStart(6, '0')}000`,
})
