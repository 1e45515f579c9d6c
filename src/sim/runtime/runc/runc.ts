import { text } from '../../../base/bytes'
import type { ProcessSpec, RuntimeSpec } from '../../oci/runtime-spec'
import { strerror, type Errno } from '../../wire/errno'
import type { SysReturn } from '../../wire/syscall'
import type { Behaviour } from '../../world/behaviour'
import { draft, finished, noCalls, patch, send, syscall, type Draft } from '../../world/draft'
import { born, lived, type Life } from '../../world/life'
import type { IoArgs } from '../face'
import { fail, ok, serveAnswer, serveCall, type Caller, type Served } from '../serve'
import { cgroupDir, runcVerbs, stateDir } from '../addresses'
import { createMachine } from './create.machine'
import { addPidError, cgroupWriteError, cwdError, lookPathError, mountError, otherError, setnsError } from './errors'
import { execMachine } from './exec.machine'
import { ttyName } from './identity'
import { onceMachine, startMachine } from './once.machine'
import type { Run, RuncState, Step } from './run'
import { phases, type Extra } from './verbs'

/**
 * runc: a command that lives as long as its verb takes. Each phase of a verb is a state of its machine; each thing it asks of the
 * kernel is one system call that can be seen. Several runs for one container may be at work at once (an exec during a kill).
 * @models runc
 * @fidelity part: no checkpoint, no rootless, no seccomp
 */
export const runc: Behaviour<RuncState> = (state, message, from, now) => {
  const d = draft<RuncState>(state ?? { ...noCalls, runs: {} }, message, now)
  const { payload } = message
  if (payload.kind === 'rpc.call') serveCall(d, served, payload, from)
  if (payload.kind === 'sysret') serveAnswer(d, served, payload)
  const [after, effects] = finished(d)
  return [Object.keys(after.runs).length === 0 ? undefined : after, effects]
}

type Runc = Draft<RuncState>

/** What every verb is told; those for a process that exists name it (`child`). */
export interface RuncArgs extends Extra {
  readonly id: string
  readonly pid: number
  readonly shimPid: number
  readonly spec: RuntimeSpec
  readonly process?: ProcessSpec
  readonly io?: IoArgs
  readonly child?: number
  readonly init?: number
}

const machines = {
  create: createMachine,
  exec: execMachine,
  start: startMachine,
  kill: onceMachine,
  pause: onceMachine,
  resume: onceMachine,
  update: onceMachine,
  delete: onceMachine,
} as const

const begin =
  (verb: Run['verb']) =>
  (d: Runc, caller: Caller, args: RuncArgs): void => {
    const run: Run = {
      verb,
      caller,
      id: args.id,
      pid: args.pid,
      shimPid: args.shimPid,
      child: args.child ?? 0,
      init: args.init ?? 0,
      spec: args.spec,
      process: args.process ?? args.spec.process,
      ...(args.io !== undefined && { io: args.io }),
      life: born(machines[verb]),
      steps: [],
      passwd: '',
    }
    enter(d, run, args)
  }

/** Enters the phase that the machine is in, or ends where it has none. */
function enter(d: Runc, run: Run, extra: Extra = {}): void {
  const phase = phases[run.verb][run.life.value as string]
  if (phase === undefined) return end(d, run)
  next(d, { ...run, steps: phase(run, extra) })
}

function next(d: Runc, run: Run): void {
  const step = run.steps[0]
  keep(d, run)
  if (step === undefined) return enter(d, { ...run, life: advance(run, 'done') })
  if (step.refusal !== undefined) return failed(d, run, step.refusal)
  syscall(d, pidFor(run, step), step.op, { then: 'step', data: run.pid }, { delay: (step.cost ?? 0) + 5 })
}

const pidFor = (run: Run, step: Step): number =>
  step.as === 'child' ? run.child : step.as === 'shim' ? run.shimPid : run.pid

const advance = (run: Run, type: 'done' | 'failed'): Life =>
  lived(machines[run.verb] as typeof createMachine, run.life as never, { type })

