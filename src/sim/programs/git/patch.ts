import { readObject, type Repo } from './store'
import { contents } from './work'
import type { Bytes } from '../../../base/bytes'
import type { Sys } from '../../wire/sys'
import type { Change } from './changes'
import type { Paint } from './paint'

/**
 * Differences in Git's words: patches and their statistics.
 *
 * @models git-diff(1)
 * @fidelity part: no renames, no names of functions behind @@
 */
interface Edit {
  readonly mark: ' ' | '-' | '+'
  readonly line: Bytes
}

/** Lines with their ends: the last may have none. */
const linesIn = (bytes: Bytes): readonly Bytes[] => bytes.match(/[^\n]*\n|[^\n]+$/g) ?? []

/** What is the same at both ends is set aside; more than so many lines between are taken as all new. */
const most = 2000

export function edits(before: Bytes, after: Bytes): readonly Edit[] {
  const [a, b] = [linesIn(before), linesIn(after)]
  let [head, tail] = [0, 0]
  while (head < a.length && head < b.length && a[head] === b[head]) head++
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++
  const same = (lines: readonly Bytes[]) => lines.map((line): Edit => ({ mark: ' ', line }))
  return [
    ...same(a.slice(0, head)),
    ...between(a.slice(head, a.length - tail), b.slice(head, b.length - tail)),
    ...same(a.slice(a.length - tail)),
  ]
}

function between(a: readonly Bytes[], b: readonly Bytes[]): readonly Edit[] {
  if (a.length > most || b.length > most)
    return [...a.map((line): Edit => ({ mark: '-', line })), ...b.map((line): Edit => ({ mark: '+', line }))]
  const table = commonLengths(a, b)
  const out: Edit[] = []
  let [i, j] = [0, 0]
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      out.push({ mark: ' ', line: a[i++]! })
      j++
    } else if (i < a.length && (j >= b.length || table[i + 1]![j]! >= table[i]![j + 1]!))
      out.push({ mark: '-', line: a[i++]! })
    else out.push({ mark: '+', line: b[j++]! })
  }
  return out
}

function commonLengths(a: readonly Bytes[], b: readonly Bytes[]): readonly (readonly number[])[] {
  const table = Array.from({ length: a.length + 1 }, () => Array.from({ length: b.length + 1 }, () => 0))
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      table[i]![j] = a[i] === b[j] ? table[i + 1]![j + 1]! + 1 : Math.max(table[i + 1]![j]!, table[i]![j + 1]!)
  return table
}

/** Both sides of a change; the new one is in the objects, or in the working tree only. */
export const sides = (sys: Sys, repo: Repo, change: Change): readonly [Bytes, Bytes] => {
  const stored = (oid: string | undefined) => (oid === undefined ? undefined : readObject(sys, repo, oid)?.data)
  return [
    stored(change.before?.oid) ?? '',
    change.after === undefined ? '' : (stored(change.after.oid) ?? contents(sys, repo, change.path)?.data ?? ''),
  ]
}

export function patchOf(sys: Sys, repo: Repo, change: Change, paint: Paint): Bytes {
  const [a, b] = sides(sys, repo, change)
  const short = (oid: string | undefined) => (oid ?? '0'.repeat(40)).slice(0, 7)
  const { before, after, path } = change
  const mode = (n: number) => n.toString(8)
  const modes =
    before === undefined
      ? [`new file mode ${mode(after!.mode)}`]
      : after === undefined
        ? [`deleted file mode ${mode(before.mode)}`]
        : before.mode !== after.mode
          ? [`old mode ${mode(before.mode)}`, `new mode ${mode(after.mode)}`]
          : []
  const tail = before && after && before.mode === after.mode ? ` ${mode(before.mode)}` : ''
  const index = before?.oid === after?.oid ? [] : [`index ${short(before?.oid)}..${short(after?.oid)}${tail}`]
  const binary = (a + b).includes('\0')
  const names = [before ? `a/${path}` : '/dev/null', after ? `b/${path}` : '/dev/null'] as const
  const files = a === b ? [] : binary ? [] : [`--- ${names[0]}`, `+++ ${names[1]}`]
  const head = [`diff --git a/${path} b/${path}`, ...modes, ...index, ...files]
    .map((line) => `${paint('bold', line)}\n`)
    .join('')
  if (binary && a !== b) return `${head}Binary files ${names[0]} and ${names[1]} differ\n`
  return (
    head +
    hunks(edits(a, b))
      .map((hunk) => hunkText(hunk, paint))
      .join('')
  )
}

