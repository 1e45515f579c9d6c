import { groupName, userName } from '../accounts/names'
import { complain, isBusybox, oneShot, orUndefined, put, why } from '../face'
import { getopt, has, last } from '../options'
import { misuse, quote } from '../say'
import { strftime } from '../clock'
import { blocksOf } from './human'
import { modeLetters } from './mode'
import type { Stat, Sys } from '../../wire/sys'

/**
 * What an inode says.
 *
 * @models coreutils src/stat.c
 * @fidelity part: one time for all four; no -f
 */
const kinds = {
  file: 'regular file',
  dir: 'directory',
  symlink: 'symbolic link',
  char: 'character special file',
  block: 'block special file',
  fifo: 'fifo',
  socket: 'socket',
} as const

export const stat = oneShot('stat', (sys, args) => {
  const options = getopt(sys, args, {
    short: 'Lc:ft',
    long: { dereference: 'L', 'format=': 'c', 'printf=': 'printf', terse: 't' },
  })
  if (!options) return 1
  if (options.operands.length === 0) return misuse(sys, 'missing operand')
  let status = 0
  for (const path of options.operands) {
    try {
      const found = has(options, 'L') ? sys.stat(path) : sys.lstat(path)
      const format = last(options, 'c') ?? last(options, 'printf')
      if (format === undefined) put(sys, report(sys, path, found))
      else
        put(
          sys,
          filledIn(
            sys,
            has(options, 'printf') ? format.replace(/\\n/g, '\n').replace(/\\t/g, '\t') : `${format}\n`,
            path,
            found,
          ),
        )
    } catch (error) {
      complain(sys, isBusybox(sys) ? `can't stat '${path}': ${why(error)}` : `cannot statx '${path}': ${why(error)}`)
      status = 1
    }
  }
  return status
})

const time = (seconds: number) => strftime('%Y-%m-%d %H:%M:%S.000000000 +0000', seconds)

const kindOf = (found: Stat) => (found.kind === 'file' && found.size === 0 ? 'regular empty file' : kinds[found.kind])

function filledIn(sys: Sys, format: string, path: string, found: Stat): string {
  const target = found.kind === 'symlink' ? orUndefined(() => sys.readlink(path)) : undefined
  const known: Readonly<Record<string, string>> = {
    n: path,
    N: target === undefined ? quote(sys, path) : `${quote(sys, path)} -> ${quote(sys, target)}`,
    s: String(found.size),
    a: (found.mode & 0o7777).toString(8),
    A: modeLetters(found),
    u: String(found.uid),
    U: userName(sys, found.uid) ?? 'UNKNOWN',
    g: String(found.gid),
    G: groupName(sys, found.gid) ?? 'UNKNOWN',
    F: kindOf(found),
    i: String(found.ino),
    h: String(found.nlink),
    d: String(found.dev),
    b: String(blocksOf(found.kind, found.size) * 2),
    B: '512',
    o: '4096',
    y: time(found.mtime),
    Y: String(found.mtime),
    x: time(found.mtime),
    X: String(found.mtime),
    z: time(found.mtime),
    Z: String(found.mtime),
    w: time(found.mtime),
    W: String(found.mtime),
    '%': '%',
  }
  return format.replace(/%(-?\d*)([a-zA-Z%])/g, (whole, width: string, letter: string) =>
    pad(known[letter] ?? whole, width),
  )
}

const pad = (word: string, width: string) =>
  width.startsWith('-') ? word.padEnd(Number(width.slice(1))) : word.padStart(Number(width || 0))

function report(sys: Sys, path: string, found: Stat): string {
  const target = found.kind === 'symlink' ? ` -> ${orUndefined(() => sys.readlink(path)) ?? ''}` : ''
  const device = found.rdev ? `     Device type: ${found.rdev.join(',')}` : ''
  const who = `Uid: (${String(found.uid).padStart(5)}/${(userName(sys, found.uid) ?? 'UNKNOWN').padStart(8)})   Gid: (${String(found.gid).padStart(5)}/${(groupName(sys, found.gid) ?? 'UNKNOWN').padStart(8)})`
  return (
    `  File: ${path}${target}\n  Size: ${String(found.size).padEnd(10)}\tBlocks: ${String(blocksOf(found.kind, found.size) * 2).padEnd(10)} IO Block: 4096   ${kindOf(found)}\n` +
    `Device: ${Math.floor(found.dev / 256)},${found.dev % 256}\tInode: ${String(found.ino).padEnd(10)}  Links: ${found.nlink}${device}\n` +
    `Access: (${(found.mode & 0o7777).toString(8).padStart(4, '0')}/${modeLetters(found)})  ${who}\n` +
    `Access: ${time(found.mtime)}\nModify: ${time(found.mtime)}\nChange: ${time(found.mtime)}\n Birth: ${isBusybox(sys) ? '-' : time(found.mtime)}\n`.replace(
      isBusybox(sys) ? / Birth: -\n/ : /$^/,
      '',
    )
  )
}
