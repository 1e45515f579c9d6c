import type { ProcessSpec, Resources, RuntimeSpec } from '../../oci/runtime-spec'
import type { Address } from '../../wire/address'
import type { RpcReply } from '../../wire/rpc'
import type { Signal } from '../../wire/signal'
import type { ProcessExit, SysReturn } from '../../wire/syscall'
import type { Behaviour } from '../../world/behaviour'
import { draft, finished, noCalls, patch, rpc, send, syscall, type Draft } from '../../world/draft'
import { born, lived } from '../../world/life'
import type { EventFrom } from 'xstate'
import { cgroupDir, runcOf, runcVerbs, shimMethods, stateDir } from '../addresses'
import {
  topics,
  type ExecArgs,
  type IoArgs,
  type KillArgs,
  type ResizeArgs,
  type TaskArgs,
  type TaskExited,
} from '../face'
import { fail, ok, serveAnswer, serveCall, type Caller, type Served } from '../serve'
import { ttyName } from '../runc/identity'
import { taskMachine } from '../task.machine'
import type { ShimProcess, ShimState } from './state'

/**
 * containerd-shim-runc-v2: stays with one container while containerd may come and go. It runs runc for each thing to be done, is the
 * parent of what runc leaves behind, and reports every end.
 * @models containerd cmd/containerd-shim-runc-v2
 * @fidelity part: stdio goes straight to the holder; no checkpoints
 */
export const shim: Behaviour<ShimState> = (state, message, from, now) => {
  const { payload } = message
  const before = state ?? bornBy(payload)
  if (before === undefined) return [undefined, []]
  const d = draft<ShimState>(before, message, now)
  if (payload.kind === 'rpc.call') serveCall(d, served, payload, from)
  if (payload.kind === 'rpc.reply' || payload.kind === 'sysret') serveAnswer(d, served, payload)
  if (payload.kind === 'exit') ended(d, payload)
  if (payload.kind === 'kernel' && payload.what === 'oom') publish(d, topics.oom, { id: d.state.id })
  leave(d)
  const [after, effects] = finished(d)
  return [after.pid === 0 ? undefined : after, effects]
}

type Shim = Draft<ShimState>

interface CreateArgs {
  readonly id: string
  readonly pid: number
  readonly containerd: Address
  readonly spec: RuntimeSpec
  readonly io: IoArgs
}

/** A shim comes to be with its first call. */
function bornBy(payload: Parameters<Behaviour>[1]['payload']): ShimState | undefined {
  if (payload.kind !== 'rpc.call' || payload.method !== shimMethods.create) return undefined
  const { id, pid, containerd, spec } = payload.args as unknown as CreateArgs
  return { ...noCalls, id, pid, containerd, spec, processes: {}, early: {}, leaving: false }
}

/** Forks runc and gives it a verb; `then` gets runc's answer. */
function runc(
  d: Shim,
  verb: keyof typeof runcVerbs,
  words: readonly string[],
  args: object,
  then: string,
  data: object,
): void {
  const argv = ['runc', '--root', stateDir('').slice(0, -1), '--systemd-cgroup', verb, ...words]
  syscall(
    d,
    d.state.pid,
    { name: 'fork', comm: 'runc', argv, holder: runcOf(d.state.id) },
    { then: 'forked', data: { verb, args, then, data } },
    { delay: 1_500 },
  )
}

interface Forked {
  readonly verb: keyof typeof runcVerbs
  readonly args: object
  readonly then: string
  readonly data: object
}

function forked(d: Shim, { verb, args, then, data }: Forked, answer: SysReturn): void {
  const { id, pid: shimPid, spec } = d.state
  const all = { id, spec, shimPid, pid: answer.value?.pid ?? 0, ...args }
  rpc(d, runcOf(id), runcVerbs[verb], all as never, { then, data }, { delay: 4_000 })
}

function create(d: Shim, caller: Caller, args: CreateArgs): void {
  const { id, io, spec } = args
  put(d, id, { pid: 0, process: spec.process, io, life: born(taskMachine) })
  runc(d, 'create', ['--bundle', '.', id], { io }, 'created', { caller })
}

