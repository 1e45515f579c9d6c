import { dockerInit } from '../docker-init'
import { dd } from '../load/dd'
import { stress } from '../load/stress'
import { group } from './group'

/** What puts a load on a machine, and the init that docker brings. */
export const load = group([dd, dockerInit, stress])
