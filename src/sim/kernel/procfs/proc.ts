import type { DirEntry, Pid } from '../../wire/sys'
import { capMask } from '../caps'
import { mountsOf } from '../fs/vfs'
import { links } from '../net/net'
import { namespaceKinds } from '../namespaces'
import type { Process } from '../state'
import { proc, type Work } from '../work'

/** proc(5): processes as the pid namespace of the mount numbers them, and the few files of the whole machine that programs read. */
const spaceOf = (w: Work, pid: Pid, tag: string): number => (tag === '' ? (proc(w, pid).ns['pid'] ?? 0) : Number(tag))

const find = (w: Work, space: number, number: number): Process | undefined =>
  Object.values(w.state.procs).find((p) => p.pids[space] === number)

const machine: Readonly<Record<string, (w: Work, pid: Pid) => string>> = {
  uptime: (w) => `${((w.now - w.state.bootAt) / 1e6).toFixed(2)} ${((w.now - w.state.bootAt) / 5e5).toFixed(2)}\n`,
  loadavg: (w) => `0.08 0.03 0.01 1/${Object.keys(w.state.procs).length} ${w.state.nextPid}\n`,
  version: () => 'Linux version 6.1.0-39-amd64 (debian-kernel@lists.debian.org) (gcc-12 (Debian 12.2.0-14+deb12u1) 12.2.0) #1 SMP PREEMPT_DYNAMIC Debian 6.1.148-1\n',
  meminfo: () => 'MemTotal:        8131616 kB\nMemFree:         6021448 kB\nMemAvailable:    7185732 kB\nBuffers:           64228 kB\nCached:          1188036 kB\nSwapCached:            0 kB\nSwapTotal:             0 kB\nSwapFree:              0 kB\nShmem:              1248 kB\nSReclaimable:     120000 kB\n',
  cpuinfo: () => [0, 1].map((n) => `processor\t: ${n}\nvendor_id\t: GenuineIntel\nmodel name\t: Simulated CPU @ 2.00GHz\ncpu MHz\t\t: 2000.000\ncpu cores\t: 2\n`).join('\n') + '\n',
  stat: (w) => `cpu  1200 0 800 90000 100 0 10 0 0 0\ncpu0 600 0 400 45000 50 0 5 0 0 0\ncpu1 600 0 400 45000 50 0 5 0 0 0\nbtime ${Math.floor(w.state.bootAt / 1e6)}\nprocesses ${w.state.nextPid}\n`,
  mounts: (w, pid) => mountTable(w, proc(w, pid)),
  filesystems: () => 'nodev\tsysfs\nnodev\ttmpfs\nnodev\tproc\nnodev\tcgroup2\n\text4\nnodev\toverlay\n',
  cmdline: () => 'BOOT_IMAGE=/boot/vmlinuz-6.1.0-39-amd64 root=/dev/vda1 ro quiet\n',
}

const mountTable = (w: Work, p: Process): string =>
  mountsOf(w.state.fs, p.ns['mnt'] ?? 0)
    .map((m) => `${m.source} ${m.target} ${m.type} ${m.options} 0 0\n`)
    .join('')

const clockTick = 10_000

function statLine(w: Work, p: Process, space: number): string {
  const number = (pid: Pid) => w.state.procs[pid]?.pids[space] ?? 0
  const state = { run: 'R', wait: 'S', stop: 'T', zombie: 'Z' }[p.run]
  const tty = p.tty === undefined ? 0 : 34816 + Number(p.tty.replace(/\D/g, ''))
  const ticks = Math.floor(p.cpu / clockTick)
  const start = Math.floor((p.startedAt - w.state.bootAt) / clockTick)
  return `${p.pids[space] ?? 0} (${p.comm}) ${state} ${number(p.ppid)} ${number(p.pgid)} ${number(p.sid)} ${tty} ${number(p.pgid)} 0 0 0 0 0 ${ticks} 0 0 0 20 0 1 0 ${start} 4300000 200 18446744073709551615\n`
}

function statusText(w: Work, p: Process, space: number): string {
  const state = { run: 'R (running)', wait: 'S (sleeping)', stop: 'T (stopped)', zombie: 'Z (zombie)' }[p.run]
  const ids = (n: number) => [n, n, n, n].join('\t')
  const mask = capMask(p.caps)
  const nspid = Object.entries(p.pids).sort(([a], [b]) => Number(a) - Number(b)).map(([, n]) => n)
  return [
    `Name:\t${p.comm}`, `Umask:\t${p.umask.toString(8).padStart(4, '0')}`, `State:\t${state}`, `Tgid:\t${p.pids[space] ?? 0}`, `Pid:\t${p.pids[space] ?? 0}`,
    `PPid:\t${w.state.procs[p.ppid]?.pids[space] ?? 0}`, `TracerPid:\t0`, `Uid:\t${ids(p.uid)}`, `Gid:\t${ids(p.gid)}`, `FDSize:\t64`,
    `Groups:\t${p.groups.join(' ')} `, `NSpid:\t${nspid.join('\t')}`, `VmSize:\t    4300 kB`, `VmRSS:\t     800 kB`, `Threads:\t1`,
    `CapInh:\t0000000000000000`, `CapPrm:\t${mask}`, `CapEff:\t${mask}`, `CapBnd:\t${mask}`, `CapAmb:\t0000000000000000`, `NoNewPrivs:\t${p.noNewPrivileges ? 1 : 0}`, '',
  ].join('\n')
}

