import { docOf, isList, type Doc, type Value } from '../bson'
import { ask } from './ask'
import type { Engine } from './engine'
import { newObjectId } from './special'
import { fromValue, isObj, kindKey, raised, toDoc, toValue, type Js, type Obj } from './values'

/** Many writes at once, and what is thrown when some of them were refused. */
const counts = (more: Obj = {}): Obj => ({
  insertedCount: 0,
  matchedCount: 0,
  modifiedCount: 0,
  deletedCount: 0,
  upsertedCount: 0,
  upsertedIds: {},
  insertedIds: {},
  ...more,
})

const errorsOf = (reply: Doc): readonly Doc[] => (isList(reply['writeErrors']) ? reply['writeErrors'].map(docOf) : [])

function refused(errors: readonly Doc[], result: Obj): never {
  const shown = errors.map(({ index, code, errmsg, op }) => ({
    [kindKey]: 'writeError',
    err: { index: index as Js, code: code as Js, errmsg: errmsg as Js, errInfo: undefined, op: fromValue(op) },
  }))
  throw raised('MongoBulkWriteError', String(errors[0]?.['errmsg']), {
    code: errors[0]?.['code'] as Js,
    result: { [kindKey]: 'BulkWriteResult', ...result },
    writeErrors: shown,
  })
}

/** Of insertMany: throws when a document was refused. */
export function manyWritten(reply: Doc, insertedIds: Obj, docs: readonly Obj[]): void {
  const errors = errorsOf(reply)
  if (errors.length === 0) return
  const bad = errors.map(({ index }) => String(index))
  const first = Math.min(...bad.map(Number))
  const done = Object.fromEntries(
    Object.entries(insertedIds).filter(
      ([i]) => !bad.includes(i) && (bad.length > 1 || Number(i) < first || reply['n'] !== first),
    ),
  )
  refused(
    errors.map((error) => ({ ...error, op: toDoc(docs[Number(error['index'])]) })),
    counts({ insertedCount: reply['n'] as number, insertedIds: done }),
  )
}

type Operation = readonly [name: string, given: Obj]

export function bulkWritten(m: Engine, db: string, coll: string, operations: readonly Js[], options: Js): Js {
  const ordered = !isObj(options) || options['ordered'] !== false
  let result = counts()
  const errors: Doc[] = []
  for (const [i, each] of operations.entries()) {
    const [name, given] = Object.entries(isObj(each) ? each : {})[0] ?? ['', {}]
    const reply = done(m, db, coll, [name, isObj(given) ? given : {}], i, result)
    result = reply.result
    errors.push(...reply.errors)
    if (reply.errors.length > 0 && ordered) break
  }
  if (errors.length > 0) refused(errors, result)
  return { acknowledged: true, ...result }
}

interface Done {
  readonly result: Obj
  readonly errors: readonly Doc[]
}

const plus = (result: Obj, key: string, many: Value | undefined): Obj => ({
  ...result,
  [key]: (result[key] as number) + (typeof many === 'number' ? many : 0),
})

const withIndex = (reply: Doc, index: number, op: Doc): readonly Doc[] =>
  errorsOf(reply).map((error) => ({ ...error, index, op }))

function done(m: Engine, db: string, coll: string, [name, given]: Operation, i: number, result: Obj): Done {
  if (name === 'insertOne') {
    const doc = isObj(given['document']) ? given['document'] : {}
    doc['_id'] ??= newObjectId(m)
    const reply = ask(m, db, { insert: coll, documents: [toDoc(doc)] })
    const ids = { ...(result['insertedIds'] as Obj), ...(reply['n'] === 1 && { [i]: doc['_id'] }) }
    return {
      result: { ...plus(result, 'insertedCount', reply['n']), insertedIds: ids },
      errors: withIndex(reply, i, toDoc(doc)),
    }
  }
  if (name === 'deleteOne' || name === 'deleteMany') {
    const reply = ask(m, db, {
      delete: coll,
      deletes: [{ q: toDoc(given['filter']), limit: name === 'deleteOne' ? 1 : 0 }],
    })
    return { result: plus(result, 'deletedCount', reply['n']), errors: withIndex(reply, i, toDoc(given)) }
  }
  if (!/^(updateOne|updateMany|replaceOne)$/.test(name))
    throw raised(
      'MongoInvalidArgumentError',
      'bulkWrite only supports insertOne, updateOne, updateMany, deleteOne, deleteMany',
    )
  const update = {
    q: toDoc(given['filter']),
    u: toValue(given['update'] ?? given['replacement']),
    multi: name === 'updateMany',
    upsert: given['upsert'] === true,
  }
  const reply = ask(m, db, { update: coll, updates: [update] })
  const upserted = isList(reply['upserted']) ? reply['upserted'].map(docOf) : []
  const counted = plus(plus(result, 'modifiedCount', reply['nModified']), 'upsertedCount', upserted.length)
  const ids = { ...(counted['upsertedIds'] as Obj), ...(upserted[0] && { [i]: fromValue(upserted[0]['_id']) }) }
  return {
    result: { ...plus(counted, 'matchedCount', (reply['n'] as number) - upserted.length), upsertedIds: ids },
    errors: withIndex(reply, i, update),
  }
}
