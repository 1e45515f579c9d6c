import { groupName, userName } from '../accounts/names'
import { strftime } from '../clock'
import { stateLetters, type ProcInfo } from './proc'
import type { Sys } from '../../wire/sys'

/** The columns that `ps -o` knows, with procps' titles, widths and sides. */
export interface Scene {
  readonly sys: Sys
  readonly now: number
  readonly uptime: number
  readonly boot: number
  readonly memory: number
}

export interface Column {
  readonly title: string
  readonly width: number
  readonly right: boolean
  /** The column widens for what it holds. */
  readonly grow: boolean
  /** Where `f` draws its branches. */
  readonly tree?: boolean
  readonly of: (p: ProcInfo, scene: Scene) => string
}

const left = (title: string, width: number, of: Column['of'], grow = true): Column => ({
  title,
  width,
  right: false,
  grow,
  of,
})
const right = (title: string, width: number, of: Column['of']): Column => ({
  title,
  width,
  right: true,
  grow: true,
  of,
})

const two = (n: number) => String(n).padStart(2, '0')

/** `00:00:12`, `1-02:03:04`. */
export function clockTime(seconds: number): string {
  const s = Math.floor(seconds)
  const days = Math.floor(s / 86_400)
  return `${days > 0 ? `${days}-` : ''}${two(Math.floor(s / 3600) % 24)}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`
}

/** `0:03`. */
const minutes = (seconds: number) => `${Math.floor(seconds / 60)}:${two(Math.floor(seconds) % 60)}`

const elapsed = (p: ProcInfo, scene: Scene) => Math.max(0, Math.floor(scene.uptime - p.started / 100))

function shortElapsed(seconds: number): string {
  const full = clockTime(seconds)
  return full.startsWith('00:') ? full.slice(3) : full
}

const startedAt = (p: ProcInfo, scene: Scene) => scene.boot + Math.floor(p.started / 100)

const startTime = (p: ProcInfo, scene: Scene) =>
  strftime(scene.now - startedAt(p, scene) > 86_400 ? '%b%d' : '%H:%M', startedAt(p, scene))

const nameOf = (p: ProcInfo, scene: Scene, width = 8) => {
  const name = userName(scene.sys, p.uid) ?? String(p.uid)
  return name.length > width ? `${name.slice(0, width - 1)}+` : name
}

const percent = (p: ProcInfo, scene: Scene) => {
  const lived = elapsed(p, scene)
  return lived === 0 ? 0 : p.cpu / lived
}

const pid = right('PID', 7, (p) => String(p.pid))
const args = { ...left('COMMAND', 27, (p) => p.args), tree: true }
const comm = { ...left('COMMAND', 15, (p) => p.comm + (p.state === 'Z' ? ' <defunct>' : '')), tree: true }
const columns: Readonly<Record<string, Column>> = {
  pid,
  ppid: { ...pid, title: 'PPID', of: (p) => String(p.ppid) },
  pgid: { ...pid, title: 'PGID', of: (p) => String(p.pgid) },
  sid: { ...pid, title: 'SID', of: (p) => String(p.sid) },
  user: left('USER', 8, nameOf),
  uid_name: left('UID', 8, nameOf),
  uid: right('UID', 5, (p) => String(p.uid)),
  gid: right('GID', 5, (p) => String(p.gid)),
  group: left('GROUP', 8, (p, scene) => groupName(scene.sys, p.gid) ?? String(p.gid)),
  tty: left('TTY', 8, (p) => p.tty),
  stat: left('STAT', 4, stateLetters),
  s: left('S', 1, (p) => p.state),
  f: left('F', 1, (p) => (p.uid === 0 ? '4' : '0')),
  time: right('TIME', 8, (p) => clockTime(p.cpu / 100)),
  bsdtime: right('TIME', 6, (p) => minutes(p.cpu / 100)),
  etime: right('ELAPSED', 11, (p, scene) => shortElapsed(elapsed(p, scene))),
  etimes: right('ELAPSED', 7, (p, scene) => String(elapsed(p, scene))),
  start: left('START', 5, startTime),
  stime: left('STIME', 5, startTime),
  lstart: right('STARTED', 24, (p, scene) => strftime('%a %b %e %H:%M:%S %Y', startedAt(p, scene))),
  '%cpu': right('%CPU', 4, (p, scene) => percent(p, scene).toFixed(1)),
  c: right('C', 2, (p, scene) => String(Math.floor(percent(p, scene)))),
  '%mem': right('%MEM', 4, (p, scene) => ((p.rss * 100) / scene.memory).toFixed(1)),
  vsz: right('VSZ', 6, (p) => String(p.vsz)),
  rss: right('RSS', 5, (p) => String(p.rss)),
  sz: right('SZ', 5, (p) => String(Math.floor(p.vsz / 4))),
  ni: right('NI', 3, (p) => String(p.nice)),
  pri: right('PRI', 3, (p) => String(80 + p.nice)),
  nlwp: right('NLWP', 4, (p) => String(p.threads)),
  addr: left('ADDR', 1, () => '-'),
  wchan: left('WCHAN', 6, () => '-'),
  args,
  cmd: { ...args, title: 'CMD' },
  comm,
  ucmd: { ...comm, title: 'CMD' },
}

const aliases: Readonly<Record<string, string>> = {
  command: 'args',
  ucomm: 'comm',
  pcpu: '%cpu',
  pmem: '%mem',
  tt: 'tty',
  tname: 'tty',
  state: 's',
  euser: 'user',
  ruser: 'user',
  uname: 'user',
  euid: 'uid',
  ruid: 'uid',
  cputime: 'time',
  start_time: 'stime',
  bsdstart: 'start',
  pgrp: 'pgid',
  sess: 'sid',
  session: 'sid',
  vsize: 'vsz',
  rssize: 'rss',
  thcount: 'nlwp',
  nice: 'ni',
  egroup: 'group',
  rgroup: 'group',
}

export const columnOf = (name: string): Column | undefined => columns[aliases[name] ?? name]
