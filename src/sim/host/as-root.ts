import { SysError } from '../wire/errno'
import { allCaps } from '../kernel/caps'
import type { Cred } from '../kernel/fs/types'
import type { HostState } from '../kernel/state'
import type { World } from '../world/world'

/** Reading the host's files from outside of all processes, as root would. */
export const hostOf = (world: World): HostState => world.nodes['host'] as HostState

/** Root in a mount namespace, at a moment in whole seconds. */
export const rootIn = (mntns: number, now: number): Cred => ({
  mntns,
  root: '/',
  cwd: '/',
  uid: 0,
  gid: 0,
  groups: [],
  caps: allCaps,
  umask: 0,
  now,
})

/** What is found; undefined where the kernel refuses. */
export function unlessMissing<T>(look: () => T): T | undefined {
  try {
    return look()
  } catch (error) {
    if (error instanceof SysError) return undefined
    throw error
  }
}
