import { processes, processInfo, type ProcInfo } from './proc'
import { userName, users } from '../accounts/names'
import { fail, isBusybox, oneShot, orUndefined, put, why } from '../face'
import { getopt, has, last } from '../options'
import { allSockets, endpoint } from '../net/socket-table'
import type { SocketRow } from '../../wire/sockets'
import type { Sys } from '../../wire/sys'

/**
 * Open files of processes, by process, user, command, file or port.
 *
 * @models lsof(8)
 * @fidelity part: -i -p -u -c -t -n -P -a and files; the letter of the access mode is guessed from what is open, no mapped libraries
 */
interface Open {
  readonly p: ProcInfo
  readonly user: string
  readonly fd: string
  readonly mode: string
  readonly type: string
  readonly device: string
  readonly size: string
  readonly node: string
  readonly name: string
}

export const lsof = oneShot('lsof', (sys, args) => {
  if (isBusybox(sys)) return plain(sys)
  // An address may follow -i or not, which getopt cannot tell.
  const spread = args.flatMap((word, i) =>
    word === '-i' && !/^(:|@|\d?(tcp|udp))/i.test(args[i + 1] ?? '') ? ['-i4or6'] : [word],
  )
  const options = getopt(sys, spread, { short: 'i:p:u:c:tnPalbs:d:U' })
  if (!options) return 1
  const user = last(options, 'u')
  if (user !== undefined && !users(sys).some(({ name, uid }) => name === user || String(uid) === user))
    return fail(sys, `can't get UID for ${user}`)
  const files = options.operands
  for (const file of files) {
    const trouble = refusal(sys, file)
    if (trouble !== undefined) return fail(sys, `status error on ${file}: ${trouble}`)
  }
  const pids = last(options, 'p')?.split(',').map(Number)
  const [net, command] = [last(options, 'i'), last(options, 'c')]
  const all = chosen(sys, pids)
    .filter((p) => user === undefined || userName(sys, p.uid) === user || String(p.uid) === user)
    .filter((p) => command === undefined || p.comm.startsWith(command))
  const sockets = allSockets(sys)
  const open = all
    .flatMap((p) => openFiles(sys, p, sockets))
    .filter((each) => net === undefined || (each.type.startsWith('IPv') && matches(each, net, args)))
    .filter((each) => files.length === 0 || files.some((file) => each.name === orUndefined(() => sys.realpath(file))))
  if (open.length === 0) return 1
  if (has(options, 't')) put(sys, [...new Set(open.map(({ p }) => `${p.pid}\n`))].join(''))
  else put(sys, table(open))
  return 0
})

/** BusyBox's takes no options: every descriptor of every process. */
function plain(sys: Sys): number {
  for (const { pid } of processes(sys)) {
    const link = (name: string) => orUndefined(() => sys.readlink(`/proc/${pid}/${name}`))
    const exe = link('exe')
    const fds = exe === undefined ? [] : (orUndefined(() => sys.readdir(`/proc/${pid}/fd`)) ?? [])
    for (const { name } of fds) put(sys, `${pid}\t${exe!}\t${link(`fd/${name}`) ?? ''}\n`)
  }
  return 0
}

function refusal(sys: Sys, file: string): string | undefined {
  try {
    sys.stat(file)
    return undefined
  } catch (error) {
    return why(error)
  }
}

const chosen = (sys: Sys, pids: readonly number[] | undefined): readonly ProcInfo[] =>
  pids === undefined ? processes(sys) : pids.flatMap((pid) => processInfo(sys, pid) ?? [])

/** `:80`, `tcp:80`, `@127.0.0.1:80`; a state is chosen by -sTCP:LISTEN. */
function matches(open: Open, wanted: string, args: readonly string[]): boolean {
  const [, proto, , port] = /^(?:4or6|[46])?(tcp|udp)?(@[^:]*)?(?::(.*))?$/i.exec(wanted) ?? []
  const state = args.find((word) => /^-sTCP:/i.test(word))?.slice(6)
  const ports = [...open.name.matchAll(/:(\d+)/g)].map(([, number]) => number)
  return (
    (proto === undefined || open.node.toLowerCase() === proto.toLowerCase()) &&
    (port === undefined || port.split(',').some((each) => ports.includes(each))) &&
    (state === undefined || open.name.endsWith(`(${state})`))
  )
}

