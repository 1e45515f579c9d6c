import type { Stat, Sys } from '../../wire/sys'
import { groupName, userName } from '../accounts/names'
import { listTime, strftime } from '../clock'
import { parseDate } from '../date-words'
import { complain, isBusybox, orUndefined, put, why } from '../face'
import { quote } from '../say'
import type { Order, Test } from './find-words'
import { blocksOf } from './human'
import { changedMode, kindLetters, modeLetters } from './mode'
import type { Visit } from './walk'

/** Whether a file passes find's tests, and what its actions do with it. */
export interface Found {
  readonly queue: Order[]
  readonly batch: string[]
  /** Directories that -prune keeps out of. */
  readonly pruned: string[]
  quit: boolean
  root: string
}

export const refuse = (sys: Sys, path: string, words: string) =>
  complain(sys, `${isBusybox(sys) ? path : quote(sys, path)}: ${words}`)

export const wholeExec = (test: Test): readonly string[] | undefined =>
  'left' in test
    ? (wholeExec(test.left) ?? wholeExec(test.right))
    : test.is === 'not'
      ? wholeExec(test.of)
      : test.is === 'exec' && test.all
        ? test.argv
        : undefined

export function holds(sys: Sys, test: Test, visit: Visit, found: Found): boolean {
  const { path, stat } = visit
  if (test.is === 'and') return holds(sys, test.left, visit, found) && holds(sys, test.right, visit, found)
  if (test.is === 'or') return holds(sys, test.left, visit, found) || holds(sys, test.right, visit, found)
  if (test.is === 'not') return !holds(sys, test.of, visit, found)
  if (test.is === 'name')
    return new RegExp(test.pattern, `${test.flags}s`).test(
      test.whole ? path : path.replace(/\/+$/, '').split('/').at(-1) || '/',
    )
  if (test.is === 'number') return compared(sys, test, visit)
  if (test.is === 'word') return worded(sys, test, visit)
  if (test.is === 'empty')
    return stat.kind === 'dir'
      ? (orUndefined(() => sys.readdir(path))?.length ?? 1) === 0
      : stat.kind === 'file' && stat.size === 0
  if (test.is === 'printf') {
    put(sys, printed(sys, test.format, visit, found.root))
    return true
  }
  if (test.is === 'prune') found.pruned.push(path)
  if (test.is === 'quit') found.quit = true
  if (test.is === 'false') return false
  if (test.is !== 'exec') return test.is === 'prune' || test.is === 'quit' || acted(sys, test.is, visit)
  const named = test.within ? `./${path.slice(path.lastIndexOf('/') + 1)}` : path
  if (test.all) found.batch.push(named)
  else {
    const argv = test.argv.map((word) => word.split('{}').join(named))
    const dir = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) || '/' : '.'
    found.queue.push(test.within ? { argv, cwd: dir } : { argv })
  }
  return true
}

