import { makeHost } from '../../kernel/host'
import type { Behaviour } from '../../world/behaviour'
import type { Part } from '../compose'
import { lettingIn } from '../login'
import { systemd } from '../systemd/systemd'
import { home, you } from '../you'

export const part: Part = {
  machines: { systemd: systemd as Behaviour },
  kernel: (programs) => lettingIn(makeHost(programs), { ...you, cwd: home }) as Behaviour,
}
