import { load } from '../../programs/groups/load'
import type { Part } from '../compose'

export const part: Part = { programs: load }