/** The words of -printf. */
function printed(sys: Sys, format: string, { path, stat, depth }: Visit, root: string): string {
  const slash = path.lastIndexOf('/')
  const below = path === root ? '' : path.slice(root.length).replace(/^\//, '')
  const known: Readonly<Record<string, string>> = {
    p: path,
    f: path.slice(slash + 1) || '/',
    h: slash < 0 ? '.' : path.slice(0, slash),
    P: below,
    H: root,
    s: String(stat.size),
    y: letterOf(stat),
    m: (stat.mode & 0o7777).toString(8),
    M: modeLetters(stat),
    d: String(depth),
    u: userName(sys, stat.uid) ?? String(stat.uid),
    g: groupName(sys, stat.gid) ?? String(stat.gid),
    U: String(stat.uid),
    G: String(stat.gid),
    i: String(stat.ino),
    n: String(stat.nlink),
    l: stat.kind === 'symlink' ? sys.readlink(path) : '',
    k: String(blocksOf(stat.kind, stat.size)),
    b: String(blocksOf(stat.kind, stat.size) * 2),
    t: strftime('%a %b %e %H:%M:%S.0000000000 %Y', stat.mtime),
    '%': '%',
  }
  const time = (letter: string) =>
    letter === '@'
      ? `${stat.mtime}.0000000000`
      : letter === '+'
        ? strftime('%Y-%m-%d+%H:%M:%S.0000000000', stat.mtime)
        : letter === 'S' || letter === 'T'
          ? `${strftime(`%${letter}`, stat.mtime)}.0000000000`
          : strftime(`%${letter}`, stat.mtime)
  return format.replace(
    /%[TACB]([@+a-zA-Z])|%(-?\d*)([a-zA-Z%])|\\(.)/g,
    (whole: string, moment?: string, width?: string, letter?: string, escaped?: string) => {
      if (moment !== undefined) return time(moment)
      if (escaped !== undefined)
        return ({ n: '\n', t: '\t', 0: '\0', '\\': '\\' } as Readonly<Record<string, string>>)[escaped] ?? whole
      const word = known[letter!] ?? whole
      return width!.startsWith('-') ? word.padEnd(Number(width!.slice(1))) : word.padStart(Number(width || 0))
    },
  )
}

function acted(
  sys: Sys,
  action: 'true' | 'print' | 'print0' | 'delete' | 'ls' | 'empty',
  { path, stat }: Visit,
): boolean {
  if (action === 'print') put(sys, `${path}\n`)
  if (action === 'print0') put(sys, `${path}\0`)
  if (action === 'ls')
    put(
      sys,
      `${String(stat.ino).padStart(9)} ${String(blocksOf(stat.kind, stat.size)).padStart(6)} ${modeLetters(stat)} ${String(stat.nlink).padStart(3)} ${(userName(sys, stat.uid) ?? String(stat.uid)).padEnd(8)} ${(groupName(sys, stat.gid) ?? String(stat.gid)).padEnd(8)} ${String(stat.size).padStart(8)} ${listTime(stat.mtime, sys.now() / 1e6)} ${path}\n`,
    )
  if (action === 'delete' && path !== '.') {
    try {
      if (stat.kind === 'dir') sys.rmdir(path)
      else sys.unlink(path)
    } catch (error) {
      complain(sys, `cannot delete ${quote(sys, path)}: ${why(error)}`)
      return false
    }
  }
  return true
}

function compared(sys: Sys, test: Test & { readonly is: 'number' }, { stat }: Visit): boolean {
  const age = Math.floor(sys.now() / 1e6) - stat.mtime
  const own = {
    links: stat.nlink,
    inum: stat.ino,
    uid: stat.uid,
    gid: stat.gid,
    size: Math.ceil(stat.size / test.unit),
  }
  const value = test.what === 'mtime' || test.what === 'mmin' ? Math.floor(age / test.unit) : own[test.what]
  return test.sign > 0 ? value > test.value : test.sign < 0 ? value < test.value : value === test.value
}

/** As in ls -l, but for regular files. */
const letterOf = ({ kind }: Stat): string => (kind === 'file' ? 'f' : kindLetters[kind])

function worded(sys: Sys, test: Test & { readonly is: 'word' }, { path, stat }: Visit): boolean {
  if (test.what === 'type') return test.word.split(',').includes(letterOf(stat))
  if (test.what === 'user') return userName(sys, stat.uid) === test.word || String(stat.uid) === test.word
  if (test.what === 'group') return groupName(sys, stat.gid) === test.word || String(stat.gid) === test.word
  if (test.what === 'newer') return stat.mtime > (orUndefined(() => sys.stat(test.word))?.mtime ?? Infinity)
  if (test.what === 'newermt') return stat.mtime > (parseDate(test.word, Math.floor(sys.now() / 1e6)) ?? Infinity)
  if (test.what === 'access') return sys.access(path, test.word as 'r' | 'w' | 'x')
  if (test.what === 'orphan')
    return (test.word === 'nouser' ? userName(sys, stat.uid) : groupName(sys, stat.gid)) === undefined
  const wanted = changedMode(test.word.replace(/^[-/]/, ''), 0, stat.kind === 'dir', 0) ?? 0
  const mode = stat.mode & 0o7777
  return test.word.startsWith('-')
    ? (mode & wanted) === wanted
    : test.word.startsWith('/')
      ? (mode & wanted) !== 0
      : mode === wanted
}