interface Hunk {
  readonly from: readonly [a: number, b: number]
  readonly edits: readonly Edit[]
}

const around = 3

function hunks(all: readonly Edit[]): readonly Hunk[] {
  const changed = all.flatMap((edit, i) => (edit.mark === ' ' ? [] : [i]))
  const spans: [number, number][] = []
  for (const at of changed) {
    const last = spans.at(-1)
    if (last && at - around <= last[1]) last[1] = Math.min(all.length, at + around + 1)
    else spans.push([Math.max(0, at - around), Math.min(all.length, at + around + 1)])
  }
  const count = (to: number, other: Edit['mark']) => all.slice(0, to).filter((edit) => edit.mark !== other).length
  return spans.map(([from, to]) => ({ from: [count(from, '+'), count(from, '-')], edits: all.slice(from, to) }))
}

function hunkText({ from, edits: list }: Hunk, paint: Paint): Bytes {
  const range = (start: number, other: Edit['mark']) => {
    const size = list.filter((edit) => edit.mark !== other).length
    const first = size === 0 ? start : start + 1
    return size === 1 ? String(first) : `${first},${size}`
  }
  const line = ({ mark, line: words }: Edit) => {
    const whole = mark + words.replace(/\n$/, '')
    const shown = mark === ' ' ? whole : paint(mark === '-' ? 'red' : 'green', whole)
    return `${shown}\n${words.endsWith('\n') ? '' : '\\ No newline at end of file\n'}`
  }
  return `${paint('cyan', `@@ -${range(from[0], '+')} +${range(from[1], '-')} @@`)}\n${list.map(line).join('')}`
}

/** `--stat`: a line a file, and the sum. */
export function statOf(sys: Sys, repo: Repo, changes: readonly Change[], paint: Paint): Bytes {
  if (changes.length === 0) return ''
  const rows = changes.map((change) => ({ path: change.path, ...counted(sys, repo, change) }))
  const name = Math.max(...rows.map((row) => row.path.length))
  const width = Math.max(...rows.map((row) => String(row.more + row.less).length))
  const room = Math.max(10, 80 - name - width - 6)
  const largest = Math.max(...rows.map((row) => row.more + row.less))
  const bar = (n: number) => (largest <= room ? n : n === 0 ? 0 : 1 + Math.floor((n * (room - 1)) / largest))
  const lines = rows.map(({ path, more, less, binary, sizes }) =>
    binary
      ? ` ${path.padEnd(name)} | Bin ${sizes[0]} -> ${sizes[1]} bytes\n`
      : ` ${path.padEnd(name)} | ${String(more + less).padStart(width)}${more + less > 0 ? ' ' : ''}${more > 0 ? paint('green', '+'.repeat(bar(more))) : ''}${less > 0 ? paint('red', '-'.repeat(bar(less))) : ''}\n`,
  )
  return lines.join('') + summary(rows)
}

export function counted(sys: Sys, repo: Repo, change: Change) {
  const [a, b] = sides(sys, repo, change)
  const binary = (a + b).includes('\0')
  const list = binary ? [] : edits(a, b)
  const of = (mark: Edit['mark']) => list.filter((edit) => edit.mark === mark).length
  return { more: of('+'), less: of('-'), binary, sizes: [a.length, b.length] as const }
}

/** ` 2 files changed, 3 insertions(+), 1 deletion(-)`. */
export function summary(rows: readonly { readonly more: number; readonly less: number }[]): string {
  const sum = (of: (row: { readonly more: number; readonly less: number }) => number) =>
    rows.reduce((n, row) => n + of(row), 0)
  const [more, less] = [sum((row) => row.more), sum((row) => row.less)]
  const files = ` ${rows.length} file${rows.length === 1 ? '' : 's'} changed`
  const plus = more > 0 || less === 0 ? `, ${more} insertion${more === 1 ? '' : 's'}(+)` : ''
  const minus = less > 0 || more === 0 ? `, ${less} deletion${less === 1 ? '' : 's'}(-)` : ''
  return `${files}${plus}${minus}\n`
}
