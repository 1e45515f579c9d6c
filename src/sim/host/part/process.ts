import { process } from '../../programs/groups/process'
import type { Part } from '../compose'

export const part: Part = { programs: process }
