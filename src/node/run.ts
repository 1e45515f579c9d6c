import { createWriteStream, readFileSync, statSync } from 'node:fs'
import { text as readText } from 'node:stream/consumers'
import { parseArgs, numberOption, pairs, single, UsageError, type Options } from './args'
import { readInputs, type Input } from './inputs'
import { localFiles } from './local-files'
import { openDesk, load, perform, type Desk, type Row } from './desk'
import { line } from '../trace/text'
import { fromArray } from '../base/bytes'
import type { Message } from '../sim/world/message'

export const runUsage = `Options of run:
  --json                     one JSON object a command: {cmd, exit, stdout, stderr, simMs, messages}
  --input lines|jsonl        lines as they stand (default), or {"cmd", "stdin"?, "keys"?} a line
  --seed N                   seed of all randomness (default 1)
  --cwd HOSTDIR              where the shell starts (default: the home directory)
  --file HOSTPATH=LOCALFILE  put a local file on the simulated host (repeatable)
  --dir HOSTDIR=LOCALDIR     put a local directory there (repeatable)
  --load IMAGE.tar           docker load it before the first line (repeatable)
  --tty                      commands run on a terminal
  --trace OUT.jsonl          write every message that crossed a wire (OUT.txt: in the text form)
  --depth 1|2|3              depth of the trace (default 3)
  --max-sim SECONDS          interrupt a command after so many simulated seconds (default 60)
`

const shape = {
  flags: ['json', 'tty'],
  values: ['input', 'seed', 'cwd', 'file', 'dir', 'load', 'trace', 'depth', 'max-sim'],
}

export async function run(args: readonly string[]): Promise<number> {
  const options = parseArgs(args, shape)
  const [source = '-', ...extra] = options.positional
  if (extra.length > 0) throw new UsageError(`unexpected argument "${extra[0]}"`)
  const inputs = readInputs(await scriptText(source), inputMode(options))
  const desk = prepare(options)
  const maxSim = numberOption(options, 'max-sim', 60, 0.001)
  for (const archive of options.values['load'] ?? []) loadArchive(desk, archive)
  desk.trace.length = 0
  playAll(desk, inputs, { json: options.flags.has('json'), tty: options.flags.has('tty'), maxSim })
  writeTrace(desk.trace, single(options, 'trace'), numberOption(options, 'depth', 3, 1))
  return 0
}

function prepare(options: Options): Desk {
  const cwd = single(options, 'cwd')
  if (cwd !== undefined && !cwd.startsWith('/'))
    throw new UsageError(`option --cwd needs an absolute path, not "${cwd}"`)
  const files = localFiles(pairs(options, 'file'), pairs(options, 'dir'), cwd)
  return openDesk({
    seed: numberOption(options, 'seed', 1),
    files,
    ...(cwd !== undefined && { cwd }),
    trace: single(options, 'trace') !== undefined,
  })
}

function inputMode(options: Options): 'lines' | 'jsonl' {
  const mode = single(options, 'input') ?? 'lines'
  if (mode !== 'lines' && mode !== 'jsonl') throw new UsageError(`option --input takes lines or jsonl, not "${mode}"`)
  return mode
}

async function scriptText(source: string): Promise<string> {
  if (source === '-') return readText(process.stdin)
  try {
    return readFileSync(source, 'utf8')
  } catch {
    throw new UsageError(`cannot read ${source}`)
  }
}

function loadArchive(desk: Desk, path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) throw new UsageError(`cannot read ${path}`)
  const error = load(desk, fromArray(readFileSync(path)))
  if (error !== undefined) throw new UsageError(`--load ${path}: ${error}`)
}

interface Manner {
  readonly json: boolean
  readonly tty: boolean
  readonly maxSim: number
}

function playAll(desk: Desk, inputs: readonly Input[], { json, tty, maxSim }: Manner): void {
  let rest = inputs
  while (rest.length > 0) {
    if (rest[0]?.plain && rest[0].cmd.trim() === '') {
      rest = rest.slice(1)
      continue
    }
    const [row, left] = perform(desk, rest, { tty, maxMicros: maxSim * 1e6 })
    rest = left
    process.stdout.write(json ? `${JSON.stringify(row)}\n` : transcript(row))
    if (!json && row.stderr !== '') process.stderr.write(row.stderr)
  }
}

const transcript = (row: Row): string => `$ ${row.cmd.replaceAll('\n', '\n> ')}\n${row.stdout}`

function writeTrace(trace: readonly Message[], path: string | undefined, depth: number): void {
  if (path === undefined) return
  const out = createWriteStream(path)
  trace.forEach((message, i) => {
    if (message.depth <= depth)
      out.write(path.endsWith('.txt') ? `${line(message, i + 1)}\n` : `${JSON.stringify(message)}\n`)
  })
  out.end()
}
