import { compile } from '../text/pattern'

/** find's words: which tests and actions they are. */
export type Test =
  | { readonly is: 'and' | 'or'; readonly left: Test; readonly right: Test }
  | { readonly is: 'not'; readonly of: Test }
  | { readonly is: 'name'; readonly pattern: string; readonly flags: string; readonly whole: boolean }
  | {
      readonly is: 'number'
      readonly what: Numbered
      readonly sign: number
      readonly value: number
      readonly unit: number
    }
  | { readonly is: 'word'; readonly what: Worded; readonly word: string }
  | { readonly is: Plain }
  | { readonly is: 'printf'; readonly format: string }
  | { readonly is: 'exec'; readonly argv: readonly string[]; readonly all: boolean; readonly within: boolean }

type Worded = 'newermt' | 'type' | 'user' | 'group' | 'perm' | 'newer' | 'access' | 'orphan'
type Plain = 'empty' | 'true' | 'false' | 'print' | 'print0' | 'delete' | 'ls' | 'prune' | 'quit'

type Numbered = 'size' | 'mtime' | 'mmin' | 'links' | 'inum' | 'uid' | 'gid'

const actions = new Set(['print', 'print0', 'printf', 'delete', 'exec', 'ls', 'quit'])

export interface Order {
  readonly argv: readonly string[]
  /** -execdir: where it runs. */
  readonly cwd?: string
}

export interface Parsed {
  readonly test: Test
  readonly deepest: number
  readonly least: number
  readonly deepFirst: boolean
}

export function parse(words: readonly string[]): Parsed | string {
  const rest = [...words]
  const limit = { deepest: Infinity, least: 0, depth: false }
  const disjunction = (): Test | string => {
    const left = conjunction()
    if (typeof left === 'string' || (rest[0] !== '-o' && rest[0] !== '-or')) return left
    rest.shift()
    const right = disjunction()
    return typeof right === 'string' ? right : { is: 'or', left, right }
  }
  const conjunction = (): Test | string => {
    const left = primary()
    if (typeof left === 'string') return left
    if (rest[0] === '-a' || rest[0] === '-and') rest.shift()
    if (rest.length === 0 || rest[0] === ')' || rest[0] === '-o' || rest[0] === '-or') return left
    const right = conjunction()
    return typeof right === 'string' ? right : { is: 'and', left, right }
  }
  const primary = (): Test | string => {
    const word = rest.shift()!
    if (word === '!' || word === '-not') {
      const of = primary()
      return typeof of === 'string' ? of : { is: 'not', of }
    }
    if (word === '(') {
      const inner = disjunction()
      return rest.shift() === ')'
        ? inner
        : "invalid expression; I was expecting to find a ')' somewhere but did not see one."
    }
    return predicate(word, rest, limit)
  }
  const test = rest.length === 0 ? ({ is: 'true' } as const) : disjunction()
  if (typeof test === 'string') return test
  if (rest.length > 0) return `paths must precede expression: \`${rest[0]}'`
  const whole: Test = acts(test) ? test : { is: 'and', left: test, right: { is: 'print' } }
  return {
    test: whole,
    deepest: limit.deepest,
    least: limit.least,
    deepFirst: limit.depth || words.includes('-delete'),
  }
}

const acts = (test: Test): boolean =>
  'left' in test ? acts(test.left) || acts(test.right) : test.is === 'not' ? acts(test.of) : actions.has(test.is)

const plains = ['print', 'print0', 'delete', 'ls', 'empty', 'true', 'false', 'prune', 'quit']

/** Those that take a word after them. */
const valued = new Set(
  'maxdepth mindepth name iname path ipath wholename regex iregex type user group perm newer size mtime mmin ctime cmin atime amin links inum uid gid printf newermt'.split(
    ' ',
  ),
)

function predicate(
  word: string,
  rest: string[],
  limit: { deepest: number; least: number; depth: boolean },
): Test | string {
  const name = word.slice(1)
  if (plains.includes(name)) return { is: name as Plain }
  if (name === 'depth') {
    limit.depth = true
    return { is: 'true' }
  }
  if (name === 'xdev' || name === 'mount' || name === 'noleaf' || name === 'follow') return { is: 'true' }
  if (name === 'exec' || name === 'execdir') return execution(rest, name === 'execdir')
  const access = { readable: 'r', writable: 'w', executable: 'x' }[name]
  if (access !== undefined) return { is: 'word', what: 'access', word: access }
  if (name === 'nouser' || name === 'nogroup') return { is: 'word', what: 'orphan', word: name }
  if (name === 'daystart' || name === 'warn' || name === 'nowarn' || name === 'ignore_readdir_race')
    return { is: 'true' }
  if (!valued.has(name)) return `unknown predicate \`${word}'`
  const value = rest.shift()
  if (value === undefined) return `missing argument to \`${word}'`
  if (name === 'maxdepth' || name === 'mindepth') {
    limit[name === 'maxdepth' ? 'deepest' : 'least'] = Number(value)
    return { is: 'true' }
  }
  if (name === 'name' || name === 'iname' || name === 'path' || name === 'ipath' || name === 'wholename')
    return {
      is: 'name',
      pattern: globbed(value),
      flags: name.startsWith('i') ? 'i' : '',
      whole: name.endsWith('path') || name === 'wholename',
    }
  if (name === 'regex' || name === 'iregex') {
    const expression = compile(value, 'basic')?.source
    if (expression === undefined) return `invalid regular expression: ${value}`
    return { is: 'name', pattern: `^(?:${expression})$`, flags: name.startsWith('i') ? 'i' : '', whole: true }
  }
  if (name === 'printf') return { is: 'printf', format: value }
  const wrong = name === 'type' ? value.split(',').find((kind) => !/^[bcdpfls]$/.test(kind)) : undefined
  if (wrong !== undefined) return `Unknown argument to -type: ${wrong}`
  if (
    name === 'type' ||
    name === 'user' ||
    name === 'group' ||
    name === 'perm' ||
    name === 'newer' ||
    name === 'newermt'
  )
    return { is: 'word', what: name, word: value }
  return numbered(({ ctime: 'mtime', atime: 'mtime', cmin: 'mmin', amin: 'mmin' }[name] ?? name) as Numbered, value)
}

function execution(rest: string[], within: boolean): Test | string {
  const end = rest.findIndex((word, i) => word === ';' || (word === '+' && rest[i - 1] === '{}'))
  if (end < 0) return "missing argument to `-exec'"
  const all = rest[end] === '+'
  const argv = rest.splice(0, end + 1).slice(0, -1)
  return { is: 'exec', argv, all, within }
}

const units: Readonly<Record<string, number>> = { c: 1, w: 2, b: 512, k: 1024, M: 1_048_576, G: 1_073_741_824, '': 512 }

function numbered(what: Numbered, word: string): Test | string {
  const match = /^([-+]?)(\d+)([cwbkMG]?)$/.exec(word)
  if (!match) return `invalid argument \`${word}' to \`-${what}'`
  const unit = what === 'size' ? units[match[3]!]! : what === 'mtime' ? 86_400 : what === 'mmin' ? 60 : 1
  return { is: 'number', what, sign: match[1] === '+' ? 1 : match[1] === '-' ? -1 : 0, value: Number(match[2]), unit }
}

/** A shell pattern as an expression. */
const globbed = (pattern: string): string =>
  `^${pattern
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.')
    .replace(/\[!/g, '[^')}$`