function openFiles(sys: Sys, p: ProcInfo, sockets: readonly SocketRow[]): readonly Open[] {
  const base = { p, user: userName(sys, p.uid) ?? String(p.uid) }
  const at = (link: string) => orUndefined(() => sys.readlink(`/proc/${p.pid}/${link}`))
  const named = (fd: string, link: string): readonly Open[] => {
    const path = at(link)
    return path === undefined ? [] : [{ ...base, fd, mode: ' ', ...about(sys, p.pid, path, sockets) }]
  }
  const fds = orUndefined(() => sys.readdir(`/proc/${p.pid}/fd`)) ?? []
  const numbers = fds.map(({ name }) => Number(name)).sort((a, b) => a - b)
  const files = numbers.flatMap((fd) =>
    named(String(fd), `fd/${fd}`).map((open) => ({ ...open, mode: modeOf(open, fd) })),
  )
  // docker-proxy is played by the daemon: its socket is in no table of descriptors.
  const played = at('cwd') === undefined ? [] : sockets.filter(({ pid, inode }) => pid === p.pid && inode === 0)
  return [
    ...named('cwd', 'cwd'),
    ...named('rtd', 'root'),
    ...named('txt', 'exe'),
    ...files,
    ...played.map((socket) => ({ ...base, fd: String(socket.fd), mode: 'u', ...aboutSocket(socket) })),
  ]
}

const modeOf = (open: Open, fd: number): string =>
  /^\/dev\/(pts|tty)/.test(open.name) || /IPv|unix|sock/.test(open.type) ? 'u' : fd === 0 ? 'r' : fd < 3 ? 'w' : 'r'

const types: Readonly<Record<string, string>> = { dir: 'DIR', char: 'CHR', block: 'BLK', fifo: 'FIFO', file: 'REG' }

type About = Pick<Open, 'type' | 'device' | 'size' | 'node' | 'name'>

function about(sys: Sys, pid: number, path: string, sockets: readonly SocketRow[]): About {
  const inode = /\[(\d+)\]$/.exec(path)?.[1]
  if (path.startsWith('pipe:')) return { type: 'FIFO', device: '0,13', size: '0t0', node: inode ?? '', name: 'pipe' }
  if (path.startsWith('socket:')) {
    const is = (each: SocketRow) => String(each.inode) === inode
    const socket = sockets.find(is)
    if (socket !== undefined) return aboutSocket(socket)
    const elsewhere = allSockets(sys, pid).some(is)
    const rest = { size: '0t0', node: inode ?? '' }
    if (elsewhere) return { ...rest, type: 'sock', device: '0,8', name: 'protocol: TCP' }
    return { ...rest, type: 'unix', device: '0x0', name: 'type=STREAM' }
  }
  const stat = orUndefined(() => sys.stat(`/proc/${pid}/root${path}`)) ?? orUndefined(() => sys.stat(path))
  const device = (stat?.rdev ?? [stat?.dev === undefined ? 0 : stat.dev >> 8, (stat?.dev ?? 0) & 255]).join(',')
  const size = stat?.kind === 'file' || stat?.kind === 'dir' ? String(stat.size) : '0t0'
  return { type: types[stat?.kind ?? ''] ?? 'unknown', device, size, node: String(stat?.ino ?? ''), name: path }
}

function aboutSocket(socket: SocketRow): About {
  const near = `${socket.address === '0.0.0.0' ? '*' : endpoint(socket.address, '').slice(0, -1)}:${socket.port}`
  const far = socket.peer === undefined ? '' : `->${socket.peer}`
  const state = socket.state === 'LISTEN' ? ' (LISTEN)' : socket.state === 'ESTAB' ? ' (ESTABLISHED)' : ''
  const type = socket.address.includes(':') ? 'IPv6' : 'IPv4'
  const device = String(socket.inode || 20_000 + socket.pid)
  return { type, device, size: '0t0', node: socket.proto.toUpperCase(), name: near + far + state }
}

function table(open: readonly Open[]): string {
  const width = (title: string, of: (each: Open) => string) => Math.max(title.length, ...open.map((o) => of(o).length))
  const command = ({ p }: Open) => p.comm.slice(0, 9)
  const w = {
    command: width('COMMAND', command),
    pid: width('PID', ({ p }) => String(p.pid)),
    user: width('USER', ({ user }) => user),
    type: width('TYPE', ({ type }) => type),
    device: width('DEVICE', ({ device }) => device),
    size: width('SIZE/OFF', ({ size }) => size),
    node: width('NODE', ({ node }) => node),
  }
  const line = (words: readonly [string, string, string, string, string, string, string, string, string]) =>
    `${words[0].padEnd(w.command)} ${words[1].padStart(w.pid)} ${words[2].padStart(w.user)} ${words[3].padEnd(6)} ${words[4].padStart(w.type)} ${words[5].padStart(w.device)} ${words[6].padStart(w.size)} ${words[7].padStart(w.node)} ${words[8]}\n`
  const rows = open.map((o) =>
    line([
      command(o),
      String(o.p.pid),
      o.user,
      `${o.fd.padStart(4)}${o.mode}`,
      o.type,
      o.device,
      o.size,
      o.node,
      o.name,
    ]),
  )
  return line(['COMMAND', 'PID', 'USER', '  FD', 'TYPE', 'DEVICE', 'SIZE/OFF', 'NODE', 'NAME']) + rows.join('')
}
