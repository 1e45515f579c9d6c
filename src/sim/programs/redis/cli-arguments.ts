import { text, utf8, type Bytes } from '../../../base/bytes'
import type { Sys } from '../../wire/sys'
import { splitWords } from './request'

/** What redis-cli was told on its command line. */
export interface Wishes {
  readonly host: string
  readonly port: string
  readonly database: number
  readonly user?: string
  readonly password?: string
  readonly warn: boolean
  readonly raw: boolean
  readonly failing: boolean
  readonly repeat: number
  /** Microseconds between repetitions. */
  readonly interval: number
  /** The last argument comes from standard input. */
  readonly lastFromInput: boolean
  readonly scan: boolean
  readonly pattern?: Bytes
  readonly words: readonly Bytes[]
}

/** The wishes; a text: what to say and end with. */
export type Read = Wishes | { readonly say: string; readonly status: number }

const valued = new Set(['-h', '-p', '-n', '-a', '--pass', '--user', '-u', '-r', '-i', '--pattern', '-s', '-t', '-d'])
const ignored = new Set(['-2', '-3', '-c', '--no-auth-warning', '--quoted-input', '--tls', '--askpass', '--verbose'])

export function readArguments(sys: Sys, version: string): Read {
  const args = sys.argv.slice(1)
  let wishes: Wishes = {
    host: '127.0.0.1',
    port: '6379',
    database: 0,
    warn: !args.includes('--no-auth-warning'),
    raw: !sys.isatty(1),
    failing: false,
    repeat: 1,
    interval: 0,
    lastFromInput: false,
    scan: false,
    words: [],
    ...(sys.env['REDISCLI_AUTH'] === undefined ? {} : { password: sys.env['REDISCLI_AUTH'], warn: false }),
  }
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!
    if (!arg.startsWith('-')) return { ...wishes, words: args.slice(i).map(utf8) }
    if (arg === '-v' || arg === '--version') return { say: `redis-cli ${version}\n`, status: 0 }
    if (arg === '--help') return { say: usage(version), status: 0 }
    const next = withFlag(wishes, arg, valued.has(arg) ? args[++i] : undefined)
    if (next === undefined) return { say: `Unrecognized option or bad number of args for: '${arg}'\n`, status: 1 }
    wishes = next
  }
  return wishes
}

function withFlag(wishes: Wishes, arg: string, value: string | undefined): Wishes | undefined {
  if (valued.has(arg) && value === undefined) return undefined
  switch (arg) {
    case '-h':
      return { ...wishes, host: value! }
    case '-p':
      return { ...wishes, port: value! }
    case '-n':
      return { ...wishes, database: Number(value) }
    case '-a':
    case '--pass':
      return { ...wishes, password: value! }
    case '--user':
      return { ...wishes, user: value! }
    case '-u':
      return withAddress(wishes, value!)
    case '-r':
      return { ...wishes, repeat: Number(value) < 0 ? Infinity : Number(value) }
    case '-i':
      return { ...wishes, interval: Number(value) * 1e6 }
    case '--pattern':
      return { ...wishes, pattern: utf8(value!) }
    case '--raw':
    case '--no-raw':
      return { ...wishes, raw: arg === '--raw' }
    case '-e':
      return { ...wishes, failing: true }
    case '-x':
      return { ...wishes, lastFromInput: true }
    case '--scan':
      return { ...wishes, scan: true }
    default:
      return ignored.has(arg) ? wishes : undefined
  }
}

function withAddress(wishes: Wishes, uri: string): Wishes | undefined {
  const parts = /^rediss?:\/\/(?:(?:([^:@/]*):)?([^@/]*)@)?([^:/]+)(?::(\d+))?(?:\/(\d+))?$/.exec(uri)
  if (parts === null) return undefined
  const [, user = '', password, host = '', port = '6379', database = '0'] = parts
  return {
    ...wishes,
    host,
    port,
    database: Number(database),
    ...(user === '' ? {} : { user }),
    ...(password === undefined ? {} : { password }),
  }
}

const usage = (version: string): string =>
  `redis-cli ${version}

Usage: redis-cli [OPTIONS] [cmd [arg [arg ...]]]
  -h <hostname>      Server hostname (default: 127.0.0.1).
  -p <port>          Server port (default: 6379).
  -a <password>      Password to use when connecting to the server.
  -u <uri>           Server URI: redis://user:password@host:port/dbnum
  -r <repeat>        Execute specified command N times.
  -i <interval>      When -r is used, waits <interval> seconds per command.
  -n <db>            Database number.
  -x                 Read last argument from STDIN.
  -e                 Return exit error code when command execution fails.
  --raw, --no-raw    Raw formatting of replies or not.
  --scan             List all keys; --pattern <pat> filters them.
  --version          Output version and exit.
`

/** The words of a line at the prompt; undefined where its quotes are not closed. */
export const wordsOf = (line: string): readonly Bytes[] | undefined => splitWords(utf8(line))

export const shownName = ({ host, port }: Wishes): string => `${host}:${port}`

/** What to send before anything else. */
export const greetings = (wishes: Wishes): readonly (readonly Bytes[])[] => [
  ...(wishes.password === undefined
    ? []
    : [['AUTH', ...(wishes.user === undefined ? [] : [utf8(wishes.user)]), utf8(wishes.password)]]),
  ...(wishes.database === 0 ? [] : [['SELECT', String(wishes.database)]]),
]

export const lower = (word: Bytes | undefined): string => text(word ?? '').toLowerCase()
