import type { Stat } from '../../wire/sys'

/**
 * The kind of a file in words.
 *
 * @models gnulib lib/file-type.c
 */
export const kindOf = ({ kind, size }: Stat): string =>
  kind === 'file' && size === 0 ? 'regular empty file' : kinds[kind]

const kinds: Readonly<Record<Stat['kind'], string>> = {
  file: 'regular file',
  dir: 'directory',
  symlink: 'symbolic link',
  char: 'character special file',
  block: 'block special file',
  fifo: 'fifo',
  socket: 'socket',
}
