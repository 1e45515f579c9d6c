import type { FileKind, Stat } from '../../wire/sys'

/** Permission bits in words and letters (chmod(1), strmode(3)). */
export const kindLetters: Readonly<Record<FileKind, string>> = {
  file: '-',
  dir: 'd',
  symlink: 'l',
  char: 'c',
  block: 'b',
  fifo: 'p',
  socket: 's',
}

/** `drwxr-xr-x`. */
export function modeLetters(stat: Pick<Stat, 'kind' | 'mode'>): string {
  const rwx = (shift: number, special: number, letter: string) => {
    const bits = (stat.mode >> shift) & 7
    const x = (bits & 1) !== 0
    const last = (stat.mode & special) !== 0 ? (x ? letter : letter.toUpperCase()) : x ? 'x' : '-'
    return `${bits & 4 ? 'r' : '-'}${bits & 2 ? 'w' : '-'}${last}`
  }
  return kindLetters[stat.kind] + rwx(6, 0o4000, 's') + rwx(3, 0o2000, 's') + rwx(0, 0o1000, 't')
}

const classes: Readonly<Record<string, number>> = { u: 0o4700, g: 0o2070, o: 0o1007, a: 0o7777 }
const letters: Readonly<Record<string, number>> = { r: 0o444, w: 0o222, x: 0o111, s: 0o6000, t: 0o1000 }

/** The mode that `u+x,go-w` or `755` makes of another; undefined when it is not a mode. */
export function changedMode(words: string, mode: number, isDir: boolean, umask: number): number | undefined {
  if (/^[0-7]{1,5}$/.test(words)) return parseInt(words, 8) & 0o7777
  let result = mode
  for (const clause of words.split(',')) {
    const match = /^([ugoa]*)((?:[-+=](?:[ugo]|[rwxXst]*))+)$/.exec(clause)
    if (!match) return undefined
    const who = match[1] === '' ? 0o7777 & ~umask : [...match[1]!].reduce((all, c) => all | classes[c]!, 0)
    for (const [, op, perms] of match[2]!.matchAll(/([-+=])([ugo]|[rwxXst]*)/g))
      result = applied(result, who, op!, perms!, isDir)
  }
  return result
}

function applied(mode: number, who: number, op: string, perms: string, isDir: boolean): number {
  const bits = [...perms].reduce((all, c) => all | bitsOf(c, mode, isDir), 0) & who
  if (op === '+') return mode | bits
  if (op === '-') return mode & ~bits
  return (mode & ~(who & 0o777)) | bits
}

function bitsOf(letter: string, mode: number, isDir: boolean): number {
  if (letter === 'X') return isDir || (mode & 0o111) !== 0 ? 0o111 : 0
  const copied = { u: (mode >> 6) & 7, g: (mode >> 3) & 7, o: mode & 7 }[letter]
  return copied === undefined ? (letters[letter] ?? 0) : copied * 0o111
}
