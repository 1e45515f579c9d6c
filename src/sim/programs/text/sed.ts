import { complain, fail, isBusybox, orUndefined, putBytes } from '../face'
import { filter } from '../filter'
import { every, getopt, has } from '../options'
import { usageOf } from '../busybox-usage'
import { utf8, type Bytes } from '../../../base/bytes'
import { parseSed, type SedAddress, type SedCommand } from './sed-script'
import type { Sys } from '../../wire/sys'

/**
 * The stream editor.
 *
 * @models sed(1), POSIX sed
 * @fidelity part: no e, F, R, T, v, W, z; a line is held back to know the last one
 */
interface How {
  readonly script: readonly SedCommand[]
  readonly quiet: boolean
  readonly inPlace: boolean
  readonly suffix: string
  /** -s and -i: the lines of each file are counted by themselves. */
  readonly separate: boolean
  /** What ends a line: a newline, or with -z a zero byte. */
  readonly end: string
}

interface Acc {
  /** The line that was read but not yet worked on: only when another comes is it known not to be the last. */
  readonly waiting?: Bytes
  readonly ended: boolean
  readonly number: number
  readonly hold: Bytes
  /** What N has gathered so far. */
  readonly pattern?: Bytes
  /** Where n and N go on with the next line. */
  readonly resumeAt: number
  /** Ranges that are open, by command. */
  readonly ranges: Readonly<Record<number, number>>
  readonly output: Bytes
  /** The expression that was used last: an empty one means it. */
  readonly used: string
  /** With -z, what has been read. */
  readonly raw: Bytes
}

const fresh: Acc = { ended: true, number: 0, hold: '', ranges: {}, output: '', resumeAt: 0, used: '', raw: '' }

export const sed = filter<How, Acc>({
  name: 'sed',
  begin: (sys, args) => {
    const options = getopt(
      sys,
      args.map((arg) => (/^-i./.test(arg) ? `--in-place=${arg.slice(2)}` : arg)),
      {
        short: 'nEre:f:isuz',
        long: {
          quiet: 'n',
          silent: 'n',
          'regexp-extended': 'E',
          'expression=': 'e',
          'file=': 'f',
          'in-place?': 'i',
          separate: 's',
          unbuffered: 'u',
          'null-data': 'z',
          posix: 'posix',
          debug: 'debug',
        },
      },
    )
    if (!options) return 1
    const lost = every(options, 'f').find((file) => orUndefined(() => sys.readFile(file)) === undefined)
    if (lost !== undefined)
      return isBusybox(sys)
        ? fail(sys, `${lost}: No such file or directory`)
        : fail(sys, `couldn't open file ${lost}: No such file or directory`, 4)
    const files = every(options, 'f').map((file) => sys.readFile(file).replace(/\n$/, ''))
    const given = [...every(options, 'e').map(utf8), ...files]
    const operands = given.length > 0 ? options.operands : options.operands.slice(1)
    if (given.length === 0 && options.operands.length === 0) return usage(sys)
    const script = parseSed(
      given.length > 0 ? given.join('\n') : utf8(options.operands[0]!),
      has(options, 'E') || has(options, 'r'),
    )
    if (typeof script === 'string')
      return fail(sys, isBusybox(sys) ? busyboxTrouble(script, given.join('\n') || options.operands[0]!) : script)
    const how = {
      script,
      quiet: has(options, 'n'),
      inPlace: has(options, 'i'),
      suffix: options.flags['i']?.at(-1) ?? '',
      separate: has(options, 'i') || has(options, 's'),
      end: has(options, 'z') ? '\0' : '\n',
    }
    if (how.inPlace && operands.length === 0) return fail(sys, 'no input files')
    for (const file of script.flatMap(writtenTo)) if (!file.startsWith('/dev/std')) sys.writeFile(file, '')
    return { files: operands, options: how, acc: fresh }
  },
  byLine: (how) => how.end === '\n',
  data: (_sys, how, acc, bytes) => (how.end === '\n' ? acc : { ...acc, raw: acc.raw + bytes }),
  line: (sys, how, acc, line, ended, file) => {
    const next = onward(sys, how, acc, line, ended)
    if ('done' in next && how.inPlace) sys.writeFile(file, next.output)
    return next
  },
  fileEnd: (sys, how, before, file) => {
    const acc = how.end === '\n' ? before : pieces(sys, how, before)
    if (!how.separate) return acc
    const done = acc.waiting === undefined ? acc : cycle(sys, how, acc, true)
    const after = 'done' in done ? { ...acc, output: done.output } : done
    if (!how.inPlace) return fresh
    if (how.suffix !== '') sys.writeFile(file + how.suffix, sys.readFile(file))
    sys.writeFile(file, after.output)
    return fresh
  },
  refused: (sys, file, reason, reading) =>
    complain(
      sys,
      isBusybox(sys)
        ? `${file}: ${reason}`
        : reading
          ? `couldn't edit ${file}: not a regular file`
          : `can't read ${file}: ${reason}`,
    ),
  end: (sys, how, acc, failed) => {
    const done = acc.waiting === undefined || how.inPlace ? acc : cycle(sys, how, acc, true)
    return 'done' in done ? done.done : failed ? (isBusybox(sys) ? 1 : 2) : 0
  },
})

