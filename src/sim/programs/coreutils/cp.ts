import { attempt, complain, isBusybox, oneShot, orUndefined, put } from '../face'
import { getopt, has, last, type Options } from '../options'
import { cannot, misuse, quote } from '../say'
import { join } from './walk'
import type { Stat, Sys } from '../../wire/sys'

/**
 * Copies and moves files and trees.
 *
 * @models coreutils src/{cp,mv}.c, busybox coreutils/{cp,mv}.c
 * @fidelity part: links are kept as links in -r; no backups; holes stay holes
 */
export const cp = oneShot('cp', (sys, args) => {
  const options = getopt(sys, args, {
    short: 'rRafpdLPHnTuvt:i',
    long: {
      recursive: 'r',
      archive: 'a',
      force: 'f',
      'no-clobber': 'n',
      'no-target-directory': 'T',
      update: 'u',
      verbose: 'v',
      'target-directory=': 't',
      preserve: 'p',
      'preserve=': 'p',
      dereference: 'L',
      'no-dereference': 'P',
    },
  })
  if (!options) return 1
  return eachTarget(sys, options, (from, to) => copyOperand(sys, options, from, to))
})

export const mv = oneShot('mv', (sys, args) => {
  const options = getopt(sys, args, {
    short: 'finTvut:',
    long: {
      force: 'f',
      interactive: 'i',
      'no-clobber': 'n',
      verbose: 'v',
      'no-target-directory': 'T',
      'target-directory=': 't',
    },
  })
  if (!options) return 1
  return eachTarget(sys, options, (from, to) => move(sys, options, from, to))
})

const baseOf = (path: string) => path.replace(/\/+$/, '').split('/').at(-1) || '/'

const isDir = (sys: Sys, path: string) => orUndefined(() => sys.stat(path))?.kind === 'dir'

/** Source and destination pairs: into a directory, or onto a name. */
function eachTarget(sys: Sys, options: Options, act: (from: string, to: string) => boolean): number {
  const into = last(options, 't')
  const operands = options.operands
  if (operands.length === 0) return misuse(sys, 'missing file operand')
  if (operands.length === 1 && into === undefined)
    return misuse(sys, `missing destination file operand after '${operands[0]}'`)
  const sources = into === undefined ? operands.slice(0, -1) : operands
  const target = into ?? operands.at(-1)!
  const inside = isDir(sys, target) && !has(options, 'T')
  if (sources.length > 1 && !inside) {
    complain(
      sys,
      isBusybox(sys)
        ? `can't create directory '${target}': File exists`
        : `target ${quote(sys, target)}: ${orUndefined(() => sys.stat(target)) ? 'Not a directory' : 'No such file or directory'}`,
    )
    return 1
  }
  return sources.map((from) => act(from, inside ? join(target, baseOf(from)) : target)).every(Boolean) ? 0 : 1
}

const follows = (options: Options) =>
  has(options, 'L') ||
  !(has(options, 'a') || has(options, 'd') || has(options, 'P') || has(options, 'r') || has(options, 'R'))

function copyOperand(sys: Sys, options: Options, from: string, to: string): boolean {
  let stat: Stat | undefined
  if (
    !attempt(
      () => (stat = follows(options) ? sys.stat(from) : sys.lstat(from)),
      (words) => cannot(sys, 'stat', from, words),
    )
  )
    return false
  const recursive = has(options, 'r') || has(options, 'R') || has(options, 'a')
  if (stat!.kind === 'dir' && !recursive) {
    complain(sys, isBusybox(sys) ? `omitting directory '${from}'` : `-r not specified; omitting directory '${from}'`)
    return false
  }
  const target = orUndefined(() => sys.stat(to))
  if (target && stat!.ino === target.ino && stat!.dev === target.dev && stat!.kind === 'file') {
    complain(sys, `'${from}' and '${to}' are the same file`)
    return false
  }
  return copy(sys, options, from, to, stat!)
}

function copy(sys: Sys, options: Options, from: string, to: string, stat: Stat): boolean {
  if (has(options, 'n') && orUndefined(() => sys.lstat(to))) return true
  if (has(options, 'v')) put(sys, `'${from}' -> '${to}'\n`)
  const made = stat.kind === 'dir' ? copyDir(sys, options, from, to, stat) : copyLeaf(sys, options, from, to, stat)
  if (made) keep(sys, options, to, stat)
  return made
}

