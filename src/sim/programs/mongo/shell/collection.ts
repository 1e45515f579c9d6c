import { docOf, isList, type Doc } from '../bson'
import { isReplacement } from '../update'
import { all, ask, checkWritten } from './ask'
import { print, type Engine } from './engine'
import { newCursor } from './iterate'
import { newObjectId } from './special'
import { indexName } from '../store'
import { bulkWritten, manyWritten } from './bulk'
import {
  fn,
  fromValue,
  isArray,
  isObj,
  isPlain,
  kindKey,
  raised,
  toDoc,
  toText,
  toValue,
  truthy,
  type Js,
  type Obj,
} from './values'

type Method = (m: Engine, self: Obj, args: readonly Js[]) => Js

export const collectionNamed = (db: string, name: string): Obj => ({ [kindKey]: 'collection', db, name })

const dbOf = (self: Obj): string => self['db'] as string
const nameOf = (self: Obj): string => self['name'] as string

const invalid = (words: string) => raised('MongoInvalidArgumentError', words)
const missing = (method: string, what: string) =>
  raised(
    'MongoshInvalidInputError',
    `[COMMON-10001] Missing required argument at position 0 (Collection.${method})${what}`,
  )

/** The document with an id, as the driver gives it one. */
function withId(m: Engine, doc: Obj): Obj {
  doc['_id'] ??= newObjectId(m)
  return doc
}

const insertOne: Method = (m, self, [doc]) => {
  if (doc === undefined) throw missing('insertOne', '')
  if (!isPlain(doc)) throw raised('MongoInvalidArgumentError', 'Argument "doc" must be an object')
  withId(m, doc)
  checkWritten(ask(m, dbOf(self), { insert: nameOf(self), documents: [toDoc(doc)], ordered: true }))
  return { acknowledged: true, insertedId: doc['_id'] }
}

const insertMany: Method = (m, self, [docs, options]) => {
  if (docs === undefined) throw missing('insertMany', '')
  if (!isArray(docs)) throw invalid('Argument "docs" must be an array of documents')
  const made = docs.map((doc) => withId(m, isPlain(doc) ? doc : {}))
  const ordered = !isObj(options) || options['ordered'] !== false
  const reply = ask(m, dbOf(self), { insert: nameOf(self), documents: made.map(toDoc), ordered })
  const ids = Object.fromEntries(made.map((doc, i) => [String(i), doc['_id']]))
  manyWritten(reply, ids, made)
  return { acknowledged: true, insertedIds: ids }
}

/** Options of an update that go to the server. */
const passed = (options: Js): Doc => {
  const { upsert, collation, hint, arrayFilters, sort } = isObj(options) ? options : {}
  return toDoc(
    Object.fromEntries(
      Object.entries({ upsert, collation, hint, arrayFilters, sort }).filter(([, value]) => value !== undefined),
    ),
  )
}

const updating =
  (name: string, multi: boolean, replaces: boolean): Method =>
  (m, self, [filter, update, options]) => {
    if (filter === undefined || update === undefined)
      throw raised(
        'MongoshInvalidInputError',
        `[COMMON-10001] Missing required argument at position ${filter === undefined ? 0 : 1} (Collection.${name})`,
      )
    checkUpdate(update, replaces)
    const one = { q: toDoc(filter), u: toValue(update), multi, ...passed(options) }
    const reply = ask(m, dbOf(self), { update: nameOf(self), updates: [one], ordered: true })
    checkWritten(reply)
    return outcome(reply)
  }

function checkUpdate(update: Js, replaces: boolean): void {
  if (isArray(update)) return
  const whole = isReplacement(toValue(update))
  if (!replaces && whole) throw invalid('Update document requires atomic operators')
  if (replaces && !whole && Object.keys(toDoc(update)).length > 0)
    throw invalid('Replacement document must not contain atomic operators')
}

function outcome(reply: Doc): Js {
  const upserted = isList(reply['upserted']) ? reply['upserted'] : []
  return {
    acknowledged: true,
    insertedId: upserted.length === 0 ? null : fromValue(docOf(upserted[0])['_id']),
    matchedCount: (reply['n'] as number) - upserted.length,
    modifiedCount: reply['nModified'] as number,
    upsertedCount: upserted.length,
  }
}

