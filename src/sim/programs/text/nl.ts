import { complain, fail, putBytes } from '../face'
import { filter } from '../filter'
import { getopt, has, last } from '../options'
import { quote } from '../say'
import { utf8, type Bytes } from '../../../base/bytes'

/**
 * Numbered lines, and lines from the last to the first.
 *
 * @models coreutils nl(1), tac(1)
 * @fidelity part: nl has one section, -b a t n, -w -s -v -i -n; tac has -s and -b, no -r
 */
interface How {
  readonly style: string
  readonly width: number
  readonly between: Bytes
  readonly first: number
  readonly step: number
  readonly side: string
}

export const nl = filter<How, number>({
  name: 'nl',
  begin: (sys, args) => {
    const given = getopt(sys, args, {
      short: 'b:w:s:v:n:i:h:f:pl:d:',
      long: {
        'body-numbering=': 'b',
        'number-width=': 'w',
        'number-separator=': 's',
        'starting-line-number=': 'v',
        'number-format=': 'n',
        'line-increment=': 'i',
      },
    })
    if (!given) return 1
    const style = last(given, 'b') ?? 't'
    if (!/^[atn]$|^p/.test(style)) return fail(sys, `invalid body numbering style: ${quote(sys, style)}`)
    const first = Number(last(given, 'v') ?? 1)
    return {
      files: given.operands,
      options: {
        style,
        width: Number(last(given, 'w') ?? 6),
        between: utf8(last(given, 's') ?? '\t'),
        first,
        step: Number(last(given, 'i') ?? 1),
        side: last(given, 'n') ?? 'rn',
      },
      acc: first,
    }
  },
  line: (sys, how, acc, line) => {
    const counted = how.style === 'a' || (how.style === 't' && line !== '')
    putBytes(
      sys,
      counted
        ? `${numbered(how, acc)}${how.between}${line}\n`
        : `${' '.repeat(how.width + how.between.length)}${line}\n`,
    )
    return counted ? acc + how.step : acc
  },
})

const numbered = (how: How, n: number): string =>
  how.side === 'ln' ? String(n).padEnd(how.width) : String(n).padStart(how.width, how.side === 'rz' ? '0' : ' ')

interface TacHow {
  readonly separator: Bytes
  readonly before: boolean
}

export const tac = filter<TacHow, readonly Bytes[]>({
  name: 'tac',
  begin: (sys, args) => {
    const options = getopt(sys, args, { short: 'bs:r', long: { before: 'b', 'separator=': 's' } })
    if (!options) return 1
    const how = { separator: utf8(last(options, 's') ?? '\n'), before: has(options, 'b') }
    return { files: options.operands, options: how, acc: [] }
  },
  fileStart: () => [],
  data: (_sys, _how, acc, bytes) => [...acc, bytes],
  fileEnd: (sys, how, acc) => {
    putBytes(sys, turned(how, acc.join('')))
    return []
  },
  refused: (sys, file, reason, reading) =>
    complain(sys, reading ? `${file}: read error: ${reason}` : `failed to open '${file}' for reading: ${reason}`),
})

function turned({ separator, before }: TacHow, bytes: Bytes): Bytes {
  const parts = bytes.split(separator)
  const kept = before
    ? parts.map((part, i) => (i === 0 ? part : separator + part))
    : parts.map((part, i) => (i === parts.length - 1 ? part : part + separator))
  return kept.reverse().join('')
}
