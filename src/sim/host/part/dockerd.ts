import { dockerd } from '../../daemon/dockerd'
import type { Behaviour } from '../../world/behaviour'
import type { Part } from '../compose'

export const part: Part = { machines: { dockerd: dockerd as Behaviour } }
