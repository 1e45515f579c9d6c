import { views } from '../../programs/groups/views'
import type { Part } from '../compose'

export const part: Part = { programs: views }
