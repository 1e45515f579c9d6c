import { netInfo, maskOf } from './links'
import { allSockets, anyOf, endpoint, held } from './socket-table'
import type { SocketRow } from '../../wire/sockets'
import { complain, isBusybox, oneShot, put } from '../face'
import type { Sys } from '../../wire/sys'

/**
 * The sockets of the caller's network namespace.
 *
 * @models ss(8), netstat(8) of net-tools, busybox networking/netstat.c
 * @fidelity part: TCP and UDP that listen or are connected; of ss's filters only state, sport and dport; ports are numbers
 */
function wanted(sys: Sys, letters: string): readonly SocketRow[] {
  const protos = [...(letters.includes('t') ? ['tcp'] : []), ...(letters.includes('u') ? ['udp'] : [])]
  const all = letters.includes('a')
  return allSockets(sys).filter(
    ({ proto, state }) =>
      (all || letters.includes('l') === (state !== 'ESTAB')) && (protos.length === 0 || protos.includes(proto)),
  )
}

const long: Readonly<Record<string, string>> = {
  '--tcp': 't',
  '--udp': 'u',
  '--listening': 'l',
  '--numeric': 'n',
  '--processes': 'p',
  '--programs': 'p',
  '--all': 'a',
  '--no-header': 'H',
  '--route': 'r',
  '--interfaces': 'i',
}

const lettersOf = (args: readonly string[]): string =>
  args
    .filter((word) => word.startsWith('-') || args.length === 1)
    .map((word) => long[word] ?? (word.startsWith('--') ? '' : word.replace(/^-/, '')))
    .join('')

/** `state established`, `sport = :80`, `dst :443`. */
function filtered(all: readonly SocketRow[], args: readonly string[]): readonly SocketRow[] {
  const words = args
    .filter((word) => !word.startsWith('-'))
    .join(' ')
    .replace(/[()]/g, '')
  const number = (key: string) => new RegExp(`\\b${key}\\s*(?:==?|eq)?\\s*:(\\d+)`).exec(words)?.[1]
  const [state, sport, dport] = [/\bstate (\w+)/.exec(words)?.[1], number('sport'), number('dport')]
  const states: Readonly<Record<string, string>> = { established: 'ESTAB', listening: 'LISTEN', unconnected: 'UNCONN' }
  const port = (peer = '') => peer.slice(peer.lastIndexOf(':') + 1)
  return all.filter(
    (each) =>
      (state === undefined || each.state === states[state]) &&
      (sport === undefined || String(each.port) === sport) &&
      (dport === undefined || port(each.peer) === dport),
  )
}

export const ss = oneShot('ss', (sys, args) => {
  const letters = lettersOf(args)
  if (letters.includes('s')) return summary(sys)
  const both = letters.includes('t') === letters.includes('u')
  const stateful = args.includes('state')
  const found = filtered(wanted(sys, stateful ? `${letters}a` : letters), args)
  const rows = found.map((each) => ssRow(sys, each, both, letters.includes('p')))
  const titles = [
    ...(both ? ['Netid'] : []),
    'State',
    'Recv-Q',
    'Send-Q',
    'Local Address:Port',
    'Peer Address:Port',
    'Process',
  ]
  const right = titles.length - 3
  const widths = titles.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]!.length)))
  const line = (row: readonly string[]) =>
    row
      .map((word, i) => (i === right || i === right + 1 ? word.padStart(widths[i]!) : word.padEnd(widths[i]!)))
      .join(' ')
  put(sys, [...(letters.includes('H') ? [] : [titles]), ...rows].map((row) => `${line(row)}\n`).join(''))
  return 0
})

const ssRow = (sys: Sys, each: SocketRow, netid: boolean, processes: boolean): readonly string[] => [
  ...(netid ? [each.proto] : []),
  each.state,
  '0',
  each.state === 'LISTEN' ? '4096' : '0',
  endpoint(each.address, each.port),
  each.peer ?? endpoint(anyOf(each.address), '*'),
  processes && held(sys, each) ? `users:(("${each.comm}",pid=${each.pid},fd=${each.fd}))` : '',
]

