import { complain, isBusybox, oneShot, orUndefined, put, why } from '../face'
import { getopt, has, last, type Options } from '../options'
import { blocksOf, human } from './human'
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
    short: 'hkTaPimHt:x:',
    long: { 'human-readable': 'h', 'print-type': 'T', all: 'a' },
  })
  if (!options) return 1
  const all = sys.mounts().flatMap((mount) => {
    const space = orUndefined(() => sys.statfs(mount.target))
    return space && (space.total > 0 || has(options, 'a')) ? [{ ...mount, ...space }] : []
  })
  const seen = new Map(all.map((each) => [each.target, each]))
  const gone = options.operands.filter((path) => orUndefined(() => sys.stat(path)) === undefined)
  for (const path of gone)
    complain(sys, isBusybox(sys) ? `${path}: can't find mount point` : `${path}: No such file or directory`)
  if (gone.length > 0 && gone.length === options.operands.length) return 1
  const wanted =
    options.operands.length === 0
      ? [...seen.values()]
      : options.operands
          .filter((path) => !gone.includes(path))
          .flatMap((path) => holding(sys, [...seen.values()], path) ?? [])
  const size = (bytes: number) =>
    has(options, 'h') ? (bytes === 0 ? '0' : human(bytes, isBusybox(sys))) : String(Math.ceil(bytes / 1024))
  const rows = wanted.map((each) => [
    each.source,
    ...(has(options, 'T') ? [each.type] : []),
    size(each.total),
    size(each.used),
    size(each.total - each.used),
    each.total === 0 ? '-' : `${Math.ceil((each.used * 100) / each.total)}%`,
    each.target,
  ])
  put(sys, dfTable(sys, [titles(sys, options), ...rows], has(options, 'T')))
  return gone.length > 0 ? 1 : 0
})

const titles = (sys: Sys, options: Options) => [
  'Filesystem',
  ...(has(options, 'T') ? ['Type'] : []),
  has(options, 'h') ? 'Size' : '1K-blocks',
  'Used',
  has(options, 'h') && !isBusybox(sys) ? 'Avail' : 'Available',
  'Use%',
  'Mounted on',
]

function dfTable(sys: Sys, rows: readonly (readonly string[])[], typed: boolean): string {
  const count = rows[0]!.length
  const leftSide = (column: number) => column === 0 || (typed && column === 1) || column === count - 1
  const least = (column: number) =>
    column === 0 ? (isBusybox(sys) ? 20 : 14) : leftSide(column) ? 0 : rows[0]![column] === 'Use%' ? 4 : 5
  const widths = rows[0]!.map((_, column) => Math.max(least(column), ...rows.map((row) => row[column]!.length)))
  return rows
    .map(
      (row) =>
        row
          .map((cell, i) =>
            i === count - 1 ? cell : leftSide(i) ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!),
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
