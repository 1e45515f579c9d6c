import { docOf, isDoc, isList, refusal, type Doc, type Value } from './bson'
import { collection, put, type Asked } from './crud'
import { newCollection } from './files'
import { millis } from './log'
import { matches } from './match'
import { majorOf, gitOf } from './version'
import {
  checkUnique,
  collectionOf,
  databaseOf,
  databases,
  docsOf,
  idIndex,
  indexName,
  namespaces,
  sameKey,
  sizeOf,
  type Collection,
  type Index,
} from './store'

/**
 * Commands about databases, collections, indexes and the server itself.
 *
 * @models mongodb src/mongo/db/commands
 * @fidelity part: sizes are of documents, not of pages; of serverStatus, dbStats and collStats the most read numbers
 */
type Command = (asked: Asked) => Doc

/** The least a file of the storage engine takes. */
const page = 4096
const pages = (bytes: number): number => (bytes === 0 ? page : Math.ceil(bytes / page) * page + 4 * page)

const bytesOf = ({ docs }: Collection): number => docs.reduce((sum, doc) => sum + sizeOf(doc), 0)
const onDisk = (each: Collection): number => pages(bytesOf(each)) + each.indexes.length * pages(each.docs.length * 12)

const collectionsOf = ({ server }: Asked, database: string): readonly Collection[] =>
  namespaces(server.collections, database).map((ns) => server.collections[ns]!)

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)

const listDatabases: Command = (asked) => {
  const all = databases(asked.server.collections).map((name) => ({
    name,
    sizeOnDisk: sum(collectionsOf(asked, name).map(onDisk)),
    empty: false,
  }))
  const totalSize = sum(all.map((each) => each.sizeOnDisk))
  return { databases: all, totalSize, totalSizeMb: Math.floor(totalSize / 2 ** 20) }
}

const listCollections: Command = ({ server, db, command }) => ({
  cursor: {
    id: 0,
    ns: `${db}.$cmd.listCollections`,
    firstBatch: namespaces(server.collections, db)
      .map((ns) => ({ ns, name: collectionOf(ns) }))
      .filter(({ name }) => docOf(command['filter'])['name'] === undefined || docOf(command['filter'])['name'] === name)
      .map(({ ns, name }) => ({
        name,
        type: 'collection',
        options: server.collections[ns]!.options,
        info: { readOnly: false, uuid: { $uuid: server.collections[ns]!.uuid } },
        idIndex: { v: 2, key: { _id: 1 }, name: '_id_' },
      })),
  },
})

const create: Command = (asked) => {
  const { sys, server, ns, command } = asked
  if (server.collections[ns]) throw refusal(48, 'NamespaceExists', `Collection ${ns} already exists.`)
  const { create: _name, ...options } = command
  put(server, ns, newCollection(sys, server, options))
  return {}
}

const drop: Command = ({ server, ns }) => {
  const { [ns]: gone, ...rest } = server.collections
  if (gone === undefined) return { ns }
  server.collections = rest
  return { nIndexesWas: gone.indexes.length, ns }
}

const dropDatabase: Command = ({ server, db }) => {
  const kept = Object.entries(server.collections).filter(([ns]) => databaseOf(ns) !== db)
  const there = kept.length < Object.keys(server.collections).length
  server.collections = Object.fromEntries(kept)
  return there ? { dropped: db } : {}
}

const renameCollection: Command = ({ server, command }) => {
  const [from, to] = [String(command['renameCollection']), String(command['to'])]
  const { [from]: moved, ...rest } = server.collections
  if (moved === undefined) throw refusal(26, 'NamespaceNotFound', `Source collection ${from} does not exist`)
  if (rest[to] && command['dropTarget'] !== true) throw refusal(48, 'NamespaceExists', 'target namespace exists')
  server.collections = { ...rest, [to]: moved }
  return {}
}

const createIndexes: Command = (asked) => {
  const { server, ns, command } = asked
  const created = server.collections[ns] === undefined
  const from = collection(asked)
  let all: readonly Index[] = from.indexes
  for (const given of isList(command['indexes']) ? command['indexes'].map(docOf) : []) {
    const made = indexFrom(given)
    const same = all.find((index) => index.name === made.name || sameKey(index.key, made.key))
    if (same !== undefined) {
      checkSame(same, made)
      continue
    }
    if (made.unique) checkUnique(ns, from.docs, made)
    all = [...all, made]
  }
  put(server, ns, { ...from, indexes: all })
  const reply = {
    numIndexesBefore: from.indexes.length,
    numIndexesAfter: all.length,
    createdCollectionAutomatically: created,
  }
  return all.length === from.indexes.length ? { ...reply, note: 'all indexes already exist' } : reply
}

