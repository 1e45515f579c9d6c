import { basic } from '../../programs/groups/basic'
import type { Part } from '../compose'

export const part: Part = { programs: basic }
