import { capsh } from '../ns/capsh'
import { file } from '../ns/file'
import { lsns } from '../ns/lsns'
import { findmnt, umount } from '../ns/mount'
import { nsenter } from '../ns/nsenter'
import { pstree } from '../ns/pstree'
import { sysctl } from '../ns/sysctl'
import { unshare } from '../ns/unshare'
import { group } from './group'

/** What one process sees of the machine, and how to see something else. */
export const views = group([capsh, file, findmnt, lsns, nsenter, pstree, sysctl, umount, unshare])
