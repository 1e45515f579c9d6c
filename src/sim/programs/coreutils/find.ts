import { groupName, userName } from '../accounts/names'
import { complain, exit, isBusybox, orUndefined, put, quietly, why } from '../face'
import { launch } from '../launch'
import { quote } from '../say'
import { walk, type Visit } from './walk'
import { changedMode, modeLetters } from './mode'
import { listTime, strftime } from '../clock'
import { parseDate } from '../date-words'
import { compile } from '../text/pattern'
import { blocksOf } from './human'
import { strerror } from '../../wire/errno'
import type { Pid, Program, Sys, Turn } from '../../wire/sys'

/**
 * Walks trees and tests what it finds.
 *
 * @models findutils find, busybox findutils/find.c
 * @fidelity part: -exec answers yes before it has run; one time for all three; no -fprint, -fstype, -xtype
 */
type Test =
  | { readonly is: 'and' | 'or'; readonly left: Test; readonly right: Test }
  | { readonly is: 'not'; readonly of: Test }
  | { readonly is: 'name'; readonly pattern: string; readonly flags: string; readonly whole: boolean }
  | {
      readonly is: 'number'
      readonly what: Numbered
      readonly sign: number
      readonly value: number
      readonly unit: number
    }
  | { readonly is: 'word'; readonly what: Worded; readonly word: string }
  | { readonly is: Plain }
  | { readonly is: 'printf'; readonly format: string }
  | { readonly is: 'exec'; readonly argv: readonly string[]; readonly all: boolean; readonly within: boolean }

type Worded = 'newermt' | 'type' | 'user' | 'group' | 'perm' | 'newer' | 'access' | 'orphan'
type Plain = 'empty' | 'true' | 'false' | 'print' | 'print0' | 'delete' | 'ls' | 'prune' | 'quit'

type Numbered = 'size' | 'mtime' | 'mmin' | 'links' | 'inum' | 'uid' | 'gid'

interface Order {
  readonly argv: readonly string[]
  /** -execdir: where it runs. */
  readonly cwd?: string
}

interface Finding {
  /** Command lines of -exec still to run, in order. */
  readonly queue: readonly Order[]
  readonly child?: Pid
  readonly status: number
}

const actions = new Set(['print', 'print0', 'printf', 'delete', 'exec', 'ls', 'quit'])

