import type { Image } from './image'
import { allCaps } from './caps'
import type { Process } from './state'
import { kernelId, shownId } from './userns'
import type { Work } from './work'

/**
 * What execve(2) does to the credentials of a process: set-user-ID files, and all capabilities of the bounding set for root.
 * @models linux security/commoncap.c cap_bprm_creds_from_file
 * @fidelity part: no file, inheritable or ambient capabilities, no securebits
 */
export function afterExec(w: Work, p: Process, { setuid, setgid }: Image): Partial<Process> {
  const mayGain = !p.noNewPrivileges
  // An owner who is nobody in the user namespace has no power to lend there.
  const known = (which: 'uids' | 'gids', id: number) =>
    kernelId(w, p.ns['user'], which, shownId(w, p.ns['user'], which, id)) === id
  const uid = mayGain && setuid !== undefined && known('uids', setuid) ? setuid : p.uid
  const gid = mayGain && setgid !== undefined && known('gids', setgid) ? setgid : p.gid
  const caps = shownId(w, p.ns['user'], 'uids', uid) === 0 ? (p.bounding ?? allCaps) : []
  return { uid, gid, caps, ...(uid !== p.uid && { ruid: p.ruid ?? p.uid }) }
}
