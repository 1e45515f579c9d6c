import type { Bytes } from '../../../base/bytes'
import { SysError, strerror } from '../../wire/errno'
import type { Sys, Turn } from '../../wire/sys'
import { complain, errnoOf, exit, isBusybox } from '../face'
import { dialect } from '../say'
import { begin, finish } from './job'
import { countRecord } from './evaluate'
import { unescaped } from './lex'
import { flush, isFailure, isLeaving, isNeed, setRecord, setting, type Leaving, type Machine } from './machine'
import { nextRecord } from './records'
import { applyRules, execute } from './statements'
import { copied, type Answer, type Awk, type Data, type Input, type Job, type Need, type Outside } from './state'
import type { Script } from './tree'
import { fromInput, toNumber } from './value'

/** The run of a program from wait to wait: BEGIN, each record, END, and the commands that it wrote to. */
interface Run {
  readonly sys: Sys
  readonly script: Script
  readonly source: Bytes
  phase: Awk['phase']
  data: Data
  readonly outside: Outside
  input: Input
  job: Job | undefined
  /** The record that is begun again when its question has been answered. */
  current: Bytes | undefined
  readonly expressions: Map<string, RegExp>
}

const recordsPerSlice = 5000

export function drive(sys: Sys, script: Script, from: Awk): Turn<Awk> {
  const { job, current, ...rest } = from
  const r: Run = {
    ...rest,
    sys,
    script,
    data: copied(from.data),
    outside: { ...from.outside },
    job,
    current,
    expressions: new Map(),
  }
  for (let count = 0; count < recordsPerSlice; count++) {
    const turn = r.job === undefined ? advance(r) : settle(r, r.job)
    if (turn === undefined) continue
    if (r.outside.out !== '') flush(sys, r.outside)
    return 'state' in turn ? { ...turn, state: saved(r) } : turn // what is written is not to be written again
  }
  flush(sys, r.outside)
  return { turn: 'yield', state: saved(r) }
}

const saved = ({ source, phase, data, outside, input, job, current }: Run): Awk => ({
  source,
  phase,
  data,
  outside: { ...outside },
  input,
  ...(job && { job }),
  ...(current !== undefined && { current }),
})

/** One unit of the program; a turn where it has to wait or is over. */
function advance(r: Run): Turn<Awk> | undefined {
  switch (r.phase) {
    case 'begin':
      return after(
        r,
        unit(r, (m) => r.script.begin.forEach((each) => execute(m, each))),
        r.script.rules.length + r.script.end.length > 0 ? 'main' : 'over',
      )
    case 'main':
      return r.current === undefined ? nextLine(r) : after(r, unit(r, oneRecord(r, r.current)), 'main')
    case 'end':
      return after(
        r,
        unit(r, (m) => r.script.end.forEach((each) => execute(m, each))),
        'over',
      )
    case 'over':
      return over(r)
  }
}

const oneRecord = (r: Run, record: Bytes) => (m: Machine) => {
  countRecord(m)
  setRecord(m, record)
  applyRules(m, r.script.rules)
}

type Ending = Leaving | Need | number | undefined

function unit(r: Run, act: (m: Machine) => void): Ending {
  const before = r.script.asks ? copied(r.data) : r.data
  const m: Machine = {
    sys: r.sys,
    script: r.script,
    d: r.data,
    o: r.outside,
    locals: undefined,
    depth: 0,
    asked: 0,
    effects: 0,
    turns: 0,
    expressions: r.expressions,
    run: (machine, body) => {
      const flow = execute(machine, body)
      return typeof flow === 'object' ? flow.value : undefined
    },
  }
  let ending: Ending
  try {
    act(m)
  } catch (error) {
    if (isNeed(error)) {
      r.data = before
      return error
    }
    if (isLeaving(error)) ending = error
    else ending = failed(r, error)
  }
  r.outside.answers = []
  r.outside.done = 0
  return ending
}

/** A fault while running: said, and the exit status. */
function failed(r: Run, error: unknown): number {
  flush(r.sys, r.outside)
  if (error instanceof SysError && error.errno === 'EPIPE') throw error
  const words = isFailure(error) ? error.failure : strerror[errnoOf(error)]
  const { vars } = r.data
  const where = `\n\tFILENAME="${String(vars['.FILENAME'])}" FNR=${toNumber(vars['.FNR'])} NR=${toNumber(vars['.NR'])}`
  complain(
    r.sys,
    dialect(
      r.sys,
      words.startsWith('glasswhale') ? words : `run time error: ${words}${where}`,
      `cmd. line:1: ${words}`,
    ),
  )
  return isBusybox(r.sys) ? 1 : 2
}

