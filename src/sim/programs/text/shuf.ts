import { fail, putBytes } from '../face'
import { every, getopt, has, last } from '../options'
import { quote } from '../say'
import { linesIn, whole } from './whole'
import { utf8, type Bytes } from '../../../base/bytes'
import type { Sys } from '../../wire/sys'

/**
 * Lines in another order, drawn from the machine's own generator.
 *
 * @models coreutils shuf(1)
 * @fidelity part: -n -i -e -r; no --random-source
 */
interface How {
  readonly most: number
  readonly given?: readonly Bytes[]
  readonly repeat: boolean
}

/** What `shuf -r` without -n would write for ever is cut off here. */
const endless = 100_000

export const shuf = whole<How>({
  name: 'shuf',
  begin: (sys, args) => {
    const options = getopt(sys, args, {
      short: 'n:i:erz',
      long: { 'head-count=': 'n', 'input-range=': 'i', echo: 'e', repeat: 'r' },
    })
    if (!options) return 1
    const count = every(options, 'n').map(Number)
    if (count.some((n) => !(n >= 0))) return fail(sys, `invalid line count: ${quote(sys, last(options, 'n')!)}`)
    const range = last(options, 'i')
    const ends = range === undefined ? undefined : /^(\d+)-(\d+)$/.exec(range)
    if (ends === null) return fail(sys, `invalid input range: ${quote(sys, range!)}`)
    const given = ends
      ? counted(Number(ends[1]), Number(ends[2]))
      : has(options, 'e')
        ? options.operands.map(utf8)
        : undefined
    const how = { most: Math.min(...count, endless), repeat: has(options, 'r') }
    if (given) return shuffled(sys, { ...how, given }, given)
    return { files: options.operands.slice(0, 1), options: how }
  },
  end: (sys, how, [content = ''], failed) => (failed ? 1 : shuffled(sys, how, linesIn(content))),
})

const counted = (from: number, to: number) =>
  Array.from({ length: Math.max(0, Math.min(to - from + 1, 1_000_000)) }, (_, i) => String(from + i))

function shuffled(sys: Sys, how: How, lines: readonly Bytes[]): number {
  const rest = [...lines]
  let out = ''
  for (let n = 0; n < how.most && rest.length > 0; n++) {
    const at = sys.random() % rest.length
    out += `${rest[at]!}\n`
    if (how.repeat) continue
    rest[at] = rest.at(-1)!
    rest.pop()
  }
  putBytes(sys, out)
  return 0
}
