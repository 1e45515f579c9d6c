import { processes } from './proc'
import { attempt, complain, fail, oneShot, orUndefined, put } from '../face'
import { getopt, has, last } from '../options'
import { misuse } from '../say'
import { allSockets } from '../net/socket-table'
import type { Sys } from '../../wire/sys'

/**
 * Who uses a file or a port.
 *
 * @models psmisc fuser(1)
 * @fidelity part: -k -n -s; -v shows what the plain form shows
 */
export const fuser = oneShot('fuser', (sys, args) => {
  const options = getopt(sys, args, { short: 'kvn:smai46' })
  if (!options) return 1
  const { operands } = options
  if (operands.length === 0) return misuse(sys, 'No process specification given')
  const space = last(options, 'n')
  const found = operands.map((word) => one(sys, word, space, has(options, 's'), has(options, 'k')))
  return found.some(Boolean) ? 0 : 1
})

interface User {
  readonly pid: number
  readonly how: string
}

function one(sys: Sys, word: string, space: string | undefined, silent: boolean, kill: boolean): boolean {
  const port = /^(\d+)\/(tcp|udp)$/.exec(space === undefined ? word : `${word}/${space}`)
  const path = port ? undefined : orUndefined(() => sys.realpath(word))
  if (!port && path === undefined) {
    fail(sys, `Specified filename ${word} does not exist.`)
    return false
  }
  const users = port ? ofPort(sys, Number(port[1]), port[2]!) : ofFile(sys, path!)
  if (users.length === 0) return false
  if (!silent) {
    sys.write(2, `${port ? port[0] : path!}:`.padEnd(20))
    for (const { pid, how } of users) {
      put(sys, String(pid).padStart(6))
      sys.write(2, how)
    }
    sys.write(2, '\n')
  }
  if (kill) for (const { pid } of users) end(sys, pid)
  return true
}

const end = (sys: Sys, pid: number): boolean =>
  attempt(
    () => sys.kill(pid, 'SIGKILL'),
    (words) => complain(sys, `Could not kill process ${pid}: ${words}`),
  )

const ofPort = (sys: Sys, port: number, proto: string): readonly User[] => {
  const pids = allSockets(sys)
    .filter((each) => each.port === port && each.proto === proto && each.pid > 0)
    .filter(({ pid }) => readable(sys, `/proc/${pid}/cwd`) !== undefined)
    .map(({ pid }) => pid)
  return [...new Set(pids)].map((pid) => ({ pid, how: '' }))
}

const readable = (sys: Sys, link: string): string | undefined => orUndefined(() => sys.readlink(link))

/** `c` current directory, `r` root directory, `e` executable being run; an open file has no letter. */
const ofFile = (sys: Sys, path: string): readonly User[] =>
  processes(sys).flatMap(({ pid }) => {
    const is = (link: string) => readable(sys, `/proc/${pid}/${link}`) === path
    const open = (orUndefined(() => sys.readdir(`/proc/${pid}/fd`)) ?? []).some(({ name }) => is(`fd/${name}`))
    const how = `${is('cwd') ? 'c' : ''}${is('root') ? 'r' : ''}${is('exe') ? 'e' : ''}`
    return how !== '' || open ? [{ pid, how }] : []
  })
