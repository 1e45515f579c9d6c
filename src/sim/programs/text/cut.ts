import { utf8, type Bytes } from '../../../base/bytes'
import type { Sys } from '../../wire/sys'
import { putBytes } from '../face'
import { filter } from '../filter'
import { getopt, has, last, type Options } from '../options'
import { misuse, quote } from '../say'

interface CutHow {
  readonly unit: 'fields' | 'chars'
  readonly ranges: readonly (readonly [number, number])[]
  readonly delimiter: string
  readonly output: string
  readonly only: boolean
  readonly complement: boolean
}

/**
 * Columns of each line.
 *
 * @models coreutils src/cut.c
 * @fidelity part: no -z
 */
export const cut = filter<CutHow, null>({
  name: 'cut',
  begin: (sys, args) => {
    const options = getopt(sys, args, {
      short: 'b:c:f:d:sn',
      long: {
        'bytes=': 'b',
        'characters=': 'c',
        'fields=': 'f',
        'delimiter=': 'd',
        'only-delimited': 's',
        'output-delimiter=': 'out',
        complement: 'not',
      },
    })
    if (!options) return 1
    const list = last(options, 'f') ?? last(options, 'c') ?? last(options, 'b')
    if (list === undefined) return misuse(sys, 'you must specify a list of bytes, characters, or fields')
    const trouble = cutTrouble(sys, options, list)
    if (trouble !== undefined) return misuse(sys, trouble)
    const delimiter = utf8(last(options, 'd') ?? '\t')
    const ranges = list.split(/[,\s]/).map(rangeOf)
    const unit = has(options, 'f') ? 'fields' : 'chars'
    return {
      files: options.operands,
      options: {
        unit,
        ranges,
        delimiter,
        output: utf8(last(options, 'out') ?? (unit === 'fields' ? delimiter : '')),
        only: has(options, 's'),
        complement: has(options, 'not'),
      },
      acc: null,
    }
  },
  line: (sys, how, acc, line) => {
    putBytes(sys, cutLine(how, line))
    return acc
  },
})

function cutTrouble(sys: Sys, options: Options, list: string): string | undefined {
  if (['f', 'c', 'b'].filter((key) => has(options, key)).length > 1) return 'only one list may be specified'
  if ([...(last(options, 'd') ?? '\t')].length > 1) return 'the delimiter must be a single character'
  const bad = list.split(/[,\s]/).find((word) => !/^\d*-?\d*$/.test(word))
  const fields = has(options, 'f')
  if (bad !== undefined) return `invalid ${fields ? 'field value' : 'byte/character position'} ${quote(sys, bad)}`
  if (list.split(/[,\s]/).some((word) => /^0+(-|$)/.test(word)))
    return fields ? 'fields are numbered from 1' : 'byte/character positions are numbered from 1'
  if (list.split(/[,\s]/).some((word) => /^-?$/.test(word))) return 'invalid range with no endpoint: -'
  return undefined
}

function rangeOf(word: string): readonly [number, number] {
  const [from, to] = word.split('-')
  return word.includes('-')
    ? [Number(from || 1), to === '' || to === undefined ? Infinity : Number(to)]
    : [Number(word), Number(word)]
}

function cutLine(how: CutHow, line: Bytes): Bytes {
  if (how.unit === 'fields' && !line.includes(how.delimiter)) return how.only ? '' : `${line}\n`
  const parts = how.unit === 'fields' ? line.split(how.delimiter) : [...line]
  const chosen = parts.filter(
    (_, i) => how.ranges.some(([from, to]) => i + 1 >= from && i + 1 <= to) !== how.complement,
  )
  return `${chosen.join(how.output)}\n`
}
