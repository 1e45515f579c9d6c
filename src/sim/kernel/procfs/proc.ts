import type { DirEntry, Pid } from '../../wire/sys'
import type { VirtualStat } from '../fs/types'
import { links } from '../net/net'
import { namespaceKinds } from '../namespaces'
import { pipeInode } from '../pipes'
import type { Process } from '../state'
import { byNumber, proc, type Work } from '../work'
import { demandLook, entryStat } from './access'
import { isMachineDir, listSysctl, machineEntries, machineFile, machineMode, readSysctl } from './machine'
import { socketTable } from './sockets'
import { cpuTimes, kb, loadavg, meminfo, sizeOf } from './totals'
import { capabilityLines, identityLines, mountTable, namespaceFiles } from './process'

/** proc(5): processes as the pid namespace of the mount numbers them, and the few files of the whole machine that programs read. */
const spaceOf = (w: Work, pid: Pid, tag: string): number => (tag === '' ? (proc(w, pid).ns['pid'] ?? 0) : Number(tag))

const machine: Readonly<Record<string, (w: Work, pid: Pid) => string>> = {
  uptime: (w) => `${((w.now - w.state.bootAt) / 1e6).toFixed(2)} ${((w.now - w.state.bootAt) / 5e5).toFixed(2)}\n`,
  loadavg,
  version: () =>
    'Linux version 6.1.0-39-amd64 (debian-kernel@lists.debian.org) (gcc-12 (Debian 12.2.0-14+deb12u1) 12.2.0) #1 SMP PREEMPT_DYNAMIC Debian 6.1.148-1\n',
  meminfo,
  cpuinfo: () =>
    [0, 1]
      .map(
        (n) =>
          `processor\t: ${n}\nvendor_id\t: GenuineIntel\nmodel name\t: Simulated CPU @ 2.00GHz\ncpu MHz\t\t: 2000.000\ncpu cores\t: 2\n`,
      )
      .join('\n') + '\n',
  stat: cpuTimes,
  mounts: (w, pid) => mountTable(w, proc(w, pid)),
  filesystems: () => 'nodev\tsysfs\nnodev\ttmpfs\nnodev\tproc\nnodev\tcgroup2\n\text4\nnodev\toverlay\n',
  cmdline: () => 'BOOT_IMAGE=/boot/vmlinuz-6.1.0-39-amd64 root=/dev/vda1 ro quiet\n',
}

const clockTick = 10_000

function statLine(w: Work, p: Process, space: number): string {
  const number = (pid: Pid) => w.state.procs[pid]?.pids[space] ?? 0
  const state = { run: 'R', wait: 'S', stop: 'T', zombie: 'Z' }[p.run]
  const tty = p.tty === undefined ? 0 : 34816 + Number((w.state.ttys[p.tty]?.path ?? p.tty).replace(/\D/g, ''))
  const ticks = Math.floor(p.cpu / clockTick)
  const start = Math.floor((p.startedAt - w.state.bootAt) / clockTick)
  return `${p.pids[space] ?? 0} (${p.comm}) ${state} ${number(p.ppid)} ${number(p.pgid)} ${number(p.sid)} ${tty} ${number(p.pgid)} 0 0 0 0 0 ${ticks} 0 0 0 20 0 1 0 ${start} ${sizeOf(p) * 1024} ${p.resident / 4096} 18446744073709551615\n`
}

function statusText(w: Work, p: Process, space: number, reader: Process): string {
  const state = { run: 'R (running)', wait: 'S (sleeping)', stop: 'T (stopped)', zombie: 'Z (zombie)' }[p.run]
  const nspid = Object.entries(p.pids)
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, n]) => n)
  return [
    `Name:\t${p.comm}`,
    `Umask:\t${p.umask.toString(8).padStart(4, '0')}`,
    `State:\t${state}`,
    `Tgid:\t${p.pids[space] ?? 0}`,
    `Pid:\t${p.pids[space] ?? 0}`,
    `PPid:\t${w.state.procs[p.ppid]?.pids[space] ?? 0}`,
    `TracerPid:\t0`,
    ...identityLines(w, p, reader),
    `NSpid:\t${nspid.join('\t')}`,
    `VmSize:\t${kb(sizeOf(p))} kB`,
    `VmRSS:\t${kb(p.resident / 1024)} kB`,
    `Threads:\t1`,
    ...capabilityLines(p),
    '',
  ].join('\n')
}

