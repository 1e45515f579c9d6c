import { SysError, strerror } from '../../wire/errno'
import type { Turn } from '../../wire/sys'
import { runProgram, stepAssignLater, stepSimple } from './command'
import * as compound from './compound'
import { complain, prefix, say } from './errors'
import { stepFeed } from './feed'
import { excused, pop, push, replace, top, unwindAll } from './frames'
import { stepJob } from './jobs'
import { startRefused } from './lookup'
import { startBackground } from './pipeline'
import { endedByPipe } from './builtins/output'
import { stepMapfile } from './builtins/mapfile'
import { stepRead } from './builtins/read'
import { stepWait } from './builtins/wait'
import {
  shellError,
  isShellError,
  type ShellError,
  type BashState,
  type Frame,
  type Machine,
  type Pause,
} from './state'
import { stepSelect } from './select'
import { stepSubstitution } from './substitute'
import { inTrap, pushTrap, returnTrap, runPendingTraps } from './traps'
import { closeSpare } from './descriptors'
import { toBytes } from './encode'

/**
 * The shell's processor: takes the frame on top of the stack one step further, again and again, until it has to wait,
 * ends, or its slice is over.
 */
const slice = 2_000

export function run(m: Machine): Turn<BashState> {
  for (let n = 0; n < slice; n++) {
    if (m.s.pending.length > 0) runPendingTraps(m)
    const pause = guarded(m)
    if (pause !== undefined) return turn(m, pause)
  }
  return { turn: 'yield', state: freeze(m) }
}

const freeze = (m: Machine): BashState => m.s

function turn(m: Machine, pause: Pause): Turn<BashState> {
  if (pause.pause === 'exit') return { turn: 'exit', status: pause.status & 255 }
  if (pause.pause === 'yield') return { turn: 'yield', state: freeze(m) }
  if (pause.pause === 'wait') return { turn: 'wait', state: freeze(m), on: pause.on }
  return { turn: 'exec', state: freeze(m), path: pause.path, argv: pause.argv, env: pause.env }
}

function guarded(m: Machine): Pause | undefined {
  try {
    return step(m, top(m)) ?? undefined
  } catch (error) {
    if (isShellError(error)) return failed(m, error)
    if (error instanceof SysError) {
      if (endedByPipe(m, error, `${prefix(m)}${strerror[error.errno]}`)) return undefined
      complain(m, error.path === undefined ? strerror[error.errno] : `${error.path}: ${strerror[error.errno]}`)
      return failed(m, shellError('', 1))
    }
    throw error
  }
}

/** An error in an expansion or a redirection ends the command, the line, or the script: bash and sh differ. */
function failed(m: Machine, error: ShellError): undefined {
  if (error.message !== '') complain(m, error.message)
  m.s.status = error.status
  const frame = m.s.stack.at(-1)!
  if (frame.kind === 'eval') pop(m)
  if (error.kind === 'redirect') return
  const ends = error.kind === 'fatal' || m.s.flavour !== 'bash'
  if (m.s.interactive && m.s.depth === 0) {
    m.s.status = m.s.flavour === 'bash' && error.kind === 'fatal' ? 1 : error.status
    unwindAll(m)
    return
  }
  if (ends || m.s.depth > 0) {
    unwindAll(m)
    push(m, {
      kind: 'exit',
      status:
        error.kind === 'fatal' && m.s.flavour === 'bash' && (m.s.mode !== 'string' || m.s.depth > 0) ? 1 : error.status,
    })
    return
  }
  nextLine(m)
}

/** bash goes on with the next line of a script. */
function nextLine(m: Machine): void {
  const line = m.s.line
  while (m.s.stack.length > 2) pop(m)
  const frame = m.s.stack[1]
  if (frame?.kind !== 'list') return unwindAll(m)
  let { pc } = frame
  while (pc < frame.list.items.length && frame.list.items[pc]!.line === line) pc++
  replace(m, { ...frame, pc })
}

