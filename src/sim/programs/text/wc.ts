import { put } from '../face'
import { filter } from '../filter'
import { getopt, has } from '../options'
import { isBusybox } from '../face'
import { text as decoded, type Bytes } from '../../../base/bytes'
import type { Sys } from '../../wire/sys'

/**
 * Counts lines, words, bytes.
 *
 * @models coreutils src/wc.c
 * @fidelity part: no --files0-from
 */
interface How {
  readonly columns: readonly ('l' | 'w' | 'm' | 'c' | 'L')[]
  readonly named: boolean
  readonly many: boolean
  readonly width: number
}

interface Count {
  readonly l: number
  readonly w: number
  readonly m: number
  readonly c: number
  readonly L: number
}

interface Acc {
  readonly here: Count
  /** The file that is being read; it has its line even where reading it failed. */
  readonly file?: string
  readonly rows: readonly { readonly count: Count; readonly file: string }[]
}

const zero: Count = { l: 0, w: 0, m: 0, c: 0, L: 0 }

export const wc = filter<How, Acc>({
  name: 'wc',
  begin: (sys, args) => {
    const options = getopt(sys, args, {
      short: 'lwmcL',
      long: { lines: 'l', words: 'w', chars: 'm', bytes: 'c', 'max-line-length': 'L' },
    })
    if (!options) return 1
    const asked = (['l', 'w', 'm', 'c', 'L'] as const).filter((key) => has(options, key))
    const columns = asked.length > 0 ? asked : (['l', 'w', 'c'] as const)
    return {
      files: options.operands,
      options: {
        columns,
        named: options.operands.length > 0,
        many: options.operands.length > 1,
        width: widthFor(sys, options.operands, columns.length),
      },
      acc: { here: zero, rows: [] },
    }
  },
  fileStart: (sys, _how, acc, file) => ({ rows: counted(sys, acc), here: zero, file }),
  line: (_sys, _how, acc, line, ended) => {
    const { here } = acc
    const letters = decoded(line).length
    const words = line.split(/[ \t\v\f\r]+/).filter((word) => word !== '').length
    const count = {
      l: here.l + (ended ? 1 : 0),
      w: here.w + words,
      m: here.m + letters + (ended ? 1 : 0),
      c: here.c + line.length + (ended ? 1 : 0),
      L: Math.max(here.L, letters),
    }
    return { ...acc, here: count }
  },
  fileEnd: (_sys, _how, acc, file) => ({ here: zero, rows: [...acc.rows, { count: acc.here, file }] }),
  end: (sys, how, acc, failed) => {
    const counts = counted(sys, acc)
    const sum = counts.reduce((all, row) => added(all, row.count), zero)
    const rows = how.many ? [...counts, { count: sum, file: 'total' }] : counts
    put(sys, rows.map((row) => `${cells(sys, how, row.count)}${how.named ? ` ${row.file}` : ''}\n`).join(''))
    return failed ? 1 : 0
  },
})

const counted = (sys: Sys, acc: Acc): Acc['rows'] =>
  acc.file === undefined || isBusybox(sys) ? acc.rows : [...acc.rows, { count: acc.here, file: acc.file }]

const added = (a: Count, b: Count): Count => ({
  l: a.l + b.l,
  w: a.w + b.w,
  m: a.m + b.m,
  c: a.c + b.c,
  L: Math.max(a.L, b.L),
})

const cells = (sys: Sys, how: How, count: Count): string => {
  if (isBusybox(sys))
    return how.columns.length === 1 && !how.many
      ? String(count[how.columns[0]!])
      : how.columns.map((column) => String(count[column]).padStart(9)).join(' ')
  return how.columns.map((column) => String(count[column]).padStart(how.width)).join(' ')
}

/** GNU looks at the sizes of the files first; what is not a regular file makes the columns seven wide. */
function widthFor(sys: Sys, files: readonly Bytes[], columns: number): number {
  if (columns === 1 && files.length <= 1) return 1
  let total = 0
  for (const file of files.length > 0 ? files : ['-']) {
    try {
      const stat = file === '-' ? sys.fstat(0) : sys.stat(file)
      if (stat.kind !== 'file') return 7
      total += stat.size
    } catch {
      continue
    }
  }
  return String(total).length
}
