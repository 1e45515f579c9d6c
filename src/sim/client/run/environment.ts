import { text } from '../../../base/bytes'
import { SysError } from '../../wire/errno'
import { strerror } from '../../wire/errno'
import type { Sys } from '../../wire/sys'

/**
 * `--env-file`, `-e NAME=value`, `-e NAME` (taken from the client's own environment, left out when it is not set), and labels.
 *
 * @models docker/cli opts/parse.go, opts/file.go, pkg/kvfile
 * @fidelity full
 */
export function readPairs(
  sys: Sys,
  files: readonly string[],
  given: readonly string[],
  fromOwn: boolean,
): { readonly pairs: readonly string[] } | { readonly error: string } {
  const pairs: string[] = []
  for (const file of files) {
    const read = readFile(sys, file, fromOwn)
    if ('error' in read) return read
    pairs.push(...read.pairs)
  }
  for (const pair of given) pairs.push(...own(sys, pair, fromOwn))
  return { pairs }
}

/** A bare name takes its value from the client's environment. */
const own = (sys: Sys, pair: string, fromOwn: boolean): readonly string[] => {
  if (!fromOwn || pair.includes('=')) return [pair]
  const value = sys.env[pair]
  return value === undefined ? [] : [`${pair}=${value}`]
}

function readFile(
  sys: Sys,
  file: string,
  fromOwn: boolean,
): { readonly pairs: readonly string[] } | { readonly error: string } {
  let content: string
  try {
    content = text(sys.readFile(file))
  } catch (error) {
    if (!(error instanceof SysError)) throw error
    return { error: `open ${file}: ${goErrno(error)}` }
  }
  const pairs: string[] = []
  for (const line of content.replace(/^\ufeff/, '').split(/\r?\n/)) {
    const trimmed = line.replace(/^[ \t\v\f]+/, '')
    if (trimmed === '' || trimmed.startsWith('#')) continue
    const name = trimmed.split('=', 1)[0]!
    if (name === '') return { error: `invalid env file (${file}): no variable name on line '${line}'` }
    if (/\s/.test(name)) return { error: `invalid env file (${file}): variable '${name}' contains whitespaces` }
    pairs.push(...own(sys, trimmed, fromOwn))
  }
  return { pairs }
}

/** Go's errno texts begin in lower case. */
export const goErrno = (error: SysError): string =>
  strerror[error.errno].replace(/^[A-Z](?=[a-z])/, (c) => c.toLowerCase())

export function pairsToMap(pairs: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    pairs.map((p) => {
      const cut = p.indexOf('=')
      return cut < 0 ? [p, ''] : [p.slice(0, cut), p.slice(cut + 1)]
    }),
  )
}
