import { complain, fail, isBusybox, putBytes } from '../face'
import { filter } from '../filter'
import { every, getopt, has, last, type Options } from '../options'
import { quote } from '../say'
import { count } from './head'
import type { Bytes } from '../../../base/bytes'
import type { Sys } from '../../wire/sys'

/**
 * Bytes as numbers: od and hexdump.
 *
 * @models coreutils od(1), util-linux hexdump(1)
 * @fidelity part: od has -A -t -N -j -v -w and the old letters, no floating point and no strings; hexdump has no -e
 */
interface Format {
  readonly size: number
  readonly letter: string
  /** Printable characters at the end of the row. */
  readonly trail: boolean
}

interface How {
  readonly formats: readonly Format[]
  readonly radix: string
  readonly skip: number
  readonly most: number
  readonly all: boolean
  readonly width: number
  readonly hexdump: boolean
}

const oldLetters: Readonly<Record<string, Format>> = {
  a: { size: 1, letter: 'a', trail: false },
  b: { size: 1, letter: 'o', trail: false },
  c: { size: 1, letter: 'c', trail: false },
  d: { size: 2, letter: 'u', trail: false },
  i: { size: 4, letter: 'd', trail: false },
  l: { size: 8, letter: 'd', trail: false },
  o: { size: 2, letter: 'o', trail: false },
  s: { size: 2, letter: 'd', trail: false },
  x: { size: 2, letter: 'x', trail: false },
}

const sizes: Readonly<Record<string, number>> = { C: 1, S: 2, I: 4, L: 8 }

function typed(word: string): readonly Format[] | undefined {
  const parts = [...word.matchAll(/([acdoux])([CSIL]|\d+)?(z?)/g)]
  if (parts.map((part) => part[0]).join('') !== word) return undefined
  return parts.map(([, letter, size, z]) => ({
    letter: letter!,
    size: 'ac'.includes(letter!) ? 1 : size === undefined ? 4 : (sizes[size] ?? Number(size)),
    trail: z === 'z',
  }))
}

const hexdumpLetters: Readonly<Record<string, Format>> = {
  C: { size: 1, letter: 'x', trail: true },
  c: { size: 1, letter: 'c', trail: false },
  b: { size: 1, letter: 'o', trail: false },
  o: { size: 2, letter: 'o', trail: false },
  d: { size: 2, letter: 'u', trail: false },
  x: { size: 2, letter: 'x', trail: false },
}

/** hexdump without options packs its words closer than -x does. */
const plain: Format = { size: 2, letter: 'h', trail: false }

function odHow(sys: Sys, options: Options): How | number {
  const types = every(options, 't').map((word) => [word, typed(word)] as const)
  const bad = types.find(([, formats]) => formats === undefined)
  if (bad) return fail(sys, `invalid type string ${quote(sys, bad[0])}`)
  const formats = [
    ...types.flatMap(([, each]) => each!),
    ...Object.keys(oldLetters).flatMap((letter) => (has(options, letter) ? [oldLetters[letter]!] : [])),
  ]
  return {
    formats: formats.length > 0 ? formats : [oldLetters['o']!],
    radix: last(options, 'A') ?? 'o',
    skip: number(last(options, 'j') ?? '0'),
    most: number(last(options, 'N') ?? 'Infinity'),
    all: has(options, 'v'),
    width: Number(last(options, 'w') || 16),
    hexdump: false,
  }
}

const number = (word: string) => (/^0x/i.test(word) ? Number(word) : (count(word) ?? Infinity))

function hexdumpHow(options: Options, name: string): How {
  const formats = Object.keys(hexdumpLetters).flatMap((key) => (has(options, key) ? [hexdumpLetters[key]!] : []))
  return {
    formats: name === 'hd' ? [hexdumpLetters['C']!] : formats.length > 0 ? formats : [plain],
    radix: 'x',
    skip: number(last(options, 's') ?? '0'),
    most: number(last(options, 'n') ?? 'Infinity'),
    all: has(options, 'v'),
    width: 16,
    hexdump: true,
  }
}

const dumper = (
  name: string,
  howOf: (sys: Sys, args: readonly string[]) => readonly [readonly string[], How] | number,
) =>
  filter<How, { readonly bytes: Bytes; readonly read: boolean }>({
    name,
    begin: (sys, args) => {
      const plan = howOf(sys, args)
      return typeof plan === 'number' ? plan : { files: plan[0], options: plan[1], acc: { bytes: '', read: false } }
    },
    fileStart: (_sys, _how, acc) => ({ ...acc, read: true }),
    data: (_sys, how, acc, bytes) => {
      const all = acc.bytes + bytes
      return { ...acc, bytes: all.length > how.skip + how.most ? all.slice(0, how.skip + how.most) : all }
    },
    end: (sys, how, acc, failed) => {
      if (!acc.read && how.hexdump && !isBusybox(sys)) complain(sys, 'all input file arguments failed')
      if (acc.read) putBytes(sys, dumped(how, acc.bytes.slice(how.skip, how.skip + how.most)))
      return failed ? 1 : 0
    },
  })

