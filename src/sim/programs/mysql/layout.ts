import { orUndefined } from '../face'
import { utf8 } from '../../../base/bytes'
import type { Sys } from '../../wire/sys'
import type { Layout } from '../sql/keep'
import type { SqlData } from '../sql/data'
import type { Options } from './server-options'

/** Where the data lies below the data directory, and what else is there. */
const fileName = (name: string): string =>
  name.replace(/[^\w$\u0080-\uffff]/g, (char) => `@${char.charCodeAt(0).toString(16).padStart(4, '0')}`)

export const layoutOf = ({ datadir, flavour }: Options): Layout => ({
  table: (_data, database, { name }) => `${datadir}/${fileName(database)}/${fileName(name)}.ibd`,
  directory: (_data, database) => `${datadir}/${fileName(database)}`,
  list: `${datadir}/${flavour === 'mysql' ? 'mysql.ibd' : 'ibdata1'}`,
})

const systemDatabases = ['mysql', 'performance_schema', 'sys']

/** What a new server knows: its own databases, and root without a password. */
export function fresh({ flavour }: Options): SqlData {
  const root = { user: 'root', host: 'localhost', options: [], grants: [{ rights: ['ALL PRIVILEGES'], on: '*.*' }] }
  const own = (user: string) => ({ user, host: 'localhost', options: ['locked'], grants: [] })
  return {
    databases: Object.fromEntries(
      systemDatabases.map((name, i) => [name, { oid: i + 1, name, owner: 'root', tables: {} }]),
    ),
    users: [
      ...(flavour === 'mysql' ? ['mysql.infoschema', 'mysql.session', 'mysql.sys'] : ['mariadb.sys']).map(own),
      root,
    ],
    nextOid: 1_000,
  }
}

export const noData: SqlData = { databases: {}, users: [], nextOid: 1 }

const mysqlFiles: readonly (readonly [string, number])[] = [
  ['#ib_16384_0.dblwr', 196_608],
  ['#ib_16384_1.dblwr', 8_585_216],
  ['auto.cnf', 56],
  ['ca-key.pem', 1_705],
  ['ca.pem', 1_108],
  ['client-cert.pem', 1_108],
  ['client-key.pem', 1_705],
  ['ib_buffer_pool', 5_715],
  ['ibdata1', 12_582_912],
  ['private_key.pem', 1_705],
  ['public_key.pem', 452],
  ['server-cert.pem', 1_108],
  ['server-key.pem', 1_705],
  ['undo_001', 16_777_216],
  ['undo_002', 16_777_216],
]
const mariadbFiles: readonly (readonly [string, number])[] = [
  ['aria_log.00000001', 417_792],
  ['aria_log_control', 52],
  ['ib_buffer_pool', 931],
  ['ib_logfile0', 100_663_296],
  ['undo001', 10_485_760],
  ['undo002', 10_485_760],
  ['undo003', 10_485_760],
]

/** The files of a new data directory of which only the names and sizes are to be seen; their inside is a hole. */
export function furnish(sys: Sys, { datadir, flavour }: Options): void {
  for (const [name, size] of flavour === 'mysql' ? mysqlFiles : mariadbFiles) {
    sys.writeFile(`${datadir}/${name}`, '', 0o640)
    orUndefined(() => sys.truncate(`${datadir}/${name}`, size))
  }
  for (const name of flavour === 'mysql' ? ['#innodb_redo', '#innodb_temp'] : [])
    orUndefined(() => sys.mkdir(`${datadir}/${name}`, 0o750))
  if (flavour === 'mariadb') sys.writeFile(`${datadir}/mariadb_upgrade_info`, utf8('12.0.2-MariaDB'), 0o660)
}
