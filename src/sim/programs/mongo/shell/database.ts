import { all, ask, serverError } from './ask'
import { collectionNamed } from './collection'
import { asked, told, type Engine } from './engine'
import { newCursor } from './iterate'
import { fn, fromValue, isArray, isObj, kindKey, raised, toDoc, toText, toValue, type Js, type Obj } from './values'
import { docOf, isList, type Doc } from '../bson'
import { newUserCommand } from './users'

type Method = (m: Engine, name: string, args: readonly Js[], self: Obj) => Js

export const databaseNamed = (name: string): Obj => ({ [kindKey]: 'database', name })

/** A command by its name, or as a document. */
const commandFrom = (given: Js): Doc => (typeof given === 'string' ? { [given]: 1 } : toDoc(given))

const run =
  (command: (name: string, args: readonly Js[]) => Doc, on?: string): Method =>
  (m, name, args) =>
    fromValue(ask(m, on ?? name, command(name, args)))

const collections = (m: Engine, name: string): readonly Obj[] =>
  all(m, name, { listCollections: 1, filter: {}, nameOnly: true })

function auth(m: Engine, name: string, args: readonly Js[]): Js {
  const [first, second] = args
  const given = isObj(first) ? first : { user: first, pwd: second }
  const reply = docOf(
    asked(m, { kind: 'login', db: name, user: toText(given['user']), password: toText(given['pwd'] ?? '') }),
  )
  if (reply['ok'] !== 1) throw serverError(reply)
  return { ok: 1 }
}

const user = (what: string, name: Js, more: Doc = {}): Doc => ({ [what]: toText(name), ...more })

const oneUser: Method = (m, name, [wanted]) => {
  const { users } = ask(m, name, { usersInfo: { user: toText(wanted), db: name } })
  return isList(users) && users.length > 0 ? fromValue(users[0]) : null
}

/** The connection, as `db.getMongo()` and `new Mongo()` give it. */
export function mongoOf(m: Engine): Obj {
  const list = () => fromValue(ask(m, 'admin', { listDatabases: 1 })) as Obj
  return {
    [kindKey]: 'mongo',
    address: m.outside.address,
    getDB: fn('getDB', (_self, [name]) => databaseNamed(toText(name))),
    getDBs: fn('getDBs', list),
    getDBNames: fn('getDBNames', () => (list()['databases'] as Obj[]).map((each) => each['name'])),
  }
}

/**
 * Methods of `db`.
 *
 * @models mongosh packages/shell-api/src/database.ts
 * @fidelity part: no replica sets, sharding, profiling or change streams
 */
const methods: Readonly<Record<string, Method>> = {
  getName: (_m, name) => name,
  getMongo: (m) => mongoOf(m),
  getCollection: (_m, name, [collection]) => collectionNamed(name, toText(collection)),
  getSiblingDB: (_m, _name, [other]) => databaseNamed(toText(other)),
  getCollectionNames: (m, name) =>
    collections(m, name)
      .map((each) => each['name'])
      .sort(),
  getCollectionInfos: (m, name) => all(m, name, { listCollections: 1, filter: {} }),
  createCollection: (m, name, [collection, options]) => {
    const reply = ask(m, name, { create: toText(collection), ...toDoc(options) })
    return { ok: reply['ok'] as number }
  },
  dropDatabase: (m, name) => {
    const reply = ask(m, name, { dropDatabase: 1 })
    return { ok: 1, ...(reply['dropped'] !== undefined && { dropped: name }) }
  },
  runCommand: run((_name, [command]) => commandFrom(command)),
  adminCommand: run((_name, [command]) => commandFrom(command), 'admin'),
  aggregate: (_m, name, [pipeline]) =>
    newCursor(name, '$cmd.aggregate', { pipeline: isArray(pipeline) ? pipeline : [] }),
  version: (m) => fromValue(ask(m, 'admin', { buildInfo: 1 })['version']),
  stats: run((_name, [scale]) => ({ dbStats: 1, scale: typeof scale === 'number' ? scale : 1 })),
  serverStatus: run(() => ({ serverStatus: 1 }), 'admin'),
  serverBuildInfo: run(() => ({ buildInfo: 1 }), 'admin'),
  serverCmdLineOpts: run(() => ({ getCmdLineOpts: 1 }), 'admin'),
  hostInfo: run(() => ({ hostInfo: 1 }), 'admin'),
  hello: run(() => ({ hello: 1 })),
  isMaster: run(() => ({ isMaster: 1 })),
  shutdownServer: run(() => ({ shutdown: 1 }), 'admin'),
  auth,
  logout: run(() => ({ logout: 1 })),
  createUser: (m, name, [given]) => {
    if (!isObj(given))
      throw raised(
        'MongoshInvalidInputError',
        '[COMMON-10001] Missing required argument at position 0 (Database.createUser)',
      )
    return fromValue(ask(m, name, newUserCommand('createUser', given)))
  },
  updateUser: (m, name, [who, given]) => fromValue(ask(m, name, { ...user('updateUser', who), ...toDoc(given) })),
  changeUserPassword: (m, name, [who, password]) =>
    fromValue(ask(m, name, user('updateUser', who, { pwd: toText(password) }))),
  dropUser: (m, name, [who]) => fromValue(ask(m, name, user('dropUser', who))),
  dropAllUsers: run(() => ({ dropAllUsersFromDatabase: 1 })),
  grantRolesToUser: (m, name, [who, roles]) =>
    fromValue(ask(m, name, user('grantRolesToUser', who, { roles: toValue(roles) }))),
  revokeRolesFromUser: (m, name, [who, roles]) =>
    fromValue(ask(m, name, user('revokeRolesFromUser', who, { roles: toValue(roles) }))),
  getUsers: (m, name) => fromValue(ask(m, name, { usersInfo: 1 })),
  getUser: oneUser,
}

export function databaseMember(m: Engine, self: Obj, key: string): Js {
  const name = self['name'] as string
  const found = methods[key]
  if (found) return fn(key, (_self, args) => found(m, name, args, self))
  if (key === 'toString' || key === 'valueOf') return fn(key, () => name)
  return collectionNamed(name, key)
}

/** What a file or the environment holds; asked of the program. */
export const fromOutside = (m: Engine, tell: () => string | undefined): string | undefined => {
  const value = told(m, () => tell() ?? null)
  return typeof value === 'string' ? value : undefined
}