export const find: Program<Finding> = {
  name: 'find',
  start: (sys) =>
    quietly(() => {
      const args = sys.argv.slice(1)
      const cut = args.findIndex((arg) => /^[-!(]/.test(arg))
      const paths = cut < 0 ? args : args.slice(0, cut)
      const parsed = parse(cut < 0 ? [] : args.slice(cut))
      if (typeof parsed === 'string') {
        complain(sys, isBusybox(sys) ? parsed.replace(/^unknown predicate `(.*)'$/, 'unrecognized: $1') : parsed)
        return exit(1)
      }
      return search(sys, paths.length > 0 ? paths : ['.'], parsed)
    }),
  resume: (sys, state) =>
    quietly(() => {
      const ended = state.child === undefined ? undefined : sys.wait(state.child)
      return ended ? next(sys, state) : { turn: 'wait', state, on: [{ on: 'child' }] }
    }),
}

interface Parsed {
  readonly test: Test
  readonly deepest: number
  readonly least: number
  readonly deepFirst: boolean
}

function parse(words: readonly string[]): Parsed | string {
  const rest = [...words]
  const limit = { deepest: Infinity, least: 0, depth: false }
  const disjunction = (): Test | string => {
    const left = conjunction()
    if (typeof left === 'string' || (rest[0] !== '-o' && rest[0] !== '-or')) return left
    rest.shift()
    const right = disjunction()
    return typeof right === 'string' ? right : { is: 'or', left, right }
  }
  const conjunction = (): Test | string => {
    const left = primary()
    if (typeof left === 'string') return left
    if (rest[0] === '-a' || rest[0] === '-and') rest.shift()
    if (rest.length === 0 || rest[0] === ')' || rest[0] === '-o' || rest[0] === '-or') return left
    const right = conjunction()
    return typeof right === 'string' ? right : { is: 'and', left, right }
  }
  const primary = (): Test | string => {
    const word = rest.shift()!
    if (word === '!' || word === '-not') {
      const of = primary()
      return typeof of === 'string' ? of : { is: 'not', of }
    }
    if (word === '(') {
      const inner = disjunction()
      return rest.shift() === ')'
        ? inner
        : "invalid expression; I was expecting to find a ')' somewhere but did not see one."
    }
    return predicate(word, rest, limit)
  }
  const test = rest.length === 0 ? ({ is: 'true' } as const) : disjunction()
  if (typeof test === 'string') return test
  if (rest.length > 0) return `paths must precede expression: \`${rest[0]}'`
  const whole: Test = acts(test) ? test : { is: 'and', left: test, right: { is: 'print' } }
  return {
    test: whole,
    deepest: limit.deepest,
    least: limit.least,
    deepFirst: limit.depth || words.includes('-delete'),
  }
}

const acts = (test: Test): boolean =>
  'left' in test ? acts(test.left) || acts(test.right) : test.is === 'not' ? acts(test.of) : actions.has(test.is)

const plains = ['print', 'print0', 'delete', 'ls', 'empty', 'true', 'false', 'prune', 'quit']

/** Those that take a word after them. */
const valued = new Set(
  'maxdepth mindepth name iname path ipath wholename regex iregex type user group perm newer size mtime mmin ctime cmin atime amin links inum uid gid printf newermt'.split(
    ' ',
  ),
)

function predicate(
  word: string,
  rest: string[],
  limit: { deepest: number; least: number; depth: boolean },
): Test | string {
  const name = word.slice(1)
  if (plains.includes(name)) return { is: name as Plain }
  if (name === 'depth') {
    limit.depth = true
    return { is: 'true' }
  }
  if (name === 'xdev' || name === 'mount' || name === 'noleaf' || name === 'follow') return { is: 'true' }
  if (name === 'exec' || name === 'execdir') return execution(rest, name === 'execdir')
  const access = { readable: 'r', writable: 'w', executable: 'x' }[name]
  if (access !== undefined) return { is: 'word', what: 'access', word: access }
  if (name === 'nouser' || name === 'nogroup') return { is: 'word', what: 'orphan', word: name }
  if (name === 'daystart' || name === 'warn' || name === 'nowarn' || name === 'ignore_readdir_race')
    return { is: 'true' }
  if (!valued.has(name)) return `unknown predicate \`${word}'`
  const value = rest.shift()
  if (value === undefined) return `missing argument to \`${word}'`
  if (name === 'maxdepth' || name === 'mindepth') {
    limit[name === 'maxdepth' ? 'deepest' : 'least'] = Number(value)
    return { is: 'true' }
  }
  if (name === 'name' || name === 'iname' || name === 'path' || name === 'ipath' || name === 'wholename')
    return {
      is: 'name',
      pattern: globbed(value),
      flags: name.startsWith('i') ? 'i' : '',
      whole: name.endsWith('path') || name === 'wholename',
    }
  if (name === 'regex' || name === 'iregex') {
    const expression = compile(value, 'basic')?.source
    if (expression === undefined) return `invalid regular expression: ${value}`
    return { is: 'name', pattern: `^(?:${expression})$`, flags: name.startsWith('i') ? 'i' : '', whole: true }
  }
  if (name === 'printf') return { is: 'printf', format: value }
  const wrong = name === 'type' ? value.split(',').find((kind) => !/^[bcdpfls]$/.test(kind)) : undefined
  if (wrong !== undefined) return `Unknown argument to -type: ${wrong}`
  if (
    name === 'type' ||
    name === 'user' ||
    name === 'group' ||
    name === 'perm' ||
    name === 'newer' ||
    name === 'newermt'
  )
    return { is: 'word', what: name, word: value }
  return numbered(({ ctime: 'mtime', atime: 'mtime', cmin: 'mmin', amin: 'mmin' }[name] ?? name) as Numbered, value)
}

function execution(rest: string[], within: boolean): Test | string {
  const end = rest.findIndex((word, i) => word === ';' || (word === '+' && rest[i - 1] === '{}'))
  if (end < 0) return "missing argument to `-exec'"
  const all = rest[end] === '+'
  const argv = rest.splice(0, end + 1).slice(0, -1)
  return { is: 'exec', argv, all, within }
}

const units: Readonly<Record<string, number>> = { c: 1, w: 2, b: 512, k: 1024, M: 1_048_576, G: 1_073_741_824, '': 512 }

function numbered(what: Numbered, word: string): Test | string {
  const match = /^([-+]?)(\d+)([cwbkMG]?)$/.exec(word)
  if (!match) return `invalid argument \`${word}' to \`-${what}'`
  const unit = what === 'size' ? units[match[3]!]! : what === 'mtime' ? 86_400 : what === 'mmin' ? 60 : 1
  return { is: 'number', what, sign: match[1] === '+' ? 1 : match[1] === '-' ? -1 : 0, value: Number(match[2]), unit }
}

/** A shell pattern as an expression. */
const globbed = (pattern: string): string =>
  `^${pattern
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.')
    .replace(/\[!/g, '[^')}$`

interface Found {
  readonly queue: Order[]
  readonly batch: string[]
  /** Directories that -prune keeps out of. */
  readonly pruned: string[]
  quit: boolean
  root: string
}

function search(sys: Sys, paths: readonly string[], parsed: Parsed): Turn<Finding> {
  const found: Found = { queue: [], batch: [], pruned: [], quit: false, root: '' }
  let status = 0
  for (const path of paths) {
    if (found.quit) break
    try {
      found.root = path
      const visits = walk(sys, path, {
        deepFirst: parsed.deepFirst,
        unreadable: (where, error) => {
          status = 1
          refuse(sys, where, why(error))
        },
      })
      for (const visit of visits) {
        if (found.quit || visit.depth > parsed.deepest || visit.depth < parsed.least) continue
        if (found.pruned.some((dir) => visit.path.startsWith(`${dir}/`))) continue
        holds(sys, parsed.test, visit, found)
      }
    } catch (error) {
      refuse(sys, path, why(error))
      status = 1
    }
  }
  const together = wholeExec(parsed.test)
  if (together && found.batch.length > 0) found.queue.push({ argv: [...together.slice(0, -1), ...found.batch] })
  return next(sys, { queue: found.queue, status })
}

const refuse = (sys: Sys, path: string, words: string) =>
  complain(sys, `${isBusybox(sys) ? path : quote(sys, path)}: ${words}`)

const wholeExec = (test: Test): readonly string[] | undefined =>
  'left' in test
    ? (wholeExec(test.left) ?? wholeExec(test.right))
    : test.is === 'not'
      ? wholeExec(test.of)
      : test.is === 'exec' && test.all
        ? test.argv
        : undefined

function holds(sys: Sys, test: Test, visit: Visit, found: Found): boolean {
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
    y: letters[stat.kind]!,
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

const letters: Readonly<Record<string, string>> = {
  file: 'f',
  dir: 'd',
  symlink: 'l',
  char: 'c',
  block: 'b',
  fifo: 'p',
  socket: 's',
}

function worded(sys: Sys, test: Test & { readonly is: 'word' }, { path, stat }: Visit): boolean {
  if (test.what === 'type') return test.word.split(',').includes(letters[stat.kind]!)
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

function next(sys: Sys, state: Finding): Turn<Finding> {
  const [order, ...queue] = state.queue
  if (order === undefined) return exit(state.status)
  const { argv, ...where } = order
  const child = launch(sys, argv, where)
  if (typeof child !== 'string') return { turn: 'wait', state: { ...state, queue, child }, on: [{ on: 'child' }] }
  complain(sys, `${quote(sys, argv[0]!)}: ${strerror[child]}`)
  return next(sys, { ...state, queue })
}
