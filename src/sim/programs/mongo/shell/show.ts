import { docOf, isList, type Doc } from '../bson'
import { all, ask } from './ask'
import type { Engine } from './engine'
import { fully, inspect, lookOf } from './inspect'
import { fromValue, kindOf, raised, toText, type Js, type Obj } from './values'
import { filled, next } from './iterate'
import { databaseNamed } from './database'
import { shellHelp } from './shell-help'

/**
 * The words that are no JavaScript: show, use, it, help.
 *
 * @models mongosh packages/shell-api/src/shell-api.ts, packages/cli-repl/src/format-output.ts
 */
export function shellWord(m: Engine, line: string): string | undefined {
  const [word = '', ...args] = line.trim().replace(/;\s*$/, '').split(/\s+/)
  switch (word) {
    case 'show':
      return shown(m, args[0])
    case 'use':
      return used(m, args[0])
    case 'it':
      return args.length > 0 ? undefined : moreOf(m)
    case 'help':
      return args.length > 0 ? undefined : shellHelp
    case 'cls':
      return args.length > 0 ? undefined : '\x1b[H\x1b[2J'
    case 'exit':
    case 'quit':
    case '.exit':
      if (args.length === 0) throw { stop: 'exit', status: 0 }
      return undefined
    default:
      return undefined
  }
}

function used(m: Engine, name: string | undefined): string {
  if (name === undefined)
    throw raised('MongoshInvalidInputError', '[COMMON-10001] Missing required argument at position 0 (Mongo.use)')
  if (/[\s."$/\\]/.test(name) || name === '')
    throw raised('MongoshInvalidInputError', `[COMMON-10001] Invalid database name: ${name}`)
  const already = m.database === name
  m.database = name
  m.globals.names['db'] = databaseNamed(name)
  return `${already ? 'already on' : 'switched to'} db ${name}`
}

/** Cells in columns, two spaces apart. */
function table(rows: readonly (readonly string[])[], right: readonly number[] = []): string {
  const widths = (rows[0] ?? []).map((_, c) => Math.max(...rows.map((row) => row[c]?.length ?? 0)))
  return rows
    .map((row) =>
      row
        .map((cell, c) => (right.includes(c) ? cell.padStart(widths[c]!) : cell.padEnd(widths[c]!)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** Bytes with a binary unit. */
export function bytes(size: number): string {
  if (size <= 1000) return `${size} B`
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB']
  const power = Math.min(units.length - 1, Math.floor(Math.log(size) / Math.log(1024)))
  return `${(size / 1024 ** power).toFixed(2)} ${units[power]}`
}

const docs = (value: unknown): readonly Doc[] => (isList(value as Doc) ? (value as readonly Doc[]).map(docOf) : [])

function shown(m: Engine, what: string | undefined): string {
  switch (what) {
    case 'dbs':
    case 'databases':
      return table(
        docs(ask(m, 'admin', { listDatabases: 1, nameOnly: false })['databases']).map((each) => [
          String(each['name']),
          bytes(Number(each['sizeOnDisk'])),
        ]),
        [1],
      )
    case 'collections':
    case 'tables':
      return collections(m)
    case 'users':
      return inspect(fromValue(ask(m, m.database, { usersInfo: 1 })['users']))
    case 'roles':
      throw raised('Error', 'glasswhale: show roles is not simulated')
    case 'profile':
      return "db.system.profile is empty.\nUse db.setProfilingLevel(2) will enable profiling.\nUse db.getCollection('system.profile').find() to show raw profile entries."
    case 'logs':
      return inspect(['global', 'startupWarnings'])
    case 'log':
      return logLines(m)
  }
  if (what === undefined)
    throw raised('MongoshInvalidInputError', '[COMMON-10001] Missing required argument at position 0 (Mongo.show)')
  throw raised('MongoshInvalidInputError', `[COMMON-10001] '${what}' is not a valid argument for "show".`)
}

function collections(m: Engine): string {
  const names = all(m, m.database, { listCollections: 1, filter: {}, nameOnly: true })
    .map((each) => String(each['name']))
    .sort()
  return [
    ...names.filter((name) => !name.startsWith('system.')),
    ...names.filter((name) => name.startsWith('system.')),
  ].join('\n')
}

const logLines = (m: Engine): string => {
  const { log } = ask(m, 'admin', { getLog: 'startupWarnings' })
  return isList(log) ? log.map(String).join('\n') : ''
}

const batch = 20

/** The next documents of a cursor, as the prompt shows them. */
export function shownBatch(m: Engine, cursor: Obj, empty: string): string {
  const found: Js[] = []
  while (found.length < batch && filled(m, cursor)) found.push(next(m, cursor))
  if (found.length === 0) return empty
  const more = (cursor['buffer'] as Js[]).length > 0 || cursor['id'] !== 0
  m.cursor = more ? cursor : undefined
  return `${inspect(found, { ...fully, apart: m.outside.interactive })}${more ? '\nType "it" for more' : ''}`
}

const moreOf = (m: Engine): string => (m.cursor === undefined ? 'no cursor' : shownBatch(m, m.cursor, 'no cursor'))

/** A value as the prompt shows it. */
export function shownResult(m: Engine, value: Js): string {
  if (value === undefined) return ''
  if (typeof value === 'string') return value
  if (kindOf(value) === 'cursor') return shownBatch(m, value as Obj, '')
  return inspect(value, lookOf(m, value))
}

/** An error that ends a script, in one line. */
export const fatalError = (thrown: Js): string =>
  kindOf(thrown) === 'error' ? toText(thrown) : `Error: ${typeof thrown === 'string' ? thrown : inspect(thrown)}`

/** An error as the prompt tells it. */
export function shownError(thrown: Js): string {
  if (kindOf(thrown) !== 'error') return typeof thrown === 'string' ? thrown : inspect(thrown)
  const { name, message, codeName, result, writeErrors } = thrown as Obj
  const head = `${String(name)}${codeName === undefined ? '' : `[${String(codeName)}]`}: ${String(message)}`
  return [
    head + (name === 'SyntaxError' ? '\n' : ''),
    ...(result === undefined ? [] : [`Result: ${inspect(result)}`]),
    ...(writeErrors === undefined ? [] : [`Write Errors: ${inspect(writeErrors)}`]),
  ].join('\n')
}
