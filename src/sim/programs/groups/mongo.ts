import { mongod } from '../mongo/server'
import { group } from './group'

/** MongoDB and its shell. */
export const mongo = group([mongod])
