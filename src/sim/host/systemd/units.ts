import { signalNames } from './words'
import { patch, send, syscall } from '../../world/draft'
import { finish } from './jobs'
import { activeOf, change, live, note, unitFiles, unset, type Manager } from './state'

/**
 * Starting and stopping: what a unit needs first, its process, its socket, and what is done when the process ends.
 *
 * @models systemd src/core/service.c, socket.c; docker.service and docker.socket of docker-ce (Restart=always, RestartSec=2,
 * StartLimitBurst=3, StartLimitInterval=60s, Requires=docker.socket)
 * @fidelity part: these units only; containerd is neither started nor stopped
 */
const restartMicros = 2_000_000
const limit = { burst: 3, micros: 60_000_000 }
const service = 'docker.service'
const socket = 'docker.socket'

export function start(d: Manager, name: string): void {
  const unit = d.state.units[name]!
  const active = activeOf(unit)
  if (active === 'active') return finish(d, name, true)
  if (active === 'deactivating') return change(d, name, { restart: true })
  if (unitFiles[name]!.kind === 'socket') return openSocket(d)
  if (active === 'activating' && unit.delayed === undefined) return
  begin(d, name)
}

function begin(d: Manager, name: string): void {
  if (activeOf(d.state.units[socket]!) !== 'active') openSocket(d)
  const starts = d.state.units[name]!.starts.filter((at) => at > d.now - limit.micros)
  unset(d, name, 'delayed')
  d.effects.push({ cancel: `restart:${name}` })
  if (starts.length >= limit.burst) return tooOften(d, name)
  live(d, name, { type: 'start' }, { starts: [...starts, d.now], result: 'success' })
  const { title, argv = [], node = '' } = unitFiles[name]!
  note(d, name, `Starting ${name} - ${title}...`)
  syscall(d, 1, { name: 'fork', comm: 'dockerd', argv, holder: 'systemd', node }, { then: 'forked', data: { name } })
}

/** The process is there: into its control group with it, and execve. */
export function forked(d: Manager, { name }: { name: string }, pid: number): void {
  const { argv = [], node = '' } = unitFiles[name]!
  change(d, name, { pid })
  const path = `/sys/fs/cgroup/system.slice/${name}/cgroup.procs`
  syscall(d, 1, { name: 'write', path, data: String(pid) }, { then: 'done', data: {} })
  send(d, { to: node, depth: 1, payload: { kind: 'exec', pid, path: argv[0]!, argv } })
}

function openSocket(d: Manager): void {
  live(d, socket, { type: 'start' })
  live(d, socket, { type: 'ready' })
  note(d, socket, `Listening on ${socket} - ${unitFiles[socket]!.title}.`)
  syscall(d, 1, { name: 'listen', path: unitFiles[socket]!.socket!, holder: 'systemd' }, { then: 'done', data: {} })
  finish(d, socket, true)
}

/** sd_notify(3): READY=1. What waited at the socket is now for it. */
export function ready(d: Manager, name: string): void {
  live(d, name, { type: 'ready' })
  note(d, name, `Started ${name} - ${unitFiles[name]!.title}.`)
  syscall(d, 1, { name: 'listen', path: unitFiles[socket]!.socket!, holder: 'dockerd' }, { then: 'handed', data: {} })
  finish(d, name, true)
}

export function handOver(d: Manager): void {
  for (const { from, payload } of d.state.backlog) send(d, { to: 'dockerd', from, payload })
  patch(d, { backlog: [] })
}

export function stop(d: Manager, name: string): void {
  const unit = d.state.units[name]!
  // Requires=: the service cannot be without its socket.
  if (name === socket) return closeSocket(d)
  const active = activeOf(unit)
  if (active === 'inactive' || active === 'failed') return finish(d, name, true)
  if (active === 'deactivating') return
  note(d, name, `Stopping ${name} - ${unitFiles[name]!.title}...`)
  live(d, name, { type: 'stop' })
  if (unit.delayed !== undefined) return stopped(d, name)
  syscall(d, 1, { name: 'kill', target: unit.pid, signal: 'SIGTERM' }, { then: 'done', data: {} })
}

function closeSocket(d: Manager): void {
  if (activeOf(d.state.units[socket]!) !== 'active') return finish(d, socket, true)
  stop(d, service)
  live(d, socket, { type: 'stop' })
  live(d, socket, { type: 'ended' })
  note(d, socket, `Closed ${socket} - ${unitFiles[socket]!.title}.`)
  syscall(d, 1, { name: 'shutdown', path: unitFiles[socket]!.socket! }, { then: 'done', data: {} })
  refuse(d)
  finish(d, socket, true)
}

