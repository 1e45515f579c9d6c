import { fail, oneShot, put } from '../face'
import { dialect, misuse, quote } from '../say'
import { compile } from '../text/pattern'
import type { Sys } from '../../wire/sys'

/**
 * Arithmetic and matching on words.
 *
 * @models coreutils src/expr.c
 * @fidelity part: numbers are 53 bits wide
 */
const levels: readonly (readonly string[])[] = [
  ['|'],
  ['&'],
  ['<', '<=', '=', '==', '!=', '>=', '>'],
  ['+', '-'],
  ['*', '/', '%'],
  [':'],
]

interface Reader {
  readonly words: readonly string[]
  at: number
  wrong?: string
}

const isZero = (word: string) => word === '' || /^-?0+$/.test(word)

function level(sys: Sys, r: Reader, depth: number): string {
  if (depth === levels.length) return primary(sys, r)
  let left = level(sys, r, depth + 1)
  while (r.wrong === undefined && levels[depth]!.includes(r.words[r.at] ?? '')) {
    const op = r.words[r.at++]!
    left = applied(sys, r, op, left, level(sys, r, depth + 1))
  }
  return left
}

function primary(sys: Sys, r: Reader): string {
  const word = r.words[r.at++]
  if (word === undefined) {
    r.wrong ??= dialect(sys, `syntax error: missing argument after ${quote(sys, r.words.at(-1) ?? '')}`, 'syntax error')
    return ''
  }
  if (word === '(') {
    const inner = level(sys, r, 0)
    if (r.words[r.at++] !== ')') r.wrong ??= 'syntax error'
    return inner
  }
  if (word === 'length' && r.at < r.words.length) return String(primary(sys, r).length)
  if (word === 'substr' && r.at + 2 < r.words.length) {
    const [text, from, size] = [primary(sys, r), Number(primary(sys, r)), Number(primary(sys, r))]
    return text.slice(from - 1, from - 1 + size)
  }
  if (word === 'match' && r.at + 1 < r.words.length) return matched(primary(sys, r), primary(sys, r))
  return word
}

function matched(text: string, pattern: string): string {
  const found = compile(`^${pattern}`, 'basic')?.exec(text)
  const grouped = pattern.includes('\\(')
  return found ? (grouped ? (found[1] ?? '') : String(found[0].length)) : grouped ? '' : '0'
}

function applied(sys: Sys, r: Reader, op: string, a: string, b: string): string {
  if (op === '|') return isZero(a) ? (b === '' ? '0' : b) : a
  if (op === '&') return isZero(a) || isZero(b) ? '0' : a
  if (op === ':') return matched(a, b)
  const numbers = /^-?\d+$/.test(a) && /^-?\d+$/.test(b)
  if (levels[2]!.includes(op)) {
    const order = numbers ? Number(a) - Number(b) : a < b ? -1 : a > b ? 1 : 0
    return Number(
      {
        '<': order < 0,
        '<=': order <= 0,
        '=': order === 0,
        '==': order === 0,
        '!=': order !== 0,
        '>=': order >= 0,
        '>': order > 0,
      }[op]!,
    ).toString()
  }
  if (!numbers) r.wrong ??= dialect(sys, 'non-integer argument', 'non-numeric argument')
  else if ('/%'.includes(op) && Number(b) === 0) r.wrong ??= 'division by zero'
  const [x, y] = [Number(a), Number(b)]
  return String({ '+': x + y, '-': x - y, '*': x * y, '/': Math.trunc(x / y), '%': x % y }[op]! || 0)
}

export const expr = oneShot('expr', (sys, args) => {
  const words = args[0] === '--' ? args.slice(1) : args
  if (words.length === 0) return misuse(sys, 'missing operand', 2)
  const r: Reader = { words, at: 0 }
  const value = level(sys, r, 0)
  if (r.wrong !== undefined) return fail(sys, r.wrong, 2)
  if (r.at < words.length)
    return fail(sys, dialect(sys, `syntax error: unexpected argument ${quote(sys, words[r.at]!)}`, 'syntax error'), 2)
  put(sys, `${value}\n`)
  return isZero(value) ? 1 : 0
})
