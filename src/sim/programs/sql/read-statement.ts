import { fault } from './fault'
import { readExpr } from './read-expression'
import { readAlias, readItem, readSelect, readTableName } from './read-select'
import { readAlterTable, readCreateIndex, readCreateTable } from './read-table'
import { readUserStatement } from './read-user'
import { readShow } from './read-show'
import {
  anyName,
  eat,
  eatOp,
  expect,
  expectOp,
  inParens,
  list,
  name,
  peek,
  reader,
  sees,
  seesOp,
  take,
  wrong,
  type Reader,
} from './reading'
import type { Dialect } from './lex'
import type { Assignment, Statement } from './tree'

/** One statement, without what separates it from the next; undefined where there is none. Throws a fault. */
export function parseStatement(source: string, dialect: Dialect): Statement | undefined {
  const r = reader(source, dialect, readSelect)
  while (eatOp(r, ';'));
  if (peek(r).kind === 'end') return undefined
  const statement = readStatement(r)
  while (eatOp(r, ';'));
  if (peek(r).kind !== 'end') throw wrong(r)
  return statement
}

function readStatement(r: Reader): Statement {
  if (sees(r, 'select')) return readSelect(r)
  if (seesOp(r, '(')) return inParens(r, readSelect)
  if (eat(r, 'insert')) return readInsert(r, eat(r, 'ignore') ? 'ignore' : undefined)
  if (r.dialect === 'mysql' && eat(r, 'replace')) return readInsert(r, 'replace')
  if (eat(r, 'update')) return readUpdate(r)
  if (eat(r, 'delete from')) return readDelete(r)
  if (eat(r, 'explain')) return readExplain(r)
  if ((sees(r, 'describe') || sees(r, 'desc')) && r.dialect === 'mysql')
    return (take(r), { kind: 'describe', table: readTableName(r) })
  if (eat(r, 'use') && r.dialect === 'mysql') return { kind: 'use', name: anyName(r) }
  if (eat(r, 'truncate')) return readTruncate(r)
  return readUserStatement(r) ?? readDefinition(r) ?? readTransaction(r) ?? readShow(r) ?? readOther(r)
}

function readInsert(r: Reader, conflict: 'ignore' | 'replace' | undefined): Statement {
  if (!eat(r, 'into') && r.dialect === 'postgres') throw wrong(r)
  const table = readTableName(r)
  readAlias(r)
  const columns = seesOp(r, '(') && !(peek(r, 1).text.toLowerCase() === 'select') ? inParens(r, readNames) : undefined
  const base = { kind: 'insert', table, ...(columns && { columns }) } as const
  const body = readRows(r)
  const onConflict = readConflict(r) ?? conflict
  const returning = eat(r, 'returning') ? list(r, readItem) : undefined
  return {
    ...base,
    ...body,
    ...(onConflict !== undefined && { conflict: onConflict }),
    ...(returning && { returning }),
  }
}

const readNames = (r: Reader) => (seesOp(r, ')') ? [] : list(r, (each) => ({ at: peek(each).at, name: name(each) })))

function readRows(r: Reader) {
  if (eat(r, 'default values')) return { rows: [[]] }
  if (sees(r, 'select')) return { rows: [], select: readSelect(r) }
  if (eat(r, 'set')) {
    const set = list(r, readAssignment)
    return { columns: set.map(({ column, at }) => ({ name: column, at })), rows: [set.map((each) => each.value)] }
  }
  if (!eat(r, 'values')) expect(r, 'value')
  return { rows: list(r, (each) => inParens(each, () => (seesOp(each, ')') ? [] : list(each, readExpr)))) }
}

function readAssignment(r: Reader): Assignment {
  const { at } = peek(r)
  let column = name(r)
  while (eatOp(r, '.')) column = anyName(r)
  expectOp(r, '=')
  return { column, at, value: readExpr(r) }
}

function readConflict(r: Reader): 'ignore' | readonly Assignment[] | undefined {
  if (eat(r, 'on duplicate key update')) return list(r, readAssignment)
  if (!eat(r, 'on conflict')) return undefined
  if (seesOp(r, '(')) inParens(r, readNames)
  else if (eat(r, 'on constraint')) name(r)
  expect(r, 'do')
  if (eat(r, 'nothing')) return 'ignore'
  expect(r, 'update set')
  return list(r, readAssignment)
}

function readUpdate(r: Reader): Statement {
  const table = readTableName(r)
  const alias = readAlias(r)
  expect(r, 'set')
  const set = list(r, readAssignment)
  return { kind: 'update', table, set, ...(alias !== undefined && { alias }), ...readTail(r) }
}

function readDelete(r: Reader): Statement {
  const table = readTableName(r)
  const alias = readAlias(r)
  const tail = readTail(r)
  return { kind: 'delete', table, ...(alias !== undefined && { alias }), ...tail }
}

function readTail(r: Reader) {
  const where = eat(r, 'where') ? readExpr(r) : undefined
  if (sees(r, 'order by') || sees(r, 'limit'))
    throw fault({ kind: 'unsupported', what: 'ORDER BY and LIMIT in UPDATE and DELETE' })
  const returning = eat(r, 'returning') ? list(r, readItem) : undefined
  return { ...(where && { where }), ...(returning && { returning }) }
}

