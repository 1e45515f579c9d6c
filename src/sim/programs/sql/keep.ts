import { text, utf8, type Bytes } from '../../../base/bytes'
import type { Sys } from '../../wire/sys'
import { orUndefined } from '../face'
import { own, type Row, type SqlData, type Table } from './data'

/**
 * The data in files: written when a statement is done, read when the server starts, so that what a volume holds is what the
 * server knows. Each table has its file, as with the real ones; inside, the first line is the table without its rows, and each
 * further line is a row, as JSON.
 *
 * @models InnoDB's file per table, PostgreSQL's base/OID/FILENODE
 * @fidelity part: the names and places of the files are real, their inside is our own; no redo log, so nothing is ever half written
 */
export interface Layout {
  /** The file of a table, and the directory of its database. */
  readonly table: (data: SqlData, database: string, table: Table) => string
  readonly directory: (data: SqlData, database: string) => string
  /** The file that lists databases and users. */
  readonly list: string
  /** What else is in a new database's directory. */
  readonly created?: (sys: Sys, directory: string) => void
}

/** Writes what changed between two states. */
export function keep(sys: Sys, layout: Layout, before: SqlData, after: SqlData): void {
  if (before === after) return
  const names = new Set([...Object.keys(before.databases), ...Object.keys(after.databases)])
  for (const name of names) keepDatabase(sys, layout, name, before, after)
  const list = listOf(layout, after)
  if (list !== listOf(layout, before) || orUndefined(() => sys.stat(layout.list)) === undefined)
    sys.writeFile(layout.list, list, 0o640)
}

const listOf = (layout: Layout, data: SqlData): Bytes =>
  utf8(
    `${JSON.stringify({
      databases: Object.values(data.databases).map(({ oid, name, owner, tables }) => ({
        oid,
        name,
        owner,
        files: Object.values(tables).map((table) => layout.table(data, name, table)),
      })),
      users: data.users,
      nextOid: data.nextOid,
    })}\n`,
  )

function keepDatabase(sys: Sys, layout: Layout, name: string, before: SqlData, after: SqlData): void {
  const [old, now] = [own(before.databases, name), own(after.databases, name)]
  if (old === now) return
  if (!now) {
    for (const table of Object.values(old!.tables)) orUndefined(() => sys.unlink(layout.table(before, name, table)))
    const directory = layout.directory(before, name)
    for (const entry of orUndefined(() => sys.readdir(directory)) ?? [])
      orUndefined(() => sys.unlink(`${directory}/${entry.name}`))
    orUndefined(() => sys.rmdir(directory))
    return
  }
  if (!old) {
    orUndefined(() => sys.mkdir(layout.directory(after, name), 0o750))
    layout.created?.(sys, layout.directory(after, name))
  }
  for (const [key, table] of Object.entries(old?.tables ?? {}))
    if (!Object.hasOwn(now.tables, key)) orUndefined(() => sys.unlink(layout.table(before, name, table)))
  for (const [key, table] of Object.entries(now.tables))
    keepTable(sys, layout.table(after, name, table), own(old?.tables ?? {}, key), table)
}

function keepTable(sys: Sys, path: string, old: Table | undefined, now: Table): void {
  if (old === now) return
  const grown =
    old !== undefined &&
    now.rows.length > old.rows.length &&
    old.columns === now.columns &&
    old.keys === now.keys &&
    old.rows.every((row, i) => row === now.rows[i])
  if (grown) append(sys, path, now.rows.slice(old.rows.length))
  else sys.writeFile(path, utf8(`${JSON.stringify({ ...now, rows: undefined })}\n${lines(now.rows)}`), 0o640)
}

const lines = (rows: readonly Row[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('')

function append(sys: Sys, path: string, rows: readonly Row[]): void {
  const fd = sys.open(path, { write: true, append: true, create: true }, 0o640)
  sys.write(fd, utf8(lines(rows)))
  sys.close(fd)
}

interface Listed {
  readonly databases: readonly {
    readonly oid: number
    readonly name: string
    readonly owner: string
    readonly files: readonly string[]
  }[]
  readonly users: SqlData['users']
  readonly nextOid: number
}

/** What a start finds. A table that was created after the list was written is found by the list's being written with it. */
export function recall(sys: Sys, layout: Layout): SqlData | undefined {
  const bytes = orUndefined(() => sys.readFile(layout.list))
  if (bytes === undefined || bytes === '') return undefined
  const { databases, users, nextOid } = JSON.parse(text(bytes)) as Listed
  return {
    users,
    nextOid,
    databases: Object.fromEntries(
      databases.map(({ oid, name, owner, files }) => {
        const tables = files.flatMap((path) => readTable(sys, path))
        return [name, { oid, name, owner, tables: Object.fromEntries(tables.map((table) => [table.name, table])) }]
      }),
    ),
  }
}

function readTable(sys: Sys, path: string): readonly Table[] {
  const bytes = orUndefined(() => sys.readFile(path))
  if (bytes === undefined) return []
  const [head = '{}', ...rest] = text(bytes).replace(/\n$/, '').split('\n')
  const table = JSON.parse(head) as Omit<Table, 'rows'>
  const rows = rest.map((line) => JSON.parse(line) as Row)
  const auto = table.columns.findIndex((column) => column.auto)
  const next = auto < 0 ? table.next : rows.reduce((most, row) => Math.max(most, Number(row[auto]) + 1), table.next)
  return [{ ...table, rows, next }]
}
