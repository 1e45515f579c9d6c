import { groupName, userName } from '../accounts/names'
import { complain, errnoOf, isBusybox, oneShot, orUndefined, put, why } from '../face'
import { every, getopt, has, last, type Options } from '../options'
import { isRecent, listTime, strftime } from '../clock'
import { blocksOf, human } from './human'
import { modeLetters } from './mode'
import { across, columns, withCommas } from './columns'
import type { Stat, Sys } from '../../wire/sys'

/**
 * Lists directories.
 *
 * @models coreutils src/ls.c, busybox coreutils/ls.c
 * @fidelity part: colours are the built-in ones, without those by a name's ending; no -b, -q, -D, -T, -Z
 */
interface Listing extends Options {
  /** GNU's ls takes back the terminal's colours once, before its first. */
  readonly paint: { begun: boolean }
}

interface Item {
  readonly name: string
  readonly stat: Stat
  readonly target?: string
}

export const ls = oneShot('ls', (sys, args) => {
  const options = getopt(sys, args, {
    short: '1AaCcdFfGghiklLmnNopQrRSstuUvXxpHI:w:',
    long: {
      all: 'a',
      'almost-all': 'A',
      'human-readable': 'h',
      directory: 'd',
      recursive: 'R',
      reverse: 'r',
      inode: 'i',
      size: 's',
      'color?': 'color',
      'no-group': 'G',
      classify: 'F',
      'time-style=': 'time',
      'group-directories-first': 'dirs',
      'full-time': 'full',
      'sort=': 'sort',
      'quote-name': 'Q',
      literal: 'N',
      dereference: 'L',
      'numeric-uid-gid': 'n',
      'ignore=': 'I',
      'width=': 'w',
      si: 'h',
    },
  })
  if (!options) return isBusybox(sys) ? 1 : 2
  const operands = options.operands.length > 0 ? options.operands : ['.']
  return listAll(sys, { ...options, paint: { begun: false } }, operands)
})

function listAll(sys: Sys, options: Listing, operands: readonly string[]): number {
  let status = 0
  const files: Item[] = []
  const dirs: string[] = []
  for (const path of operands) {
    try {
      const item = inspect(sys, path, path, has(options, 'L') || !has(options, 'l'))
      if (item.stat.kind === 'dir' && !has(options, 'd')) dirs.push(path)
      else files.push(item)
    } catch (error) {
      complain(sys, isBusybox(sys) ? `${path}: ${why(error)}` : `cannot access '${path}': ${why(error)}`)
      status = isBusybox(sys) ? 1 : 2
    }
  }
  if (files.length > 0) show(sys, options, sorted(files, options))
  const headed = operands.length > 1 || has(options, 'R')
  dirs.sort()
  for (const [i, dir] of dirs.entries()) {
    const first = i === 0 && files.length === 0
    status = Math.max(status, listDir(sys, options, dir, headed, first))
  }
  return status
}

function listDir(sys: Sys, options: Listing, dir: string, headed: boolean, first: boolean): number {
  let items: Item[]
  try {
    items = entries(sys, options, dir)
  } catch (error) {
    complain(
      sys,
      isBusybox(sys) ? `can't open '${dir}': ${why(error)}` : `cannot open directory '${dir}': ${why(error)}`,
    )
    return isBusybox(sys) ? 1 : 2
  }
  if (headed) put(sys, `${first ? '' : '\n'}${dir}:\n`)
  const ordered = sorted(items, options)
  if (isLong(options) || has(options, 's')) put(sys, `total ${total(items, options, isBusybox(sys))}\n`)
  show(sys, options, ordered)
  if (!has(options, 'R')) return 0
  const below = ordered.filter((item) => item.stat.kind === 'dir' && item.name !== '.' && item.name !== '..')
  return below.reduce((status, item) => Math.max(status, listDir(sys, options, join(dir, item.name), true, false)), 0)
}

/** A file name pattern of --ignore: only * and ? count. */
const globbed = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    's',
  )

const isLong = (options: Options) => [...'lnog'].some((key) => has(options, key)) || has(options, 'full')

const join = (dir: string, name: string) => (dir.endsWith('/') ? dir + name : `${dir}/${name}`)

function entries(sys: Sys, options: Options, dir: string): Item[] {
  const names = sys.readdir(dir).map((entry) => entry.name)
  const hidden = has(options, 'a') || has(options, 'A') || has(options, 'f')
  const ignored = every(options, 'I').map(globbed)
  const shown = names.filter((name) => (hidden || !name.startsWith('.')) && !ignored.some((each) => each.test(name)))
  const all = has(options, 'a') || has(options, 'f') ? ['.', '..', ...shown] : shown
  return all.flatMap((name) => orUndefined(() => inspect(sys, join(dir, name), name, has(options, 'L'))) ?? [])
}