const perProcess: Readonly<Record<string, (w: Work, p: Process, space: number) => string>> = {
  stat: statLine,
  status: statusText,
  comm: (_w, p) => `${p.comm}\n`,
  cmdline: (_w, p) => (p.run === 'zombie' ? '' : p.argv.map((word) => `${word}\0`).join('')),
  environ: (_w, p) => Object.entries(p.env).map(([name, value]) => `${name}=${value}\0`).join(''),
  cgroup: (_w, p) => `0::/${p.cgroup}\n`,
  mounts: mountTable,
  statm: () => '1075 200 180 100 0 100 0\n',
  oom_score_adj: () => '0\n',
  uid_map: () => '         0          0 4294967295\n',
  gid_map: () => '         0          0 4294967295\n',
}

const perProcessDirs = ['fd', 'ns', 'net']
const linksOfProcess = ['cwd', 'exe', 'root']

export function listProc(w: Work, pid: Pid, path: string, tag: string): readonly DirEntry[] | undefined {
  const space = spaceOf(w, pid, tag)
  const [first = '', second, ...rest] = path.split('/')
  if (path === '') return rootEntries(w, space)
  if (first === 'sys') return second === undefined ? [] : undefined
  const p = processOf(w, pid, space, first)
  if (first === 'net' || (p !== undefined && second === 'net')) return [{ name: 'glasswhale.json', kind: 'file' }, { name: 'dev', kind: 'file' }]
  if (p === undefined || rest.length > 0) return undefined
  if (second === undefined) return processEntries()
  if (second === 'fd') return Object.keys(p.fds).map((name) => ({ name, kind: 'symlink' }))
  if (second === 'ns') return namespaceKinds.map((name) => ({ name, kind: 'symlink' }))
  return undefined
}

const rootEntries = (w: Work, space: number): readonly DirEntry[] => [
  ...Object.values(w.state.procs).flatMap((p) => (p.pids[space] === undefined ? [] : [{ name: String(p.pids[space]), kind: 'dir' as const }])),
  ...Object.keys(machine).map((name) => ({ name, kind: 'file' as const })),
  ...['net', 'sys'].map((name) => ({ name, kind: 'dir' as const })),
  { name: 'self', kind: 'symlink' },
]

const processEntries = (): readonly DirEntry[] => [
  ...Object.keys(perProcess).map((name) => ({ name, kind: 'file' as const })),
  ...perProcessDirs.map((name) => ({ name, kind: 'dir' as const })),
  ...linksOfProcess.map((name) => ({ name, kind: 'symlink' as const })),
]

const processOf = (w: Work, pid: Pid, space: number, name: string): Process | undefined =>
  name === 'self' ? w.state.procs[pid] : /^\d+$/.test(name) ? find(w, space, Number(name)) : undefined

export function readProc(w: Work, pid: Pid, path: string, tag: string): string | undefined {
  const space = spaceOf(w, pid, tag)
  const [first = '', second = '', third] = path.split('/')
  const whole = machine[first]
  if (whole !== undefined && second === '') return whole(w, pid)
  const p = processOf(w, pid, space, first)
  if (first === 'net') return netFile(w, proc(w, pid), second)
  if (p !== undefined && second === 'net' && third !== undefined) return netFile(w, p, third)
  return third === undefined && p !== undefined ? perProcess[second]?.(w, p, space) : undefined
}

/** `glasswhale.json` is ours: the links, routes and rules of this network namespace, which real `ip` and `iptables` ask by netlink. */
function netFile(w: Work, p: Process, name: string): string | undefined {
  const netns = p.ns['net'] ?? 0
  const all = links(w.state.net, netns)
  if (name === 'dev') return ['Inter-|   Receive', ' face |bytes', ...all.map((link) => `${link.name}: 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0`), ''].join('\n')
  const { routes = [], nat = [], filter = [] } = w.state.net.namespaces[netns] ?? {}
  return name === 'glasswhale.json' ? JSON.stringify({ links: all, routes, tables: { filter, nat } }) : undefined
}

export function linkProc(w: Work, pid: Pid, path: string, tag: string): string | undefined {
  const space = spaceOf(w, pid, tag)
  const [first = '', second, third] = path.split('/')
  if (path === 'self') return String(proc(w, pid).pids[space] ?? proc(w, pid).nspid)
  const p = processOf(w, pid, space, first)
  if (p === undefined) return undefined
  if (second === 'ns' && third !== undefined) return namespaceKinds.includes(third as never) ? `${third}:[${p.ns[third] ?? 0}]` : undefined
  if (second === 'fd' && third !== undefined) return fdLink(w, p, third)
  if (third !== undefined) return undefined
  return second === 'cwd' ? p.cwd : second === 'exe' ? p.exe : second === 'root' ? '/' : undefined
}

function fdLink(w: Work, p: Process, fd: string): string | undefined {
  const ofd = p.fds[fd]
  const file = ofd === undefined ? undefined : w.state.files[ofd]
  if (file === undefined) return undefined
  if (file.kind === 'file') return file.path
  if (file.kind === 'tty') return `/dev/${file.tty}`
  if (file.kind === 'null') return `/dev/${file.dev}`
  if (file.kind === 'pipe') return `pipe:[${ofd}]`
  return `socket:[${ofd}]`
}

