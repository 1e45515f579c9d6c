import { fail, putBytes } from '../face'
import { every, getopt, has, last, type Options } from '../options'
import { misuse, quote } from '../say'
import { linesIn, whole } from './whole'
import { utf8, type Bytes } from '../../../base/bytes'

/**
 * Joins lines of two sorted files on a common field.
 *
 * @models coreutils join(1)
 * @fidelity part: -1 -2 -j -t -a -v -e -o -i; byte order always, no complaint about unsorted input
 */
interface How {
  readonly keys: readonly [number, number]
  readonly separator?: Bytes
  readonly unpaired: readonly boolean[]
  readonly paired: boolean
  readonly empty: Bytes
  readonly format?: readonly (readonly [file: number, field: number])[]
  readonly fold: boolean
}

export const join = whole<How>({
  name: 'join',
  begin: (sys, args) => {
    const options = getopt(sys, args, { short: '1:2:j:t:a:v:e:o:iz', long: { 'ignore-case': 'i', header: 'header' } })
    if (!options) return 1
    const [one, two, three] = options.operands
    if (one === undefined) return misuse(sys, 'missing operand')
    if (two === undefined) return misuse(sys, `missing operand after ${quote(sys, one)}`)
    if (three !== undefined) return misuse(sys, `extra operand ${quote(sys, three)}`)
    const bad = ['1', '2', 'j']
      .map((key) => last(options, key))
      .find((word) => word !== undefined && !(Number(word) > 0))
    if (bad !== undefined) return fail(sys, `invalid field number: ${quote(sys, bad)}`)
    return { files: options.operands, options: howOf(options) }
  },
  end: (sys, how, [one = '', two = ''], failed) => {
    if (failed) return 1
    putBytes(sys, joined(how, linesIn(one), linesIn(two)))
    return 0
  },
})

function howOf(options: Options): How {
  const both = last(options, 'j') ?? '1'
  const separator = last(options, 't')
  const format = last(options, 'o')
  const alone = [...every(options, 'a'), ...every(options, 'v')]
  return {
    keys: [Number(last(options, '1') ?? both), Number(last(options, '2') ?? both)],
    ...(separator === undefined ? {} : { separator: utf8(separator === '\\t' ? '\t' : separator) }),
    unpaired: [alone.includes('1'), alone.includes('2')],
    paired: !has(options, 'v'),
    empty: utf8(last(options, 'e') ?? ''),
    ...(format === undefined || format === 'auto' ? {} : { format: format.split(/[ ,]+/).map(fieldOf) }),
    fold: has(options, 'i'),
  }
}

const fieldOf = (word: string): readonly [number, number] => {
  const [file, field] = word.split('.')
  return [Number(file), Number(field ?? 0)]
}

interface Row {
  readonly key: Bytes
  readonly fields: readonly Bytes[]
}

function joined(how: How, one: readonly Bytes[], two: readonly Bytes[]): Bytes {
  const left = one.map((line) => rowOf(how, line, how.keys[0]))
  const right = two.map((line) => rowOf(how, line, how.keys[1]))
  let out = ''
  for (let i = 0, j = 0; i < left.length || j < right.length;) {
    const [a, b] = [left[i], right[j]]
    if (b === undefined || (a !== undefined && a.key < b.key)) {
      if (how.unpaired[0]) out += written(how, a!, undefined)
      i++
    } else if (a === undefined || b.key < a.key) {
      if (how.unpaired[1]) out += written(how, undefined, b)
      j++
    } else {
      const until = (rows: readonly Row[], from: number) => {
        const end = rows.findIndex((row, at) => at > from && row.key !== a.key)
        return end < 0 ? rows.length : end
      }
      const [endLeft, endRight] = [until(left, i), until(right, j)]
      if (how.paired)
        for (const x of left.slice(i, endLeft)) for (const y of right.slice(j, endRight)) out += written(how, x, y)
      i = endLeft
      j = endRight
    }
  }
  return out
}

function rowOf(how: How, line: Bytes, at: number): Row {
  const fields = how.separator === undefined ? line.trim().split(/[ \t]+/) : line.split(how.separator)
  const key = fields[at - 1] ?? ''
  return { key: how.fold ? key.toLowerCase() : key, fields }
}

function written(how: How, a: Row | undefined, b: Row | undefined): Bytes {
  const key = a ? (a.fields[how.keys[0] - 1] ?? '') : (b!.fields[how.keys[1] - 1] ?? '')
  const rest = (row: Row | undefined, at: number) => row?.fields.filter((_, i) => i !== at - 1) ?? []
  const cells = how.format
    ? how.format.map(
        ([file, field]) => (file === 0 ? key : ((file === 1 ? a : b)?.fields[field - 1] ?? '')) || how.empty,
      )
    : [key, ...rest(a, how.keys[0]), ...rest(b, how.keys[1])]
  return cells.join(how.separator ?? ' ') + '\n'
}
