import { drawBatch, drawTable, drawVertical } from './draw'
import type { ClientOptions } from './client-options'
import type { Problem, Reply } from './protocol'

/** How a client shows what it was answered. */
export interface Manner {
  readonly flavour: 'mysql' | 'mariadb'
  /** Nobody is at the keyboard: no prompt, no times, an error is the end. */
  readonly batch: boolean
  readonly table: boolean
  readonly headings: boolean
  readonly vertical: boolean
  readonly raw: boolean
  readonly force: boolean
  readonly verbose: number
}

const counted = (n: number, what: string) => `${n} ${what}${n === 1 ? '' : 's'}`

export function shown(reply: Exclude<Reply, Problem>, manner: Manner, vertical: boolean, micros: number): string {
  if ('statistics' in reply) return ''
  const took = ` (${(micros / 1e6).toFixed(manner.flavour === 'mysql' ? 2 : 3)} sec)`
  const quiet = manner.batch && manner.verbose < 2
  if ('rows' in reply) {
    const body =
      reply.rows.length === 0
        ? ''
        : vertical || manner.vertical
          ? drawVertical(reply)
          : manner.table
            ? drawTable(reply, manner.headings)
            : drawBatch(reply, manner.headings, manner.raw)
    const count = reply.rows.length === 0 ? 'Empty set' : `${counted(reply.rows.length, 'row')} in set`
    return quiet ? body : `${body}${count}${took}\n\n`
  }
  if (quiet) return ''
  if (reply.database !== undefined && reply.database !== '') return 'Database changed\n'
  const warnings = reply.warnings === undefined ? '' : `, ${counted(reply.warnings, 'warning')}`
  return `Query OK, ${counted(reply.ok, 'row')} affected${warnings}${took}\n${reply.info === undefined ? '' : `${reply.info}\n`}\n`
}

export const versionWords = ({ flavour, name, version }: ClientOptions): string =>
  flavour === 'mysql'
    ? `${name}  Ver ${version} for Linux on x86_64 (MySQL Community Server - GPL)\n`
    : `${name} from ${version.replace(/-ubu\d+$/, '')}, client 15.2 for debian-linux-gnu (x86_64) using  EditLine wrapper\n`

const usage = `Usage: %s [OPTIONS] [database]
  -?, --help          Display this help and exit.
  -D, --database=name Database to use.
  -e, --execute=name  Execute command and quit.
  -h, --host=name     Connect to host.
  -N, --skip-column-names
                      Don't write column names in results.
  -p, --password[=name]
                      Password to use when connecting to server. If password is
                      not given it's asked from the tty.
  -P, --port=#        Port number to use for connection.
  -S, --socket=name   The socket file to use for connection.
  -t, --table         Output in table format.
  -u, --user=name     User for login if not current user.
  -V, --version       Output version information and exit.
`

export const wordsOf = (options: ClientOptions, help: boolean): string =>
  versionWords(options) + (help ? usage.replace('%s', options.name) : '')
