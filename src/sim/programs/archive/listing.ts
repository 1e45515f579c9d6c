import type { FileEntry } from '../../../base/file-entry'
import type { FileKind, Stat, Sys } from '../../wire/sys'
import { groupName, userName } from '../accounts/names'
import { strftime } from '../clock'
import { modeLetters } from '../coreutils/mode'
import { isBusybox } from '../face'

/** What `tar -t` and `tar -v` print of the members of an archive. */
export const memberName = ({ path, type }: FileEntry): string =>
  path === '' ? './' : type === 'dir' ? `${path}/` : path

export function listing(sys: Sys, entries: readonly FileEntry[], verbose: boolean): string {
  if (!verbose) return entries.map((entry) => `${memberName(entry)}\n`).join('')
  let width = 19
  const line = (entry: FileEntry): string => {
    const owner = `${userName(sys, entry.uid) ?? entry.uid}/${groupName(sys, entry.gid) ?? entry.gid}`
    const size = entry.dev?.join(',') ?? String(entry.type === 'file' ? (entry.size ?? 0) : 0)
    width = Math.max(width, owner.length + size.length + 1)
    const middle = isBusybox(sys) ? `${owner} ${size.padStart(9)}` : owner + size.padStart(width - owner.length)
    return `${letters(entry)} ${middle} ${strftime(isBusybox(sys) ? '%Y-%m-%d %H:%M:%S' : '%Y-%m-%d %H:%M', entry.mtime)} ${memberName(entry)}${target(entry)}\n`
  }
  return entries.map(line).join('')
}

const target = (entry: FileEntry): string =>
  entry.type === 'symlink' ? ` -> ${entry.link}` : entry.type === 'hardlink' ? ` link to ${entry.link}` : ''

const letters = (entry: FileEntry): string => {
  const kind: FileKind = entry.type === 'hardlink' ? 'file' : entry.type
  const shown = modeLetters({ kind, mode: entry.mode } as Stat)
  return entry.type === 'hardlink' ? `h${shown.slice(1)}` : shown
}
