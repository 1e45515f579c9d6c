import { complain, fail, isBusybox, oneShot, orUndefined, put, putBytes } from '../face'
import { getopt, has, last, type Options } from '../options'
import { dialect, misuse } from '../say'
import { strftime } from '../clock'
import { whole } from './whole'
import { utf8, type Bytes } from '../../../base/bytes'
import type { Sys } from '../../wire/sys'

/**
 * Two files side by side: cmp and diff.
 *
 * @models diffutils
 * @fidelity part: diff has the normal and the unified form; no -y, no -c
 */
export const cmp = oneShot('cmp', (sys, args) => {
  const options = getopt(sys, args, { short: 'sl', long: { silent: 's', quiet: 's' } })
  if (!options) return 2
  const [a, b = '-'] = options.operands
  if (a === undefined) return misuse(sys, "missing operand after 'cmp'", 2)
  const left = orUndefined(() => sys.readFile(a))
  const right = orUndefined(() => sys.readFile(b))
  if (left === undefined || right === undefined)
    return fail(sys, `${left === undefined ? a : b}: No such file or directory`, 2)
  if (left === right) return 0
  const at = firstDifference(left, right)
  if (has(options, 's')) return 1
  const shorter = left.length < right.length ? a : b
  const line = left.slice(0, at).split('\n').length
  if (at >= Math.min(left.length, right.length))
    sys.write(
      2,
      `cmp: EOF on ${shorter} after byte ${at}, ${left.slice(0, at).endsWith('\n') ? `line ${line - 1}` : `in line ${line}`}\n`,
    )
  else put(sys, `${a} ${b} differ: ${dialect(sys, 'byte', 'char')} ${at + 1}, line ${line}\n`)
  return 1
})

function firstDifference(a: Bytes, b: Bytes): number {
  let at = 0
  while (at < a.length && at < b.length && a[at] === b[at]) at++
  return at
}

interface Edit {
  readonly kind: 'same' | 'gone' | 'new'
  readonly line: Bytes
  readonly a: number
  readonly b: number
}

/** Longest common subsequence, after what is the same at both ends has been set aside. */
function edits(a: readonly Bytes[], b: readonly Bytes[], same: (a: Bytes, b: Bytes) => boolean): readonly Edit[] {
  const table = Array.from({ length: a.length + 1 }, () => Array.from({ length: b.length + 1 }, () => 0))
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      table[i]![j] = same(a[i]!, b[j]!) ? table[i + 1]![j + 1]! + 1 : Math.max(table[i + 1]![j]!, table[i]![j + 1]!)
  const out: Edit[] = []
  let [i, j] = [0, 0]
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && same(a[i]!, b[j]!)) out.push({ kind: 'same', line: a[i]!, a: ++i, b: ++j })
    else if (i < a.length && (j >= b.length || table[i + 1]![j]! >= table[i]![j + 1]!))
      out.push({ kind: 'gone', line: a[i]!, a: ++i, b: j })
    else out.push({ kind: 'new', line: b[j]!, a: i, b: ++j })
  }
  return out
}

const most = 4000

export const diff = whole<DiffHow>({
  name: 'diff',
  begin: (sys, args) => {
    const options = getopt(sys, args, {
      short: 'uqrNbBwisU:ac',
      long: {
        unified: 'u',
        'unified=': 'U',
        brief: 'q',
        recursive: 'r',
        'new-file': 'N',
        'report-identical-files': 's',
        'ignore-case': 'i',
        'ignore-all-space': 'w',
        'ignore-space-change': 'b',
        'ignore-blank-lines': 'B',
        'color?': 'color',
        text: 'a',
      },
      hint: "diff: Try 'diff --help' for more information.\n",
    })
    if (!options) return 2
    const [a, b, extra] = options.operands
    const wrong =
      a === undefined || b === undefined
        ? `missing operand after '${a ?? 'diff'}'`
        : extra === undefined
          ? undefined
          : `extra operand '${extra}'`
    if (wrong !== undefined) {
      sys.write(2, utf8(`diff: ${wrong}\ndiff: Try 'diff --help' for more information.\n`))
      return 2
    }
    return paired(sys, options, a!, b!)
  },
  refused: () => undefined,
  end: (sys, { options, names }, [left = '', right = '']) => compareFiles(sys, options, names, left, right),
})

interface DiffHow {
  readonly options: Options
  readonly names: readonly [string, string]
}

