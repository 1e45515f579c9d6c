import type { Drawing } from './psql-state'

/**
 * What psql's listing commands ask the server, and what stands above the answer.
 *
 * @models postgres src/bin/psql/describe.c
 * @fidelity part: shorter queries than psql's own, on the same catalogue; + shows no more than without
 */
export interface List {
  readonly query: string
  readonly draw: Drawing
  readonly describe?: boolean
}

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`

/** A pattern as a condition: `*` and `?`, and a schema before a point, of which there is one. */
function like(column: string, pattern: string | undefined): string {
  if (pattern === undefined) return 'true'
  const bare = pattern.replace(/^public\./, '').replaceAll('"', '')
  return `${column} LIKE ${quoted(bare.replaceAll('_', '\\_').replaceAll('*', '%').replaceAll('?', '_'))}`
}

const list = (query: string, title: string, none: string): List => ({
  query,
  draw: { kind: 'list', title, none, footer: true },
})

export function listFor(command: string, pattern: string | undefined, major: number): List | undefined {
  const name = command.replace(/[S+]+$/, '')
  const found = pattern === undefined ? 'Did not find any relations.' : `Did not find any relation named "${pattern}".`
  switch (name) {
    case 'l':
    case 'list':
      return list(databases(pattern, major), 'List of databases', '')
    case 'd':
      return pattern === undefined
        ? list(`${tables(pattern)} UNION ALL ${sequences(pattern)} ORDER BY 1, 2`, 'List of relations', found)
        : { query: '', describe: true, draw: { kind: 'describe', title: '', none: found, footer: false } }
    case 'dt':
      return list(`${tables(pattern)} ORDER BY 1, 2`, 'List of relations', found)
    case 'ds':
      return list(`${sequences(pattern)} ORDER BY 1, 2`, 'List of relations', found)
    case 'di':
      return list(
        `SELECT schemaname AS "Schema", indexname AS "Name", 'index' AS "Type", tableowner AS "Owner", tablename AS "Table" FROM pg_indexes WHERE ${like('indexname', pattern)} ORDER BY 1, 2`,
        'List of relations',
        found,
      )
    case 'dv':
    case 'dm':
      return list('SELECT \'\' AS "Schema" FROM pg_tables WHERE false', '', found)
    case 'du':
    case 'dg':
      return { query: roles(pattern, major), draw: { kind: 'list', title: 'List of roles', none: '', footer: false } }
    case 'dn':
      return list(
        `SELECT nspname AS "Name", 'pg_database_owner' AS "Owner" FROM pg_namespace WHERE nspname = 'public' AND ${like('nspname', pattern)}`,
        'List of schemas',
        '',
      )
    case 'dx':
      return list(
        `SELECT extname AS "Name", extversion AS "Version", 'pg_catalog' AS "Schema", 'PL/pgSQL procedural language' AS "Description" FROM pg_extension`,
        'List of installed extensions',
        '',
      )
    case 'df':
      return list(
        `SELECT '' AS "Schema", '' AS "Name", '' AS "Result data type", '' AS "Argument data types", '' AS "Type" FROM pg_tables WHERE false`,
        'List of functions',
        '',
      )
    default:
      return undefined
  }
}

const tables = (pattern: string | undefined): string =>
  `SELECT schemaname AS "Schema", tablename AS "Name", 'table' AS "Type", tableowner AS "Owner" FROM pg_tables WHERE ${like('tablename', pattern)}`

const sequences = (pattern: string | undefined): string =>
  `SELECT schemaname AS "Schema", sequencename AS "Name", 'sequence' AS "Type", sequenceowner AS "Owner" FROM pg_sequences WHERE ${like('sequencename', pattern)}`

function databases(pattern: string | undefined, major: number): string {
  const access = `CASE WHEN datistemplate THEN '=c/' || datdba || E'\\n' || datdba || '=CTc/' || datdba END AS "Access privileges"`
  const locale = `datcollate AS "Collate", datctype AS "Ctype"`
  const middle =
    major >= 17
      ? `'libc' AS "Locale Provider", ${locale}, NULL AS "Locale", NULL AS "ICU Rules"`
      : major === 16
        ? `'libc' AS "Locale Provider", ${locale}, NULL AS "ICU Locale", NULL AS "ICU Rules"`
        : major === 15
          ? `${locale}, NULL AS "ICU Locale", 'libc' AS "Locale Provider"`
          : locale
  return `SELECT datname AS "Name", datdba AS "Owner", 'UTF8' AS "Encoding", ${middle}, ${access} FROM pg_database WHERE ${like('datname', pattern)} ORDER BY 1`
}

function roles(pattern: string | undefined, major: number): string {
  const attribute = (column: string, words: string) => `CASE WHEN ${column} THEN '${words}' END`
  const attributes = [
    attribute('rolsuper', 'Superuser'),
    attribute('rolcreaterole', 'Create role'),
    attribute('rolcreatedb', 'Create DB'),
    `CASE WHEN NOT rolcanlogin THEN 'Cannot login' END`,
    attribute('rolreplication', 'Replication'),
    attribute('rolbypassrls', 'Bypass RLS'),
  ].join(', ')
  const member = major <= 15 ? `, '{}' AS "Member of"` : ''
  return `SELECT rolname AS "Role name", concat_ws(', ', ${attributes}) AS "Attributes"${member} FROM pg_roles WHERE ${like('rolname', pattern)} ORDER BY 1`
}
