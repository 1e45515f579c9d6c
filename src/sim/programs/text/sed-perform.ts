import type { Bytes } from '../../../base/bytes'
import type { SedCommand } from './sed-script'

/** What each command of sed does to the line and the hold space. */
export interface Run {
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

export type End = 'again' | 'delete' | 'quit' | 'quietQuit' | 'join' | 'next' | undefined

/** The expression, or the last that was used where it is empty. */
export const expressionOf = (run: Run, source: string): string => (run.used = source === '' ? run.used : source)

export function perform(command: SedCommand, pc: number, run: Run, number: number, isLast: boolean): End {
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
