import { complain, errnoOf, exit, orUndefined, put, quietly } from '../face'
import { userName } from '../accounts/names'
import { getopt, has, last } from '../options'
import { keep } from '../sql/keep'
import { secretOf } from '../sql/users'
import { text } from '../../../base/bytes'
import { strerror } from '../../wire/errno'
import { directories, firstData, layout, writeControl } from './files'
import { hbaOf } from './hba'
import { major, version } from './version'
import type { Fd, Program, Sys, Turn } from '../../wire/sys'

/**
 * initdb: makes a data directory, in so many steps that it can be watched.
 *
 * @models postgres src/bin/initdb
 * @fidelity part: -D -U --pwfile -A --auth-local --auth-host; encodings, locales, checksums and WAL directories are accepted and left
 */
interface Making {
  readonly directory: string
  readonly user: string
  readonly secret?: string
  readonly auth: string
  /** The password's file while it is being read: it may be a pipe, and that can have nothing to read yet. */
  readonly pwfile?: Fd
  readonly step: number
}

/** What is said before the work, and the microseconds it takes. */
const steps: readonly (readonly [string, number])[] = [
  ['creating subdirectories', 12_000],
  ['selecting dynamic shared memory implementation', 3_000],
  ['selecting default "max_connections"', 40_000],
  ['selecting default "shared_buffers"', 60_000],
  ['selecting default time zone', 9_000],
  ['creating configuration files', 4_000],
  ['running bootstrap script', 210_000],
  ['performing post-bootstrap initialization', 430_000],
  ['syncing data to disk', 380_000],
]
const outcomes: Readonly<Record<number, string>> = { 1: 'posix', 2: '100', 3: '128MB', 4: 'Etc/UTC' }

export const initdb: Program<Making> = {
  name: 'initdb',
  start: (sys) => quietly(() => begin(sys)),
  resume: (sys, state) =>
    quietly(() => (state.pwfile === undefined ? step(sys, state) : secretRead(sys, state, state.pwfile))),
}

function begin(sys: Sys): Turn<Making> {
  const options = getopt(sys, sys.argv.slice(1), {
    short: 'D:U:A:E:kNVW',
    long: {
      'pgdata=': 'D',
      'username=': 'U',
      'pwfile=': 'pwfile',
      'auth=': 'A',
      'auth-local=': 'A',
      'auth-host=': 'host',
      'encoding=': 'E',
      'locale=': 'locale',
      'lc-collate=': 'locale',
      'lc-ctype=': 'locale',
      'locale-provider=': 'locale',
      'icu-locale=': 'locale',
      'waldir=': 'X',
      'data-checksums': 'k',
      'no-sync': 'N',
      version: 'V',
    },
  })
  if (!options) return exit(1)
  if (has(options, 'V')) return (put(sys, `initdb (PostgreSQL) ${version(sys)}\n`), exit(0))
  const directory = last(options, 'D') ?? options.operands[0] ?? sys.env['PGDATA']
  if (directory === undefined) {
    complain(sys, 'error: no data directory specified')
    complain(
      sys,
      'hint: You must identify the directory where the data for this database system will reside.  Do this with either the invocation option -D or the environment variable PGDATA.',
    )
    return exit(1)
  }
  if (sys.uid === 0) {
    complain(sys, 'error: cannot be run as root')
    complain(
      sys,
      'hint: Please log in (using, e.g., "su") as the (unprivileged) user that will own the server process.',
    )
    return exit(1)
  }
  const file = last(options, 'pwfile')
  const user = last(options, 'U') ?? userName(sys, sys.uid) ?? String(sys.uid)
  const state = { directory, user, auth: last(options, 'A') ?? 'trust', step: 0 }
  if (file === undefined) return prepared(sys, state)
  const fd = orUndefined(() => sys.open(file, { read: true }))
  if (fd !== undefined) return secretRead(sys, state, fd)
  complain(sys, `error: could not open file "${file}" for reading: No such file or directory`)
  return exit(1)
}

function secretRead(sys: Sys, from: Making, fd: Fd): Turn<Making> {
  const bytes = sys.read(fd)
  if (bytes === undefined) return { turn: 'wait', state: { ...from, pwfile: fd }, on: [{ on: 'readable', fd }] }
  sys.close(fd)
  const { pwfile: _, ...state } = from
  const password = text(bytes).split('\n')[0]!
  return prepared(sys, password === '' ? state : { ...state, secret: secretOf(password) })
}

