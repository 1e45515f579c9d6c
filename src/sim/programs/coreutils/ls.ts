import { groupName, userName } from '../accounts/names'
import { complain, errnoOf, isBusybox, oneShot, orUndefined, put, why } from '../face'
import { getopt, has, type Options } from '../options'
import { listTime } from '../clock'
import { blocksOf, human } from './human'
import { modeLetters } from './mode'
import { columns } from './columns'
import type { Stat, Sys } from '../../wire/sys'

/**
 * Lists directories.
 *
 * @models coreutils src/ls.c, busybox coreutils/ls.c
 * @fidelity part: colours are BusyBox's eight and GNU's same; no -b, -q, -D, -I, -T
 */
interface Item {
  readonly name: string
  readonly stat: Stat
  readonly target?: string
}

export const ls = oneShot('ls', (sys, args) => {
  const options = getopt(sys, args, {
    short: '1AaCcdFfGghiklLnopQrRSstuUvXxpH',
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
    },
  })
  if (!options) return isBusybox(sys) ? 1 : 2
  const operands = options.operands.length > 0 ? options.operands : ['.']
  return listAll(sys, options, operands)
})

function listAll(sys: Sys, options: Options, operands: readonly string[]): number {
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

function listDir(sys: Sys, options: Options, dir: string, headed: boolean, first: boolean): number {
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
  if (has(options, 'l') || has(options, 'n') || has(options, 's') || has(options, 'o') || has(options, 'g'))
    put(sys, `total ${total(items, options, isBusybox(sys))}\n`)
  show(sys, options, ordered)
  if (!has(options, 'R')) return 0
  const below = ordered.filter((item) => item.stat.kind === 'dir' && item.name !== '.' && item.name !== '..')
  return below.reduce((status, item) => Math.max(status, listDir(sys, options, join(dir, item.name), true, false)), 0)
}

const join = (dir: string, name: string) => (dir.endsWith('/') ? dir + name : `${dir}/${name}`)

function entries(sys: Sys, options: Options, dir: string): Item[] {
  const names = sys.readdir(dir).map((entry) => entry.name)
  const hidden = has(options, 'a') || has(options, 'A') || has(options, 'f')
  const shown = hidden ? names : names.filter((name) => !name.startsWith('.'))
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

const byName = (a: Item, b: Item) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)

function sorted(items: readonly Item[], options: Options): readonly Item[] {
  if (has(options, 'U') || has(options, 'f')) return items
  const order = has(options, 'S')
    ? (a: Item, b: Item) => b.stat.size - a.stat.size || byName(a, b)
    : has(options, 't')
      ? (a: Item, b: Item) => b.stat.mtime - a.stat.mtime || byName(a, b)
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

function show(sys: Sys, options: Options, items: readonly Item[]): void {
  const label = labeller(sys, options)
  if (has(options, 'l') || has(options, 'n') || has(options, 'o') || has(options, 'g'))
    return put(sys, long(sys, options, items, label))
  const inode = (item: Item) =>
    (has(options, 'i') ? `${item.stat.ino} ` : '') +
    (has(options, 's') ? `${blocksOf(item.stat.kind, item.stat.size)} ` : '')
  const cells = items.map((item) => ({
    shown: inode(item) + label(item),
    width: inode(item).length + item.name.length + classified(options, item).length,
  }))
  if (!has(options, 'C') && (has(options, '1') || !sys.isatty(1)))
    return put(sys, cells.map((cell) => cell.shown + '\n').join(''))
  put(sys, columns(cells, sys.isatty(1) ? sys.winsize(1).cols || 80 : 80))
}

const classified = (options: Options, item: Item): string => {
  const kind = item.stat.kind
  if (!has(options, 'F') && !(has(options, 'p') && kind === 'dir')) return ''
  if (kind === 'file') return (item.stat.mode & 0o111) !== 0 ? '*' : ''
  return { dir: '/', symlink: '@', fifo: '|', socket: '=', char: '', block: '' }[kind]
}

function labeller(sys: Sys, options: Options): (item: Item) => string {
  const wish = options.flags['color']?.at(-1)
  const always = wish === 'always' || wish === ''
  const coloured = always || (sys.isatty(1) && (wish === 'auto' || (wish === undefined && isBusybox(sys))))
  if (!coloured) return (item) => item.name + classified(options, item)
  const end = isBusybox(sys) ? '\x1b[m' : '\x1b[0m'
  return (item) => {
    const colour = colourOf(item.stat)
    return (colour === '' ? item.name : `\x1b[${colour}m${item.name}${end}`) + classified(options, item)
  }
}

function colourOf(stat: Stat): string {
  if (stat.kind === 'dir') return (stat.mode & 0o1002) === 0o1002 ? '30;42' : '1;34'
  if (stat.kind === 'symlink') return '1;36'
  if (stat.kind === 'char' || stat.kind === 'block') return '1;33'
  if (stat.kind === 'fifo') return '33'
  if (stat.kind === 'socket') return '1;35'
  return (stat.mode & 0o111) !== 0 ? '1;32' : ''
}

function long(sys: Sys, options: Options, items: readonly Item[], label: (item: Item) => string): string {
  const now = Math.floor(sys.now() / 1e6)
  const busybox = isBusybox(sys)
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
      time: listTime(stat.mtime, now),
      name: label(item) + target,
      ino: String(stat.ino),
    }
  })
  const width = (key: 'nlink' | 'user' | 'group' | 'size' | 'ino') => Math.max(0, ...rows.map((row) => row[key].length))
  const w = busybox
    ? { nlink: 4, user: 8, group: 8, size: 9, ino: 7 }
    : { nlink: width('nlink'), user: width('user'), group: width('group'), size: width('size'), ino: width('ino') }
  const fit = (word: string, size: number) => (busybox ? word.slice(0, size) : word).padEnd(size)

  return rows
    .map((row) => {
      const ino = has(options, 'i') ? `${row.ino.padStart(w.ino)} ` : ''
      const user = has(options, 'g') ? '' : `${fit(row.user, w.user)} `
      const group = has(options, 'o') || has(options, 'G') ? '' : `${fit(row.group, w.group)} `
      return `${ino}${row.mode} ${row.nlink.padStart(w.nlink)} ${user}${group}${row.size.padStart(w.size)} ${row.time} ${row.name}\n`
    })
    .join('')
}