/** What is to be read: two files, or nothing more where they are directories, which are compared at once. */
function paired(sys: Sys, options: Options, a: string, b: string) {
  const kind = (path: string) =>
    path === '-' || path.startsWith('/dev/fd/') ? 'file' : orUndefined(() => sys.stat(path))?.kind
  const inside = (dir: string, file: string) => `${dir.replace(/\/$/, '')}/${file.slice(file.lastIndexOf('/') + 1)}`
  const lost = [a, b].filter((path) => kind(path) === undefined)
  if (lost.length > 0 && !(has(options, 'N') && lost.length < 2)) {
    for (const path of lost)
      complain(
        sys,
        dialect(sys, `${path}: No such file or directory`, `can't stat '${path}': No such file or directory`),
      )
    return 2
  }
  if (kind(a) === 'dir' && kind(b) === 'dir') return compareTrees(sys, options, a, b)
  const names = [kind(a) === 'dir' ? inside(a, b) : a, kind(b) === 'dir' ? inside(b, a) : b] as const
  const gone = names.find((path) => kind(path) === undefined)
  if (gone !== undefined && !has(options, 'N')) return fail(sys, `${gone}: No such file or directory`, 2)
  return { files: [...names], options: { options, names } }
}

function compareTrees(sys: Sys, options: Options, a: string, b: string): number {
  const list = (dir: string) => orUndefined(() => sys.readdir(dir).map(({ name }) => name)) ?? []
  const [left, right] = [list(a), list(b)]
  let status = 0
  for (const name of [...new Set([...left, ...right])].sort()) {
    const [one, other] = [`${a.replace(/\/$/, '')}/${name}`, `${b.replace(/\/$/, '')}/${name}`]
    const found = left.includes(name) && right.includes(name)
    if (!found && !has(options, 'N')) {
      put(sys, `Only in ${left.includes(name) ? a : b}: ${name}\n`)
      status = Math.max(status, 1)
    } else status = Math.max(status, compareEntries(sys, options, one, other))
  }
  return status
}

function compareEntries(sys: Sys, options: Options, one: string, other: string): number {
  const kind = (path: string) => orUndefined(() => sys.stat(path))?.kind
  const [left, right] = [kind(one), kind(other)]
  if (left === 'dir' && right === 'dir') {
    if (has(options, 'r')) return compareTrees(sys, options, one, other)
    put(sys, `Common subdirectories: ${one} and ${other}\n`)
    return 0
  }
  if (left === 'dir' || right === 'dir') {
    const said = (path: string, dir: boolean) => `${path} is a ${dir ? 'directory' : 'regular file'}`
    put(sys, `File ${said(one, left === 'dir')} while file ${said(other, right === 'dir')}\n`)
    return 1
  }
  const read = (path: string) => orUndefined(() => sys.readFile(path)) ?? ''
  const before = has(options, 'q')
    ? ''
    : `diff ${sys.argv
        .slice(1)
        .filter((arg) => arg.startsWith('-'))
        .join(' ')} ${one} ${other}\n`
  return compareFiles(sys, options, [one, other], read(one), read(other), before)
}

function compareFiles(
  sys: Sys,
  options: Options,
  names: readonly [string, string],
  left: Bytes,
  right: Bytes,
  before = '',
): number {
  const [a, b] = names
  const same = left === right || (loose(options) && equalLines(options, left, right))
  if (same && has(options, 's')) put(sys, `Files ${a} and ${b} are identical\n`)
  if (same) return 0
  if (left.includes('\0') || right.includes('\0')) {
    put(sys, `Binary files ${a} and ${b} differ\n`)
    return has(options, 'q') ? 1 : 2
  }
  if (has(options, 'q')) put(sys, `Files ${a} and ${b} differ\n`)
  else {
    put(sys, before)
    show(sys, options, names, lines(left), lines(right), [left, right].map(endsOpen))
  }
  return 1
}

const loose = (options: Options) => ['i', 'w', 'b', 'B'].some((key) => has(options, key))

/** A line as the options see it. */
const seen = (options: Options, line: Bytes): Bytes => {
  const spaces = has(options, 'w')
    ? line.replace(/\s+/g, '')
    : has(options, 'b')
      ? line.replace(/\s+/g, ' ').trimEnd()
      : line
  return has(options, 'i') ? spaces.toLowerCase() : spaces
}

const equalLines = (options: Options, left: Bytes, right: Bytes): boolean => {
  const [a, b] = [left, right].map((text) =>
    lines(text)
      .filter((line) => !has(options, 'B') || line !== '')
      .map((line) => seen(options, line)),
  )
  return a!.length === b!.length && a!.every((line, i) => line === b![i])
}

const endsOpen = (text: Bytes): boolean => text !== '' && !text.endsWith('\n')

