import { text } from '../../../base/bytes'
import { drawHex } from '../../../base/random'
import type { ProcessSpec } from '../../oci/runtime-spec'
import { userFrom } from '../../oci/user'
import { methods } from '../../runtime/face'
import { patch } from '../../world/draft'
import { born, lived } from '../../world/life'
import {
  badJson,
  isPaused,
  isRestarting,
  noExecCommand,
  noSuchExec,
  notRunning,
  refusal,
  type Refusal,
} from '../errors'
import type { Continuations, Handler, Request } from '../request'
import { bodyOf, error, hijack, json, respond, serverHeaders, sinkOf, stream } from '../respond'
import { capabilitiesOf, environment, overlaid } from '../spec'
import type { Daemon, Sink } from '../state'
import { containerEvent } from '../system/events'
import { dataOf, resultOf, work, type Act, type Worked } from '../work'
import { detachBytes, giveEarly, streamType } from './attach'
import type { Container, Exec } from './container'
import { execMachine } from './exec.machine'
import { endExec, probedThen } from './exec-end'
import { whenEnded } from './kill-and-wait'
import { change, isRunning, refuse, statusOf, withContainer } from './lookup'
import type { Attached } from './stdio'
import { later } from './waiters'

/**
 * `docker exec`: a further process in a running container. Created first, started on a connection that becomes its stdio.
 * @models moby daemon/exec.go, exec_linux.go, server/router/container/exec.go
 * @fidelity part: no AppArmor profile change
 */
interface ExecRequest {
  readonly User?: string
  readonly Privileged?: boolean
  readonly Tty?: boolean
  readonly AttachStdin?: boolean
  readonly AttachStdout?: boolean
  readonly AttachStderr?: boolean
  readonly DetachKeys?: string
  readonly Env?: readonly string[] | null
  readonly WorkingDir?: string
  readonly Cmd?: readonly string[] | null
}

export const execCreate: Handler = (d, req) => {
  const body = bodyOf(req) as ExecRequest | undefined
  if (body === undefined) return error(d, req, 400, badJson)
  withContainer(d, req, (container) => {
    if ((body.Cmd ?? []).length === 0) return refuse(d, req, noExecCommand)
    if (container.ending) return onceEnded(d, req, container)
    const wrong = mayExec(container, req.params['name'] ?? '')
    if (wrong !== undefined) return refuse(d, req, wrong)
    json(d, req, 201, { Id: register(d, container, body) })
  })
}

/**
 * The daemon has heard of the end and holds the container's lock while it clears up: whoever asks now has to wait, and is then told no.
 * @models moby daemon/monitor.go handleContainerExit, container/state.go IsRunning
 */
const onceEnded = (d: Daemon, req: Request, { id }: Container): void =>
  whenEnded(d, id, { then: 'containers.exec/late', data: { sink: sinkOf(req), id } })

function late(d: Daemon, { sink, id }: { sink: Sink; id: string }): void {
  const container = d.state.containers[id]
  const restarting = container !== undefined && statusOf(container) === 'restarting'
  refuse(d, sink, restarting ? isRestarting(id) : notRunning(id))
}

function mayExec(container: Container, ref: string): Refusal | undefined {
  const status = statusOf(container)
  if (status === 'paused') return isPaused(ref)
  if (status === 'restarting') return isRestarting(container.id)
  return status === 'running' ? undefined : notRunning(container.id)
}

function register(d: Daemon, container: Container, body: ExecRequest, probe = false): string {
  const [id, rng] = drawHex(d.state.rng, 64)
  const exec: Exec = {
    id,
    container: container.id,
    argv: body.Cmd ?? [],
    env: body.Env ?? [],
    tty: body.Tty ?? false,
    user: body.User ?? '',
    workingDir: body.WorkingDir ?? '',
    privileged: body.Privileged ?? false,
    openStdin: body.AttachStdin ?? false,
    openStdout: body.AttachStdout ?? false,
    openStderr: body.AttachStderr ?? false,
    detachKeys: body.DetachKeys ?? '',
    life: { machine: 'exec', ...born(execMachine) },
    pid: 0,
    ...(probe && { probed: '' }),
  }
  patch(d, { rng, execs: { ...d.state.execs, [id]: exec } })
  containerEvent(d, container, `exec_create: ${exec.argv.join(' ')}`, { execID: id })
  return id
}