function readExplain(r: Reader): Statement {
  if (
    r.dialect === 'mysql' &&
    peek(r).kind !== 'end' &&
    !sees(r, 'select') &&
    !/^(insert|update|delete|analyze|format)$/i.test(peek(r).text)
  )
    return { kind: 'describe', table: readTableName(r) }
  if (seesOp(r, '(')) inParens(r, (each) => list(each, () => (take(r), peek(r).kind === 'word' && take(r))))
  const analyze = eat(r, 'analyze')
  return { kind: 'explain', analyze, of: readStatement(r) }
}

/** Whether CASCADE is said; RESTRICT is what goes without saying. */
const readCascade = (r: Reader): boolean => eat(r, 'cascade') || (eat(r, 'restrict'), false)

function readTruncate(r: Reader): Statement {
  eat(r, 'table')
  const tables = list(r, readTableName)
  const restart = eat(r, 'restart identity') || r.dialect === 'mysql'
  return { kind: 'truncate', tables, restart, cascade: readCascade(r) }
}

function readDefinition(r: Reader): Statement | undefined {
  if (sees(r, 'create')) return readCreate(r)
  if (sees(r, 'drop')) return readDrop(r)
  if (eat(r, 'alter table')) return readAlterTable(r)
  if (eat(r, 'alter database')) return skip(r, 'ALTER DATABASE')
  return undefined
}

function readCreate(r: Reader): Statement {
  take(r)
  if (eat(r, 'database')) return readCreateDatabase(r, false)
  if (eat(r, 'schema')) return readCreateDatabase(r, r.dialect === 'postgres')
  if (eat(r, 'table')) return readCreateTable(r)
  if (eat(r, 'unique index')) return readCreateIndex(r, true)
  if (eat(r, 'index')) return readCreateIndex(r, false)
  if (eat(r, 'extension')) return skip(r, 'CREATE EXTENSION')
  throw fault(
    /^(temporary|temp|view|or|function|procedure|trigger|materialized|sequence|type|event|domain|policy|tablespace)$/i.test(
      peek(r).text,
    )
      ? { kind: 'unsupported', what: `CREATE ${peek(r).text.toUpperCase()}` }
      : { kind: 'syntax', at: peek(r).at, end: peek(r).end },
  )
}

function readCreateDatabase(r: Reader, schema: boolean): Statement {
  const ifNotExists = eat(r, 'if not exists')
  const found = name(r)
  let owner: string | undefined
  while (peek(r).kind !== 'end' && !seesOp(r, ';')) {
    if (eat(r, 'owner')) {
      eatOp(r, '=')
      owner = name(r)
    } else take(r) // character set, collation, encoding, template: there is one of each
  }
  return {
    kind: 'createDatabase',
    name: found,
    ifNotExists,
    ...(owner !== undefined && { owner }),
    ...(schema && { schema }),
  }
}

function readDrop(r: Reader): Statement {
  take(r)
  if (eat(r, 'database') || (r.dialect === 'mysql' && eat(r, 'schema'))) {
    const ifExists = eat(r, 'if exists')
    const found = name(r)
    if (!eat(r, 'with')) return { kind: 'dropDatabase', name: found, ifExists }
    inParens(r, (each) => expect(each, 'force'))
    return { kind: 'dropDatabase', name: found, ifExists }
  }
  if (eat(r, 'table')) {
    const ifExists = eat(r, 'if exists')
    const tables = list(r, readTableName)
    return { kind: 'dropTable', tables, ifExists, cascade: readCascade(r) }
  }
  if (eat(r, 'index')) {
    const ifExists = eat(r, 'if exists')
    const found = name(r)
    const table = eat(r, 'on') ? readTableName(r) : undefined
    return { kind: 'dropIndex', name: found, ifExists, ...(table && { table }) }
  }
  throw wrong(r)
}

function readTransaction(r: Reader): Statement | undefined {
  if (eat(r, 'begin') || eat(r, 'start transaction')) {
    if (!eat(r, 'work')) eat(r, 'transaction')
    return { kind: 'begin' }
  }
  if (eat(r, 'commit') || (r.dialect === 'postgres' && eat(r, 'end'))) {
    if (!eat(r, 'work')) eat(r, 'transaction')
    return { kind: 'commit' }
  }
  if (eat(r, 'rollback') || (r.dialect === 'postgres' && eat(r, 'abort'))) {
    if (sees(r, 'to')) throw fault({ kind: 'unsupported', what: 'savepoints' })
    if (!eat(r, 'work')) eat(r, 'transaction')
    return { kind: 'rollback' }
  }
  if (sees(r, 'savepoint')) throw fault({ kind: 'unsupported', what: 'savepoints' })
  return undefined
}

/** Statements that change nothing that is simulated. */
const accepted: Readonly<Record<'mysql' | 'postgres', readonly string[]>> = {
  mysql: ['flush', 'lock tables', 'unlock tables', 'analyze table', 'optimize table'],
  postgres: ['vacuum', 'analyze', 'checkpoint', 'comment', 'lock', 'discard all', 'listen', 'notify', 'reset'],
}

function readOther(r: Reader): Statement {
  const words = accepted[r.dialect].find((each) => sees(r, each))
  if (words === undefined) throw wrong(r)
  return skip(r, words.toUpperCase())
}

function skip(r: Reader, tag: string): Statement {
  while (peek(r).kind !== 'end' && !seesOp(r, ';')) take(r)
  return { kind: 'nothing', tag }
}
