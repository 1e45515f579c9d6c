import { sha256 } from '../../../base/digest'
import { utf8 } from '../../../base/bytes'
import { fault } from './fault'
import type { Context, Grant, SqlData, User } from './data'
import type { Statement, UserName } from './tree'

/** Users, roles and what they may. */
export const secretOf = (password: string): string => sha256(utf8(password))

/** What a client sends instead of the password: a digest over the server's salt. */
export const proofOf = (salt: string, secret: string): string => sha256(utf8(salt + secret))

type Of<K extends Statement['kind']> = Extract<Statement, { kind: K }>

const isHim = (name: UserName) => (user: User) => user.user === name.user && user.host === name.host

export const userText = (name: UserName, ctx: Pick<Context, 'dialect'>): string =>
  ctx.dialect === 'mysql' ? `'${name.user}'@'${name.host}'` : name.user

export function createUser(statement: Of<'createUser'>, ctx: Context): SqlData {
  return statement.users.reduce((data, name) => {
    const old = data.users.find(isHim(name))
    if (statement.alter !== (old !== undefined)) {
      if (statement.ifNotExists) return data
      if (old) throw fault({ kind: 'userExists', name: userText(name, ctx), what: 'CREATE USER' })
      throw fault({ kind: 'noUser', name: userText(name, ctx), what: 'ALTER USER' })
    }
    const base: User = old ?? { ...name, options: statement.what === 'USER' ? ['login'] : [], grants: [] }
    const options = statement.options.reduce<readonly string[]>(
      (all, option) =>
        option.startsWith('no') ? all.filter((each) => each !== option.slice(2)) : [...new Set([...all, option])],
      base.options,
    )
    const { secret: before, ...open } = base
    // MySQL's empty password is none.
    const secret =
      statement.password === undefined ? before : statement.password === '' ? undefined : secretOf(statement.password)
    const user: User = { ...open, options, ...(secret !== undefined && { secret }) }
    return { ...data, users: [...data.users.filter((each) => each !== old), user] }
  }, ctx.data)
}

export function dropUser(statement: Of<'dropUser'>, ctx: Context): SqlData {
  return statement.users.reduce((data, name) => {
    const old = data.users.find(isHim(name))
    if (!old && !statement.ifExists) throw fault({ kind: 'noUser', name: userText(name, ctx), what: 'DROP USER' })
    return { ...data, users: data.users.filter((each) => each !== old) }
  }, ctx.data)
}

export function grant(statement: Of<'grant'>, ctx: Context): SqlData {
  return statement.to.reduce((data, name) => {
    const old = data.users.find(isHim(name))
    if (!old) throw fault({ kind: 'noUser', name: userText(name, ctx), what: 'GRANT' })
    const grants = statement.revoke
      ? old.grants.filter((each) => each.on !== statement.on)
      : merged(old.grants, { rights: statement.rights, on: statement.on })
    return { ...data, users: data.users.map((user) => (user === old ? { ...user, grants } : user)) }
  }, ctx.data)
}

function merged(grants: readonly Grant[], fresh: Grant): readonly Grant[] {
  const old = grants.find((each) => each.on === fresh.on)
  const rights = [...new Set([...(old?.rights ?? []), ...fresh.rights])]
  return [
    ...grants.filter((each) => each !== old),
    { on: fresh.on, rights: rights.includes('ALL PRIVILEGES') ? ['ALL PRIVILEGES'] : rights },
  ]
}