const perProcess: Readonly<Record<string, (w: Work, p: Process, space: number, reader: Process) => string>> = {
  stat: statLine,
  status: statusText,
  comm: (_w, p) => `${p.comm}\n`,
  cmdline: (_w, p) => (p.run === 'zombie' ? '' : p.argv.map((word) => `${word}\0`).join('')),
  environ: (_w, p) =>
    Object.entries(p.env)
      .map(([name, value]) => `${name}=${value}\0`)
      .join(''),
  statm: (_w, p) => `${sizeOf(p) / 4} ${p.resident / 4096} ${Math.ceil(p.resident / 8192)} 100 0 100 0\n`,
  oom_score_adj: (_w, p) => `${p.oomScoreAdj}\n`,
  ...Object.fromEntries(
    Object.entries(namespaceFiles).map(([name, text]) => [
      name,
      (w: Work, p: Process, _space: number, reader: Process) => text(w, p, reader),
    ]),
  ),
}

const perProcessDirs = ['fd', 'ns', 'net']
const linksOfProcess = ['cwd', 'exe', 'root']

export function listProc(w: Work, pid: Pid, path: string, tag: string): readonly DirEntry[] | undefined {
  const space = spaceOf(w, pid, tag)
  const [first = '', second, ...rest] = path.split('/')
  if (path === '') return rootEntries(w, space)
  if (first === 'sys') return listSysctl(w, pid, path)
  if (isMachineDir(path)) return []
  const p = processOf(w, pid, space, first)
  if (first === 'net' || (p !== undefined && second === 'net'))
    return [
      { name: 'glasswhale.json', kind: 'file' },
      { name: 'dev', kind: 'file' },
    ]
  if (p === undefined || rest.length > 0) return undefined
  if (second === undefined) return processEntries()
  if (second === 'fd') return Object.keys(p.fds).map((name) => ({ name, kind: 'symlink' }))
  if (second === 'ns') return nsLinks.map((name) => ({ name, kind: 'symlink' }))
  return undefined
}

const rootEntries = (w: Work, space: number): readonly DirEntry[] => [
  ...Object.values(w.state.procs).flatMap((p) =>
    p.pids[space] === undefined ? [] : [{ name: String(p.pids[space]), kind: 'dir' as const }],
  ),
  ...Object.keys(machine).map((name) => ({ name, kind: 'file' as const })),
  ...['net', 'sys'].map((name) => ({ name, kind: 'dir' as const })),
  ...machineEntries,
  { name: 'self', kind: 'symlink' },
]

const processEntries = (): readonly DirEntry[] => [
  ...Object.keys(perProcess).map((name) => ({ name, kind: 'file' as const })),
  ...perProcessDirs.map((name) => ({ name, kind: 'dir' as const })),
  ...linksOfProcess.map((name) => ({ name, kind: 'symlink' as const })),
]

const processOf = (w: Work, pid: Pid, space: number, name: string): Process | undefined =>
  name === 'self' ? w.state.procs[pid] : /^\d+$/.test(name) ? byNumber(w, space, Number(name)) : undefined

export function readProc(w: Work, pid: Pid, path: string, tag: string): string | undefined {
  const space = spaceOf(w, pid, tag)
  const [first = '', second = '', third] = path.split('/')
  const whole = machine[first]
  if (whole !== undefined && second === '') return whole(w, pid)
  if (first === 'sys') return readSysctl(w, pid, path)
  if (machineFile(path) !== undefined) return machineFile(path)
  const p = processOf(w, pid, space, first)
  if (first === 'net') return netFile(w, proc(w, pid), second, space)
  if (p !== undefined && second === 'net' && third !== undefined) return netFile(w, p, third, space)
  return third === undefined && p !== undefined ? perProcess[second]?.(w, p, space, proc(w, pid)) : undefined
}

/** `glasswhale.json` is ours: the links, routes, rules and sockets of this network namespace, which real `ip`, `iptables` and `ss` ask by netlink. */
function netFile(w: Work, p: Process, name: string, space: number): string | undefined {
  const netns = p.ns['net'] ?? 0
  const all = links(w.state.net, netns)
  if (name === 'dev')
    return [
      'Inter-|   Receive',
      ' face |bytes',
      ...all.map((link) => `${link.name}: 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0`),
      '',
    ].join('\n')
  const { routes = [], nat = [], filter = [] } = w.state.net.namespaces[netns] ?? {}
  return name === 'glasswhale.json'
    ? JSON.stringify({ links: all, routes, tables: { filter, nat }, sockets: socketTable(w, netns, space) })
    : undefined
}

