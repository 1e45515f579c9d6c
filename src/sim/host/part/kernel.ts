import { makeHost } from '../../kernel/host'
import type { Behaviour } from '../../world/behaviour'
import type { Part } from '../compose'
import { lettingIn } from '../login'
import { home, you } from '../you'

export const part: Part = {
  kernel: (programs) => lettingIn(makeHost(programs), { ...you, cwd: home }) as Behaviour,
}