function withExec(d: Daemon, req: Request, then: (exec: Exec, container: Container) => void): void {
  const exec = d.state.execs[req.params['id'] ?? '']
  const container = exec === undefined ? undefined : d.state.containers[exec.container]
  if (exec === undefined || container === undefined) return refuse(d, req, noSuchExec(req.params['id'] ?? ''))
  then(exec, container)
}

export const execStart: Handler = (d, req) =>
  withExec(d, req, (exec, container) => {
    const body = (bodyOf(req) ?? {}) as { Detach?: boolean; Tty?: boolean; ConsoleSize?: readonly number[] | null }
    if (exec.life.value !== 'configured') return refuse(d, req, refusal(409, `exec command ${exec.id} has already run`))
    if (container.ending) return onceEnded(d, req, container)
    const wrong = mayExec(container, container.id)
    if (wrong !== undefined) return refuse(d, req, wrong)
    const detach = body.Detach ?? false
    if (!detach) attachTo(d, req, exec)
    look(d, container, { exec: exec.id, detach, sink: sinkOf(req), size: body.ConsoleSize ?? [0, 0] })
  })

/** Who the user is, says the container's own /etc. */
function look(d: Daemon, container: Container, data: Starting): void {
  const { merged } = container.snapshot
  const acts: readonly Act[] = [
    { sys: { name: 'read', path: `${merged}/etc/passwd` }, optional: true, delay: 1_000 },
    { sys: { name: 'read', path: `${merged}/etc/group` }, optional: true },
  ]
  work(d, acts, { then: 'containers.exec/looked', data })
}

/** A health check: an exec that nobody asked for over HTTP. Its end is told to `containers.health/probed`. */
export function runProbe(d: Daemon, container: Container, argv: readonly string[]): string {
  const exec = register(d, container, { Cmd: argv, AttachStdout: true, AttachStderr: true }, true)
  look(d, container, { exec, detach: true, size: [0, 0] })
  return exec
}

interface Starting {
  readonly exec: string
  readonly detach: boolean
  /** Absent: nobody waits for an answer. */
  readonly sink?: Sink
  readonly size: readonly number[]
}

function attachTo(d: Daemon, req: Request, exec: Exec): void {
  const data: Attached = {
    id: exec.id,
    container: exec.container,
    stdin: exec.openStdin,
    stdout: exec.openStdout,
    stderr: exec.openStderr,
    tty: exec.tty,
    stdinOnce: true,
    detachKeys: detachBytes(exec.detachKeys),
    typed: '',
  }
  hijack(d, req, streamType(exec.tty), 'containers.attach', data, serverHeaders)
}

function looked(d: Daemon, starting: Starting, { answers }: Worked): void {
  const exec = d.state.execs[starting.exec]
  const container = exec === undefined ? undefined : d.state.containers[exec.container]
  if (exec === undefined || container === undefined) return
  const user = userFrom(exec.user || container.config.User, text(dataOf(answers[0])), text(dataOf(answers[1])))
  if (typeof user === 'string') return failed(d, starting, exec, user, 126)
  const io = { id: exec.id, stdin: exec.openStdin, terminal: exec.tty, holder: 'dockerd' }
  const process = processOf(exec, container, user, starting.size)
  const args = { id: container.id, exec: exec.id }
  patch(d, {
    execs: {
      ...d.state.execs,
      [exec.id]: { ...exec, life: { machine: 'exec', ...lived(execMachine, exec.life as never, { type: 'start' }) } },
    },
  })
  change(d, container.id, { execIds: [...container.execIds, exec.id] })
  containerEvent(d, container, `exec_start: ${exec.argv.join(' ')}`, { execID: exec.id })
  work(
    d,
    [
      { rpc: methods.exec, args: { ...args, process, io } },
      { rpc: methods.startTask, args, depth: 1 },
    ],
    { then: 'containers.exec/started', data: starting },
  )
}