/** Nobody will serve those who wait. */
function refuse(d: Manager): void {
  for (const { from, payload } of d.state.backlog)
    send(d, { to: from, payload: { kind: 'conn.closed', conn: payload.conn, reset: true } })
  patch(d, { backlog: [] })
}

export function restart(d: Manager, name: string): void {
  const active = activeOf(d.state.units[name]!)
  if (unitFiles[name]!.kind === 'socket' || active === 'inactive' || active === 'failed') return start(d, name)
  change(d, name, { restart: true })
  stop(d, name)
}

/** ExecReload=/bin/kill -s HUP $MAINPID. */
export function reload(d: Manager, name: string): void {
  const unit = d.state.units[name]!
  if (activeOf(unit) !== 'active' || unit.pid === 0) return finish(d, name, false)
  note(d, name, `Reloading ${name} - ${unitFiles[name]!.title}...`)
  syscall(d, 1, { name: 'kill', target: unit.pid, signal: 'SIGHUP' }, { then: 'done', data: {} })
  note(d, name, `Reloaded ${name} - ${unitFiles[name]!.title}.`)
  finish(d, name, true)
}

/** SIGCHLD of a main process. */
export function ended(d: Manager, name: string, pid: number, status: number): void {
  const unit = d.state.units[name]!
  const active = activeOf(unit)
  const killed = status > 128
  const result = status === 0 ? 'success' : killed ? 'signal' : 'exit-code'
  change(d, name, { pid: 0, last: { pid, status }, ...(active !== 'deactivating' && { result }) })
  if (status !== 0) {
    const how = killed
      ? `code=killed, status=${status - 128}/${signalNames[status - 128]}`
      : `code=exited, status=${status}/${status === 1 ? 'FAILURE' : 'n/a'}`
    note(d, name, `${name}: Main process exited, ${how}`)
    if (active !== 'deactivating') note(d, name, `${name}: Failed with result '${result}'.`)
  } else note(d, name, `${name}: Deactivated successfully.`)
  if (active === 'deactivating') return stopped(d, name)
  if (active === 'activating') {
    note(d, name, `Failed to start ${name} - ${unitFiles[name]!.title}.`)
    finish(d, name, false)
  }
  live(d, name, { type: 'again' }, { delayed: true, since: d.now })
  send(d, {
    to: 'systemd',
    delay: restartMicros,
    key: `restart:${name}`,
    payload: { kind: 'timer', name: 'restart', data: { name } },
  })
}

function stopped(d: Manager, name: string): void {
  unset(d, name, 'delayed')
  d.effects.push({ cancel: `restart:${name}` })
  live(d, name, { type: 'ended' })
  note(d, name, `Stopped ${name} - ${unitFiles[name]!.title}.`)
  const again = d.state.units[name]!.restart !== undefined
  unset(d, name, 'restart')
  if (again) begin(d, name)
  else finish(d, name, true)
}

/** RestartSec is over. */
export function restartDue(d: Manager, name: string): void {
  const count = (d.state.units[name]!.restarts ?? 0) + 1
  change(d, name, { restarts: count })
  note(d, name, `${name}: Scheduled restart job, restart counter is at ${count}.`)
  begin(d, name)
}

/** After three starts within a minute it is given up. */
function tooOften(d: Manager, name: string): void {
  note(d, name, `${name}: Start request repeated too quickly.`)
  note(d, name, `${name}: Failed with result 'start-limit-hit'.`)
  note(d, name, `Failed to start ${name} - ${unitFiles[name]!.title}.`)
  live(d, name, { type: 'start' })
  live(d, name, { type: 'fail' }, { result: 'start-limit-hit' })
  live(d, socket, { type: 'fail' }, { result: 'service-start-limit-hit' })
  note(d, socket, `${socket}: Failed with result 'service-start-limit-hit'.`)
  syscall(d, 1, { name: 'shutdown', path: unitFiles[socket]!.socket! }, { then: 'done', data: {} })
  refuse(d)
  finish(d, name, false)
}

/** `systemctl reset-failed`: its starts are counted anew. */
export function resetFailed(d: Manager, name: string): void {
  live(d, name, { type: 'ended' }, { starts: [], result: 'success' })
  finish(d, name, true)
}
