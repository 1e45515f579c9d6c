import { describe, expect, test, vi } from 'vitest'
import { shares } from '../../../src/sim/kernel/cpu/shares'
import { emptyCgroups, mkdirCgroup, writeCgroupFile, type CgroupState } from '../../../src/sim/kernel/cgroup/cgroup'
import { group, hostOf, open, run, statOf, table } from './machine'

vi.setConfig({ testTimeout: 60_000 })

const spin = `sh -c 'while :; do :; done'`
const within = (value: number, wanted: number, part = 0.02): void => {
  expect(value).toBeGreaterThan(wanted * (1 - part))
  expect(value).toBeLessThan(wanted * (1 + part))
}

describe('quota', () => {
  test('[KC-1] --cpus 0.5 and two busy processes: half a cpu second a second, throttled in every period', () => {
    const desk = open()
    run(desk, `docker run -d --name half --cpus 0.5 busybox sh -c 'while :; do :; done & while :; do :; done'`)
    const before = statOf(desk, 'half')
    const from = desk.world.now
    run(desk, 'sleep 10')
    const after = statOf(desk, 'half')
    const seconds = (desk.world.now - from) / 1e6
    within(after['usage_usec']! - before['usage_usec']!, seconds * 500_000)
    within(after['nr_periods']! - before['nr_periods']!, seconds * 10)
    within(after['nr_throttled']! - before['nr_throttled']!, seconds * 10)
    // Each of two cpus runs 25 ms of the 100 and is kept from running for 75.
    within(after['throttled_usec']! - before['throttled_usec']!, seconds * 1_500_000)
  })

  test('[KC-1] one busy process under a quota of one cpu is never throttled', () => {
    const desk = open()
    run(desk, `docker run -d --name one --cpus 1 busybox ${spin}`)
    run(desk, 'sleep 5')
    const stat = statOf(desk, 'one')
    within(stat['user_usec']!, 5_000_000, 0.05)
    expect(stat['nr_throttled']).toBeLessThan(2)
  })

  test('[KC-2] a throttled group is told of once in a period, at depth 3', () => {
    const desk = open(true)
    run(desk, `docker run -d --name half --cpus 0.5 busybox ${spin}`)
    const at = desk.trace.length
    run(desk, 'sleep 2')
    const notes = desk.trace.slice(at).filter((m) => m.payload.kind === 'kernel' && m.payload.what === 'throttle')
    expect(notes.length).toBeGreaterThan(18)
    expect(notes.length).toBeLessThan(22)
    expect(notes.every((m) => m.depth === 3)).toBe(true)
  })

  test('[KC-2] docker update takes a quota away while the group is throttled', () => {
    const desk = open()
    run(desk, `docker run -d --name uu --cpus 0.1 busybox ${spin}`)
    run(desk, 'sleep 1')
    run(desk, 'docker update --cpus 1 uu')
    const before = statOf(desk, 'uu')['usage_usec']!
    const from = desk.world.now
    run(desk, 'sleep 3')
    within(statOf(desk, 'uu')['usage_usec']! - before, desk.world.now - from, 0.05)
  })
})

