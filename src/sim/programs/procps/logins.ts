import { processes } from './proc'
import { uptimeLine } from './system'
import { logins, type Login } from '../accounts/who'
import { strftime } from '../clock'
import { linesOf, oneShot, orUndefined, put } from '../face'
import type { Sys } from '../../wire/sys'

/**
 * Who is logged in and what they do; who was.
 *
 * @models procps-ng w(1), util-linux last(1)
 * @fidelity part: idle time and cpu times are shown as none; last knows those who are still there, since nothing keeps a wtmp
 */
const present = (sys: Sys): readonly Login[] => orUndefined(() => logins(sys)) ?? []

export const w = oneShot('w', (sys, args) => {
  const head = !args.includes('-h')
  if (head) put(sys, `${uptimeLine(sys)}USER     TTY      FROM             LOGIN@   IDLE   JCPU   PCPU WHAT\n`)
  const all = processes(sys)
  for (const { user, line, seconds } of present(sys)) {
    const what = all.filter((p) => p.tty === line && p.foreground).at(-1)?.args ?? '-'
    put(
      sys,
      `${user.padEnd(8)} ${line.padEnd(8)} ${'-'.padEnd(16)} ${strftime('%H:%M', seconds)}    0.00s  0.00s  0.00s ${what}\n`,
    )
  }
  return 0
})

const when = (seconds: number): string => strftime('%a %b %e %H:%M', seconds)

export const lastLogins = oneShot('last', (sys) => {
  const boot = Number(/btime (\d+)/.exec(linesOf(sys, '/proc/stat').join('\n'))?.[1] ?? 0)
  const release = /version (\S+)/.exec(linesOf(sys, '/proc/version')[0] ?? '')?.[1] ?? ''
  const rows = [...present(sys)]
    .reverse()
    .map((each) => [each.user, each.line, '', when(each.seconds), 'still logged in'])
  rows.push(['reboot', 'system boot', release.slice(0, 16), when(boot), 'still running'])
  for (const [user = '', line = '', from = '', time = '', state = ''] of rows)
    put(sys, `${user.padEnd(8)} ${line.padEnd(12)} ${from.padEnd(16)} ${time}   ${state}\n`)
  put(sys, `\nwtmp begins ${strftime('%a %b %e %H:%M:%S %Y', boot)}\n`)
  return 0
})
