import { docOf, isDoc, isList, refusal, type Doc, type Value } from './bson'
import { collection, put, type Asked } from './crud'
import { newUuid } from './files'
import { log } from './log'
import { proofOf, secretOf } from './proof'
import type { Conn, Server } from './state'
import { docsOf } from './store'

/**
 * Users, their roles, and how a client proves to be one of them.
 *
 * @models mongodb src/mongo/db/auth
 * @fidelity part: the proof is a SHA-256 of the password, a salt and a nonce, not the exchange of SCRAM; roles are the built-in ones; no roles of one's own, no certificates
 */
type Command = (asked: Asked, conn: Conn) => Doc

const usersNamespace = 'admin.system.users'

export const users = (server: Server): readonly Doc[] => docsOf(server.collections, usersNamespace)

const userNamed = (server: Server, id: string): Doc | undefined => users(server).find((each) => each['_id'] === id)

const credentials = ({ sys }: Asked, password: Value | undefined): Doc => {
  const salt = newUuid(sys).replaceAll('-', '').slice(0, 24)
  return { 'SCRAM-SHA-256': { iterationCount: 15_000, salt, storedKey: secretOf(String(password), salt) } }
}

const builtIn =
  /^(read|readWrite|dbAdmin|dbOwner|userAdmin|clusterAdmin|clusterManager|clusterMonitor|hostManager|backup|restore|readAnyDatabase|readWriteAnyDatabase|userAdminAnyDatabase|dbAdminAnyDatabase|root|enableSharding)$/

const onlyOnAdmin = /AnyDatabase$|^(root|cluster\w+|hostManager|backup|restore)$/

/** `'readWrite'` or `{ role, db }`. */
const rolesOf = (given: Value | undefined, db: string): readonly Doc[] =>
  (isList(given) ? given : []).map((each): Doc => {
    const { role, db: where } = isDoc(each) ? each : { role: each, db }
    if (typeof role !== 'string' || !builtIn.test(role) || (onlyOnAdmin.test(role) && where !== 'admin'))
      throw refusal(31, 'RoleNotFound', `Could not find role: ${String(role)}@${String(where)}`)
    return { role, db: where ?? db }
  })

const createUser: Command = (asked) => {
  const { sys, server, db, command } = asked
  const name = String(command['createUser'])
  if (command['pwd'] === undefined && db !== '$external')
    throw refusal(
      2,
      'BadValue',
      "Must provide a 'pwd' field for all user documents, except those with '$external' as the user's source db",
    )
  if (!isList(command['roles']))
    throw refusal(40414, 'IDLFailedToParse', "BSON field 'createUser.roles' is missing but a required field")
  if (userNamed(server, `${db}.${name}`)) throw refusal(51003, 'Location51003', `User "${name}@${db}" already exists`)
  const user = {
    _id: `${db}.${name}`,
    userId: { $uuid: newUuid(sys) },
    user: name,
    db,
    credentials: credentials(asked, command['pwd']),
    ...(command['customData'] !== undefined && { customData: command['customData'] }),
    roles: rolesOf(command['roles'], db),
  }
  changeUsers(asked, (all) => [...all, user])
  return {}
}

function changeUsers(asked: Asked, change: (all: readonly Doc[]) => readonly Doc[]): void {
  const from = collection({ ...asked, ns: usersNamespace })
  put(asked.server, usersNamespace, { ...from, docs: change(from.docs) })
}

function changeUser(asked: Asked, name: Value | undefined, change: (user: Doc) => Doc | undefined): Doc {
  const id = `${asked.db}.${String(name)}`
  if (!userNamed(asked.server, id)) throw refusal(11, 'UserNotFound', `User '${String(name)}@${asked.db}' not found`)
  changeUsers(asked, (all) =>
    all.map((user) => (user['_id'] === id ? change(user) : user)).filter((user) => user !== undefined),
  )
  return {}
}

const updateUser: Command = (asked) => {
  const { command, db } = asked
  return changeUser(asked, command['updateUser'], (user) => ({
    ...user,
    ...(command['pwd'] !== undefined && { credentials: credentials(asked, command['pwd']) }),
    ...(command['roles'] !== undefined && { roles: rolesOf(command['roles'], db) }),
    ...(command['customData'] !== undefined && { customData: command['customData'] }),
  }))
}