/** Another line has come: the one before it was not the last. */
function onward(sys: Sys, how: How, acc: Acc, line: Bytes, ended: boolean): Acc | Ended {
  const done = acc.waiting === undefined ? acc : cycle(sys, how, acc, false)
  return 'done' in done ? done : { ...done, waiting: line, ended }
}

/** The lines of -z. */
function pieces(sys: Sys, how: How, acc: Acc): Acc {
  const lines = acc.raw.split('\0')
  const last = lines.pop()!
  let at: Acc = { ...acc, raw: '' }
  for (const [i, line] of [...lines, ...(last === '' ? [] : [last])].entries()) {
    const next = onward(sys, how, at, line, i < lines.length)
    if ('done' in next) return { ...fresh }
    at = next
  }
  return at
}

/** BusyBox says less of where it is, and has its own words for the usual troubles. */
function busyboxTrouble(trouble: string, script: string): string {
  const [, at, words = ''] = /char (\d+): (.*)$/.exec(trouble) ?? []
  if (words.startsWith('unterminated')) return `unmatched '${/[sy](.)/.exec(script)?.[1] ?? '/'}'`
  if (words.startsWith('unknown command')) return `unsupported command ${words.slice(-2, -1)}`
  if (words.startsWith('extra characters')) return `unsupported command ${script[Number(at) - 1] ?? ''}`
  return words
}

const writtenTo = (command: SedCommand): readonly string[] =>
  (command.name === 'w' || command.name === 's') && command.words !== '' ? [command.words] : []

function usage(sys: Sys): number {
  if (isBusybox(sys)) sys.write(2, usageOf('sed'))
  else
    sys.write(
      2,
      'Usage: sed [OPTION]... {script-only-if-no-other-script} [input-file]...\n\n  -n, --quiet, --silent\n                 suppress automatic printing of pattern space\n  -e script, --expression=script\n  -i[SUFFIX], --in-place[=SUFFIX]\n  -E, -r, --regexp-extended\n',
    )
  return 1
}

interface Run {
  pattern: Bytes
  hold: Bytes
  ranges: Record<number, number>
  out: Bytes
  /** What comes after the line: text, or a file's. */
  appended: (Bytes | { readonly file: string })[]
  used: string
  written: { readonly file: string; readonly text: Bytes }[]
  end: string
  substituted: boolean
  pc: number
}

interface Ended {
  readonly done: number
  readonly output: Bytes
}

const longest = 100_000

