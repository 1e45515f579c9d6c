import { text, type Bytes } from '../../../base/bytes'
import type { Sys } from '../../wire/sys'
import { complain, fail, isBusybox, putBytes } from '../face'
import { filter } from '../filter'
import { every, getopt, has, last, type Options } from '../options'
import { quote } from '../say'

interface SortHow {
  readonly keys: readonly SortKey[]
  readonly separator?: string
  readonly unique: boolean
  readonly reverse: boolean
  readonly stable: boolean
  readonly check: boolean
  /** -C: whether only the status says it. */
  readonly quiet: boolean
  readonly merge: boolean
  /** What ends a line: a newline, or with -z a zero byte. */
  readonly end: string
  /** The first file, for the complaint of -c. */
  readonly file: string
  readonly output?: string
}

interface SortKey {
  readonly from: readonly [field: number, char: number]
  readonly to?: readonly [field: number, char: number]
  readonly how: string
}

const known = {
  short: 'nrufbhVgMdiscCk:t:o:mzRS:T:',
  long: {
    'numeric-sort': 'n',
    reverse: 'r',
    unique: 'u',
    'ignore-case': 'f',
    'human-numeric-sort': 'h',
    'version-sort': 'V',
    'key=': 'k',
    'field-separator=': 't',
    'output=': 'o',
    stable: 's',
    'check?': 'c',
    'random-sort': 'R',
    'month-sort': 'M',
    'ignore-leading-blanks': 'b',
    'dictionary-order': 'd',
    merge: 'm',
    'zero-terminated': 'z',
    'parallel=': 'parallel',
    'buffer-size=': 'S',
    'temporary-directory=': 'T',
  },
}

/**
 * Lines in order.
 *
 * @models coreutils src/sort.c
 * @fidelity part: -n -h -V -M -r -u -k -t -f -b -o -c -m -z; byte order always
 */
export const sort = filter<SortHow, readonly Bytes[]>({
  name: 'sort',
  begin: (sys, args) => {
    const options = getopt(sys, args, known)
    if (!options) return isBusybox(sys) ? 1 : 2
    const zero = every(options, 'k').find((word) => /^0|,0/.test(word))
    if (zero !== undefined) return fail(sys, `field number is zero: invalid field specification ${quote(sys, zero)}`, 2)
    return { files: options.operands, options: howOf(options), acc: [] }
  },
  data: (_sys, _how, acc, bytes) => [...acc, bytes],
  fileEnd: (_sys, how, acc) => {
    const ended = acc.length === 0 || acc.at(-1)!.endsWith(how.end) ? acc : [...acc, how.end]
    return how.merge && ended.length > 0 ? [...ended, endOfFile] : ended
  },
  refused: (sys, file, reason) =>
    complain(sys, isBusybox(sys) ? `${file}: ${reason}` : `cannot read: ${file}: ${reason}`),
  end: (sys, how, chunks, failed) => {
    if (failed) return 2
    const order = comparison(how)
    const full = (a: string, b: string) =>
      order(a, b) || (how.stable || how.unique ? 0 : how.reverse ? compareBytes(b, a) : compareBytes(a, b))
    const split = (part: readonly Bytes[]) => part.join('').split(how.end).slice(0, -1)
    const acc = how.merge ? [] : split(chunks)
    const sorted = how.merge ? merged(filesOf(chunks).map(split), full) : [...acc].sort(full)
    if (how.check) return inOrder(sys, how, acc, order)
    const kept = how.unique ? sorted.filter((line, i) => i === 0 || order(sorted[i - 1]!, line) !== 0) : sorted
    const out = kept.map((line) => line + how.end).join('')
    if (how.output === undefined) putBytes(sys, out)
    else sys.writeFile(how.output, out)
    return 0
  },
})

function howOf(options: Options): SortHow {
  const flags = [...'nfbhVgMdi'].filter((flag) => has(options, flag)).join('')
  const keys = every(options, 'k').map((word) => keyOf(word, flags, has(options, 'r')))
  const separator = last(options, 't')
  const output = last(options, 'o')
  const whole: SortKey = { from: [1, 1], how: flags + (has(options, 'r') ? 'r' : '') }
  return {
    keys: keys.length > 0 ? keys : [whole],
    unique: has(options, 'u'),
    reverse: has(options, 'r'),
    stable: has(options, 's'),
    check: has(options, 'c') || has(options, 'C'),
    quiet: has(options, 'C') || /^(quiet|silent)$/.test(last(options, 'c') ?? ''),
    merge: has(options, 'm'),
    end: has(options, 'z') ? '\0' : '\n',
    file: options.operands[0] ?? '-',
    ...(separator === undefined ? {} : { separator: separator === '\\t' ? '\t' : separator }),
    ...(output === undefined ? {} : { output }),
  }
}

