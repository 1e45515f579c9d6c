import { readExpr } from './read-expression'
import { readSelect, readTableName } from './read-select'
import { readType } from './read-type'
import {
  anyName,
  eat,
  eatOp,
  expect,
  inParens,
  isName,
  list,
  name,
  peek,
  sees,
  seesOp,
  string,
  take,
  textSince,
  wrong,
  type Reader,
} from './reading'
import type { Alteration, CheckDef, ColumnDef, Expr, ForeignDef, KeyDef, Statement } from './tree'

/** CREATE TABLE and ALTER TABLE. */
interface Parts {
  readonly columns: ColumnDef[]
  readonly keys: KeyDef[]
  readonly foreigns: ForeignDef[]
  readonly checks: CheckDef[]
}

export function readCreateTable(r: Reader): Statement {
  const ifNotExists = eat(r, 'if not exists')
  const table = readTableName(r)
  const parts: Parts = { columns: [], keys: [], foreigns: [], checks: [] }
  if (seesOp(r, '(')) inParens(r, () => list(r, () => readElement(r, parts)))
  while (peek(r).kind === 'word' && !sees(r, 'as') && !sees(r, 'select')) readTableOption(r)
  const as = eat(r, 'as') || sees(r, 'select') ? readSelect(r) : undefined
  if (parts.columns.length === 0 && !as && r.dialect === 'mysql') throw wrong(r)
  return { kind: 'createTable', table, ifNotExists, ...parts, ...(as && { as }) }
}

/** `ENGINE=InnoDB DEFAULT CHARSET=utf8mb4`: there is one engine and one character set. */
function readTableOption(r: Reader): void {
  eat(r, 'default')
  if (!eat(r, 'character set')) take(r)
  eatOp(r, '=')
  if (peek(r).kind !== 'end') take(r)
}

const constraints = ['primary key', 'unique', 'foreign key', 'check', 'constraint']

const startsConstraint = (r: Reader): boolean =>
  constraints.some((words) => sees(r, words)) ||
  (r.dialect === 'mysql' && (sees(r, 'key') || sees(r, 'index') || sees(r, 'fulltext')))

function readElement(r: Reader, parts: Parts): void {
  if (startsConstraint(r)) readConstraint(r, parts)
  else parts.columns.push(readColumn(r, parts))
}

function readConstraint(r: Reader, parts: Parts): void {
  const named = eat(r, 'constraint') && isName(r) && !sees(r, 'primary') ? take(r).text : undefined
  const label = named === undefined ? {} : { name: named }
  if (eat(r, 'primary key')) parts.keys.push({ kind: 'primary', columns: readColumns(r), ...label })
  else if (eat(r, 'unique')) parts.keys.push({ kind: 'unique', ...label, ...readKeyTail(r) })
  else if (eat(r, 'foreign key')) parts.foreigns.push({ ...label, column: readColumns(r)[0]!, ...readReferences(r) })
  else if (eat(r, 'check')) parts.checks.push({ ...label, ...readCheck(r) })
  else {
    eat(r, 'fulltext')
    parts.keys.push({ kind: 'index', ...readKeyTail(r) })
  }
}

function readKeyTail(r: Reader): { readonly name?: string; readonly columns: readonly string[] } {
  if (!eat(r, 'key')) eat(r, 'index')
  const found = isName(r) ? take(r).text : undefined
  return { ...(found !== undefined && { name: found }), columns: readColumns(r) }
}

const readColumns = (r: Reader): readonly string[] =>
  inParens(r, (each) =>
    list(each, () => {
      const column = name(r)
      if (seesOp(r, '(')) inParens(r, take) // the length of a prefix
      if (!eat(r, 'asc')) eat(r, 'desc')
      return column
    }),
  )

function readReferences(r: Reader): Omit<ForeignDef, 'column' | 'name'> {
  expect(r, 'references')
  const parent = readTableName(r).name
  const [parentColumn] = seesOp(r, '(') ? readColumns(r) : []
  let cascade = false
  while (eat(r, 'on')) {
    const deleting = eat(r, 'delete')
    if (!deleting) expect(r, 'update')
    const how = take(r).text.toLowerCase()
    if (how === 'set' || how === 'no') take(r)
    if (deleting && how === 'cascade') cascade = true
  }
  return { parent, cascade, ...(parentColumn !== undefined && { parentColumn }) }
}

function readCheck(r: Reader): { readonly expr: Expr; readonly text: string } {
  const first = r.index
  const expr = inParens(r, readExpr)
  return { expr, text: textSince(r, first) }
}

type Draft = { -readonly [K in keyof ColumnDef]: ColumnDef[K] }

export function readColumn(r: Reader, parts: Pick<Parts, 'keys' | 'foreigns' | 'checks'>): ColumnDef {
  const column = name(r)
  const serial = peek(r).kind === 'word' && /^(big|small)?serial[248]?$/i.test(peek(r).text)
  const draft: Draft = { name: column, type: readType(r), notNull: serial, auto: serial }
  while (readAttribute(r, draft, parts));
  return draft
}

