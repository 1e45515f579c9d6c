/**
 * POSIX regular expressions, basic and extended, as JavaScript's.
 *
 * @models regex(7)
 * @fidelity part: leftmost, not leftmost-longest; no collating symbols
 */
const classes: Readonly<Record<string, string>> = {
  alpha: 'a-zA-Z',
  digit: '0-9',
  alnum: 'a-zA-Z0-9',
  upper: 'A-Z',
  lower: 'a-z',
  space: ' \\t\\n\\r\\f\\v',
  blank: ' \\t',
  punct: '!-\\/:-@\\[-`{-~',
  print: ' -~',
  graph: '!-~',
  cntrl: '\\x00-\\x1f\\x7f',
  xdigit: '0-9A-Fa-f',
}

export type Dialect = 'basic' | 'extended' | 'fixed'

/** The expression, or undefined when it is not one. */
export function compile(source: string, dialect: Dialect, flags = ''): RegExp | undefined {
  try {
    return new RegExp(
      dialect === 'fixed' ? source.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&') : translate(source, dialect === 'extended'),
      flags,
    )
  } catch {
    return undefined
  }
}

export function translate(source: string, extended: boolean): string {
  let out = ''
  for (let at = 0; at < source.length;) {
    const char = source[at]!
    if (char === '[') {
      const [set, end] = bracket(source, at)
      out += set
      at = end
    } else if (char === '\\') {
      out += escaped(source[at + 1], extended)
      at += 2
    } else {
      out += plain(source, at, out, extended)
      at++
    }
  }
  return out
}

function escaped(next: string | undefined, extended: boolean): string {
  if (next === undefined) return '\\\\'
  if (/[1-9bBwWsS]/.test(next)) return `\\${next}`
  if (next === '<' || next === '>') return '\\b'
  if (next === '`') return '^'
  if (next === "'") return '$'
  if (next === 'n' || next === 't') return `\\${next}`
  if (!extended && '(){}|+?'.includes(next)) return next
  return /[a-zA-Z0-9]/.test(next) ? next : `\\${next}`
}

/** A character that is neither a bracket nor escaped. */
function plain(source: string, at: number, before: string, extended: boolean): string {
  const char = source[at]!
  if (extended) {
    if (char === '{' && !/^\{\d*,?\d*\}/.test(source.slice(at))) return '\\{'
    return char === '/' ? '\\/' : char
  }
  if ('(){}|+?'.includes(char)) return `\\${char}`
  const opens = before === '' || before.endsWith('(') || before.endsWith('|')
  if (char === '*' && (opens || before === '^')) return '\\*'
  if (char === '^' && !opens) return '\\^'
  if (char === '$' && at + 1 < source.length && !/^\\[)|]/.test(source.slice(at + 1))) return '\\$'
  return char === '/' ? '\\/' : char
}

function bracket(source: string, from: number): readonly [string, number] {
  let at = from + 1
  let set = '['
  if (source[at] === '^') {
    set += '^'
    at++
  }
  for (let first = true; at < source.length && (source[at] !== ']' || first); first = false) {
    const named = /^\[:(\w+):\]/.exec(source.slice(at))
    if (named) {
      set += classes[named[1]!] ?? ''
      at += named[0].length
      continue
    }
    const char = source[at++]!
    set += char === '\\' || char === ']' || char === '[' ? `\\${char}` : char
  }
  if (at >= source.length) throw new SyntaxError('unmatched [')
  return [`${set}]`, at + 1]
}
