import { text, utf8, type Bytes } from '../../../base/bytes'
import type { Sys } from '../../wire/sys'
import { complain, orUndefined, put, putBytes } from '../face'
import { filter, type Done, type Plan } from '../filter'
import { every, getopt, has, last, type Options } from '../options'
import { define, evaluate, isFailed, type Env } from './evaluate'
import { faultOf, isObject, jsonText, parseJson, type Json, type Style } from './json'
import type { Ast } from './ast'
import { parseJq } from './parse'
import { isMistake } from './read'
import { prelude } from './prelude'
import { nextValue } from './split'

/**
 * JSON on the command line.
 *
 * @models jq(1) 1.7.1
 * @fidelity part: no modules, no streaming, no dates but todate and fromdate; numbers are doubles and lose how they were written
 */
interface How {
  readonly program: string
  readonly options: Options
  /** Names and texts of --arg, and --argjson as it was given. */
  readonly named: readonly (readonly [name: string, value: string, json: boolean])[]
}

interface Acc {
  readonly rest: Bytes
  readonly lines: number
  readonly status: number
  /** With -s or when the program reads inputs itself: what has come so far. */
  readonly all: readonly Bytes[]
  readonly lastFalse: boolean | undefined
  readonly file: string
}

const long = {
  'raw-output': 'r',
  compact: 'c',
  'compact-output': 'c',
  'null-input': 'n',
  slurp: 's',
  'raw-input': 'R',
  'join-output': 'j',
  'ascii-output': 'a',
  'sort-keys': 'S',
  'color-output': 'C',
  'monochrome-output': 'M',
  'exit-status': 'e',
  tab: 'tab',
  'indent=': 'indent',
  'from-file=': 'f',
  version: 'V',
  help: 'h',
}

export const jq = filter<How, Acc>({
  name: 'jq',
  begin: (sys, args) => {
    const { named, rest } = namedArguments(args)
    const options = getopt(sys, rest, { short: 'rcnsRjaSCMef:Vh', long })
    if (!options) return 2
    if (has(options, 'V')) return (put(sys, 'jq-1.7.1\n'), 0)
    const file = last(options, 'f')
    const anyway = sys.isatty(0) && sys.isatty(1) ? undefined : '.'
    const program = file === undefined ? (options.operands[0] ?? anyway) : orUndefined(() => text(sys.readFile(file)))
    if (program === undefined) return usage(sys, file)
    const how: How = { program, options, named }
    const parsed = compiled(sys, how)
    if (typeof parsed === 'number') return parsed
    return start(sys, how, options.operands.slice(file === undefined ? 1 : 0))
  },
  data: (sys, how, acc, bytes, file) => take(sys, how, { ...acc, file }, acc.rest + bytes, false),
  refused: (sys, file, reason) => complain(sys, `error: Could not open file ${file}: ${reason}`),
  end: (sys, how, acc, failed) => {
    const done = take(sys, how, acc, acc.rest, true)
    if ('done' in done) return done.done
    return failed && done.status === 0 ? 2 : ended(sys, how, done)
  },
})

function start(sys: Sys, how: How, files: readonly string[]): Plan<How, Acc> | number {
  const acc: Acc = { rest: '', lines: 0, status: 0, all: [], lastFalse: undefined, file: '-' }
  if (has(how.options, 'n') && !/\binputs?\b/.test(how.program)) return finish(how, run(sys, how, acc, null))
  return { files, options: how, acc }
}

/** `--arg name value` takes two words, which getopt cannot. */
function namedArguments(args: readonly string[]) {
  const named: How['named'][number][] = []
  const rest: string[] = []
  for (let i = 0; i < args.length; i++) {
    const word = args[i]!
    if ((word === '--arg' || word === '--argjson') && args[i + 2] !== undefined) {
      named.push([args[i + 1]!, args[i + 2]!, word === '--argjson'])
      i += 2
    } else rest.push(word)
  }
  return { named, rest }
}

function usage(sys: Sys, file: string | undefined): number {
  if (file !== undefined) complain(sys, `error: Could not open ${file}: No such file or directory`)
  else
    sys.write(
      2,
      "Usage:\tjq [OPTIONS] FILTER [FILES...]\n\tjq [OPTIONS] -n FILTER\n\nTry 'jq --help' for more information.\n",
    )
  return 2
}

function compiled(sys: Sys, { program, named }: How): Ast | number {
  const wrong = named.find(([, value, json]) => json && readJson(utf8(value)) === undefined)
  if (wrong)
    return (
      complain(
        sys,
        `Invalid JSON text passed to --argjson\nUse jq --help for help with command-line options,\nor see the jq manpage, or online docs  at https://jqlang.github.io/jq`,
      ),
      2
    )
  try {
    return parseJq(program)
  } catch (error) {
    if (!isMistake(error)) throw error
    return mistaken(sys, program, error.mistake)
  }
}

function mistaken(sys: Sys, program: string, words: string): number {
  complain(sys, `error: ${words} at <top-level>, line 1:\n${program}\njq: 1 compile error`)
  return 3
}

function readJson(bytes: Bytes): { readonly json: Json } | undefined {
  try {
    return { json: parseJson(text(bytes)) }
  } catch {
    return undefined
  }
}

