import { editors } from '../../programs/groups/editors'
import type { Part } from '../compose'

export const part: Part = { programs: editors }
