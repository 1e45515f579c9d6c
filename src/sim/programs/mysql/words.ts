import type { Fault } from '../sql/fault'
import type { Problem } from './protocol'

/** The number, the SQLSTATE and the words of what went wrong. */
const problem = (error: number, state: string, message: string): Problem => ({ error, state, message })

/** What the server knows when it words a fault: whose words they are, and the statement. */
export interface Telling {
  readonly flavour: 'mysql' | 'mariadb'
  readonly statement: string
  readonly account: string
}

export const accessDenied = (user: string, host: string, password: boolean): Problem =>
  problem(1045, '28000', `Access denied for user '${user}'@'${host}' (using password: ${password ? 'YES' : 'NO'})`)

export const databaseDenied = (account: string, database: string): Problem =>
  problem(1044, '42000', `Access denied for user ${account} to database '${database}'`)

/** PostgreSQL has faults of its own, which cannot come up here. */
type Words = { readonly [K in Fault['kind']]?: (fault: Extract<Fault, { kind: K }>, telling: Telling) => Problem }

const list = (names: readonly string[]) => names.join('-')

const brand = { mysql: 'MySQL', mariadb: 'MariaDB' } as const

/** The rest of the statement from where it went wrong, and the line of it. */
function syntax({ at }: { readonly at: number }, { flavour, statement }: Telling): Problem {
  const line = statement.slice(0, at).split('\n').length
  const near = statement.slice(at).trimEnd().slice(0, 80)
  return problem(
    1064,
    '42000',
    `You have an error in your SQL syntax; check the manual that corresponds to your ${brand[flavour]} server version for the right syntax to use near '${near}' at line ${line}`,
  )
}

const constraintText = (fault: Extract<Fault, { kind: 'noParent' | 'hasChildren' }>) =>
  `(\`${fault.database}\`.\`${fault.table}\`, CONSTRAINT \`${fault.constraint}\` FOREIGN KEY (\`${fault.column}\`) REFERENCES \`${fault.parent}\` (\`${fault.parentColumn}\`))`

