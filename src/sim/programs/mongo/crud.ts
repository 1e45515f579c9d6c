import type { Sys } from '../../wire/sys'
import { distinctValues, piped, sorted } from './aggregate'
import { docOf, equal, isDoc, isList, numberOf, refusal, refusalOf, type Doc, type Value } from './bson'
import { newCollection } from './files'
import { millis } from './log'
import { equalities, matches } from './match'
import { changedAt } from './paths'
import { projected } from './project'
import type { Server } from './state'
import { checkChanged, docsOf, take, takenBy, type Collection } from './store'
import { isReplacement, replaced, updated } from './update'

/**
 * Commands that read and write documents.
 *
 * @models mongodb src/mongo/db/commands
 * @fidelity part: no sessions, transactions, collations, hints or read concerns: what they ask is not heard
 */
export interface Asked {
  readonly sys: Sys
  readonly server: Server
  readonly db: string
  readonly command: Doc
  /** The namespace that the first member of the command names. */
  readonly ns: string
}

type Command = (asked: Asked) => Doc

const listOf = (value: Value | undefined): readonly Doc[] => (isList(value) ? value.map(docOf) : [])

/** The collection, made when it is not there. */
export function collection({ sys, server, ns }: Asked): Collection {
  const found = server.collections[ns] ?? newCollection(sys, server)
  if (server.collections[ns] === undefined) put(server, ns, found)
  return found
}

export function put(server: Server, ns: string, now: Collection): void {
  server.collections = { ...server.collections, [ns]: now }
}

function counted(server: Server, what: string, many: number): void {
  server.operations = { ...server.operations, [what]: (server.operations[what] ?? 0) + many }
}

/** An id of the server's own, where a client sent none. */
const newId = (sys: Sys): Value => ({
  $oid:
    Math.floor(sys.now() / 1e6).toString(16) + [0, 0].map(() => sys.random().toString(16).padStart(8, '0')).join(''),
})

const withId = (sys: Sys, doc: Doc): Doc => {
  const { _id: id, ...rest } = doc
  return { _id: id ?? newId(sys), ...rest }
}

/** Does it to one after the other, and lists what was refused; the first refusal ends it where the order counts. */
function each(asked: Asked, list: readonly Doc[], act: (doc: Doc, i: number) => void): readonly Doc[] {
  const errors: Doc[] = []
  for (const [index, doc] of list.entries()) {
    try {
      act(doc, index)
    } catch (error) {
      const { code, errmsg, more } = refusalOf(error)
      errors.push({ index, code, errmsg, ...more })
      if (asked.command['ordered'] !== false) break
    }
  }
  return errors
}

const withErrors = (reply: Doc, errors: readonly Doc[]): Doc =>
  errors.length === 0 ? reply : { ...reply, writeErrors: errors }

const insert: Command = (asked) => {
  const { sys, server, ns, command } = asked
  const from = collection(asked)
  const taken = takenBy(from)
  const fresh: Doc[] = []
  const errors = each(asked, listOf(command['documents']), (given) => {
    const doc = withId(sys, given)
    if (isList(doc['_id'])) throw refusal(53, 'InvalidIdField', "The '_id' value cannot be of type array")
    take(taken, ns, doc)
    fresh.push(doc)
  })
  if (fresh.length > 0) put(server, ns, { ...from, docs: [...from.docs, ...fresh] })
  counted(server, 'insert', fresh.length)
  return withErrors({ n: fresh.length }, errors)
}

/** One batch of a cursor; what does not fit waits for `getMore`. */
function batch(asked: Asked, docs: readonly Doc[], size: number, single = false): Doc {
  const { server, ns } = asked
  const firstBatch = docs.slice(0, size)
  const more = docs.length > size && !single
  const id = more ? server.nextCursor++ : 0
  if (more) server.cursors = { ...server.cursors, [id]: { namespace: ns, docs: docs.slice(size) } }
  return { cursor: { firstBatch, id, ns } }
}

