import { describe, expect, test } from 'vitest'
import { dockerdView } from '../../../src/trace/views'
import type { CgroupTree } from '../../../src/trace/types'
import { cgroupTree, overlayAt, rootFile } from '../../../src/sim/host/under'
import { openVoyage } from '../../../src/lesson/open-voyage'
import { measured } from '../../../src/scene/layout/compare'
import { drawIsolation, type Nest } from '../../../src/scene/layout/isolation'
import { groups, history, linePath, moments, quotaOf } from '../../../src/scene/layout/resources'
import { changes, drawStacks } from '../../../src/scene/layout/stacks'
import { see } from '../../../src/scene/seen'
import { worldAt } from '../../../src/trace/recording'
import { entered } from '../../played'

const lines = [
  'docker run -d --name web -m 64m --cpus 0.5 nginx:alpine',
  'docker run -d --name mate --network container:web alpine sleep 1000',
  'docker exec web sh -c "echo hi > /etc/new; echo x >> /etc/nginx/nginx.conf; rm /usr/share/nginx/html/50x.html"',
]
const voyage = lines.reduce(entered, openVoyage({ seed: 1 }))
const { last, messages } = voyage.recording
const seen = see(last)
const named = (name: string) => Object.values(dockerdView(last).containers).find((one) => one.name === name)!
const score = { length: messages.length, message: (step: number) => messages[step - 1]! }

const insides = (nests: readonly Nest[]): readonly string[] =>
  nests.flatMap((nest) => (nest.is === 'inside' ? [nest.inside.name] : insides(nest.holds)))
const frames = (nests: readonly Nest[]): readonly Extract<Nest, { is: 'frame' }>[] =>
  nests.flatMap((nest) => (nest.is === 'frame' ? [nest, ...frames(nest.holds)] : []))

describe('isolation', () => {
  const picture = drawIsolation(seen, last)

  test('[SC-14] every process once in the tree of the host, below its parent', () => {
    const pids = picture.host.map(({ pid }) => pid)
    expect([...pids].sort()).toEqual(Object.keys(seen.host.procs).map(Number).sort())
    for (const { pid } of picture.host) {
      const parent = seen.host.procs[pid]!.ppid
      if (parent !== 0) expect(pids.indexOf(parent)).toBeLessThan(pids.indexOf(pid))
    }
    expect(picture.insides.flatMap(({ rows }) => rows.map(({ pid }) => pid)).sort()).toEqual(
      picture.host
        .filter(({ inside }) => inside)
        .map(({ pid }) => pid)
        .sort(),
    )
  })

  test('[SC-15] a frame holds those that share its namespace', () => {
    const shared = frames(picture.nests).find(({ members }) => members > 1)!
    expect(shared.kind).toBe('net')
    expect(insides(shared.holds)).toEqual(['web', 'mate'])
    for (const { inode, kind } of frames(picture.nests)) expect(inode).not.toBe(picture.hostNs[kind])
    expect(picture.crossing).toEqual([])
  })

  test('[SC-15] sharing that crosses frames is told', () => {
    // mate keeps web's network; a third shares mate's ipc but not the network.
    const procs = seen.host.procs
    const mate = procs[named('mate').pid]!
    const third = {
      ...mate,
      pid: 7777,
      ppid: 1,
      cgroup: 'user.slice',
      ns: { ...mate.ns, net: 4026539999, pid: 4026539998 },
      nspid: 1,
    }
    const crossed = drawIsolation({ ...seen, host: { ...seen.host, procs: { ...procs, 7777: third } } }, last)
    expect(crossed.crossing.map(({ kind }) => kind)).toContain('ipc')
    expect(crossed.insides).toHaveLength(3)
  })

  test('[SC-16] a process shows its number in each view', () => {
    const web = picture.insides.find(({ name }) => name === 'web')!
    expect(web.rows[0]).toMatchObject({ pid: named('web').pid, shown: 1, level: 0 })
    expect(web.withHost).toEqual(['user', 'time'])
  })

  test('[SC-14] runc is seen at work, phase by phase', () => {
    const phases = new Set<string>()
    for (let step = 1; step <= messages.length; step++) {
      if (!messages[step - 1]!.to.startsWith('runc:')) continue
      const world = worldAt(voyage.recording, step)
      for (const { verb, at } of drawIsolation(see(world), world).runs) if (verb === 'create') phases.add(at)
    }
    expect([...phases]).toEqual(expect.arrayContaining(['bootstrap', 'cgroup', 'mounts', 'pivot', 'identity']))
  })
})

