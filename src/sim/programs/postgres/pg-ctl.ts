import { complain, exit, orUndefined, put, quietly } from '../face'
import { getopt, has, last } from '../options'
import { launch } from '../launch'
import { readConf } from './files'
import { version } from './version'
import type { Pid, Program, Sys, Turn } from '../../wire/sys'

/**
 * pg_ctl: starts, stops and asks after a server.
 *
 * @models postgres src/bin/pg_ctl
 * @fidelity part: start, stop, status, reload, restart not; -D -o -l -m -w
 */
interface Watching {
  readonly verb: 'start' | 'stop'
  readonly pid: Pid
  readonly directory: string
  readonly socket: string
  readonly until: number
}

const pause = 100_000

export const pgCtl: Program<Watching> = {
  name: 'pg_ctl',
  start: (sys) => quietly(() => begin(sys)),
  resume: (sys, state) => quietly(() => watched(sys, state)),
}

function begin(sys: Sys): Turn<Watching> {
  const options = getopt(sys, sys.argv.slice(1), {
    short: 'D:o:l:m:wWst:',
    long: { version: 'V', 'pgdata=': 'D', 'mode=': 'm', wait: 'w', 'no-wait': 'W', 'log=': 'l', 'options=': 'o' },
  })
  if (!options) return exit(1)
  if (has(options, 'V')) return (put(sys, `pg_ctl (PostgreSQL) ${version(sys)}\n`), exit(0))
  const directory = last(options, 'D') ?? sys.env['PGDATA']
  const [verb] = options.operands
  if (verb === undefined) return exit(refused(sys, 'no operation specified'))
  if (directory === undefined)
    return exit(refused(sys, 'no database directory specified and environment variable PGDATA unset'))
  if (sys.uid === 0) {
    sys.write(
      2,
      'pg_ctl: cannot be run as root\nPlease log in (using, e.g., "su") as the (unprivileged) user that will\nown the server process.\n',
    )
    return exit(1)
  }
  if (verb === 'start') return started(sys, directory, last(options, 'o') ?? '', last(options, 'l'))
  const pid = Number((orUndefined(() => sys.readFile(`${directory}/postmaster.pid`)) ?? '').split('\n')[0])
  if (verb === 'status') return exit(status(sys, directory, pid))
  if (pid === 0) return exit(notRunning(sys, directory))
  if (verb === 'reload') {
    sys.kill(pid, 'SIGHUP')
    return (put(sys, 'server signaled\n'), exit(0))
  }
  if (verb !== 'stop') return exit(refused(sys, `unrecognized operation mode "${verb}"`))
  sys.kill(pid, ({ smart: 'SIGTERM', immediate: 'SIGQUIT' }[last(options, 'm') ?? 'fast'] as 'SIGTERM') ?? 'SIGINT')
  put(sys, 'waiting for server to shut down...')
  return wait(sys, { verb: 'stop', pid, directory, socket: '', until: sys.now() + 60e6 })
}

function refused(sys: Sys, words: string): number {
  complain(sys, words)
  sys.write(2, 'Try "pg_ctl --help" for more information.\n')
  return 1
}

function notRunning(sys: Sys, directory: string): number {
  complain(sys, `PID file "${directory}/postmaster.pid" does not exist`)
  sys.write(2, 'Is server running?\n')
  return 1
}

function status(sys: Sys, directory: string, pid: number): number {
  put(sys, pid > 0 ? `pg_ctl: server is running (PID: ${pid})\n` : 'pg_ctl: no server running\n')
  if (pid > 0) put(sys, `${sys.exe.replace(/pg_ctl$/, 'postgres')} "-D" "${directory}"\n`)
  return pid > 0 ? 0 : 3
}

/** A shell runs the server, as its options may be quoted in any way. */
function started(sys: Sys, directory: string, options: string, file: string | undefined): Turn<Watching> {
  const server = sys.exe.replace(/pg_ctl$/, 'postgres')
  const redirected = file === undefined ? '' : ` >> "${file}"`
  const command = `exec "${server}" -D "${directory}" ${options} < /dev/null${redirected} 2>&1`
  const pid = launch(sys, ['/bin/sh', '-c', command])
  if (typeof pid === 'string') return exit(refused(sys, 'could not start server'))
  put(sys, 'waiting for server to start...')
  const settings = readConf(sys, `${directory}/postgresql.conf`)
  const port = /-p\s*"?(\d+)/.exec(options)?.[1] ?? sys.env['PGPORT'] ?? settings['port'] ?? '5432'
  const place = settings['unix_socket_directories']?.split(',')[0] ?? '/var/run/postgresql'
  return wait(sys, { verb: 'start', pid, directory, socket: `${place}/.s.PGSQL.${port}`, until: sys.now() + 60e6 })
}

const wait = (sys: Sys, state: Watching): Turn<Watching> => ({
  turn: 'wait',
  state,
  on: [{ on: 'timer', at: sys.now() + pause }],
})

function watched(sys: Sys, state: Watching): Turn<Watching> {
  if (state.verb === 'stop') {
    if (orUndefined(() => sys.stat(`${state.directory}/postmaster.pid`)) !== undefined) return again(sys, state)
    put(sys, ' done\nserver stopped\n')
    return exit(0)
  }
  const ended = orUndefined(() => sys.wait(state.pid))
  if (ended !== undefined) {
    put(sys, ' stopped waiting\n')
    complain(sys, 'could not start server\nExamine the log output.')
    return exit(1)
  }
  if (orUndefined(() => sys.stat(state.socket)) === undefined) return again(sys, state)
  put(sys, ' done\nserver started\n')
  return exit(0)
}

function again(sys: Sys, state: Watching): Turn<Watching> {
  put(sys, '.')
  if (sys.now() < state.until) return wait(sys, state)
  put(sys, state.verb === 'stop' ? ' failed\n' : ' stopped waiting\n')
  complain(sys, state.verb === 'stop' ? 'server does not shut down' : 'server did not start in time')
  return exit(1)
}
