/**
 * netfilter rules as iptables writes them: kept as text in the order and spelling that `iptables -S` prints,
 * taken apart when a packet meets them.
 * @models iptables 1.8 (nf_tables), man iptables-extensions
 * @fidelity part: the matches and targets that Docker's rules use; others are refused
 */
import { SysError } from '../../wire/errno'
import { hostPart, inPrefix, prefixOf, prefixText } from './address'
import { nsOf, putNs } from './links'
import type { Chain, NetNs, NetState, Proto } from './types'

export interface Probe {
  readonly proto: Proto | 'icmp'
  readonly src: string
  readonly dst: string
  readonly dport: number
  readonly sport: number
  readonly inIf: string
  readonly outIf: string
}

interface Option {
  readonly name: string
  readonly not: boolean
  readonly value: string
}

interface Rule {
  readonly options: readonly Option[]
  readonly target: string
  /** `--to-destination 172.17.0.2:80` and the like. */
  readonly targetOptions: readonly string[]
}

/** Options before the extensions, in the order that -S prints them. */
const PLAIN = ['-s', '-d', '-i', '-o', '-p']
const LONG: Readonly<Record<string, string>> = {
  '--source': '-s',
  '--src': '-s',
  '--destination': '-d',
  '--dst': '-d',
  '--in-interface': '-i',
  '--out-interface': '-o',
  '--protocol': '-p',
  '--jump': '-j',
  '--match': '-m',
  '--destination-port': '--dport',
  '--source-port': '--sport',
  '--state': '--ctstate',
}
const MATCHES = ['--dport', '--sport', '--dst-type', '--src-type', '--ctstate', '--comment']
const PORTS = ['--dport', '--sport']

