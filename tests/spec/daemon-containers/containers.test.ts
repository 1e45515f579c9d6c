import { beforeAll, describe, expect, test } from 'vitest'
import { inject } from '../../../src/sim/world/step'
import type { World } from '../../../src/sim/world/world'
import { ask, call, engine, replyOf, run, start, state, type Engine } from './engine'

let loaded: World
beforeAll(() => {
  loaded = engine('alpine').world
})
const fresh = (): Engine => ({ world: loaded, seen: [] })

const host = (e: Engine) =>
  e.world.nodes['host'] as { natRules: readonly string[]; procs: Record<string, { comm: string }> }
const say = (e: Engine, conn: string, data: string, channel: 'stdin' | 'raw' = 'stdin', end = false): void => {
  e.world = inject(e.world, 'tester', { to: 'dockerd', payload: { kind: 'stream', conn, channel, data, end } })
}
const attach = (e: Engine, id: string): string =>
  ask(e, 'POST', `/containers/${id}/attach?stream=1&stdin=1&stdout=1&stderr=1`, undefined, { Upgrade: 'tcp' })

/** `docker run` in the foreground: status and body of the start, what came out, the exit code. */
function foreground(e: Engine, cmd: readonly string[], more: Record<string, unknown> = {}) {
  const id = call(e, 'POST', '/containers/create', { Image: 'alpine', Cmd: cmd, ...more }).json.Id as string
  const out = attach(e, id)
  const wait = ask(e, 'POST', `/containers/${id}/wait?condition=next-exit`)
  const started = call(e, 'POST', `/containers/${id}/start`)
  run(e, 3_000_000)
  return { id, started, out: replyOf(e, out).body, code: replyOf(e, wait).json?.StatusCode as number }
}
const refused = (e: Engine, more: Record<string, unknown>, name = '') =>
  call(e, 'POST', `/containers/create${name === '' ? '' : `?name=${encodeURIComponent(name)}`}`, {
    Image: 'alpine',
    Cmd: ['true'],
    ...more,
  })

describe('create', () => {
  test('[DC-1] versions and routes', () => {
    const e = fresh()
    const raw = (path: string) => {
      e.world = inject(e.world, 'tester', {
        to: 'dockerd',
        payload: { kind: 'http.request', conn: path, exchange: 1, method: 'GET', path, headers: {}, body: '' },
      })
      run(e, 1_000)
      return replyOf(e, path)
    }
    expect(raw('/v1.10/version').json.message).toBe(
      'client version 1.10 is too old. Minimum supported API version is 1.24, please upgrade your client to a newer version',
    )
    expect(raw('/v1.99/version').json.message).toBe(
      'client version 1.99 is too new. Maximum supported API version is 1.51',
    )
    expect(raw('/nosuch')).toMatchObject({ status: 404, json: { message: 'page not found' } })
    expect(raw('/_ping').body).toBe('OK')
  })

  test('[DC-2] refusals', () => {
    const e = fresh()
    const message = (more: Record<string, unknown>, name = '') => refused(e, more, name).json.message as string
    expect(refused(e, { Image: 'nosuch' })).toMatchObject({
      status: 404,
      json: { message: 'No such image: nosuch:latest' },
    })
    expect(message({}, 'bad name')).toBe(
      'Invalid container name (bad name), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed',
    )
    expect(message({}, 'a')).toContain('Invalid container name (a)')
    expect(message({ HostConfig: { Memory: 1_000_000 } })).toBe('Minimum memory limit allowed is 6MB')
    expect(message({ HostConfig: { NanoCpus: 100e9 } })).toBe(
      'range of CPUs is from 0.01 to 2.00, as there are only 2 CPUs available',
    )
    expect(message({ WorkingDir: 'relative' })).toBe(
      "the working directory 'relative' is invalid, it needs to be an absolute path",
    )
    expect(message({ StopSignal: 'NOPE' })).toBe('invalid signal: NOPE')
    expect(message({ HostConfig: { Binds: ['a:b:c:d'] } })).toBe("invalid volume specification: 'a:b:c:d'")
    const first = call(e, 'POST', '/containers/create?name=web', { Image: 'alpine', Cmd: ['true'] }).json.Id as string
    expect(message({}, 'web')).toBe(
      `Conflict. The container name "/web" is already in use by container "${first}". You have to remove (or rename) that container to be able to reuse that name.`,
    )
    expect(first).toMatch(/^[0-9a-f]{64}$/)
  })
})