function after(r: Run, ending: Ending, next: Awk['phase']): Turn<Awk> | undefined {
  if (typeof ending === 'number') return exit(ending)
  if (ending !== undefined && 'need' in ending) return answer(r, ending)
  r.current = undefined
  if (ending?.leaving === 'nextfile') r.input = closed(r)
  r.phase = ending?.leaving === 'exit' ? (r.phase === 'end' ? 'over' : 'end') : next
  return undefined
}

const answered = (r: Run, given: Answer): undefined => {
  r.outside.answers = [...r.outside.answers, given]
}

function answer(r: Run, need: Need): Turn<Awk> | undefined {
  if (need.need === 'line') {
    const line = read(r)
    return line !== undefined && 'turn' in line ? line : answered(r, { line: line?.record })
  }
  const begun = begin(r.sys, r.outside, need)
  if (!('pid' in begun)) return answered(r, begun)
  r.job = begun
  return undefined
}

function settle(r: Run, job: Job): Turn<Awk> | undefined {
  const result = finish(r.sys, job)
  if ('on' in result) {
    r.job = result.job
    return { turn: 'wait', state: saved(r), on: [result.on] }
  }
  r.job = undefined
  return r.phase === 'over' ? undefined : answered(r, result)
}

function nextLine(r: Run): Turn<Awk> | undefined {
  const line = read(r)
  if (line === undefined) r.phase = 'end'
  else if ('turn' in line) return line
  else r.current = line.record
  return undefined
}

/** Output for commands is given to them at the end, in the order in which they were first written to. */
function over(r: Run): Turn<Awk> | undefined {
  const [command] = Object.keys(r.outside.pipes)
  if (command === undefined) return exit(r.data.status)
  return answer(r, { need: 'close', command })
}

function closed(r: Run): Input {
  const { fd, ...rest } = r.input
  if (fd !== undefined && fd !== 0) r.sys.close(fd)
  return { ...rest, buffer: '', ended: false }
}

/** The next record of the operands or standard input; undefined at the end of all. */
function read(r: Run): { readonly record: Bytes } | Turn<Awk> | undefined {
  for (;;) {
    const { fd, buffer, ended } = r.input
    const next = nextRecord(buffer, setting({ d: r.data } as Machine, 'RS'), ended)
    if (next !== undefined) {
      r.input = { ...r.input, buffer: next.rest }
      return next
    }
    if (ended) r.input = closed(r)
    else if (fd === undefined) {
      const opened = open(r)
      if (opened !== true) return opened
    } else {
      const turn = more(r, fd, buffer)
      if (turn) return turn
    }
  }
}

function more(r: Run, fd: number, buffer: Bytes): Turn<Awk> | undefined {
  let bytes: Bytes | undefined
  try {
    bytes = r.sys.read(fd, 65536)
  } catch (error) {
    complain(
      r.sys,
      dialect(r.sys, `read error (${strerror[errnoOf(error)]})`, `read error: ${strerror[errnoOf(error)]}`),
    )
    return exit(isBusybox(r.sys) ? 1 : 2)
  }
  if (bytes === undefined) return { turn: 'wait', state: saved(r), on: [{ on: 'readable', fd }] }
  r.input = bytes === '' ? { ...r.input, ended: true } : { ...r.input, buffer: buffer + bytes }
  return undefined
}

/** Opens the next operand of ARGV; `name=value` among them sets a variable. True when there is one to read. */
function open(r: Run): true | Turn<Awk> | undefined {
  const argv = r.data.arrays['.ARGV'] ?? {}
  for (let i = r.input.at; i < toNumber(r.data.vars['.ARGC']); i++) {
    const value = argv[`.${i}`]
    const name =
      typeof value === 'string'
        ? value
        : value === undefined
          ? ''
          : typeof value === 'number'
            ? String(value)
            : value.text
    const setting = /^([A-Za-z_]\w*)=([^]*)$/.exec(name)
    if (setting) r.data.vars[`.${setting[1]!}`] = fromInput(unescaped(setting[2]!))
    else if (name !== '') return openFile(r, name, i + 1)
  }
  if (r.input.used) return undefined
  return openFile(r, '-', 1e9)
}

function openFile(r: Run, name: Bytes, at: number): true | Turn<Awk> {
  try {
    const fd = name === '-' || name === '/dev/stdin' ? 0 : r.sys.open(name, { read: true })
    r.input = { at, fd, buffer: '', ended: false, used: true }
    r.data.vars['.FILENAME'] = name === '-' ? '' : name
    r.data.vars['.FNR'] = 0
    return true
  } catch (error) {
    const reason = strerror[errnoOf(error)]
    complain(r.sys, dialect(r.sys, `cannot open ${name} (${reason})`, `${name}: ${reason}`))
    return exit(isBusybox(r.sys) ? 1 : 2)
  }
}
