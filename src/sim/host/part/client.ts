import { docker } from '../../client/docker'
import type { Program } from '../../wire/sys'
import type { Part } from '../compose'

export const part: Part = { programs: { docker: docker as Program } }
