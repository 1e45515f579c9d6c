import type { Address } from '../wire/address'
import { SysError } from '../wire/errno'
import type { NamespaceKind } from '../wire/syscall'
import type { Pid, SpawnOptions } from '../wire/sys'
import { attach, mayFork } from './cgroup/cgroup'
import { inherit } from './files'
import { findProgram, type Image } from './image'
import { setResident } from './memory/charge'
import { residentOf } from './memory/resident'
import { allocatePids, maybeInit, newNamespace, spaceForChildren } from './namespaces'
import { afterExec } from './privilege'
import { schedule } from './schedule'
import type { Process } from './state'
import { addressOf, byNumber, emit, ofdOf, proc, putProc, setProc, update, type Work } from './work'

/** fork(2), clone(2), execve(2). */
const forkMicros = 400

function checkLimit(w: Work, parent: Process): void {
  const zombies = Object.values(w.state.procs).flatMap((p) => (p.run === 'zombie' ? [p.cgroup] : []))
  if (!mayFork(w.state.cgroups, parent.cgroup, zombies)) throw new SysError('EAGAIN')
}

function child(w: Work, parent: Process, space: number, change: Partial<Process>): Process {
  const { pid, nspid, pids } = allocatePids(w, space)
  const {
    exit: _exit,
    held: _held,
    execFailed: _failed,
    holder: _holder,
    address: _address,
    childPidNs: _own,
    ...inherited
  } = parent
  const made: Process = {
    ...inherited,
    pid,
    nspid,
    pids,
    ppid: parent.pid,
    ns: { ...parent.ns, pid: space },
    run: 'wait',
    awaits: [],
    pending: [],
    answers: [],
    reports: [],
    outbox: [],
    scheduled: false,
    begun: false,
    startedAt: w.now,
    cpu: 0,
    resident: 0,
    ...change,
  }
  update(w, { cgroups: attach(w.state.cgroups, pid, made.cgroup) })
  putProc(w, made)
  maybeInit(w, space, pid)
  const size = sizeOf(made)
  if (size > 0) setResident(w, pid, size)
  return made
}

/** A process that nobody runs yet (runc's init before execve) shares its parent's pages. */
const sizeOf = (made: Process): number =>
  made.program !== undefined || made.address !== undefined ? residentOf(made.program ?? made.comm, made.exe) : 0

/** fork + execve, as a shell starts a program. */
export function spawn(w: Work, parentPid: Pid, path: string, argv: readonly string[], options: SpawnOptions = {}): Pid {
  const parent = proc(w, parentPid)
  checkLimit(w, parent)
  const image = findProgram(w, parentPid, path, argv, options.cwd)
  const made = child(w, parent, spaceForChildren(w, parent), {
    ...asImage(w, parent, image),
    ...(options.env && { env: options.env }),
    ...(options.cwd !== undefined && { cwd: options.cwd }),
    handlers: ignoring(parent, options),
    fds: chosenFds(w, parentPid, options),
  })
  settle(w, made, parent, options)
  const payload = { kind: 'exec' as const, pid: made.pid, path: image.exe, argv: image.argv }
  emit(w, { from: addressOf(parentPid), to: addressOf(made.pid), payload, delay: forkMicros })
  return made.pid
}

/** fork of the running program with another state. */
export function fork(w: Work, parentPid: Pid, state: unknown, options: SpawnOptions = {}): Pid {
  const parent = proc(w, parentPid)
  checkLimit(w, parent)
  const made = child(w, parent, spaceForChildren(w, parent), {
    state,
    begun: true,
    awaits: [],
    handlers: { ...parent.handlers, ...ignoring(parent, options) },
    ...(options.env && { env: options.env }),
    ...(options.cwd !== undefined && { cwd: options.cwd }),
    fds: chosenFds(w, parentPid, options),
  })
  settle(w, made, parent, options)
  setProc(w, made.pid, { yielded: true })
  schedule(w, made.pid, forkMicros / 2)
  return made.pid
}

const ignoring = (parent: Process, options: SpawnOptions): Process['handlers'] => ({
  ...Object.fromEntries(Object.entries(parent.handlers).filter(([, action]) => action === 'ignore')),
  ...Object.fromEntries((options.ignore ?? []).map((signal) => [signal, 'ignore' as const])),
})

function chosenFds(w: Work, parent: Pid, options: SpawnOptions): Process['fds'] {
  const fds =
    options.fds === undefined
      ? proc(w, parent).fds
      : Object.fromEntries(Object.entries(options.fds).map(([to, from]) => [to, ofdOf(w, parent, from)]))
  inherit(w, fds)
  return fds
}

function settle(w: Work, made: Process, parent: Process, options: SpawnOptions): void {
  if (options.newSession) setProc(w, made.pid, { sid: made.pid, pgid: made.pid })
  else if (options.pgid !== undefined) setProc(w, made.pid, { pgid: groupOf(w, made, parent, options.pgid) })
}

/** A group is named in the caller's pid namespace. */
const groupOf = (w: Work, made: Process, parent: Process, pgid: Pid): Pid => {
  if (pgid === 0) return made.pid
  const space = parent.ns['pid'] ?? 0
  const leader = byNumber(w, space, pgid)
  return leader?.pgid ?? made.pid
}

export const asImage = (w: Work, p: Process, image: Image): Partial<Process> => ({
  program: image.program,
  exe: image.exe,
  argv: image.argv,
  comm: image.comm,
  begun: false,
  state: null,
  awaits: [],
  handlers: {},
  ...afterExec(w, p, image),
})

/** clone(2) as runc does it: new namespaces, a parked child that a later execve brings to life. */
export function cloneParked(
  w: Work,
  parentPid: Pid,
  kinds: readonly NamespaceKind[],
  comm: string,
  holder: Address,
): Pid {
  const parent = proc(w, parentPid)
  checkLimit(w, parent)
  const ns = { ...parent.ns }
  for (const kind of kinds) ns[kind] = newNamespace(w, kind, parent)
  const { program: _program, state: _state, ...rest } = parent
  const made = child(w, rest as Process, ns['pid'] ?? 0, {
    ns,
    comm,
    argv: [comm, 'init'],
    exe: '/proc/self/exe',
    fds: {},
    handlers: {},
    holder,
    cwd: '/',
  })
  setProc(w, made.pid, { pgid: made.pid, sid: made.pid })
  return made.pid
}

/** A process that a node plays: it has a pid and a command line, and nothing runs in it here. */
export function forkPlayed(
  w: Work,
  parentPid: Pid,
  comm: string,
  argv: readonly string[],
  node: Address,
  detached = false,
  holder = node,
): Pid {
  const { program: _program, state: _state, ...rest } = proc(w, parentPid)
  const made = child(w, rest as Process, rest.ns['pid'] ?? 0, {
    comm,
    argv,
    exe: argv[0] ?? comm,
    fds: {},
    handlers: {},
    address: node,
    holder,
    ...(detached && { ppid: 1 }),
  })
  setProc(w, made.pid, { pgid: made.pid, sid: made.pid })
  return made.pid
}
