import * as fc from 'fast-check'

/**
 * Random shell scripts: by the grammar (most of them run), and as loose tokens and bytes (most of them do not).
 * They only touch the directory that they run in, never run for long, and start no program that is not harmless.
 */
const name = fc.constantFrom('x', 'y', 'z', 'a', 'i')
const plain = fc.constantFrom(
  'a',
  'b1',
  'foo',
  'x=y',
  '-n',
  '0',
  '7',
  '-3',
  'in.txt',
  'd/x',
  '*',
  '*.txt',
  '?n*',
  '~',
  '{a,b}',
  '{1..3}',
  "'a  b'",
  '"q r"',
  "$'t\\tu'",
  '\\$x',
  'é',
  '""',
  '[ab]*',
  'a:b',
)

const number = fc.constantFrom('0', '1', '2', '3', '10', '-1', '010', '0x1f', 'x', 'i', 'y', '$x', '${#x}')
const sum: fc.Arbitrary<string> = fc.letrec<{ sum: string }>((tie) => ({
  sum: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    number,
    fc
      .tuple(
        tie('sum'),
        fc.constantFrom('+', '-', '*', '/', '%', '<', '>', '==', '!=', '&&', '||', '&', '|', '^', '<<', ','),
        tie('sum'),
      )
      .map((p) => p.join('')),
    tie('sum').map((s) => `(${s})`),
    fc.tuple(fc.constantFrom('-', '!', '~', '+'), tie('sum')).map(([o, s]) => `${o}(${s})`),
    fc
      .tuple(fc.constantFrom('x', 'i'), fc.constantFrom('=', '+=', '*=', '|='), tie('sum'))
      .map(([n, o, s]) => `(${n}${o}${s})`),
    fc.constantFrom('x++', '++i', 'y--', 'a[0]', 'a[i]'),
    fc.tuple(tie('sum'), tie('sum'), tie('sum')).map(([a, b, c]) => `(${a}?${b}:${c})`),
  ),
})).sum

const operator = fc.constantFrom(
  ':-d',
  '-d',
  ':+s',
  '+s',
  ':=v',
  '#a',
  '##*o',
  '%b',
  '%%o*',
  '/o/0',
  '//a/_',
  '/#f/F',
  '/%o',
  '^',
  '^^',
  ',',
  ',,',
  ':1',
  ':0:2',
  ': -2',
  ':1:-1',
  '@Q',
  '@U',
  '@a',
  '[0]',
  '[@]',
  '[*]',
  '[1]',
  '[@]:1',
  '[@]#a',
  '[-1]',
  ':-"p q"',
  ":-'r  s'",
  ':-$y',
  ':-${y:-z}',
)
const expansion: fc.Arbitrary<string> = fc.oneof(
  name.map((n) => `$${n}`),
  fc.tuple(name, operator).map(([n, o]) => `\${${n}${o}}`),
  fc.constantFrom(
    '$1',
    '$@',
    '$*',
    '$#',
    '$?',
    '"$@"',
    '"$*"',
    '${#x}',
    '${#a[@]}',
    '${!a[@]}',
    '${!x}',
    '${@:2}',
    '${#}',
    '${x',
    '$-',
  ),
  sum.map((s) => `$((${s}))`),
)

interface Parts {
  readonly word: string
  readonly command: string
  readonly list: string
}

