import { fail, isBusybox, oneShot, put } from '../face'
import { broadcast, maskOf, netInfo, type LinkInfo, type RouteInfo } from './links'
import type { Sys } from '../../wire/sys'

/**
 * Shows links, addresses and routes: ip, ifconfig, route.
 *
 * @models iproute2 ip(8), net-tools ifconfig(8), busybox networking/{ip,ifconfig}.c
 * @fidelity part: showing only; nothing is changed with them
 */
const flagsOf = (link: LinkInfo): string => {
  const running = link.up ? ['UP', 'LOWER_UP'] : []
  return [...(link.kind === 'loopback' ? ['LOOPBACK'] : ['BROADCAST', 'MULTICAST']), ...running].join(',')
}

const nameOf = (link: LinkInfo) => (link.peer ? `${link.name}@if${link.peer.index}` : link.name)
const stateOf = (link: LinkInfo) => (link.kind === 'loopback' ? 'UNKNOWN' : link.up ? 'UP' : 'DOWN')

function linkLines(sys: Sys, link: LinkInfo): string {
  const netns = link.peer ? ` link-netnsid 0` : ''
  const brd = link.kind === 'loopback' ? '00:00:00:00:00:00' : 'ff:ff:ff:ff:ff:ff'
  const tail = isBusybox(sys) ? (link.kind === 'loopback' ? ' qlen 1000' : ' ') : ` state ${stateOf(link)} ${isGroup}`
  const queue = link.kind === 'physical' ? 'fq_codel' : 'noqueue'
  const state = isBusybox(sys)
    ? `${link.kind === 'loopback' ? ' state UNKNOWN' : ` state ${stateOf(link)}`}${tail}`
    : tail
  return `${link.index}: ${nameOf(link)}: <${flagsOf(link)}> mtu ${link.mtu} qdisc ${queue}${link.master ? ` master ${link.master}` : ''}${state}\n    link/${link.kind === 'loopback' ? 'loopback' : 'ether'} ${link.mac} brd ${brd}${netns}\n`
}

const isGroup = 'group default qlen 1000'

function addressLines(link: LinkInfo): string {
  return link.addresses
    .map((cidr) => {
      const loop = link.kind === 'loopback'
      return `    inet ${cidr}${loop ? '' : ` brd ${broadcast(cidr)}`} scope ${loop ? 'host' : 'global'} ${link.name}\n       valid_lft forever preferred_lft forever\n`
    })
    .join('')
}

const routeLine = (route: RouteInfo): string =>
  `${route.to === '0.0.0.0/0' ? 'default' : route.to}${route.via ? ` via ${route.via}` : ''} dev ${route.link}${route.proto ? ` proto ${route.proto}` : ''}${route.src ? ` scope link src ${route.src}` : route.via ? '' : ' scope link'} \n`

export const ip = oneShot('ip', (sys, args) => {
  const brief = args.includes('-br') || args.includes('-brief')
  const words = args.filter((arg) => !arg.startsWith('-'))
  const [object = '', verb = 'show', ...rest] = words
  const only = [verb, ...rest].filter((word) => !['show', 'list', 'ls', 'dev', 's', 'sh', 'l'].includes(word)).at(-1)
  const { links, routes } = netInfo(sys)
  const shown = links.filter((link) => only === undefined || link.name === only || link.name === only.split('@')[0])
  if (object === 'netns') return 0 // Docker keeps its namespaces where `ip netns` does not look
  if (['add', 'del', 'set', 'flush', 'replace'].includes(verb))
    return fail(sys, 'RTNETLINK answers: Operation not permitted', 2)
  if (object !== '' && 'route'.startsWith(object)) put(sys, routes.map(routeLine).join(''))
  else if (object === '') return usage(sys)
  else if (only !== undefined && shown.length === 0) return missing(sys, only)
  else if (brief) put(sys, shown.map((link) => briefLine(link, 'address'.startsWith(object))).join(''))
  else if ('address'.startsWith(object))
    put(sys, shown.map((link) => linkLines(sys, link) + addressLines(link)).join(''))
  else if ('link'.startsWith(object)) put(sys, shown.map((link) => linkLines(sys, link)).join(''))
  else if ('neighbour'.startsWith(object)) return 0
  else return fail(sys, `Object "${object}" is unknown, try "ip help".`)
  return 0
})

