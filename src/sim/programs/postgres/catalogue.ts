import { own, type Bound, type Context, type Row } from '../sql/data'
import { typeText } from '../sql/types'

/**
 * The tables that tell of tables: the part of pg_catalog and information_schema that people ask.
 *
 * @models postgres src/include/catalog, src/backend/catalog/{system_views,information_schema}.sql
 * @fidelity part: pg_database pg_tables pg_user pg_roles pg_settings pg_stat_activity pg_extension pg_namespace, information_schema.tables .columns .schemata, each with its best known columns
 */
export interface Activity {
  readonly pid: number
  readonly user: string
  readonly database: string
  readonly application: string
  readonly address: string | null
}

interface View {
  /** `name:type` of each column. */
  readonly columns: string
  readonly rows: (ctx: Context, more: More) => readonly Row[]
}

export interface More {
  readonly settings: Readonly<Record<string, string>>
  readonly activity: readonly Activity[]
}

const types: Readonly<Record<string, string>> = { n: 'name', t: 'text', o: 'oid', b: 'boolean', i: 'integer' }

const tablesOf = (ctx: Context) => Object.values(own(ctx.data.databases, ctx.session.database ?? '')?.tables ?? {})
const has = (options: readonly string[], option: string) => options.includes(option)

const views: Readonly<Record<string, View>> = {
  'pg_catalog.pg_database': {
    columns: 'oid:o datname:n datdba:t encoding:i datistemplate:b datallowconn:b datcollate:t datctype:t',
    rows: ({ data }) =>
      Object.values(data.databases).map(({ oid, name, owner }) => [
        oid,
        name,
        owner,
        6,
        name.startsWith('template'),
        name !== 'template0',
        'en_US.utf8',
        'en_US.utf8',
      ]),
  },
  'pg_catalog.pg_tables': {
    columns: 'schemaname:n tablename:n tableowner:n tablespace:n hasindexes:b hasrules:b hastriggers:b rowsecurity:b',
    rows: (ctx) =>
      tablesOf(ctx).map(({ name, owner, keys, foreigns }) => [
        'public',
        name,
        owner,
        null,
        keys.length > 0,
        false,
        foreigns.length > 0,
        false,
      ]),
  },
  'pg_catalog.pg_sequences': {
    columns: 'schemaname:n sequencename:n sequenceowner:n',
    rows: (ctx) =>
      tablesOf(ctx).flatMap(({ name, owner, columns }) =>
        columns.filter(({ auto }) => auto).map((column) => ['public', `${name}_${column.name}_seq`, owner]),
      ),
  },
  'pg_catalog.pg_indexes': {
    columns: 'schemaname:n tablename:n indexname:n tableowner:n indexdef:t',
    rows: (ctx) =>
      tablesOf(ctx).flatMap(({ name, owner, keys }) =>
        keys.map((key) => [
          'public',
          name,
          key.name,
          owner,
          `CREATE ${key.kind === 'index' ? '' : 'UNIQUE '}INDEX ${key.name} ON public.${name} USING btree (${key.columns.join(', ')})`,
        ]),
      ),
  },
  'pg_catalog.pg_roles': {
    columns: 'rolname:n rolsuper:b rolcreaterole:b rolcreatedb:b rolcanlogin:b rolreplication:b rolbypassrls:b',
    rows: ({ data }) =>
      data.users.map(({ user, options }) => [
        user,
        ...['superuser', 'createrole', 'createdb', 'login', 'replication', 'bypassrls'].map((each) =>
          has(options, each),
        ),
      ]),
  },
  'pg_catalog.pg_user': {
    columns: 'usename:n usesysid:o usecreatedb:b usesuper:b userepl:b usebypassrls:b passwd:t',
    rows: ({ data }) =>
      data.users
        .map((user, i) => ({ user, oid: i === 0 ? 10 : 16383 + i }))
        .filter(({ user }) => has(user.options, 'login'))
        .map(({ user: { user, options }, oid }) => [
          user,
          oid,
          ...['createdb', 'superuser', 'replication', 'bypassrls'].map((each) => has(options, each)),
          '********',
        ]),
  },
  'pg_catalog.pg_namespace': {
    columns: 'oid:o nspname:n',
    rows: () => [
      [99, 'pg_toast'],
      [11, 'pg_catalog'],
      [2200, 'public'],
      [13219, 'information_schema'],
    ],
  },
  'pg_catalog.pg_extension': { columns: 'oid:o extname:n extversion:t', rows: () => [[13561, 'plpgsql', '1.0']] },
  'pg_catalog.pg_settings': {
    columns: 'name:t setting:t',
    rows: (_, { settings }) => Object.entries(settings).map(([name, value]) => [name, value]),
  },
  'pg_catalog.pg_stat_activity': {
    columns: 'pid:i datname:n usename:n application_name:t client_addr:t state:t query:t',
    rows: (ctx, { activity }) =>
      activity.map(({ pid, user, database, application, address }) => [
        pid,
        database,
        user,
        application,
        address,
        pid === ctx.session.id ? 'active' : 'idle',
        '',
      ]),
  },
  'information_schema.schemata': {
    columns: 'catalog_name:n schema_name:n',
    rows: (ctx) =>
      ['pg_toast', 'pg_catalog', 'public', 'information_schema'].map((name) => [ctx.session.database ?? '', name]),
  },
  'information_schema.tables': {
    columns: 'table_catalog:n table_schema:n table_name:n table_type:t',
    rows: (ctx) => tablesOf(ctx).map(({ name }) => [ctx.session.database ?? '', 'public', name, 'BASE TABLE']),
  },
  'information_schema.columns': {
    columns:
      'table_catalog:n table_schema:n table_name:n column_name:n ordinal_position:i column_default:t is_nullable:t data_type:t character_maximum_length:i',
    rows: (ctx) =>
      tablesOf(ctx).flatMap((table) =>
        table.columns.map((column, i) => [
          ctx.session.database ?? '',
          'public',
          table.name,
          column.name,
          i + 1,
          column.auto ? `nextval('${table.name}_${column.name}_seq'::regclass)` : (column.initialText ?? null),
          column.notNull ? 'NO' : 'YES',
          typeText({ name: column.type.name }, 'postgres'),
          column.type.length ?? null,
        ]),
      ),
  },
}

/** A view of the catalogue; names without a schema are looked for in pg_catalog. */
export function catalogueView(
  schema: string | undefined,
  name: string,
  ctx: Context,
  more: More,
): { readonly columns: readonly Bound[]; readonly rows: readonly Row[] } | undefined {
  const key = `${schema ?? 'pg_catalog'}.${name}`
  const view = own(views, key)
  if (!view) return undefined
  const columns = view.columns.split(' ').map((each) => {
    const [column = '', type = ''] = each.split(':')
    return { table: name, name: column, type: types[type] ?? 'text' }
  })
  return { columns, rows: view.rows(ctx, more) }
}