const parts = fc.letrec<Parts>((tie) => ({
  word: fc.oneof(
    { maxDepth: 3 },
    plain,
    expansion,
    expansion.map((e) => `"${e.replace(/"/g, '')}"`),
    fc.tuple(plain, expansion).map((p) => p.join('')),
    tie('command').map((c) => `$(${c})`),
    tie('command').map((c) => `"$(${c})"`),
  ),
  command: fc.oneof(
    { maxDepth: 4 },
    fc.array(tie('word'), { maxLength: 3 }).map((w) => ['echo', ...w].join(' ')),
    fc.array(tie('word'), { maxLength: 4 }).map((w) => `printf '<%s>' ${w.join(' ')}; echo`),
    fc.tuple(name, tie('word')).map(([n, w]) => `${n}=${w}`),
    fc.tuple(name, fc.array(tie('word'), { maxLength: 3 })).map(([n, w]) => `${n}=(${w.join(' ')})`),
    fc.tuple(name, tie('word')).map(([n, w]) => `${n}+=${w}`),
    fc.constantFrom(
      'true',
      'false',
      ':',
      'shift',
      'set -- p "q r" s',
      'unset x',
      'unset a',
      'read x < in.txt',
      'cd d',
      'cd nope',
      'return 3',
      'break',
      'continue',
      'f 1 2',
      'set -u',
      'set -e',
      'set -f',
      'shopt -s nullglob',
      'IFS=:',
      'local x=l',
      'declare -i i',
      'export y',
      'declare -p x',
      'nosuch',
      'exit 4',
      'trap "echo T" EXIT',
      'eval "echo $x"',
      'let x+=1',
      'test -n "$x"',
      'echo >&2',
      'getopts ab: o -a',
      'type f',
      'alias q=r',
      'umask',
      'set -o pipefail',
      'declare -A z',
      'readonly y',
    ),
    fc
      .tuple(tie('word'), fc.constantFrom('=', '!=', '-eq', '<', '=='), tie('word'))
      .map(([l, o, r]) => `[[ ${l} ${o} ${r} ]]`),
    fc.tuple(tie('word'), fc.constantFrom('=', '!=', '-lt'), tie('word')).map(([l, o, r]) => `[ ${l} ${o} ${r} ]`),
    sum.map((s) => `((${s}))`),
    fc.tuple(tie('list'), tie('list'), tie('list')).map(([t, y, n]) => `if ${t}; then ${y}; else ${n}; fi`),
    fc
      .tuple(name, fc.array(tie('word'), { maxLength: 3 }), tie('list'))
      .map(([n, w, b]) => `for ${n} in ${w.join(' ')}; do ${b}; done`),
    tie('list').map((b) => `for ((j=0;j<2;j++)); do ${b}; done`),
    fc
      .tuple(tie('word'), plain, tie('list'), tie('list'))
      .map(([w, p, b, c]) => `case ${w} in ${p}) ${b};; *) ${c};; esac`),
    tie('list').map((b) => `f() { ${b}; }`),
    tie('list').map((b) => `( ${b} )`),
    tie('list').map((b) => `{ ${b}; }`),
    fc
      .tuple(tie('command'), fc.constantFrom('> o', '2>/dev/null', '2>&1', '< in.txt', '>> o', '<<< "$x w"'))
      .map((p) => p.join(' ')),
    fc.tuple(tie('command'), tie('command')).map(([l, r]) => `${l} | { cat; ${r}; }`),
    fc.tuple(fc.constantFrom('!', ''), tie('command')).map((p) => p.join(' ').trim()),
  ),
  list: fc
    .array(fc.tuple(tie('command'), fc.constantFrom('; ', ' && ', ' || ', '\n')), { minLength: 1, maxLength: 3 })
    .map((all) => all.map(([c, sign], i) => (i < all.length - 1 ? c + sign : c)).join('')),
}))

/** Scripts that bash's grammar makes. */
export const script: fc.Arbitrary<string> = fc
  .array(parts.list, { minLength: 1, maxLength: 4 })
  .map((all) => all.join('\n'))

const token = fc.oneof(
  fc.constantFrom(
    'if',
    'then',
    'fi',
    'else',
    'elif',
    'for',
    'in',
    'do',
    'done',
    'while',
    'until',
    'case',
    'esac',
    'select',
    'function',
    'time',
    'coproc',
    '{',
    '}',
    '(',
    ')',
    '((',
    '))',
    '[[',
    ']]',
    '!',
    ';',
    ';;',
    ';&',
    '&',
    '&&',
    '|',
    '||',
    '|&',
    '<',
    '>',
    '>>',
    '<<',
    '<<<',
    '<&',
    '>&',
    '&>',
    '<(',
    '>(',
    '$(',
    '${',
    '$((',
    '`',
    '"',
    "'",
    "$'",
    '\\',
    '\n',
    '\t',
    ' ',
    '#',
    '=',
    '+=',
    '[',
    ']',
    '*',
    '?',
    '@(',
    '!(',
    '~',
    '{a,b',
    '..',
    '$',
    '$x',
    '${x:',
    '${x[',
    '$@',
    '%',
    'x',
    'a=',
    'a=(',
    'EOF',
    'echo',
    'eval',
    'exec',
    'set -x',
    'trap',
    '.',
    '-',
    '1',
    '2>&1',
    'é',
    '\u{1f600}',
    '\x01',
    '\x7f',
  ),
  plain,
  expansion,
)

/** Tokens in any order: what is left of a script that was cut and pasted badly. */
export const rubble: fc.Arbitrary<string> = fc
  .array(fc.tuple(token, fc.constantFrom('', ' ', '', ' ', '\n')), { maxLength: 25 })
  .map((all) => all.flat().join(''))

/** Bytes. */
export const noise: fc.Arbitrary<string> = fc
  .uint8Array({ maxLength: 60 })
  .map((bytes) => Array.from(bytes, (b) => String.fromCharCode(b)).join(''))
