import { beforeAll, describe, expect, test } from 'vitest'
import { packTar } from '../../../src/base/tar'
import { digestOf } from '../../../src/base/digest'
import type { FileEntry } from '../../../src/base/file-entry'
import { limitFiles } from '../../../src/sim/runtime/runc/cgroup'
import { methods } from '../../../src/sim/runtime/face'
import { inject } from '../../../src/sim/world/step'
import type { World } from '../../../src/sim/world/world'
import { call, engine, run, start, state, type Engine } from '../daemon-containers/engine'

let loaded: World
beforeAll(() => {
  loaded = engine('alpine').world
})
const fresh = (): Engine => ({ world: loaded, seen: [] })

/** A call of containerd's: everything that it said in answer. */
function rpc(e: Engine, method: string, args: object) {
  e.world = inject(e.world, 'tester', {
    to: 'containerd',
    payload: { kind: 'rpc.call', call: 9, method, args: args as never },
  })
  const from = e.seen.length
  run(e, 3_000_000)
  const said = e.seen
    .slice(from)
    .filter(({ to }) => to === 'tester')
    .map(({ payload }) => payload as any) // eslint-disable-line
  return { ...said.at(-1), streams: said.filter(({ kind }) => kind === 'rpc.stream').map(({ data }) => data) }
}

const entry = (path: string, rest: Partial<FileEntry>): FileEntry => ({
  path,
  type: 'file',
  mode: 0o644,
  uid: 0,
  gid: 0,
  mtime: 0,
  ...rest,
})
const top = (e: Engine) => Object.values(state(e).images)[0]!.layers.at(-1)!.chainId

describe('snapshots', () => {
  test('[RT-1] layout', () => {
    const e = fresh()
    const made = rpc(e, methods.prepare, { key: 'k', parent: top(e) }).result
    expect(made.mounts.upper).toBe(`/var/lib/docker/overlay2/${made.cacheId}/diff`)
    expect(made.mounts.lower).toHaveLength(1)
    const second =
      rpc(e, methods.commit, { name: 'k', key: 'k' }) && rpc(e, methods.prepare, { key: 'k2', parent: 'k' }).result
    expect(second.mounts.lower[0]).toBe(made.dir)
    expect(rpc(e, methods.prepare, { key: 'k2', parent: 'k' }).error.code).toBe('AlreadyExists')
    expect(rpc(e, methods.prepare, { key: 'k3', parent: 'nosuch' }).error.code).toBe('NotFound')
  })

  test('[RT-2] [RT-3] apply and diff', () => {
    const e = fresh()
    const tar = packTar([entry('a', { data: 'hello', size: 5 }), entry('.wh.b', { data: '', size: 0 })])
    const applied = rpc(e, methods.apply, { key: 'layer', parent: top(e), tar }).result
    expect(applied).toMatchObject({ key: 'layer', size: 5 })
    expect(rpc(e, methods.statSnapshot, { key: 'layer' }).result.kind).toBe('committed')
    const diffed = rpc(e, methods.diff, { key: 'layer' }).result
    expect(diffed).toMatchObject({ diffId: digestOf(diffed.tar), size: 5 })
    expect(diffed.tar).toContain('.wh.b')
    expect(rpc(e, methods.apply, { key: 'bad', parent: '', tar: 'x'.repeat(600) }).error.message).toContain(
      'failed to extract layer',
    )
  })

  test('[RT-4] a parent is not removed', () => {
    const e = fresh()
    rpc(e, methods.prepare, { key: 'k', parent: top(e) })
    expect(rpc(e, methods.removeSnapshot, { key: top(e) }).error.code).toBe('FailedPrecondition')
    expect(rpc(e, methods.removeSnapshot, { key: 'k' }).error).toBeUndefined()
  })
})