/** With -m, a mark between what came from one file and the next: no chunk of a file is empty. */
const endOfFile = ''

function filesOf(chunks: readonly Bytes[]): readonly (readonly Bytes[])[] {
  const out: Bytes[][] = [[]]
  for (const chunk of chunks) {
    if (chunk === endOfFile) out.push([])
    else out.at(-1)!.push(chunk)
  }
  return out
}

/** The least of the first lines each time, the earlier file's where they are equal. */
function merged(files: readonly (readonly Bytes[])[], order: (a: string, b: string) => number): readonly Bytes[] {
  const at = files.map(() => 0)
  const out: Bytes[] = []
  for (;;) {
    const open = files.flatMap((lines, i) => (at[i]! < lines.length ? [i] : []))
    if (open.length === 0) return out
    const least = open.reduce((best, i) => (order(files[i]![at[i]!]!, files[best]![at[best]!]!) < 0 ? i : best))
    out.push(files[least]![at[least]!++]!)
  }
}

/** Says where the order breaks first. */
function inOrder(sys: Sys, how: SortHow, lines: readonly Bytes[], order: (a: string, b: string) => number): number {
  const full = (a: string, b: string) =>
    order(a, b) || (how.stable || how.unique ? 0 : how.reverse ? compareBytes(b, a) : compareBytes(a, b))
  const at = lines.findIndex((line, i) => i > 0 && full(lines[i - 1]!, line) > (how.unique ? -1 : 0))
  if (at < 0) return 0
  if (how.quiet) return 1
  complain(sys, `${how.file}:${at + 1}: disorder: ${text(lines[at]!)}`)
  return 1
}

const compareBytes = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

function keyOf(word: string, flags: string, reverse: boolean): SortKey {
  const match = /^(\d+)(?:\.(\d+))?([a-zA-Z]*)(?:,(\d+)(?:\.(\d+))?([a-zA-Z]*))?$/.exec(word)
  if (!match) return { from: [1, 1], how: flags }
  const own = match[3]! + (match[6] ?? '')
  const to = match[4] === undefined ? {} : { to: [Number(match[4]), Number(match[5] ?? 0)] as const }
  return {
    from: [Number(match[1]), Number(match[2] ?? 1)],
    ...to,
    how: own === '' ? flags + (reverse ? 'r' : '') : own,
  }
}

function comparison(how: SortHow): (a: string, b: string) => number {
  return (a, b) => {
    for (const key of how.keys) {
      const order = compareKey(key.how, part(how, key, a), part(how, key, b))
      if (order !== 0) return key.how.includes('r') ? -order : order
    }
    return 0
  }
}

/** The text of a key: fields keep the blanks before them when there is no separator. */
export function part(how: SortHow, key: SortKey, line: string): string {
  if (key.from[0] === 1 && key.from[1] === 1 && key.to === undefined) return line
  const fields = how.separator === undefined ? (line.match(/[ \t]*[^ \t]+|[ \t]+$/g) ?? []) : line.split(how.separator)
  const glue = how.separator ?? ''
  const [toField, toChar] = key.to ?? [fields.length, 0]
  const chosen = fields.slice(key.from[0] - 1, toField)
  if (toChar > 0 && chosen.length > 0 && toField <= fields.length)
    chosen[chosen.length - 1] = chosen.at(-1)!.slice(0, toChar)
  return chosen.join(glue).slice(key.from[1] - 1)
}

const months = 'JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC'
const month = (word: string) => months.indexOf(word.trim().slice(0, 3).toUpperCase().padEnd(3, '?'))

const units = 'KMGTPE'

function numeric(word: string, human: boolean): number {
  const match = /^[ \t]*(-?\d*\.?\d*)([KMGTPE]?)/.exec(word)
  const scale = human && match?.[2] ? 1024 ** (units.indexOf(match[2]) + 1) : 1
  return (Number(match?.[1]) || 0) * scale
}

function compareKey(how: string, a: string, b: string): number {
  if (how.includes('M')) return month(a) - month(b)
  if (/[nhg]/.test(how)) return numeric(a, how.includes('h')) - numeric(b, how.includes('h'))
  const folded = (word: string) => (how.includes('f') ? word.toUpperCase() : word)
  const left = folded(how.includes('b') ? a.trimStart() : a)
  const right = folded(how.includes('b') ? b.trimStart() : b)
  return how.includes('V') ? versions(left, right) : compareBytes(left, right)
}

function versions(a: string, b: string): number {
  const split = (word: string) => word.match(/\d+|\D+/g) ?? []
  const [left, right] = [split(a), split(b)]
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const [x = '', y = ''] = [left[i], right[i]]
    const order = /^\d/.test(x) && /^\d/.test(y) ? Number(x) - Number(y) : compareBytes(x, y)
    if (order !== 0) return order
  }
  return 0
}
