import { isBusybox, putBytes, complain } from '../face'
import { filter } from '../filter'
import { getopt, has } from '../options'

/**
 * Copies files to standard output.
 *
 * @models coreutils src/cat.c, busybox coreutils/cat.c
 * @fidelity full
 */
interface How {
  readonly number: boolean
  readonly nonBlank: boolean
  readonly squeeze: boolean
  readonly ends: boolean
  readonly tabs: boolean
  /** Control characters as ^X, the upper half as M-x. */
  readonly visible: boolean
}

interface Reached {
  readonly line: number
  readonly blanks: number
}

const plain = { number: false, nonBlank: false, squeeze: false, ends: false, tabs: false, visible: false }

export const cat = filter<How, Reached>({
  name: 'cat',
  begin: (sys, args) => {
    const options = getopt(sys, args, {
      short: 'nbsETvAetu',
      long: {
        number: 'n',
        'number-nonblank': 'b',
        'squeeze-blank': 's',
        'show-ends': 'E',
        'show-tabs': 'T',
        'show-all': 'A',
        'show-nonprinting': 'v',
      },
    })
    if (!options) return 1
    const how = {
      number: has(options, 'n'),
      nonBlank: has(options, 'b'),
      squeeze: has(options, 's'),
      ends: has(options, 'E') || has(options, 'A') || has(options, 'e'),
      tabs: has(options, 'T') || has(options, 'A') || has(options, 't'),
      visible: ['v', 'A', 'e', 't'].some((letter) => has(options, letter)),
    }
    return { files: options.operands, options: how, acc: { line: 0, blanks: 0 } }
  },
  data: (sys, how, acc, bytes) => {
    if (isPlain(how)) putBytes(sys, bytes)
    return acc
  },
  byLine: (how) => !isPlain(how),
  line: (sys, how, acc, line, ended) => {
    const blanks = line === '' ? acc.blanks + 1 : 0
    if (how.squeeze && blanks > 1) return { ...acc, blanks }
    const counted = how.number || how.nonBlank ? !(how.nonBlank && line === '') : false
    const number = acc.line + (counted ? 1 : 0)
    const end = ended ? (how.ends ? '$\n' : '\n') : ''
    putBytes(sys, (counted ? `${String(number).padStart(6)}\t` : '') + shown(how, line, ended && !isBusybox(sys)) + end)
    return { line: number, blanks }
  },
  refused: (sys, file, reason, reading) => {
    if (!isBusybox(sys)) return complain(sys, `${file}: ${reason}`)
    complain(sys, reading ? `read error: ${reason}` : `can't open '${file}': ${reason}`)
  },
})

function shown(how: How, line: string, gnuEnd: boolean): string {
  const seen = how.visible ? line.replace(/[^\t\x20-\x7e]/g, caret) : line
  const marked = how.ends && gnuEnd ? seen.replace(/\r$/, '^M') : seen
  return how.tabs ? marked.replace(/\t/g, '^I') : marked
}

function caret(byte: string): string {
  const code = byte.charCodeAt(0)
  if (code >= 0x80) return `M-${caret(String.fromCharCode(code - 0x80))}`
  if (code === 0x7f) return '^?'
  return code < 0x20 ? `^${String.fromCharCode(code + 0x40)}` : byte
}

const isPlain = (how: How): boolean => (Object.keys(plain) as (keyof How)[]).every((key) => !how[key])
