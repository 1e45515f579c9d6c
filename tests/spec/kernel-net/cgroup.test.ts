import { expect, test } from 'vitest'
import * as cg from '../../../src/sim/kernel/cgroup/cgroup'
import { errnoOf } from '../kernel-fs/cred'

const BOX = 'system.slice/docker-ab.scope'
const made = () => cg.mkdirCgroup(cg.emptyCgroups(), BOX)

test('[CG-1] a process is in one group, and a group with processes stays', () => {
  let s = cg.attach(cg.mkdirCgroup(made(), 'system.slice/x'), 7, BOX)
  expect(cg.readCgroupFile(s, BOX, 'cgroup.procs')).toBe('7\n')
  s = cg.attach(s, 7, 'system.slice/x')
  expect(cg.readCgroupFile(s, BOX, 'cgroup.procs')).toBe('')
  expect(cg.cgroupOf(s, 7)).toBe('system.slice/x')
  expect(errnoOf(() => cg.rmdirCgroup(s, 'system.slice/x'))).toBe('EBUSY')
  expect(cg.listCgroup(cg.rmdirCgroup(cg.detach(s, 7), 'system.slice/x'), 'system.slice')?.groups).toEqual([
    'docker-ab.scope',
  ])
  expect(errnoOf(() => cg.attach(s, 8, 'system.slice'))).toBe('EBUSY')
})

test('[CG-2] limits read back as the kernel writes them, and nonsense is EINVAL', () => {
  const after = (file: string, text: string) =>
    cg.readCgroupFile(cg.writeCgroupFile(made(), BOX, file, text), BOX, file)
  expect(after('memory.max', '67108864\n')).toBe('67108864\n')
  expect(after('memory.max', '64m')).toBe('67108864\n')
  expect(after('memory.max', '5000')).toBe('4096\n')
  expect(after('cpu.max', '150000 100000')).toBe('150000 100000\n')
  expect(after('cpu.max', '50000')).toBe('50000 100000\n')
  expect(after('pids.max', 'max')).toBe('max\n')
  expect(after('cpuset.cpus', '0-1')).toBe('0-1\n')
  for (const [file, text] of [
    ['memory.max', 'lots'],
    ['cpu.weight', '0'],
    ['cpu.max', '1'],
    ['cgroup.freeze', '2'],
    ['pids.max', '-1'],
  ] as const)
    expect([file, errnoOf(() => after(file, text))]).toEqual([file, 'EINVAL'])
  expect(errnoOf(() => after('memory.current', '1'))).toBe('EACCES')
  expect(errnoOf(() => after('no.such', '1'))).toBe('ENOENT')
})

test('[CG-3] a group has the files of the controllers that its parent hands down', () => {
  const s = cg.mkdirCgroup(made(), `${BOX}/below`)
  expect(cg.listCgroup(s, BOX)?.files).toContain('memory.max')
  expect(cg.listCgroup(s, `${BOX}/below`)?.files).not.toContain('memory.max')
  const on = cg.writeCgroupFile(s, BOX, 'cgroup.subtree_control', '+memory')
  expect(cg.readCgroupFile(on, `${BOX}/below`, 'cgroup.controllers')).toBe('memory\n')
  expect(cg.listCgroup(s, '')?.files).not.toContain('memory.max')
})

test('[CG-5] pids.max counts up the tree; freeze holds below', () => {
  let s = cg.writeCgroupFile(cg.mkdirCgroup(made(), `${BOX}/in`), BOX, 'pids.max', '2')
  s = cg.attach(s, 1, `${BOX}/in`)
  expect(cg.mayFork(s, `${BOX}/in`)).toBe(true)
  s = cg.attach(s, 2, `${BOX}/in`)
  expect(cg.mayFork(s, `${BOX}/in`)).toBe(false)
  expect(cg.mayFork(s, 'system.slice')).toBe(true)
  expect(cg.readCgroupFile(s, BOX, 'pids.current')).toBe('2\n')
  s = cg.writeCgroupFile(s, BOX, 'cgroup.freeze', '1')
  expect(cg.frozen(s, `${BOX}/in`)).toBe(true)
  expect(cg.readCgroupFile(s, BOX, 'cgroup.events')).toBe('populated 1\nfrozen 1\n')
})
