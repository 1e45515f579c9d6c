import { byteText } from './encode'

/**
 * Backslash escapes of `echo -e`, `printf` and `${x@E}`.
 *
 * @models bash lib/sh/strtrans.c
 * @fidelity full
 */
const simple: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  e: '\x1b',
  E: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
}

/** `\c` ends the output. */
export function unescape(words: string, octalNeedsZero = true): readonly [words: string, stopped: boolean] {
  const pattern = octalNeedsZero
    ? /\\(0[0-7]{0,3}|x[0-9a-fA-F]{1,2}|u[0-9a-fA-F]{1,4}|U[0-9a-fA-F]{1,8}|[^])/g
    : /\\([0-7]{1,3}|x[0-9a-fA-F]{1,2}|u[0-9a-fA-F]{1,4}|U[0-9a-fA-F]{1,8}|[^])/g
  let out = ''
  let from = 0
  for (const found of words.matchAll(pattern)) {
    out += words.slice(from, found.index)
    from = found.index + found[0].length
    const code = found[1]!
    if (code === 'c') return [out, true]
    out += escaped(code) ?? found[0]
  }
  return [out + words.slice(from), false]
}

function escaped(code: string): string | undefined {
  if (/^[0-7]/.test(code)) return byteText(parseInt(code, 8) & 255)
  if (code.length > 1 && code[0] === 'x') return byteText(parseInt(code.slice(1), 16))
  if (code.length > 1 && (code[0] === 'u' || code[0] === 'U')) return String.fromCodePoint(parseInt(code.slice(1), 16))
  return simple[code]
}
