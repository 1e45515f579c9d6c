import { baseName, complain, isBusybox, orUndefined, put, putBytes } from '../face'
import { filter, type Done } from '../filter'
import { every, getopt, has, last, type Options } from '../options'
import { misuse } from '../say'
import { walk } from '../coreutils/walk'
import { compile } from './pattern'
import { utf8, type Bytes } from '../../../base/bytes'
import type { Sys } from '../../wire/sys'

/**
 * Lines that match.
 *
 * @models grep(1), busybox findutils/grep.c
 * @fidelity part: -P is JavaScript's expressions; a file is binary by a zero byte in a line
 */
interface How {
  readonly source: string
  readonly flags: string
  readonly invert: boolean
  readonly show: 'lines' | 'count' | 'names' | 'without' | 'nothing' | 'parts'
  readonly named: boolean
  readonly numbered: boolean
  readonly most: number
  readonly before: number
  readonly after: number
  readonly colour: boolean
  /** -b: the offset of the line before it. */
  readonly offsets: boolean
  readonly asText: boolean
  readonly busybox: boolean
}

interface Acc {
  readonly number: number
  readonly found: number
  readonly any: boolean
  readonly recent: readonly Bytes[]
  readonly trail: number
  readonly lastShown: number
  /** Bytes before this line. */
  readonly offset: number
  /** A match in something binary: said once, at the end of the file. */
  readonly binary: boolean
}

const untouched: Acc = {
  number: 0,
  found: 0,
  any: false,
  recent: [],
  trail: 0,
  lastShown: 0,
  offset: 0,
  binary: false,
}

/** What -e and -f name. */
const givenPatterns = (sys: Sys, options: Options): readonly Bytes[] => [
  ...every(options, 'e').map(utf8),
  ...every(options, 'f').flatMap((file) =>
    (orUndefined(() => sys.readFile(file)) ?? '').replace(/\n$/, '').split('\n'),
  ),
]

const known = {
  hint: "Usage: grep [OPTION]... PATTERNS [FILE]...\nTry 'grep --help' for more information.\n",
  short: 'EFGPe:f:ivwxclLqonhHsrRm:A:B:C:ayUzbTI',
  long: {
    'extended-regexp': 'E',
    'fixed-strings': 'F',
    'regexp=': 'e',
    'file=': 'f',
    'ignore-case': 'i',
    'invert-match': 'v',
    'word-regexp': 'w',
    'line-regexp': 'x',
    count: 'c',
    'files-with-matches': 'l',
    'files-without-match': 'L',
    quiet: 'q',
    silent: 'q',
    'only-matching': 'o',
    'line-number': 'n',
    'no-filename': 'h',
    'with-filename': 'H',
    'no-messages': 's',
    recursive: 'r',
    'max-count=': 'm',
    'after-context=': 'A',
    'before-context=': 'B',
    'context=': 'C',
    'color?': 'color',
    'colour?': 'color',
    text: 'a',
    'perl-regexp': 'P',
    'basic-regexp': 'G',
    'line-buffered': 'lb',
    'include=': 'include',
    'exclude=': 'exclude',
    'exclude-dir=': 'xd',
    'dereference-recursive': 'R',
    'byte-offset': 'b',
    'null-data': 'z',
    'binary-files=': 'binary',
    'no-ignore-case': 'nic',
    'label=': 'label',
  },
}

