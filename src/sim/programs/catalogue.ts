import { accounts } from './groups/accounts'
import { basic } from './groups/basic'
import { load } from './groups/load'
import { network } from './groups/network'
import { packages } from './groups/packages'
import { process } from './groups/process'
import { servers } from './groups/servers'
import { text } from './groups/text'
import { views } from './groups/views'
import type { Program } from '../wire/sys'

/** Every program by the name that its stand-in in a file system carries; the shells and docker join them in host.ts. */
const byName: Readonly<Record<string, Program>> = {
  ...basic,
  ...text,
  ...process,
  ...network,
  ...accounts,
  ...packages,
  ...load,
  ...servers,
  ...views,
}

const aliases: Readonly<Record<string, string>> = {
  egrep: 'grep',
  fgrep: 'grep',
  ping6: 'ping',
  traceroute6: 'traceroute',
  netcat: 'nc',
  '[[': '[',
  ipaddr: 'ip',
}

const others = Object.entries(aliases).flatMap(([alias, name]) =>
  byName[name] ? [[alias, byName[name]] as const] : [],
)

export const programs: Readonly<Record<string, Program>> = { ...byName, ...Object.fromEntries(others) }
