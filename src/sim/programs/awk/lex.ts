/** The words of an AWK program. */
export interface Token {
  readonly kind: 'number' | 'string' | 'regex' | 'name' | 'call' | 'builtin' | 'keyword' | 'op' | 'newline' | 'end'
  readonly text: string
  readonly line: number
}

const words = (list: string): ReadonlySet<string> => new Set(list.split(' '))
const keywords = words(
  'BEGIN END function func if else while for do break continue next nextfile exit return delete in getline print printf',
)
const builtins = words(
  'length substr index split sub gsub match sprintf sin cos atan2 exp log sqrt int rand srand tolower toupper system close fflush systime strftime',
)
const operators = [
  '**=',
  '&&',
  '||',
  '++',
  '--',
  '+=',
  '-=',
  '*=',
  '/=',
  '%=',
  '^=',
  '==',
  '<=',
  '>=',
  '!=',
  '!~',
  '>>',
  '**',
]

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  '\\': '\\',
  '"': '"',
  '/': '/',
}

/** A string's backslashes; an unknown one stays, as it may be a regular expression's. */
export const unescaped = (text: string): string =>
  text.replace(/\\([0-7]{1,3}|[^])/g, (all, code: string) =>
    /^[0-7]/.test(code) ? String.fromCharCode(parseInt(code, 8) & 255) : (escapes[code] ?? (code === '\n' ? '' : all)),
  )

/** After one of these a slash divides; anywhere else it opens a regular expression. */
const ends = (token: Token | undefined): boolean =>
  token !== undefined &&
  (['number', 'string', 'regex', 'name', 'builtin'].includes(token.kind) ||
    [')', ']', '$', '++', '--'].includes(token.text))

export function tokens(source: string): readonly Token[] {
  const out: Token[] = []
  let at = 0
  let line = 1
  const add = (kind: Token['kind'], text: string, length: number) => {
    out.push({ kind, text, line })
    at += length
  }
  while (at < source.length) {
    const rest = source.slice(at)
    const blank = /^(?:[ \t\r]|\\\r?\n|#[^\n]*)+/.exec(rest)?.[0]
    if (blank !== undefined) {
      line += blank.split('\n').length - 1
      at += blank.length
      continue
    }
    const number = /^(?:0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)/.exec(rest)?.[0]
    const string = /^"((?:[^"\\\n]|\\[^])*)"/.exec(rest)
    const regex = ends(out.at(-1)) ? null : /^\/((?:[^/\\[\n]|\\.|\[\^?\]?(?:[^\]\\\n]|\\.)*\])*)\//.exec(rest)
    const name = /^[A-Za-z_]\w*/.exec(rest)?.[0]
    if (rest[0] === '\n') {
      add('newline', '\n', 1)
      line++
    } else if (number !== undefined) add('number', number, number.length)
    else if (string) add('string', unescaped(string[1]!), string[0].length)
    else if (regex) add('regex', regex[1]!.replace(/\\\//g, '/'), regex[0].length)
    else if (name !== undefined) add(kindOf(name, rest[name.length]), name, name.length)
    else {
      const op = operators.find((each) => rest.startsWith(each)) ?? rest[0]!
      add('op', op === '**' ? '^' : op === '**=' ? '^=' : op, op.length)
    }
  }
  return [...out, { kind: 'end', text: '', line: line + 1 }]
}

const kindOf = (name: string, next: string | undefined): Token['kind'] =>
  keywords.has(name) ? 'keyword' : builtins.has(name) ? 'builtin' : next === '(' ? 'call' : 'name'