function prepared(sys: Sys, state: Making): Turn<Making> {
  const { directory } = state
  const there = orUndefined(() => sys.readdir(directory))
  if (there !== undefined && there.some((entry) => entry.name !== 'lost+found')) return exit(notEmpty(sys, directory))
  const me = userName(sys, sys.uid) ?? String(sys.uid)
  put(
    sys,
    `The files belonging to this database system will be owned by user "${me}".\nThis user must also own the server process.\n\n` +
      `The database cluster will be initialized with locale "${sys.env['LANG'] ?? 'C'}".\nThe default database encoding has accordingly been set to "UTF8".\n` +
      `The default text search configuration will be set to "english".\n\nData page checksums are disabled.\n\n` +
      `${there === undefined ? 'creating directory' : 'fixing permissions on existing directory'} ${directory} ... `,
  )
  try {
    if (there === undefined) sys.mkdir(directory, 0o700)
    else orUndefined(() => sys.chmod(directory, 0o700))
  } catch (error) {
    sys.write(2, `\ninitdb: error: could not create directory "${directory}": ${strerror[errnoOf(error)]}\n`)
    return exit(1)
  }
  put(sys, `ok\n${steps[0]![0]} ... `)
  return pause(sys, state)
}

function notEmpty(sys: Sys, directory: string): number {
  complain(sys, `error: directory "${directory}" exists but is not empty`)
  complain(
    sys,
    `hint: If you want to create a new database system, either remove or empty the directory "${directory}" or run initdb with an argument other than "${directory}".`,
  )
  return 1
}

const pause = (sys: Sys, state: Making): Turn<Making> => ({
  turn: 'wait',
  state,
  on: [{ on: 'timer', at: sys.now() + steps[state.step]![1] }],
})

function step(sys: Sys, state: Making): Turn<Making> {
  put(sys, `${outcomes[state.step] ?? 'ok'}\n`)
  work(sys, state)
  const next = steps[state.step + 1]
  if (next === undefined) return exit(finished(sys, state))
  put(sys, `${next[0]} ... `)
  return pause(sys, { ...state, step: state.step + 1 })
}

function work(sys: Sys, { directory, auth, user, secret, step: at }: Making): void {
  if (at === 0) for (const name of directories) sys.mkdir(`${directory}/${name}`, 0o700)
  if (at === 5) {
    sys.writeFile(`${directory}/pg_hba.conf`, hbaOf(auth), 0o600)
    sys.writeFile(`${directory}/pg_ident.conf`, '# MAPNAME       SYSTEM-USERNAME         PG-USERNAME\n', 0o600)
    sys.writeFile(`${directory}/postgresql.auto.conf`, '# Do not edit this file manually!\n', 0o600)
    sys.writeFile(`${directory}/postgresql.conf`, sampleConf(sys), 0o600)
    sys.writeFile(`${directory}/PG_VERSION`, `${major(sys)}\n`, 0o600)
  }
  if (at === 7) keep(sys, layout(directory), { databases: {}, users: [], nextOid: 0 }, firstData(user, secret))
  if (at === 8) writeControl(sys, directory, 'shut down')
}

/** The image's sample, in which its makers have set listen_addresses. */
const sampleConf = (sys: Sys): string =>
  orUndefined(() => sys.readFile('/usr/share/postgresql/postgresql.conf.sample')) ??
  orUndefined(() => sys.readFile('/usr/local/share/postgresql/postgresql.conf.sample')) ??
  "listen_addresses = 'localhost'\n"

function finished(sys: Sys, { directory, auth }: Making): number {
  if (auth === 'trust') {
    sys.write(2, 'initdb: warning: enabling "trust" authentication for local connections\n')
    sys.write(
      2,
      'initdb: hint: You can change this by editing pg_hba.conf or using the option -A, or --auth-local and --auth-host, the next time you run initdb.\n',
    )
  }
  put(
    sys,
    `\n\nSuccess. You can now start the database server using:\n\n    pg_ctl -D ${directory} -l logfile start\n\n`,
  )
  return 0
}
