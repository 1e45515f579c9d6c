import { utf8 } from '../../../base/bytes'
import { baseName, exit, linesOf, lookPath, orUndefined } from '../face'
import { strerror } from '../../wire/errno'
import type { Program, Sys } from '../../wire/sys'

/**
 * gosu and su-exec: become that user, then become that program. No fork, so the program keeps the process id: with it a server can be
 * the first process of a container without being root.
 *
 * @models gosu 1.17
 * @fidelity part: no supplementary groups but the user's own
 */
export const gosu: Program<null> = {
  name: 'gosu',
  start: (sys) => {
    const [, who, ...command] = sys.argv
    if (who === '--version' || who === '-v') {
      sys.write(1, utf8('1.17 (go1.18.2 on linux/amd64; gc)\n'))
      return exit(0)
    }
    if (who === undefined || command.length === 0) return failed(sys, usage(sys), '')
    const found = userOf(sys, who)
    if (!found)
      return failed(
        sys,
        `error: failed switching to "${who}": unable to find user ${who}: no matching entries in passwd file`,
      )
    const path = lookPath(sys, command[0]!)
    if (path === undefined) return failed(sys, `error: exec: "${command[0]}": executable file not found in $PATH`)
    const refused = orUndefined(() => (sys.setgroups([found.gid]), sys.setgid(found.gid), sys.setuid(found.uid), true))
    if (refused === undefined) return failed(sys, `error: failed switching to "${who}": operation not permitted`)
    return { turn: 'exec', state: null, path, argv: command, env: { ...sys.env, HOME: found.home } }
  },
  resume: (sys, _state, wake) =>
    failed(sys, `error: ${wake.on === 'execFailed' ? strerror[wake.errno].toLowerCase() : 'interrupted'}`),
}

const usage = (sys: Sys) => {
  const name = baseName(sys.argv[0] ?? 'gosu')
  return `Usage: ${name} user-spec command [args]\n   eg: ${name} tianon bash\n       ${name} nobody:root bash -c 'whoami && id'\n       ${name} 1000:1 id\n\n${name} version: 1.17 (go1.18.2 on linux/amd64; gc)\n${name} license: Apache-2.0 (full text at https://github.com/tianon/gosu)\n`
}

function failed(sys: Sys, words: string, end = '\n') {
  sys.write(2, utf8(words + end))
  return exit(1)
}

/** `mysql`, `999`, `mysql:mysql`, `999:999`. */
function userOf(sys: Sys, spec: string) {
  const [user = '', group] = spec.split(':')
  const entry = linesOf(sys, '/etc/passwd')
    .map((line) => line.split(':'))
    .find(([name, , uid]) => name === user || uid === user)
  if (!entry && !/^\d+$/.test(user)) return undefined
  const gid = group === undefined ? Number(entry?.[3] ?? 0) : groupOf(sys, group)
  return gid === undefined ? undefined : { uid: Number(entry?.[2] ?? user), gid, home: entry?.[5] ?? '/' }
}

function groupOf(sys: Sys, group: string): number | undefined {
  if (/^\d+$/.test(group)) return Number(group)
  const entry = linesOf(sys, '/etc/group')
    .map((line) => line.split(':'))
    .find(([name]) => name === group)
  return entry && Number(entry[2])
}
