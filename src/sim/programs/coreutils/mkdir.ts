import { changedMode } from './mode'
import { attempt, complain, isBusybox, oneShot, orUndefined, put } from '../face'
import { getopt, has, last } from '../options'
import { cannot, misuse, quote } from '../say'
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
  let status = 0
  for (const path of options.operands) {
    const made = has(options, 'p') ? parents(sys, path) : one(sys, path, path)
    if (!made) status = 1
    else if (has(options, 'v')) put(sys, `mkdir: created directory '${path}'\n`)
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

function parents(sys: Sys, path: string): boolean {
  const parts = path.split('/').filter((part) => part !== '')
  let at = path.startsWith('/') ? '' : '.'
  for (const part of parts) {
    at = at === '.' && !path.startsWith('/') ? part : `${at}/${part}`
    if (orUndefined(() => sys.stat(at))?.kind === 'dir') continue
    if (!one(sys, at, path.startsWith('./') ? `./${at}` : at)) return false
  }
  return true
}

export const rmdir = oneShot('rmdir', (sys, args) => {
  const options = getopt(sys, args, {
    short: 'pv',
    long: { parents: 'p', verbose: 'v', 'ignore-fail-on-non-empty': 'i' },
  })
  if (!options) return 1
  if (options.operands.length === 0) return misuse(sys, 'missing operand')
  let status = 0
  for (const path of options.operands.flatMap((each) => (has(options, 'p') ? chain(each) : [each]))) {
    if (has(options, 'v') && !isBusybox(sys)) put(sys, `rmdir: removing directory, '${path}'\n`)
    const gone = attempt(
      () => sys.rmdir(path),
      (words) => complain(sys, isBusybox(sys) ? `'${path}': ${words}` : `failed to remove '${path}': ${words}`),
    )
    if (!gone) status = 1
  }
  return status
})

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