const found = (asked: Asked): readonly Doc[] => {
  const { server, ns, command } = asked
  const fitting = docsOf(server.collections, ns).filter((doc) =>
    matches(doc, docOf(command['filter'] ?? command['query'])),
  )
  const ordered = sorted(fitting, docOf(command['sort']))
  const skip = numberOf(command['skip']) ?? 0
  const limit = Math.abs(numberOf(command['limit']) ?? 0)
  return ordered.slice(skip, limit === 0 ? undefined : skip + limit)
}

const find: Command = (asked) => {
  counted(asked.server, 'query', 1)
  const { command } = asked
  // A query that cannot be is refused even where there is nothing to look at.
  matches({}, docOf(command['filter']))
  const shape = docOf(command['projection'])
  const docs = found(asked).map((doc) => projected(doc, shape))
  return batch(asked, docs, numberOf(command['batchSize']) ?? 101, command['singleBatch'] === true)
}

const getMore: Command = ({ server, command }) => {
  counted(server, 'getmore', 1)
  const id = numberOf(command['getMore']) ?? 0
  const cursor = server.cursors[id]
  if (cursor === undefined) throw refusal(43, 'CursorNotFound', `cursor id ${id} not found`)
  const size = numberOf(command['batchSize']) ?? cursor.docs.length
  const { [id]: _done, ...others } = server.cursors
  const more = cursor.docs.length > size
  server.cursors = more ? { ...others, [id]: { ...cursor, docs: cursor.docs.slice(size) } } : others
  return { cursor: { nextBatch: cursor.docs.slice(0, size), id: more ? id : 0, ns: cursor.namespace } }
}

const count: Command = (asked) => {
  counted(asked.server, 'command', 1)
  return { n: found(asked).length }
}

const distinct: Command = (asked) => ({ values: distinctValues(found(asked), String(asked.command['key'])) })

const aggregate: Command = (asked) => {
  const { sys, server, db, ns, command } = asked
  counted(server, 'command', 1)
  const pipeline = isList(command['pipeline']) ? command['pipeline'] : []
  const last = docOf(pipeline.at(-1))
  const target = last['$out'] ?? last['$merge']
  const docs = piped(docsOf(server.collections, ns), target === undefined ? pipeline : pipeline.slice(0, -1), {
    from: (name) => docsOf(server.collections, `${db}.${name}`),
    random: () => sys.random(),
  })
  if (target === undefined) return batch(asked, docs, numberOf(docOf(command['cursor'])['batchSize']) ?? 101)
  written(asked, '$out' in last, target, docs)
  return batch(asked, [], 101)
}

/** What a pipeline makes put into a collection: in its place, or among what is there. */
function written(asked: Asked, whole: boolean, target: Value, docs: readonly Doc[]): void {
  const into = isDoc(target) ? (target['into'] ?? target['coll'] ?? '') : target
  const ns = isDoc(into) ? `${String(into['db'])}.${String(into['coll'])}` : `${asked.db}.${String(into)}`
  const there = collection({ ...asked, ns })
  const fresh = docs.map((doc) => withId(asked.sys, doc))
  const kept = whole ? [] : there.docs.filter((old) => !fresh.some((doc) => equal(doc['_id'], old['_id'])))
  put(asked.server, ns, { ...there, docs: [...kept, ...fresh] })
}

interface Outcome {
  readonly matched: number
  readonly modified: number
  readonly upserted?: Value
}

const update: Command = (asked) => {
  const updates = listOf(asked.command['updates'])
  let total = { n: 0, nModified: 0 }
  const upserted: Doc[] = []
  const errors = each(asked, updates, (one, index) => {
    const outcome = updateOne(asked, one)
    total = { n: total.n + outcome.matched, nModified: total.nModified + outcome.modified }
    if (outcome.upserted !== undefined) upserted.push({ index, _id: outcome.upserted })
    if (outcome.upserted !== undefined) total = { ...total, n: total.n + 1 }
  })
  counted(asked.server, 'update', updates.length)
  return withErrors({ n: total.n, ...(upserted.length > 0 && { upserted }), nModified: total.nModified }, errors)
}

/** One document as an update makes it. */
function remade(asked: Asked, doc: Doc, query: Doc, u: Value | undefined, inserting = false): Doc {
  if (isList(u)) return piped([doc], u, { from: () => [], random: () => 0 })[0] ?? doc
  if (isReplacement(u)) return replaced(doc, docOf(u))
  return updated(doc, docOf(u), { query, now: millis(asked.sys), inserting })
}

