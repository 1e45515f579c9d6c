/**
 * Who may do what to a file: mode bits, capabilities, the sticky bit.
 * @models linux fs/namei.c generic_permission, check_sticky
 * @fidelity part: no ACLs, no user namespaces, no fs.protected_* sysctls
 */
import { SysError } from '../../wire/errno'
import type { Meta, Place } from './place'
import type { Cred } from './types'

export const READ = 4
export const WRITE = 2
export const SEARCH = 1

export const capable = (cred: Cred, cap: string): boolean => cred.caps.includes(cap)

const inGroup = (cred: Cred, gid: number): boolean => cred.gid === gid || cred.groups.includes(gid)

const classBits = (meta: Meta, cred: Cred): number => {
  if (cred.uid === meta.uid) return (meta.mode >> 6) & 7
  return inGroup(cred, meta.gid) ? (meta.mode >> 3) & 7 : meta.mode & 7
}

export function may(cred: Cred, meta: Meta, want: number): boolean {
  if ((classBits(meta, cred) & want) === want) return true
  const directory = meta.kind === 'dir'
  // Even root needs some x bit to execute a file.
  if (capable(cred, 'CAP_DAC_OVERRIDE') && (directory || !(want & SEARCH) || (meta.mode & 0o111) !== 0)) return true
  return capable(cred, 'CAP_DAC_READ_SEARCH') && (directory ? !(want & WRITE) : want === READ)
}

export function demand(cred: Cred, meta: Meta, want: number, path: string): void {
  if (!may(cred, meta, want)) throw new SysError('EACCES', path)
}

export const owns = (cred: Cred, meta: Meta): boolean => cred.uid === meta.uid || capable(cred, 'CAP_FOWNER')

/** In a sticky directory only the owner of the file or of the directory takes a name away. */
export function demandRemoval(cred: Cred, directory: Meta, file: Meta, path: string): void {
  demand(cred, directory, WRITE | SEARCH, path)
  if ((directory.mode & 0o1000) !== 0 && cred.uid !== directory.uid && !owns(cred, file))
    throw new SysError('EPERM', path)
}

export const isReadOnly = (place: Place): boolean => place.mount.flags.includes('ro')

export function demandWritable(place: Place, path: string): void {
  if (isReadOnly(place)) throw new SysError('EROFS', path)
}

export const mayChangeOwner = (cred: Cred, meta: Meta, uid: number, gid: number): boolean => {
  if (capable(cred, 'CAP_CHOWN')) return true
  return cred.uid === meta.uid && uid === meta.uid && (gid === meta.gid || inGroup(cred, gid))
}
