import type { FileEntry } from '../../../base/file-entry'
import type { RuntimeSpec } from '../../oci/runtime-spec'
import { defaultCapabilities, defaultMounts, maskedPaths, readonlyPaths } from '../../oci/runtime-defaults'
import type { BusEvent, RpcReply } from '../../wire/rpc'
import type { PipeData } from '../../wire/tty'
import type { SysReturn } from '../../wire/syscall'
import { patch, rpc, send, syscall, type Draft } from '../../world/draft'
import { shimMethods, shimOf } from '../addresses'
import { methods, topics, type RunArgs, type TaskExited } from '../face'
import { fail, ok, type Caller, type Served } from '../serve'
import { mountsOf } from './snapshots'
import type { ContainerdState } from './state'
import { forget, startShim, type Starting } from './tasks'
import { userFrom } from '../../oci/user'
import { text } from '../../../base/bytes'

/**
 * BuildKit's RUN: mount the snapshot, run one process in it as any container is run, report its output and its exit code, take all down.
 * @models buildkit executor/runcexecutor
 * @fidelity part: BuildKit calls runc itself; here it goes by way of containerd and a shim. The network is the host's.
 */
type Containerd = Draft<ContainerdState>

interface Running {
  readonly caller: Caller
  readonly args: RunArgs
  readonly passwd: string
}

function run(d: Containerd, caller: Caller, args: RunArgs): void {
  const snapshot = d.state.snapshots[args.snapshot]
  if (snapshot === undefined) return fail(d, caller, `snapshot ${args.snapshot} does not exist: not found`, 'NotFound')
  const entries = stubs(Math.floor(d.now / 1e6))
  syscall(
    d,
    d.state.pid,
    { name: 'writetree', path: stubDir, entries },
    { then: 'run/stubs', data: { caller, args, passwd: '' } },
  )
}

/** Mount points that an image may lack lie in a layer of their own, so that they never become part of what is built. */
const stubDir = '/var/lib/docker/overlay2/buildkit-stubs/diff'

function stubs(mtime: number): readonly FileEntry[] {
  const base = { uid: 0, gid: 0, mtime }
  const dirs = ['dev', 'etc', 'proc', 'sys'].map((path): FileEntry => ({ ...base, path, type: 'dir', mode: 0o755 }))
  const files = ['etc/hosts', 'etc/resolv.conf'].map((path): FileEntry => ({
    ...base,
    path,
    type: 'file',
    mode: 0o644,
    data: '',
    size: 0,
  }))
  return [...dirs, ...files]
}

function stubbed(d: Containerd, running: Running): void {
  const { lower, upper, work, merged } = mountsOf(d.state.snapshots[running.args.snapshot]!).mounts
  const data = `lowerdir=${[...lower, stubDir].join(':')},upperdir=${upper},workdir=${work}`
  const op = { name: 'mount', source: 'overlay', target: merged, type: 'overlay', flags: [], data } as const
  syscall(d, d.state.pid, op, { then: 'run/mounted', data: running }, { delay: 800 })
}

function mounted(d: Containerd, running: Running, answer: SysReturn): void {
  if (answer.errno !== undefined) return fail(d, running.caller, `failed to mount: ${answer.errno}`)
  readFile(d, running, '/etc/passwd', 'run/passwd')
}

const readFile = (d: Containerd, running: Running, path: string, then: string): void => {
  syscall(d, d.state.pid, { name: 'read', path: merged(d, running.args) + path }, { then, data: running })
}

const merged = (d: Containerd, args: RunArgs): string => mountsOf(d.state.snapshots[args.snapshot]!).mounts.merged

const passwdRead = (d: Containerd, running: Running, answer: SysReturn): void =>
  readFile(d, { ...running, passwd: text(answer.value?.data ?? '') }, '/etc/group', 'run/group')

function groupRead(d: Containerd, { caller, args, passwd }: Running, answer: SysReturn): void {
  const user = userFrom(args.user, passwd, text(answer.value?.data ?? ''))
  if (typeof user === 'string') return fail(d, caller, user)
  const spec = specOf(args, merged(d, args), user)
  patch(d, {
    containers: { ...d.state.containers, [args.id]: { id: args.id, snapshot: args.snapshot, spec } },
    runs: { ...d.state.runs, [args.id]: { id: args.id, snapshot: args.snapshot, caller } },
  })
  const io = { id: args.id, stdin: false, terminal: false, holder: 'containerd' }
  startShim(d, { caller, owner: 'containerd', id: args.id, io, then: 'run/created' })
}