function processOf(
  exec: Exec,
  container: Container,
  user: ProcessSpec['user'],
  [height = 0, width = 0]: readonly number[],
): ProcessSpec {
  const base = environment({ ...container, config: { ...container.config, Tty: exec.tty } })
  return {
    ...(exec.tty && { terminal: true }),
    ...(exec.tty && height > 0 && { consoleSize: { height, width } }),
    user,
    args: exec.argv,
    env: overlaid(base, exec.env),
    cwd: exec.workingDir || container.config.WorkingDir || '/',
    capabilities: capabilitiesOf(
      exec.privileged ? { ...container.hostConfig, Privileged: true } : container.hostConfig,
    ),
    oomScoreAdj: container.hostConfig.OomScoreAdj,
  }
}

function started(d: Daemon, starting: Starting, worked: Worked): void {
  const exec = d.state.execs[starting.exec]
  if (exec === undefined) return
  if (worked.failed !== undefined)
    return failed(d, starting, exec, worked.failed.message, exitCodeOf(worked.failed.message))
  const { pid } = resultOf(worked.answers[1]) as { pid: number }
  if (exec.exitCode === undefined) {
    patch(d, { execs: { ...d.state.execs, [exec.id]: { ...exec, pid } } })
    giveEarly(d, exec.id)
  }
  if (starting.detach && starting.sink !== undefined) respond(d, starting.sink, 200, {}, '')
}

const exitCodeOf = (message: string): number =>
  /executable file not found|no such file or directory/.test(message) ? 127 : 126

/** On a hijacked connection the error is all that comes, on stdout. */
function failed(d: Daemon, { detach, sink }: Starting, exec: Exec, message: string, exitCode: number): void {
  if (sink === undefined) later(d, probedThen(exec, exitCode), {})
  else if (detach) error(d, sink, 400, message)
  else stream(d, sink.to, sink.conn, exec.tty ? 'raw' : 'stdout', `${message}\r\n`)
  endExec(d, exec, exitCode)
}

export const execInspect: Handler = (d, req) =>
  withExec(d, req, (exec) => {
    const [entrypoint, ...rest] = exec.argv
    json(d, req, 200, {
      ID: exec.id,
      Running: exec.life.value === 'running',
      ExitCode: exec.exitCode ?? null,
      ProcessConfig: {
        tty: exec.tty,
        entrypoint,
        arguments: rest,
        privileged: exec.privileged,
        ...(exec.user !== '' && { user: exec.user }),
      },
      OpenStdin: exec.openStdin,
      OpenStderr: exec.openStderr,
      OpenStdout: exec.openStdout,
      CanRemove: false,
      ContainerID: exec.container,
      DetachKeys: '',
      Pid: exec.pid,
    })
  })

export const execResize: Handler = (d, req) =>
  withExec(d, req, (exec, container) => {
    const args = { id: container.id, exec: exec.id, rows: Number(req.query['h']), cols: Number(req.query['w']) }
    if (!isRunning(container) || exec.life.value !== 'running')
      return refuse(d, req, refusal(409, `exec ${exec.id} is not running`))
    work(d, [{ rpc: methods.resizePty, args, optional: true }], { then: 'containers.resize/done', data: {} })
    respond(d, req, 200, {}, '')
  })

export const execContinuations: Continuations = {
  'containers.exec/looked': looked,
  'containers.exec/started': started,
  'containers.exec/late': late,
}