describe('weights', () => {
  test('[KC-3] shares 1024 and 512 on one busy cpu: two to one', () => {
    const desk = open()
    run(desk, `docker run -d --name aa --cpuset-cpus 0 --cpu-shares 1024 busybox ${spin}`)
    run(desk, `docker run -d --name bb --cpuset-cpus 0 --cpu-shares 512 busybox ${spin}`)
    expect(run(desk, `cat ${group(desk, 'aa')}/cpu.weight`).stdout).toBe('39\n')
    expect(run(desk, `cat ${group(desk, 'bb')}/cpu.weight`).stdout).toBe('20\n')
    const [a, b] = [statOf(desk, 'aa')['usage_usec']!, statOf(desk, 'bb')['usage_usec']!]
    run(desk, 'sleep 10')
    within((statOf(desk, 'aa')['usage_usec']! - a) / (statOf(desk, 'bb')['usage_usec']! - b), 39 / 20)
    expect(run(desk, 'docker stats --no-stream --format "{{.Name}} {{.CPUPerc}}" aa').stdout).toMatch(
      /^aa 6[5-7]\.\d\d%\n$/,
    )
  })

  test('[KC-3] what one cannot use the others get; no task has more than a cpu, no set of cpus more than it has', () => {
    const tree = (settings: Readonly<Record<string, Readonly<Record<string, string>>>>): CgroupState => {
      let state = emptyCgroups()
      for (const [name, files] of Object.entries(settings)) {
        state = mkdirCgroup(state, `system.slice/${name}`)
        for (const [file, text] of Object.entries(files))
          state = writeCgroupFile(state, `system.slice/${name}`, file, text)
      }
      return state
    }
    const at = (state: CgroupState, ...groups: readonly string[]) =>
      shares(
        state,
        groups.map((name, i) => ({ pid: i + 1, cgroup: `system.slice/${name}` })),
      ).map((rate) => Math.round(rate * 1000))
    const plain = tree({ a: { 'cpu.weight': '300' }, b: { 'cpu.weight': '100' }, c: { 'cpuset.cpus': '0' } })
    expect(at(plain, 'a')).toEqual([1000])
    expect(at(plain, 'a', 'b')).toEqual([1000, 1000])
    expect(at(plain, 'a', 'a', 'b')).toEqual([750, 750, 500])
    expect(at(plain, 'c', 'c')).toEqual([500, 500])
    expect(at(plain, 'c', 'c', 'b')).toEqual([500, 500, 1000])
    expect(at(plain, 'a', 'b', 'b', 'b').reduce((sum, rate) => sum + rate)).toBeCloseTo(2000, -1)
  })
})

describe('time', () => {
  test('[KC-4] a process is paused within a step, and goes on where it was', () => {
    const desk = open()
    run(desk, `docker run -d --name fr busybox ${spin}`)
    run(desk, 'docker pause fr')
    const still = statOf(desk, 'fr')['usage_usec']
    run(desk, 'sleep 5')
    expect(statOf(desk, 'fr')['usage_usec']).toBe(still)
    run(desk, 'docker unpause fr')
    run(desk, 'sleep 2')
    expect(statOf(desk, 'fr')['usage_usec']! - still!).toBeGreaterThan(1_900_000)
  })

  test('[KC-5] an endless loop is not thousands of messages a second', () => {
    const desk = open(true)
    run(desk, `docker run -d --name sp busybox ${spin}`)
    run(desk, 'sleep 2')
    const at = desk.trace.length
    run(desk, 'sleep 10')
    expect(desk.trace.length - at).toBeLessThan(300)
    run(desk, 'stress --cpu 4 --timeout 10')
    expect(run(desk, 'ps -eo time,comm --sort=-time | head -2 | tail -1').stdout).toMatch(/00:00:(0[5-9]|1\d|2\d) sh/)
  })

  test('[KC-6] a signal breaks into what a process computes', () => {
    const desk = open()
    const { stdout, simMs } = run(
      desk,
      `sh -c 'trap "echo caught; exit 0" TERM; while :; do :; done' & sleep 5; kill $!; wait $!`,
    )
    expect(stdout).toBe('caught\n')
    expect(simMs).toBeLessThan(5_200)
  })

  test('[KC-6] nothing computes any more when all have ended', () => {
    const desk = open()
    run(desk, 'stress --cpu 3 --timeout 2')
    const { cpu } = hostOf(desk)
    expect([cpu.wants, cpu.running, cpu.alarm]).toEqual([{}, [], undefined])
  })

  test('[KC-1] cpu.stat of the root counts all of it', () => {
    const desk = open()
    const before = table(run(desk, 'cat /sys/fs/cgroup/cpu.stat').stdout)['usage_usec']!
    run(desk, 'stress --cpu 2 --timeout 3')
    within(table(run(desk, 'cat /sys/fs/cgroup/cpu.stat').stdout)['usage_usec']! - before, 6_000_000, 0.05)
  })
})
