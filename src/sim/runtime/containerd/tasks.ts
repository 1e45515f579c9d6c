import { utf8 } from '../../../base/bytes'
import type { RuntimeSpec } from '../../oci/runtime-spec'
import type { Address } from '../../wire/address'
import type { BusEvent, RpcReply } from '../../wire/rpc'
import type { SysReturn } from '../../wire/syscall'
import { patch, rpc, send, syscall, type Draft } from '../../world/draft'
import { bundleDir, shimMethods, shimOf } from '../addresses'
import {
  methods,
  type CreateContainerArgs,
  type CreateTaskArgs,
  type IoArgs,
  type TaskArgs,
  type TaskExited,
} from '../face'
import { fail, ok, type Caller, type Served } from '../serve'
import type { ContainerdState } from './state'

/**
 * Containers (metadata) and tasks (processes): containerd keeps the books and starts one shim for each.
 * @models containerd services/containers, services/tasks, runtime/v2
 * @fidelity part: one namespace, no leases
 */
type Containerd = Draft<ContainerdState>

function createContainer(d: Containerd, caller: Caller, args: CreateContainerArgs): void {
  if (d.state.containers[args.id] !== undefined)
    return fail(d, caller, `container "${args.id}": already exists`, 'AlreadyExists')
  patch(d, { containers: { ...d.state.containers, [args.id]: args } })
  ok(d, caller)
}

function deleteContainer(d: Containerd, caller: Caller, { id }: { id: string }): void {
  const { [id]: _gone, ...containers } = d.state.containers
  patch(d, { containers })
  ok(d, caller)
}

/** What it takes to start a shim; kept while the bundle is written and the shim forked. */
export interface Starting {
  readonly caller: Caller
  readonly owner: Address
  readonly id: string
  readonly io: IoArgs
  /** Continuation that gets the shim's answer. */
  readonly then: string
}

function createTask(d: Containerd, caller: Caller, { id, io }: CreateTaskArgs): void {
  startShim(d, { caller, owner: caller.to, id, io, then: 'tasks/created' })
}

export function startShim(d: Containerd, starting: Starting): void {
  const record = d.state.containers[starting.id]
  if (record === undefined)
    return fail(d, starting.caller, `container "${starting.id}" in namespace "moby": not found`, 'NotFound')
  const path = bundleDir(starting.id)
  syscall(
    d,
    d.state.pid,
    { name: 'mkdir', path, mode: 0o711, parents: true },
    { then: 'tasks/bundle', data: starting },
    { delay: 2_000 },
  )
}

/** `x-file` is between dockerd and our runc; config.json is as the specification has it. */
const withoutHints = (spec: RuntimeSpec): RuntimeSpec => ({
  ...spec,
  mounts: spec.mounts.map((mount) => ({ ...mount, options: mount.options.filter((option) => option !== 'x-file') })),
})

function bundle(d: Containerd, starting: Starting): void {
  const data = utf8(JSON.stringify(withoutHints(d.state.containers[starting.id]!.spec)))
  const path = `${bundleDir(starting.id)}/config.json`
  syscall(d, d.state.pid, { name: 'write', path, data, mode: 0o666 }, { then: 'tasks/bundled', data: starting })
}

function bundled(d: Containerd, starting: Starting): void {
  const argv = [
    '/usr/bin/containerd-shim-runc-v2',
    '-namespace',
    'moby',
    '-id',
    starting.id,
    '-address',
    '/run/containerd/containerd.sock',
  ]
  const op = { name: 'fork', comm: 'containerd-shim', argv, holder: shimOf(starting.id), detached: true } as const
  syscall(d, d.state.pid, op, { then: 'tasks/forked', data: starting }, { delay: 12_000 })
}

function forked(d: Containerd, starting: Starting, answer: SysReturn): void {
  const pid = answer.value?.pid ?? 0
  const { id, io, owner } = starting
  patch(d, { tasks: { ...d.state.tasks, [id]: { id, shimPid: pid, pid: 0, owner } } })
  const args = { id, pid, containerd: 'containerd', spec: d.state.containers[id]?.spec, io }
  rpc(d, shimOf(id), shimMethods.create, args as never, { then: starting.then, data: starting }, { delay: 6_000 })
}

function created(d: Containerd, { caller, id }: Starting, answer: RpcReply): void {
  const task = d.state.tasks[id]
  if (answer.error !== undefined || task === undefined) {
    forget(d, id)
    return fail(d, caller, answer.error?.message ?? 'task vanished')
  }
  const { pid } = answer.result as unknown as { pid: number }
  patch(d, { tasks: { ...d.state.tasks, [id]: { ...task, pid } } })
  ok(d, caller, { id, pid })
}

export function forget(d: Containerd, id: string): void {
  const { [id]: _gone, ...tasks } = d.state.tasks
  patch(d, { tasks })
  quietly(d, bundleDir(id))
}

const quietly = (d: Containerd, path: string): void =>
  send(d, { to: 'host', payload: { kind: 'syscall', call: 0, pid: d.state.pid, op: { name: 'removetree', path } } })

/** Hands a call to the container's shim and its answer back. */
const pass =
  (method: string) =>
  (d: Containerd, caller: Caller, args: TaskArgs): void => {
    if (d.state.tasks[args.id] === undefined)
      return fail(d, caller, `no running task found: task ${args.id} not found: not found`, 'NotFound')
    rpc(d, shimOf(args.id), method, args as never, { then: 'tasks/passed', data: { caller, args, method } })
  }

function passed(
  d: Containerd,
  { caller, args, method }: { caller: Caller; args: TaskArgs; method: string },
  answer: RpcReply,
): void {
  if (answer.error !== undefined) return fail(d, caller, answer.error.message, answer.error.code)
  if (method === shimMethods.delete && (args.exec === undefined || args.exec === args.id)) forget(d, args.id)
  ok(d, caller, answer.result)
}

/** A shim's event goes on to whoever made the task. */
export function published(d: Containerd, event: BusEvent): void {
  const { id } = event.data as unknown as TaskExited
  const owner = d.state.tasks[id]?.owner
  if (owner !== undefined) send(d, { to: owner, payload: event })
}

export const tasksServed: Served<ContainerdState> = {
  methods: {
    [methods.createContainer]: createContainer,
    [methods.deleteContainer]: deleteContainer,
    [methods.createTask]: createTask,
    [methods.startTask]: pass(shimMethods.start),
    [methods.killTask]: pass(shimMethods.kill),
    [methods.deleteTask]: pass(shimMethods.delete),
    [methods.exec]: pass(shimMethods.exec),
    [methods.pause]: pass(shimMethods.pause),
    [methods.resume]: pass(shimMethods.resume),
    [methods.update]: pass(shimMethods.update),
    [methods.pids]: pass(shimMethods.pids),
    [methods.resizePty]: pass(shimMethods.resizePty),
    [methods.closeIO]: pass(shimMethods.closeIO),
  },
  continuations: {
    'tasks/bundle': bundle,
    'tasks/bundled': bundled,
    'tasks/forked': forked,
    'tasks/created': created,
    'tasks/passed': passed,
  },
}