/** One line through the script. */
function cycle(sys: Sys, how: How, acc: Acc, isLast: boolean): Acc | Ended {
  const number = acc.number + 1
  const pattern = acc.pattern === undefined ? acc.waiting! : `${acc.pattern}\n${acc.waiting!}`
  const run: Run = {
    pattern,
    hold: acc.hold,
    ranges: { ...acc.ranges },
    out: '',
    appended: [],
    used: acc.used,
    written: [],
    end: how.end,
    substituted: false,
    pc: acc.resumeAt,
  }
  const end = execute(how, run, number, isLast)
  const shown =
    end === 'delete' || end === 'quietQuit' || end === 'join' || how.quiet
      ? ''
      : `${run.pattern}${isLast && !acc.ended ? '' : how.end}`
  const after = run.appended.map((each) => (typeof each === 'string' ? each : fileText(sys, each.file))).join('')
  const text = run.out + shown + after
  for (const { file, text: words } of run.written) writeOut(sys, file, words)
  if (!how.inPlace) putBytes(sys, text)
  if (end === 'quit' || end === 'quietQuit')
    return { done: Number(how.script[run.pc]!.words || 0), output: acc.output + text }
  const { waiting: _, pattern: __, ...rest } = acc
  return {
    ...rest,
    number,
    hold: run.hold,
    ranges: run.ranges,
    used: run.used,
    output: how.inPlace ? acc.output + text : '',
    resumeAt: end === 'join' || end === 'next' ? run.pc + 1 : 0,
    ...(end === 'join' ? { pattern: run.pattern } : {}),
  }
}

const fileText = (sys: Sys, file: string): Bytes => orUndefined(() => sys.readFile(file)) ?? ''

function writeOut(sys: Sys, file: string, words: Bytes): void {
  if (file === '/dev/stdout' || file === '/dev/stderr') return sys.write(file === '/dev/stdout' ? 1 : 2, words)
  const fd = sys.open(file, { write: true, append: true, create: true })
  sys.write(fd, words)
  sys.close(fd)
}

type End = 'again' | 'delete' | 'quit' | 'quietQuit' | 'join' | 'next' | undefined

function execute(how: How, run: Run, number: number, isLast: boolean): End {
  let turns = 0
  for (let pc = run.pc; pc < how.script.length && turns < longest; turns++) {
    run.pc = pc
    const command = how.script[pc]!
    if (!selected(command, pc, run, number, isLast)) {
      pc = command.name === '{' ? command.jump : pc + 1
      continue
    }
    const end = perform(command, pc, run, number, isLast)
    if (end === 'again') {
      pc = 0
      continue
    }
    if (typeof end === 'string') return end
    const jumps = command.name === 'b' || (command.name === 't' && run.substituted)
    if (command.name === 't') run.substituted = false
    pc = jumps
      ? command.words === ''
        ? how.script.length
        : how.script.findIndex((each) => each.name === ':' && each.words === command.words) + 1
      : pc + 1
  }
  return undefined
}

function matches(address: SedAddress, run: Run, number: number, isLast: boolean): boolean {
  if (address.at === 'line') return number === address.line
  if (address.at === 'last') return isLast
  if (address.at === 'step')
    return address.step === 0
      ? number === address.first
      : number >= address.first && (number - address.first) % address.step === 0
  return address.at === 'match' && new RegExp(expressionOf(run, address.source), address.flags).test(run.pattern)
}

/** The expression, or the last that was used where it is empty. */
const expressionOf = (run: Run, source: string): string => (run.used = source === '' ? run.used : source)

function selected(command: SedCommand, pc: number, run: Run, number: number, isLast: boolean): boolean {
  const { from, to } = command
  if (!from) return !command.negated
  if (!to) return matches(from, run, number, isLast) !== command.negated
  return inRange(from, to, pc, run, number, isLast) !== command.negated
}

/** A range is open from its first line to the line at which its end matches; the number kept is the last line, or 0 for "until a match". */
function inRange(from: SedAddress, to: SedAddress, pc: number, run: Run, number: number, isLast: boolean): boolean {
  const open = run.ranges[pc]
  if (open === undefined) {
    // 0,/x/ may end at the first line already.
    if (from.at === 'line' && from.line === 0 && number === 1) {
      if (!matches(to, run, number, isLast)) run.ranges[pc] = 0
      return true
    }
    if (!matches(from, run, number, isLast)) return false
    const until = to.at === 'line' ? to.line : to.at === 'count' ? number + to.count : 0
    if (until === 0 ? !isLast || to.at !== 'last' : until > number) run.ranges[pc] = until
    return true
  }
  if (open > 0 ? number >= open : matches(to, run, number, isLast)) delete run.ranges[pc]
  return open === 0 || number <= open
}