describe('start', () => {
  test('[DC-3] order: mount, create, network, start', () => {
    const e = fresh()
    foreground(e, ['true'])
    const at = (found: (text: string) => boolean) => e.seen.findIndex(({ payload }) => found(JSON.stringify(payload)))
    const marks = [
      at((t) => t.includes('"name":"mount"') && t.includes('lowerdir')),
      at((t) => t.includes('Tasks/Create')),
      at((t) => t.includes('"name":"link_add_veth"')),
      at((t) => t.includes('Tasks/Start')),
      at((t) => t.includes('"name":"execve"')),
    ]
    expect(marks.every((mark) => mark >= 0)).toBe(true)
    expect([...marks].sort((a, b) => a - b)).toEqual(marks)
  })

  test('[DC-4] output and exit code', () => {
    const e = fresh()
    expect(foreground(e, ['echo', 'hello'])).toMatchObject({ out: 'hello\n', code: 0 })
    expect(foreground(e, ['sh', '-c', 'echo out; echo err >&2; exit 3'])).toMatchObject({ out: 'out\nerr\n', code: 3 })
    expect(foreground(e, ['hostname'], { Hostname: 'myhost' }).out).toBe('myhost\n')
    expect(foreground(e, ['pwd'], { WorkingDir: '/newdir' }).out).toBe('/newdir\n')
    expect(foreground(e, ['id'], { User: 'nobody' }).out).toBe(
      'uid=65534(nobody) gid=65534(nobody) groups=65534(nobody)\n',
    )
    expect(foreground(e, ['cat', '/sys/fs/cgroup/memory.max'], { HostConfig: { Memory: 33554432 } }).out).toBe(
      '33554432\n',
    )
    expect(foreground(e, ['touch', '/x'], { HostConfig: { ReadonlyRootfs: true } }).out).toBe(
      'touch: /x: Read-only file system\n',
    )
  })

  test('[DC-5] failing starts', () => {
    const e = fresh()
    const head =
      'failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: '
    const missing = foreground(e, ['nosuchcmd'])
    expect(missing.started).toMatchObject({
      status: 400,
      json: { message: `${head}"nosuchcmd": executable file not found in $PATH` },
    })
    expect(missing.code).toBe(127)
    expect(call(e, 'GET', `/containers/${missing.id}/json`).json.State).toMatchObject({
      Status: 'created',
      ExitCode: 127,
      Pid: 0,
    })
    expect(foreground(e, ['/etc'])).toMatchObject({
      code: 126,
      started: { json: { message: `${head}"/etc": permission denied` } },
    })
    const gone = foreground(e, ['nosuchcmd'], { HostConfig: { AutoRemove: true } })
    expect(call(e, 'GET', `/containers/${gone.id}/json`).status).toBe(404)
    expect(foreground(e, ['id'], { User: 'nosuchuser' }).started.json.message).toBe(
      'unable to find user nosuchuser: no matching entries in passwd file',
    )
    expect(foreground(e, ['true'], { HostConfig: { NetworkMode: 'nosuch' } }).started.json.message).toBe(
      'failed to set up container networking: network nosuch not found',
    )
  })
})

