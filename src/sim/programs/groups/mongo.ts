import { mongod } from '../mongo/server'
import { mongosh } from '../mongo/shell/mongosh'
import { group } from './group'

/** MongoDB and its shell. */
export const mongo = group([mongod, mongosh])
