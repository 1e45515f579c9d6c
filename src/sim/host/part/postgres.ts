import { postgres } from '../../programs/groups/postgres'
import type { Part } from '../compose'

export const part: Part = { programs: postgres }
