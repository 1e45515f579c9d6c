import { groups, users } from './names'
import { attempt, fail, isBusybox, linesOf, oneShot, orUndefined, put } from '../face'
import { getopt, has, last, type OptionSpec } from '../options'
import { misuse } from '../say'
import type { Sys } from '../../wire/sys'

/**
 * Makes users and groups: useradd, adduser, groupadd, addgroup, usermod, userdel, groupdel.
 *
 * @models shadow-utils, adduser(8), busybox loginutils/{adduser,addgroup}.c
 * @fidelity part: passwords, ageing and /etc/skel's copying are left out
 */
const append = (sys: Sys, path: string, line: string): void =>
  sys.writeFile(
    path,
    `${linesOf(sys, path)
      .map((each) => `${each}\n`)
      .join('')}${line}\n`,
  )

const free = (taken: readonly number[], system: boolean): number => {
  let id = system ? 999 : 1000
  while (taken.includes(id)) id += system ? -1 : 1
  return id
}

function addGroup(sys: Sys, name: string, gid: number | undefined, system: boolean): number {
  const number =
    gid ??
    free(
      groups(sys).map((group) => group.gid),
      system,
    )
  append(sys, '/etc/group', `${name}:x:${number}:`)
  return number
}

function join(sys: Sys, user: string, names: readonly string[]): string | undefined {
  const unknown = names.find((name) => !groups(sys).some((group) => group.name === name))
  if (unknown !== undefined) return unknown
  const lines = linesOf(sys, '/etc/group').map((line) => {
    const [name = '', x, gid, members = ''] = line.split(':')
    const all = new Set(members === '' ? [] : members.split(','))
    return names.includes(name)
      ? [name, x, gid, [...all, user].filter((each, i, list) => list.indexOf(each) === i).join(',')].join(':')
      : line
  })
  sys.writeFile('/etc/group', lines.map((line) => `${line}\n`).join(''))
  return undefined
}

const denied = (sys: Sys, file: string) =>
  fail(
    sys,
    isBusybox(sys)
      ? 'permission denied (are you root?)'
      : `Permission denied.\n${sys.argv[0]}: cannot lock ${file}; try again later.`,
  )

const addingUser: OptionSpec = {
  short: 'rmMs:d:u:g:G:c:NoUDSHh:k:',
  long: {
    system: 'r',
    'create-home': 'm',
    'no-create-home': 'M',
    'shell=': 's',
    'home=': 'd',
    'home-dir=': 'd',
    'uid=': 'u',
    'gid=': 'g',
    'groups=': 'G',
    'comment=': 'c',
    'gecos=': 'c',
    'disabled-password': 'D',
    'disabled-login': 'D',
    'ingroup=': 'g',
    group: 'U',
    'no-log-init': 'l',
    quiet: 'q',
  },
}

const makesUser = (name: string, always: boolean) =>
  oneShot(name, (sys, args) => {
    const options = getopt(
      sys,
      args.filter((arg) => arg !== '-l'),
      isBusybox(sys) ? { short: 'h:g:s:G:SDHu:k:', long: { 'ingroup=': 'G' } } : addingUser,
    )
    if (!options) return isBusybox(sys) ? 1 : 2
    const [user, group] = options.operands
    if (user === undefined) return misuse(sys, 'missing operand', 2)
    if (sys.uid !== 0) return denied(sys, '/etc/passwd')
    if (group !== undefined)
      return join(sys, user, [group]) === undefined ? 0 : fail(sys, `The group \`${group}' does not exist.`)
    if (users(sys).some((each) => each.name === user))
      return fail(
        sys,
        isBusybox(sys) ? `user '${user}' in use` : `user '${user}' already exists`,
        isBusybox(sys) ? 1 : 9,
      )
    const system = has(options, 'r') || (has(options, 'S') && isBusybox(sys))
    const uid = Number(
      last(options, 'u') ??
        free(
          users(sys).map((each) => each.uid),
          system,
        ),
    )
    const wanted = last(options, isBusybox(sys) ? 'G' : 'g')
    const existing = groups(sys).find((each) => each.name === wanted || String(each.gid) === wanted)
    if (wanted !== undefined && !existing)
      return fail(sys, isBusybox(sys) ? `unknown group ${wanted}` : `group '${wanted}' does not exist`, 6)
    const gid =
      existing?.gid ?? addGroup(sys, user, groups(sys).some((each) => each.gid === uid) ? undefined : uid, system)
    const home = last(options, isBusybox(sys) ? 'h' : 'd') ?? `/home/${user}`
    const shell = last(options, 's') ?? (isBusybox(sys) ? '/bin/sh' : always ? '/bin/bash' : '/bin/sh')
    append(sys, '/etc/passwd', `${user}:x:${uid}:${gid}:${last(options, 'c') ?? ''}:${home}:${shell}`)
    if ((always && !has(options, 'H') && !has(options, 'M') && !system) || has(options, 'm'))
      makeHome(sys, home, uid, gid)
    const unknown = isBusybox(sys)
      ? undefined
      : join(
          sys,
          user,
          (last(options, 'G') ?? '').split(',').filter((each) => each !== ''),
        )
    if (always && !isBusybox(sys)) put(sys, `info: Adding user \`${user}' ...\n`)
    return unknown === undefined ? 0 : fail(sys, `group '${unknown}' does not exist`, 6)
  })

