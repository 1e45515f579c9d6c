import { terminal } from '../../terminal/terminal'
import type { Behaviour } from '../../world/behaviour'
import type { Part } from '../compose'

export const part: Part = { machines: { terminal: terminal as Behaviour } }
