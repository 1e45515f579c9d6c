import { mysql } from '../../programs/groups/mysql'
import type { Part } from '../compose'

export const part: Part = { programs: mysql }
