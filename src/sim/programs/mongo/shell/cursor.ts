import { ask } from './ask'
import { call, print, type Engine } from './engine'
import { commandOf, filled, next, rest } from './iterate'
import { callable } from './methods-list'
import { fn, fromValue, toDoc, toNumber, type Js, type Obj } from './values'

type Method = (m: Engine, cursor: Obj, args: readonly Js[]) => Js

/** Keeps what was asked for, and gives the cursor back. */
const keeping =
  (key: string): Method =>
  (_m, cursor, [value]) => {
    cursor[key] = value
    return cursor
  }

const same: Method = (_m, cursor) => cursor

/**
 * Methods of what find and aggregate give.
 *
 * @models mongosh packages/shell-api/src/abstract-cursor.ts
 */
const methods: Readonly<Record<string, Method>> = {
  sort: keeping('sort'),
  limit: keeping('limit'),
  skip: keeping('skip'),
  batchSize: keeping('batchSize'),
  projection: keeping('projection'),
  project: keeping('projection'),
  pretty: same,
  noCursorTimeout: same,
  allowDiskUse: same,
  maxTimeMS: same,
  comment: same,
  hint: same,
  collation: same,
  readPref: same,
  map: (_m, cursor, [given]) => {
    const before = cursor['mapped']
    const callee = callable(given)
    cursor['mapped'] =
      before === undefined
        ? callee
        : fn('', (_self, [doc]) => call(callee, undefined, call(callable(before), undefined, doc)))
    return cursor
  },
  toArray: (m, cursor) => rest(m, cursor),
  forEach: (m, cursor, [given]) => {
    const callee = callable(given)
    // Asked for batch by batch: what the function itself does comes in between.
    while (filled(m, cursor)) if (call(callee, undefined, next(m, cursor)) === false) break
    return undefined
  },
  hasNext: (m, cursor) => filled(m, cursor),
  next,
  tryNext: next,
  itcount: (m, cursor) => rest(m, cursor).length,
  close: (_m, cursor) => {
    Object.assign(cursor, { started: true, id: 0, buffer: [] })
    return undefined
  },
  isExhausted: (_m, cursor) =>
    cursor['started'] === true && cursor['id'] === 0 && (cursor['buffer'] as Js[]).length === 0,
  objsLeftInBatch: (_m, cursor) => (cursor['buffer'] as Js[]).length,
  count: (m, cursor) => {
    const { db, coll, filter } = cursor
    print(
      m,
      '[MONGODB DRIVER] Warning: cursor.count is deprecated and will be removed in the next major version, please use `collection.estimatedDocumentCount` or `collection.countDocuments` instead',
      2,
    )
    return ask(m, db as string, { count: coll as string, query: toDoc(filter) })['n'] as number
  },
  size: (m, cursor) => {
    const { db, coll, filter, skip, limit } = cursor
    const command = {
      count: coll as string,
      query: toDoc(filter),
      skip: skip === undefined ? 0 : toNumber(skip),
      limit: limit === undefined ? 0 : toNumber(limit),
    }
    return ask(m, db as string, command)['n'] as number
  },
  explain: (m, cursor, [verbosity]) =>
    fromValue(
      ask(m, cursor['db'] as string, {
        explain: commandOf(cursor),
        verbosity: verbosity === undefined ? 'queryPlanner' : String(verbosity),
      }),
    ),
}

export const cursorMethod = (m: Engine, cursor: Obj, key: string): Js => {
  const found = methods[key]
  return found && fn(key, (_self, args) => found(m, cursor, args))
}
