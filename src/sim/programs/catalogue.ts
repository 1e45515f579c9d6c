import { withAliases } from './aliases'
import { accounts } from './groups/accounts'
import { basic } from './groups/basic'
import { editors } from './groups/editors'
import { languages } from './groups/languages'
import { load } from './groups/load'
import { mongo } from './groups/mongo'
import { mysql } from './groups/mysql'
import { network } from './groups/network'
import { packages } from './groups/packages'
import { postgres } from './groups/postgres'
import { process } from './groups/process'
import { redis } from './groups/redis'
import { servers } from './groups/servers'
import { text } from './groups/text'
import { views } from './groups/views'
import type { Program } from '../wire/sys'

/**
 * Every group of programs; the shells and docker join them in host.ts. Each group is a part of the model that the page fetches when a
 * program of it is run: a new one also has a file in sim/host/part and a line in lesson/parts.ts.
 */
export const groups = {
  basic,
  text,
  process,
  network,
  accounts,
  packages,
  editors,
  languages,
  load,
  servers,
  redis,
  postgres,
  mysql,
  mongo,
  views,
} as const satisfies Readonly<Record<string, Readonly<Record<string, Program>>>>

/** Every program by the name that its stand-in in a file system carries. */
export const programs: Readonly<Record<string, Program>> = withAliases(Object.assign({}, ...Object.values(groups)))