function created(d: Shim, { caller }: { caller: Caller }, answer: RpcReply): void {
  const { id } = d.state
  if (answer.error !== undefined) {
    forget(d, id)
    fail(d, caller, `failed to create shim task: OCI runtime create failed: ${answer.error.message}`)
    return shutdown(d)
  }
  const { pid } = answer.result as unknown as { pid: number }
  change(d, id, { pid }, { type: 'created' })
  publish(d, topics.create, { id, pid })
  ok(d, caller, { id, pid })
}

function start(d: Shim, caller: Caller, { id, exec }: TaskArgs): void {
  const name = exec ?? id
  const found = d.state.processes[name]
  if (found === undefined) return fail(d, caller, `process ${name} not found`, 'NotFound')
  const first = d.state.processes[id]
  const init = first?.status === undefined ? (first?.pid ?? 0) : 0
  if (name === id) return runc(d, 'start', [id], { child: init, io: found.io }, 'started', { caller, name })
  runc(
    d,
    'exec',
    ['--process', '/tmp/runc-process', '--detach', id],
    { init, io: found.io, process: found.process },
    'started',
    { caller, name },
  )
}

function started(d: Shim, { caller, name }: { caller: Caller; name: string }, answer: RpcReply): void {
  const { id } = d.state
  if (answer.error !== undefined) {
    if (name !== id) forget(d, name)
    return fail(d, caller, name === id ? answer.error.message : `OCI runtime exec failed: ${answer.error.message}`)
  }
  const { pid } = answer.result as unknown as { pid: number }
  change(d, name, { pid }, { type: 'created' }, { type: 'start' })
  publish(d, name === id ? topics.start : topics.execStarted, { id, exec: name, pid })
  ok(d, caller, { pid })
  const early = d.state.early[pid]
  if (early !== undefined) ended(d, early)
}

function exec(d: Shim, caller: Caller, { id, exec: name, process, io }: ExecArgs & { process: ProcessSpec }): void {
  put(d, name, { pid: 0, process, io, life: born(taskMachine) })
  publish(d, topics.execAdded, { id, exec: name })
  ok(d, caller)
}

function kill(d: Shim, caller: Caller, { id, exec: name, signal, all }: KillArgs): void {
  const found = d.state.processes[name ?? id]
  if (found === undefined || found.status !== undefined) return fail(d, caller, 'process already finished', 'NotFound')
  runc(d, 'kill', [id, signal], { child: found.pid, signal: signal as Signal, all: all ?? false }, 'answer', { caller })
}

const freezer =
  (verb: 'pause' | 'resume') =>
  (d: Shim, caller: Caller): void => {
    runc(d, verb, [d.state.id], { child: d.state.processes[d.state.id]?.pid ?? 0 }, 'frozen', { caller, verb })
  }

function frozen(d: Shim, { caller, verb }: { caller: Caller; verb: 'pause' | 'resume' }, answer: RpcReply): void {
  if (answer.error !== undefined) return fail(d, caller, answer.error.message)
  change(d, d.state.id, {}, { type: verb })
  publish(d, verb === 'pause' ? topics.paused : topics.resumed, { id: d.state.id })
  ok(d, caller)
}

function update(d: Shim, caller: Caller, { resources }: { resources: Resources }): void {
  runc(d, 'update', ['--resources', '-', d.state.id], { resources }, 'answer', { caller })
}

function answer(d: Shim, { caller }: { caller: Caller }, said: RpcReply): void {
  if (said.error !== undefined) fail(d, caller, said.error.message, said.error.code)
  else ok(d, caller)
}

function pids(d: Shim, caller: Caller): void {
  const path = `${cgroupDir(d.state.spec.linux.cgroupsPath)}/cgroup.procs`
  syscall(d, d.state.pid, { name: 'read', path }, { then: 'pids', data: { caller } })
}

function pidsRead(d: Shim, { caller }: { caller: Caller }, answer: SysReturn): void {
  const list = (answer.value?.data ?? '')
    .split('\n')
    .filter((line) => line !== '')
    .map(Number)
  ok(d, caller, { pids: list })
}

