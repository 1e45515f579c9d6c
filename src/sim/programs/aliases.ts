import type { Program } from '../wire/sys'

const aliases: Readonly<Record<string, string>> = {
  egrep: 'grep',
  fgrep: 'grep',
  ping6: 'ping',
  traceroute6: 'traceroute',
  netcat: 'nc',
  '[[': '[',
  ipaddr: 'ip',
}

/** The programs by all their names. */
export function withAliases(programs: Readonly<Record<string, Program>>): Readonly<Record<string, Program>> {
  const others = Object.entries(aliases).flatMap(([alias, name]) =>
    programs[name] === undefined ? [] : [[alias, programs[name]] as const],
  )
  return { ...programs, ...Object.fromEntries(others) }
}
