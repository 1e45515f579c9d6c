import { changedMode } from './mode'
import { attempt, complain, fail, isBusybox, oneShot, orUndefined, put } from '../face'
import { getopt, has, last, type Options } from '../options'
import { cannot, dialect, misuse, quote } from '../say'
import type { Sys } from '../../wire/sys'

/**
 * Makes and removes directories.
 *
 * @models coreutils src/mkdir.c, src/rmdir.c
 * @fidelity full
 */
export const mkdir = oneShot('mkdir', (sys, args) => {
  const options = getopt(sys, args, { short: 'pm:v', long: { parents: 'p', 'mode=': 'm', verbose: 'v' } })
  if (!options) return 1
  if (options.operands.length === 0) return misuse(sys, 'missing operand')
  const mode = has(options, 'm') ? changedMode(last(options, 'm')!, 0o777, true, 0) : undefined
  if (has(options, 'm') && mode === undefined)
    return fail(
      sys,
      dialect(sys, `invalid mode ${quote(sys, last(options, 'm')!)}`, `invalid mode '${last(options, 'm')!}'`),
    )
  let status = 0
  for (const path of options.operands) {
    const said = (made: string) => has(options, 'v') && put(sys, `mkdir: created directory '${made}'\n`)
    const made = has(options, 'p') ? parents(sys, path, said) : one(sys, path, path)
    if (!made) status = 1
    else if (!has(options, 'p')) said(path)
    if (made && mode !== undefined) sys.chmod(path, mode)
  }
  return status
})

function one(sys: Sys, path: string, shown: string): boolean {
  return attempt(
    () => sys.mkdir(path, 0o777),
    (words) =>
      isBusybox(sys)
        ? complain(sys, `can't create directory '${shown}': ${words}`)
        : complain(sys, `cannot create directory ${quote(sys, shown)}: ${words}`),
  )
}

function parents(sys: Sys, path: string, said: (made: string) => unknown): boolean {
  return prefixes(path).every((at) => {
    if (orUndefined(() => sys.stat(at))?.kind === 'dir') return true
    if (!one(sys, at, at)) return false
    said(at)
    return true
  })
}

/** `a/b/c` is to be made as `a`, `a/b`, `a/b/c`. */
const prefixes = (path: string): readonly string[] => {
  const ends = [...path.matchAll(/[^/]\/+(?=[^/])/g)].map((match) => path.slice(0, match.index + 1))
  return [...ends, path]
}

export const rmdir = oneShot('rmdir', (sys, args) => {
  const options = getopt(sys, args, {
    short: 'pv',
    long: { parents: 'p', verbose: 'v', 'ignore-fail-on-non-empty': 'i' },
  })
  if (!options) return 1
  if (options.operands.length === 0) return misuse(sys, 'missing operand')
  return options.operands.map((path) => removed(sys, options, path)).every(Boolean) ? 0 : 1
})

/** The directory and, with -p, those above it until one has something else in it. */
function removed(sys: Sys, options: Options, operand: string): boolean {
  for (const path of has(options, 'p') ? chain(operand) : [operand]) {
    if (has(options, 'v') && !isBusybox(sys)) put(sys, `rmdir: removing directory, '${path}'\n`)
    let full = false
    const above = path !== operand && !isBusybox(sys) ? 'directory ' : ''
    const gone = attempt(
      () => sys.rmdir(path),
      (words, errno) => {
        full = errno === 'ENOTEMPTY'
        if (full && has(options, 'i')) return
        complain(sys, isBusybox(sys) ? `'${path}': ${words}` : `failed to remove ${above}'${path}': ${words}`)
      },
    )
    if (!gone) return full && has(options, 'i')
  }
  return true
}

const chain = (path: string): readonly string[] => {
  const parts = path.replace(/\/+$/, '').split('/')
  return parts.map((_, i) => parts.slice(0, parts.length - i).join('/')).filter((each) => each !== '')
}

export const mkfifo = oneShot('mkfifo', (sys, args) => {
  const options = getopt(sys, args, { short: 'm:', long: { 'mode=': 'm' } })
  if (!options) return 1
  if (options.operands.length === 0) return misuse(sys, 'missing operand')
  return options.operands.every((path) =>
    attempt(
      () => sys.mkfifo(path, 0o666),
      (words) => cannot(sys, 'create fifo', path, words),
    ),
  )
    ? 0
    : 1
})
