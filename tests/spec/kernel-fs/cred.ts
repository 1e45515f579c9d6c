import type { Cred } from '../../../src/sim/kernel/fs/types'

const caps = ['CAP_DAC_OVERRIDE', 'CAP_DAC_READ_SEARCH', 'CAP_FOWNER', 'CAP_CHOWN', 'CAP_MKNOD', 'CAP_SYS_ADMIN']

export const root: Cred = { mntns: 1, root: '/', cwd: '/', uid: 0, gid: 0, groups: [0], caps, umask: 0o022, now: 1000 }

export const user: Cred = { ...root, uid: 1000, gid: 1000, groups: [1000], caps: [] }

/** The errno that a call throws, or undefined. */
export function errnoOf(call: () => unknown): string | undefined {
  try {
    call()
    return undefined
  } catch (error) {
    return (error as { errno?: string }).errno ?? String(error)
  }
}