function makeHome(sys: Sys, home: string, uid: number, gid: number): void {
  if (!orUndefined(() => sys.stat(home)))
    attempt(
      () => sys.mkdir(home, 0o755),
      () => undefined,
    )
  orUndefined(() => sys.chown(home, uid, gid))
}

export const useradd = makesUser('useradd', false)
export const adduser = makesUser('adduser', true)

const makesGroup = (name: string) =>
  oneShot(name, (sys, args) => {
    const options = getopt(sys, args, { short: 'rg:fSo', long: { system: 'r', 'gid=': 'g', force: 'f', quiet: 'q' } })
    if (!options) return isBusybox(sys) ? 1 : 2
    const [first, second] = options.operands
    if (first === undefined) return misuse(sys, 'missing operand', 2)
    if (sys.uid !== 0) return denied(sys, '/etc/group')
    if (second !== undefined) return join(sys, first, [second]) === undefined ? 0 : fail(sys, `unknown group ${second}`)
    if (groups(sys).some((each) => each.name === first))
      return has(options, 'f')
        ? 0
        : fail(
            sys,
            isBusybox(sys) ? `group '${first}' in use` : `group '${first}' already exists`,
            isBusybox(sys) ? 1 : 9,
          )
    const gid = last(options, 'g')
    addGroup(sys, first, gid === undefined ? undefined : Number(gid), has(options, 'r') || has(options, 'S'))
    return 0
  })

export const groupadd = makesGroup('groupadd')
export const addgroup = makesGroup('addgroup')

export const usermod = oneShot('usermod', (sys, args) => {
  const options = getopt(sys, args, {
    short: 'aG:g:s:d:u:l:LU',
    long: { append: 'a', 'groups=': 'G', 'shell=': 's', 'home=': 'd', 'uid=': 'u' },
  })
  const user = options?.operands[0]
  if (!options || user === undefined) return misuse(sys, 'missing operand', 2)
  if (sys.uid !== 0) return denied(sys, '/etc/passwd')
  if (!users(sys).some((each) => each.name === user)) return fail(sys, `user '${user}' does not exist`, 6)
  const changed = linesOf(sys, '/etc/passwd').map((line) => {
    const fields = line.split(':')
    if (fields[0] !== user) return line
    return [
      fields[0],
      fields[1],
      last(options, 'u') ?? fields[2],
      fields[3],
      fields[4],
      last(options, 'd') ?? fields[5],
      last(options, 's') ?? fields[6],
    ].join(':')
  })
  sys.writeFile('/etc/passwd', changed.map((line) => `${line}\n`).join(''))
  const unknown = join(
    sys,
    user,
    (last(options, 'G') ?? '').split(',').filter((each) => each !== ''),
  )
  return unknown === undefined ? 0 : fail(sys, `group '${unknown}' does not exist`, 6)
})

const without = (name: string, file: string) =>
  oneShot(name, (sys, args) => {
    const who = args.filter((arg) => !arg.startsWith('-')).at(-1)
    if (sys.uid !== 0) return denied(sys, file)
    const lines = linesOf(sys, file)
    const kept = lines.filter((line) => line.split(':')[0] !== who)
    if (kept.length === lines.length)
      return fail(sys, `${file.endsWith('passwd') ? 'user' : 'group'} '${who ?? ''}' does not exist`, 6)
    sys.writeFile(file, kept.map((line) => `${line}\n`).join(''))
    return 0
  })

export const removals = [
  without('userdel', '/etc/passwd'),
  without('deluser', '/etc/passwd'),
  without('groupdel', '/etc/group'),
  without('delgroup', '/etc/group'),
]