function perform(command: SedCommand, pc: number, run: Run, number: number, isLast: boolean): End {
  switch (command.name) {
    case 's':
      return void substitute(command, run)
    case 'y':
      return void (run.pattern = [...run.pattern]
        .map((char) => (command.source.includes(char) ? command.replacement[command.source.indexOf(char)]! : char))
        .join(''))
    case 'p':
      return void (run.out += run.pattern + run.end)
    case 'l':
      return void (run.out += `${unambiguous(run.pattern)}\n`)
    case 'r':
      return void run.appended.push({ file: command.words })
    case 'w':
      return void run.written.push({ file: command.words, text: `${run.pattern}\n` })
    case 'P':
      return void (run.out += `${run.pattern.split('\n')[0]!}\n`)
    case '=':
      return void (run.out += `${number}\n`)
    case 'd':
      return 'delete'
    case 'D':
      if (!run.pattern.includes('\n')) return 'delete'
      run.pattern = run.pattern.slice(run.pattern.indexOf('\n') + 1)
      return 'again'
    case 'a':
      return void run.appended.push(command.words)
    case 'i':
      return void (run.out += command.words)
    case 'c':
      // A range is replaced as a whole.
      if (!command.to || command.negated || run.ranges[pc] === undefined) run.out += command.words
      return 'delete'
    case 'g':
      return void (run.pattern = run.hold)
    case 'G':
      return void (run.pattern += `\n${run.hold}`)
    case 'h':
      return void (run.hold = run.pattern)
    case 'H':
      return void (run.hold += `\n${run.pattern}`)
    case 'x':
      return void ([run.pattern, run.hold] = [run.hold, run.pattern])
    case 'N':
      return isLast ? 'quit' : 'join'
    case 'n':
      return isLast ? 'quit' : 'next'
    case 'q':
      return 'quit'
    case 'Q':
      return 'quietQuit'
    default:
      return undefined
  }
}

function substitute(command: SedCommand, run: Run): void {
  const global = command.flags.includes('g')
  let seen = 0
  let changed = false
  const expression = new RegExp(expressionOf(run, command.source), `g${command.flags.replace('g', '')}`)
  const after = run.pattern.replace(expression, (...found) => {
    const groups = found.slice(
      0,
      found.findIndex((each) => typeof each === 'number'),
    ) as string[]
    seen++
    if (global ? seen < command.nth : seen !== command.nth) return groups[0]!
    changed = true
    return filledIn(command.replacement, groups)
  })
  if (!changed) return
  run.pattern = after
  run.substituted = true
  if (command.print) run.out += run.pattern + run.end
  if (command.words !== '') run.written.push({ file: command.words, text: `${run.pattern}\n` })
}

const shortForms: Readonly<Record<string, string>> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
}

/** `l`: every byte visible, folded at 69. */
const unambiguous = (line: Bytes): Bytes => {
  const marks = [...line].map(
    (char) => shortForms[char] ?? (/[ -~]/.test(char) ? char : `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`),
  )
  let out = ''
  let width = 0
  for (const mark of marks) {
    if (width + mark.length > 69) {
      out += '\\\n'
      width = 0
    }
    out += mark
    width += mark.length
  }
  return `${out}$`
}

function filledIn(template: Bytes, groups: readonly string[]): Bytes {
  let mode = ''
  let once = ''
  const cased = (words: string): string => {
    const all = mode === 'U' ? words.toUpperCase() : mode === 'L' ? words.toLowerCase() : words
    if (once === '' || all === '') return all
    const first = once === 'u' ? all[0]!.toUpperCase() : all[0]!.toLowerCase()
    once = ''
    return first + all.slice(1)
  }
  return template.replace(/\\([^])|(&)|([^\\&]+)/g, (_, escaped?: string, whole?: string, rest?: string) => {
    if (escaped !== undefined && 'ULE'.includes(escaped)) {
      mode = escaped === 'E' ? '' : escaped
      return ''
    }
    if (escaped === 'u' || escaped === 'l') {
      once = escaped
      return ''
    }
    if (whole !== undefined) return cased(groups[0]!)
    if (rest !== undefined) return cased(rest)
    if (/\d/.test(escaped!)) return cased(groups[Number(escaped)] ?? '')
    return cased(({ n: '\n', t: '\t', r: '\r' } as Readonly<Record<string, string>>)[escaped!] ?? escaped!)
  })
}
