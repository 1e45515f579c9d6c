import { utf8 } from '../../../base/bytes'
import type { Program, Sys, Turn } from '../../wire/sys'
import { calledAs, complain, exit, isBusybox, orUndefined, quietly } from '../face'
import { dialect } from '../say'
import { usageOf } from '../busybox-usage'
import { unescaped } from './lex'
import { drive } from './drive'
import { parseAwk } from './parse'
import { isFault } from './parser'
import type { Awk, Table } from './state'
import { fromInput } from './value'

/**
 * Patterns and actions on records and fields.
 *
 * @models mawk(1) 1.3.4, busybox editors/awk.c
 * @fidelity part: bytes, not characters; `for (k in a)` goes upwards through whole numbers, else in order of arrival
 */
interface Given {
  readonly source: string
  readonly settings: readonly string[]
  readonly operands: readonly string[]
}

export const awk: Program<Awk> = {
  name: 'awk',
  start: (sys) =>
    quietly(() => {
      const given = parseArguments(sys, sys.argv.slice(1))
      if (typeof given === 'number') return exit(given)
      return begin(sys, given)
    }),
  resume: (sys, state) => quietly(() => drive(sys, parseAwk(state.source), state)),
}

function parseArguments(sys: Sys, args: readonly string[]): Given | number {
  const rest = [...args]
  const settings: string[] = []
  const sources: string[] = []
  while (/^-./.test(rest[0] ?? '')) {
    const word = rest.shift()!
    if (word === '--') break
    const letter = word[1]!
    const known = 'Fvf'.includes(letter)
    const text = known && word.length === 2 ? rest.shift() : word.slice(2)
    if (!known || text === undefined) return misused(sys, letter, text === undefined)
    if (letter === 'v') settings.push(utf8(text))
    else if (letter === 'F') settings.push(`FS=${text === 't' ? '\\t' : utf8(text)}`)
    else {
      const source = orUndefined(() => sys.readFile(text))
      if (source === undefined)
        return (
          complain(
            sys,
            dialect(
              sys,
              `cannot open ${text} (No such file or directory)`,
              `can't open '${text}': No such file or directory`,
            ),
          ),
          isBusybox(sys) ? 1 : 2
        )
      sources.push(source)
    }
  }
  if (sources.length === 0 && rest.length === 0) return usage(sys)
  return { source: sources.length > 0 ? sources.join('\n') : utf8(rest.shift()!), settings, operands: rest }
}

function usage(sys: Sys): number {
  sys.write(
    2,
    isBusybox(sys) ? usageOf('awk') : "usage: mawk [-F value] [-v var=value] [--] 'program text' [file ...]\n",
  )
  return isBusybox(sys) ? 1 : 2
}

function misused(sys: Sys, letter: string, lacks: boolean): number {
  if (isBusybox(sys))
    return (
      complain(
        sys,
        `${lacks ? 'option requires an argument' : 'unrecognized option'}: ${letter}\n${usageOf('awk').trimEnd()}`,
      ),
      1
    )
  complain(sys, lacks ? `option requires an argument -- ${letter}` : `not an option: -${letter}`)
  return 2
}

const table = (entries: readonly (readonly [string, string])[]): Table =>
  Object.fromEntries(entries.map(([key, text]) => [`.${key}`, fromInput(utf8(text))]))

function begin(sys: Sys, given: Given): Turn<Awk> {
  const settings = Object.fromEntries(
    given.settings.map((pair) => [
      `.${pair.slice(0, pair.indexOf('='))}`,
      fromInput(unescaped(pair.slice(pair.indexOf('=') + 1))),
    ]),
  )
  const vars: Table = {
    '.FS': ' ',
    '.RS': '\n',
    '.OFS': ' ',
    '.ORS': '\n',
    '.SUBSEP': '\x1c',
    '.CONVFMT': '%.6g',
    '.OFMT': '%.6g',
    '.NR': 0,
    '.FNR': 0,
    '.NF': 0,
    '.FILENAME': '',
    '.RSTART': 0,
    '.RLENGTH': -1,
    '.ARGC': given.operands.length + 1,
    ...settings,
  }
  const argv = [calledAs(sys), ...given.operands].map((word, i) => [String(i), word] as const)
  const state: Awk = {
    source: given.source,
    phase: 'begin',
    data: {
      vars,
      arrays: { '.ARGV': table(argv), '.ENVIRON': table(Object.entries(sys.env)) },
      record: '',
      fields: [],
      readers: {},
      open: {},
      random: { seed: 0, at: sys.random() },
      status: 0,
    },
    outside: { outs: {}, pipes: {}, out: '', answers: [], done: 0 },
    input: { at: 1, buffer: '', ended: false, used: false },
  }
  try {
    return drive(sys, parseAwk(given.source), state)
  } catch (error) {
    if (!isFault(error)) throw error
    const words = isBusybox(sys)
      ? `cmd. line:${error.line}: ${busyboxWords(error.fault)}`
      : `line ${error.line}: ${error.fault}`
    complain(sys, words)
    return exit(isBusybox(sys) ? 1 : 2)
  }
}

const busyboxWords = (words: string): string =>
  words.startsWith('function ')
    ? 'Call to undefined function'
    : words.endsWith('end of file')
      ? 'Unexpected end of string'
      : 'Unexpected token'