describe('life', () => {
  test('[DC-6] stop', () => {
    const e = fresh()
    const deaf = start(e, 'alpine', ['sleep', '100'])
    const before = e.world.now
    expect(call(e, 'POST', `/containers/${deaf}/stop?t=1`, undefined, 20_000_000).status).toBe(204)
    expect(e.world.now - before).toBeGreaterThan(1_000_000)
    expect(call(e, 'GET', `/containers/${deaf}/json`).json.State.ExitCode).toBe(137)
    expect(call(e, 'POST', `/containers/${deaf}/stop`).status).toBe(304)
    const polite = start(e, 'alpine', ['sh', '-c', 'trap "echo got TERM; exit 0" TERM; while :; do sleep 0.1; done'])
    run(e, 500_000)
    call(e, 'POST', `/containers/${polite}/stop`, undefined, 20_000_000)
    expect(call(e, 'GET', `/containers/${polite}/logs?stdout=1`).body).toContain('got TERM')
    expect(call(e, 'GET', `/containers/${polite}/json`).json.State.ExitCode).toBe(0)
  })

  test('[DC-7] restart policies', () => {
    const e = fresh()
    const failing = start(e, 'alpine', ['false'], {
      HostConfig: { RestartPolicy: { Name: 'on-failure', MaximumRetryCount: 2 } },
    })
    run(e, 5_000_000)
    expect(call(e, 'GET', `/containers/${failing}/json`).json).toMatchObject({
      RestartCount: 2,
      State: { Status: 'exited', ExitCode: 1 },
    })
    const always = start(e, 'alpine', ['sleep', '1'], {
      HostConfig: { RestartPolicy: { Name: 'always', MaximumRetryCount: 0 } },
    })
    run(e, 5_000_000)
    expect(call(e, 'GET', `/containers/${always}/json`).json.RestartCount).toBeGreaterThan(1)
    call(e, 'POST', `/containers/${always}/stop?t=0`, undefined, 20_000_000)
    run(e, 5_000_000)
    expect(call(e, 'GET', `/containers/${always}/json`).json.State.Status).toBe('exited')
  })

  test('[DC-8] logs', () => {
    const e = fresh()
    const id = start(e, 'alpine', ['sh', '-c', 'for i in 1 2 3; do echo $i; sleep 1; done'])
    const followed = ask(e, 'GET', `/containers/${id}/logs?stdout=1&follow=1`)
    run(e, 1_500_000)
    expect(replyOf(e, followed)).toMatchObject({ done: false })
    run(e, 4_000_000)
    expect(replyOf(e, followed).done).toBe(true)
    expect(call(e, 'GET', `/containers/${id}/logs?stdout=1&tail=1`).body).toBe('\x01\0\0\0\0\0\0\x023\n')
    expect(call(e, 'GET', `/containers/${id}/logs?stderr=1`).body).toBe('')
    expect(call(e, 'GET', `/containers/${id}/logs?stdout=1&timestamps=1`).body).toMatch(/2025-09-01T09:.*Z 1\n/)
    expect(call(e, 'GET', `/containers/${id}/logs`).json.message).toContain('you must choose at least one stream')
  })

  test('[DC-9] exec', () => {
    const e = fresh()
    const id = start(e, 'alpine', ['sleep', '100'], {}, 'c1')
    const exec = (cmd: readonly string[], more = {}) => {
      const made = call(e, 'POST', '/containers/c1/exec', { Cmd: cmd, AttachStdout: true, AttachStderr: true, ...more })
      const conn = ask(e, 'POST', `/exec/${made.json.Id}/start`, { Detach: false }, { Upgrade: 'tcp' })
      run(e, 1_000_000)
      return [replyOf(e, conn).body, call(e, 'GET', `/exec/${made.json.Id}/json`).json.ExitCode]
    }
    expect(exec(['echo', 'hi'])).toEqual(['hi\n', 0])
    expect(exec(['sh', '-c', 'exit 9'])).toEqual(['', 9])
    expect(exec(['sh', '-c', 'pwd; id -un; echo $X'], { User: 'nobody', WorkingDir: '/tmp', Env: ['X=1'] })).toEqual([
      '/tmp\nnobody\n1\n',
      0,
    ])
    expect(exec(['nosuch'])).toEqual([
      'OCI runtime exec failed: exec failed: unable to start container process: exec: "nosuch": executable file not found in $PATH\r\n',
      127,
    ])
    call(e, 'POST', `/containers/${id}/kill`)
    expect(call(e, 'POST', '/containers/c1/exec', { Cmd: ['ls'] })).toMatchObject({
      status: 409,
      json: { message: `container ${id} is not running` },
    })
  })

  test('[DC-10] removal', () => {
    const e = fresh()
    start(e, 'alpine', ['sleep', '100'], { HostConfig: { Binds: ['named:/n'] }, Volumes: { '/anon': {} } }, 'c1')
    expect(call(e, 'DELETE', '/containers/c1').json.message).toBe(
      'cannot remove container "c1": container is running: stop the container before removing or force remove',
    )
    expect(Object.keys(state(e).volumes)).toHaveLength(2)
    expect(call(e, 'DELETE', '/containers/c1?force=1&v=1').status).toBe(204)
    expect(Object.keys(state(e).volumes)).toEqual(['named'])
    expect(call(e, 'DELETE', '/containers/c1').status).toBe(404)
  })

  test('[DC-13] stdin and detach keys', () => {
    const e = fresh()
    const cat = call(e, 'POST', '/containers/create', {
      Image: 'alpine',
      Cmd: ['cat'],
      OpenStdin: true,
      StdinOnce: true,
    }).json.Id as string
    const conn = attach(e, cat)
    call(e, 'POST', `/containers/${cat}/start`)
    say(e, conn, 'abc\n')
    run(e, 100_000)
    expect(replyOf(e, conn)).toMatchObject({ body: 'abc\n', done: false })
    say(e, conn, '', 'stdin', true)
    run(e, 1_000_000)
    expect(replyOf(e, conn).done).toBe(true)
    const shell = call(e, 'POST', '/containers/create', {
      Image: 'alpine',
      Cmd: ['sh'],
      OpenStdin: true,
      StdinOnce: true,
      Tty: true,
    }).json.Id as string
    const tty = attach(e, shell)
    call(e, 'POST', `/containers/${shell}/start`)
    say(e, tty, 'echo in\r', 'raw')
    run(e, 1_000_000)
    expect(replyOf(e, tty).body).toContain('in\r\n')
    say(e, tty, '\x10\x11', 'raw')
    run(e, 100_000)
    expect(replyOf(e, tty).done).toBe(true)
    expect(call(e, 'GET', `/containers/${shell}/json`).json.State.Running).toBe(true)
  })

  test('[DC-14] pause', () => {
    const e = fresh()
    const id = start(e, 'alpine', ['sh', '-c', 'while :; do echo tick; sleep 1; done'], {}, 'c1')
    expect(call(e, 'POST', '/containers/c1/pause').status).toBe(204)
    const ticks = () => call(e, 'GET', '/containers/c1/logs?stdout=1').body.split('tick').length
    const before = ticks()
    run(e, 5_000_000)
    expect(ticks()).toBe(before)
    expect(call(e, 'POST', '/containers/c1/pause').json.message).toBe(`Container ${id} is already paused`)
    expect(call(e, 'POST', '/containers/c1/exec', { Cmd: ['true'] }).json.message).toBe(
      'Container c1 is paused, unpause the container before exec',
    )
    call(e, 'POST', '/containers/c1/unpause')
    run(e, 3_000_000)
    expect(ticks()).toBeGreaterThan(before)
  })

  test('[DC-16] events', () => {
    const e = fresh()
    const conn = ask(e, 'GET', '/events')
    foreground(e, ['true'], { HostConfig: { AutoRemove: true } })
    const told = replyOf(e, conn)
      .body.trim()
      .split('\n')
      .map((line) => JSON.parse(line).Action)
    expect(told).toEqual(['create', 'attach', 'connect', 'start', 'disconnect', 'die', 'destroy'])
  })

  test('[DC-18] nothing is left behind', () => {
    const e = fresh()
    start(
      e,
      'alpine',
      ['sleep', '100'],
      { HostConfig: { PortBindings: { '80/tcp': [{ HostIp: '', HostPort: '8080' }] } } },
      'c1',
    )
    call(e, 'DELETE', '/containers/c1?force=1')
    run(e, 1_000_000)
    expect(Object.keys(e.world.nodes)).toEqual(['host', 'dockerd', 'containerd'])
    expect(Object.values(host(e).procs).map(({ comm }) => comm)).toEqual(['systemd', 'containerd', 'dockerd'])
    expect(state(e).calls).toEqual({})
    expect(host(e).natRules.some((rule) => rule.includes('DNAT'))).toBe(false)
    expect(e.world.queue.filter(({ from }) => from !== 'host')).toEqual([])
    expect(JSON.parse(JSON.stringify(e.world.nodes))).toEqual(e.world.nodes)
  })
})

