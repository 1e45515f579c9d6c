import { complain, exit, putBytes, quietly, why } from '../face'
import { filter } from '../filter'
import { getopt, has, last, type Options } from '../options'
import type { Bytes } from '../../../base/bytes'
import type { Program, Sys } from '../../wire/sys'

/**
 * Bytes as hexadecimal, and back.
 *
 * @models xxd(1) of vim
 * @fidelity part: -p -r -c -g -l -s -u -i -b; the second operand is not written to
 */
interface How {
  readonly plain: boolean
  readonly back: boolean
  readonly bits: boolean
  readonly include?: string
  readonly columns: number
  readonly group: number
  readonly skip: number
  readonly most: number
  readonly upper: boolean
}

const hexFilter = filter<How, Bytes>({
  name: 'xxd',
  begin: (sys, args) => {
    const options = getopt(sys, args, { short: 'pruc:g:l:s:ibaE', long: {} })
    return options ? { files: options.operands.slice(0, 1), options: howOf(options), acc: '' } : 1
  },
  data: (_sys, _how, acc, bytes) => acc + bytes,
  refused: (sys, file, reason) => complain(sys, `${file}: ${reason}`),
  end: (sys, how, acc, failed) => {
    if (failed) return 2
    const part = acc.slice(how.skip < 0 ? Math.max(0, acc.length + how.skip) : how.skip).slice(0, how.most)
    putBytes(sys, how.back ? unhexed(how, acc) : shown(how, part))
    return 0
  },
})

/** xxd's options are read one word at a time, so `-ps` is `-p`. */
export const xxd: Program = {
  ...(hexFilter as Program),
  start: (sys) =>
    quietly(() => {
      const output = sys.argv.slice(1).filter((word) => !word.startsWith('-'))[1]
      return output === undefined || sys.argv.some((word) => /^-[cgls]$/.test(word))
        ? (hexFilter as Program).start(sys)
        : exit(written(sys, output))
    }),
}

function written(sys: Sys, path: string): number {
  try {
    sys.writeFile(path, '')
    complain(sys, 'glasswhale: writing to a second file is not simulated')
  } catch (error) {
    complain(sys, `${path}: ${why(error)}`)
  }
  return 3
}

function howOf(options: Options): How {
  const plain = has(options, 'p')
  const bits = has(options, 'b')
  const file = options.operands[0]
  return {
    plain,
    bits,
    back: has(options, 'r'),
    ...(has(options, 'i') ? { include: file ?? '' } : {}),
    columns: Number(last(options, 'c') ?? 0) || (plain ? 30 : bits ? 6 : has(options, 'i') ? 12 : 16),
    group: Number(last(options, 'g') ?? (bits ? 1 : 2)),
    skip: Number(last(options, 's') ?? 0),
    most: Number(last(options, 'l') ?? Infinity),
    upper: has(options, 'u'),
  }
}

const hexOf = (bytes: Bytes) => Array.from(bytes, (char) => char.charCodeAt(0).toString(16).padStart(2, '0'))

const rows = (bytes: Bytes, size: number): readonly Bytes[] => bytes.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? []

function shown(how: How, bytes: Bytes): Bytes {
  const letters = (word: string) => (how.upper ? word.toUpperCase() : word)
  if (how.include !== undefined) return included(how, bytes, letters)
  if (how.plain)
    return rows(bytes, how.columns)
      .map((row) => `${letters(hexOf(row).join(''))}\n`)
      .join('')
  const cell = (row: Bytes) =>
    how.bits ? Array.from(row, (char) => char.charCodeAt(0).toString(2).padStart(8, '0')) : hexOf(row)
  const size = how.group > 0 ? how.group : how.columns
  const spaced = (row: Bytes) =>
    letters(
      cell(row)
        .map((word, i) => ((i + 1) % size === 0 ? `${word} ` : word))
        .join(''),
    )
  const width = spaced('\0'.repeat(how.columns)).trimEnd().length + 1
  const printable = (row: Bytes) => row.replace(/[^ -~]/g, '.')
  return rows(bytes, how.columns)
    .map((row, i) => {
      const address = (i * how.columns + Math.max(0, how.skip)).toString(16).padStart(8, '0')
      return `${address}: ${spaced(row).trimEnd().padEnd(width)} ${printable(row)}\n`
    })
    .join('')
}

function included(how: How, bytes: Bytes, letters: (word: string) => string): Bytes {
  const lines = rows(bytes, how.columns).map(
    (row) =>
      `  ${hexOf(row)
        .map((word) => `0x${letters(word)}`)
        .join(', ')}`,
  )
  if (how.include === '') return `${lines.join(',\n')}\n`
  const name = how.include!.replace(/\W/g, '_')
  return `unsigned char ${name}[] = {\n${lines.join(',\n')}\n};\nunsigned int ${name}_len = ${bytes.length};\n`
}

function unhexed(how: How, acc: Bytes): Bytes {
  const digits = how.plain
    ? acc.replace(/[^0-9a-fA-F]/g, '')
    : acc
        .split('\n')
        .map((line) => (/^[0-9a-fA-F]+:? ((?:[0-9a-fA-F]+ ?)+)/.exec(line)?.[1] ?? '').replace(/ /g, ''))
        .join('')
  return digits.replace(/../g, (pair) => String.fromCharCode(parseInt(pair, 16))).slice(0, digits.length >> 1)
}