describe('runc', () => {
  const syscalls = (e: Engine) => e.seen.flatMap(({ payload }) => (payload.kind === 'syscall' ? [payload] : []))

  test('[RT-5] [RT-6] cgroup before mounts, execve last', () => {
    const e = fresh()
    start(e, 'alpine', ['sleep', '100'])
    const all = syscalls(e)
    const clone = all.findIndex(({ op }) => op.name === 'clone')
    const joined = all.findIndex(({ op }) => op.name === 'write' && op.path.endsWith('cgroup.procs'))
    const mounted = all.findIndex(({ op }) => op.name === 'mount' && op.type === 'proc')
    const pivoted = all.findIndex(({ op }) => op.name === 'pivot_root')
    const executed = all.findIndex(({ op }) => op.name === 'execve')
    const order = [clone, joined, mounted, pivoted, executed]
    expect(order.every((at) => at >= 0)).toBe(true)
    expect([...order].sort((a, b) => a - b)).toEqual(order)
  })

  test('[RT-7] what cannot start leaves nothing', () => {
    const e = fresh()
    const id = call(e, 'POST', '/containers/create', { Image: 'alpine', Cmd: ['/nosuch/file'] }).json.Id as string
    expect(call(e, 'POST', `/containers/${id}/start`).json.message).toContain(
      'exec: "/nosuch/file": stat /nosuch/file: no such file or directory',
    )
    run(e, 1_000_000)
    expect(Object.keys(e.world.nodes).filter((node) => /^(shim|runc):/.test(node))).toEqual([])
  })

  test('[RT-8] a short life is told once, after its start', () => {
    const e = fresh()
    start(e, 'alpine', ['true'])
    run(e, 1_000_000)
    const told = e.seen
      .filter(({ to, payload }) => to === 'dockerd' && payload.kind === 'event')
      .map(({ payload }) => (payload as { topic: string }).topic)
    expect(told).toEqual(['/tasks/create', '/tasks/start', '/tasks/exit'])
  })

  test('[RT-10] nothing of a deleted task is left', () => {
    const e = fresh()
    start(e, 'alpine', ['true'])
    run(e, 1_000_000)
    const removed = syscalls(e).flatMap(({ op }) => (op.name === 'removetree' ? [op.path] : []))
    expect(removed.some((path) => path.startsWith('/sys/fs/cgroup/system.slice/docker-'))).toBe(true)
    expect(Object.keys(e.world.nodes)).toEqual(['host', 'dockerd', 'containerd'])
  })

  test('limits as cgroup v2 files', () => {
    expect(
      limitFiles({
        memory: { limit: 33554432, swap: 67108864 },
        cpu: { quota: 50000, period: 100000, shares: 1024 },
        pids: { limit: 5 },
      }),
    ).toEqual([
      ['memory.max', '33554432'],
      ['memory.swap.max', '33554432'],
      ['cpu.weight', '39'],
      ['cpu.max', '50000 100000'],
      ['pids.max', '5'],
    ])
  })
})

test('[RT-9] a RUN of BuildKit', () => {
  const e = fresh()
  rpc(e, methods.prepare, { key: 'b', parent: top(e) })
  const args = { snapshot: 'b', env: ['PATH=/bin'], cwd: '/', user: '', hostname: 'buildkitsandbox' }
  const good = rpc(e, methods.run, {
    ...args,
    id: 'r1'.padEnd(25, 'x'),
    argv: ['/bin/sh', '-c', 'hostname; echo hi > /f'],
  })
  expect(good).toMatchObject({ result: { exitCode: 0 }, streams: [{ channel: 'stdout', data: 'buildkitsandbox\n' }] })
  expect(rpc(e, methods.run, { ...args, id: 'r2'.padEnd(25, 'x'), argv: ['/bin/sh', '-c', 'exit 3'] }).result).toEqual({
    exitCode: 3,
  })
  const { tar, size } = rpc(e, methods.diff, { key: 'b' }).result
  expect(size).toBe(3)
  expect(tar).not.toContain('resolv.conf')
})
