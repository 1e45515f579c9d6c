import { packages } from '../../programs/groups/packages'
import type { Part } from '../compose'

export const part: Part = { programs: packages }