function updateOne(asked: Asked, { q, u, multi, upsert, sort }: Doc): Outcome {
  const { server, ns } = asked
  const query = docOf(q)
  matches({}, query)
  const from = upsert === true ? collection(asked) : server.collections[ns]
  if (from === undefined) return { matched: 0, modified: 0 }
  const fitting = sorted(from.docs, docOf(sort)).filter((doc) => matches(doc, query))
  const chosen = multi === true ? fitting : fitting.slice(0, 1)
  if (chosen.length === 0 && upsert === true) return { matched: 0, modified: 0, upserted: upsertOne(asked, query, u) }
  const changes = new Map<Doc, Doc>()
  for (const doc of chosen) {
    const made = remade(asked, doc, query, u)
    if (equal(doc, made)) continue
    checkChanged(from, ns, doc, made)
    changes.set(doc, made)
  }
  if (changes.size > 0) put(server, ns, { ...from, docs: from.docs.map((doc) => changes.get(doc) ?? doc) })
  return { matched: chosen.length, modified: changes.size }
}

function upsertOne(asked: Asked, query: Doc, u: Value | undefined): Value {
  const { sys, server, ns } = asked
  const base = equalities(query).reduce<Doc>((doc, [path, value]) => changedAt(doc, path, () => value), {})
  const start = isReplacement(u) ? { ...('_id' in base && { _id: base['_id']! }) } : base
  const doc = withId(sys, remade(asked, start, query, u, true))
  const from = collection(asked)
  take(takenBy(from), ns, doc)
  put(server, ns, { ...from, docs: [...from.docs, doc] })
  return doc['_id']!
}

const remove: Command = (asked) => {
  const { server, ns, command } = asked
  let n = 0
  const deletes = listOf(command['deletes'])
  const errors = each(asked, deletes, ({ q, limit }) => {
    matches({}, docOf(q))
    const from = server.collections[ns]
    if (from === undefined) return
    const fitting = from.docs.filter((doc) => matches(doc, docOf(q)))
    const gone = new Set(limit === 1 ? fitting.slice(0, 1) : fitting)
    n += gone.size
    if (gone.size > 0) put(server, ns, { ...from, docs: from.docs.filter((doc) => !gone.has(doc)) })
  })
  counted(server, 'delete', deletes.length)
  return withErrors({ n }, errors)
}

const findAndModify: Command = (asked) => {
  const { server, ns, command } = asked
  const query = docOf(command['query'])
  const before = sorted(docsOf(server.collections, ns), docOf(command['sort'])).find((doc) => matches(doc, query))
  const shape = docOf(command['fields'])
  if (command['remove'] === true) {
    const from = server.collections[ns]
    if (before && from) put(server, ns, { ...from, docs: from.docs.filter((doc) => doc !== before) })
    return { lastErrorObject: { n: before ? 1 : 0 }, value: before ? projected(before, shape) : null }
  }
  const outcome = updateOne(asked, {
    q: before ? { _id: before['_id']!, ...query } : query,
    u: command['update'] ?? {},
    upsert: command['upsert'] ?? false,
  })
  const id = before?.['_id'] ?? outcome.upserted
  const after = id === undefined ? undefined : docsOf(server.collections, ns).find((doc) => equal(doc['_id'], id))
  const value = command['new'] === true ? after : before
  return {
    lastErrorObject: {
      n: id === undefined ? 0 : 1,
      updatedExisting: before !== undefined,
      ...(outcome.upserted !== undefined && { upserted: outcome.upserted }),
    },
    value: value ? projected(value, shape) : null,
  }
}

export const crud: Readonly<Record<string, Command>> = {
  insert,
  find,
  getMore,
  count,
  distinct,
  aggregate,
  update,
  delete: remove,
  findAndModify,
  findandmodify: findAndModify,
  killCursors: ({ server, command }) => {
    const ids = (isList(command['cursors']) ? command['cursors'] : []).map(String)
    server.cursors = Object.fromEntries(Object.entries(server.cursors).filter(([id]) => !ids.includes(id)))
    return { cursorsKilled: ids.map(Number) }
  },
}
