import { readExpr } from './read-expression'
import {
  anyName,
  eat,
  eatOp,
  expect,
  expectOp,
  inParens,
  isName,
  list,
  name,
  peek,
  sees,
  seesOp,
  take,
  textSince,
  wrong,
  type Reader,
} from './reading'
import type { Expr, Item, Join, Order, Select, Source, TableName } from './tree'

/** SELECT and what it is made of. */
export function readSelect(r: Reader): Select {
  const first = readCore(r)
  const union = readUnion(r)
  const orderBy = eat(r, 'order by') ? list(r, readOrder) : []
  const limits = readLimit(r)
  if (eat(r, 'for')) take(r) // FOR UPDATE, FOR SHARE: there is nothing to lock
  return { ...first, ...(union && { union }), orderBy, ...limits }
}

function readUnion(r: Reader): Select['union'] {
  if (!eat(r, 'union')) return undefined
  const all = eat(r, 'all')
  eat(r, 'distinct')
  const select = seesOp(r, '(') ? inParens(r, readSelect) : readCore(r)
  const more = readUnion(r)
  return { all, select: more ? { ...select, union: more } : select }
}

function readCore(r: Reader): Select {
  expect(r, 'select')
  const distinct = eat(r, 'distinct')
  if (!distinct) eat(r, 'all')
  const empty = r.dialect === 'postgres' && (sees(r, 'from') || peek(r).kind === 'end')
  const items = empty ? [] : list(r, readItem)
  const from = eat(r, 'from') ? readFrom(r) : []
  const where = eat(r, 'where') ? readExpr(r) : undefined
  const groupBy = eat(r, 'group by') ? list(r, readExpr) : []
  const having = eat(r, 'having') ? readExpr(r) : undefined
  return {
    kind: 'select',
    distinct,
    items,
    from,
    groupBy,
    orderBy: [],
    ...(where && { where }),
    ...(having && { having }),
  }
}

export function readItem(r: Reader): Item {
  const first = r.index
  const expr = readExpr(r)
  const text = textSince(r, first)
  const alias = eat(r, 'as') ? aliasName(r) : isName(r) || peek(r).kind === 'string' ? take(r).text : undefined
  return { expr, text, ...(alias !== undefined && { alias }) }
}

const aliasName = (r: Reader): string => (peek(r).kind === 'string' ? take(r).text : anyName(r))

const joins = ['inner join', 'join', 'cross join', 'left join', 'left outer join', 'right join', 'right outer join']

function readFrom(r: Reader): readonly Join[] {
  const found: Join[] = [{ how: 'cross', source: readSource(r) }]
  for (;;) {
    const join = joins.find((words) => eat(r, words))
    if (join !== undefined) found.push(readJoin(r, join))
    else if (eatOp(r, ',')) found.push({ how: 'cross', source: readSource(r) })
    else return found
  }
}

function readJoin(r: Reader, words: string): Join {
  const source = readSource(r)
  const how = words.startsWith('left') ? 'left' : words.startsWith('right') ? 'right' : 'inner'
  if (words === 'cross join') return { how: 'cross', source }
  if (eat(r, 'using')) return { how, source, using: inParens(r, (each) => list(each, name)) }
  if (eat(r, 'on')) return { how, source, on: readExpr(r) }
  if (r.dialect === 'postgres' || how !== 'inner') throw wrong(r)
  return { how: 'cross', source }
}

function readSource(r: Reader): Source {
  const { at } = peek(r)
  if (eatOp(r, '(')) {
    const select = readSelect(r)
    expectOp(r, ')')
    eat(r, 'as')
    return { kind: 'select', select, alias: name(r) }
  }
  if (sees(r, 'generate_series')) {
    const call = readExpr(r)
    const alias = readAlias(r) ?? 'generate_series'
    if (seesOp(r, '(')) return { kind: 'series', call, alias: inParens(r, name), at }
    return { kind: 'series', call, alias, at }
  }
  const table = readTableName(r)
  return { kind: 'table', table, alias: readAlias(r) ?? table.name }
}

export const readAlias = (r: Reader): string | undefined =>
  eat(r, 'as') ? name(r) : isName(r) && !sees(r, 'set') ? take(r).text : undefined

export function readTableName(r: Reader): TableName {
  const { at } = peek(r)
  const first = name(r)
  return eatOp(r, '.') ? { schema: first, name: anyName(r), at } : { name: first, at }
}

function readOrder(r: Reader): Order {
  const by = readExpr(r)
  const descending = eat(r, 'desc')
  if (!descending) eat(r, 'asc')
  if (eat(r, 'nulls') && !eat(r, 'first')) expect(r, 'last')
  return { by, descending }
}

function readLimit(r: Reader): { readonly limit?: Expr; readonly offset?: Expr } {
  let limit: Expr | undefined
  let offset: Expr | undefined
  for (;;) {
    if (eat(r, 'limit')) {
      if (eat(r, 'all')) continue
      limit = readExpr(r)
      if (r.dialect === 'mysql' && eatOp(r, ',')) [offset, limit] = [limit, readExpr(r)]
    } else if (eat(r, 'offset')) {
      offset = readExpr(r)
      if (!eat(r, 'rows')) eat(r, 'row')
    } else return { ...(limit && { limit }), ...(offset && { offset }) }
  }
}
