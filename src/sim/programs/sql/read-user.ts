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
  wrong,
  type Reader,
} from './reading'
import type { Statement, UserName } from './tree'

/** CREATE USER and ROLE, GRANT and what belongs to them. */
export function readUserStatement(r: Reader): Statement | undefined {
  if (eat(r, 'create user') || eat(r, 'create role')) return readUser(r, false)
  if (eat(r, 'alter user') || eat(r, 'alter role')) return readUser(r, true)
  if (eat(r, 'drop user') || eat(r, 'drop role')) {
    const what = before(r)
    const ifExists = eat(r, 'if exists')
    return { kind: 'dropUser', users: list(r, readUserName), ifExists, what }
  }
  if (eat(r, 'grant')) return readGrant(r, false)
  if (eat(r, 'revoke')) return readGrant(r, true)
  return undefined
}

const before = (r: Reader) => (r.tokens[r.index - 1]!.text.toLowerCase() === 'role' ? 'ROLE' : 'USER')

export function readUserName(r: Reader): UserName {
  const user = peek(r).kind === 'string' ? string(r) : anyName(r)
  if (r.dialect === 'mysql' && eatOp(r, '@')) {
    return { user, host: peek(r).kind === 'string' ? string(r) : anyName(r) }
  }
  const host = peek(r)
  if (r.dialect === 'mysql' && host.kind === 'variable') return { user, host: take(r).text.slice(1) } // root@localhost
  return { user, host: '%' }
}

function readUser(r: Reader, alter: boolean): Statement {
  const what = before(r)
  const ifNotExists = eat(r, 'if not exists') || eat(r, 'if exists')
  const users: UserName[] = []
  const options: string[] = []
  let password: string | undefined
  do {
    users.push(readUserName(r))
    password = readPassword(r) ?? password
  } while (r.dialect === 'mysql' && eatOp(r, ','))
  eat(r, 'with')
  while (peek(r).kind !== 'end' && !seesOp(r, ';')) {
    if (eat(r, 'password')) password = r.dialect === 'postgres' && peek(r).kind === 'string' ? string(r) : password
    else {
      const token = take(r)
      if (token.kind === 'op') throw wrong(r, token)
      options.push(token.text.toLowerCase())
    }
  }
  return { kind: 'createUser', users, options, ifNotExists, alter, what, ...(password !== undefined && { password }) }
}

function readPassword(r: Reader): string | undefined {
  if (r.dialect === 'postgres' || !eat(r, 'identified')) return undefined
  if (eat(r, 'with')) take(r)
  if (!eat(r, 'by') && !eat(r, 'as')) return undefined
  return string(r)
}

function readGrant(r: Reader, revoke: boolean): Statement {
  const rights = list(r, readRight)
  let on = ''
  if (eat(r, 'on')) {
    if (r.dialect === 'postgres') {
      const kind = ['database', 'schema', 'table', 'all tables in schema', 'all sequences in schema', 'sequence'].find(
        (words) => eat(r, words),
      )
      on = `${kind ?? 'table'} ${list(r, name).join(', ')}`
    } else on = readScope(r)
  }
  expect(r, revoke ? 'from' : 'to')
  const to = list(r, readUserName)
  while (peek(r).kind !== 'end' && !seesOp(r, ';')) take(r) // WITH GRANT OPTION, IDENTIFIED BY
  return { kind: 'grant', revoke, rights, on, to }
}

function readRight(r: Reader): string {
  const words: string[] = []
  while ((isName(r) || peek(r).kind === 'word') && !sees(r, 'on') && !sees(r, 'to') && !sees(r, 'from'))
    words.push(take(r).text)
  if (seesOp(r, '(')) inParens(r, (each) => list(each, name))
  if (words.length === 0) throw wrong(r)
  const right = words.join(' ').toUpperCase()
  return right === 'ALL' ? 'ALL PRIVILEGES' : right
}

/** `*.*`, `shop.*`, `shop.orders`, with MySQL's escapes of its wildcards taken out. */
function readScope(r: Reader): string {
  const part = () => (eatOp(r, '*') ? '*' : anyName(r).replace(/\\_/g, '_'))
  const first = part()
  return eatOp(r, '.') ? `${first}.${part()}` : first
}
