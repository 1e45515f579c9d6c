import { brctl, bridge } from '../net/bridges'
import { curl } from '../net/curl'
import { ifconfig, ip, route } from '../net/ip'
import { iptables } from '../net/iptables'
import { nc } from '../net/nc'
import { dig, getent, host, nslookup } from '../net/nslookup'
import { ping } from '../net/ping'
import { netstat, ss } from '../net/sockets'
import { telnet } from '../net/telnet'
import { traceroute } from '../net/traceroute'
import { wget } from '../net/wget'
import { group } from './group'

/** What talks to networks and shows them. */
export const network = group([
  netstat,
  ss,
  brctl,
  bridge,
  curl,
  dig,
  getent,
  host,
  ifconfig,
  ip,
  iptables,
  nc,
  nslookup,
  ping,
  route,
  telnet,
  traceroute,
  wget,
])
