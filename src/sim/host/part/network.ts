import { network } from '../../programs/groups/network'
import type { Part } from '../compose'

export const part: Part = { programs: network }
