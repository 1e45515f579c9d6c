import { redis } from '../../programs/groups/redis'
import type { Part } from '../compose'

export const part: Part = { programs: redis }
