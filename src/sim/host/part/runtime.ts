import { containerd } from '../../runtime/containerd/containerd'
import { runc } from '../../runtime/runc/runc'
import { shim } from '../../runtime/shim/shim'
import type { Behaviour } from '../../world/behaviour'
import type { Part } from '../compose'

export const part: Part = {
  machines: { containerd: containerd as Behaviour, shim: shim as Behaviour, runc: runc as Behaviour },
}