function indexFrom(given: Doc): Index {
  const { key, name, unique, sparse, v: _version, ...options } = given
  if (!isDoc(key) || Object.keys(key).length === 0)
    throw refusal(67, 'CannotCreateIndex', 'Index keys cannot be empty.')
  return {
    key,
    name: typeof name === 'string' ? name : indexName(key),
    ...(unique === true && { unique }),
    ...(sparse === true && { sparse }),
    ...(Object.keys(options).length > 0 && { options }),
  }
}

function checkSame(old: Index, made: Index): void {
  if (!sameKey(old.key, made.key))
    throw refusal(
      86,
      'IndexKeySpecsConflict',
      `An existing index has the same name as the requested index. When index names are not specified, they are auto generated and can cause conflicts. Please refer to our documentation. Requested index: ${JSON.stringify(made.key)}, existing index: ${JSON.stringify(old.key)}`,
    )
  if (old.name !== made.name)
    throw refusal(85, 'IndexOptionsConflict', `Index already exists with a different name: ${old.name}`)
  if (old.unique !== made.unique)
    throw refusal(
      86,
      'IndexKeySpecsConflict',
      `An existing index has the same name as the requested index. When index names are not specified, they are auto generated and can cause conflicts. Please refer to our documentation.`,
    )
}

export const toldIndex = ({ key, name, unique, sparse, options }: Index): Doc => ({
  v: 2,
  key,
  name,
  ...(unique && { unique }),
  ...(sparse && { sparse }),
  ...options,
})

const listIndexes: Command = ({ server, ns }) => {
  const from = server.collections[ns]
  if (from === undefined) throw refusal(26, 'NamespaceNotFound', `ns does not exist: ${ns}`)
  return { cursor: { id: 0, ns, firstBatch: from.indexes.map(toldIndex) } }
}

const dropIndexes: Command = ({ server, ns, command }) => {
  const from = server.collections[ns]
  if (from === undefined) throw refusal(26, 'NamespaceNotFound', `ns not found ${ns}`)
  const wanted = command['index'] ?? '*'
  const kept = from.indexes.filter((index) => index.name === idIndex.name || !isWanted(index, wanted))
  if (wanted === '_id_') throw refusal(72, 'InvalidOptions', 'cannot drop _id index')
  if (wanted !== '*' && kept.length === from.indexes.length)
    throw refusal(
      27,
      'IndexNotFound',
      typeof wanted === 'string'
        ? `index not found with name [${wanted}]`
        : `can't find index with key: ${JSON.stringify(wanted)}`,
    )
  put(server, ns, { ...from, indexes: kept })
  return { nIndexesWas: from.indexes.length, ...(wanted === '*' && { msg: 'non-_id indexes dropped for collection' }) }
}

const isWanted = (index: Index, wanted: Value): boolean =>
  wanted === '*' ||
  (isList(wanted) ? wanted.includes(index.name) : isDoc(wanted) ? sameKey(index.key, wanted) : index.name === wanted)

const dbStats: Command = (asked) => {
  const all = collectionsOf(asked, asked.db)
  const dataSize = sum(all.map(bytesOf))
  const objects = sum(all.map(({ docs }) => docs.length))
  const indexes = sum(all.map((each) => each.indexes.length))
  const storageSize = sum(all.map((each) => pages(bytesOf(each))))
  const indexSize = sum(all.map(onDisk)) - storageSize
  return {
    db: asked.db,
    collections: all.length,
    views: 0,
    objects,
    avgObjSize: objects === 0 ? 0 : dataSize / objects,
    dataSize,
    storageSize: all.length === 0 ? 0 : storageSize,
    indexes,
    indexSize,
    totalSize: storageSize + indexSize,
    scaleFactor: 1,
    ...disk(asked),
  }
}

function disk({ sys, server }: Asked): Doc {
  const { total, used } = sys.statfs(server.options.dbPath)
  return { fsUsedSize: used, fsTotalSize: total }
}

const collStats: Command = ({ server, ns }) => {
  const from = server.collections[ns]
  const bytes = from ? bytesOf(from) : 0
  const many = docsOf(server.collections, ns).length
  return {
    ns,
    size: bytes,
    count: many,
    ...(many > 0 && { avgObjSize: Math.floor(bytes / many) }),
    storageSize: from ? pages(bytes) : 0,
    totalIndexSize: from ? onDisk(from) - pages(bytes) : 0,
    totalSize: from ? onDisk(from) : 0,
    indexSizes: Object.fromEntries((from?.indexes ?? []).map(({ name }) => [name, pages(many * 12)])),
    nindexes: from?.indexes.length ?? 0,
    capped: false,
    scaleFactor: 1,
  }
}

