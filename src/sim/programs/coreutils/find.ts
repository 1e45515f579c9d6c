import { groupName, userName } from '../accounts/names'
import { complain, exit, isBusybox, orUndefined, put, quietly, why } from '../face'
import { launch } from '../launch'
import { quote } from '../say'
import { walk, type Visit } from './walk'
import { modeLetters } from './mode'
import { listTime } from '../clock'
import { blocksOf } from './human'
import { strerror } from '../../wire/errno'
import type { Pid, Program, Sys, Turn } from '../../wire/sys'

/**
 * Walks trees and tests what it finds.
 *
 * @models findutils find, busybox findutils/find.c
 * @fidelity part: -name -iname -path -type -size -empty -newer -mtime -mmin -perm -user -group -maxdepth -mindepth ! -a -o ( ) -print -print0 -delete -exec -ls; -prune not
 */
type Test =
  | { readonly is: 'and' | 'or'; readonly left: Test; readonly right: Test }
  | { readonly is: 'not'; readonly of: Test }
  | { readonly is: 'name'; readonly pattern: string; readonly flags: string; readonly whole: boolean }
  | {
      readonly is: 'number'
      readonly what: 'size' | 'mtime' | 'mmin'
      readonly sign: number
      readonly value: number
      readonly unit: number
    }
  | { readonly is: 'word'; readonly what: 'type' | 'user' | 'group' | 'perm' | 'newer'; readonly word: string }
  | { readonly is: 'empty' | 'true' | 'print' | 'print0' | 'delete' | 'ls' }
  | { readonly is: 'exec'; readonly argv: readonly string[]; readonly all: boolean }

interface Finding {
  /** Command lines of -exec still to run, in order. */
  readonly queue: readonly (readonly string[])[]
  readonly child?: Pid
  readonly status: number
}

const actions = new Set(['print', 'print0', 'delete', 'exec', 'ls'])

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

function predicate(
  word: string,
  rest: string[],
  limit: { deepest: number; least: number; depth: boolean },
): Test | string {
  const name = word.slice(1)
  if (['print', 'print0', 'delete', 'ls', 'empty', 'true'].includes(name)) return { is: name as 'print' }
  if (name === 'depth') {
    limit.depth = true
    return { is: 'true' }
  }
  if (name === 'xdev' || name === 'mount' || name === 'noleaf' || name === 'follow') return { is: 'true' }
  if (name === 'exec' || name === 'execdir' || name === 'ok') return execution(rest)
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
  if (name === 'type' || name === 'user' || name === 'group' || name === 'perm' || name === 'newer')
    return { is: 'word', what: name, word: value }
  if (name === 'size' || name === 'mtime' || name === 'mmin') return numbered(name, value)
  return `unknown predicate \`${word}'`
}

function execution(rest: string[]): Test | string {
  const end = rest.findIndex((word, i) => word === ';' || (word === '+' && rest[i - 1] === '{}'))
  if (end < 0) return "missing argument to `-exec'"
  const all = rest[end] === '+'
  const argv = rest.splice(0, end + 1).slice(0, -1)
  return { is: 'exec', argv, all }
}

const units: Readonly<Record<string, number>> = { c: 1, w: 2, b: 512, k: 1024, M: 1_048_576, G: 1_073_741_824, '': 512 }

function numbered(what: 'size' | 'mtime' | 'mmin', word: string): Test | string {
  const match = /^([-+]?)(\d+)([cwbkMG]?)$/.exec(word)
  if (!match) return `invalid argument \`${word}' to \`-${what}'`
  const unit = what === 'size' ? units[match[3]!]! : what === 'mtime' ? 86_400 : 60
  return { is: 'number', what, sign: match[1] === '+' ? 1 : match[1] === '-' ? -1 : 0, value: Number(match[2]), unit }
}

/** A shell pattern as an expression. */
const globbed = (pattern: string): string =>
  `^${pattern
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.')
    .replace(/\[!/g, '[^')}$`

function search(sys: Sys, paths: readonly string[], parsed: Parsed): Turn<Finding> {
  const queue: string[][] = []
  const batch: string[] = []
  let status = 0
  for (const path of paths) {
    try {
      const visits = walk(sys, path, {
        deepFirst: parsed.deepFirst,
        unreadable: (where, error) => refuse(sys, where, why(error)),
      })
      for (const visit of visits)
        if (visit.depth <= parsed.deepest && visit.depth >= parsed.least) holds(sys, parsed.test, visit, queue, batch)
    } catch (error) {
      refuse(sys, path, why(error))
      status = 1
    }
  }
  const together = wholeExec(parsed.test)
  if (together && batch.length > 0) queue.push([...together.slice(0, -1), ...batch])
  return next(sys, { queue, status })
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

function holds(sys: Sys, test: Test, visit: Visit, queue: string[][], batch: string[]): boolean {
  const { path, stat } = visit
  if (test.is === 'and')
    return holds(sys, test.left, visit, queue, batch) && holds(sys, test.right, visit, queue, batch)
  if (test.is === 'or') return holds(sys, test.left, visit, queue, batch) || holds(sys, test.right, visit, queue, batch)
  if (test.is === 'not') return !holds(sys, test.of, visit, queue, batch)
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
  if (test.is === 'exec') {
    if (test.all) batch.push(path)
    else queue.push(test.argv.map((word) => word.split('{}').join(path)))
    return true
  }
  return acted(sys, test.is, visit)
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
  const value = test.what === 'size' ? Math.ceil(stat.size / test.unit) : Math.floor(age / test.unit)
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

function worded(sys: Sys, test: Test & { readonly is: 'word' }, { stat }: Visit): boolean {
  if (test.what === 'type') return test.word.split(',').includes(letters[stat.kind]!)
  if (test.what === 'user') return userName(sys, stat.uid) === test.word || String(stat.uid) === test.word
  if (test.what === 'group') return groupName(sys, stat.gid) === test.word || String(stat.gid) === test.word
  if (test.what === 'newer') return stat.mtime > (orUndefined(() => sys.stat(test.word))?.mtime ?? Infinity)
  const wanted = parseInt(test.word.replace(/^[-/+]/, ''), 8)
  const mode = stat.mode & 0o7777
  return test.word.startsWith('-')
    ? (mode & wanted) === wanted
    : test.word.startsWith('/')
      ? (mode & wanted) !== 0
      : mode === wanted
}

function next(sys: Sys, state: Finding): Turn<Finding> {
  const [argv, ...queue] = state.queue
  if (argv === undefined) return exit(state.status)
  const child = launch(sys, argv)
  if (typeof child !== 'string') return { turn: 'wait', state: { ...state, queue, child }, on: [{ on: 'child' }] }
  complain(sys, `${quote(sys, argv[0]!)}: ${strerror[child]}`)
  return next(sys, { ...state, queue })
}
