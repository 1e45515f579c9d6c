import { userName } from '../accounts/names'
import type { Sys } from '../../wire/sys'

/** Where a client wants to go, from its options, its environment, or a connection string. */
export interface Target {
  /** A name, an address, or the directory of the socket. */
  readonly host: string
  readonly port: string
  readonly user: string
  readonly database: string
  readonly password?: string
  readonly application: string
}

export type Asked = Partial<Omit<Target, 'application'>>

export function targetOf(sys: Sys, asked: Asked, application: string): Target {
  const { env } = sys
  const user = asked.user ?? set(env['PGUSER']) ?? userName(sys, sys.uid) ?? 'root'
  const password = asked.password ?? set(env['PGPASSWORD'])
  return {
    host: asked.host ?? set(env['PGHOST']) ?? '/var/run/postgresql',
    port: asked.port ?? set(env['PGPORT']) ?? '5432',
    user,
    database: asked.database ?? set(env['PGDATABASE']) ?? user,
    application,
    ...(password !== undefined && { password }),
  }
}

const set = (value: string | undefined) => (value === undefined || value === '' ? undefined : value)

/** `postgresql://user:password@host:port/database` or `host=… dbname=…`; undefined where it is just a database's name. */
export function fromString(words: string): Asked | undefined {
  const uri = /^postgres(?:ql)?:\/\/(?:([^:@/]*)(?::([^@/]*))?@)?([^:/?]*)(?::(\d+))?(?:\/([^?]*))?(?:\?.*)?$/.exec(
    words,
  )
  if (uri) {
    const [, user, password, host, port, database] = uri.map((each) => set(each))
    return defined({ user: decoded(user), password: decoded(password), host, port, database: decoded(database) })
  }
  if (!/^\s*\w+\s*=/.test(words)) return undefined
  const pairs = Object.fromEntries(
    [...words.matchAll(/(\w+)\s*=\s*('[^']*'|\S+)/g)].map(([, key, value]) => [key!, value!.replace(/^'|'$/g, '')]),
  )
  const { user, password, host, port, dbname: database } = pairs
  return defined({ user, password, host, port, database })
}

const decoded = (word: string | undefined) => (word === undefined ? undefined : decodeURIComponent(word))

const defined = (all: Readonly<Record<string, string | undefined>>): Asked =>
  Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))

/** How libpq names the other end in its complaints. */
export const placeOf = ({ host, port }: Target, address: string | undefined): string =>
  host.startsWith('/')
    ? `on socket "${host}/.s.PGSQL.${port}"`
    : `at "${host}"${address === undefined || address === host ? '' : ` (${address})`}, port ${port}`
