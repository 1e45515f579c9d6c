import { groupName, groups, gidOf, userName, users } from '../accounts/names'
import { attempt, complain, fail, isBusybox, linesOf, oneShot, orUndefined, put, why } from '../face'
import { getopt, has } from '../options'
import { dialect, misuse, quote } from '../say'
import type { Sys } from '../../wire/sys'

/**
 * The programs that need a line or two: true, false, pwd, whoami, id, groups, hostname, nproc, tty, clear, sync, logname.
 *
 * @models coreutils src/{true,pwd,whoami,id,groups,nproc,tty,sync}.c, hostname(1)
 * @fidelity part: id has no -Z
 */
export const yesNo = [
  oneShot('true', () => 0),
  oneShot('false', () => 1),
  oneShot(':', () => 0),
  oneShot('sync', () => 0),
]

export const pwd = oneShot('pwd', (sys) => {
  put(sys, `${sys.cwd()}\n`)
  return 0
})

export const whoami = oneShot('whoami', (sys, args) => {
  if (args[0] !== undefined && !args[0].startsWith('-')) return misuse(sys, `extra operand ${quote(sys, args[0])}`)
  const name = userName(sys, sys.uid)
  if (name === undefined)
    return fail(
      sys,
      dialect(sys, `cannot find name for user ID ${sys.uid}: No such file or directory`, `unknown uid ${sys.uid}`),
    )
  put(sys, `${name}\n`)
  return 0
})

export const id = oneShot('id', (sys, args) => {
  const options = getopt(sys, args, {
    short: 'ugGnr',
    long: { user: 'u', group: 'g', groups: 'G', name: 'n', real: 'r' },
  })
  if (!options) return 1
  const who = options.operands[0]
  const me = who === undefined ? self(sys) : named(sys, who)
  if (!me) return fail(sys, dialect(sys, `${quote(sys, who!)}: no such user`, `unknown user ${who!}`))
  const user = (uid: number) => (has(options, 'n') ? (userName(sys, uid) ?? String(uid)) : String(uid))
  const group = (gid: number) => (has(options, 'n') ? (groupName(sys, gid) ?? String(gid)) : String(gid))
  if (has(options, 'u')) put(sys, `${user(me.uid)}\n`)
  else if (has(options, 'g')) put(sys, `${group(me.gid)}\n`)
  else if (has(options, 'G')) put(sys, `${me.groups.map(group).join(' ')}\n`)
  else put(sys, full(sys, me))
  return 0
})

interface Identity {
  readonly uid: number
  readonly gid: number
  readonly groups: readonly number[]
}

const self = (sys: Sys): Identity => ({ uid: sys.uid, gid: sys.gid, groups: [...new Set([sys.gid, ...sys.groups])] })

function named(sys: Sys, name: string): Identity | undefined {
  const user = users(sys).find((each) => each.name === name || String(each.uid) === name)
  if (!user) return undefined
  const more = groups(sys).filter((group) => group.members.includes(user.name))
  return { uid: user.uid, gid: user.gid, groups: [...new Set([user.gid, ...more.map((group) => group.gid)])] }
}

function full(sys: Sys, me: Identity): string {
  const bracket = (number: number, name: string | undefined) =>
    name === undefined ? String(number) : `${number}(${name})`
  const all = me.groups.map((gid) => bracket(gid, groupName(sys, gid))).join(',')
  return `uid=${bracket(me.uid, userName(sys, me.uid))} gid=${bracket(me.gid, groupName(sys, me.gid))} groups=${all}\n`
}

export const groupsProgram = oneShot('groups', (sys, args) => {
  const me = args[0] === undefined ? self(sys) : named(sys, args[0])
  if (!me) return fail(sys, `${quote(sys, args[0]!)}: no such user`)
  const names = me.groups.map((gid) => groupName(sys, gid) ?? String(gid)).join(' ')
  put(sys, `${args[0] === undefined ? '' : `${args[0]} : `}${names}\n`)
  return 0
})

/** The address that /etc/hosts gives this host: what `hostname -i` prints in a container. */
const ownAddresses = (sys: Sys): readonly string[] =>
  linesOf(sys, '/etc/hosts').flatMap((line) => {
    const [address = '', ...names] = line.replace(/#.*/, '').trim().split(/\s+/)
    return names.includes(sys.hostname) ? [address] : []
  })

export const hostname = oneShot('hostname', (sys, args) => {
  const options = getopt(sys, args, {
    short: 'fsidIb',
    long: { fqdn: 'f', long: 'f', short: 's', 'ip-address': 'i', 'all-ip-addresses': 'I', domain: 'd' },
  })
  if (!options) return 1
  if (options.operands[0] !== undefined) return setName(sys, options.operands[0])
  if (has(options, 'i')) put(sys, `${ownAddresses(sys).join(' ') || '127.0.0.1'}\n`)
  else if (has(options, 'I'))
    put(
      sys,
      `${ownAddresses(sys)
        .filter((a) => !a.startsWith('127.'))
        .join(' ')} \n`,
    )
  else
    put(
      sys,
      `${has(options, 's') ? sys.hostname.split('.')[0]! : has(options, 'd') ? sys.hostname.split('.').slice(1).join('.') : sys.hostname}\n`,
    )
  return 0
})

function setName(sys: Sys, name: string): number {
  const refused = dialect(sys, 'you must be root to change the host name', 'sethostname: Operation not permitted')
  return attempt(
    () => sys.sethostname(name),
    (words, errno) => complain(sys, errno === 'EPERM' ? refused : words),
  )
    ? 0
    : 1
}

export const nproc = oneShot('nproc', (sys) => {
  const cpus = linesOf(sys, '/proc/cpuinfo').filter((line) => line.startsWith('processor')).length
  put(sys, `${cpus || 2}\n`)
  return 0
})

export const tty = oneShot('tty', (sys) => {
  if (!sys.isatty(0)) {
    put(sys, 'not a tty\n')
    return 1
  }
  put(sys, `${sys.ttyname(0)}\n`)
  return 0
})

export const clear = oneShot('clear', (sys) => {
  put(sys, isBusybox(sys) ? '\x1b[H\x1b[J' : '\x1b[H\x1b[2J\x1b[3J')
  return 0
})

export const reset = oneShot('reset', (sys) => {
  put(sys, '\x1bc\x1b[!p\x1b[?3;4l\x1b[4l\x1b>')
  return 0
})

export const mesg = oneShot('mesg', () => 0)

export const chgrp = oneShot('chgrp', (sys, args) => {
  const [group, ...paths] = args.filter((arg) => !arg.startsWith('-'))
  if (group === undefined || paths.length === 0) return misuse(sys, 'missing operand')
  const gid = gidOf(sys, group)
  if (gid === undefined) return fail(sys, dialect(sys, `invalid group: ${quote(sys, group)}`, `unknown group ${group}`))
  let status = 0
  for (const path of paths) {
    const stat = orUndefined(() => sys.stat(path))
    try {
      sys.chown(path, stat?.uid ?? sys.uid, gid)
    } catch (error) {
      complain(sys, `${dialect(sys, `changing group of '${path}'`, path)}: ${why(error)}`)
      status = 1
    }
  }
  return status
})
