import { groups, users, type User } from '../accounts/names'
import { baseName, exit, fail, isBusybox, lookPath, put, quietly } from '../face'
import { getopt, has, last, type Options } from '../options'
import { strerror } from '../../wire/errno'
import type { Program, Sys, Turn } from '../../wire/sys'

/**
 * Another user's shell: su; another group: newgrp.
 *
 * @models util-linux su(1), shadow-utils newgrp(1), busybox loginutils/su.c
 * @fidelity part: nobody has a password, so that all but root are asked for one and refused
 */
interface Changing {
  readonly file: string
  /** Waiting for a password to be typed, or for the delay after a wrong one. */
  readonly stage?: 'typing' | 'refused'
}

const suOptions = {
  short: 'c:s:lmpfg:G:w:P',
  long: { 'command=': 'c', 'shell=': 's', login: 'l', 'preserve-environment': 'm' },
}

export const su: Program<Changing> = {
  name: 'su',
  start: (sys) =>
    quietly(() => {
      const options = getopt(sys, sys.argv.slice(1), suOptions)
      if (!options) return exit(1)
      const user = target(sys, options)
      if (typeof user === 'string') return exit(unknown(sys, user))
      if (sys.ruid !== 0) return ask(sys)
      return become(sys, options, user)
    }),
  resume: (sys, state, wake) => {
    if (wake.on === 'execFailed')
      return exit(fail(sys, `failed to execute ${state.file}: ${strerror[wake.errno]}`, 127))
    return quietly(() => (state.stage === 'refused' ? refused(sys) : answer(sys, state)))
  },
}

const loginWanted = (options: Options): boolean => has(options, 'l') || options.operands.includes('-')

function target(sys: Sys, options: Options): User | string {
  const name = options.operands.find((word) => word !== '-') ?? 'root'
  return users(sys).find((each) => each.name === name) ?? name
}

const unknown = (sys: Sys, name: string): number =>
  fail(
    sys,
    isBusybox(sys)
      ? `unknown user ${name}`
      : `user ${name} does not exist or the user entry does not contain all the required fields`,
  )

function ask(sys: Sys): Turn<Changing> {
  sys.write(2, 'Password: ')
  if (sys.isatty(0)) sys.tcsetattr(0, { echo: false })
  return { turn: 'wait', state: { file: '', stage: 'typing' }, on: [{ on: 'readable', fd: 0 }] }
}

/** A wrong password costs two seconds (pam_unix). */
function answer(sys: Sys, state: Changing): Turn<Changing> {
  if (sys.read(0) === undefined) return { turn: 'wait', state, on: [{ on: 'readable', fd: 0 }] }
  if (sys.isatty(0)) sys.tcsetattr(0, { echo: true })
  return { turn: 'wait', state: { file: '', stage: 'refused' }, on: [{ on: 'timer', at: sys.now() + 2e6 }] }
}

function refused(sys: Sys): Turn<Changing> {
  sys.write(2, '\n')
  return exit(fail(sys, isBusybox(sys) ? 'incorrect password' : 'Authentication failure'))
}

function become(sys: Sys, options: Options, user: User): Turn<Changing> {
  const login = loginWanted(options)
  const shell = last(options, 's') ?? (user.shell === '' ? '/bin/sh' : user.shell)
  sys.setgroups(memberships(sys, user))
  sys.setgid(user.gid)
  sys.setuid(user.uid)
  if (login) enterHome(sys, user)
  const path = lookPath(sys, shell)
  // Where /usr/sbin/nologin is no file, it still is what the account says.
  if (path === undefined && baseName(shell) === 'nologin')
    return (put(sys, 'This account is currently not available.\n'), exit(1))
  const command = last(options, 'c')
  const rest = options.operands.filter((word) => word !== '-').slice(1)
  const argv = [`${login ? '-' : ''}${baseName(shell)}`, ...(command === undefined ? [] : ['-c', command]), ...rest]
  return {
    turn: 'exec',
    state: { file: shell },
    path: path ?? shell,
    argv,
    env: environment(sys, user, shell, options),
  }
}

function enterHome(sys: Sys, user: User): void {
  try {
    sys.chdir(user.home)
  } catch {
    fail(sys, `warning: cannot change directory to ${user.home}: No such file or directory`)
  }
}

function environment(sys: Sys, user: User, shell: string, options: Options): Readonly<Record<string, string>> {
  if (has(options, 'm') || has(options, 'p')) return sys.env
  const own = { HOME: user.home, SHELL: shell }
  const named = { USER: user.name, LOGNAME: user.name }
  if (!loginWanted(options)) return { ...sys.env, ...own, ...(user.uid === 0 ? {} : named) }
  const term = sys.env['TERM']
  const path =
    user.uid === 0
      ? '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
      : '/usr/local/bin:/usr/bin:/bin:/usr/local/games:/usr/games'
  return { ...own, ...named, PATH: path, ...(term === undefined ? {} : { TERM: term }) }
}

const memberships = (sys: Sys, user: Pick<User, 'name' | 'gid'>): readonly number[] => [
  ...new Set([
    user.gid,
    ...groups(sys)
      .filter(({ members }) => members.includes(user.name))
      .map(({ gid }) => gid),
  ]),
]

/** A shell whose group is another: after `usermod -aG docker you` without logging in anew. */
export const newgrp: Program<Changing> = {
  name: 'newgrp',
  start: (sys) =>
    quietly((): Turn<Changing> => {
      const name = sys.argv.slice(1).find((word) => word !== '-')
      const user = users(sys).find(({ uid }) => uid === sys.ruid)
      const group = name === undefined ? undefined : groups(sys).find((each) => each.name === name)
      if (name !== undefined && group === undefined) return exit(fail(sys, `group '${name}' does not exist`))
      const gid = group?.gid ?? user?.gid ?? sys.gid
      const member = sys.ruid === 0 || gid === user?.gid || group?.members.includes(user?.name ?? '')
      if (!member) {
        sys.write(2, 'Password: ')
        return { turn: 'wait', state: { file: '', stage: 'typing' }, on: [{ on: 'readable', fd: 0 }] }
      }
      sys.setgroups([...new Set([...sys.groups, gid])])
      sys.setgid(gid)
      sys.setuid(sys.ruid)
      const shell = user?.shell ?? '/bin/sh'
      return { turn: 'exec', state: { file: shell }, path: shell, argv: [baseName(shell)] }
    }),
  resume: (sys, state, wake) => {
    if (wake.on === 'execFailed') return exit(fail(sys, `${state.file}: ${strerror[wake.errno]}`, 126))
    if (sys.read(0) === undefined) return { turn: 'wait', state, on: [{ on: 'readable', fd: 0 }] }
    sys.write(2, 'Invalid password.\n')
    return exit(1)
  },
}