/** Words of a rule; quotes hold a comment together. */
const words = (rule: string): string[] =>
  [...rule.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map((m) => m[1] ?? m[2] ?? m[3]!)

export function parseRule(text: string): Rule {
  const options: Option[] = []
  const rest = words(text)
  let target = ''
  let not = false
  const take = (): string => rest.shift() ?? refuse(text)
  while (rest.length > 0) {
    const word = take()
    const name = LONG[word] ?? word
    if (name === '!') not = true
    else if (name === '-j') {
      target = take()
      const at = rest.findIndex(
        (other) => other === '!' || PLAIN.includes(LONG[other] ?? other) || MATCHES.includes(other),
      )
      return {
        options: [...options, ...parseMore(at < 0 ? [] : rest.slice(at), text)],
        target,
        targetOptions: at < 0 ? rest : rest.slice(0, at),
      }
    } else if (name === '-m') take()
    else if (name === '--match-set') options.push({ name, not, value: `${take()} ${take()}` })
    else if (PLAIN.includes(name) || MATCHES.includes(name)) options.push({ name, not, value: take() })
    else refuse(text)
    if (name !== '!' && name !== '-m') not = false
  }
  return { options, target, targetOptions: [] }
}

/** Docker itself writes matches after the target as well: `-j DNAT --to-destination 172.17.0.2:80 ! -i docker0`. */
const parseMore = (more: readonly string[], text: string): readonly Option[] =>
  more.length === 0 ? [] : (parseRule(more.join(' ')).options ?? refuse(text))

const refuse = (rule: string): never => {
  throw new SysError('EINVAL', rule)
}

const moduleOf = (name: string, proto: string): string => {
  if (PORTS.includes(name)) return proto
  if (name === '--ctstate') return 'conntrack'
  if (name === '--comment') return 'comment'
  return name === '--match-set' ? 'set' : 'addrtype'
}

const cidrText = (value: string): string => {
  const prefix = prefixOf(value)
  return prefix === undefined ? value : prefixText(prefix)
}

const everything = ({ name, not, value }: Option): boolean =>
  (name === '-s' || name === '-d') && !not && /^(0|0\.0\.0\.0)\/0$/.test(value)

/** The spelling of `iptables -S`. */
export function canonical(text: string): string {
  const { options, target, targetOptions } = parseRule(text)
  const proto = options.find((option) => option.name === '-p')?.value ?? ''
  const out: string[] = []
  const put = ({ name, not }: Option, shown: string): number => out.push(...(not ? ['!'] : []), name, shown)
  for (const name of PLAIN) {
    for (const option of options.filter((at) => at.name === name && !everything(at))) {
      put(option, name === '-s' || name === '-d' ? cidrText(option.value) : option.value)
    }
  }
  let module = ''
  for (const option of options.filter((at) => !PLAIN.includes(at.name))) {
    const needed = moduleOf(option.name, proto)
    if (needed !== module) out.push('-m', needed)
    module = needed
    put(option, option.name === '--comment' ? `"${option.value}"` : option.value)
  }
  return [...out, ...(target === '' ? [] : ['-j', target]), ...targetOptions].join(' ')
}

interface RuleOp {
  readonly table: 'nat' | 'filter'
  readonly chain: string
  readonly rule: string
  /** Before the others: `-I`. */
  readonly first?: boolean
}

const editChain = (
  net: NetState,
  netns: number,
  op: RuleOp,
  edit: (rules: readonly string[]) => readonly string[],
): NetState => {
  const ns = nsOf(net, netns)
  const chains = ns[op.table]
  const there = chains.some((chain) => chain.name === op.chain) ? chains : [...chains, { name: op.chain, rules: [] }]
  const next = there.map((chain) => (chain.name === op.chain ? { ...chain, rules: edit(chain.rules) } : chain))
  return putNs(net, { ...ns, [op.table]: next })
}

/** A chain that is not there yet is made (`-N`); an empty rule makes only the chain, `-P DROP` sets the policy of a built-in one. */
export function iptablesAppend(net: NetState, netns: number, op: RuleOp): NetState {
  const policy = /^-P (ACCEPT|DROP)$/.exec(op.rule)?.[1] as 'ACCEPT' | 'DROP' | undefined
  if (policy !== undefined) return setPolicy(net, netns, op, policy)
  const rule = canonical(op.rule)
  return editChain(net, netns, op, (rules) => (rule === '' ? rules : op.first ? [rule, ...rules] : [...rules, rule]))
}

function setPolicy(net: NetState, netns: number, op: RuleOp, policy: 'ACCEPT' | 'DROP'): NetState {
  const ns = nsOf(net, netns)
  const next = ns[op.table].map((chain) =>
    chain.name === op.chain && chain.policy !== undefined ? { ...chain, policy } : chain,
  )
  return putNs(net, { ...ns, [op.table]: next })
}

/** iptables: "Bad rule (does a matching rule exist in that chain?)" is ENOENT here. */
export function iptablesDelete(net: NetState, netns: number, op: RuleOp): NetState {
  const rule = canonical(op.rule)
  const chain = nsOf(net, netns)[op.table].find((at) => at.name === op.chain)
  const at = chain?.rules.indexOf(rule) ?? -1
  if (at < 0) throw new SysError('ENOENT', op.rule)
  return editChain(net, netns, op, (rules) => rules.filter((_, i) => i !== at))
}

/** Built-in chains first, then the others by name; all chains before all rules. */
function print(chains: readonly Chain[]): readonly string[] {
  const own = chains.filter((chain) => chain.policy === undefined).sort((a, b) => (a.name < b.name ? -1 : 1))
  const all = [...chains.filter((chain) => chain.policy !== undefined), ...own]
  const heads = all.map((chain) =>
    chain.policy === undefined ? `-N ${chain.name}` : `-P ${chain.name} ${chain.policy}`,
  )
  return [...heads, ...all.flatMap((chain) => chain.rules.map((rule) => `-A ${chain.name} ${rule}`))]
}

export const natRules = (net: NetState, netns: number): readonly string[] => print(nsOf(net, netns).nat)

export type Verdict =
  | { readonly kind: 'accept' | 'drop' | 'return'; readonly chains: readonly string[] }
  | { readonly kind: 'dnat'; readonly address: string; readonly port: number; readonly chains: readonly string[] }
  | { readonly kind: 'masquerade'; readonly chains: readonly string[] }

/** Sends a packet through a chain. `chains` names those that it went through, for people. */
export function evaluate(
  ns: NetNs,
  table: 'nat' | 'filter',
  name: string,
  probe: Probe,
  local: (address: string) => boolean,
  depth = 0,
): Verdict {
  const chain = ns[table].find((at) => at.name === name)
  if (chain === undefined || depth > 16) return { kind: 'return', chains: [] }
  for (const text of chain.rules) {
    const rule = parseRule(text)
    if (!rule.options.every((option) => matches(ns, option, probe, local) !== option.not)) continue
    const verdict = apply(ns, table, rule, probe, local, depth)
    if (verdict === undefined) continue
    return { ...verdict, chains: [name, ...verdict.chains] }
  }
  const end = chain.policy === undefined ? 'return' : chain.policy === 'DROP' ? 'drop' : 'accept'
  return { kind: end, chains: end === 'drop' ? [name] : [] }
}

function apply(
  ns: NetNs,
  table: 'nat' | 'filter',
  rule: Rule,
  probe: Probe,
  local: (address: string) => boolean,
  depth: number,
): Verdict | undefined {
  switch (rule.target) {
    case '':
      return undefined
    case 'ACCEPT':
      return { kind: 'accept', chains: [] }
    case 'DROP':
    case 'REJECT':
      return { kind: 'drop', chains: [] }
    case 'RETURN':
      return { kind: 'return', chains: [] }
    case 'MASQUERADE':
      return { kind: 'masquerade', chains: [] }
    case 'DNAT':
      return dnat(rule, probe)
    case 'REDIRECT':
      return { kind: 'dnat', address: '127.0.0.1', port: Number(rule.targetOptions.at(-1)), chains: [] }
    default: {
      const below = evaluate(ns, table, rule.target, probe, local, depth + 1)
      return below.kind === 'return' ? undefined : below
    }
  }
}

function dnat(rule: Rule, probe: Probe): Verdict {
  const [address = '', port = ''] = (
    rule.targetOptions[rule.targetOptions.indexOf('--to-destination') + 1] ?? ''
  ).split(':')
  return { kind: 'dnat', address, port: port === '' ? probe.dport : Number(port), chains: [] }
}

function matches(ns: NetNs, { name, value }: Option, probe: Probe, local: (address: string) => boolean): boolean {
  switch (name) {
    case '-s':
      return inPrefix(value === '0/0' ? '0.0.0.0/0' : value, probe.src)
    case '-d':
      return inPrefix(value === '0/0' ? '0.0.0.0/0' : value, probe.dst)
    case '-i':
      return value.endsWith('+') ? probe.inIf.startsWith(value.slice(0, -1)) : probe.inIf === value
    case '-o':
      return value.endsWith('+') ? probe.outIf.startsWith(value.slice(0, -1)) : probe.outIf === value
    case '-p':
      return value === 'all' || value === probe.proto
    case '--dport':
      return inPorts(value, probe.dport)
    case '--sport':
      return inPorts(value, probe.sport)
    case '--dst-type':
      return local(probe.dst) === (value === 'LOCAL')
    case '--src-type':
      return local(probe.src) === (value === 'LOCAL')
    case '--ctstate':
      // Only the packet that opens a connection is walked.
      return value.split(',').includes('NEW')
    case '--match-set':
      return inBridges(ns, value.endsWith(' dst') ? probe.dst : probe.src)
    default:
      return true
  }
}

function inPorts(range: string, port: number): boolean {
  const [low = '', high = low] = range.split(':')
  return port >= Number(low) && port <= Number(high)
}

/** Docker's only set, docker-ext-bridges-v4, holds the subnets of its bridges. */
const inBridges = (ns: NetNs, address: string): boolean =>
  Object.values(ns.links).some(
    (link) => link.kind === 'bridge' && link.addresses.some((cidr) => hostPart(cidr) !== '' && inPrefix(cidr, address)),
  )
