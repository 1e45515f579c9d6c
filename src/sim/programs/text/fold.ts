import { complain, fail, putBytes } from '../face'
import { filter } from '../filter'
import { getopt, has, last } from '../options'
import { quote } from '../say'
import type { Bytes } from '../../../base/bytes'
import type { Sys } from '../../wire/sys'

/**
 * Lines brought to a width: fold; tabs to blanks and back: expand, unexpand.
 *
 * @models coreutils fold(1), expand(1), unexpand(1)
 * @fidelity part: a byte is a column; no list of tab stops
 */
interface FoldHow {
  readonly width: number
  readonly spaces: boolean
}

/** `-80` is the old way to write `-w80`. */
const oldWidth = (args: readonly string[]) => args.map((arg) => arg.replace(/^-(\d+)$/, '-w$1'))

export const fold = filter<FoldHow, null>({
  name: 'fold',
  begin: (sys, args) => {
    const options = getopt(sys, oldWidth(args), { short: 'bsw:', long: { bytes: 'b', spaces: 's', 'width=': 'w' } })
    if (!options) return 1
    const word = last(options, 'w') ?? '80'
    if (!/^[1-9]\d*$/.test(word)) return fail(sys, `invalid number of columns: ${quote(sys, word)}`)
    return { files: options.operands, options: { width: Number(word), spaces: has(options, 's') }, acc: null }
  },
  line: (sys, how, acc, line, ended) => {
    putBytes(sys, folded(how, line) + (ended ? '\n' : ''))
    return acc
  },
})

function folded(how: FoldHow, line: Bytes): Bytes {
  const out: Bytes[] = []
  let rest = line
  while (columnsOf(rest) > how.width) {
    const most = fitting(rest, how.width)
    const blank = how.spaces ? rest.slice(0, most).lastIndexOf(' ') + 1 : 0
    const cut = blank > 0 ? blank : most
    out.push(rest.slice(0, cut))
    rest = rest.slice(cut)
  }
  return [...out, rest].join('\n')
}

const step = (column: number, char: string) => (char === '\t' ? column + 8 - (column % 8) : column + 1)
const columnsOf = (line: Bytes) => [...line].reduce(step, 0)

function fitting(line: Bytes, width: number): number {
  let column = 0
  for (let i = 0; i < line.length; i++) {
    column = step(column, line[i]!)
    if (column > width) return Math.max(1, i)
  }
  return line.length
}

interface TabHow {
  readonly stops: number
  readonly initial: boolean
}

function tabs(sys: Sys, args: readonly string[], all: boolean): { files: readonly string[]; options: TabHow } | number {
  const options = getopt(sys, args, {
    short: 'it:a',
    long: { 'tabs=': 't', initial: 'i', all: 'a', 'first-only': 'first' },
  })
  if (!options) return 1
  const word = last(options, 't') ?? '8'
  if (!/^[1-9]\d*$/.test(word)) {
    complain(sys, `tab size contains invalid character(s): ${quote(sys, word)}`)
    return 1
  }
  const initial = all ? has(options, 'i') : !has(options, 'a') && !has(options, 't')
  return { files: options.operands, options: { stops: Number(word), initial } }
}

export const expand = filter<TabHow, null>({
  name: 'expand',
  begin: (sys, args) => {
    const plan = tabs(sys, args, true)
    return typeof plan === 'number' ? plan : { ...plan, acc: null }
  },
  line: (sys, how, acc, line, ended) => {
    const part = how.initial ? /^[ \t]*/.exec(line)![0] : line
    let out = ''
    for (const char of part) out += char === '\t' ? ' '.repeat(how.stops - (out.length % how.stops)) : char
    putBytes(sys, out + line.slice(part.length) + (ended ? '\n' : ''))
    return acc
  },
})

export const unexpand = filter<TabHow, null>({
  name: 'unexpand',
  begin: (sys, args) => {
    const plan = tabs(sys, args, false)
    return typeof plan === 'number' ? plan : { ...plan, acc: null }
  },
  line: (sys, how, acc, line, ended) => {
    putBytes(sys, tabbed(how, line) + (ended ? '\n' : ''))
    return acc
  },
})

/** Runs of blanks that reach a tab stop become a tab. */
function tabbed(how: TabHow, line: Bytes): Bytes {
  let out = ''
  let column = 0
  for (const [run] of line.matchAll(/[ \t]+|[^ \t]+/g)) {
    if (/[^ \t]/.test(run) || (how.initial && column > 0)) {
      out += run
      column += run.length
      continue
    }
    const end = [...run].reduce((at, char) => (char === '\t' ? at + how.stops - (at % how.stops) : at + 1), column)
    out += run.length === 1 && run === ' ' && end % how.stops !== 0 ? ' ' : blanks(column, end, how.stops)
    column = end
  }
  return out
}

function blanks(from: number, to: number, stops: number): Bytes {
  let out = ''
  let at = from
  for (let next = at + stops - (at % stops); next <= to; next = at + stops) {
    out += next - at === 1 && from === at && to === next ? ' ' : '\t'
    at = next
  }
  return out + ' '.repeat(to - at)
}
