import { expect, test } from 'vitest'
import { makeHost } from '../../../src/sim/kernel/host'
import type { HostState } from '../../../src/sim/kernel/state'
import { sysOf } from '../../../src/sim/kernel/sys/sys'
import type { Work } from '../../../src/sim/kernel/work'
import type { Sys } from '../../../src/sim/wire/sys'
import type { Message } from '../../../src/sim/world/message'
import { deskWith } from '../../desk'

/** System calls of two processes of a host that is up: its init, and the person's shell. What they send is delivered when told to. */
function machine() {
  let state = deskWith().world.nodes['host'] as HostState
  const host = makeHost({})
  const sent: Work['effects'] = []
  const call = <T>(pid: number, act: (sys: Sys) => T): T => {
    const w = {
      state,
      now: 0,
      message: {} as Message,
      effects: sent,
      programs: {},
      stirred: false,
      current: pid,
    } as never as Work
    const value = act(sysOf({ w, pid }))
    state = w.state
    return value
  }
  const deliver = () => {
    for (const effect of sent.splice(0)) {
      if (!('to' in effect)) continue
      const { to, from = 'host', payload } = effect
      const message: Message = { id: 1, span: 1, cause: 0, sentAt: 0, dueAt: 0, from, to, payload } as never
      state = host(state, message, from, 0)[0] as HostState
    }
  }
  return { call, deliver }
}

const [server, client] = [1, 912]

test('[KN-50] processes talk by a unix socket; the connection is open as soon as it waits to be accepted', () => {
  const { call, deliver } = machine()
  const listener = call(server, (sys) => sys.listen('unix:/tmp/a.sock'))
  call(server, (sys) => sys.chmod('/tmp/a.sock', 0o666))
  const fd = call(client, (sys) => sys.connect('unix:/tmp/a.sock'))
  expect(call(client, (sys) => sys.connection(fd))).toBe('open')
  const accepted = call(server, (sys) => sys.accept(listener))!
  expect(call(server, (sys) => sys.accept(listener))).toBeUndefined()
  call(client, (sys) => sys.write(fd, 'ping'))
  expect(call(server, (sys) => sys.read(accepted))).toBeUndefined()
  deliver()
  expect(call(server, (sys) => sys.read(accepted))).toBe('ping')
  call(server, (sys) => sys.send(accepted, { kind: 'stream', channel: 'raw', data: 'pong', end: false }))
  deliver()
  expect(call(client, (sys) => sys.receive(fd))).toMatchObject({ kind: 'stream', data: 'pong' })
})

test('[KN-51] who may not write to the socket may not connect; where nobody listens it is refused', () => {
  const { call } = machine()
  call(server, (sys) => sys.listen('unix:/tmp/a.sock'))
  call(server, (sys) => sys.chmod('/tmp/a.sock', 0o600))
  const how = (path: string) => call(client, (sys) => sys.connection(sys.connect(`unix:${path}`)))
  expect(how('/tmp/a.sock')).toBe('EACCES')
  expect(how('/tmp/none.sock')).toBe('ENOENT')
})

test('[KN-52] closing one of a process’s listening sockets leaves its others; its name stays and answers nobody', () => {
  const { call } = machine()
  const first = call(server, (sys) => sys.listen('unix:/tmp/a.sock'))
  call(server, (sys) => sys.listen('unix:/tmp/b.sock'))
  for (const path of ['/tmp/a.sock', '/tmp/b.sock']) call(server, (sys) => sys.chmod(path, 0o666))
  call(server, (sys) => sys.close(first))
  const how = (path: string) => call(client, (sys) => sys.connection(sys.connect(`unix:${path}`)))
  expect(how('/tmp/a.sock')).toBe('ECONNREFUSED')
  expect(how('/tmp/b.sock')).toBe('open')
  expect(() => call(server, (sys) => sys.listen('unix:/tmp/a.sock'))).toThrow('Address already in use')
})

test('[KN-53] the end of a connection is told for ever: read answers nothing, receive that it is closed', () => {
  const { call, deliver } = machine()
  const listener = call(server, (sys) => sys.listen('unix:/tmp/a.sock'))
  call(server, (sys) => sys.chmod('/tmp/a.sock', 0o666))
  const fd = call(client, (sys) => sys.connect('unix:/tmp/a.sock'))
  const accepted = call(server, (sys) => sys.accept(listener))!
  call(server, (sys) => sys.write(accepted, 'last words'))
  call(server, (sys) => sys.close(accepted))
  deliver()
  expect(call(client, (sys) => sys.receive(fd))).toMatchObject({ kind: 'stream', data: 'last words' })
  for (const _ of [1, 2]) expect(call(client, (sys) => sys.receive(fd))).toMatchObject({ kind: 'conn.closed' })
  for (const _ of [1, 2]) expect(call(client, (sys) => sys.read(fd))).toBe('')
})