function briefLine(link: LinkInfo, addresses: boolean): string {
  const head = `${nameOf(link).padEnd(16)} ${stateOf(link).padEnd(14)} `
  return `${head}${addresses ? link.addresses.join(' ') : `${link.mac} <${flagsOf(link)}>`} \n`
}

function usage(sys: Sys): number {
  sys.write(
    2,
    'Usage: ip [ OPTIONS ] OBJECT { COMMAND | help }\nwhere  OBJECT := { address | link | route | neighbour }\n',
  )
  return 255
}

function missing(sys: Sys, name: string): number {
  sys.write(2, isBusybox(sys) ? `ip: can't find device '${name}'\n` : `Device "${name}" does not exist.\n`)
  return 1
}

export const ifconfig = oneShot('ifconfig', (sys, args) => {
  const only = args.find((arg) => !arg.startsWith('-'))
  const links = netInfo(sys).links.filter((link) => (only === undefined ? link.up : link.name === only))
  if (links.length === 0 && only !== undefined)
    return fail(sys, `${only}: error fetching interface information: Device not found`)
  put(
    sys,
    [...links]
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map((link) => (isBusybox(sys) ? busyboxBlock(link) : gnuBlock(link)))
      .join(''),
  )
  return 0
})

const cidrOf = (link: LinkInfo) => link.addresses[0]?.split('/') ?? []

function busyboxBlock(link: LinkInfo): string {
  const [address, bits = '24'] = cidrOf(link)
  const loop = link.kind === 'loopback'
  const head = `${link.name.padEnd(10)}Link encap:${loop ? 'Local Loopback  ' : `Ethernet  HWaddr ${link.mac.toUpperCase()}  `}\n`
  const inet =
    address === undefined
      ? ''
      : `          inet addr:${address}${loop ? '' : `  Bcast:${broadcast(`${address}/${bits}`)}`}  Mask:${maskOf(Number(bits))}\n`
  const flags = loop ? 'UP LOOPBACK RUNNING' : 'UP BROADCAST RUNNING MULTICAST'
  return `${head}${inet}          ${flags}  MTU:${link.mtu}  Metric:1\n          RX packets:0 errors:0 dropped:0 overruns:0 frame:0\n          TX packets:0 errors:0 dropped:0 overruns:0 carrier:0\n          collisions:0 txqueuelen:${loop ? 1000 : 0} \n          RX bytes:0 (0.0 B)  TX bytes:0 (0.0 B)\n\n`
}

function gnuBlock(link: LinkInfo): string {
  const [address, bits = '24'] = cidrOf(link)
  const loop = link.kind === 'loopback'
  const flags = loop ? 'flags=73<UP,LOOPBACK,RUNNING>' : 'flags=4163<UP,BROADCAST,RUNNING,MULTICAST>'
  const inet =
    address === undefined
      ? ''
      : `        inet ${address}  netmask ${maskOf(Number(bits))}${loop ? '' : `  broadcast ${broadcast(`${address}/${bits}`)}`}\n`
  const hardware = loop
    ? '        loop  txqueuelen 1000  (Local Loopback)\n'
    : `        ether ${link.mac}  txqueuelen 0  (Ethernet)\n`
  return `${link.name}: ${flags}  mtu ${link.mtu}\n${inet}${hardware}        RX packets 0  bytes 0 (0.0 B)\n        RX errors 0  dropped 0  overruns 0  frame 0\n        TX packets 0  bytes 0 (0.0 B)\n        TX errors 0  dropped 0 overruns 0  carrier 0  collisions 0\n\n`
}

export const route = oneShot('route', (sys) => {
  const rows = netInfo(sys).routes.map((each) => {
    const [to = '', bits = '0'] = each.to.split('/')
    const flags = `U${each.via ? 'G' : ''}`
    return `${to.padEnd(15)} ${(each.via ?? '0.0.0.0').padEnd(15)} ${maskOf(Number(bits)).padEnd(15)} ${flags.padEnd(5)} 0      0        0 ${each.link}\n`
  })
  put(
    sys,
    `Kernel IP routing table\nDestination     Gateway         Genmask         Flags Metric Ref    Use Iface\n${rows.join('')}`,
  )
  return 0
})
