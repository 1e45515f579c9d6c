import { complain, isBusybox, putBytes } from '../face'
import { getopt, has, last } from '../options'
import { misuse, quote } from '../say'
import { linesIn, whole } from './whole'
import { utf8, type Bytes } from '../../../base/bytes'
import type { Sys } from '../../wire/sys'

/**
 * What two sorted files share.
 *
 * @models coreutils comm(1)
 * @fidelity part: byte order always
 */
interface How {
  readonly hidden: readonly boolean[]
  readonly between: Bytes
  readonly check: boolean
}

export const comm = whole<How>({
  name: 'comm',
  begin: (sys, args) => {
    const options = getopt(sys, args, {
      short: '123z',
      long: { 'output-delimiter=': 'out', 'nocheck-order': 'nocheck', 'check-order': 'check', total: 'total' },
    })
    if (!options) return 1
    const [one, two, three] = options.operands
    if (one === undefined) return misuse(sys, 'missing operand')
    if (two === undefined) return misuse(sys, `missing operand after ${quote(sys, one)}`)
    if (three !== undefined) return misuse(sys, `extra operand ${quote(sys, three)}`)
    return {
      files: options.operands,
      options: {
        hidden: ['1', '2', '3'].map((column) => has(options, column)),
        between: utf8(last(options, 'out') ?? '\t'),
        check: !has(options, 'nocheck') && !isBusybox(sys),
      },
    }
  },
  end: (sys, how, [one = '', two = ''], failed) => {
    if (failed) return 1
    const left = linesIn(one)
    const right = linesIn(two)
    putBytes(sys, merged(how, left, right))
    return how.check ? disorder(sys, left, right) : 0
  },
})

function merged(how: How, left: readonly Bytes[], right: readonly Bytes[]): Bytes {
  let out = ''
  const say = (column: number, line: Bytes) => {
    if (how.hidden[column]) return
    out += how.between.repeat(how.hidden.slice(0, column).filter((hidden) => !hidden).length) + line + '\n'
  }
  for (let i = 0, j = 0; i < left.length || j < right.length;) {
    const [a, b] = [left[i], right[j]]
    if (b === undefined || (a !== undefined && a < b)) say(0, left[i++]!)
    else if (a === undefined || b < a) say(1, right[j++]!)
    else {
      say(2, a)
      i++
      j++
    }
  }
  return out
}

const unsorted = (lines: readonly Bytes[]) => lines.some((line, i) => i > 0 && line < lines[i - 1]!)

/** Files out of order matter only where the two differ. */
function disorder(sys: Sys, left: readonly Bytes[], right: readonly Bytes[]): number {
  if (left.join('\n') === right.join('\n')) return 0
  const wrong = [left, right].flatMap((lines, i) => (unsorted(lines) ? [i + 1] : []))
  for (const file of wrong) complain(sys, `file ${file} is not in sorted order`)
  if (wrong.length === 0) return 0
  complain(sys, 'input is not in sorted order')
  return 1
}
