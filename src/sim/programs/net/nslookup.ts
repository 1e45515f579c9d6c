import { baseName, exit, linesOf, put } from '../face'
import type { Program, Sys, Turn } from '../../wire/sys'

/**
 * Looks names up: nslookup, host, dig, getent hosts.
 *
 * @models bind9-dnsutils, busybox networking/nslookup.c, getent(1)
 * @fidelity part: addresses only
 */
interface Looking {
  readonly name: string
  readonly short: boolean
}

const server = (sys: Sys): string =>
  linesOf(sys, '/etc/resolv.conf')
    .find((line) => line.startsWith('nameserver'))
    ?.split(/\s+/)[1] ?? '127.0.0.11'

const asks = (
  name: string,
  said: (sys: Sys, state: Looking, addresses: readonly string[]) => number,
  database = false,
): Program<Looking> => ({
  name,
  start: (sys): Turn<Looking> => {
    const words = sys.argv
      .slice(1)
      .filter((arg) => !arg.startsWith('-') && !arg.startsWith('@') && !arg.startsWith('+') && arg !== 'A')
    if (database && words[0] !== 'hosts' && words[0] !== 'ahosts') return exit(records(sys, words))
    const host = words[database ? 1 : 0]
    if (host === undefined) return exit(1)
    sys.resolve(host)
    return {
      turn: 'wait',
      state: { name: host, short: sys.argv.includes('+short') },
      on: [{ on: 'resolved', name: host }],
    }
  },
  resume: (sys, state, wake) =>
    wake.on === 'resolved'
      ? exit(said(sys, state, wake.addresses))
      : { turn: 'wait', state, on: [{ on: 'resolved', name: state.name }] },
})

/** `getent passwd you`, `getent group docker`. */
function records(sys: Sys, [database = '', key]: readonly string[]): number {
  if (!['passwd', 'group', 'shadow', 'services', 'networks'].includes(database)) {
    sys.write(2, `Unknown database: ${database}\nTry \`getent --help' or \`getent --usage' for more information.\n`)
    return 1
  }
  const found = linesOf(sys, `/etc/${database}`).filter(
    (line) => key === undefined || line.split(':')[0] === key || line.split(':')[2] === key,
  )
  put(sys, found.map((line) => `${line}\n`).join(''))
  return found.length > 0 ? 0 : 2
}

export const nslookup = asks('nslookup', (sys, state, addresses) => {
  const at = server(sys)
  put(sys, `Server:\t\t${at}\nAddress:\t${at}${baseName(sys.exe) === 'busybox' ? ':53' : '#53'}\n\n`)
  if (addresses.length === 0) {
    put(sys, `** server can't find ${state.name}: NXDOMAIN\n\n`)
    return 1
  }
  put(
    sys,
    `Non-authoritative answer:\n${addresses.map((address) => `Name:\t${state.name}\nAddress: ${address}\n`).join('')}\n`,
  )
  return 0
})

export const host = asks('host', (sys, state, addresses) => {
  put(
    sys,
    addresses.length === 0
      ? `Host ${state.name} not found: 3(NXDOMAIN)\n`
      : addresses.map((address) => `${state.name} has address ${address}\n`).join(''),
  )
  return addresses.length === 0 ? 1 : 0
})

export const dig = asks('dig', (sys, state, addresses) => {
  const lines = addresses
    .map((address) => (state.short ? `${address}\n` : `${state.name}.\t\t600\tIN\tA\t${address}\n`))
    .join('')
  if (state.short) put(sys, lines)
  else
    put(
      sys,
      `\n; <<>> DiG 9.18.30 <<>> ${state.name}\n;; ->>HEADER<<- opcode: QUERY, status: ${addresses.length > 0 ? 'NOERROR' : 'NXDOMAIN'}\n\n;; QUESTION SECTION:\n;${state.name}.\t\t\tIN\tA\n\n${addresses.length > 0 ? `;; ANSWER SECTION:\n${lines}\n` : ''};; SERVER: ${server(sys)}#53(${server(sys)}) (UDP)\n\n`,
    )
  return 0
})

export const getent = asks(
  'getent',
  (sys, state, addresses) => {
    put(sys, addresses.map((address) => `${address.padEnd(15)} ${state.name}\n`).join(''))
    return addresses.length > 0 ? 0 : 2
  },
  true,
)