const words: Words = {
  syntax,
  unterminated: syntax,
  unsupported: ({ what }) => problem(1235, '42000', `glasswhale: ${what} is not simulated`),
  noDatabase: ({ name, dropping }) =>
    dropping
      ? problem(1008, 'HY000', `Can't drop database '${name}'; database doesn't exist`)
      : problem(1049, '42000', `Unknown database '${name}'`),
  databaseExists: ({ name }) => problem(1007, 'HY000', `Can't create database '${name}'; database exists`),
  noneSelected: () => problem(1046, '3D000', 'No database selected'),
  noTable: ({ database, name, dropping }) =>
    dropping
      ? problem(1051, '42S02', `Unknown table '${database}.${name}'`)
      : problem(1146, '42S02', `Table '${database}.${name}' doesn't exist`),
  tableExists: ({ name }) => problem(1050, '42S01', `Table '${name}' already exists`),
  noColumn: ({ name, clause, table }, { flavour }) =>
    problem(
      1054,
      '42S22',
      `Unknown column '${table === undefined ? '' : `${table}.`}${name}' in '${flavour === 'mariadb' ? mariadbClause(clause) : clause}'`,
    ),
  columnExists: ({ name }) => problem(1060, '42S21', `Duplicate column name '${name}'`),
  ambiguous: ({ name, clause }, { flavour }) =>
    problem(
      1052,
      '23000',
      `Column '${name}' in ${flavour === 'mariadb' ? mariadbClause(clause) : clause} is ambiguous`,
    ),
  noFrom: ({ name, column, clause }) =>
    column === '*'
      ? problem(1051, '42S02', `Unknown table '${name}'`)
      : problem(1054, '42S22', `Unknown column '${name}.${column}' in '${clause}'`),
  notUnique: ({ name }) => problem(1066, '42000', `Not unique table/alias: '${name}'`),
  duplicate: ({ table, constraint, values }, { flavour }) =>
    problem(
      1062,
      '23000',
      `Duplicate entry '${list(values)}' for key '${flavour === 'mysql' ? `${table}.` : ''}${constraint}'`,
    ),
  nullValue: ({ column }) => problem(1048, '23000', `Column '${column}' cannot be null`),
  noDefault: ({ column }) => problem(1364, 'HY000', `Field '${column}' doesn't have a default value`),
  tooLong: ({ column, row }) => problem(1406, '22001', `Data too long for column '${column}' at row ${row}`),
  badValue: ({ type, value, column, row }) => {
    const kind = /^(date|time)/.test(type)
      ? type === 'timestamp'
        ? 'datetime'
        : type
      : type === 'int'
        ? 'integer'
        : type
    return /^(date|time|datetime|timestamp)$/.test(type)
      ? problem(1292, '22007', `Incorrect ${kind} value: '${value}' for column '${column}' at row ${row}`)
      : problem(1366, 'HY000', `Incorrect ${kind} value: '${value}' for column '${column}' at row ${row}`)
  },
  outOfRange: ({ column, row }) => problem(1264, '22003', `Out of range value for column '${column}' at row ${row}`),
  valueCount: ({ row }) => problem(1136, '21S01', `Column count doesn't match value count at row ${row}`),
  check: ({ constraint, table }, { flavour }) =>
    flavour === 'mysql'
      ? problem(3819, 'HY000', `Check constraint '${constraint}' is violated.`)
      : problem(4025, '23000', `CONSTRAINT \`${constraint}\` failed for \`${table}\``),
  noParent: (fault) =>
    problem(1452, '23000', `Cannot add or update a child row: a foreign key constraint fails ${constraintText(fault)}`),
  hasChildren: (fault) =>
    problem(
      1451,
      '23000',
      `Cannot delete or update a parent row: a foreign key constraint fails ${constraintText(fault)}`,
    ),
  dependent: ({ table, child, constraint }) =>
    problem(
      3730,
      'HY000',
      `Cannot drop table '${table}' referenced by a foreign key constraint '${constraint}' on table '${child}'.`,
    ),
  division: () => problem(1365, '22012', 'Division by 0'),
  noFunction: ({ name, database }) =>
    database === ''
      ? problem(1046, '3D000', 'No database selected')
      : problem(1305, '42000', `FUNCTION ${database}.${name} does not exist`),
  noOperator: ({ op }) => problem(1235, '42000', `glasswhale: the operator ${op} is not simulated`),
  noType: syntaxAt,
  notGrouped: ({ column, table, position }, { flavour }) =>
    flavour === 'mariadb'
      ? problem(1055, '42000', `'${table}.${column}' isn't in GROUP BY`)
      : problem(
          1055,
          '42000',
          `Expression #${position} of SELECT list is not in GROUP BY clause and contains nonaggregated column '${table}.${column}' which is not functionally dependent on columns in GROUP BY clause; this is incompatible with sql_mode=only_full_group_by`,
        ),
  grouping: () => problem(1111, 'HY000', 'Invalid use of group function'),
  notBoolean: syntaxAt,
  severalRows: () => problem(1242, '21000', 'Subquery returns more than 1 row'),
  severalPrimary: () => problem(1068, '42000', 'Multiple primary key defined'),
  noKey: () =>
    problem(
      1075,
      '42000',
      'Incorrect table definition; there can be only one auto column and it must be defined as a key',
    ),
  userExists: ({ name, what }) => problem(1396, 'HY000', `Operation ${what} failed for ${name}`),
  noUser: ({ name, what }, { flavour }) =>
    what === 'GRANT'
      ? flavour === 'mariadb'
        ? problem(1133, '28000', "Can't find any matching row in the user table")
        : problem(1410, '42000', 'You are not allowed to create a user with GRANT')
      : problem(1396, 'HY000', `Operation ${what} failed for ${name}`),
  denied: ({ what, table, database }, { account, flavour }) =>
    problem(
      1142,
      '42000',
      `${what} command denied to user ${account} for table ${flavour === 'mysql' ? `'${table}'` : `\`${database}\`.\`${table}\``}`,
    ),
  inUse: ({ name }) => problem(1235, '42000', `glasswhale: ${name} is in use`),
  inTransaction: ({ what }) => problem(1235, '42000', `glasswhale: ${what} inside a transaction is not simulated`),
  aborted: () => problem(1317, '70100', 'Query execution was interrupted'),
  unknownVariable: ({ name }) => problem(1193, 'HY000', `Unknown system variable '${name}'`),
  tooMuch: () => problem(1104, '42000', 'glasswhale: this query looks at more rows than the simulation holds'),
}

function syntaxAt(fault: { readonly at: number }, telling: Telling): Problem {
  return syntax(fault, telling)
}

/** MariaDB writes the clauses in capitals. */
const mariadbClause = (clause: string): string =>
  clause === 'field list' ? 'SELECT' : clause.replace(' clause', '').toUpperCase()

export const worded = (fault: Fault, telling: Telling): Problem =>
  (words[fault.kind] as ((fault: Fault, telling: Telling) => Problem) | undefined)?.(fault, telling) ??
  problem(1105, 'HY000', 'Unknown error')
