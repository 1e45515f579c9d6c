import type { Bytes } from '../../../base/bytes'
import type { Sys } from '../../wire/sys'
import { orUndefined, putBytes } from '../face'
import { expressionOf, perform, type End, type Run } from './sed-perform'
import type { SedAddress, SedCommand } from './sed-script'

/** One line through sed's commands after the other: what is read, what is written, where it ends. */
export interface How {
  readonly script: readonly SedCommand[]
  readonly quiet: boolean
  readonly inPlace: boolean
  readonly suffix: string
  /** -s and -i: the lines of each file are counted by themselves. */
  readonly separate: boolean
  /** What ends a line: a newline, or with -z a zero byte. */
  readonly end: string
}

export interface Acc {
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

export const fresh: Acc = { ended: true, number: 0, hold: '', ranges: {}, output: '', resumeAt: 0, used: '', raw: '' }

export interface Ended {
  readonly done: number
  readonly output: Bytes
}

const longest = 100_000

/** One line through the script. */
export function cycle(sys: Sys, how: How, acc: Acc, isLast: boolean): Acc | Ended {
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
