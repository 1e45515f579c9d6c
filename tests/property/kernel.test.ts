import { array, assert, nat, property } from 'fast-check'
import { isDeepStrictEqual } from 'node:util'
import { describe, expect, test, vi } from 'vitest'
import { openDesk, perform, type Desk } from '../../src/node/desk'
import { behaviours } from '../../src/sim/host'
import type { HostState } from '../../src/sim/kernel/state'
import { step } from '../../src/sim/world/step'
import type { World } from '../../src/sim/world/world'

vi.setConfig({ testTimeout: 180_000 })

/** Hosts that live through a few random commands; what must hold of every moment of them (docs/spec/kernel-cgroup.md). */
const commands = [
  'docker run -d --rm --cpus 0.3 busybox sh -c "while :; do :; done & sleep 2"',
  'docker run -d --rm -m 32m polinux/stress stress --vm 2 --vm-bytes 40m -t 2',
  'docker run --rm --init busybox sh -c "sleep 1 & sleep 2 & exit 3"',
  'docker run -d --name pp --cpu-shares 256 busybox sh -c "while :; do :; done"',
  'docker pause pp; sleep 1; docker unpause pp',
  'docker rm -f pp',
  'stress --cpu 3 -t 1',
  'docker run --rm busybox sh -c "dd if=/dev/zero of=/f bs=1M count=20; sh -c \\"kill -9 \\$\\$\\""',
  'sleep 1',
]

const hostOf = (world: World): HostState => world.nodes['host'] as HostState

const lived = (picks: readonly number[], each: (before: World, after: World) => void): Desk => {
  const desk = openDesk({ seed: 1, files: [], trace: false })
  for (const pick of picks) {
    const start = desk.world
    perform(desk, [{ cmd: commands[pick]!, plain: false }], { tty: false, maxMicros: 20_000_000 })
    each(start, desk.world)
  }
  return desk
}

const plays = (hold: (picks: readonly number[]) => void): void =>
  assert(property(array(nat(commands.length - 1), { minLength: 2, maxLength: 6 }), hold), { numRuns: 6, seed: 7 })

/** No process is in two groups, and each is where it says. */
function inOnePlace({ procs, cgroups }: HostState): void {
  const members = Object.entries(cgroups.groups).flatMap(([path, group]) =>
    group.pids.map((pid) => [pid, path] as const),
  )
  expect(new Set(members.map(([pid]) => pid)).size).toBe(members.length)
  for (const [pid, path] of members) expect(procs[pid]?.cgroup).toBe(path)
  for (const p of Object.values(procs)) {
    expect(p.run === 'zombie' || members.some(([pid]) => pid === p.pid)).toBe(true)
    expect(p.ppid === 0 || procs[p.ppid] !== undefined).toBe(true)
  }
}

/** Who computes is alive, and has no more than a cpu. */
function withinTwoCpus({ cpu, procs }: HostState): void {
  expect(cpu.running.reduce((sum, { rate }) => sum + rate, 0)).toBeLessThan(2 + 1e-6)
  for (const { pid, rate } of cpu.running) {
    expect(rate).toBeLessThan(1 + 1e-6)
    expect(procs[pid]?.run).toBe('run')
  }
  for (const pid of Object.keys(cpu.wants)) expect(procs[pid]).toBeDefined()
}

describe('a host', () => {
  test('[KC-60] [KC-61] [KC-62] one place in the tree, no more than two cpus, no time lost or found', () => {
    plays((picks) => {
      lived(picks, (before, after) => {
        inOnePlace(hostOf(after))
        withinTwoCpus(hostOf(after))
        const used = (world: World) => hostOf(world).cpu.groups['']?.user ?? 0
        expect(used(after) - used(before)).toBeLessThanOrEqual(2 * (after.now - before.now) + 100)
      })
    })
  })

  test('[KC-63] when all is removed, nothing of it is left', () => {
    plays((picks) => {
      const desk = lived(picks, () => undefined)
      perform(desk, [{ cmd: 'docker rm -f $(docker ps -aq) 2>/dev/null; sleep 5', plain: false }], {
        tty: false,
        maxMicros: 60_000_000,
      })
      const { cpu, memory, cgroups, procs, namespaces } = hostOf(desk.world)
      const ofContainers = (names: Readonly<Record<string, unknown>>) =>
        Object.keys(names).filter((name) => name.includes('docker-'))
      expect([ofContainers(cpu.groups), ofContainers(memory.groups), ofContainers(cgroups.groups)]).toEqual([
        [],
        [],
        [],
      ])
      expect([cpu.wants, cpu.running]).toEqual([{}, []])
      const space = procs['1']!.ns['pid']!
      expect(Object.values(namespaces).filter((ns) => ns.kind === 'pid' && ns.inode !== space)).toEqual([])
    })
  })

  test('[KC-64] a world in the middle of it survives JSON and goes on as the original', () => {
    const desk = lived([3, 0], () => undefined)
    const copy = JSON.parse(JSON.stringify(desk.world)) as World
    expect(isDeepStrictEqual(copy, desk.world)).toBe(true)
    const on = (world: World): World => {
      let w = world
      for (let n = 0; n < 300; n++) w = step(w, behaviours)
      return w
    }
    expect(isDeepStrictEqual(on(copy), on(desk.world))).toBe(true)
  })
})