const lines = (bytes: Bytes): readonly Bytes[] =>
  bytes === '' ? [] : bytes.replace(/\n$/, '').split('\n').slice(0, most)

function show(
  sys: Sys,
  options: Options,
  names: readonly [string, string],
  a: readonly Bytes[],
  b: readonly Bytes[],
  open: readonly boolean[],
): void {
  // What ends a file without a newline is another line than the same with one.
  const marked = (list: readonly Bytes[], isOpen: boolean) =>
    isOpen ? [...list.slice(0, -1), `${list.at(-1)}\n\\ No newline at end of file`] : list
  const [left, right] = [marked(a, open[0]!), marked(b, open[1]!)]
  const all = edits(left, right, (x, y) => x === y || (loose(options) && seen(options, x) === seen(options, y)))
  const paint = painter(sys, options)
  if (has(options, 'u') || has(options, 'U') || isBusybox(sys)) {
    const stamp = (name: string) => {
      if (isBusybox(sys)) return ''
      const mtime = orUndefined(() => (name === '-' ? sys.fstat(0) : sys.stat(name)))?.mtime ?? 0
      return strftime('\t%Y-%m-%d %H:%M:%S.000000000 %z', mtime)
    }
    put(sys, `${paint('1', `--- ${names[0]}${stamp(names[0])}`)}\n${paint('1', `+++ ${names[1]}${stamp(names[1])}`)}\n`)
    const around = Number(last(options, 'U') ?? 3)
    for (const hunk of hunks(all, around)) putBytes(sys, painted(unifiedHunk(hunk), paint))
  } else for (const hunk of hunks(all, 0)) putBytes(sys, painted(normalHunk(hunk), paint))
}

type Paint = (code: string, words: string) => string

function painter(sys: Sys, options: Options): Paint {
  const wish = last(options, 'color')
  const coloured = wish === 'always' || ((wish === 'auto' || wish === '') && sys.isatty(1))
  return (code, words) => (coloured ? `\x1b[${code}m${words}\x1b[0m` : words)
}

const lineColours: Readonly<Record<string, string>> = { '-': '31', '<': '31', '+': '32', '>': '32', '@': '36' }

const painted = (hunk: Bytes, paint: Paint): Bytes =>
  hunk.replace(/^(?!---$)[-+<>@\d].*$/gm, (line) => paint(lineColours[line[0]!] ?? '36', line))

/** Runs of changes with so many unchanged lines around them. */
function hunks(all: readonly Edit[], around: number): readonly (readonly Edit[])[] {
  const out: Edit[][] = []
  let end = -1
  for (const [i, edit] of all.entries()) {
    if (edit.kind === 'same') continue
    const from = Math.max(i - around, end)
    if (out.length === 0 || i - around > end) out.push(all.slice(Math.max(from, 0), i + 1 + around))
    else out[out.length - 1] = [...out.at(-1)!, ...all.slice(end, i + 1 + around)]
    end = Math.min(i + 1 + around, all.length)
  }
  return out
}

const mark = { same: ' ', gone: '-', new: '+' } as const

function unifiedHunk(hunk: readonly Edit[]): Bytes {
  const count = (other: Edit['kind']) => hunk.filter((edit) => edit.kind !== other).length
  const first = hunk[0]!
  const startA = first.kind === 'new' ? first.a + (count('new') > 0 ? 1 : 0) : first.a
  const startB = first.kind === 'gone' ? first.b + (count('gone') > 0 ? 1 : 0) : first.b
  const range = (from: number, size: number) => (size === 1 ? String(from) : `${from},${size}`)
  return `@@ -${range(startA, count('new'))} +${range(startB, count('gone'))} @@\n${hunk.map((edit) => `${mark[edit.kind]}${edit.line}\n`).join('')}`
}

function normalHunk(hunk: readonly Edit[]): Bytes {
  const gone = hunk.filter((edit) => edit.kind === 'gone')
  const fresh = hunk.filter((edit) => edit.kind === 'new')
  const range = (list: readonly Edit[], side: 'a' | 'b', none: number) =>
    list.length === 0
      ? String(none)
      : list.length === 1
        ? String(list[0]![side])
        : `${list[0]![side]},${list.at(-1)![side]}`
  const letter = gone.length === 0 ? 'a' : fresh.length === 0 ? 'd' : 'c'
  const head = `${range(gone, 'a', hunk[0]!.a)}${letter}${range(fresh, 'b', hunk.at(-1)!.b)}\n`
  return `${head}${gone.map((edit) => `< ${edit.line}\n`).join('')}${letter === 'c' ? '---\n' : ''}${fresh.map((edit) => `> ${edit.line}\n`).join('')}`
}