function stepped(d: Runc, pid: number, answer: SysReturn): void {
  const run = d.state.runs[pid]
  const step = run?.steps[0]
  if (run === undefined || step === undefined) return
  if (answer.errno !== undefined && step.op.name === 'execve') return notExecuted(d, run, answer.errno)
  if (answer.errno !== undefined && !shrugsOff(step, answer.errno))
    return failed(d, run, run.verb === 'exec' ? tooLate(step, answer) : wrong(step, answer))
  next(d, { ...learned(run, step, answer), steps: run.steps.slice(1) })
}

/** Too late for an error to the caller: init itself says it and ends with 255. */
function notExecuted(d: Runc, run: Run, errno: Errno): void {
  const data = `exec ${run.process.args[0]}: ${strerror[errno].toLowerCase()}\n`
  const io = run.io
  if (io?.terminal) send(d, { to: io.holder, payload: { kind: 'tty.output', tty: ttyName(io.id), data } })
  else if (io !== undefined)
    send(d, { to: io.holder, payload: { kind: 'pipe', pipe: `${io.id}-stderr`, data, end: false } })
  quietly(d, { name: 'exit_group', status: 255 }, run.child)
  next(d, { ...run, steps: run.steps.slice(1) })
}

const shrugsOff = (step: Step, errno: Errno): boolean =>
  step.ignore === 'all' || (step.ignore?.includes(errno) ?? false)

function learned(run: Run, step: Step, answer: SysReturn): Run {
  if (step.keep === 'child') return { ...run, child: answer.value?.pid ?? 0 }
  if (step.keep === 'passwd') return { ...run, passwd: text(answer.value?.data ?? '') }
  return run
}

/** The half-made process is killed; what it could not do is told in runc's words. */
function failed(d: Runc, run: Run, message: string): void {
  const making = run.verb === 'create' || run.verb === 'exec'
  if (making && run.child !== 0) quietly(d, { name: 'exit_group', status: 1 }, run.child)
  if (run.verb === 'create') {
    quietly(d, { name: 'removetree', path: cgroupDir(run.spec.linux.cgroupsPath) }, run.pid)
    quietly(d, { name: 'removetree', path: stateDir(run.id) }, run.pid)
  }
  fail(
    d,
    run.caller,
    making ? `${run.verb === 'exec' ? 'exec failed' : 'runc create failed'}: ${message}` : message,
    'Unknown',
  )
  leave(d, { ...run, life: advance(run, 'failed') }, 1)
}

/** Of `runc exec`, where the container has gone meanwhile. */
function tooLate(step: Step, answer: SysReturn): string {
  const { op } = step
  if (op.name === 'setns') return setnsError
  if (step.wrong?.kind === 'cgroup' && op.name === 'write') return addPidError(op.path, op.data, answer.errno!)
  return wrong(step, answer)
}

function wrong(step: Step, answer: SysReturn): string {
  const { op } = step
  const errno = answer.errno!
  if (step.wrong?.kind === 'lookpath') return lookPathError(step.wrong.what ?? '', errno)
  if (step.wrong?.kind === 'cwd') return cwdError(step.wrong.what ?? '', errno)
  if (step.wrong?.kind === 'mount' && op.name === 'mount') return mountError(op.source, op.target, answer)
  if (step.wrong?.kind === 'cgroup' && op.name === 'write') return cgroupWriteError(op.path, op.data, errno)
  return otherError(op.name, answer)
}

function end(d: Runc, run: Run): void {
  ok(d, run.caller, { pid: run.child })
  leave(d, run, 0)
}

function leave(d: Runc, run: Run, status: number): void {
  quietly(d, { name: 'exit_group', status }, run.pid)
  const { [run.pid]: _gone, ...runs } = d.state.runs
  patch(d, { runs })
}

/** A call whose answer nobody waits for. */
const quietly = (d: Runc, op: Step['op'], pid: number): void =>
  send(d, { to: 'host', payload: { kind: 'syscall', call: 0, pid, op } })

const keep = (d: Runc, run: Run): void => patch(d, { runs: { ...d.state.runs, [run.pid]: run } })

const served: Served<RuncState> = {
  methods: Object.fromEntries(Object.entries(runcVerbs).map(([verb, method]) => [method, begin(verb as Run['verb'])])),
  continuations: { step: stepped },
}
