import { userName } from '../accounts/names'
import { fail, oneShot, orUndefined, put } from '../face'
import { getopt, has, last, type Options } from '../options'
import { processes, type ProcInfo } from '../procps/proc'
import type { Sys } from '../../wire/sys'

/**
 * Lists the namespaces that the caller may see: whose links in /proc/PID/ns it can read.
 *
 * @models util-linux sys-utils/lsns.c
 * @fidelity part: no persistent namespaces, NETNSID and NSFS are empty; the tree is that of processes
 */
const types = ['mnt', 'net', 'ipc', 'user', 'pid', 'uts', 'cgroup', 'time']

interface Space {
  readonly inode: number
  readonly type: string
  readonly count: number
  /** Who stands for it: the member with the lowest pid. */
  readonly first: ProcInfo
}

interface Row {
  readonly space: Space
  readonly branch: string
}

type Column = readonly [right: boolean, cell: (row: Row, sys: Sys) => string]

const columns: Readonly<Record<string, Column>> = {
  NS: [true, ({ space }) => String(space.inode)],
  TYPE: [false, ({ space }) => space.type],
  PATH: [false, ({ space }) => `/proc/${space.first.pid}/ns/${space.type}`],
  NPROCS: [true, ({ space }) => String(space.count)],
  PID: [true, ({ space }) => String(space.first.pid)],
  PPID: [true, ({ space }) => String(space.first.ppid)],
  COMMAND: [false, ({ space, branch }) => branch + commandOf(space.first)],
  UID: [true, ({ space }) => String(space.first.uid)],
  USER: [false, ({ space }, sys) => userName(sys, space.first.uid) ?? String(space.first.uid)],
  NETNSID: [true, ({ space }) => (space.type === 'net' ? 'unassigned' : '')],
  NSFS: [false, () => ''],
}

const commandOf = (p: ProcInfo): string => p.args.replace(/^\[(.*)\]$/, '$1')

export const lsns = oneShot('lsns', (sys, args) => {
  const options = getopt(sys, args, {
    short: 'Jlno:p:ruWt:T',
    long: {
      list: 'l',
      noheadings: 'n',
      'output=': 'o',
      'output-all': 'all',
      'task=': 'p',
      raw: 'r',
      notruncate: 'u',
      'type=': 't',
      'tree?': 'T',
      json: 'J',
    },
  })
  if (options === undefined) return 1
  const type = last(options, 't')
  if (type !== undefined && !types.includes(type)) return fail(sys, `unknown namespace type: ${type}`)
  const names = last(options, 'o')?.toUpperCase().split(',') ?? standard
  const unknown = names.find((name) => columns[name] === undefined)
  if (unknown !== undefined) return fail(sys, `unknown column: ${unknown}`)
  const found = spaces(sys).filter((space) => type === undefined || space.type === type)
  const shown = ofTask(sys, found, last(options, 'p'))
  print(
    sys,
    options,
    names,
    has(options, 'l') || has(options, 'r') ? shown.map((space) => ({ space, branch: '' })) : tree(shown),
  )
  return 0
})

const standard = ['NS', 'TYPE', 'NPROCS', 'PID', 'USER', 'COMMAND']

function spaces(sys: Sys): readonly Space[] {
  const found = new Map<string, Space>()
  for (const p of processes(sys))
    for (const type of types) {
      const link = orUndefined(() => sys.readlink(`/proc/${p.pid}/ns/${type}`))
      const inode = Number(/\[(\d+)\]/.exec(link ?? '')?.[1])
      if (Number.isNaN(inode)) continue
      const known = found.get(`${type}:${inode}`)
      found.set(`${type}:${inode}`, { inode, type, count: (known?.count ?? 0) + 1, first: known?.first ?? p })
    }
  return [...found.values()].sort((a, b) => a.inode - b.inode)
}

const ofTask = (sys: Sys, all: readonly Space[], task: string | undefined): readonly Space[] =>
  task === undefined
    ? all
    : all.filter(
        ({ type, inode }) => orUndefined(() => sys.readlink(`/proc/${task}/ns/${type}`)) === `${type}:[${inode}]`,
      )

/** A namespace hangs below the last one that its first process's parent stands for. */
function tree(all: readonly Space[]): readonly Row[] {
  const above = (space: Space) =>
    all.filter((other) => other.first.pid === space.first.ppid && other.first.pid !== space.first.pid).at(-1)
  const below = (space: Space) => all.filter((other) => above(other) === space)
  const walk = (space: Space, lead: string, branch: string): readonly Row[] => {
    const kids = below(space)
    return [
      { space, branch },
      ...kids.flatMap((kid, i) => {
        const isLast = i === kids.length - 1
        return walk(kid, lead + (isLast ? '  ' : '│ '), lead + (isLast ? '└─' : '├─'))
      }),
    ]
  }
  return all.filter((space) => above(space) === undefined).flatMap((space) => walk(space, '', ''))
}

function print(sys: Sys, options: Options, names: readonly string[], rows: readonly Row[]): void {
  const cells = rows.map((row) => names.map((name) => columns[name]![1](row, sys)))
  const lines = has(options, 'n') ? cells : [names, ...cells]
  const raw = has(options, 'r')
  const widths = names.map((_, i) => Math.max(0, ...lines.map((line) => line[i]!.length)))
  const text = lines.map((line) => {
    if (raw) return line.map((cell) => cell.replaceAll(' ', '\\x20')).join(' ')
    return line
      .map((cell, i) =>
        columns[names[i]!]![0] ? cell.padStart(widths[i]!) : i === line.length - 1 ? cell : cell.padEnd(widths[i]!),
      )
      .join(' ')
  })
  const width = sys.isatty(1) && !has(options, 'u') ? sys.winsize(1).cols : Infinity
  put(sys, text.map((line) => `${line.slice(0, width)}\n`).join(''))
}
