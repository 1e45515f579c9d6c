import { ask, cursorOf } from './ask'
import type { Engine } from './engine'
import { call } from './engine'
import { fromValue, isFn, isObj, kindKey, kindOf, toDoc, toNumber, type Js, type Obj } from './values'
import type { Doc } from '../bson'

/** A cursor of the shell: what it will ask for, and then what it was given and has not shown. */
export const newCursor = (db: string, coll: string, what: Obj): Obj => ({
  [kindKey]: 'cursor',
  db,
  coll,
  started: false,
  id: 0,
  buffer: [],
  given: 0,
  ...what,
})

const findCommand = ({ coll, filter, projection, sort, skip, limit, batchSize }: Obj): Doc => ({
  find: coll as string,
  filter: toDoc(filter),
  ...(projection !== undefined && { projection: toDoc(projection) }),
  ...(sort !== undefined && { sort: toDoc(sort) }),
  ...(skip !== undefined && { skip: toNumber(skip) }),
  ...(limit !== undefined &&
    toNumber(limit) !== 0 && { limit: Math.abs(toNumber(limit)), singleBatch: toNumber(limit) < 0 }),
  ...(batchSize !== undefined && { batchSize: toNumber(batchSize) }),
})

const aggregateCommand = ({ coll, pipeline }: Obj): Doc => ({
  aggregate: coll as string,
  pipeline: (pipeline as Js[]).map(toDoc),
  cursor: {},
})

export const commandOf = (cursor: Obj): Doc =>
  cursor['pipeline'] === undefined ? findCommand(cursor) : aggregateCommand(cursor)

/** Sees to it that the next document is there, if there is one. */
export function filled(m: Engine, cursor: Obj): boolean {
  const buffer = cursor['buffer'] as Js[]
  if (buffer.length > 0) return true
  const db = cursor['db'] as string
  if (cursor['started'] !== true) {
    cursor['started'] = true
    take(cursor, ask(m, db, commandOf(cursor)))
    return (cursor['buffer'] as Js[]).length > 0
  }
  if (cursor['id'] === 0) return false
  take(cursor, ask(m, db, { getMore: cursor['id'] as number, collection: cursor['coll'] as string }))
  return (cursor['buffer'] as Js[]).length > 0
}

function take(cursor: Obj, reply: Doc): void {
  const { docs, id } = cursorOf(reply)
  cursor['id'] = id
  cursor['buffer'] = docs.map(fromValue)
}

export function next(m: Engine, cursor: Obj): Js {
  if (!filled(m, cursor)) return null
  const doc = (cursor['buffer'] as Js[]).shift()
  const mapped = cursor['mapped']
  return isFn(mapped) ? call(mapped, undefined, doc) : doc
}

export function rest(m: Engine, cursor: Obj): Js[] {
  const docs: Js[] = []
  while (filled(m, cursor)) docs.push(next(m, cursor))
  return docs
}

/** What a loop over a cursor goes through. */
export const cursorItems = (m: Engine, value: Js): readonly Js[] | undefined =>
  isObj(value) && kindOf(value) === 'cursor' ? rest(m, value) : undefined
