import { complain, oneShot, orUndefined, put } from '../face'
import type { Sys } from '../../wire/sys'

/**
 * What listens in the caller's network namespace.
 *
 * @models ss(8), netstat(8) of net-tools, busybox networking/netstat.c
 * @fidelity part: listening sockets only
 */
interface Socket {
  readonly proto: string
  readonly address: string
  readonly port: number
  readonly pid: number
  readonly fd: number
  readonly comm: string
}

function sockets(sys: Sys, letters: string): readonly Socket[] {
  const bytes = orUndefined(() => sys.readFile('/proc/net/glasswhale.json'))
  const all = bytes === undefined ? [] : ((JSON.parse(bytes) as { readonly sockets?: readonly Socket[] }).sockets ?? [])
  const protos = [...(letters.includes('t') ? ['tcp'] : []), ...(letters.includes('u') ? ['udp'] : [])]
  const listening = letters.includes('l') || letters.includes('a')
  return all.filter(({ proto }) => listening && (protos.length === 0 || protos.includes(proto)))
}

const long: Readonly<Record<string, string>> = {
  '--tcp': 't',
  '--udp': 'u',
  '--listening': 'l',
  '--numeric': 'n',
  '--processes': 'p',
  '--programs': 'p',
  '--all': 'a',
}
const lettersOf = (args: readonly string[]): string =>
  args.map((word) => long[word] ?? (word.startsWith('--') ? '' : word.replace(/^-/, ''))).join('')

const at = (address: string, port: number | string): string =>
  `${address.includes(':') ? `[${address}]` : address}:${port}`
const anyOf = (address: string): string => (address.includes(':') ? '::' : '0.0.0.0')

/** Only root sees who holds a socket. */
const held = (sys: Sys, { pid }: Socket): boolean => sys.uid === 0 && pid > 0

export const ss = oneShot('ss', (sys, args) => {
  const letters = lettersOf(args)
  const both = letters.includes('t') === letters.includes('u')
  const rows = sockets(sys, letters).map((each) => [
    ...(both ? [each.proto] : []),
    each.proto === 'tcp' ? 'LISTEN' : 'UNCONN',
    '0',
    each.proto === 'tcp' ? '4096' : '0',
    at(each.address, each.port),
    at(anyOf(each.address), '*'),
    letters.includes('p') && held(sys, each) ? `users:(("${each.comm}",pid=${each.pid},fd=${each.fd}))` : '',
  ])
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
  put(sys, [titles, ...rows].map((row) => `${line(row)}\n`).join(''))
  return 0
})

export const netstat = oneShot('netstat', (sys, args) => {
  const letters = lettersOf(args)
  if (/[ris]/.test(letters)) return (complain(sys, 'glasswhale: netstat shows listening sockets only'), 1)
  const programs = letters.includes('p')
  const only = letters.includes('l')
    ? '(only servers)'
    : letters.includes('a')
      ? '(servers and established)'
      : '(w/o servers)'
  const head = `Active Internet connections ${only}\nProto Recv-Q Send-Q Local Address           Foreign Address         State       ${programs ? 'PID/Program name    ' : ''}\n`
  const rows = sockets(sys, letters).map((each) => {
    const who = held(sys, each) ? `${each.pid}/${each.comm}` : '-'
    const state = each.proto === 'tcp' ? 'LISTEN' : ''
    return `${each.proto.padEnd(5)} ${'0'.padStart(6)} ${'0'.padStart(6)} ${at(each.address, each.port).padEnd(23)} ${at(anyOf(each.address), '*').padEnd(23)} ${state.padEnd(11)} ${programs ? who.padEnd(20) : ''}\n`
  })
  put(sys, head + rows.join(''))
  return 0
})