function step(m: Machine, frame: Frame): Pause | void {
  switch (frame.kind) {
    case 'root':
      return void push(m, { kind: 'exit', status: m.s.status })
    case 'feed':
      return stepFeed(m, frame)
    case 'syntax':
      pop(m)
      for (const line of frame.lines) say(m, line)
      if (frame.status !== 'kept') m.s.status = frame.status
      return
    case 'list':
      return list(m, frame)
    case 'andor':
      return compound.stepAndOr(m, frame)
    case 'not':
      pop(m)
      m.s.status = m.s.status === 0 ? 1 : 0
      return
    case 'time':
      pop(m)
      return time(m, frame)
    case 'if':
      return compound.stepIf(m, frame)
    case 'while':
      return compound.stepWhile(m, frame)
    case 'for':
      return compound.stepFor(m, frame)
    case 'sumfor':
      return compound.stepSumFor(m, frame)
    case 'case':
      return compound.stepCase(m, frame)
    case 'fall':
      return compound.stepFall(m, frame)
    case 'eval':
      return evaluate(m, frame)
    case 'check':
      return check(m)
    case 'select':
      return stepSelect(m, frame)
    case 'restore':
    case 'temps':
    case 'level':
      pop(m)
      return
    case 'call':
    case 'source':
      return returned(m, frame)
    case 'assignlater':
      return stepAssignLater(m, frame)
    case 'subst':
      return stepSubstitution(m, frame)
    case 'job':
      return stepJob(m, frame)
    case 'wait':
      return stepWait(m, frame)
    case 'read':
      return stepRead(m, frame)
    case 'mapfile':
      return stepMapfile(m, frame)
    case 'slurp':
      return slurp(m)
    case 'sleep':
      return m.sys.now() < frame.until ? { pause: 'wait', on: [{ on: 'timer', at: frame.until }] } : void pop(m)
    case 'trap':
      pop(m)
      m.s.status = frame.status
      m.s.command = frame.command
      m.s.line = frame.line
      return
    case 'exec':
      if (!m.s.interactive || m.s.depth > 0) closeSpare(m)
      return { pause: 'exec', path: frame.path, argv: frame.argv, env: frame.env }
    case 'yield':
      pop(m)
      return { pause: 'yield' }
    case 'program':
      pop(m)
      return runProgram(m, frame.source, frame.words, [])
    case 'exit':
      return exit(m, frame.status)
  }
}

/** A function or a sourced file is over: its RETURN trap, then its caller's world. */
function returned(m: Machine, frame: Extract<Frame, { kind: 'call' | 'source' }>): undefined {
  if (m.s.traps['RETURN'] !== undefined && frame.returned !== true) {
    replace(m, { ...frame, returned: true })
    if (returnTrap(m)) return
  }
  pop(m)
}

function list(m: Machine, frame: Extract<Frame, { kind: 'list' }>): undefined {
  const item = frame.list.items[frame.pc]
  const node = compound.stepList(m, frame)
  if (node === undefined || item === undefined) return
  if (m.s.options['noexec'] && !m.s.interactive) return
  if (item.line > 0) m.s.line = item.line
  if (item.background) startBackground(m, item)
  else compound.begin(m, node, item.source)
}

function evaluate(m: Machine, frame: Extract<Frame, { kind: 'eval' }>): Pause | void {
  const { node } = frame
  switch (node.kind) {
    case 'simple':
      return stepSimple(m, frame, node)
    case 'test':
      return compound.stepTest(m, frame, node)
    case 'sum':
      return compound.stepSum(m, frame, node)
    case 'redirected':
      return compound.stepRedirected(m, frame, node)
  }
}

function slurp(m: Machine): Pause | undefined {
  const data = m.sys.read(0, 65536)
  if (data === undefined) return { pause: 'wait', on: [{ on: 'readable', fd: 0 }] }
  if (data === '') pop(m)
  else m.sys.write(1, data)
  return undefined
}

/** `set -e` and the ERR trap. */
function check(m: Machine): undefined {
  pop(m)
  if (m.s.status === 0 || excused(m)) return
  const action = m.s.traps['ERR']
  if (m.s.options['errexit']) push(m, { kind: 'exit', status: m.s.status })
  if (action !== undefined && action !== '' && !inTrap(m, 'ERR')) pushTrap(m, action, 'ERR')
}

function time(m: Machine, frame: Extract<Frame, { kind: 'time' }>): undefined {
  const micros = m.sys.now() - frame.from
  const seconds = micros / 1e6
  const long = (s: number) => `${Math.floor(s / 60)}m${(s % 60).toFixed(3)}s`
  const rows = frame.posix
    ? `real ${seconds.toFixed(2)}\nuser 0.00\nsys 0.00\n`
    : `\nreal\t${long(seconds)}\nuser\t${long(0)}\nsys\t${long(0)}\n`
  m.sys.write(2, toBytes(rows))
}

/** The EXIT trap runs once, then the process ends. */
function exit(m: Machine, status: number): Pause | undefined {
  const { EXIT: action, ...traps } = m.s.traps
  if (action === undefined || action === '') return { pause: 'exit', status }
  m.s.traps = traps
  unwindAll(m)
  m.s.stack = [{ kind: 'exit', status }]
  m.s.status = status
  pushTrap(m, action, 'EXIT')
  return undefined
}

/** execve did not happen: the process is still this shell. */
export function execFailed(m: Machine, errno: keyof typeof strerror): void {
  const frame = pop(m)
  if (frame.kind !== 'exec') return
  if (errno === 'ENOEXEC') return asScript(m, frame)
  m.s.status = startRefused(m, frame.path, errno)
  if (frame.strict && !m.s.interactive) push(m, { kind: 'exit', status: m.s.status })
}

function asScript(m: Machine, frame: Extract<Frame, { kind: 'exec' }>): void {
  push(m, { ...frame, path: m.sys.exe, argv: [m.s.zero, frame.path, ...frame.argv.slice(1)] })
}
