import type { FileEntry } from '../../../base/file-entry'

/**
 * The read-only layer between an image and a container's own: mount points that Docker will cover, so that they never show as changes.
 * @models moby daemon/initlayer/setup_unix.go
 * @fidelity full
 */
export function initLayer(now: number): readonly FileEntry[] {
  const mtime = Math.floor(now / 1e6)
  const base = { uid: 0, gid: 0, mtime }
  const dir = (path: string): FileEntry => ({ ...base, path, type: 'dir', mode: 0o755 })
  const file = (path: string): FileEntry => ({ ...base, path, type: 'file', mode: 0o755, data: '', size: 0 })
  return [
    dir('dev'),
    dir('dev/pts'),
    dir('dev/shm'),
    file('dev/console'),
    dir('etc'),
    file('etc/hostname'),
    file('etc/hosts'),
    { ...base, path: 'etc/mtab', type: 'symlink', mode: 0o777, link: '/proc/mounts' },
    file('etc/resolv.conf'),
    dir('proc'),
    dir('sys'),
    file('.dockerenv'),
  ]
}
