import { array, assert, nat, property } from 'fast-check'
import { expect, test, vi } from 'vitest'
import { openDesk, perform, type Desk } from '../../src/node/desk'
import type { HostState, Process } from '../../src/sim/kernel/state'

vi.setConfig({ testTimeout: 120_000 })

/** Hosts that live through a few random commands; what must hold of pid namespaces (docs/spec/namespaces.md). */
const commands = [
  'docker run -d --name one busybox sleep 100',
  'docker run -d --name two busybox sh -c "sleep 50 & sleep 60 & sleep 70"',
  'docker run -d --pid host busybox sleep 100',
  'docker run -d --pid container:one busybox sleep 100',
  'docker exec -d one sleep 30',
  'sudo unshare --pid --fork --mount-proc sleep 2 &',
  'docker run --rm busybox sh -c "sh -c \\"sleep 1\\" & ps"',
  'docker kill one',
  'docker rm -f two',
]

const hostOf = (desk: Desk): HostState => desk.world.nodes['host'] as HostState

const type = (desk: Desk, cmd: string) =>
  perform(desk, [{ cmd, plain: false }], { tty: false, maxMicros: 20_000_000 })[0]

/** The namespace and those that contain it. */
const around = (host: HostState, inode: number | undefined): readonly number[] =>
  inode === undefined ? [] : [inode, ...around(host, host.namespaces[inode]?.parent)]

const alive = (host: HostState): readonly Process[] => Object.values(host.procs).filter((p) => p.run !== 'zombie')

test('[NS-30] [NS-31] a sealed pid namespace never numbers an outside process, and no number twice', () =>
  assert(
    property(array(nat(commands.length - 1), { minLength: 2, maxLength: 6 }), (picks) => {
      const desk = openDesk({ seed: 1, files: [], trace: false })
      for (const pick of picks) {
        type(desk, commands[pick]!)
        const host = hostOf(desk)
        for (const p of Object.values(host.procs))
          expect(
            Object.keys(p.pids)
              .map(Number)
              .every((space) => around(host, p.ns['pid']).includes(space)),
          ).toBe(true)
        for (const { inode, kind } of Object.values(host.namespaces)) {
          if (kind !== 'pid') continue
          const numbers = Object.values(host.procs).flatMap((p) => p.pids[inode] ?? [])
          expect(new Set(numbers).size).toBe(numbers.length)
        }
      }
    }),
    { numRuns: 8, seed: 3 },
  ))

test('[NS-31] what ps shows inside is what is inside', () => {
  const desk = openDesk({ seed: 1, files: [], trace: false })
  type(desk, commands[1]!)
  const shown = type(desk, 'docker exec two ps -o pid,comm').stdout.trim().split('\n').slice(1)
  expect(shown.map((line) => line.trim().split(/\s+/)[1]).sort()).toEqual(['ps', 'sleep', 'sleep', 'sleep'])
})

test("[NS-32] the end of a pid namespace's init ends all in it", () => {
  const desk = openDesk({ seed: 1, files: [], trace: false })
  type(desk, commands[1]!)
  type(desk, 'docker exec -d two sleep 500')
  const inside = alive(hostOf(desk)).filter((p) => p.ns['pid'] !== hostOf(desk).procs['1']?.ns['pid'])
  expect(inside.length).toBeGreaterThanOrEqual(4)
  type(desk, 'docker kill two')
  const left = new Set(alive(hostOf(desk)).map((p) => p.pid))
  expect(inside.filter((p) => left.has(p.pid))).toEqual([])
})
