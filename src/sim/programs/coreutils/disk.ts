import { complain, fail, isBusybox, oneShot, orUndefined, put, why } from '../face'
import { every, getopt, has, last, type Options } from '../options'
import { blocksOf, human, humanBy } from './human'
import { misuse, quote } from '../say'
import { join } from './walk'
import type { Sys } from '../../wire/sys'

/**
 * Space: du, df, tree.
 *
 * @models coreutils src/{du,df}.c, tree(1)
 * @fidelity part: du counts whole blocks of ext4, holes included
 */
export const du = oneShot('du', (sys, args) => {
  const options = getopt(sys, args, {
    short: 'hsad:kcmxbLHP0',
    long: { 'human-readable': 'h', summarize: 's', all: 'a', 'max-depth=': 'd', total: 'c', bytes: 'b' },
  })
  if (!options) return 1
  const operands = options.operands.length > 0 ? options.operands : ['.']
  let status = 0
  let sum = 0
  for (const path of operands) {
    try {
      sys.lstat(path)
      sum += usage(sys, options, path, 0)
    } catch (error) {
      complain(sys, isBusybox(sys) ? `${path}: ${why(error)}` : `cannot access '${path}': ${why(error)}`)
      status = 1
    }
  }
  if (has(options, 'c')) put(sys, `${amount(sys, options, sum)}\ttotal\n`)
  return status
})

const amount = (sys: Sys, options: Options, bytes: number): string =>
  has(options, 'h')
    ? human(bytes, isBusybox(sys))
    : has(options, 'b')
      ? String(bytes)
      : has(options, 'm')
        ? String(Math.ceil(bytes / 1_048_576))
        : String(Math.ceil(bytes / 1024))

function usage(sys: Sys, options: Options, path: string, depth: number): number {
  const stat = sys.lstat(path)
  const own = has(options, 'b') ? stat.size : blocksOf(stat.kind, stat.size) * 1024
  const names = stat.kind === 'dir' ? (orUndefined(() => sys.readdir(path)) ?? []) : []
  const total = names.reduce((sum, entry) => sum + usage(sys, options, join(path, entry.name), depth + 1), own)
  const deepest = has(options, 's') ? 0 : Number(last(options, 'd') ?? Infinity)
  if (depth <= deepest && (stat.kind === 'dir' || depth === 0 || has(options, 'a')))
    put(sys, `${amount(sys, options, total)}\t${path}\n`)
  return total
}

export const df = oneShot('df', (sys, args) => {
  const options = getopt(sys, args, {
    short: 'hHkTaPimlt:x:B:',
    long: {
      'human-readable': 'h',
      si: 'H',
      'print-type': 'T',
      all: 'a',
      portability: 'P',
      inodes: 'i',
      local: 'l',
      'type=': 't',
      'exclude-type=': 'x',
      'block-size=': 'B',
      'output?': 'output',
      total: 'total',
      sync: 'sync',
    },
  })
  if (!options) return 1
  if (has(options, 'i')) return fail(sys, 'inodes (-i) are not simulated: nothing here runs out of them')
  const fields = fieldsOf(options)
  const unknown = fields.find((name) => !(name in dfFields))
  if (unknown !== undefined) return misuse(sys, `option --output: field ${quote(sys, unknown)} unknown`)
  const all = mounted(sys, options)
  const gone = options.operands.filter((path) => orUndefined(() => sys.stat(path)) === undefined)
  for (const path of gone)
    complain(sys, isBusybox(sys) ? `${path}: can't find mount point` : `${path}: No such file or directory`)
  if (gone.length > 0 && gone.length === options.operands.length) return 1
  const wanted =
    options.operands.length === 0
      ? all
      : options.operands.filter((path) => !gone.includes(path)).flatMap((path) => holding(sys, all, path) ?? [])
  if (wanted.length === 0) return fail(sys, 'no file systems processed')
  const sum = wanted.reduce((one, each) => ({ ...one, total: one.total + each.total, used: one.used + each.used }), {
    source: 'total',
    target: '-',
    type: '-',
    total: 0,
    used: 0,
  })
  const rows = has(options, 'total') ? [...wanted, sum] : wanted
  const table = [
    fields.map((field) => dfFields[field]!.title(sys, options)),
    ...rows.map((each) => fields.map((field) => dfFields[field]!.cell(each, (bytes) => dfSize(sys, options, bytes)))),
  ]
  put(sys, dfTable(sys, table, fields))
  return gone.length > 0 ? 1 : 0
})

interface Mounted {
  readonly source: string
  readonly target: string
  readonly type: string
  readonly total: number
  readonly used: number
}

/** What is mounted, the last over the same directory; without -a only what has a size. */
function mounted(sys: Sys, options: Options): readonly Mounted[] {
  const all = sys.mounts().flatMap((mount) => {
    const space = orUndefined(() => sys.statfs(mount.target))
    return space && (space.total > 0 || has(options, 'a')) ? [{ ...mount, ...space }] : []
  })
  const [only, without] = [every(options, 't'), every(options, 'x')]
  return [...new Map(all.map((each) => [each.target, each])).values()].filter(
    ({ type }) => (only.length === 0 || only.includes(type)) && !without.includes(type),
  )
}

const fieldsOf = (options: Options): readonly string[] =>
  has(options, 'output')
    ? (last(options, 'output') || 'source,fstype,size,used,avail,pcent,target').split(',')
    : ['source', ...(has(options, 'T') ? ['fstype'] : []), 'size', 'used', 'avail', 'pcent', 'target']