function copyDir(sys: Sys, options: Options, from: string, to: string, stat: Stat): boolean {
  if (
    !isDir(sys, to) &&
    !attempt(
      () => sys.mkdir(to, stat.mode | 0o700),
      (words) =>
        complain(
          sys,
          isBusybox(sys) ? `can't create directory '${to}': ${words}` : `cannot create directory '${to}': ${words}`,
        ),
    )
  )
    return false
  return sys
    .readdir(from)
    .map((entry) => copy(sys, options, join(from, entry.name), join(to, entry.name), sys.lstat(join(from, entry.name))))
    .every(Boolean)
}

function copyLeaf(sys: Sys, options: Options, from: string, to: string, stat: Stat): boolean {
  if (stat.kind === 'symlink')
    return attempt(
      () => relink(sys, sys.readlink(from), to),
      (words) => cannot(sys, 'create symbolic link', to, words),
    )
  if (stat.kind === 'fifo')
    return attempt(
      () => sys.mkfifo(to, stat.mode),
      (words) => cannot(sys, 'create fifo', to, words),
    )
  if (stat.kind === 'char' && !has(options, 'a') && !has(options, 'r') && !has(options, 'R'))
    return attempt(
      () => sys.writeFile(to, ''),
      () => undefined,
    )
  return copyFile(sys, from, to, stat)
}

function relink(sys: Sys, target: string, to: string): void {
  orUndefined(() => sys.unlink(to))
  sys.symlink(target, to)
}

/** Real bytes first, then the hole that follows them. */
function copyFile(sys: Sys, from: string, to: string, stat: Stat): boolean {
  let data = ''
  if (
    !attempt(
      () => (data = prefix(sys, from, stat.size)),
      (words) => cannot(sys, 'open', from, words),
    )
  )
    return false
  return attempt(
    () => {
      sys.writeFile(to, data, stat.mode & 0o777)
      if (stat.size > data.length) sys.truncate(to, stat.size)
    },
    (words) =>
      complain(sys, isBusybox(sys) ? `can't create '${to}': ${words}` : `cannot create regular file '${to}': ${words}`),
  )
}

const large = 1 << 20

/** A stand-in's bytes are at its start: of a large file only those before the first long run of zeros are copied. */
function prefix(sys: Sys, path: string, size: number): string {
  if (size <= large) return sys.readFile(path)
  const fd = sys.open(path, { read: true })
  let data = ''
  for (let part = sys.read(fd, large) ?? ''; part !== ''; part = sys.read(fd, large) ?? '') {
    if (/^\0+$/.test(part)) break
    data += part
  }
  sys.close(fd)
  return data.replace(/\0{4096,}$/, '')
}

function keep(sys: Sys, options: Options, to: string, stat: Stat): void {
  if (stat.kind === 'dir') orUndefined(() => sys.chmod(to, stat.mode))
  if ((!has(options, 'p') && !has(options, 'a')) || stat.kind === 'symlink') return
  orUndefined(() => sys.chown(to, stat.uid, stat.gid))
  orUndefined(() => sys.chmod(to, stat.mode))
  orUndefined(() => sys.utimes(to, stat.mtime))
}

function move(sys: Sys, options: Options, from: string, to: string): boolean {
  if (has(options, 'n') && orUndefined(() => sys.lstat(to))) return true
  let across = false
  const moved = attempt(
    () => {
      sys.lstat(from)
      sys.rename(from, to)
    },
    (words, errno) => {
      across = errno === 'EXDEV'
      if (!across) refuseMove(sys, from, to, words, errno)
    },
  )
  const done =
    moved || (across && copyOperand(sys, { ...options, flags: { a: [''] } }, from, to) && removeTree(sys, from))
  if (done && has(options, 'v')) put(sys, `renamed '${from}' -> '${to}'\n`)
  return done
}

function refuseMove(sys: Sys, from: string, to: string, words: string, errno: string): void {
  if (isBusybox(sys)) return complain(sys, `can't rename '${from}': ${words}`)
  const gone = errno === 'ENOENT' && !orUndefined(() => sys.lstat(from))
  complain(sys, gone ? `cannot stat '${from}': ${words}` : `cannot move '${from}' to '${to}': ${words}`)
}

function removeTree(sys: Sys, path: string): boolean {
  if (sys.lstat(path).kind !== 'dir')
    return attempt(
      () => sys.unlink(path),
      (words) => cannot(sys, 'remove', path, words),
    )
  for (const entry of sys.readdir(path)) removeTree(sys, join(path, entry.name))
  return attempt(
    () => sys.rmdir(path),
    (words) => cannot(sys, 'remove', path, words),
  )
}
