import { complain, isBusybox, orUndefined, put, putBytes } from '../face'
import { filter } from '../filter'
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
 * @fidelity part: -P is the same as -E; no --include-dir, no binary detection
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
}

interface Acc {
  readonly number: number
  readonly found: number
  readonly any: boolean
  readonly recent: readonly Bytes[]
  readonly trail: number
  readonly lastShown: number
}

export const grep = filter<How, Acc>({
  name: 'grep',
  begin: (sys, args) => {
    const options = getopt(
      sys,
      args.map((arg) => (/^-\d+$/.test(arg) ? `-C${arg.slice(1)}` : arg)),
      {
        short: 'EFGPe:f:ivwxclLqonhHsrRm:A:B:C:ayUz',
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
        },
      },
    )
    if (!options) return 2
    const fromFiles = every(options, 'f').flatMap((file) =>
      (orUndefined(() => sys.readFile(file)) ?? '').replace(/\n$/, '').split('\n'),
    )
    const given = has(options, 'e') || has(options, 'f')
    const patterns = given ? [...every(options, 'e').map(utf8), ...fromFiles] : options.operands.slice(0, 1).map(utf8)
    if (patterns.length === 0) return isBusybox(sys) ? misuse(sys, '') : usage(sys)
    const operands = given ? options.operands : options.operands.slice(1)
    const recursive = has(options, 'r') || has(options, 'R')
    const files = recursive
      ? (operands.length > 0 ? operands : ['.']).flatMap((path) => below(sys, options, path))
      : operands
    const how = howOf(
      sys,
      options,
      patterns,
      has(options, 'H') || ((operands.length > 1 || recursive) && !has(options, 'h')),
    )
    if (how === undefined) {
      complain(sys, isBusybox(sys) ? `bad regex '${patterns[0]!}'` : 'Invalid regular expression')
      return 2
    }
    if (recursive && files.length === 0) return 1
    return { files, options: how, acc: { number: 0, found: 0, any: false, recent: [], trail: 0, lastShown: 0 } }
  },
  fileStart: (_sys, _how, acc) => ({ ...acc, number: 0, found: 0, recent: [], trail: 0, lastShown: 0 }),
  line: (sys, how, acc, line, _ended, file) => {
    const number = acc.number + 1
    const here = { ...acc, number }
    if (acc.found >= how.most) return here
    const expression = matcher(how)
    if (expression.test(line) === how.invert) return context(sys, how, here, line, file)
    if (how.show === 'nothing') return { done: 0 }
    return matched(sys, how, here, line, file)
  },
  fileEnd: (sys, how, acc, file) => {
    const label = file === '-' ? '(standard input)' : file
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

function usage(sys: Sys): number {
  sys.write(2, `Usage: grep [OPTION]... PATTERNS [FILE]...\nTry 'grep --help' for more information.\n`)
  return 2
}

const below = (sys: Sys, options: Options, path: string): readonly string[] => {
  const pick = last(options, 'include')
  const wanted =
    pick === undefined
      ? /^/
      : new RegExp(
          `^${pick
            .replace(/[.+^${}()|[\]\\]/g, '\\$&')
            .replace(/\*/g, '.*')
            .replace(/\?/g, '.')}$`,
        )
  const visits = orUndefined(() => walk(sys, path)) ?? [{ path, stat: { kind: 'file' } }]
  return visits
    .filter((visit) => visit.stat.kind === 'file' && wanted.test(visit.path.slice(visit.path.lastIndexOf('/') + 1)))
    .map((visit) => visit.path)
}

function howOf(sys: Sys, options: Options, patterns: readonly string[], named: boolean): How | undefined {
  const extended = has(options, 'E') || has(options, 'P') || sys.argv[0]!.endsWith('egrep')
  const dialect = has(options, 'F') || sys.argv[0]!.endsWith('fgrep') ? 'fixed' : extended ? 'extended' : 'basic'
  const compiled = patterns.map((pattern) => compile(pattern, dialect))
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
    colour: wish === 'always' || ((wish === 'auto' || wish === '') && sys.isatty(1)),
  }
}

const matcher = (how: How): RegExp => new RegExp(how.source, how.flags)

function matched(sys: Sys, how: How, acc: Acc, line: Bytes, file: string): Acc {
  const found = { ...acc, found: acc.found + 1, any: true }
  if (how.show === 'parts') {
    for (const part of line.match(new RegExp(how.source, `${how.flags}g`)) ?? [])
      if (part !== '') putBytes(sys, `${lead(how, found, file, ':')}${part}\n`)
    return found
  }
  if (how.show !== 'lines') return found
  const gap =
    (how.before > 0 || how.after > 0) && acc.lastShown > 0 && acc.number - acc.recent.length > acc.lastShown + 1
  const above = acc.recent
    .map((each, i) => `${lead(how, { ...found, number: acc.number - acc.recent.length + i }, file, '-')}${each}\n`)
    .join('')
  putBytes(sys, `${gap ? '--\n' : ''}${above}${lead(how, found, file, ':')}${painted(how, line)}\n`)
  return { ...found, recent: [], trail: how.after, lastShown: acc.number }
}

const painted = (how: How, line: Bytes) =>
  how.colour && !how.invert
    ? line.replace(new RegExp(how.source, `${how.flags}g`), (part) =>
        part === '' ? '' : `\x1b[01;31m\x1b[K${part}\x1b[m\x1b[K`,
      )
    : line

const lead = (how: How, acc: Acc, file: string, mark: string) =>
  (how.named ? utf8(`${file === '-' ? '(standard input)' : file}${mark}`) : '') +
  (how.numbered ? `${acc.number}${mark}` : '')

function context(sys: Sys, how: How, acc: Acc, line: Bytes, file: string): Acc {
  if (acc.trail > 0 && how.show === 'lines') {
    putBytes(sys, `${lead(how, acc, file, '-')}${line}\n`)
    return { ...acc, trail: acc.trail - 1, lastShown: acc.number }
  }
  return how.before === 0 ? acc : { ...acc, recent: [...acc.recent, line].slice(-how.before) }
}
