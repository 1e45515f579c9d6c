import { bracketOf, compare, equal, isDoc, keyOf, refusal, shown, type Doc, type Value } from './bson'
import { valuesAt } from './paths'

/**
 * Collections and their indexes. An index is a promise here, not a tree: what is unique is looked through.
 *
 * @models mongodb src/mongo/db/catalog
 */
export interface Index {
  readonly name: string
  readonly key: Doc
  readonly unique?: true
  readonly sparse?: true
  /** What else was said of it, to be said again. */
  readonly options?: Doc
}

export interface Collection {
  readonly uuid: string
  /** The name of its file, without `.wt`. */
  readonly ident: string
  readonly options: Doc
  readonly indexes: readonly Index[]
  readonly docs: readonly Doc[]
}

/** By `database.collection`. */
export type Collections = Readonly<Record<string, Collection>>

export const databaseOf = (namespace: string): string => namespace.slice(0, namespace.indexOf('.'))
export const collectionOf = (namespace: string): string => namespace.slice(namespace.indexOf('.') + 1)

export const idIndex: Index = { name: '_id_', key: { _id: 1 } }

export const docsOf = (all: Collections, namespace: string): readonly Doc[] => all[namespace]?.docs ?? []

/** Databases that have a collection, sorted. */
export const databases = (all: Collections): readonly string[] => [...new Set(Object.keys(all).map(databaseOf))].sort()

export const namespaces = (all: Collections, database: string): readonly string[] =>
  Object.keys(all).filter((namespace) => databaseOf(namespace) === database)

/** Bytes of a document, nearly as BSON counts them. */
export function sizeOf(value: Value): number {
  if (isDoc(value)) return Object.entries(value).reduce((sum, [key, each]) => sum + 2 + key.length + sizeOf(each), 5)
  switch (bracketOf(value)) {
    case 'array':
      return (value as readonly Value[]).reduce<number>((sum, each, i) => sum + 2 + String(i).length + sizeOf(each), 5)
    case 'string':
      return (value as string).length + 5
    case 'objectId':
      return 12
    case 'null':
      return 0
    case 'bool':
      return 1
    case 'number':
      return typeof value === 'number' && Number.isInteger(value) && Math.abs(value) < 2 ** 31 ? 4 : 8
    default:
      return 8
  }
}

/** What an index knows a document by; undefined where it leaves it out. */
function keysOf(doc: Doc, { key, sparse }: Index): readonly string[] | undefined {
  const parts = Object.keys(key).map((path) =>
    valuesAt(doc, path.split('.')).flatMap((each) => (Array.isArray(each) ? each : [each])),
  )
  if (sparse && parts.every((each) => each.every((value) => value === undefined))) return undefined
  return parts.reduce<readonly string[]>(
    (all, values) => all.flatMap((one) => values.map((value) => `${one} ${keyOf(value)}`)),
    [''],
  )
}

const duplicate = (namespace: string, index: Index, doc: Doc) => {
  const value = Object.fromEntries(
    Object.keys(index.key).map((path) => [path, valuesAt(doc, path.split('.'))[0] ?? null]),
  )
  return refusal(
    11000,
    'DuplicateKey',
    `E11000 duplicate key error collection: ${namespace} index: ${index.name} dup key: ${shown(value)}`,
    { keyPattern: index.key, keyValue: value },
  )
}

/** Keys that are taken, by index; for many documents at once. */
export type Taken = ReadonlyMap<Index, Set<string>>

export const takenBy = (collection: Collection): Taken =>
  new Map(
    collection.indexes
      .filter((index) => index.unique || index.name === '_id_')
      .map((index) => [index, new Set(collection.docs.flatMap((doc) => keysOf(doc, index) ?? []))]),
  )

/** Takes the keys of a new document, or throws why it cannot have them. */
export function take(taken: Taken, namespace: string, doc: Doc): void {
  for (const [index, keys] of taken)
    if (keysOf(doc, index)?.some((key) => keys.has(key))) throw duplicate(namespace, index, doc)
  for (const [index, keys] of taken) for (const key of keysOf(doc, index) ?? []) keys.add(key)
}

/** Throws when a changed document would have a key of another one. */
export function checkChanged(collection: Collection, namespace: string, was: Doc, now: Doc): void {
  for (const index of collection.indexes) {
    if (!index.unique || equalKeys(was, now, index)) continue
    const keys = keysOf(now, index) ?? []
    const other = collection.docs.some(
      (doc) => !equal(doc['_id'], now['_id']) && keysOf(doc, index)?.some((key) => keys.includes(key)),
    )
    if (other) throw duplicate(namespace, index, now)
  }
}

const equalKeys = (a: Doc, b: Doc, index: Index): boolean => keysOf(a, index)?.join() === keysOf(b, index)?.join()

/** Throws when the documents that are there do not allow a unique index. */
export function checkUnique(namespace: string, docs: readonly Doc[], index: Index): void {
  const taken: Taken = new Map([[index, new Set<string>()]])
  for (const doc of docs) take(taken, namespace, doc)
}

export const indexName = (key: Doc): string =>
  Object.entries(key)
    .map(([path, way]) => `${path}_${String(way)}`)
    .join('_')

export const sameKey = (a: Doc, b: Doc): boolean =>
  Object.keys(a).join() === Object.keys(b).join() && compare(a, b) === 0