export const grep = filter<How, Acc>({
  name: 'grep',
  begin: (sys, args) => {
    const words = args.map((arg) => (/^-\d+$/.test(arg) ? `-C${arg.slice(1)}` : arg))
    const options = getopt(sys, words, known)
    if (!options) return 2
    if (has(options, 'z')) {
      complain(sys, 'lines that end with a zero byte (-z) are not simulated')
      return 2
    }
    const given = has(options, 'e') || has(options, 'f')
    const patterns = given ? givenPatterns(sys, options) : options.operands.slice(0, 1).map(utf8)
    if (patterns.length === 0) return isBusybox(sys) ? misuse(sys, '', 2) : usage(sys)
    const operands = given ? options.operands : options.operands.slice(1)
    const recursive = has(options, 'r') || has(options, 'R')
    const files = recursive
      ? (operands.length > 0 ? operands : [hereOf(sys)]).flatMap((path) => below(sys, options, path))
      : operands
    const how = howOf(
      sys,
      options,
      patterns,
      has(options, 'H') || ((operands.length > 1 || recursive) && !has(options, 'h')),
    )
    if (how === undefined) {
      complain(sys, isBusybox(sys) ? `bad regex '${patterns[0]!}'` : regexTrouble(patterns, has(options, 'P')))
      return 2
    }
    if (recursive && files.length === 0) return 1
    return { files, options: how, acc: untouched }
  },
  fileStart: (_sys, how, acc) => ({ ...untouched, any: acc.any, lastShown: acc.any && contextual(how) ? -1 : 0 }),
  line: (sys, how, acc, line, _ended, file) => {
    const seen = oneLine(sys, how, { ...acc, number: acc.number + 1 }, line, file)
    return 'done' in seen ? seen : { ...seen, offset: seen.offset + line.length + 1 }
  },
  fileEnd: (sys, how, acc, file) => {
    const label = file === '-' ? '(standard input)' : file
    if (acc.binary) sayBinary(sys, how, label)
    if (how.show === 'count') put(sys, `${how.named ? `${label}:` : ''}${acc.found}\n`)
    if ((how.show === 'names' && acc.found > 0) || (how.show === 'without' && acc.found === 0)) put(sys, `${label}\n`)
    return acc
  },
  refused: (sys, file, reason) => {
    const silent = sys.argv.some((arg) => /^-\w*s/.test(arg) || arg === '--no-messages')
    if (silent || (reason === 'Is a directory' && isBusybox(sys))) return
    complain(sys, `${file}: ${reason}`)
  },
  end: (_sys, _how, acc, failed) => (failed ? 2 : acc.any ? 0 : 1),
})

function oneLine(sys: Sys, how: How, acc: Acc, line: Bytes, file: string): Acc | Done {
  if (acc.found >= how.most) return trailing(sys, how, acc, line, file)
  if (matcher(how).test(line) === how.invert) return context(sys, how, acc, line, file)
  if (how.show === 'nothing') return { done: 0 }
  if (line.includes('\0') && how.show === 'lines' && !how.asText)
    return { ...acc, found: acc.found + 1, any: true, binary: true }
  return matched(sys, how, acc, line, file)
}

/** What regcomp(3) would say; the usual ways to go wrong. */
function regexTrouble(patterns: readonly string[], isPerl: boolean): string {
  const all = patterns.join('')
  if (isPerl) return 'invalid expression'
  const count = (mark: RegExp) => all.match(mark)?.length ?? 0
  const [open, close] = [count(/\(/g), count(/\)/g)]
  if (open !== close) return open > close ? 'Unmatched ( or \\(' : 'Unmatched ) or \\)'
  return all.endsWith('\\') ? 'Trailing backslash' : 'Invalid regular expression'
}

const contextual = (how: How) => how.before > 0 || how.after > 0

/** After the last match that -m allows only its context comes. */
const trailing = (sys: Sys, how: How, acc: Acc, line: Bytes, file: string): Acc =>
  acc.trail > 0 && !matcher(how).test(line) ? context(sys, how, acc, line, file) : { ...acc, trail: 0 }

function sayBinary(sys: Sys, how: How, label: string): void {
  if (how.busybox) put(sys, `Binary file ${label} matches\n`)
  else complain(sys, `${label}: binary file matches`)
}

const hereOf = (sys: Sys) => (isBusybox(sys) ? '.' : '')

function usage(sys: Sys): number {
  sys.write(2, `Usage: grep [OPTION]... PATTERNS [FILE]...\nTry 'grep --help' for more information.\n`)
  return 2
}

