import { text } from '../../../base/bytes'
import { methods } from '../../runtime/face'
import { isRestarting, notRunning, refusal } from '../errors'
import type { Continuations, Handler } from '../request'
import { json, sinkOf } from '../respond'
import type { Daemon, Sink } from '../state'
import { dataOf, resultOf, work, type Act, type Worked } from '../work'
import { isRunning, refuse, statusOf, withContainer } from './lookup'

/**
 * `GET /containers/{name}/top`: the host's own ps, of the container's processes.
 * @models moby daemon/top_unix.go, procps ps
 * @fidelity part: ps options `-ef`, `aux` and `-o` with common columns; read from /proc as ps does
 */
export const top: Handler = (d, req) =>
  withContainer(d, req, (container) => {
    if (!isRunning(container)) return refuse(d, req, notRunning(container.id))
    if (statusOf(container) === 'restarting') return refuse(d, req, isRestarting(container.id))
    const args = req.query['ps_args'] || '-ef'
    const wanted = columnsOf(args)
    if (typeof wanted === 'string') return refuse(d, req, refusal(500, wanted))
    work(d, [{ rpc: methods.pids, args: { id: container.id } }], {
      then: 'containers.top/listed',
      data: { sink: sinkOf(req), args } satisfies Topping,
    })
  })

interface Topping {
  readonly sink: Sink
  /** What ps was asked for; the columns follow from it. */
  readonly args: string
  readonly pids?: readonly number[]
}

function listed(d: Daemon, topping: Topping, { answers }: Worked): void {
  const { pids } = (resultOf(answers[0]) ?? { pids: [] }) as { pids: readonly number[] }
  const read = (path: string): Act => ({ sys: { name: 'read', path }, optional: true })
  const acts = pids.flatMap((pid) => ['stat', 'status', 'cmdline'].map((file) => read(`/proc/${pid}/${file}`)))
  work(d, [read('/etc/passwd'), ...acts], { then: 'containers.top/read', data: { ...topping, pids } })
}

interface Row {
  readonly pid: string
  readonly ppid: string
  readonly user: string
  readonly comm: string
  readonly cmd: string
  readonly state: string
  readonly start: string
  readonly tty: string
  readonly rss: string
}

function read(d: Daemon, { sink, args, pids = [] }: Topping, { answers }: Worked): void {
  const wanted = columnsOf(args)
  if (typeof wanted === 'string') return refuse(d, sink, refusal(500, wanted))
  const names = userNames(text(dataOf(answers[0])))
  const rows = pids.flatMap((_pid, i) => {
    const [stat, status, cmdline] = [1, 2, 3].map((n) => dataOf(answers[3 * i + n]))
    return stat === '' || stat === undefined ? [] : [rowOf(stat, status!, cmdline!, names, d.now)]
  })
  json(d, sink, 200, {
    Processes: rows.map((row) => wanted.map(({ value }) => value(row))),
    Titles: wanted.map(({ title }) => title),
  })
}

const userNames = (passwd: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    passwd
      .split('\n')
      .map((line) => line.split(':'))
      .flatMap(([name, , uid]) => (uid === undefined ? [] : [[uid, name!]])),
  )

function rowOf(
  stat: string,
  status: string,
  cmdline: string,
  names: Readonly<Record<string, string>>,
  now: number,
): Row {
  const [pid, comm, rest] = [
    stat.slice(0, stat.indexOf(' ')),
    stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')')),
    stat.slice(stat.lastIndexOf(')') + 2).split(' '),
  ]
  const uid = /^Uid:\t(\d+)/m.exec(status)?.[1] ?? '0'
  const tty = Number(rest[4])
  return {
    pid,
    comm,
    ppid: rest[1]!,
    state: rest[0]!,
    user: names[uid] ?? uid,
    start: new Date(now / 1000).toISOString().slice(11, 16),
    tty: tty === 0 ? '?' : `pts/${tty - 34816}`,
    cmd: cmdline === '' ? `[${comm}]` : cmdline.replace(/\0$/, '').replace(/\0/g, ' '),
    rss: /^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? '0',
  }
}

interface Column {
  readonly title: string
  readonly value: (row: Row) => string
}

const column = (title: string, value: (row: Row) => string): Column => ({ title, value })
const ppid = column('PPID', (row) => row.ppid)
const cmd = column('CMD', (row) => row.cmd)
const command = column('COMMAND', (row) => row.cmd)
const pid = column('PID', (row) => row.pid)
const time = column('TIME', () => '00:00:00')
const tty = column('TTY', (row) => row.tty)

const byName: Readonly<Record<string, Column>> = {
  pid,
  ppid,
  tty,
  time,
  cmd,
  args: command,
  command,
  user: column('USER', (row) => row.user),
  uname: column('USER', (row) => row.user),
  uid: column('UID', (row) => row.user),
  comm: column('COMMAND', (row) => row.comm),
  ucmd: column('CMD', (row) => row.comm),
  s: column('S', (row) => row.state),
  stat: column('STAT', (row) => row.state),
  state: column('S', (row) => row.state),
  rss: column('RSS', (row) => row.rss),
  '%cpu': column('%CPU', () => '0.0'),
  '%mem': column('%MEM', () => '0.0'),
  pcpu: column('%CPU', () => '0.0'),
  pmem: column('%MEM', () => '0.0'),
  stime: column('STIME', (row) => row.start),
  start: column('STARTED', (row) => row.start),
  vsz: column('VSZ', () => '4300'),
}

const full: readonly Column[] = [
  column('UID', (row) => row.user),
  pid,
  ppid,
  column('C', () => '0'),
  column('STIME', (row) => row.start),
  tty,
  time,
  cmd,
]
const bsd: readonly Column[] = [
  column('USER', (row) => row.user),
  pid,
  byName['%cpu']!,
  byName['%mem']!,
  byName['vsz']!,
  byName['rss']!,
  tty,
  byName['stat']!,
  column('START', (row) => row.start),
  column('TIME', () => '0:00'),
  command,
]

/** The columns, or what ps says when it does not understand. */
function columnsOf(args: string): readonly Column[] | string {
  const list = /(?:^|\s)(?:-eo|-o|-ao|o)\s*(\S+)/.exec(args)?.[1]
  if (list !== undefined) {
    const found = list.split(',').map((name) => byName[name.split('=')[0]!])
    const unknown = found.findIndex((one) => one === undefined)
    if (unknown >= 0)
      return `ps: exit status 1: error: unknown user-defined format specifier "${list.split(',')[unknown]}"`
    return found.some((one) => one === pid) ? (found as readonly Column[]) : "Couldn't find PID field in ps output"
  }
  return /^-?a?u?x/.test(args) || args.includes('aux') ? bsd : full
}

export const topContinuations: Continuations = { 'containers.top/listed': listed, 'containers.top/read': read }
