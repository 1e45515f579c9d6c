import { utf8 } from '../../../base/bytes'
import { orUndefined } from '../face'
import { number } from './version'
import type { Layout } from '../sql/keep'
import type { SqlData } from '../sql/data'
import type { Sys } from '../../wire/sys'

/** Where things are in a data directory (PGDATA). */
export const layout = (directory: string): Layout => ({
  table: (data, database, table) => `${directory}/base/${data.databases[database]?.oid ?? 0}/${table.oid}`,
  directory: (data, database) => `${directory}/base/${data.databases[database]?.oid ?? 0}`,
  list: `${directory}/global/1262`,
  created: (sys, path) => sys.writeFile(`${path}/PG_VERSION`, `${number(sys).split('.')[0]!}\n`, 0o600),
})

/** Directories of a new cluster. */
export const directories =
  'base global pg_commit_ts pg_dynshmem pg_logical pg_multixact pg_notify pg_replslot pg_serial pg_snapshots pg_stat pg_stat_tmp pg_subtrans pg_tblspc pg_twophase pg_wal pg_wal/archive_status pg_xact'.split(
    ' ',
  )

/** What a new cluster knows: its three databases and its first user. */
export const firstData = (user: string, secret: string | undefined): SqlData => ({
  databases: Object.fromEntries(
    [
      ['template1', 1],
      ['template0', 4],
      ['postgres', 5],
    ].map(([name, oid]) => [name, { oid: Number(oid), name: String(name), owner: user, tables: {} }]),
  ),
  users: [
    {
      user,
      host: '%',
      options: ['superuser', 'createrole', 'createdb', 'login', 'replication', 'bypassrls'],
      grants: [],
      ...(secret !== undefined && { secret }),
    },
  ],
  nextOid: 16384,
})

/** Whether the cluster was shut down in order, and when: what the real one keeps in its control file. */
export interface Control {
  readonly state: 'shut down' | 'in production'
  readonly at: number
}

const control = (directory: string) => `${directory}/global/pg_control`

export function readControl(sys: Sys, directory: string): Control | undefined {
  const bytes = orUndefined(() => sys.readFile(control(directory)))
  return bytes === undefined ? undefined : (JSON.parse(bytes) as Control)
}

export const writeControl = (sys: Sys, directory: string, state: Control['state']): void =>
  sys.writeFile(control(directory), utf8(`${JSON.stringify({ state, at: sys.now() } satisfies Control)}\n`), 0o600)

/** The settings of a postgresql.conf: `name = value`, quotes and comments taken off. */
export function readConf(sys: Sys, path: string): Readonly<Record<string, string>> {
  const lines = (orUndefined(() => sys.readFile(path)) ?? '').split('\n')
  return Object.fromEntries(
    lines.flatMap((each) => {
      const found = /^\s*(\w+)\s*(?:=|\s)\s*('(?:[^']|'')*'|[^\s#]+)/.exec(each)
      return found ? [[found[1]!.toLowerCase(), found[2]!.replace(/^'|'$/g, '').replaceAll("''", "'")]] : []
    }),
  )
}
