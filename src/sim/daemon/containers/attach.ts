import type { Bytes } from '../../../base/bytes'
import type { Address } from '../../wire/address'
import type { ConnPayload, HttpRequest } from '../../wire/http'
import { send } from '../../world/draft'
import type { ConnHandlers, Handler } from '../request'
import { closeConn, hijack, unwatchConn, watchConn, stream } from '../respond'
import type { Daemon } from '../state'
import { containerEvent } from '../system/events'
import { refusal } from '../errors'
import { refuse, statusOf, withContainer } from './lookup'
import { truthy } from './remove'
import type { Attached } from './stdio'
import { ttyPipe } from './exec-end'

/**
 * `POST /containers/{name}/attach`: the connection becomes the container's stdio.
 * @models moby daemon/attach.go, container/stream/attach.go, moby/term EscapeProxy
 * @fidelity part: no websockets
 */
export const attach: Handler = (d, req) =>
  withContainer(d, req, (container) => {
    if (statusOf(container) === 'paused')
      return refuse(d, req, refusal(409, `container ${container.id} is paused, unpause the container before attach`))
    const { Tty: tty, OpenStdin, StdinOnce } = container.config
    const on = (name: string) => truthy(req.query[name])
    const data: Attached = {
      id: container.id,
      container: container.id,
      tty,
      stdin: on('stdin') && OpenStdin,
      stdout: on('stdout') && on('stream'),
      stderr: on('stderr') && on('stream'),
      stdinOnce: StdinOnce,
      detachKeys: detachBytes(req.query['detachKeys']),
      typed: '',
    }
    hijack(d, req, streamType(tty), 'containers.attach', data)
    if (on('logs')) {
      for (const row of container.logs) stream(d, req.from, req.http.conn, tty ? 'raw' : row.stream, row.log)
    }
    containerEvent(d, container, 'attach')
  })

export const streamType = (tty: boolean): string =>
  tty ? 'application/vnd.docker.raw-stream' : 'application/vnd.docker.multiplexed-stream'

/** `ctrl-p,ctrl-q` as the bytes that these keys send. @models moby/term ToBytes */
export function detachBytes(keys: string | undefined): Bytes {
  const list = keys === undefined || keys === '' ? 'ctrl-p,ctrl-q' : keys
  return list.split(',').map(keyByte).join('')
}

function keyByte(key: string): string {
  const control = /^ctrl-(.)$/.exec(key)?.[1]
  return control === undefined ? key : String.fromCharCode(control.toLowerCase().charCodeAt(0) & 0x1f)
}

/** What an attached client types. */
function heard(d: Daemon, data: Attached, payload: Exclude<ConnPayload, HttpRequest>, from: Address): void {
  if (payload.kind === 'conn.closed') return gone(d, data, payload.conn)
  if (payload.kind !== 'stream' || !data.stdin) return
  const passed = data.tty ? escaped(d, data, payload.conn, payload.data, from) : payload.data
  if (passed === undefined) return
  if (data.tty && passed !== '') typedOn(d, data, payload.conn, passed)
  if (!data.tty && (passed !== '' || payload.end)) {
    send(d, {
      to: 'host',
      payload: { kind: 'pipe', pipe: `${data.id}-stdin`, data: passed, end: payload.end && data.stdinOnce },
    })
  }
}

const ttyInput = (d: Daemon, id: string, data: Bytes): void =>
  send(d, { to: 'host', payload: { kind: 'tty.input', tty: ttyPipe(id), data } })

/** Who types before the process has its terminal is not lost: the daemon keeps it, as a real one does in the pipe that it copies from. */
function typedOn(d: Daemon, { id }: Attached, conn: string, keys: Bytes): void {
  const watched = d.state.conns[conn]
  if (((d.state.containers[id] ?? d.state.execs[id])?.pid ?? 0) > 0 || watched === undefined)
    return ttyInput(d, id, keys)
  const { early = '', ...data } = watched.data as Attached
  watchConn(d, conn, { ...watched, data: { ...data, early: (early + keys).slice(0, mostEarly) } })
}

/** @models moby pkg/ioutils/bytespipe.go blockThreshold */
const mostEarly = 1_000_000

/** The process of a container or an exec has its terminal now: it gets what was typed before. */
export function giveEarly(d: Daemon, id: string): void {
  for (const [conn, watched] of Object.entries(d.state.conns)) {
    const { early = '', ...data } = watched.data as Attached
    if (watched.handler !== 'containers.attach' || data.id !== id || early === '') continue
    watchConn(d, conn, { ...watched, data })
    ttyInput(d, id, early)
  }
}

/** Keeps back the detach keys while they are being typed; undefined when they are complete and the client is let go. */
function escaped(d: Daemon, data: Attached, conn: string, typed: Bytes, from: Address): Bytes | undefined {
  let seen = data.typed
  let out = ''
  for (const char of typed) {
    if (data.detachKeys[seen.length] === char) seen += char
    else [out, seen] = [out + seen + char, '']
    if (seen === data.detachKeys) return detached(d, data, conn)
  }
  watchConn(d, conn, { handler: 'containers.attach', peer: from, data: { ...data, typed: seen } })
  return out
}

function detached(d: Daemon, data: Attached, conn: string): undefined {
  closeConn(d, conn)
  const container = d.state.containers[data.container]
  if (container !== undefined && data.id === data.container) containerEvent(d, container, 'detach')
  return undefined
}

function gone(d: Daemon, data: Attached, conn: string): void {
  unwatchConn(d, conn)
  if (data.stdin && data.stdinOnce && !data.tty) {
    send(d, { to: 'host', payload: { kind: 'pipe', pipe: `${data.id}-stdin`, data: '', end: true } })
  }
}

export const attachConns: ConnHandlers = { 'containers.attach': heard }