/** Every value that is whole by now goes through the program. */
function take(sys: Sys, how: How, before: Acc, bytes: Bytes, last: boolean): Acc | Done {
  if (has(how.options, 'R')) return takeRaw(sys, how, before, bytes, last)
  const collects = has(how.options, 's') || has(how.options, 'n')
  let acc: Acc = { ...before, rest: bytes }
  let env: Env | undefined
  for (let cut = nextValue(acc.rest, last); cut !== undefined; cut = nextValue(acc.rest, last)) {
    const used = acc.rest.slice(0, acc.rest.length - cut.rest.length)
    // The line in which a value ends has been read to its end.
    const lines = acc.lines + used.split('\n').length - 1
    acc = { ...acc, rest: cut.rest, lines }
    const read = readJson(cut.value)
    if (read === undefined) return broken(sys, acc, cut.value)
    const there = lines + (cut.rest.includes('\n') ? 1 : 0)
    if (collects) acc = { ...acc, all: [...acc.all, cut.value] }
    else acc = run(sys, how, acc, read.json, there, (env ??= environment(sys, how, [])))
  }
  if (last && acc.rest.trim() !== '') return unfinished(sys, acc)
  return acc
}

function takeRaw(sys: Sys, how: How, before: Acc, bytes: Bytes, last: boolean): Acc {
  if (has(how.options, 's'))
    return last ? run(sys, how, { ...before, rest: '' }, text(bytes)) : { ...before, rest: bytes }
  const lines = bytes.split('\n')
  const rest = lines.pop()!
  const env = environment(sys, how, [])
  const acc = lines.reduce((each, line) => run(sys, how, each, text(line), 0, env), before)
  return last && rest !== '' ? run(sys, how, { ...acc, rest: '' }, text(rest)) : { ...acc, rest: last ? '' : rest }
}

/** Where it went wrong is told by the character after the word that is none. */
function broken(sys: Sys, acc: Acc, value: Bytes): Done {
  const fault = faultOf(value + acc.rest.slice(0, 1))
  const before = value.slice(0, fault.at)
  const line = acc.lines - (value.split('\n').length - 1) + before.split('\n').length
  const column = before.length - before.lastIndexOf('\n')
  const next = `${value}${acc.rest}`[fault.at] === '\n'
  complain(sys, `parse error: ${fault.words} at line ${next ? line + 1 : line}, column ${next ? 0 : column}`)
  return { done: 5 }
}

function unfinished(sys: Sys, acc: Acc): Done {
  const lines = acc.rest.split('\n')
  complain(
    sys,
    `parse error: ${acc.rest.trimStart().startsWith('"') ? 'Unfinished string' : 'Unfinished JSON term'} at EOF at line ${acc.lines + lines.length}, column ${lines.at(-1)!.length}`,
  )
  return { done: 5 }
}

function ended(sys: Sys, how: How, acc: Acc): number {
  if (has(how.options, 's') && !has(how.options, 'R')) {
    const all = acc.all.map((each) => readJson(each)!.json)
    return finish(how, run(sys, how, acc, has(how.options, 'n') ? null : all))
  }
  return finish(how, has(how.options, 'n') ? run(sys, how, acc, null) : acc)
}

const finish = ({ options }: How, acc: Acc): number =>
  acc.status !== 0 || !has(options, 'e') ? acc.status : acc.lastFalse === undefined ? 4 : acc.lastFalse ? 1 : 0

function environment(sys: Sys, { named }: How, all: readonly Bytes[]): Env {
  const variables = named.map(([name, value, json]) => [name, json ? readJson(utf8(value))!.json : value] as const)
  const own = new Map<string, Json>(Object.entries(sys.env))
  const waiting = [...all]
  const input = () => {
    const next = waiting.shift()
    return next === undefined ? undefined : readJson(next)!.json
  }
  const args: Json = new Map<string, Json>([
    ['positional', []],
    ['named', new Map(variables)],
  ])
  let env: Env = {
    variables: new Map([['ENV', own], ['__prog_args', []], ['ARGS', args] as const, ...variables]),
    functions: new Map(),
    now: sys.now() / 1e6,
    input,
  }
  for (let ast = parseJq(prelude); ast.kind === 'define'; ast = ast.body) env = define(env, ast)
  return env
}

function styleOf(sys: Sys, options: Options): Style {
  const spaces = Number(last(options, 'indent') ?? 2)
  const indent = has(options, 'c') || spaces === 0 ? undefined : has(options, 'tab') ? '\t' : ' '.repeat(spaces)
  return {
    indent,
    sorted: has(options, 'S'),
    ascii: has(options, 'a'),
    colour: has(options, 'C') || (sys.isatty(1) && every(options, 'M').length === 0),
  }
}

/** One input through the program; its results are printed as they come. */
function run(sys: Sys, how: How, acc: Acc, input: Json, line = 0, env = environment(sys, how, acc.all)): Acc {
  const { options } = how
  const { file } = acc
  const style = styleOf(sys, options)
  const raw = has(options, 'r') || has(options, 'j')
  let { lastFalse } = acc
  try {
    for (const { v } of evaluate(parseJq(how.program), { v: input }, env)) {
      lastFalse = v === null || v === false
      putBytes(sys, utf8(raw && typeof v === 'string' ? v : jsonText(v, style)) + (has(options, 'j') ? '' : '\n'))
    }
  } catch (error) {
    if (isMistake(error)) return { ...acc, status: mistaken(sys, how.program, error.mistake) }
    if (error instanceof RangeError)
      return (complain(sys, 'error: glasswhale: recursion this deep is not simulated'), { ...acc, status: 5 })
    if (!isFailed(error)) throw error
    const words =
      isObject(error.error) || typeof error.error !== 'string'
        ? `(not a string): ${jsonText(error.error)}`
        : error.error
    complain(
      sys,
      `error (at ${has(options, 'n') ? '<unknown>' : `${file === '-' ? '<stdin>' : file}:${line}`})${words.startsWith('(not') ? ' ' : ': '}${words}`,
    )
    return { ...acc, status: 5, lastFalse }
  }
  return { ...acc, lastFalse }
}