function inspect(sys: Sys, path: string, name: string, follow: boolean): Item {
  const stat = follow ? statOrLink(sys, path) : sys.lstat(path)
  return stat.kind === 'symlink' ? { name, stat, target: sys.readlink(path) } : { name, stat }
}

/** A dangling link is listed as the link that it is. */
function statOrLink(sys: Sys, path: string): Stat {
  try {
    return sys.stat(path)
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error
    return sys.lstat(path)
  }
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
const endingOf = ({ name }: Item) => (name.lastIndexOf('.') > 0 ? name.slice(name.lastIndexOf('.')) : '')
const byName = (a: Item, b: Item) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)

function sorted(items: readonly Item[], options: Options): readonly Item[] {
  if (has(options, 'U') || has(options, 'f')) return items
  const wish = last(options, 'sort')
  if (wish === 'none') return items
  const order =
    has(options, 'S') || wish === 'size'
      ? (a: Item, b: Item) => b.stat.size - a.stat.size || byName(a, b)
      : has(options, 't') || wish === 'time'
        ? (a: Item, b: Item) => b.stat.mtime - a.stat.mtime || byName(a, b)
        : has(options, 'X') || wish === 'extension'
          ? (a: Item, b: Item) => compare(endingOf(a), endingOf(b)) || byName(a, b)
          : byName
  const out = [...items].sort(order)
  const turned = has(options, 'r') ? out.reverse() : out
  return has(options, 'dirs')
    ? [...turned.filter((i) => i.stat.kind === 'dir'), ...turned.filter((i) => i.stat.kind !== 'dir')]
    : turned
}

function total(items: readonly Item[], options: Options, busybox: boolean): string {
  const blocks = items.reduce((sum, item) => sum + blocksOf(item.stat.kind, item.stat.size), 0)
  return has(options, 'h') ? human(blocks * 1024, busybox) : String(blocks)
}

function show(sys: Sys, options: Listing, items: readonly Item[]): void {
  const label = labeller(sys, options, namer(sys, options, items))
  if (isLong(options)) return put(sys, long(sys, options, items, label))
  const before = leaders(options, items)
  const named = namer(sys, options, items)
  const cells = items.map((item) => ({
    shown: before(item) + label(item),
    width: before(item).length + named(item.name).length + classified(options, item).length,
  }))
  const width = Number(last(options, 'w') ?? (sys.isatty(1) ? sys.winsize(1).cols || 80 : (sys.env['COLUMNS'] ?? 80)))
  if (has(options, 'm')) return put(sys, withCommas(cells, width))
  if (has(options, 'x')) return put(sys, across(cells, width))
  if (!has(options, 'C') && (has(options, '1') || !sys.isatty(1)))
    return put(sys, cells.map((cell) => cell.shown + '\n').join(''))
  put(sys, columns(cells, width))
}

/** The inode and the blocks before a name, each as wide as the widest. */
function leaders(options: Options, items: readonly Item[]): (item: Item) => string {
  const blocks = ({ stat }: Item) => {
    const count = blocksOf(stat.kind, stat.size)
    return has(options, 'h') ? human(count * 1024) : String(count)
  }
  const wide = (of: (item: Item) => string) => Math.max(0, ...items.map((item) => of(item).length))
  const inode = ({ stat }: Item) => String(stat.ino)
  const [inodes, sizes] = [wide(inode), wide(blocks)]
  return (item) =>
    (has(options, 'i') ? `${inode(item).padStart(inodes)} ` : '') +
    (has(options, 's') ? `${blocks(item).padStart(sizes)} ` : '')
}

/** Names as they are written: GNU quotes on a terminal what a shell would not take as it is. */
function namer(sys: Sys, options: Options, items: readonly Item[]): (name: string) => string {
  if (isBusybox(sys) || has(options, 'N')) return (name) => name
  if (has(options, 'Q')) return (name) => JSON.stringify(name)
  if (!sys.isatty(1) || !items.some(({ name }) => special.test(name))) return (name) => name
  const lone = has(options, '1') && !isLong(options)
  return (name) => (special.test(name) ? shellQuoted(name) : lone ? name : ` ${name}`)
}