const deleting =
  (name: string, limit: 0 | 1): Method =>
  (m, self, [filter]) => {
    if (filter === undefined) throw missing(name, '')
    const reply = ask(m, dbOf(self), { delete: nameOf(self), deletes: [{ q: toDoc(filter), limit }], ordered: true })
    checkWritten(reply)
    return { acknowledged: true, deletedCount: reply['n'] as number }
  }

const find: Method = (_m, self, [filter, projection]) =>
  newCursor(dbOf(self), nameOf(self), { filter: filter ?? {}, projection })

const findOne: Method = (m, self, [filter, projection, options]) => {
  const sort = isObj(options) ? options['sort'] : undefined
  const [doc = null] = all(m, dbOf(self), {
    find: nameOf(self),
    filter: toDoc(filter),
    ...(projection !== undefined && { projection: toDoc(projection) }),
    ...(sort !== undefined && { sort: toDoc(sort) }),
    limit: 1,
    singleBatch: true,
  })
  return doc
}

const modifying =
  (what: 'update' | 'replace' | 'remove'): Method =>
  (m, self, args) => {
    const [filter, change, given] = what === 'remove' ? [args[0], undefined, args[1]] : args
    if (what !== 'remove') checkUpdate(change, what === 'replace')
    const options = isObj(given) ? given : {}
    const after =
      options['returnDocument'] === 'after' || truthy(options['returnNewDocument']) || truthy(options['new'])
    const reply = ask(m, dbOf(self), {
      findAndModify: nameOf(self),
      query: toDoc(filter),
      ...(what === 'remove'
        ? { remove: true }
        : { update: toValue(change), new: after, upsert: truthy(options['upsert']) }),
      ...(options['sort'] !== undefined && { sort: toDoc(options['sort']) }),
      ...(options['projection'] !== undefined && { fields: toDoc(options['projection']) }),
    })
    return fromValue(reply['value'] ?? null)
  }

const count: Method = (m, self, [filter]) => {
  const command = {
    aggregate: nameOf(self),
    pipeline: [{ $match: toDoc(filter) }, { $group: { _id: 1, n: { $sum: 1 } } }],
    cursor: {},
  }
  return (all(m, dbOf(self), command)[0]?.['n'] as number | undefined) ?? 0
}

const aggregate: Method = (m, self, args) => {
  const pipeline = isArray(args[0]) ? args[0] : args.filter(isPlain)
  const cursor = newCursor(dbOf(self), nameOf(self), { pipeline })
  // One that writes does so without being asked for what it found.
  if (pipeline.some((stage) => isObj(stage) && ('$out' in stage || '$merge' in stage)))
    ask(m, dbOf(self), { aggregate: nameOf(self), pipeline: pipeline.map(toDoc), cursor: {} })
  return cursor
}

function createIndex(m: Engine, self: Obj, keys: readonly Js[], options: Js): readonly string[] {
  const more = toDoc(options)
  const indexes = keys.map((key) => ({ key: toDoc(key), name: indexName(toDoc(key)), ...more }))
  ask(m, dbOf(self), { createIndexes: nameOf(self), indexes })
  return indexes.map(({ name }) => name)
}

const stats: Method = (m, self) => {
  const { indexSizes, ...rest } = ask(m, dbOf(self), { collStats: nameOf(self) })
  return fromValue({ ...rest, sharded: false, indexSizes: indexSizes ?? {} })
}

const statsOf =
  (key: string): Method =>
  (m, self) =>
    (ask(m, dbOf(self), { collStats: nameOf(self) })[key] ?? 0) as number

const deprecated = (m: Engine, name: string, instead: string): void =>
  print(m, `DeprecationWarning: Collection.${name}() is deprecated. Use ${instead}.`, 2)

/**
 * Methods of collections.
 *
 * @models mongosh packages/shell-api/src/collection.ts
 * @fidelity part: no watch, mapReduce, search indexes or sharding
 */
