import { userName } from '../accounts/names'
import { calledAs, put } from '../face'
import { usageOf } from '../busybox-usage'
import { processes, stateLetters, type ProcInfo } from './proc'
import { utf8 } from '../../../base/bytes'
import type { Sys } from '../../wire/sys'

/**
 * BusyBox's ps: every process, always.
 *
 * @models busybox procps/ps.c
 * @fidelity part: -T is accepted and changes nothing
 */
const minutes = (hundredths: number) =>
  `${Math.floor(hundredths / 6000)}:${String(Math.floor(hundredths / 100) % 60).padStart(2, '0')}`

interface Column {
  readonly title: string
  readonly width: number
  readonly of: (p: ProcInfo, sys: Sys) => string
}

const columns: Readonly<Record<string, Column>> = {
  pid: { title: 'PID', width: 5, of: (p) => String(p.pid).padStart(5) },
  ppid: { title: 'PPID', width: 5, of: (p) => String(p.ppid).padStart(5) },
  pgid: { title: 'PGID', width: 5, of: (p) => String(p.pgid).padStart(5) },
  sid: { title: 'SID', width: 5, of: (p) => String(p.sid).padStart(5) },
  user: { title: 'USER', width: 8, of: (p, sys) => userName(sys, p.uid) ?? String(p.uid) },
  group: { title: 'GROUP', width: 8, of: (p) => String(p.gid) },
  time: { title: 'TIME', width: 5, of: (p) => minutes(p.cpu).padStart(5) },
  etime: { title: 'ELAPSED', width: 7, of: () => '0:00' },
  tty: { title: 'TT', width: 6, of: (p) => p.tty },
  vsz: { title: 'VSZ', width: 4, of: (p) => String(p.vsz).padStart(4) },
  rss: { title: 'RSS', width: 4, of: (p) => String(p.rss).padStart(4) },
  stat: { title: 'STAT', width: 4, of: stateLetters },
  nice: { title: 'NI', width: 5, of: (p) => String(p.nice) },
  comm: { title: 'COMMAND', width: 16, of: (p) => p.comm },
  args: { title: 'COMMAND', width: 24, of: (p) => p.args },
}

export function busyboxPs(sys: Sys, args: readonly string[]): number {
  const at = args.findIndex((arg) => arg.startsWith('-o'))
  const wish = at < 0 ? 'pid,user,time,args' : args[at]!.slice(2) || (args[at + 1] ?? '')
  const chosen = wish.split(',').map((name) => ({
    name: name.split('=')[0]!,
    column: columns[name.split('=')[0]!],
    title: name.includes('=') ? name.slice(name.indexOf('=') + 1) : undefined,
  }))
  const unknown = chosen.find((each) => !each.column)
  if (unknown) return refuse(sys, unknown.name)
  const list = chosen.map((each) => ({ ...each.column!, title: each.title ?? each.column!.title }))
  const render = (cells: readonly string[]) =>
    `${cells.map((cell, i) => (i === cells.length - 1 ? cell : cell.padEnd(list[i]!.width).slice(0, Math.max(list[i]!.width, 0)))).join(' ')}\n`
  if (list.some((column) => column.title !== '')) put(sys, render(list.map((column) => column.title)))
  for (const p of processes(sys)) put(sys, render(list.map((column) => column.of(p, sys))))
  return 0
}

function refuse(sys: Sys, name: string): number {
  const known = 'user,group,comm,args,pid,ppid,pgid,tty,vsz,sid,stat,rss'
  sys.write(2, utf8(`${calledAs(sys)}: bad -o argument '${name}', supported arguments: ${known}\n${usageOf('ps')}`))
  return 1
}
