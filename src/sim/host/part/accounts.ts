import { accounts } from '../../programs/groups/accounts'
import type { Part } from '../compose'

export const part: Part = { programs: accounts }
