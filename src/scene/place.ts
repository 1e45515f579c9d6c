import { kindOf, pidOf } from '../trace/types'
import type { Address, Depth } from '../trace/types'
import { containerOf, ownedBy, processOf, type Seen } from './seen'

/** Where on the map a party of a message is: a fixed place, or `container:ID`, `shim:ID`, `runc:ID`. */
export type PlaceId = string

/** At the story's depth the daemon stands for what works behind it, and a container for its shim and runc. */
export function placeOf(address: Address, seen: Seen, depth: Depth): PlaceId {
  switch (kindOf(address)) {
    case 'terminal':
      return 'client'
    case 'host':
      return pidOf(address) === undefined ? 'kernel' : placeOfProcess(address, seen)
    case 'containerd':
      return depth === 1 ? 'dockerd' : 'containerd'
    case 'shim':
    case 'runc':
      return placeOfShim(address, seen, depth)
    case 'hub':
      return 'hub'
    case 'dockerd':
    case 'buildkit':
      return 'dockerd'
    case 'systemd':
      return 'systemd'
    default:
      return 'client'
  }
}

function placeOfProcess(address: Address, seen: Seen): PlaceId {
  const process = processOf(seen, address)
  const container = process && containerOf(seen, process)
  return container ? `container:${container.id}` : 'client'
}

function placeOfShim(address: Address, seen: Seen, depth: Depth): PlaceId {
  const container = ownedBy(seen, address)
  if (container === undefined) return depth === 1 ? 'dockerd' : 'containerd'
  return depth === 1 ? `container:${container.id}` : `${kindOf(address)}:${container.id}`
}