function specOf(args: RunArgs, root: string, user: RuntimeSpec['process']['user']): RuntimeSpec {
  const all = defaultCapabilities
  return {
    ociVersion: '1.2.0',
    process: {
      user,
      args: args.argv,
      env: args.env,
      cwd: args.cwd === '' ? '/' : args.cwd,
      capabilities: { bounding: all, effective: all, permitted: all },
      oomScoreAdj: 0,
    },
    root: { path: root },
    hostname: args.hostname,
    mounts: [
      ...defaultMounts(67108864),
      ...['/etc/resolv.conf', '/etc/hosts'].map((path) => ({
        destination: path,
        type: 'bind',
        source: path,
        options: ['rbind', 'ro'],
      })),
    ],
    linux: {
      resources: {},
      cgroupsPath: `system.slice:buildkit:${args.id}`,
      namespaces: [{ type: 'mount' }, { type: 'uts' }, { type: 'pid' }, { type: 'ipc' }, { type: 'cgroup' }],
      maskedPaths,
      readonlyPaths,
    },
  }
}

function created(d: Containerd, starting: Starting, answer: RpcReply): void {
  if (answer.error !== undefined) return finish(d, starting.id, { error: answer.error.message })
  rpc(
    d,
    shimOf(starting.id),
    shimMethods.start,
    { id: starting.id },
    { then: 'run/started', data: { id: starting.id } },
  )
}

function started(d: Containerd, { id }: { id: string }, answer: RpcReply): void {
  if (answer.error !== undefined) finish(d, id, { error: answer.error.message })
}

/** Output of a RUN comes here, since containerd holds its pipes. */
export function output(d: Containerd, { pipe, data }: PipeData): void {
  const found = /^(.*)-(stdout|stderr)$/.exec(pipe)
  const record = found === null ? undefined : d.state.runs[found[1]!]
  if (record === undefined || data === '') return
  const { to, call, method } = record.caller
  send(d, { to, payload: { kind: 'rpc.stream', call, method, data: { channel: found![2]!, data } } })
}

/** An event of a task that is a RUN of ours. */
export function runEvent(d: Containerd, event: BusEvent): void {
  const { id, exec, status } = event.data as unknown as TaskExited
  if (event.topic !== topics.exit || exec !== id || d.state.runs[id] === undefined) return
  rpc(d, shimOf(id), shimMethods.delete, { id }, { then: 'run/deleted', data: { id, status } })
}

const deleted = (d: Containerd, { id, status }: { id: string; status: number }): void =>
  finish(d, id, { exitCode: status })

function finish(d: Containerd, id: string, how: { readonly exitCode: number } | { readonly error: string }): void {
  const record = d.state.runs[id]
  if (record === undefined) return
  const snapshot = d.state.snapshots[record.snapshot]
  const { [id]: _run, ...runs } = d.state.runs
  const { [id]: _container, ...containers } = d.state.containers
  patch(d, { runs, containers })
  forget(d, id)
  if (snapshot === undefined) return answered(d, { caller: record.caller, how })
  const target = mountsOf(snapshot).mounts.merged
  syscall(d, d.state.pid, { name: 'umount', target }, { then: 'run/unmounted', data: { caller: record.caller, how } })
}

function answered(
  d: Containerd,
  { caller, how }: { caller: Caller; how: { exitCode: number } | { error: string } },
): void {
  if ('error' in how) fail(d, caller, how.error)
  else ok(d, caller, how)
}

export const executorServed: Served<ContainerdState> = {
  methods: { [methods.run]: run },
  continuations: {
    'run/stubs': stubbed,
    'run/mounted': mounted,
    'run/passwd': passwdRead,
    'run/group': groupRead,
    'run/created': created,
    'run/started': started,
    'run/deleted': deleted,
    'run/unmounted': answered,
  },
}
