import { text } from '../../programs/groups/text'
import type { Part } from '../compose'

export const part: Part = { programs: text }
