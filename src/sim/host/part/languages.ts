import { languages } from '../../programs/groups/languages'
import type { Part } from '../compose'

export const part: Part = { programs: languages }