function summary(sys: Sys): number {
  const all = allSockets(sys)
  const tcp = all.filter(({ proto }) => proto === 'tcp').length
  const open = all.filter(({ state }) => state === 'ESTAB').length
  const row = (name: string, count: number) =>
    `${name.padEnd(10)}${String(count).padEnd(10)}${String(count).padEnd(10)}0\n`
  put(
    sys,
    `Total: ${all.length}\nTCP:   ${tcp} (estab ${open}, closed 0, orphaned 0, timewait 0)\n\nTransport Total     IP        IPv6\n${row('RAW', 0)}${row('UDP', all.length - tcp)}${row('TCP', tcp)}${row('INET', all.length)}${row('FRAG', 0)}\n`,
  )
  return 0
}

export const netstat = oneShot('netstat', (sys, args) => {
  const letters = lettersOf(args)
  if (letters.includes('s')) return (complain(sys, 'glasswhale: the counters of -s are not simulated'), 1)
  if (letters.includes('r')) return routes(sys)
  if (letters.includes('i')) return interfaces(sys)
  const programs = letters.includes('p')
  const only = letters.includes('l')
    ? '(only servers)'
    : letters.includes('a')
      ? '(servers and established)'
      : '(w/o servers)'
  if (programs && sys.uid !== 0)
    sys.write(
      2,
      isBusybox(sys)
        ? 'netstat: showing only processes with your user ID\n'
        : '(Not all processes could be identified, non-owned process info\n will not be shown, you would have to be root to see it all.)\n',
    )
  const head = `Active Internet connections ${only}\nProto Recv-Q Send-Q Local Address           Foreign Address         State       ${programs ? 'PID/Program name    ' : ''}\n`
  const states = { LISTEN: 'LISTEN', UNCONN: '', ESTAB: 'ESTABLISHED' }
  const rows = wanted(sys, letters).map((each) => {
    const who = held(sys, each) ? `${each.pid}/${each.comm}` : '-'
    const far = each.peer ?? endpoint(anyOf(each.address), '*')
    return `${each.proto.padEnd(5)} ${'0'.padStart(6)} ${'0'.padStart(6)} ${endpoint(each.address, each.port).padEnd(23)} ${far.padEnd(23)} ${states[each.state].padEnd(11)} ${programs ? who.padEnd(20) : ''}\n`
  })
  put(sys, head + rows.join(''))
  return 0
})

function routes(sys: Sys): number {
  const rows = netInfo(sys).routes.map((each) => {
    const [to = '', bits = '0'] = each.to.split('/')
    return `${to.padEnd(15)} ${(each.via ?? '0.0.0.0').padEnd(15)} ${maskOf(Number(bits)).padEnd(15)} ${`U${each.via ? 'G' : ''}`.padEnd(5)}     0 0          0 ${each.link}\n`
  })
  put(
    sys,
    `Kernel IP routing table\nDestination     Gateway         Genmask         Flags   MSS Window  irtt Iface\n${rows.join('')}`,
  )
  return 0
}

function interfaces(sys: Sys): number {
  const rows = [...netInfo(sys).links]
    .filter(({ up }) => up)
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(
      ({ name, mtu, kind }) =>
        `${name.padEnd(8)} ${String(mtu).padStart(6)}        0      0      0 0             0      0      0      0 ${kind === 'loopback' ? 'LRU' : 'BMRU'}\n`,
    )
  put(
    sys,
    `Kernel Interface table\nIface      MTU    RX-OK RX-ERR RX-DRP RX-OVR    TX-OK TX-ERR TX-DRP TX-OVR Flg\n${rows.join('')}`,
  )
  return 0
}
