import { complain, oneShot, orUndefined, put } from '../face'
import { every, getopt, has, last } from '../options'
import type { Sys } from '../../wire/sys'

/**
 * The rules of the caller's network namespace, shown. Docker's own are put there by dockerd.
 *
 * @models iptables(8) 1.8.9
 * @fidelity part: -S and -L of the tables nat and filter; rules are read, not written; no counters
 */
interface Chain {
  readonly name: string
  readonly policy?: string
  readonly rules: readonly string[]
}

type Tables = Readonly<Record<string, readonly Chain[]>>

const version = 'iptables v1.8.9 (nf_tables)'
const long = {
  'table=': 't',
  'list-rules': 'S',
  list: 'L',
  numeric: 'n',
  verbose: 'v',
  'line-numbers': 'l',
  version: 'V',
}

export const iptables = oneShot('iptables', (sys, args) => {
  const options = getopt(sys, args, { short: 't:SLnvVA:D:I:N:X:F:P:Z:C:E:j:p:s:d:i:o:m:w', long })
  if (!options) return 2
  if (has(options, 'V')) return (put(sys, `${version}\n`), 0)
  const table = last(options, 't') ?? 'filter'
  if (sys.uid !== 0)
    return refuse(sys, `${version}: Could not fetch rule set generation id: Permission denied (you must be root)`, 4)
  if (!has(options, 'S') && !has(options, 'L')) return writes(sys, args)
  const all = tablesOf(sys)[table]
  if (all === undefined)
    return refuse(
      sys,
      `${version}: can't initialize iptables table \`${table}': Table does not exist (do you need to insmod?)`,
      3,
    )
  const [chain] = options.operands
  const wanted = chain === undefined ? all : all.filter(({ name }) => name === chain)
  if (wanted.length === 0) return refuse(sys, 'iptables: No chain/target/match by that name.', 1)
  put(
    sys,
    has(options, 'S')
      ? rules(wanted)
      : wanted.map((one) => listed(one, all, every(options, 'l').length > 0)).join('\n'),
  )
  return 0
})

function refuse(sys: Sys, words: string, status: number): number {
  sys.write(2, `${words}\n`)
  return status
}

function writes(sys: Sys, args: readonly string[]): number {
  if (args.length === 0)
    return refuse(
      sys,
      `${version}: no command specified\nTry \`iptables -h' or 'iptables --help' for more information.`,
      2,
    )
  complain(sys, 'glasswhale: changing rules by hand is not simulated')
  return 1
}

const tablesOf = (sys: Sys): Tables => {
  const bytes = orUndefined(() => sys.readFile('/proc/net/glasswhale.json'))
  return bytes === undefined ? {} : ((JSON.parse(bytes) as { readonly tables?: Tables }).tables ?? {})
}

const rules = (chains: readonly Chain[]): string =>
  [
    ...chains
      .map(({ name, policy }) => (policy === undefined ? `-N ${name}` : `-P ${name} ${policy}`))
      .sort((a, b) => Number(b.startsWith('-P')) - Number(a.startsWith('-P'))),
    ...chains.flatMap(({ name, rules: own }) => own.map((rule) => `-A ${name} ${rule}`)),
  ]
    .map((line) => `${line}\n`)
    .join('')

function listed({ name, policy, rules: own }: Chain, all: readonly Chain[], numbered: boolean): string {
  const references = all
    .flatMap((chain) => chain.rules)
    .filter((rule) => rule.split(' ').at(-1) === name || rule.includes(`-j ${name} `)).length
  const head = `Chain ${name} (${policy === undefined ? `${references} references` : `policy ${policy}`})\n`
  const titles = `${numbered ? 'num  ' : ''}target     prot opt source               destination         \n`
  return head + titles + own.map((rule, i) => `${numbered ? String(i + 1).padEnd(5) : ''}${row(rule)}\n`).join('')
}

/** `-d 172.17.0.2/32 ! -i docker0 -o docker0 -p tcp -m tcp --dport 80 -j ACCEPT` in columns; the interfaces are for -v alone. */
function row(rule: string): string {
  const after = (flag: string) => new RegExp(`(! )?(?:^| )${flag} (\\S+)`).exec(rule)
  const address = (flag: string) => {
    const [, , at] = after(flag) ?? []
    return `${rule.includes(`! ${flag} `) ? '!' : ''}${at?.replace(/\/32$/, '') ?? '0.0.0.0/0'}`
  }
  const protocol = after('-p')?.[2]
  const extras = [
    ...(after('--ctstate') ? [`ctstate ${after('--ctstate')![2]}`] : []),
    ...(after('--dst-type') ? [`ADDRTYPE match dst-type ${after('--dst-type')![2]}`] : []),
    ...(after('--dport') ? [`${protocol} dpt:${after('--dport')![2]}`] : []),
    ...(after('--sport') ? [`${protocol} spt:${after('--sport')![2]}`] : []),
    ...(after('--to-destination') ? [`to:${after('--to-destination')![2]}`] : []),
  ]
  const columns = [
    (after('-j')?.[2] ?? '').padEnd(10),
    (protocol ?? '0').padEnd(4),
    '-- ',
    address('-s').padEnd(20),
    address('-d').padEnd(20),
  ]
  return `${columns.join(' ')}${extras.map((extra) => ` ${extra}`).join('')}`
}
