import { mongo } from '../../programs/groups/mongo'
import type { Part } from '../compose'

export const part: Part = { programs: mongo }
