import { servers } from '../../programs/groups/servers'
import type { Part } from '../compose'

export const part: Part = { programs: servers }