function resizePty(d: Shim, caller: Caller, { id, exec: name, rows, cols }: ResizeArgs): void {
  const found = d.state.processes[name ?? id]
  if (found === undefined) return fail(d, caller, 'process not found', 'NotFound')
  const op = { name: 'resizetty', tty: ttyName(found.io.id), rows, cols } as const
  syscall(d, found.pid, op, { then: 'resized', data: { caller } })
}

function closeIO(d: Shim, caller: Caller, { id, exec: name }: TaskArgs): void {
  const found = d.state.processes[name ?? id]
  if (found !== undefined)
    send(d, { to: 'host', payload: { kind: 'pipe', pipe: `${found.io.id}-stdin`, data: '', end: true } })
  ok(d, caller)
}

/** Of an exec: forgets it. Of init: runc delete, then the shim itself ends. */
function remove(d: Shim, caller: Caller, { id, exec: name }: TaskArgs): void {
  const found = d.state.processes[name ?? id]
  if (name !== undefined && name !== id) {
    forget(d, name)
    return ok(d, caller, { status: found?.status ?? 0 })
  }
  runc(d, 'delete', [id], { child: found?.pid ?? 0 }, 'removed', { caller, status: found?.status ?? 0 })
}

function removed(d: Shim, { caller, status }: { caller: Caller; status: number }): void {
  ok(d, caller, { status })
  shutdown(d)
}

const shutdown = (d: Shim): void => patch(d, { leaving: true })

/** Its last answer given, it ends; a `runc exec` that came too late is heard out before. */
function leave(d: Shim): void {
  if (!d.state.leaving || Object.keys(d.state.calls).length > 0) return
  send(d, {
    to: 'host',
    payload: { kind: 'syscall', call: 0, pid: d.state.pid, op: { name: 'exit_group', status: 0 } },
  })
  patch(d, { pid: 0 })
}

/** wait4(2) gave a child's end; one that runc is only just making known or starting is kept until it has. */
function ended(d: Shim, exit: ProcessExit): void {
  const { pid, status, oomKilled } = exit
  const [name, found] = Object.entries(d.state.processes).find(([, process]) => process.pid === pid) ?? []
  if (name === undefined || found === undefined || found.life.value === 'created')
    return patch(d, { early: { ...d.state.early, [pid]: exit } })
  if (found.status !== undefined) return
  change(d, name, { status }, { type: 'exited' })
  const exited: TaskExited = { id: d.state.id, exec: name, pid, status, oomKilled }
  if (oomKilled) publish(d, topics.oom, { id: d.state.id })
  publish(d, topics.exit, exited)
}

const publish = (d: Shim, topic: string, data: object): void =>
  send(d, { to: d.state.containerd, payload: { kind: 'event', topic, data: data as never } })

const put = (d: Shim, name: string, process: ShimProcess): void =>
  patch(d, { processes: { ...d.state.processes, [name]: process } })

function change(
  d: Shim,
  name: string,
  to: Partial<ShimProcess>,
  ...events: readonly EventFrom<typeof taskMachine>[]
): void {
  const found = d.state.processes[name]
  if (found === undefined) return
  const life = events.reduce((l, event) => lived(taskMachine, l as never, event), found.life)
  put(d, name, { ...found, ...to, life })
}

function forget(d: Shim, name: string): void {
  const { [name]: _gone, ...processes } = d.state.processes
  patch(d, { processes })
}

const served: Served<ShimState> = {
  methods: {
    [shimMethods.create]: create,
    [shimMethods.start]: start,
    [shimMethods.exec]: exec,
    [shimMethods.kill]: kill,
    [shimMethods.pause]: freezer('pause'),
    [shimMethods.resume]: freezer('resume'),
    [shimMethods.update]: update,
    [shimMethods.pids]: pids,
    [shimMethods.resizePty]: resizePty,
    [shimMethods.closeIO]: closeIO,
    [shimMethods.delete]: remove,
  },
  continuations: {
    forked,
    created,
    started,
    frozen,
    answer,
    removed,
    pids: pidsRead,
    resized: (d, { caller }: { caller: Caller }) => ok(d, caller),
  },
}
