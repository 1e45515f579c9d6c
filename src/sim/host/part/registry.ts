import type { Program } from '../../wire/sys'
import type { Part } from '../compose'
import { registryProgram } from '../registry-program'

export const part: Part = { programs: { registry: registryProgram as Program } }
