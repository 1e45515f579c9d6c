import { fault } from './fault'
import { readExpr } from './read-expression'
import { readTableName } from './read-select'
import { readUserName } from './read-user'
import { anyName, eat, eatOp, isWord, peek, seesOp, string, take, wrong, type Reader } from './reading'
import type { Statement } from './tree'

/** SHOW and SET: what MySQL and PostgreSQL tell of themselves. */
const things = [
  'databases',
  'schemas',
  'full tables',
  'tables',
  'create table',
  'create database',
  'full columns',
  'columns',
  'fields',
  'table status',
  'index',
  'indexes',
  'keys',
  'global variables',
  'session variables',
  'variables',
  'global status',
  'status',
  'full processlist',
  'processlist',
  'grants',
  'engines',
  'warnings',
  'errors',
  'character set',
  'collation',
  'privileges',
  'plugins',
]

export function readShow(r: Reader): Statement | undefined {
  if (eat(r, 'set')) return readSet(r)
  if (!eat(r, 'show')) return undefined
  if (r.dialect === 'postgres') return { kind: 'show', what: 'setting', name: eat(r, 'all') ? 'all' : words(r) }
  const what = things.find((each) => eat(r, each))
  if (what === undefined) {
    if (
      /^(master|replica|slave|binary|binlog|engine|function|procedure|triggers|events|open|profiles?|create)$/i.test(
        peek(r).text,
      )
    )
      throw fault({ kind: 'unsupported', what: `SHOW ${peek(r).text.toUpperCase()}` })
    throw wrong(r)
  }
  if (what === 'create table') return { kind: 'show', what, table: readTableName(r) }
  if (what === 'create database') return { kind: 'show', what, name: anyName(r) }
  if (what === 'grants') return { kind: 'show', what, ...(eat(r, 'for') && { user: readUserName(r) }) }
  return { kind: 'show', what: what.replace(/^(global|session) /, ''), ...readFilters(r) }
}

/** `FROM table FROM database LIKE 'x%' WHERE …`, all of it if you want. */
function readFilters(r: Reader) {
  const first = eat(r, 'from') || eat(r, 'in') ? readTableName(r) : undefined
  const second = first && (eat(r, 'from') || eat(r, 'in')) ? anyName(r) : undefined
  const like = eat(r, 'like') ? string(r) : undefined
  const where = eat(r, 'where') ? readExpr(r) : undefined
  return {
    ...(first && { table: second === undefined ? first : { ...first, schema: second }, from: first.name }),
    ...(like !== undefined && { like }),
    ...(where && { where }),
  }
}

function words(r: Reader): string {
  let text = ''
  while (peek(r).kind !== 'end' && !seesOp(r, ';'))
    text += `${text === '' || peek(r).kind === 'op' || text.endsWith('.') ? '' : '_'}${take(r).text}`
  return text.replace('transaction_isolation_level', 'transaction_isolation').replace('time_zone', 'TimeZone')
}

function readSet(r: Reader): Statement {
  while (['session', 'global', 'local', 'persist'].some((each) => isWord(peek(r), each))) take(r)
  const name = take(r).text
  if (peek(r).kind === 'word' && !isWord(peek(r), 'to')) while (peek(r).kind !== 'end' && !seesOp(r, ';')) take(r)
  let value = ''
  if (eatOp(r, '=') || eatOp(r, ':=') || eat(r, 'to')) {
    while (peek(r).kind !== 'end' && !seesOp(r, ';')) value += `${value === '' ? '' : ' '}${take(r).text}`
  }
  return { kind: 'setVariable', name, value }
}
