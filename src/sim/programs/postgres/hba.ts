import { linesOf } from '../face'
import type { Sys } from '../../wire/sys'

/**
 * pg_hba.conf: who may come in how. The first line that fits counts.
 *
 * @models postgres src/backend/libpq/hba.c
 * @fidelity part: trust, reject and passwords (scram-sha-256, md5, password alike); samehost, samenet, regular expressions and SSL lines are not known
 */
export const hbaOf = (method: string): string => `# PostgreSQL Client Authentication Configuration File
# TYPE  DATABASE        USER            ADDRESS                 METHOD

# "local" is for Unix domain socket connections only
local   all             all                                     ${method}
# IPv4 local connections:
host    all             all             127.0.0.1/32            ${method}
# IPv6 local connections:
host    all             all             ::1/128                 ${method}
# Allow replication connections from localhost, by a user with the
# replication privilege.
local   replication     all                                     ${method}
host    replication     all             127.0.0.1/32            ${method}
host    replication     all             ::1/128                 ${method}
`

/** The line that lets a client in or not, and how it has to prove who it is. */
export interface Rule {
  readonly method: string
  readonly line: number
  readonly text: string
}

/** The first line that fits; undefined where none does. `address` is absent on a Unix socket. */
export function ruleFor(
  sys: Sys,
  directory: string,
  who: { readonly user: string; readonly database: string; readonly address?: string },
): Rule | undefined {
  for (const [i, text] of linesOf(sys, `${directory}/pg_hba.conf`).entries()) {
    const words = text
      .replace(/#.*/, '')
      .split(/\s+/)
      .filter((word) => word !== '')
    const [type, database = '', user = ''] = words
    if (type === undefined || !listed(database, who.database) || !listed(user, who.user)) continue
    const local = type === 'local' && who.address === undefined
    const far = /^host(nossl)?$/.test(type) && who.address !== undefined && covers(words[3] ?? '', who.address)
    if (local || far) return { method: words[local ? 3 : 4] ?? 'reject', line: i + 1, text }
  }
  return undefined
}

const listed = (words: string, name: string): boolean =>
  words.split(',').some((word) => word === 'all' || word === name)

function covers(range: string, address: string): boolean {
  if (range === 'all') return true
  const [net = '', bits] = range.split('/')
  if (net.includes(':')) return net === address
  const length = Number(bits ?? 32)
  const shift = 2 ** (32 - length)
  return Math.floor(asNumber(net) / shift) === Math.floor(asNumber(address) / shift)
}

const asNumber = (address: string): number => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
