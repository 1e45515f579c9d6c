import { fail, put } from '../face'
import { getopt, has, last, type Options } from '../options'
import { quote } from '../say'
import { linesIn, whole } from './whole'
import { count } from './head'
import type { Bytes } from '../../../base/bytes'

/**
 * A file in pieces.
 *
 * @models coreutils split(1)
 * @fidelity part: -l -b -n -a -d --additional-suffix --verbose; the piece is written when all has been read
 */
interface How {
  readonly unit: 'lines' | 'bytes' | 'pieces'
  readonly size: number
  readonly prefix: string
  readonly digits: number
  readonly numeric: boolean
  readonly ending: string
  readonly verbose: boolean
}

export const split = whole<How>({
  name: 'split',
  begin: (sys, args) => {
    const old = args.map((arg) => arg.replace(/^-(\d+)$/, '-l$1'))
    const options = getopt(sys, old, {
      short: 'l:b:n:a:dx',
      long: {
        'lines=': 'l',
        'bytes=': 'b',
        'number=': 'n',
        'suffix-length=': 'a',
        'numeric-suffixes?': 'd',
        'additional-suffix=': 'ending',
        verbose: 'verbose',
      },
    })
    if (!options) return 1
    const unit = has(options, 'b') ? 'bytes' : has(options, 'n') ? 'pieces' : 'lines'
    const word = last(options, 'b') ?? last(options, 'n') ?? last(options, 'l') ?? '1000'
    const size = count(word)
    if (size === undefined || size <= 0) {
      const what = { lines: 'number of lines', bytes: 'number of bytes', pieces: 'number of chunks' }[unit]
      return fail(sys, `invalid ${what}: ${quote(sys, word)}`)
    }
    return { files: options.operands.slice(0, 1), options: howOf(options, unit, size) }
  },
  refused: (sys, file, reason, reading) =>
    void fail(sys, reading ? `${file}: ${reason}` : `cannot open '${file}' for reading: ${reason}`),
  end: (sys, how, [content = ''], failed) => {
    if (failed) return 1
    for (const [i, piece] of pieces(how, content).entries()) {
      const name = how.prefix + suffix(how, i) + how.ending
      if (how.verbose) put(sys, `creating file '${name}'\n`)
      sys.writeFile(name, piece)
    }
    return 0
  },
})

const howOf = (options: Options, unit: How['unit'], size: number): How => ({
  unit,
  size,
  prefix: options.operands[1] ?? 'x',
  digits: Number(last(options, 'a') ?? 2),
  numeric: has(options, 'd'),
  ending: last(options, 'ending') ?? '',
  verbose: has(options, 'verbose'),
})

function pieces(how: How, content: Bytes): readonly Bytes[] {
  if (how.unit === 'lines') {
    const lines = linesIn(content)
    const ends = content.endsWith('\n')
    return slices(lines.length, how.size).map(([from, to]) => {
      const part = lines.slice(from, to).join('\n')
      return to >= lines.length && !ends ? part : `${part}\n`
    })
  }
  if (how.unit === 'bytes') return slices(content.length, how.size).map(([from, to]) => content.slice(from, to))
  const each = Math.floor(content.length / how.size)
  return Array.from({ length: how.size }, (_, i) =>
    content.slice(i * each, i === how.size - 1 ? content.length : (i + 1) * each),
  )
}

const slices = (length: number, size: number): readonly (readonly [number, number])[] =>
  Array.from({ length: Math.ceil(length / size) }, (_, i) => [i * size, Math.min(length, (i + 1) * size)] as const)

function suffix(how: How, index: number): string {
  const base = how.numeric ? 10 : 26
  let out = ''
  for (let rest = index, i = 0; i < how.digits; i++, rest = Math.floor(rest / base))
    out = (how.numeric ? String(rest % 10) : String.fromCharCode(97 + (rest % 26))) + out
  return out
}
