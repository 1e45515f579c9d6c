import type { Dial } from './dial'
import type { Open } from './split'

/** What the client says and understands besides SQL. */
type Flavour = 'mysql' | 'mariadb'

const brand = { mysql: 'MySQL', mariadb: 'MariaDB' } as const
const hint = "Type 'help;' or '\\h' for help. Type '\\c' to clear the current input statement.\n\n"
const owners = {
  mysql: `Copyright (c) 2000, 2025, Oracle and/or its affiliates.

Oracle is a registered trademark of Oracle Corporation and/or its
affiliates. Other names may be trademarks of their respective
owners.
`,
  mariadb: 'Copyright (c) 2000, 2018, Oracle, MariaDB Corporation Ab and others.\n',
} as const

export function banner({ id, version }: Dial, flavour: Flavour): string {
  const server = version.includes('MariaDB') ? 'mariadb.org binary distribution' : 'MySQL Community Server - GPL'
  const whose = version.includes('MariaDB') && flavour === 'mariadb' ? brand.mariadb : brand.mysql
  return `Welcome to the ${brand[flavour]} monitor.  Commands end with ; or \\g.\nYour ${whose} connection id is ${id}\nServer version: ${version} ${server}\n\n${owners[flavour]}\n${hint}`
}

interface Prompting {
  readonly pending: string
  readonly database: string | undefined
  readonly manner: { readonly flavour: Flavour }
}

export const promptFor = ({ pending, database, manner }: Prompting, open: Open): string =>
  pending !== ''
    ? `    ${open === '' ? '->' : `${open}>`} `.replace('    /*>', '   /*>')
    : manner.flavour === 'mysql'
      ? 'mysql> '
      : `MariaDB [${database ?? '(none)'}]> `

export type Command =
  | { readonly kind: 'exit' | 'help' | 'status' | 'clear' }
  | { readonly kind: 'use'; readonly name: string }
  | { readonly kind: 'source'; readonly path: string }
  | { readonly kind: 'delimiter'; readonly mark: string }

/** A line that is an order to the client; undefined where it is for the server. */
export function command(line: string, delimiter: string): Command | undefined {
  const words = line.trim()
  const [, order = '', rest = ''] = /^(\\[a-zA-Z.?]|\?|[a-zA-Z]+)\s*(.*)$/s.exec(words) ?? []
  const bareRest = rest.endsWith(delimiter) ? rest.slice(0, -delimiter.length).trim() : rest.trim()
  const ends = bareRest === ''
  switch (order.startsWith('\\') ? order : order.toLowerCase()) {
    case 'exit':
    case 'quit':
    case '\\q':
      return ends ? { kind: 'exit' } : undefined
    case 'help':
    case '\\h':
    case '?':
    case '\\?':
      return ends ? { kind: 'help' } : undefined
    case 'status':
    case '\\s':
      return ends ? { kind: 'status' } : undefined
    case 'clear':
      return ends ? { kind: 'clear' } : undefined
    case 'use':
    case '\\u':
      return /[;\s]/.test(bareRest) || ends ? undefined : { kind: 'use', name: bareRest.replace(/^`(.*)`$/, '$1') }
    case 'source':
    case '\\.':
      return ends ? undefined : { kind: 'source', path: bareRest }
    case 'delimiter':
      return rest === '' ? undefined : { kind: 'delimiter', mark: rest.trim() }
    default:
      return undefined
  }
}

export const help = (flavour: Flavour): string =>
  `\n${flavour === 'mysql' ? 'For information about MySQL products and services, visit:\n   http://www.mysql.com/\n' : 'General information about MariaDB can be found at\nhttp://mariadb.org\n'}
List of all ${brand[flavour]} commands that this client knows:
Note that all text commands must be first on line and end with ';'
?         (\\?) Synonym for \`help'.
clear     (\\c) Clear the current input statement.
delimiter (\\d) Set statement delimiter.
exit      (\\q) Exit ${flavour}. Same as quit.
go        (\\g) Send command to ${flavour} server.
ego       (\\G) Send command to ${flavour} server, display result vertically.
help      (\\h) Display this help.
quit      (\\q) Quit ${flavour}.
source    (\\.) Execute an SQL script file. Takes a file name as an argument.
status    (\\s) Get status information from the server.
use       (\\u) Use another database. Takes database name as argument.

`
