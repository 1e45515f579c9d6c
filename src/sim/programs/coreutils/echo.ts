import { utf8, type Bytes } from '../../../base/bytes'
import { oneShot, putBytes } from '../face'

/**
 * Prints its arguments.
 *
 * @models coreutils src/echo.c, busybox coreutils/echo.c
 * @fidelity full
 */
export const echo = oneShot('echo', (sys, args) => {
  const { words, newline, escapes } = taken(args)
  const line = utf8(words.join(' '))
  const [shown, stop] = escapes ? unescaped(line, true) : [line, false]
  putBytes(sys, shown + (newline && !stop ? '\n' : ''))
  return 0
})

function taken(args: readonly string[]): { words: readonly string[]; newline: boolean; escapes: boolean } {
  let newline = true
  let escapes = false
  let at = 0
  for (; /^-[neE]+$/.test(args[at] ?? ''); at++) {
    for (const letter of args[at]!.slice(1)) {
      if (letter === 'n') newline = false
      else escapes = letter === 'e'
    }
  }
  return { words: args.slice(at), newline, escapes }
}

const simple: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  e: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '"': '"',
}

/** Backslash escapes of `echo -e` (`leadingZero`: octal is `\0nnn`) and of printf formats. The flag is for `\c`: stop here. */
export function unescaped(text: Bytes, leadingZero: boolean): readonly [Bytes, stop: boolean] {
  let out = ''
  const pattern = leadingZero
    ? /\\(0[0-7]{0,3}|x[0-9a-fA-F]{1,2}|c|[abefnrtv\\])/y
    : /\\([0-7]{1,3}|x[0-9a-fA-F]{1,2}|c|[abefnrtv\\"])/y
  for (let at = 0; at < text.length;) {
    pattern.lastIndex = at
    const match = text[at] === '\\' ? pattern.exec(text) : null
    if (!match) {
      out += text[at++]
      continue
    }
    if (match[1] === 'c') return [out, true]
    out += escapeOf(match[1]!)
    at += match[0].length
  }
  return [out, false]
}

function escapeOf(code: string): string {
  if (code[0] === 'x') return String.fromCharCode(parseInt(code.slice(1), 16))
  if (/^[0-7]/.test(code)) return String.fromCharCode(parseInt(code, 8) & 0xff)
  return simple[code]!
}