describe('networks and volumes', () => {
  test('[DC-11] published ports', () => {
    const e = fresh()
    const ports = { HostConfig: { PortBindings: { '80/tcp': [{ HostIp: '', HostPort: '8080' }] } } }
    start(e, 'alpine', ['sleep', '100'], ports, 'one')
    expect(host(e).natRules).toContain(
      '-A DOCKER ! -i docker0 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80',
    )
    expect(call(e, 'GET', '/containers/json').json[0].Ports).toEqual([
      { IP: '0.0.0.0', PrivatePort: 80, PublicPort: 8080, Type: 'tcp' },
      { IP: '::', PrivatePort: 80, PublicPort: 8080, Type: 'tcp' },
    ])
    expect(foreground(e, ['true'], ports).started.json.message).toMatch(
      /^failed to set up container networking: .* Bind for 0\.0\.0\.0:8080 failed: port is already allocated$/,
    )
    call(e, 'DELETE', '/containers/one?force=1')
    expect(foreground(e, ['true'], ports).started.status).toBe(204)
  })

  test('[DC-12] volumes and binds', () => {
    const e = fresh()
    expect(foreground(e, ['sh', '-c', 'echo persisted > /data/f'], { HostConfig: { Binds: ['v1:/data'] } }).code).toBe(
      0,
    )
    expect(foreground(e, ['cat', '/data/f'], { HostConfig: { Binds: ['v1:/data:ro'] } }).out).toBe('persisted\n')
    expect(foreground(e, ['touch', '/data/g'], { HostConfig: { Binds: ['v1:/data:ro'] } }).out).toContain(
      'Read-only file system',
    )
    expect(foreground(e, ['cat', '/v/alpine-release'], { HostConfig: { Binds: ['copied:/etc'] } }).code).toBe(1)
    expect(foreground(e, ['ls', '/v'], { HostConfig: { Binds: ['copied:/v'] } }).out).toContain('passwd')
    const top = (bind: string) =>
      foreground(e, ['stat', '-c', '%u:%g %a', bind.split(':')[1]!], { HostConfig: { Binds: [bind] } }).out
    expect(top('empty:/tmp')).toBe('0:0 1777\n') // the directory is empty in the image, and open to all
    expect(top('empty:/etc')).toBe('0:0 755\n')
    expect(top('uncopied:/tmp:nocopy')).toBe('0:0 755\n')
    expect(top('nosuch:/nosuch')).toBe('0:0 755\n')
    expect(foreground(e, ['ls', '-d', '/x'], { HostConfig: { Binds: ['/srv/made:/x'] } }).out).toBe('/x\n')
    expect(
      refused(e, { HostConfig: { Mounts: [{ Type: 'bind', Source: '/srv/nosuch', Target: '/x' }] } }).json.message,
    ).toBe('invalid mount config for type "bind": bind source path does not exist: /srv/nosuch')
  })

  test('[DC-15] networks of the user’s own', () => {
    const e = fresh()
    expect(call(e, 'POST', '/networks/create', { Name: 'net1' }).status).toBe(201)
    expect(call(e, 'POST', '/networks/create', { Name: 'net1' }).json.message).toBe(
      'network with name net1 already exists',
    )
    expect(call(e, 'GET', '/networks/net1').json.IPAM.Config).toEqual([
      { Subnet: '172.18.0.0/16', Gateway: '172.18.0.1' },
    ])
    start(e, 'alpine', ['sleep', '100'], { HostConfig: { NetworkMode: 'net1' } }, 'aa')
    expect(call(e, 'GET', '/containers/aa/json').json.NetworkSettings.Networks.net1.IPAddress).toBe('172.18.0.2')
    expect(call(e, 'DELETE', '/networks/net1').json.message).toMatch(
      /^error while removing network: network net1 has active endpoints \(name:"aa" id:"[0-9a-f]{12}"\)$/,
    )
    call(e, 'DELETE', '/containers/aa?force=1')
    expect(call(e, 'DELETE', '/networks/net1').status).toBe(204)
  })

  test('[DC-17] list, inspect, top', () => {
    const e = fresh()
    start(e, 'alpine', ['sleep', '100'], { Labels: { a: 'b' } }, 'one')
    foreground(e, ['sh', '-c', 'exit 5'])
    expect(call(e, 'GET', '/containers/json').json).toHaveLength(1)
    expect(call(e, 'GET', '/containers/json?all=1').json).toHaveLength(2)
    const filtered = (filters: object) =>
      call(e, 'GET', `/containers/json?all=1&filters=${encodeURIComponent(JSON.stringify(filters))}`)
    expect(filtered({ label: { 'a=b': true } }).json).toHaveLength(1)
    expect(filtered({ exited: { 5: true } }).json[0].Command).toBe("sh -c 'exit 5'")
    expect(filtered({ status: { nope: true } }).status).toBe(400)
    expect(call(e, 'GET', '/containers/one/top').json.Processes[0].at(-1)).toBe('sleep 100')
    expect(call(e, 'GET', '/containers/one/json').json).toMatchObject({
      Path: 'sleep',
      Args: ['100'],
      State: { Running: true },
      NetworkSettings: { IPAddress: '172.17.0.2' },
    })
  })
})