/** The unit of -B, -k, -m, or 1 KiB. */
const unitOf = (options: Options): number =>
  has(options, 'm') ? 1_048_576 : has(options, 'B') ? (blockSizes[last(options, 'B')!.replace(/^1/, '')] ?? 1024) : 1024

const blockSizes: Readonly<Record<string, number>> = { '': 1, K: 1024, M: 1_048_576, G: 1_073_741_824 }

function dfSize(sys: Sys, options: Options, bytes: number): string {
  if (has(options, 'h')) return bytes === 0 ? '0' : human(bytes, isBusybox(sys))
  if (has(options, 'H')) return bytes === 0 ? '0' : humanBy(bytes, 1000)
  const letter = /^[KMG]$/.exec(last(options, 'B') ?? '')?.[0] ?? ''
  return String(Math.ceil(bytes / unitOf(options))) + letter
}

function sizeTitle(_sys: Sys, options: Options): string {
  if (has(options, 'h') || has(options, 'H')) return 'Size'
  const unit = unitOf(options)
  if (has(options, 'P')) return `${unit}-blocks`
  return unit === 1 ? '1B-blocks' : unit === 1024 ? '1K-blocks' : unit === 1_048_576 ? '1M-blocks' : '1G-blocks'
}

interface DfField {
  readonly title: (sys: Sys, options: Options) => string
  readonly cell: (mount: Mounted, size: (bytes: number) => string) => string
}

const dfFields: Readonly<Record<string, DfField>> = {
  source: { title: () => 'Filesystem', cell: ({ source }) => source },
  fstype: { title: () => 'Type', cell: ({ type }) => type },
  size: { title: sizeTitle, cell: ({ total }, size) => size(total) },
  used: { title: () => 'Used', cell: ({ used }, size) => size(used) },
  avail: {
    title: (sys, options) =>
      !isBusybox(sys) && (has(options, 'h') || has(options, 'H') || has(options, 'output')) ? 'Avail' : 'Available',
    cell: ({ total, used }, size) => size(total - used),
  },
  pcent: {
    title: (_sys, options) => (has(options, 'P') ? 'Capacity' : 'Use%'),
    cell: ({ total, used }) => (total === 0 ? '-' : `${Math.ceil((used * 100) / total)}%`),
  },
  target: { title: () => 'Mounted on', cell: ({ target }) => target },
  file: { title: () => 'File', cell: () => '-' },
}

function dfTable(sys: Sys, rows: readonly (readonly string[])[], fields: readonly string[]): string {
  const count = fields.length
  const leftSide = (column: number) => ['source', 'fstype', 'target', 'file'].includes(fields[column]!)
  const least = (column: number) => {
    if (fields[column] === 'source') return isBusybox(sys) ? 20 : 14
    return leftSide(column) ? 0 : fields[column] === 'pcent' ? 4 : 5
  }
  const widths = rows[0]!.map((_, column) => Math.max(least(column), ...rows.map((row) => row[column]!.length)))
  return rows
    .map(
      (row) =>
        row
          .map((cell, i) =>
            i === count - 1 && leftSide(i) ? cell : leftSide(i) ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!),
          )
          .join(' ') + '\n',
    )
    .join('')
}

function holding<M extends { readonly target: string }>(sys: Sys, mounts: readonly M[], path: string): M | undefined {
  const real = orUndefined(() => sys.realpath(path)) ?? path
  const above = mounts.filter(
    (each) => each.target === '/' || real === each.target || real.startsWith(`${each.target}/`),
  )
  return above.sort((a, b) => b.target.length - a.target.length)[0]
}

export const tree = oneShot('tree', (sys, args) => {
  const options = getopt(sys, args, { short: 'aL:dfFnCiI:', long: { noreport: 'noreport', dirsfirst: 'first' } })
  if (!options) return 1
  // Since 2.0 the directory that is listed counts as one.
  const count = { dirs: 0, files: 0 }
  for (const path of options.operands.length > 0 ? options.operands : ['.']) {
    const kind = orUndefined(() => sys.stat(path))?.kind
    put(sys, kind === 'dir' ? `${path}\n` : `${path}  [error opening dir]\n`)
    if (kind === 'dir') {
      count.dirs++
      branches(sys, options, path, '', 1, count)
    }
  }
  if (!has(options, 'noreport'))
    put(
      sys,
      `\n${count.dirs} director${count.dirs === 1 ? 'y' : 'ies'}${has(options, 'd') ? '' : `, ${count.files} file${count.files === 1 ? '' : 's'}`}\n`,
    )
  return 0
})

function branches(
  sys: Sys,
  options: Options,
  path: string,
  lead: string,
  depth: number,
  count: { dirs: number; files: number },
): void {
  if (depth > Number(last(options, 'L') ?? Infinity)) return
  const entries = (orUndefined(() => sys.readdir(path)) ?? []).filter(
    (entry) =>
      (has(options, 'a') || !entry.name.startsWith('.')) &&
      (!has(options, 'd') || entry.kind === 'dir') &&
      entry.name !== last(options, 'I'),
  )
  for (const [i, entry] of entries.entries()) {
    const ends = i === entries.length - 1
    const full = join(path, entry.name)
    const target = entry.kind === 'symlink' ? ` -> ${sys.readlink(full)}` : ''
    put(sys, `${lead}${ends ? '└── ' : '├── '}${has(options, 'f') ? full : entry.name}${target}\n`)
    if (entry.kind === 'dir') {
      count.dirs++
      branches(sys, options, full, `${lead}${ends ? '    ' : '│\u00a0\u00a0 '}`, depth + 1, count)
    } else count.files++
  }
}