const hello: Command = ({ sys, server }) => ({
  isWritablePrimary: true,
  topologyVersion: {
    processId: { $oid: `${Math.floor(server.started / 1000).toString(16)}0000000000000000` },
    counter: 0,
  },
  maxBsonObjectSize: 16_777_216,
  maxMessageSizeBytes: 48_000_000,
  maxWriteBatchSize: 100_000,
  localTime: { $date: millis(sys) },
  logicalSessionTimeoutMinutes: 30,
  connectionId: server.nextConn - 1,
  minWireVersion: 0,
  maxWireVersion: majorOf(server.version) === '8.0' ? 25 : 21,
  readOnly: false,
})

const buildInfo: Command = ({ server: { version } }) => ({
  version,
  gitVersion: gitOf(version),
  modules: [],
  allocator: 'tcmalloc',
  javascriptEngine: 'mozjs',
  sysInfo: 'deprecated',
  versionArray: [...version.split('.').map(Number), 0],
  bits: 64,
  debug: false,
  maxBsonObjectSize: 16_777_216,
  storageEngines: ['devnull', 'wiredTiger'],
})

const serverStatus: Command = ({ sys, server }) => {
  const up = millis(sys) - server.started
  return {
    host: sys.hostname,
    version: server.version,
    process: 'mongod',
    pid: { $numberLong: String(sys.pid) },
    uptime: Math.floor(up / 1000),
    uptimeMillis: { $numberLong: String(up) },
    uptimeEstimate: { $numberLong: String(Math.floor(up / 1000)) },
    localTime: { $date: millis(sys) },
    connections: {
      current: server.conns.length,
      available: 838_860 - server.conns.length,
      totalCreated: server.nextConn - 1,
      active: 1,
    },
    mem: { bits: 64, resident: Math.floor(sys.resident() / 2 ** 20), virtual: 3536, supported: true },
    opcounters: { insert: 0, query: 0, update: 0, delete: 0, getmore: 0, command: 0, ...server.operations },
    storageEngine: { name: 'wiredTiger', supportsCommittedReads: true, persistent: true },
  }
}

function noReplicas(): Doc {
  throw refusal(76, 'NoReplicationEnabled', 'not running with --replSet')
}

/** Every plan is to look at all documents. */
function explained({ server, db, command }: Asked): Doc {
  const inner = docOf(command['explain'])
  const namespace = `${db}.${String(Object.values(inner)[0])}`
  const filter = docOf(inner['filter'])
  const stage = { stage: 'COLLSCAN', filter, direction: 'forward' }
  const docs = docsOf(server.collections, namespace)
  const many = docs.filter((doc) => matches(doc, filter)).length
  return {
    explainVersion: '1',
    queryPlanner: { namespace, parsedQuery: filter, winningPlan: stage, rejectedPlans: [] },
    ...(command['verbosity'] !== 'queryPlanner' && {
      executionStats: {
        executionSuccess: true,
        nReturned: many,
        executionTimeMillis: 0,
        totalKeysExamined: 0,
        totalDocsExamined: docs.length,
        executionStages: { ...stage, nReturned: many, docsExamined: docs.length },
      },
    }),
  }
}

export const admin: Readonly<Record<string, Command>> = {
  listDatabases,
  listCollections,
  create,
  drop,
  dropDatabase,
  renameCollection,
  createIndexes,
  listIndexes,
  dropIndexes,
  dbStats,
  dbstats: dbStats,
  collStats,
  hello,
  isMaster: (asked) => ({ ismaster: true, ...hello(asked) }),
  ismaster: (asked) => ({ ismaster: true, ...hello(asked) }),
  buildInfo,
  buildinfo: buildInfo,
  serverStatus,
  ping: () => ({}),
  endSessions: () => ({}),
  whatsmyuri: ({ server }) => ({ you: server.conns.at(-1)?.remote ?? '' }),
  hostInfo: ({ sys }) => ({
    system: {
      currentTime: { $date: millis(sys) },
      hostname: sys.hostname,
      cpuAddrSize: 64,
      cpuArch: 'x86_64',
      numaEnabled: false,
    },
    os: { type: 'Linux', name: 'Ubuntu', version: '24.04' },
  }),
  getCmdLineOpts: ({ sys, server }) => ({ argv: sys.argv, parsed: server.options.said }),
  getLog: ({ server, command }) => {
    const log = command['getLog'] === 'startupWarnings' ? server.warnings : []
    return { totalLinesWritten: log.length, log }
  },
  replSetGetStatus: noReplicas,
  replSetGetConfig: noReplicas,
  replSetInitiate: () => {
    throw refusal(76, 'NoReplicationEnabled', 'This node was not started with replication enabled.')
  },
  explain: explained,
  validate: ({ server, ns }) => {
    const from = server.collections[ns]
    if (from === undefined) throw refusal(26, 'NamespaceNotFound', `Collection '${ns}' does not exist to validate.`)
    return { ns, nInvalidDocuments: 0, nrecords: from.docs.length, nIndexes: from.indexes.length, valid: true }
  },
}