const special = /[\s"'`$&*()|\\;<>?![\]]|^[~#]/
const shellQuoted = (name: string) =>
  name.includes("'") && !/["$`\\!]/.test(name) ? `"${name}"` : `'${name.replaceAll("'", "'\\''")}'`

const classified = (options: Options, item: Item): string => {
  const kind = item.stat.kind
  if (!has(options, 'F') && !(has(options, 'p') && kind === 'dir')) return ''
  if (kind === 'file') return (item.stat.mode & 0o111) !== 0 ? '*' : ''
  return { dir: '/', symlink: '@', fifo: '|', socket: '=', char: '', block: '' }[kind]
}

function labeller(sys: Sys, options: Listing, named: (name: string) => string): (item: Item) => string {
  const wish = last(options, 'color')
  const always = wish === 'always' || wish === '' || wish === 'yes' || wish === 'force'
  const coloured = always || (sys.isatty(1) && (wish === 'auto' || (wish === undefined && isBusybox(sys))))
  const plain = (item: Item) => named(item.name) + classified(options, item)
  if (!coloured) return plain
  if (isBusybox(sys)) return (item) => `\x1b[${busyboxColour(item.stat)}m${item.name}\x1b[m${classified(options, item)}`
  // ls has its colours from LS_COLORS, or its own where it knows the terminal.
  if ((sys.env['TERM'] ?? '') === '' && !sys.env['LS_COLORS']) return plain
  return (item) => {
    const colour = colourOf(item.stat)
    const lead = named(item.name).startsWith(' ') ? ' ' : ''
    const name = named(item.name).slice(lead.length)
    const first = colour !== '' && !options.paint.begun ? '\x1b[0m' : ''
    options.paint.begun ||= colour !== ''
    return lead + first + (colour === '' ? name : `\x1b[${colour}m${name}\x1b[0m`) + classified(options, item)
  }
}

function colourOf(stat: Stat): string {
  if (stat.kind === 'dir') return dirColours[stat.mode & 0o1002] ?? '01;34'
  if (stat.kind !== 'file')
    return { symlink: '01;36', char: '01;33', block: '01;33', fifo: '33', socket: '01;35' }[stat.kind]
  if ((stat.mode & 0o4000) !== 0) return '37;41'
  if ((stat.mode & 0o2000) !== 0) return '30;43'
  return (stat.mode & 0o111) !== 0 ? '01;32' : ''
}

const dirColours: Readonly<Record<number, string>> = { 0o1002: '30;42', 0o1000: '37;44', 0o2: '34;42' }

/** BusyBox knows the kinds, and bold for what can be executed. */
function busyboxColour(stat: Stat): string {
  const hue = { file: 0, dir: 34, symlink: 36, char: 33, block: 33, fifo: 33, socket: 35 }[stat.kind]
  const bold = stat.kind === 'file' ? (stat.mode & 0o111) !== 0 : stat.kind !== 'fifo'
  return stat.kind === 'file' && bold ? '1;32' : `${bold ? 1 : 0};${hue}`
}

const timeStyles: Readonly<Record<string, string>> = {
  'full-iso': '%Y-%m-%d %H:%M:%S.%N %z',
  'long-iso': '%Y-%m-%d %H:%M',
}

function timeOf(sys: Sys, options: Options, mtime: number, now: number): string {
  const style = last(options, 'time') ?? (has(options, 'full') ? 'full-iso' : (sys.env['TIME_STYLE'] ?? 'locale'))
  if (isBusybox(sys) && has(options, 'full')) return strftime('%Y-%m-%d %H:%M:%S %z', mtime)
  const format = style.startsWith('+') ? style.slice(1) : timeStyles[style]
  if (format !== undefined) return strftime(format, mtime)
  if (style !== 'iso') return listTime(mtime, now)
  return strftime(isRecent(mtime, now) ? '%m-%d %H:%M' : '%Y-%m-%d ', mtime)
}

function long(sys: Sys, options: Options, items: readonly Item[], label: (item: Item) => string): string {
  const now = Math.floor(sys.now() / 1e6)
  const busybox = isBusybox(sys)
  const before = leaders(options, items)
  const rows = items.map((item) => {
    const { stat } = item
    const size = stat.rdev
      ? `${stat.rdev[0]}, ${String(stat.rdev[1]).padStart(3)}`
      : has(options, 'h')
        ? human(stat.size, busybox)
        : String(stat.size)
    const uid = has(options, 'n') ? undefined : userName(sys, stat.uid)
    const gid = has(options, 'n') ? undefined : groupName(sys, stat.gid)
    const target = item.target === undefined ? '' : ` -> ${item.target}`
    return {
      mode: modeLetters(stat),
      nlink: String(stat.nlink),
      user: uid ?? String(stat.uid),
      group: gid ?? String(stat.gid),
      size,
      time: timeOf(sys, options, stat.mtime, now),
      name: label(item) + target,
      lead: before(item),
    }
  })
  const width = (key: 'nlink' | 'user' | 'group' | 'size') => Math.max(0, ...rows.map((row) => row[key].length))
  const w = busybox
    ? { nlink: 4, user: 8, group: 8, size: 9 }
    : { nlink: width('nlink'), user: width('user'), group: width('group'), size: width('size') }
  const fit = (word: string, size: number) => (busybox ? word.slice(0, size) : word).padEnd(size)

  return rows
    .map((row) => {
      const user = has(options, 'g') ? '' : `${fit(row.user, w.user)} `
      const group = has(options, 'o') || has(options, 'G') ? '' : `${fit(row.group, w.group)} `
      return `${row.lead}${row.mode} ${row.nlink.padStart(w.nlink)} ${user}${group}${row.size.padStart(w.size)} ${row.time} ${row.name}\n`
    })
    .join('')
}
