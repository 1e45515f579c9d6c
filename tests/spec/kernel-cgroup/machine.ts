import { openDesk, perform, type Desk, type Row } from '../../../src/node/desk'
import type { HostState } from '../../../src/sim/kernel/state'

/** A host, and lines typed on it. */
export const open = (trace = false): Desk => openDesk({ seed: 1, files: [], trace })

export const run = (desk: Desk, cmd: string, maxMicros = 300_000_000): Row =>
  perform(desk, [{ cmd, plain: false }], { tty: false, maxMicros })[0]

export const hostOf = (desk: Desk): HostState => desk.world.nodes['host'] as HostState

/** `name value` lines of a cgroup's file as numbers. */
export const table = (text: string): Readonly<Record<string, number>> =>
  Object.fromEntries(
    text
      .trim()
      .split('\n')
      .map((line) => line.split(' '))
      .map(([name, value]) => [name, Number(value)]),
  )

export const group = (desk: Desk, name: string): string =>
  `/sys/fs/cgroup/system.slice/docker-${run(desk, `docker inspect -f '{{.Id}}' ${name}`).stdout.trim()}.scope`

export const statOf = (desk: Desk, name: string): Readonly<Record<string, number>> =>
  table(run(desk, `cat ${group(desk, name)}/cpu.stat`).stdout)
