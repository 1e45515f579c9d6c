import { hubSource } from '../../hub/source'
import { makeHub } from '../../registry/hub'
import type { Behaviour } from '../../world/behaviour'
import type { Part } from '../compose'
import { answeringSyn } from '../outside'

export const part: Part = { machines: { hub: answeringSyn(makeHub(hubSource)) as Behaviour } }