const sameRole = (a: Doc, b: Doc) => a['role'] === b['role'] && a['db'] === b['db']
const ownRoles = (user: Doc): readonly Doc[] => (isList(user['roles']) ? user['roles'].map(docOf) : [])

const usersInfo: Command = ({ server, db, command }) => {
  const wanted = command['usersInfo']
  const { user: name = wanted, db: where = db } = docOf(wanted)
  const found = users(server).filter((each) => each['db'] === where && (wanted === 1 || each['user'] === name))
  return {
    users: found.map(({ credentials: kept, ...user }) => ({ ...user, mechanisms: Object.keys(docOf(kept)) })),
  }
}

const saslStart: Command = (asked, conn) => {
  const { sys, server, db, command } = asked
  const id = `${db}.${String(command['user'])}`
  const kept = docOf(docOf(userNamed(server, id)?.['credentials'])['SCRAM-SHA-256'])
  const nonce = newUuid(sys)
  conn.challenge = { user: id, nonce }
  // One who is not known is asked all the same, so that nobody learns who is.
  return { conversationId: 1, done: false, nonce, salt: kept['salt'] ?? nonce.slice(0, 24) }
}

const saslContinue: Command = ({ sys, server, command }, conn) => {
  const { user: id = '', nonce = '' } = conn.challenge ?? {}
  delete conn.challenge
  const user = userNamed(server, id)
  const stored = docOf(docOf(user?.['credentials'])['SCRAM-SHA-256'])['storedKey']
  const [db = '', name = ''] = [id.slice(0, id.indexOf('.')), id.slice(id.indexOf('.') + 1)]
  const attr = {
    client: conn.remote,
    isSpeculative: true,
    isClusterMember: false,
    mechanism: 'SCRAM-SHA-256',
    user: name,
    db,
  }
  const line = { component: 'ACCESS', level: 'I', ctx: `conn${conn.id}` } as const
  if (typeof stored === 'string' && command['proof'] === proofOf(stored, nonce)) {
    conn.user = id
    log(sys, server.out, { ...line, id: 5_286_306, msg: 'Successfully authenticated', attr: { ...attr, result: 0 } })
    return { conversationId: 1, done: true }
  }
  const error = user
    ? 'AuthenticationFailed: SCRAM authentication failed, storedKey mismatch'
    : `UserNotFound: Could not find user "${name}" for db "${db}"`
  log(sys, server.out, {
    ...line,
    id: 5_286_307,
    msg: 'Failed to authenticate',
    attr: { ...attr, error, result: user ? 18 : 11 },
  })
  throw refusal(18, 'AuthenticationFailed', 'Authentication failed.')
}

export const userCommands: Readonly<Record<string, Command>> = {
  createUser,
  updateUser,
  dropUser: (asked) => changeUser(asked, asked.command['dropUser'], () => undefined),
  dropAllUsersFromDatabase: (asked) => {
    const many = users(asked.server).filter((each) => each['db'] === asked.db).length
    changeUsers(asked, (all) => all.filter((each) => each['db'] !== asked.db))
    return { n: many }
  },
  grantRolesToUser: (asked) =>
    changeUser(asked, asked.command['grantRolesToUser'], (user) => {
      const more = rolesOf(asked.command['roles'], asked.db)
      return {
        ...user,
        roles: [...ownRoles(user), ...more.filter((each) => !ownRoles(user).some((old) => sameRole(old, each)))],
      }
    }),
  revokeRolesFromUser: (asked) =>
    changeUser(asked, asked.command['revokeRolesFromUser'], (user) => {
      const gone = rolesOf(asked.command['roles'], asked.db)
      return { ...user, roles: ownRoles(user).filter((old) => !gone.some((each) => sameRole(old, each))) }
    }),
  usersInfo,
  saslStart,
  saslContinue,
  logout: (_asked, conn) => {
    delete conn.user
    return {}
  },
  connectionStatus: ({ server }, conn) => ({
    authInfo: {
      authenticatedUsers:
        conn.user === undefined
          ? []
          : [{ user: conn.user.slice(conn.user.indexOf('.') + 1), db: conn.user.slice(0, conn.user.indexOf('.')) }],
      authenticatedUserRoles: rolesOn(server, conn),
    },
  }),
}

export const rolesOn = (server: Server, { user }: Conn): readonly Doc[] =>
  user === undefined ? [] : ownRoles(userNamed(server, user) ?? {})