const globbed = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replace(/\*/g, '.*')
      .replace(/\?/g, '.')}$`,
  )

/** The files under a directory; where none is named GNU writes their names without `./`. */
const below = (sys: Sys, options: Options, path: string): readonly string[] => {
  const only = every(options, 'include').map(globbed)
  const without = every(options, 'exclude').map(globbed)
  const hidden = every(options, 'xd').map(globbed)
  const matches = (list: readonly RegExp[], name: string) => list.some((each) => each.test(name))
  const wanted = (name: string) => (only.length === 0 || matches(only, name)) && !matches(without, name)
  const visits = orUndefined(() => walk(sys, path === '' ? '.' : path)) ?? [{ path, stat: { kind: 'file' } }]
  return visits.flatMap(({ path: found, stat }) => {
    const shown = path === '' ? found.replace(/^\.\//, '') : found
    const inside = shown.slice(path.length).split('/')
    const skipped = inside.slice(0, -1).some((dir) => matches(hidden, dir))
    return stat.kind === 'file' && wanted(inside.at(-1)! || baseName(found)) && !skipped ? [shown] : []
  })
}

function howOf(sys: Sys, options: Options, patterns: readonly string[], named: boolean): How | undefined {
  const extended = has(options, 'E') || has(options, 'P') || sys.argv[0]!.endsWith('egrep')
  const dialect = has(options, 'F') || sys.argv[0]!.endsWith('fgrep') ? 'fixed' : extended ? 'extended' : 'basic'
  const compiled = patterns.map((pattern) => (has(options, 'P') ? perl(pattern) : compile(pattern, dialect)))
  if (compiled.includes(undefined)) return undefined
  const sources = compiled.map((each) => `(?:${each!.source === '(?:)' ? '' : each!.source})`)
  const body = sources.length === 1 ? sources[0]! : `(?:${sources.join('|')})`
  const source = has(options, 'x') ? `^${body}$` : has(options, 'w') ? `(?<![\\w])${body}(?![\\w])` : body
  const wish = last(options, 'color')
  const context = Number(last(options, 'C') ?? 0)
  return {
    source,
    flags: has(options, 'i') || has(options, 'y') ? 'i' : '',
    invert: has(options, 'v'),
    named,
    show: has(options, 'q')
      ? 'nothing'
      : has(options, 'l')
        ? 'names'
        : has(options, 'L')
          ? 'without'
          : has(options, 'c')
            ? 'count'
            : has(options, 'o')
              ? 'parts'
              : 'lines',
    numbered: has(options, 'n'),
    most: Number(last(options, 'm') ?? Number.MAX_SAFE_INTEGER),
    before: Number(last(options, 'B') ?? context),
    after: Number(last(options, 'A') ?? context),
    offsets: has(options, 'b'),
    asText: has(options, 'a') || last(options, 'binary') === 'text',
    busybox: isBusybox(sys),
    colour: wish === 'always' || ((wish === 'auto' || wish === '') && sys.isatty(1)),
  }
}

/** -P: look-around, classes and lazy repetition are JavaScript's too; \\K is put as a look-behind. */
function perl(pattern: string): RegExp | undefined {
  try {
    const kept = pattern.lastIndexOf('\\K')
    return new RegExp(kept < 0 ? pattern : `(?<=${pattern.slice(0, kept)})${pattern.slice(kept + 2)}`)
  } catch {
    return undefined
  }
}

const matcher = (how: How): RegExp => new RegExp(how.source, how.flags)

function matched(sys: Sys, how: How, acc: Acc, line: Bytes, file: string): Acc {
  const found = { ...acc, found: acc.found + 1, any: true }
  if (how.show === 'parts') {
    for (const [part] of how.invert ? [] : line.matchAll(new RegExp(how.source, `${how.flags}g`)))
      if (part !== '') putBytes(sys, `${lead(how, found, file, ':')}${how.colour ? painted(how, part) : part}\n`)
    return found
  }
  if (how.show !== 'lines') return found
  const first = acc.number - acc.recent.length
  const gap = contextual(how) && (acc.lastShown < 0 || (acc.lastShown > 0 && first > acc.lastShown + 1))
  const above = acc.recent
    .map((each, i) => `${lead(how, { ...found, number: first + i }, file, '-')}${each}\n`)
    .join('')
  putBytes(sys, `${gap ? separator(how) : ''}${above}${lead(how, found, file, ':')}${painted(how, line)}\n`)
  return { ...found, recent: [], trail: how.after, lastShown: acc.number }
}

const coloured = (how: How, code: string, words: string) =>
  how.colour && !how.busybox ? `\x1b[${code}m\x1b[K${words}\x1b[m\x1b[K` : words

const separator = (how: How) => `${coloured(how, '36', '--')}\n`

const painted = (how: How, line: Bytes) =>
  how.colour && !how.invert
    ? line.replace(new RegExp(how.source, `${how.flags}g`), (part) =>
        part === '' ? '' : `\x1b[01;31m\x1b[K${part}\x1b[m\x1b[K`,
      )
    : line

const lead = (how: How, acc: Acc, file: string, mark: string) => {
  const after = coloured(how, '36', mark)
  const name = file === '-' ? '(standard input)' : file
  return (
    (how.named ? utf8(coloured(how, '35', name)) + after : '') +
    (how.numbered ? coloured(how, '32', String(acc.number)) + after : '') +
    (how.offsets ? coloured(how, '32', String(acc.offset)) + after : '')
  )
}

function context(sys: Sys, how: How, acc: Acc, line: Bytes, file: string): Acc {
  if (acc.trail > 0 && how.show === 'lines') {
    putBytes(sys, `${lead(how, acc, file, '-')}${line}\n`)
    return { ...acc, trail: acc.trail - 1, lastShown: acc.number }
  }
  return how.before === 0 ? acc : { ...acc, recent: [...acc.recent, line].slice(-how.before) }
}
