import { fail, oneShot, orUndefined, put, putBytes } from '../face'
import { getopt, has } from '../options'
import { misuse } from '../say'
import type { Bytes } from '../../../base/bytes'
import type { Sys } from '../../wire/sys'

/**
 * Two files side by side: cmp and diff.
 *
 * @models diffutils
 * @fidelity part: diff has the normal and the unified form, of files, not of trees
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
  else put(sys, `${a} ${b} differ: byte ${at + 1}, line ${line}\n`)
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
function edits(a: readonly Bytes[], b: readonly Bytes[]): readonly Edit[] {
  const table = Array.from({ length: a.length + 1 }, () => Array.from({ length: b.length + 1 }, () => 0))
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      table[i]![j] = a[i] === b[j] ? table[i + 1]![j + 1]! + 1 : Math.max(table[i + 1]![j]!, table[i]![j + 1]!)
  const out: Edit[] = []
  let [i, j] = [0, 0]
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) out.push({ kind: 'same', line: a[i]!, a: ++i, b: ++j })
    else if (i < a.length && (j >= b.length || table[i + 1]![j]! >= table[i]![j + 1]!))
      out.push({ kind: 'gone', line: a[i]!, a: ++i, b: j })
    else out.push({ kind: 'new', line: b[j]!, a: i, b: ++j })
  }
  return out
}

const most = 4000

export const diff = oneShot('diff', (sys, args) => {
  const options = getopt(sys, args, {
    short: 'uqrNbwiU:',
    long: { unified: 'u', brief: 'q', recursive: 'r', 'color?': 'color' },
  })
  if (!options) return 2
  const [a, b] = options.operands
  if (a === undefined || b === undefined) return misuse(sys, `missing operand after '${a ?? 'diff'}'`, 2)
  const read = (path: string) => orUndefined(() => sys.readFile(path))
  const [left, right] = [read(a), read(b)]
  if (left === undefined || right === undefined)
    return fail(sys, `${left === undefined ? a : b}: No such file or directory`, 2)
  if (left === right) return 0
  if (has(options, 'q')) put(sys, `Files ${a} and ${b} differ\n`)
  else show(sys, has(options, 'u'), [a, b], lines(left), lines(right))
  return 1
})

const lines = (bytes: Bytes): readonly Bytes[] => bytes.replace(/\n$/, '').split('\n').slice(0, most)

function show(
  sys: Sys,
  unified: boolean,
  names: readonly [string, string],
  a: readonly Bytes[],
  b: readonly Bytes[],
): void {
  const all = edits(a, b)
  if (unified) {
    put(sys, `--- ${names[0]}\n+++ ${names[1]}\n`)
    for (const hunk of hunks(all, 3)) putBytes(sys, unifiedHunk(hunk))
  } else for (const hunk of hunks(all, 0)) putBytes(sys, normalHunk(hunk))
}

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
