import { fail, putBytes } from '../face'
import { filter } from '../filter'
import { getopt, has, last } from '../options'
import { quote } from '../say'
import { text, utf8, type Bytes } from '../../../base/bytes'
import type { Sys } from '../../wire/sys'

/**
 * Numbers for people and back.
 *
 * @models coreutils numfmt(1)
 * @fidelity part: --to --from --suffix --padding --field -d --header; rounds away from zero; no --format, no --grouping
 */
interface How {
  readonly to: string
  readonly from: string
  readonly suffix: string
  readonly padding: number
  readonly field: number
  readonly delimiter?: string
  readonly header: number
}

const letters = 'KMGTPEZY'

function parsed(word: string, from: string): number | undefined {
  const match = /^(-?\d+(?:\.\d+)?)([KMGTPEZY]?)(i?)$/.exec(word)
  if (!match) return undefined
  if (match[2] === '') return Number(match[1])
  if (from === 'none' || (from === 'si' && match[3] === 'i') || (from === 'iec-i' && match[3] === '')) return undefined
  const base = from === 'si' || (from === 'auto' && match[3] === '') ? 1000 : 1024
  return Number(match[1]) * base ** (letters.indexOf(match[2]!) + 1)
}

const away = (n: number) => (n < 0 ? Math.floor(n) : Math.ceil(n))

function shown(value: number, to: string): string {
  if (to === 'none') return String(away(value))
  const base = to === 'si' ? 1000 : 1024
  let size = value
  let power = 0
  while (Math.abs(size) >= base && power < letters.length) {
    size /= base
    power++
  }
  const tenths = away(Number((size * 10).toFixed(6))) / 10
  if (power === 0) return String(away(size))
  const number = Math.abs(tenths) < 10 ? tenths.toFixed(1) : String(away(Number(size.toFixed(6))))
  if (Number(number) >= base && power < letters.length)
    return `${(Number(number) / base).toFixed(1)}${letters[power]!}${to === 'iec-i' ? 'i' : ''}`
  return number + letters[power - 1]! + (to === 'iec-i' ? 'i' : '')
}

const modes = ['none', 'si', 'iec', 'iec-i', 'auto']

export const numfmt = filter<How, number>({
  name: 'numfmt',
  begin: (sys, args) => {
    const options = getopt(
      sys,
      args.map((arg) => arg.replace(/^-(?=\d)/, '\0-')),
      {
        short: 'd:z',
        long: {
          'to=': 'to',
          'from=': 'from',
          'suffix=': 'suffix',
          'padding=': 'padding',
          'field=': 'field',
          'delimiter=': 'd',
          'header?': 'header',
        },
      },
    )
    if (!options) return 1
    for (const key of ['to', 'from']) {
      const word = last(options, key)
      if (word !== undefined && !modes.includes(word))
        return fail(sys, `invalid argument ${quote(sys, word)} for ${quote(sys, `--${key}`)}`)
    }
    const delimiter = last(options, 'd')
    const how: How = {
      to: last(options, 'to') ?? 'none',
      from: last(options, 'from') ?? 'none',
      suffix: last(options, 'suffix') ?? '',
      padding: Number(last(options, 'padding') ?? 0),
      field: Number(last(options, 'field') ?? 1),
      ...(delimiter === undefined ? {} : { delimiter }),
      header: has(options, 'header') ? Number(last(options, 'header') || 1) : 0,
    }
    if (options.operands.length === 0) return { files: [], options: how, acc: 0 }
    for (const word of options.operands) {
      const line = converted(sys, how, word.replace('\0', ''))
      if (line === undefined) return 2
      putBytes(sys, utf8(`${line}\n`))
    }
    return 0
  },
  line: (sys, how, acc, line: Bytes) => {
    const out = acc < how.header ? text(line) : converted(sys, how, text(line))
    if (out === undefined) return { done: 2 }
    putBytes(sys, utf8(`${out}\n`))
    return acc + 1
  },
  end: () => 0,
})

function converted(sys: Sys, how: How, line: string): string | undefined {
  const parts = how.delimiter === undefined ? line.split(/(?<=\S)(?=\s)/) : line.split(how.delimiter)
  const part = parts[how.field - 1]
  if (part === undefined) return line
  const word = part.trim()
  const bare = how.suffix !== '' && word.endsWith(how.suffix) ? word.slice(0, -how.suffix.length) : word
  const value = parsed(bare, how.from)
  if (value === undefined) {
    const bad = /^-?\d+(\.\d+)?[KMGTPEZY]/.test(bare) && how.from === 'none'
    fail(
      sys,
      bad
        ? `rejecting suffix in input: ${quote(sys, bare)} (consider using --from)`
        : /^-?\d/.test(bare)
          ? `invalid suffix in input: ${quote(sys, bare)}`
          : `invalid number: ${quote(sys, bare)}`,
    )
    return undefined
  }
  const number = shown(value, how.to) + how.suffix
  const width =
    how.padding !== 0 ? Math.abs(how.padding) : how.delimiter === undefined && how.field > 1 ? part.length : 0
  const padded = how.padding < 0 ? number.padEnd(width) : number.padStart(width)
  return parts
    .map((each, i) =>
      i === how.field - 1
        ? how.field > 1 && how.delimiter === undefined && !/^\s/.test(padded)
          ? ` ${padded}`
          : padded
        : each,
    )
    .join(how.delimiter ?? '')
}