const methods: Readonly<Record<string, Method>> = {
  insertOne,
  insertMany,
  find,
  findOne,
  updateOne: updating('updateOne', false, false),
  updateMany: updating('updateMany', true, false),
  replaceOne: updating('replaceOne', false, true),
  deleteOne: deleting('deleteOne', 1),
  deleteMany: deleting('deleteMany', 0),
  findOneAndUpdate: modifying('update'),
  findOneAndReplace: modifying('replace'),
  findOneAndDelete: modifying('remove'),
  bulkWrite: (m, self, [operations, options]) =>
    bulkWritten(m, dbOf(self), nameOf(self), isArray(operations) ? operations : [], options),
  countDocuments: count,
  estimatedDocumentCount: (m, self) => ask(m, dbOf(self), { count: nameOf(self) })['n'] as number,
  count: (m, self, [filter]) => {
    deprecated(m, 'count', 'countDocuments or estimatedDocumentCount')
    return ask(m, dbOf(self), { count: nameOf(self), query: toDoc(filter) })['n'] as number
  },
  distinct: (m, self, [key, filter]) =>
    fromValue(ask(m, dbOf(self), { distinct: nameOf(self), key: toText(key), query: toDoc(filter) })['values']),
  aggregate,
  drop: (m, self) => {
    const there = all(m, dbOf(self), { listCollections: 1, filter: { name: nameOf(self) } }).length > 0
    ask(m, dbOf(self), { drop: nameOf(self) })
    return there || true
  },
  createIndex: (m, self, [key, options]) => createIndex(m, self, [key], options)[0],
  ensureIndex: (m, self, [key, options]) => createIndex(m, self, [key], options)[0],
  createIndexes: (m, self, [keys, options]) => [...createIndex(m, self, isArray(keys) ? keys : [], options)],
  getIndexes: (m, self) => all(m, dbOf(self), { listIndexes: nameOf(self) }),
  getIndexKeys: (m, self) => all(m, dbOf(self), { listIndexes: nameOf(self) }).map((each) => each['key']),
  dropIndex: (m, self, [index]) => fromValue(ask(m, dbOf(self), { dropIndexes: nameOf(self), index: toValue(index) })),
  dropIndexes: (m, self, [index]) =>
    fromValue(ask(m, dbOf(self), { dropIndexes: nameOf(self), index: index === undefined ? '*' : toValue(index) })),
  renameCollection: (m, self, [to, dropTarget]) =>
    fromValue(
      ask(m, 'admin', {
        renameCollection: `${dbOf(self)}.${nameOf(self)}`,
        to: `${dbOf(self)}.${toText(to)}`,
        dropTarget: dropTarget === true,
      }),
    ),
  stats,
  dataSize: statsOf('size'),
  storageSize: statsOf('storageSize'),
  totalIndexSize: statsOf('totalIndexSize'),
  totalSize: statsOf('totalSize'),
  isCapped: () => false,
  validate: (m, self) => fromValue(ask(m, dbOf(self), { validate: nameOf(self) })),
  getName: (_m, self) => nameOf(self),
  getFullName: (_m, self) => toText(self),
  getDB: (_m, self) => ({ [kindKey]: 'database', name: dbOf(self) }),
  insert: (m, self, [docs, options]) => {
    deprecated(m, 'insert', 'insertOne, insertMany, or bulkWrite')
    return insertMany(m, self, [isArray(docs) ? docs : [docs], options])
  },
  update: (m, self, [filter, update, options]) => {
    deprecated(m, 'update', 'updateOne, updateMany, or bulkWrite')
    const multi = isObj(options) && truthy(options['multi'])
    return updating('update', multi, isReplacement(toValue(update)))(m, self, [filter, update, options])
  },
  remove: (m, self, [filter, options]) => {
    deprecated(m, 'remove', 'deleteOne, deleteMany, findOneAndDelete, or bulkWrite')
    const one = options === true || (isObj(options) && truthy(options['justOne']))
    return deleting('remove', one ? 1 : 0)(m, self, [filter])
  },
}

/** A method, or a collection whose name goes on. */
export function collectionMethod(m: Engine, self: Obj, key: string): Js {
  const found = methods[key]
  if (found) return fn(key, (_self, args) => found(m, self, args))
  if (key === 'toString' || key === 'valueOf') return fn(key, () => toText(self))
  return collectionNamed(dbOf(self), `${nameOf(self)}.${key}`)
}