export function linkProc(w: Work, pid: Pid, path: string, tag: string): string | undefined {
  const space = spaceOf(w, pid, tag)
  const [first = '', second, third] = path.split('/')
  if (path === 'self') return String(proc(w, pid).pids[space] ?? proc(w, pid).nspid)
  const p = processOf(w, pid, space, first)
  if (p === undefined) return undefined
  if (second === 'ns' && third !== undefined) return nsLinks.includes(third) ? nsLink(p, third) : undefined
  if (second === 'fd' && third !== undefined) return fdLink(w, p, third)
  if (third !== undefined) return undefined
  return second === 'cwd' ? p.cwd : second === 'exe' ? p.exe : second === 'root' ? (p.root ?? '/') : undefined
}

const nsLinks: readonly string[] = [...namespaceKinds, 'pid_for_children', 'time_for_children']

function nsLink(p: Process, name: string): string {
  const kind = name.replace('_for_children', '')
  const inode = name === 'pid_for_children' ? (p.childPidNs ?? p.ns['pid']) : p.ns[kind]
  return `${kind}:[${inode ?? 0}]`
}

/** Links that tell of a process's inside: only whoever may trace it reads or follows them. */
const guarded: readonly string[] = ['cwd', 'exe', 'root', 'fd', 'ns']

export function demandProcLink(w: Work, pid: Pid, path: string, tag: string): void {
  const [first = '', second = ''] = path.split('/')
  const p = processOf(w, pid, spaceOf(w, pid, tag), first)
  if (p !== undefined && guarded.includes(second)) demandLook(w, proc(w, pid), p, path)
}

/** Where /proc/PID/root and cwd lead: into that process's own mount namespace. */
export function jumpProc(
  w: Work,
  pid: Pid,
  path: string,
  tag: string,
): { readonly mntns: number; readonly path: string } | undefined {
  const [first = '', second, ...more] = path.split('/')
  if (more.length > 0 || (second !== 'root' && second !== 'cwd')) return undefined
  const p = processOf(w, pid, spaceOf(w, pid, tag), first)
  if (p === undefined) return undefined
  const root = p.root ?? '/'
  return { mntns: p.ns['mnt'] ?? 0, path: second === 'root' ? root : `${root === '/' ? '' : root}${p.cwd}` }
}

/** Owner and mode where the defaults are not true. */
export function statProc(w: Work, pid: Pid, path: string, tag: string): VirtualStat | undefined {
  const [first = '', second, third] = path.split('/')
  if (first === 'sys' && listSysctl(w, pid, path) === undefined)
    return readSysctl(w, pid, path) === undefined ? undefined : { kind: 'file', mode: 0o644 }
  const mode = machineMode(path)
  if (mode !== undefined) return { kind: 'file', mode }
  const p = path === 'self' ? undefined : processOf(w, pid, spaceOf(w, pid, tag), first)
  if (p === undefined) return undefined
  if (second === undefined) return entryStat(p, undefined, 'dir')
  if (second === 'fd' && third !== undefined) return fdStat(w, p, third)
  if (third !== undefined) return undefined
  if (perProcessDirs.includes(second)) return entryStat(p, second, 'dir')
  return perProcess[second] === undefined ? undefined : entryStat(p, second, 'file')
}

/** The link's own mode says how the file is open. */
function fdStat(w: Work, p: Process, fd: string): VirtualStat | undefined {
  const file = w.state.files[p.fds[fd] ?? -1]
  const mode = 0o100 | (file?.readable ? 0o400 : 0) | (file?.writable ? 0o200 : 0)
  return file === undefined ? undefined : { kind: 'symlink', mode, uid: p.uid, gid: p.gid }
}

function fdLink(w: Work, p: Process, fd: string): string | undefined {
  const ofd = p.fds[fd]
  const file = ofd === undefined ? undefined : w.state.files[ofd]
  if (file === undefined) return undefined
  if (file.kind === 'file') return file.path
  if (file.kind === 'tty') return `/dev/${w.state.ttys[file.tty]?.path ?? file.tty}`
  if (file.kind === 'null') return `/dev/${file.dev}`
  if (file.kind === 'pipe') return `pipe:[${pipeInode(w, file.pipe)}]`
  return `socket:[${ofd}]`
}
