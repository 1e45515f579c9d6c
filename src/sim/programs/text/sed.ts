import { complain, fail, isBusybox, orUndefined, put, putBytes } from '../face'
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
 * @fidelity part: s y p d D n N g G h H x P a i c q Q = b t : { }; no w, no r; a line is held back to know the last one
 */
interface How {
  readonly script: readonly SedCommand[]
  readonly quiet: boolean
  readonly inPlace: boolean
  readonly suffix: string
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
}

const fresh: Acc = { ended: true, number: 0, hold: '', ranges: {}, output: '', resumeAt: 0 }

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
        },
      },
    )
    if (!options) return 1
    const files = every(options, 'f').map((file) => orUndefined(() => sys.readFile(file)) ?? '')
    const given = [...every(options, 'e').map(utf8), ...files]
    const operands = given.length > 0 ? options.operands : options.operands.slice(1)
    if (given.length === 0 && options.operands.length === 0) return usage(sys)
    const script = parseSed(
      given.length > 0 ? given.join('\n') : utf8(options.operands[0]!),
      has(options, 'E') || has(options, 'r'),
    )
    if (typeof script === 'string') return fail(sys, isBusybox(sys) ? script.replace(/^.*char \d+: /, '') : script)
    const how = {
      script,
      quiet: has(options, 'n'),
      inPlace: has(options, 'i'),
      suffix: options.flags['i']?.at(-1) ?? '',
    }
    if (how.inPlace && operands.length === 0) return fail(sys, 'no input files')
    return { files: operands, options: how, acc: fresh }
  },
  line: (sys, how, acc, line, ended) => {
    const done = acc.waiting === undefined ? acc : cycle(sys, how, acc, false)
    return 'done' in done ? done : { ...done, waiting: line, ended }
  },
  fileEnd: (sys, how, acc, file) => {
    if (!how.inPlace) return acc
    const done = acc.waiting === undefined ? acc : cycle(sys, how, acc, true)
    const after = 'done' in done ? acc : done
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

function usage(sys: Sys): number {
  if (isBusybox(sys)) sys.write(2, usageOf('sed'))
  else
    put(
      sys,
      'Usage: sed [OPTION]... {script-only-if-no-other-script} [input-file]...\n\n  -n, --quiet, --silent\n                 suppress automatic printing of pattern space\n  -e script, --expression=script\n  -i[SUFFIX], --in-place[=SUFFIX]\n  -E, -r, --regexp-extended\n',
    )
  return 1
}

interface Run {
  pattern: Bytes
  hold: Bytes
  ranges: Record<number, number>
  out: Bytes
  appended: Bytes
  substituted: boolean
  pc: number
}

const longest = 100_000

/** One line through the script. */
function cycle(sys: Sys, how: How, acc: Acc, isLast: boolean): Acc | { readonly done: number } {
  const number = acc.number + 1
  const pattern = acc.pattern === undefined ? acc.waiting! : `${acc.pattern}\n${acc.waiting!}`
  const run: Run = {
    pattern,
    hold: acc.hold,
    ranges: { ...acc.ranges },
    out: '',
    appended: '',
    substituted: false,
    pc: acc.resumeAt,
  }
  const end = execute(how, run, number, isLast)
  const shown =
    end === 'delete' || end === 'quietQuit' || end === 'join' || how.quiet
      ? ''
      : `${run.pattern}${isLast && !acc.ended ? '' : '\n'}`
  const text = run.out + shown + run.appended
  if (!how.inPlace) putBytes(sys, text)
  if (end === 'quit' || end === 'quietQuit') return { done: 0 }
  const { waiting: _, pattern: __, ...rest } = acc
  return {
    ...rest,
    number,
    hold: run.hold,
    ranges: run.ranges,
    output: how.inPlace ? acc.output + text : '',
    resumeAt: end === 'join' || end === 'next' ? run.pc + 1 : 0,
    ...(end === 'join' ? { pattern: run.pattern } : {}),
  }
}

type End = 'delete' | 'quit' | 'quietQuit' | 'join' | 'next' | undefined

function execute(how: How, run: Run, number: number, isLast: boolean): End {
  let turns = 0
  for (let pc = run.pc; pc < how.script.length && turns < longest; turns++) {
    run.pc = pc
    const command = how.script[pc]!
    if (!selected(command, pc, run, number, isLast)) {
      pc = command.name === '{' ? command.jump : pc + 1
      continue
    }
    const end = perform(command, run, number, isLast)
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
  return address.at === 'match' && new RegExp(address.source, address.flags).test(run.pattern)
}

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
    if (!matches(from, run, number, isLast)) return false
    const until = to.at === 'line' ? to.line : to.at === 'count' ? number + to.count : 0
    if (until === 0 ? !isLast || to.at !== 'last' : until > number) run.ranges[pc] = until
    return true
  }
  if (open > 0 ? number >= open : matches(to, run, number, isLast)) delete run.ranges[pc]
  return open === 0 || number <= open
}

function perform(command: SedCommand, run: Run, number: number, isLast: boolean): End {
  switch (command.name) {
    case 's':
      return void substitute(command, run)
    case 'y':
      return void (run.pattern = [...run.pattern]
        .map((char) => (command.source.includes(char) ? command.replacement[command.source.indexOf(char)]! : char))
        .join(''))
    case 'p':
      return void (run.out += `${run.pattern}\n`)
    case 'P':
      return void (run.out += `${run.pattern.split('\n')[0]!}\n`)
    case '=':
      return void (run.out += `${number}\n`)
    case 'd':
      return 'delete'
    case 'D':
      return 'delete'
    case 'a':
      return void (run.appended += command.words)
    case 'i':
      return void (run.out += command.words)
    case 'c':
      run.out += command.words
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
      return isLast ? undefined : 'join'
    case 'n':
      return isLast ? undefined : 'next'
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
  const after = run.pattern.replace(new RegExp(command.source, `g${command.flags.replace('g', '')}`), (...found) => {
    const groups = found.slice(
      0,
      found.findIndex((each) => typeof each === 'number'),
    ) as string[]
    seen++
    if (global ? seen < command.nth : seen !== command.nth) return groups[0]!
    run.substituted = true
    return filledIn(command.replacement, groups)
  })
  run.pattern = after
  if (command.print && run.substituted) run.out += `${run.pattern}\n`
}

function filledIn(template: Bytes, groups: readonly string[]): Bytes {
  let mode = ''
  return template.replace(/\\([^])|(&)|([^\\&]+)/g, (_, escaped?: string, whole?: string, rest?: string) => {
    if (escaped !== undefined && 'ULE'.includes(escaped)) {
      mode = escaped === 'E' ? '' : escaped
      return ''
    }
    const words =
      whole !== undefined
        ? groups[0]!
        : rest !== undefined
          ? rest
          : /\d/.test(escaped!)
            ? (groups[Number(escaped)] ?? '')
            : escaped === 'n'
              ? '\n'
              : escaped === 't'
                ? '\t'
                : escaped!
    return mode === 'U' ? words.toUpperCase() : mode === 'L' ? words.toLowerCase() : words
  })
}