describe('resources', () => {
  const tree = cgroupTree(last)
  const rows = groups(tree, seen)
  const web = rows.find(({ container }) => container === 'web')!

  test('[SC-17] a group says what its files say', () => {
    expect(web.memory.limit).toBe(67_108_864)
    expect(web.quota).toBe(0.5)
    expect(String(web.memory.used)).toBe(rootFile(last, `/sys/fs/cgroup/${web.path}/memory.current`)?.trim())
    expect(rows.find(({ container }) => container === 'mate')!.memory.limit).toBeUndefined()
    expect(rows[0]).toMatchObject({ path: '', memory: { used: undefined } })
    expect(quotaOf('max 100000')).toBeUndefined()
  })

  test('[SC-17] a parent stands before its children', () => {
    const paths = rows.map(({ path }) => path)
    paths.forEach((path, i) => {
      const parent = path.slice(0, Math.max(0, path.lastIndexOf('/')))
      if (path !== '') expect(paths.indexOf(parent)).toBeLessThan(i)
    })
  })

  test('[SC-18] cpu use is cpu time over time', () => {
    const at = (usage: number, throttled: number): CgroupTree => ({
      g: { pids: [], files: { 'cpu.stat': `usage_usec ${usage}\nnr_throttled ${throttled}`, 'memory.current': '5' } },
    })
    const trees: Readonly<Record<number, CgroupTree>> = { 0: at(0, 0), 1000: at(500, 1), 3000: at(1500, 1) }
    const samples = history('g', [0, 1000, 3000], (time) => trees[time]!)
    expect(samples.map(({ cpu }) => cpu)).toEqual([0, 0.5, 0.5])
    expect(samples.map(({ throttled }) => throttled)).toEqual([false, true, false])
    expect(linePath(samples, ({ cpu }) => cpu, 1, 30, 10, 0, 3000)).toBe('M0,10L10,5L30,5')
  })

  test('[SC-18] a moment looked at once is looked at again', () => {
    const [a, b] = [moments(0, 7_300_000), moments(0, 7_900_000)]
    for (const time of a.slice(0, -1)) expect(b).toContain(time)
    expect(a.at(-1)).toBe(7_300_000)
    expect(moments(5, 5)).toEqual([5])
  })
})

describe('layers', () => {
  test('[SC-19] shared layers are one slab, each on its parent', () => {
    const stacks = drawStacks(dockerdView(last))
    for (const image of stacks.images) {
      const under = stacks.layers.filter(({ column, span }) => column <= image.column && image.column < column + span)
      expect(under.map(({ row }) => row).sort((a, b) => a - b)).toEqual(under.map((_, i) => i + 1))
      expect(under.reduce((sum, { layer }) => sum + layer.size, 0)).toBe(
        dockerdView(last).images[image.id]!.layers.reduce((sum, { size }) => sum + size, 0),
      )
    }
    expect(stacks.layers.some(({ shared, span }) => shared === 2 && span === 2)).toBe(true)
    expect(stacks.stored).toBeLessThan(stacks.apart)
  })

  test('[SC-20] the upper directory tells what was changed', () => {
    const overlay = overlayAt(last, named('web').upperDir)!
    const told = Object.fromEntries(changes(overlay).map(({ path, how }) => [path, how]))
    expect(told).toMatchObject({
      '/etc/new': 'added',
      '/etc/nginx/nginx.conf': 'copied',
      '/usr/share/nginx/html/50x.html': 'whiteout',
    })
    expect(told).not.toHaveProperty('/etc/nginx')
    expect(overlay.mounted).toBe(true)
    expect(overlayAt(last, '/nowhere/diff')).toBeUndefined()
  })
})

test('[SC-21] the newest running container is measured', () => {
  const found = measured(seen, cgroupTree(last), (dir) => overlayAt(last, dir), score, messages.length)!
  expect(found.container.name).toBe('mate')
  expect(found.processes).toBe(1)
  expect(found.namespaces).toContain('pid')
  expect(found.start).toBeGreaterThan(1000)
  expect(
    measured(
      see(openVoyage({ seed: 1 }).recording.last),
      {},
      () => undefined,
      { length: 0, message: score.message },
      0,
    ),
  ).toBeUndefined()
})
