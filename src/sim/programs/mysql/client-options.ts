import { utf8 } from '../../../base/bytes'
import { baseName, linesOf } from '../face'
import { settingsIn, versionOf } from './server-options'
import type { Sys } from '../../wire/sys'
import type { Way } from './dial'

/** The options that all clients share, and what is left of the command line. */
export interface ClientOptions {
  readonly flavour: 'mysql' | 'mariadb'
  readonly name: string
  readonly version: string
  readonly way: Way
  /** `-p` without a password: it is asked for. */
  readonly ask: boolean
  readonly flags: Readonly<Record<string, string>>
  readonly rest: readonly string[]
}

/** Options by their short letters; those with a `:` take a value, `p` takes one only where it is glued on. */
const shorts: Readonly<Record<string, string>> = {
  u: 'user:',
  h: 'host:',
  P: 'port:',
  S: 'socket:',
  D: 'database:',
  e: 'execute:',
  p: 'password?',
  N: 'skip_column_names',
  B: 'batch',
  t: 'table',
  s: 'silent',
  E: 'vertical',
  r: 'raw',
  f: 'force',
  v: 'verbose',
  V: 'version',
  '?': 'help',
  A: 'no_auto_rehash',
  C: 'compress',
  q: 'quick',
}

const valued = new Set(['user', 'host', 'port', 'socket', 'database', 'execute', 'protocol', 'default_character_set'])

interface Parsed {
  readonly options: Readonly<Record<string, string>>
  readonly rest: readonly string[]
}

function parse(argv: readonly string[]): Parsed {
  let options: Readonly<Record<string, string>> = {}
  const rest: string[] = []
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i]!
    const long = /^--([\w-]+)(?:=(.*))?$/s.exec(word)
    if (long) {
      const name = long[1]!.replaceAll('-', '_')
      const value = long[2] ?? (valued.has(name) ? argv[++i] : undefined)
      options = { ...options, [name]: value ?? (name === 'password' ? '\0' : '') }
    } else if (/^-./.test(word)) {
      for (let at = 1; at < word.length; at++) {
        const name = shorts[word[at]!] ?? word[at]!
        const glued = word.slice(at + 1)
        if (name.endsWith(':')) {
          options = { ...options, [name.slice(0, -1)]: glued === '' ? (argv[++i] ?? '') : glued }
          break
        }
        if (name.endsWith('?')) {
          options = { ...options, [name.slice(0, -1)]: glued === '' ? '\0' : glued }
          break
        }
        options = { ...options, [name]: name in options ? `${options[name]}+` : '+' }
      }
    } else rest.push(word)
  }
  return { options, rest }
}

const clientGroup = /^\[(client|client-server|mysql|mariadb|mariadb-client)\]/

export function clientOptions(sys: Sys): ClientOptions {
  const { options: given, rest } = parse(sys.argv.slice(1))
  const flavour = baseName(sys.exe).startsWith('maria') ? 'mariadb' : 'mysql'
  const extra = given['defaults_extra_file'] ?? given['defaults_file']
  const files = ['/etc/my.cnf', '/etc/mysql/my.cnf', '/root/.my.cnf', ...(extra === undefined ? [] : [extra])]
  const fromFiles = Object.fromEntries(files.flatMap((path) => settingsIn(linesOf(sys, path), clientGroup)))
  const options = { ...fromFiles, ...given }
  const host = options['host'] ?? sys.env['MYSQL_HOST'] ?? 'localhost'
  const name = baseName(sys.argv[0] ?? flavour)
  const password = options['password']
  const database = options['database'] ?? (name === 'mysql' || name === 'mariadb' ? rest[0] : undefined)
  const way: Way = {
    user:
      options['user'] ??
      (sys.uid === 0
        ? 'root'
        : (linesOf(sys, '/etc/passwd')
            .map((line) => line.split(':'))
            .find(([, , uid]) => uid === String(sys.uid))?.[0] ?? 'root')),
    password: password === undefined || password === '\0' ? (sys.env['MYSQL_PWD'] ?? '') : password,
    host,
    port: Number(options['port'] ?? sys.env['MYSQL_TCP_PORT'] ?? 3306),
    socket: options['socket'] ?? `${flavour === 'mysql' ? '/var' : ''}/run/mysqld/mysqld.sock`,
    local: host === 'localhost' && !/^tcp$/i.test(options['protocol'] ?? ''),
    ...(database !== undefined && database !== '' && { database }),
  }
  if (given['password'] !== undefined && password !== '\0' && flavour === 'mysql')
    sys.write(2, utf8(`${name}: [Warning] Using a password on the command line interface can be insecure.\n`))
  return { flavour, name, version: versionOf(sys, flavour), way, ask: password === '\0', flags: options, rest }
}