function readAttribute(r: Reader, draft: Draft, parts: Pick<Parts, 'keys' | 'foreigns' | 'checks'>): boolean {
  const columns = [draft.name]
  if (eat(r, 'constraint')) name(r)
  if (eat(r, 'not null')) draft.notNull = true
  else if (eat(r, 'null')) return true
  else if (eat(r, 'auto_increment')) draft.auto = true
  else if (eat(r, 'generated')) readIdentity(r, draft)
  else if (eat(r, 'primary key') || (r.dialect === 'mysql' && eat(r, 'key')))
    parts.keys.push({ kind: 'primary', columns })
  else if (eat(r, 'unique')) {
    eat(r, 'key')
    parts.keys.push({ kind: 'unique', columns })
  } else if (eat(r, 'default')) readDefault(r, draft)
  else if (eat(r, 'on update')) {
    readExpr(r)
    draft.onUpdate = true
  } else if (eat(r, 'check')) parts.checks.push({ ...readCheck(r), column: draft.name })
  else if (sees(r, 'references')) parts.foreigns.push({ column: draft.name, ...readReferences(r) })
  else if (eat(r, 'comment')) draft.comment = string(r)
  else if (eat(r, 'collate') || eat(r, 'character set')) take(r)
  else if (eat(r, 'first')) return true
  else if (eat(r, 'after')) name(r)
  else return false
  return true
}

function readIdentity(r: Reader, draft: Draft): void {
  if (!eat(r, 'always')) expect(r, 'by default')
  expect(r, 'as identity')
  draft.auto = draft.notNull = draft.identity = true
}

function readDefault(r: Reader, draft: Draft): void {
  const first = r.index
  draft.initial = readExpr(r)
  draft.initialText = textSince(r, first)
}

export function readAlterTable(r: Reader): Statement {
  eat(r, 'if exists')
  eat(r, 'only')
  const table = readTableName(r)
  return { kind: 'alterTable', table, changes: list(r, readAlteration).flat() }
}

function readAlteration(r: Reader): readonly Alteration[] {
  if (eat(r, 'add')) return readAddition(r)
  if (eat(r, 'drop')) {
    if (eat(r, 'constraint') || eat(r, 'index') || eat(r, 'key') || eat(r, 'foreign key') || eat(r, 'primary'))
      return [(take(r), { kind: 'ignored' })]
    eat(r, 'column')
    const ifExists = eat(r, 'if exists')
    const column = name(r)
    if (!eat(r, 'cascade')) eat(r, 'restrict')
    return [{ kind: 'drop', column, ifExists }]
  }
  if (eat(r, 'rename')) return [readRename(r)]
  if (eat(r, 'modify') || eat(r, 'change')) return readRedefinition(r, isChange(r))
  if (eat(r, 'alter')) return [readColumnChange(r)]
  if (eat(r, 'owner to')) return [(name(r), { kind: 'ignored' })]
  if (r.dialect === 'mysql' && peek(r).kind === 'word') return [(readTableOption(r), { kind: 'ignored' })]
  throw wrong(r)
}

const isChange = (r: Reader): boolean => r.tokens[r.index - 1]!.text.toLowerCase() === 'change'

function readAddition(r: Reader): readonly Alteration[] {
  const parts: Parts = { columns: [], keys: [], foreigns: [], checks: [] }
  if (startsConstraint(r)) {
    readConstraint(r, parts)
    return [
      ...parts.keys.map((key): Alteration => ({ kind: 'key', key })),
      ...parts.foreigns.map((foreign): Alteration => ({ kind: 'foreign', foreign })),
    ]
  }
  eat(r, 'column')
  const ifNotExists = eat(r, 'if not exists')
  const columns = seesOp(r, '(')
    ? inParens(r, (each) => list(each, () => readColumn(r, parts)))
    : [readColumn(r, parts)]
  return columns.map((column, i) => ({ kind: 'add', column, keys: i === 0 ? parts.keys : [], ifNotExists }))
}

function readRename(r: Reader): Alteration {
  if (!eat(r, 'column') && (eat(r, 'to') || eat(r, 'as') || (r.dialect === 'mysql' && isName(r) && !sees(r, 'column'))))
    return { kind: 'rename', to: name(r) }
  const from = name(r)
  expect(r, 'to')
  return { kind: 'renameColumn', from, to: name(r) }
}

function readRedefinition(r: Reader, change: boolean): readonly Alteration[] {
  eat(r, 'column')
  const parts: Parts = { columns: [], keys: [], foreigns: [], checks: [] }
  const from = change ? name(r) : undefined
  const column = readColumn(r, parts)
  return from === undefined ? [{ kind: 'modify', column }] : [{ kind: 'renameColumn', from, to: column.name, column }]
}

function readColumnChange(r: Reader): Alteration {
  eat(r, 'column')
  const column = name(r)
  if (eat(r, 'type') || eat(r, 'set data type')) {
    const type = readType(r)
    if (eat(r, 'using')) readExpr(r)
    return { kind: 'type', column, type }
  }
  if (eat(r, 'set not null')) return { kind: 'notNull', column, notNull: true }
  if (eat(r, 'drop not null')) return { kind: 'notNull', column, notNull: false }
  if (eat(r, 'drop default')) return { kind: 'initial', column }
  expect(r, 'set default')
  const first = r.index
  const initial = readExpr(r)
  return { kind: 'initial', column, initial, text: textSince(r, first) }
}

export function readCreateIndex(r: Reader, unique: boolean): Statement {
  eat(r, 'concurrently')
  const ifNotExists = eat(r, 'if not exists')
  const found = sees(r, 'on') ? undefined : anyName(r)
  expect(r, 'on')
  const table = readTableName(r)
  if (eat(r, 'using')) take(r)
  const key = {
    kind: unique ? 'unique' : 'index',
    columns: readColumns(r),
    ...(found !== undefined && { name: found }),
  } as const
  return { kind: 'createIndex', table, key, ifNotExists }
}
