import { groupName, userName } from '../accounts/names'
import { complain, fail, isBusybox, oneShot, orUndefined, put, why } from '../face'
import { getopt, has, last } from '../options'
import { misuse } from '../say'
import { strftime } from '../clock'
import { blocksOf } from './human'
import { kindOf } from './kind-of'
import { modeLetters } from './mode'
import type { Stat, Sys } from '../../wire/sys'

/**
 * What an inode says.
 *
 * @models coreutils src/stat.c
 * @fidelity part: one time for all four; -f with a format only
 */
export const stat = oneShot('stat', (sys, args) => {
  const options = getopt(sys, args, {
    short: 'Lc:ft',
    long: { dereference: 'L', 'format=': 'c', 'printf=': 'printf', terse: 't' },
  })
  if (!options) return 1
  if (options.operands.length === 0) return misuse(sys, 'missing operand')
  if (has(options, 'f') && (last(options, 'c') ?? last(options, 'printf')) === undefined)
    return fail(sys, '-f without -c is not simulated; df shows the file system')
  let status = 0
  for (const path of options.operands) {
    try {
      const found = has(options, 'L') ? sys.stat(path) : sys.lstat(path)
      const format = last(options, 'c') ?? last(options, 'printf') ?? (has(options, 't') ? terse : undefined)
      if (format === undefined) put(sys, report(sys, path, found))
      else
        put(
          sys,
          (has(options, 'f') ? ofFileSystem : filledIn)(
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

const fileSystems: Readonly<Record<string, string>> = { ext4: 'ext2/ext3', overlay: 'overlayfs', cgroup2: 'cgroup2fs' }

function ofFileSystem(sys: Sys, format: string, path: string): string {
  const { total, used, type } = sys.statfs(path)
  const blocks = (bytes: number) => String(Math.floor(bytes / 4096))
  const known: Readonly<Record<string, string>> = {
    n: path,
    T: fileSystems[type] ?? type,
    s: '4096',
    S: '4096',
    l: '255',
    b: blocks(total),
    f: blocks(total - used),
    a: blocks(total - used),
    '%': '%',
  }
  return format.replace(/%(-?\d*)([a-zA-Z%])/g, (_, width: string, letter: string) => pad(known[letter] ?? '?', width))
}

const time = (seconds: number) => strftime('%Y-%m-%d %H:%M:%S.000000000 +0000', seconds)

function filledIn(sys: Sys, format: string, path: string, found: Stat): string {
  const target = found.kind === 'symlink' ? orUndefined(() => sys.readlink(path)) : undefined
  const known: Readonly<Record<string, string>> = {
    n: path,
    N: target === undefined ? `'${path}'` : `'${path}' -> '${target}'`,
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
    D: found.dev.toString(16),
    f: (kindBits[found.kind] | found.mode).toString(16),
    m: mountPoint(sys, path),
    r: '0',
    t: (found.rdev?.[0] ?? 0).toString(16),
    T: (found.rdev?.[1] ?? 0).toString(16),
    C: '?',
    '%': '%',
  }
  return format.replace(/%[#+ 0]*(-?\d*)(?:\.\d+)?([a-zA-Z%])/g, (whole, width: string, letter: string) =>
    pad(known[letter] ?? whole, width),
  )
}

const kindBits = {
  fifo: 0o10000,
  char: 0o20000,
  dir: 0o40000,
  block: 0o60000,
  file: 0o100000,
  symlink: 0o120000,
  socket: 0o140000,
} as const

const terse = '%n %s %b %f %u %g %D %i %h %t %T %X %Y %Z %W %o'

function mountPoint(sys: Sys, path: string): string {
  const real = orUndefined(() => sys.realpath(path)) ?? path
  const above = sys
    .mounts()
    .map(({ target }) => target)
    .filter((target) => target === '/' || real === target || real.startsWith(`${target}/`))
  return above.reduce((longest, target) => (target.length > longest.length ? target : longest), '/')
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
