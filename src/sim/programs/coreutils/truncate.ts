import { attempt, complain, fail, isBusybox, oneShot, orUndefined } from '../face'
import { getopt, has, last } from '../options'
import { misuse, quote } from '../say'
import { count } from '../text/head'
import type { Sys } from '../../wire/sys'

/**
 * Sets the length of files: what is added is a hole.
 *
 * @models coreutils truncate(1), util-linux fallocate(1)
 * @fidelity part: -s with + - < > / %, -c, -r; fallocate -l makes a hole
 */
export const truncate = oneShot('truncate', (sys, args) => {
  const options = getopt(sys, args, {
    short: 'cs:r:o',
    long: { 'no-create': 'c', 'size=': 's', 'reference=': 'r' },
  })
  if (!options) return 1
  const word = last(options, 's')
  const reference = last(options, 'r')
  if (word === undefined && reference === undefined)
    return misuse(sys, `you must specify either ${quote(sys, '--size')} or ${quote(sys, '--reference')}`)
  if (options.operands.length === 0) return misuse(sys, 'missing file operand')
  const base = reference === undefined ? undefined : orUndefined(() => sys.stat(reference).size)
  if (reference !== undefined && base === undefined)
    return fail(sys, `cannot stat '${reference}': No such file or directory`)
  const number = word === undefined ? 0 : sizeOf(word)
  if (number === undefined)
    return fail(sys, isBusybox(sys) ? `invalid number '${word!}'` : `Invalid number: ${quote(sys, word!)}`)
  return options.operands
    .map((path) => resized(sys, path, has(options, 'c'), (size) => wanted(word ?? '', number, base ?? size)))
    .every(Boolean)
    ? 0
    : 1
})

const sizeOf = (word: string): number | undefined => {
  const bare = word.replace(/^[-+<>/%]\s*/, '')
  const big = /^(\d+)([gGtT])$/.exec(bare)
  return big ? Number(big[1]) * (/[gG]/.test(big[2]!) ? 2 ** 30 : 2 ** 40) : count(bare)
}

function wanted(word: string, number: number, size: number): number {
  const op = word[0] ?? ''
  if (op === '+') return size + number
  if (op === '-') return Math.max(0, size - number)
  if (op === '<') return Math.min(size, number)
  if (op === '>') return Math.max(size, number)
  if (op === '/') return Math.floor(size / number) * number
  if (op === '%') return Math.ceil(size / number) * number
  return word === '' ? size : number
}

function resized(sys: Sys, path: string, mustBe: boolean, size: (old: number) => number): boolean {
  const stat = orUndefined(() => sys.stat(path))
  if (stat === undefined && mustBe) return true
  return attempt(
    () => {
      if (stat === undefined) sys.writeFile(path, '')
      sys.truncate(path, size(stat?.size ?? 0))
    },
    (words) => complain(sys, `cannot open '${path}' for writing: ${words}`),
  )
}

export const fallocate = oneShot('fallocate', (sys, args) => {
  const options = getopt(sys, args, { short: 'l:o:nvx', long: { 'length=': 'l', 'offset=': 'o' } })
  if (!options) return 1
  const [path] = options.operands
  if (path === undefined) return fail(sys, 'no filename specified')
  const size = sizeOf((last(options, 'l') ?? '').replace(/i?B$/, ''))
  if (size === undefined)
    return fail(sys, last(options, 'l') === undefined ? 'no length argument specified' : 'failed to parse length')
  return resized(sys, path, false, (old) => Math.max(old, size)) ? 0 : 1
})
