import { attempt, complain, isBusybox, oneShot, put } from '../face'
import { getopt, has, type Options } from '../options'
import { cannot, misuse } from '../say'
import { join } from './walk'
import type { Stat, Sys } from '../../wire/sys'

/**
 * Removes files and trees.
 *
 * @models coreutils src/rm.c, busybox coreutils/rm.c
 * @fidelity part: -i answers itself with yes
 */
export const rm = oneShot('rm', (sys, args) => {
  const options = getopt(sys, args, {
    short: 'rRfivdI',
    long: { recursive: 'r', force: 'f', verbose: 'v', dir: 'd', 'no-preserve-root': 'root', interactive: 'i' },
  })
  if (!options) return 1
  if (options.operands.length === 0) return has(options, 'f') ? 0 : misuse(sys, 'missing operand')
  const results = options.operands.map((path) => operand(sys, options, path))
  return results.every(Boolean) ? 0 : 1
})

function operand(sys: Sys, options: Options, path: string): boolean {
  const name = path.replace(/\/+$/, '').split('/').at(-1)
  if (name === '.' || name === '..') {
    complain(
      sys,
      isBusybox(sys) ? `can't remove '.' or '..'` : `refusing to remove '.' or '..' directory: skipping '${path}'`,
    )
    return false
  }
  if (path === '/' && !has(options, 'root') && !isBusybox(sys)) {
    complain(sys, "it is dangerous to operate recursively on '/'\nrm: use --no-preserve-root to override this failsafe")
    return false
  }
  let stat: Stat | undefined
  const there = attempt(
    () => (stat = sys.lstat(path)),
    (words, errno) => {
      if (!has(options, 'f') || errno !== 'ENOENT') cannot(sys, 'remove', path, words)
    },
  )
  if (!there) return has(options, 'f')
  return remove(sys, options, path, stat!)
}

function remove(sys: Sys, options: Options, path: string, stat: Stat): boolean {
  const refused = (words: string) => cannot(sys, 'remove', path, words)
  if (stat.kind !== 'dir')
    return done(
      sys,
      options,
      attempt(() => sys.unlink(path), refused),
      `removed '${path}'`,
    )
  if (!has(options, 'r') && !has(options, 'R')) {
    if (has(options, 'd'))
      return done(
        sys,
        options,
        attempt(() => sys.rmdir(path), refused),
        `removed directory '${path}'`,
      )
    complain(sys, isBusybox(sys) ? `'${path}' is a directory` : `cannot remove '${path}': Is a directory`)
    return false
  }
  let all = true
  const listed = attempt(() => {
    for (const entry of sys.readdir(path)) {
      const below = join(path, entry.name)
      all = remove(sys, options, below, sys.lstat(below)) && all
    }
  }, refused)
  return (
    listed &&
    all &&
    done(
      sys,
      options,
      attempt(() => sys.rmdir(path), refused),
      `removed directory '${path}'`,
    )
  )
}

function done(sys: Sys, options: Options, ok: boolean, words: string): boolean {
  if (ok && has(options, 'v')) put(sys, `${words}\n`)
  return ok
}

export const unlink = oneShot('unlink', (sys, args) =>
  args[0] !== undefined &&
  attempt(
    () => sys.unlink(args[0]!),
    (words) => cannot(sys, 'unlink', args[0]!, words),
  )
    ? 0
    : 1,
)
