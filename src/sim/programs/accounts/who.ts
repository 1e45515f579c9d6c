import { attempt, fail, oneShot, put, why } from '../face'
import { getopt, has } from '../options'
import type { Sys } from '../../wire/sys'

/**
 * Who is logged in.
 *
 * @models coreutils who(1), users(1)
 * @fidelity part: who knows -H -q -u -m and `am i`; no boot time, no dead records
 */
export interface Login {
  readonly pid: number
  readonly line: string
  readonly user: string
  readonly seconds: number
}

const size = 384
const userProcess = 7

/** Records of /run/utmp, of processes that still are (READ_UTMP_CHECK_PIDS). */
export function logins(sys: Sys, file = '/run/utmp', alive = true): readonly Login[] {
  const bytes = sys.readFile(file)
  const records = Array.from({ length: Math.floor(bytes.length / size) }, (_, i) =>
    bytes.slice(i * size, (i + 1) * size),
  )
  return records
    .filter((record) => number(record, 0, 2) === userProcess)
    .map((record) => ({
      pid: number(record, 4, 4),
      line: text(record, 8, 32),
      user: text(record, 44, 32),
      seconds: number(record, 340, 4),
    }))
    .filter(({ pid }) => !alive || exists(sys, pid))
}

const number = (bytes: string, at: number, length: number): number =>
  Array.from({ length }, (_, i) => bytes.charCodeAt(at + i) * 256 ** i).reduce((a, b) => a + b, 0)

const text = (bytes: string, at: number, length: number): string => bytes.slice(at, at + length).replace(/\0.*$/s, '')

const exists = (sys: Sys, pid: number): boolean =>
  attempt(
    () => void sys.stat(`/proc/${pid}`),
    () => undefined,
  )

const when = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(0, 16).replace('T', ' ')

export const who = oneShot('who', (sys, args) => {
  const options = getopt(sys, args, {
    short: 'Hqumsa',
    long: { heading: 'H', count: 'q', users: 'u', short: 's', all: 'a' },
  })
  if (options === undefined) return 1
  const { operands } = options
  if (operands.length > 2) return fail(sys, `extra operand '${operands[2]!}'\nTry 'who --help' for more information.`)
  try {
    const all = operands.length === 1 ? logins(sys, operands[0]!, false) : logins(sys)
    if (has(options, 'q')) return (put(sys, `${all.map(({ user }) => user).join(' ')}\n# users=${all.length}\n`), 0)
    const mine = has(options, 'm') || operands.length === 2
    const own = mine && sys.isatty(0) ? sys.ttyname(0).replace('/dev/', '') : ''
    const shown = mine ? all.filter(({ line }) => line === own) : all
    const more = has(options, 'u') || has(options, 'a')
    const heading = more
      ? 'NAME     LINE         TIME             IDLE          PID COMMENT'
      : 'NAME     LINE         TIME             COMMENT'
    if (has(options, 'H')) put(sys, `${heading}\n`)
    for (const login of shown) put(sys, row(login, more))
    return 0
  } catch (error) {
    return fail(sys, `${operands[0] ?? '/run/utmp'}: ${why(error)}`)
  }
})

const row = ({ user, line, seconds, pid }: Login, more: boolean): string => {
  const start = `${user.padEnd(8)} ${line.padEnd(12)} ${when(seconds)}`
  return more ? `${start}   .   ${String(pid).padStart(10)}\n` : `${start}\n`
}

export const usersProgram = oneShot('users', (sys, args) => {
  const options = getopt(sys, args, { short: '' })
  if (options === undefined) return 1
  const [file] = options.operands
  const names = (file === undefined ? logins(sys) : logins(sys, file, false)).map(({ user }) => user).sort()
  if (names.length > 0) put(sys, `${names.join(' ')}\n`)
  return 0
})
