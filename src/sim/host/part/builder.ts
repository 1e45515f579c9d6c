import { buildkit } from '../../builder/buildkit'
import type { Behaviour } from '../../world/behaviour'
import type { Part } from '../compose'

export const part: Part = { machines: { buildkit: buildkit as Behaviour } }
