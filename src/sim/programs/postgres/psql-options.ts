import { fail, put } from '../face'
import { every, getopt, has, last, type Options } from '../options'
import { fromString, targetOf, type Asked, type Target } from './target'
import { version } from './version'
import type { Look } from './print'
import type { Sys } from '../../wire/sys'

/** What psql was asked to do. */
export interface Plan {
  readonly target: Target
  readonly look: Look
  readonly quiet: boolean
  readonly echo: boolean
  readonly single: boolean
  readonly password: 'never' | 'always' | 'asked'
  readonly variables: Readonly<Record<string, string>>
  readonly jobs: readonly Job[]
}

export type Job = { readonly kind: 'command' | 'file'; readonly words: string }

const long = {
  'command=': 'c',
  'dbname=': 'd',
  'file=': 'f',
  list: 'l',
  'set=': 'v',
  'variable=': 'v',
  version: 'V',
  'no-psqlrc': 'X',
  'single-transaction': '1',
  'echo-all': 'a',
  'echo-queries': 'e',
  quiet: 'q',
  'no-align': 'A',
  csv: 'csv',
  'field-separator=': 'F',
  'pset=': 'P',
  'tuples-only': 't',
  expanded: 'x',
  'host=': 'h',
  'port=': 'p',
  'username=': 'U',
  'no-password': 'w',
  password: 'W',
  help: 'help',
}

const usage = `psql is the PostgreSQL interactive terminal.

Usage:
  psql [OPTION]... [DBNAME [USERNAME]]

General options:
  -c, --command=COMMAND    run only single command (SQL or internal) and exit
  -d, --dbname=DBNAME      database name to connect to
  -f, --file=FILENAME      execute commands from file, then exit
  -l, --list               list available databases, then exit
  -v, --set=, --variable=NAME=VALUE
                           set psql variable NAME to VALUE
  -V, --version            output version information, then exit
  -X, --no-psqlrc          do not read startup file (~/.psqlrc)
  -1 ("one"), --single-transaction
                           execute as a single transaction (if non-interactive)

Output format options:
  -A, --no-align           unaligned table output mode
      --csv                CSV (Comma-Separated Values) table output mode
  -F, --field-separator=STRING
                           field separator for unaligned output
  -P, --pset=VAR[=ARG]     set printing option VAR to ARG (see \\pset command)
  -t, --tuples-only        print rows only
  -x, --expanded           turn on expanded table output

Connection options:
  -h, --host=HOSTNAME      database server host or socket directory
  -p, --port=PORT          database server port
  -U, --username=USERNAME  database user name
  -w, --no-password        never prompt for password
  -W, --password           force password prompt (should happen automatically)
`

/** The plan, or the status to exit with. */
export function planOf(sys: Sys): Plan | number {
  const options = getopt(sys, sys.argv.slice(1), { short: 'c:d:f:lv:VX1aeqAF:P:txh:p:U:wWnEsSL:o:', long })
  if (!options) return 1
  if (has(options, 'V')) return (put(sys, `psql (PostgreSQL) ${version(sys)}\n`), 0)
  if (has(options, 'help')) return (put(sys, usage), 0)
  const [database = last(options, 'd'), user, ...extra] =
    last(options, 'd') === undefined ? options.operands : [undefined, ...options.operands]
  for (const word of extra) sys.write(2, `psql: warning: extra command-line argument "${word}" ignored\n`)
  const asked = database === undefined ? {} : (fromString(database) ?? { database })
  const jobs = jobsOf(sys.argv.slice(1), options)
  if (jobs.some((job) => job.kind === 'file' && job.words === '')) return fail(sys, 'no file')
  return {
    target: targetOf(sys, { ...asked, ...given(options, user) }, 'psql'),
    look: lookOf(options),
    quiet: has(options, 'q'),
    echo: has(options, 'a') || has(options, 'e'),
    single: has(options, '1'),
    password: has(options, 'W') ? 'always' : has(options, 'w') ? 'never' : 'asked',
    variables: Object.fromEntries(
      every(options, 'v').map((pair) => [
        pair.split('=')[0]!,
        pair.includes('=') ? pair.slice(pair.indexOf('=') + 1) : '',
      ]),
    ),
    jobs: has(options, 'l') ? [{ kind: 'command', words: '\\l' }] : jobs,
  }
}

function given(options: Options, user: string | undefined): Asked {
  const [host, port, name] = [last(options, 'h'), last(options, 'p'), last(options, 'U') ?? user]
  return {
    ...(host !== undefined && { host }),
    ...(port !== undefined && { port }),
    ...(name !== undefined && { user: name }),
  }
}

/** -c and -f in the order in which they were given. */
function jobsOf(argv: readonly string[], options: Options): readonly Job[] {
  const [commands, files] = [[...every(options, 'c')], [...every(options, 'f')]]
  const jobs: Job[] = []
  for (const word of argv) {
    const isCommand = /^(-[a-zA-Z1]*c|--command)/.test(word)
    const isFile = /^(-[a-zA-Z1]*f|--file)/.test(word)
    if (isCommand && commands.length > 0) jobs.push({ kind: 'command', words: commands.shift()! })
    else if (isFile && files.length > 0) jobs.push({ kind: 'file', words: files.shift()! })
  }
  return [
    ...jobs,
    ...commands.map((words): Job => ({ kind: 'command', words })),
    ...files.map((words): Job => ({ kind: 'file', words })),
  ]
}

function lookOf(options: Options): Look {
  const plain: Look = {
    format: has(options, 'csv') ? 'csv' : has(options, 'A') ? 'unaligned' : 'aligned',
    expanded: has(options, 'x'),
    tuplesOnly: has(options, 't'),
    separator: last(options, 'F') ?? '|',
    null: '',
    footer: true,
  }
  return every(options, 'P').reduce(
    (look, pair) => preset(look, pair.split('=')[0]!, pair.split('=')[1]) ?? look,
    plain,
  )
}

/** \pset NAME VALUE; undefined where it is not known. */
export function preset(look: Look, name: string, value: string | undefined): Look | undefined {
  const on = (before: boolean) => (value === undefined ? !before : /^(on|1|true|yes)$/.test(value))
  switch (name) {
    case 'format':
      return value === 'aligned' || value === 'unaligned' || value === 'csv' ? { ...look, format: value } : undefined
    case 'expanded':
    case 'x':
      return { ...look, expanded: value === 'auto' ? 'auto' : on(look.expanded === true) }
    case 'tuples_only':
    case 't':
      return { ...look, tuplesOnly: on(look.tuplesOnly) }
    case 'fieldsep':
      return { ...look, separator: value ?? '|' }
    case 'null':
      return { ...look, null: value ?? '' }
    case 'footer':
      return { ...look, footer: on(look.footer) }
    case 'pager':
    case 'border':
    case 'linestyle':
      return look
    default:
      return undefined
  }
}
