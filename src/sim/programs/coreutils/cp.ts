import { asking, guarded, lastOf, overwriting } from './ask'
import { attempt, complain, isBusybox, orUndefined, put } from '../face'
import { getopt, has, last, type Options } from '../options'
import { cannot, misuse } from '../say'
import { join } from './walk'
import type { Stat, Sys } from '../../wire/sys'

/**
 * Copies and moves files and trees.
 *
 * @models coreutils src/{cp,mv}.c, busybox coreutils/{cp,mv}.c
 * @fidelity part: links are kept as links in -r; no backups; holes stay holes
 */
interface Pair {
  readonly from: string
  readonly to: string
}

export const cp = asking<Pair>({
  name: 'cp',
  begin: (sys, args) => {
    const options = copyOptions(sys, args)
    return options ? eachTarget(sys, options) : 1
  },
  question: (sys, options, { to }) => {
    if (lastOf(options, 'nif') !== 'i') return undefined
    const target = orUndefined(() => sys.stat(to))
    return target && target.kind !== 'dir' ? overwriting(sys, to, target, isBusybox(sys)) : undefined
  },
  act: (sys, options, { from, to }) =>
    has(options, 'i') && recursive(options) && isDir(sys, from) && isDir(sys, to)
      ? sys.readdir(from).map(({ name }) => ({ from: join(from, name), to: join(to, name) }))
      : copyOperand(sys, options, from, to),
})

const copyOptions = (sys: Sys, args: readonly string[]) =>
  getopt(sys, args, {
    short: 'rRafpdLPHnTuvt:ilsbx',
    long: {
      interactive: 'i',
      'no-clobber': 'n',
      link: 'l',
      'symbolic-link': 's',
      'remove-destination': 'f',
      'one-file-system': 'x',
      'reflink?': 'reflink',
      'sparse=': 'sparse',
      recursive: 'r',
      archive: 'a',
      force: 'f',
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

export const mv = asking<Pair>({
  name: 'mv',
  begin: (sys, args) => {
    const options = moveOptions(sys, args)
    return options ? eachTarget(sys, options) : 1
  },
  question: (sys, options, { from, to }) => {
    const how = lastOf(options, 'nif')
    if (how === 'n' || how === 'f' || !orUndefined(() => sys.lstat(from))) return undefined
    const target = orUndefined(() => sys.lstat(to))
    if (!target || target.kind === 'symlink') return undefined
    return how === 'i' || guarded(sys, to) ? overwriting(sys, to, target, isBusybox(sys)) : undefined
  },
  act: (sys, options, { from, to }) => move(sys, options, from, to),
})

const moveOptions = (sys: Sys, args: readonly string[]) =>
  getopt(sys, args, {
    short: 'finTvut:',
    long: {
      force: 'f',
      interactive: 'i',
      'no-clobber': 'n',
      verbose: 'v',
      'no-target-directory': 'T',
      'target-directory=': 't',
      update: 'u',
      'strip-trailing-slashes': 'strip',
    },
  })

const baseOf = (path: string) => path.replace(/\/+$/, '').split('/').at(-1) || '/'

const isDir = (sys: Sys, path: string) => orUndefined(() => sys.stat(path))?.kind === 'dir'

/** Source and destination pairs: into a directory, or onto a name. */
function eachTarget(
  sys: Sys,
  options: Options,
): { readonly options: Options; readonly jobs: readonly Pair[] } | number {
  const into = last(options, 't')
  const operands = options.operands
  if (operands.length === 0) return misuse(sys, 'missing file operand')
  if (operands.length === 1 && into === undefined)
    return misuse(sys, `missing destination file operand after '${operands[0]}'`)
  const sources = into === undefined ? operands.slice(0, -1) : operands
  const target = into ?? operands.at(-1)!
  const inside = isDir(sys, target) && !has(options, 'T')
  if (into !== undefined && !inside && !isBusybox(sys)) {
    complain(
      sys,
      `target directory '${into}': ${orUndefined(() => sys.stat(into)) ? 'Not a directory' : 'No such file or directory'}`,
    )
    return 1
  }
  if (sources.length > 1 && !inside) {
    complain(
      sys,
      isBusybox(sys)
        ? `can't create directory '${target}': File exists`
        : `target '${target}': ${orUndefined(() => sys.stat(target)) ? 'Not a directory' : 'No such file or directory'}`,
    )
    return 1
  }
  return { options, jobs: sources.map((from) => ({ from, to: inside ? join(target, baseOf(from)) : target })) }
}

const follows = (options: Options) =>
  has(options, 'L') ||
  !(has(options, 'a') || has(options, 'd') || has(options, 'P') || has(options, 'r') || has(options, 'R'))

const recursive = (options: Options) => has(options, 'r') || has(options, 'R') || has(options, 'a')

/** -u: only what is newer than what is there. */
const upToDate = (sys: Sys, options: Options, to: string, stat: Stat) =>
  has(options, 'u') && stat.kind !== 'dir' && (orUndefined(() => sys.lstat(to))?.mtime ?? -1) >= stat.mtime

function copyOperand(sys: Sys, options: Options, from: string, to: string): boolean {
  let stat: Stat | undefined
  if (
    !attempt(
      () => (stat = follows(options) ? sys.stat(from) : sys.lstat(from)),
      (words) => cannot(sys, 'stat', from, words),
    )
  )
    return false
  if (stat!.kind === 'dir' && !recursive(options)) {
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
  if (has(options, 'n') && stat.kind !== 'dir' && orUndefined(() => sys.lstat(to))) return true
  if (upToDate(sys, options, to, stat)) return true
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
  if (has(options, 'l') || has(options, 's'))
    return attempt(
      () => (has(options, 'l') ? sys.link(from, to) : sys.symlink(from, to)),
      (words) =>
        complain(sys, `cannot create ${has(options, 'l') ? 'hard' : 'symbolic'} link '${to}' to '${from}': ${words}`),
    )
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
  const stat = has(options, 'u') ? orUndefined(() => sys.lstat(from)) : undefined
  if (stat && upToDate(sys, options, to, stat)) return true
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
  if (errno === 'EINVAL') return complain(sys, `cannot move '${from}' to a subdirectory of itself, '${to}'`)
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