export const od = dumper('od', (sys, args) => {
  const options = getopt(sys, args, {
    short: 'abcdilosxvA:t:j:N:',
    long: {
      'address-radix=': 'A',
      'format=': 't',
      'skip-bytes=': 'j',
      'read-bytes=': 'N',
      'output-duplicates': 'v',
      'width?': 'w',
    },
  })
  if (!options) return 1
  const how = odHow(sys, options)
  return typeof how === 'number' ? how : [options.operands, how]
})

export const hexdump = dumper('hexdump', (sys, args) => {
  const options = getopt(sys, args, { short: 'Ccbodxvn:s:', long: { canonical: 'C', 'length=': 'n', 'skip=': 's' } })
  return options ? [options.operands, hexdumpHow(options, sys.argv[0] ?? '')] : 1
})

const isCanonical = (how: How) => how.hexdump && how.formats[0]!.trail

function addressOf(how: How, at: number): string {
  if (how.radix === 'n') return ''
  if (isCanonical(how)) return at.toString(16).padStart(8, '0')
  const base = { o: 8, x: 16, d: 10 }[how.radix] ?? 8
  return at.toString(base).padStart(how.radix === 'x' && !how.hexdump ? 6 : 7, '0')
}

/** Rows like the one before them are left out behind a `*`. */
function dumped(how: How, bytes: Bytes): string {
  let out = ''
  let before: Bytes | undefined
  let starred = false
  for (let at = 0; at < bytes.length; at += how.width) {
    const row = bytes.slice(at, at + how.width)
    const same = !how.all && row === before && row.length === how.width
    if (same && !starred) out += '*\n'
    if (!same) out += rowsOf(how, row, at)
    starred = same
    before = row
  }
  const closes = how.radix !== 'n' && (bytes.length > 0 || !how.hexdump)
  return out + (closes ? `${addressOf(how, how.skip + bytes.length)}\n` : '')
}

function rowsOf(how: How, row: Bytes, at: number): string {
  const address = addressOf(how, how.skip + at)
  if (isCanonical(how)) return `${address}  ${canonical(row)}\n`
  const widest = Math.max(...how.formats.map((format) => (cellWidth(how, format) + 1) / format.size))
  return how.formats
    .map((format, i) => `${i === 0 ? address : ' '.repeat(address.length)}${cells(how, format, row, widest)}\n`)
    .join('')
}

function canonical(row: Bytes): string {
  const half = (from: number) =>
    codes(row.slice(from, from + 8))
      .map((code) => code.toString(16).padStart(2, '0'))
      .join(' ')
      .padEnd(23)
  return `${half(0)}  ${half(8)}  |${printable(row)}|`
}

const codes = (bytes: Bytes) => Array.from(bytes, (char) => char.charCodeAt(0))
const printable = (bytes: Bytes) => bytes.replace(/[^ -~]/g, '.')

const digits: Readonly<Record<string, readonly number[]>> = {
  o: [3, 6, 0, 11, 0, 0, 0, 22],
  x: [2, 4, 0, 8, 0, 0, 0, 16],
  u: [3, 5, 0, 10, 0, 0, 0, 20],
  d: [4, 6, 0, 11, 0, 0, 0, 20],
}

const cellWidth = (how: How, { letter, size }: Format): number =>
  how.hexdump
    ? size === 1
      ? 3
      : letter === 'h'
        ? 4
        : 7
    : letter === 'c' || letter === 'a'
      ? 3
      : (digits[letter]?.[size - 1] ?? 3)

function cells(how: How, format: Format, row: Bytes, widest: number): string {
  const width = how.hexdump ? cellWidth(how, format) : Math.round(widest * format.size) - 1
  const groups = row.match(new RegExp(`[^]{1,${format.size}}`, 'g')) ?? []
  const words = groups.map((group) => ` ${value(how, format, group).padStart(width)}`).join('')
  const whole = ((width + 1) * how.width) / format.size
  if (how.hexdump) return words.padEnd(whole)
  return format.trail ? `${words.padEnd(whole)}  >${printable(row)}<` : words
}

const escapes: Readonly<Record<number, string>> = {
  0: '\\0',
  7: '\\a',
  8: '\\b',
  9: '\\t',
  10: '\\n',
  11: '\\v',
  12: '\\f',
  13: '\\r',
}
const named =
  'nul soh stx etx eot enq ack bel bs ht nl vt ff cr so si dle dc1 dc2 dc3 dc4 nak syn etb can em sub esc fs gs rs us sp'.split(
    ' ',
  )

function value(how: How, { letter, size }: Format, group: Bytes): string {
  const code = group.charCodeAt(0)
  if (letter === 'c') return escapes[code] ?? (code >= 32 && code < 127 ? group : code.toString(8).padStart(3, '0'))
  if (letter === 'a') return (code & 127) === 127 ? 'del' : (named[code & 127] ?? String.fromCharCode(code & 127))
  const number = codes(group).reduceRight((sum, byte) => sum * 256n + BigInt(byte), 0n)
  if (letter === 'u') return how.hexdump ? number.toString().padStart(5, '0') : number.toString()
  if (letter === 'd') return BigInt.asIntN(size * 8, number).toString()
  const base = letter === 'o' ? 8 : 16
  return number
    .toString(base)
    .padStart(how.hexdump && letter !== 'o' ? size * 2 : (digits[letter]![size - 1] ?? 0), '0')
}
