import type { Sys } from '../../wire/sys'
import { admin } from './admin'
import { refusal, refusalOf, shown, type Doc } from './bson'
import { crud, type Asked } from './crud'
import { keep } from './files'
import type { Conn, Server } from './state'
import { rolesOn, userCommands, users } from './users'

/**
 * A command from a client: whether it may, what it does, what is kept of it.
 *
 * @models mongodb src/mongo/db/service_entry_point_shard_role.cpp
 */
export function perform(sys: Sys, server: Server, conn: Conn, db: string, command: Doc): Doc {
  const before = server.collections
  const reply = answered(sys, server, conn, db, command)
  keep(sys, server.options.dbPath, before, server.collections)
  return reply
}

function answered(sys: Sys, server: Server, conn: Conn, db: string, command: Doc): Doc {
  const [name = ''] = Object.keys(command)
  const asked: Asked = { sys, server, db, command, ns: `${db}.${String(command[name])}` }
  const [own, user] = [crud[name] ?? admin[name], userCommands[name]]
  try {
    if (!own && !user && name !== 'shutdown') throw refusal(59, 'CommandNotFound', `no such command: '${name}'`)
    if (server.options.auth) authorize(server, conn, db, name, command)
    if (name === 'shutdown') server.ending = true
    return { ...own?.(asked), ...user?.(asked, conn), ok: 1 }
  } catch (error) {
    const { code, codeName, errmsg, more } = refusalOf(error)
    return { ok: 0, errmsg, code, codeName, ...more }
  }
}

const free =
  /^(hello|isMaster|ismaster|ping|saslStart|saslContinue|logout|buildInfo|buildinfo|connectionStatus|whatsmyuri|endSessions)$/
const reads =
  /^(find|count|distinct|aggregate|listCollections|listIndexes|dbStats|dbstats|collStats|getMore|killCursors)$/
const writes =
  /^(insert|update|delete|findAndModify|findandmodify|create|drop|createIndexes|dropIndexes|renameCollection)$/
const aboutUsers = /User/i

const allows = (role: string, name: string): boolean => {
  if (/^(root|dbOwner)$/.test(role)) return true
  if (reads.test(name) && role.startsWith('read')) return true
  if (writes.test(name) && role.startsWith('readWrite')) return true
  if (aboutUsers.test(name)) return role.startsWith('userAdmin')
  if (role.startsWith('dbAdmin')) return /^(list|create|drop|collStats|dbStats|validate|renameCollection)/.test(name)
  return (
    role.startsWith('cluster') && /^(listDatabases|serverStatus|hostInfo|getCmdLineOpts|getLog|shutdown)$/.test(name)
  )
}

function authorize(server: Server, conn: Conn, db: string, name: string, command: Doc): void {
  if (free.test(name)) return
  if (conn.user === undefined) {
    // Where there is no user yet, one from this machine may make the first.
    if (name === 'createUser' && users(server).length === 0 && conn.remote.startsWith('127.')) return
    throw refusal(13, 'Unauthorized', `Command ${name} requires authentication`)
  }
  // Everyone sees the databases that are theirs.
  if (name === 'listDatabases') return
  const fits = rolesOn(server, conn).some(
    ({ role, db: where }) => (where === db || isEverywhere(String(role))) && allows(String(role), name),
  )
  if (!fits)
    throw refusal(13, 'Unauthorized', `not authorized on ${db} to execute command ${shown({ ...command, $db: db })}`)
}

const isEverywhere = (role: string): boolean => /^(root|cluster\w+)$|AnyDatabase$/.test(role)
