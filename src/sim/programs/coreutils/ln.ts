import { attempt, baseName, complain, fail, isBusybox, oneShot, orUndefined, put } from '../face'
import { getopt, has, last, type Options } from '../options'
import { misuse } from '../say'
import { join } from './walk'
import type { Sys } from '../../wire/sys'

/**
 * Links, and where they lead: ln, readlink, realpath.
 *
 * @models coreutils src/{ln,readlink,realpath}.c
 * @fidelity part: ln has no backups
 */
export const ln = oneShot('ln', (sys, args) => {
  const options = getopt(sys, args, {
    short: 'sfnrTvt:LPib',
    long: {
      symbolic: 's',
      force: 'f',
      'no-dereference': 'n',
      'no-target-directory': 'T',
      verbose: 'v',
      relative: 'r',
      'target-directory=': 't',
    },
  })
  if (!options) return 1
  const [first, ...rest] = options.operands
  if (first === undefined) return misuse(sys, 'missing file operand')
  const into = last(options, 't')
  const to = into ?? (rest.length === 0 ? baseName(first) : rest.at(-1)!)
  const sources = into !== undefined || rest.length === 0 ? options.operands : options.operands.slice(0, -1)
  const follow = has(options, 'n') || has(options, 'T') ? 'lstat' : 'stat'
  const inside = orUndefined(() => sys[follow](to))?.kind === 'dir'
  if (sources.length > 1 && !inside) return fail(sys, `target '${to}': No such file or directory`)
  return sources
    .map((from) => linkOne(sys, options, from, inside ? join(to, baseName(from.replace(/\/+$/, ''))) : to))
    .every(Boolean)
    ? 0
    : 1
})

function linkOne(sys: Sys, options: Options, from: string, to: string): boolean {
  const symbolic = has(options, 's')
  if (!symbolic && !orUndefined(() => sys.lstat(from))) {
    complain(
      sys,
      isBusybox(sys) ? `${from}: No such file or directory` : `failed to access '${from}': No such file or directory`,
    )
    return false
  }
  if (!symbolic && !isBusybox(sys) && sys.lstat(from).kind === 'dir') {
    complain(sys, `${from}: hard link not allowed for directory`)
    return false
  }
  if (has(options, 'f')) orUndefined(() => sys.unlink(to))
  const target = symbolic && has(options, 'r') ? fromHere(sys, from, to) : from
  const made = attempt(
    () => (symbolic ? sys.symlink(target, to) : sys.link(from, to)),
    (words) =>
      complain(
        sys,
        isBusybox(sys)
          ? `${to}: ${words}`
          : symbolic
            ? `failed to create symbolic link '${to}': ${words}`
            : `failed to create hard link '${to}'${words === 'File exists' ? '' : ` => '${from}'`}: ${words}`,
      ),
  )
  if (made && has(options, 'v')) put(sys, `'${to}' ${symbolic ? '-' : '='}> '${target}'\n`)
  return made
}

/** -r: the way to a file from where the link is. */
const fromHere = (sys: Sys, from: string, to: string): string => {
  const at = canonical(sys, to, 'none') ?? to
  return relative(at.slice(0, at.lastIndexOf('/')) || '/', canonical(sys, from, 'none') ?? from)
}

function relative(base: string, path: string): string {
  const [above, below] = [base, path].map((each) => each.split('/').filter((part) => part !== ''))
  const same = above!.findIndex((part, i) => below![i] !== part)
  const shared = same < 0 ? above!.length : same
  return [...above!.slice(shared).map(() => '..'), ...below!.slice(shared)].join('/') || '.'
}

export const readlink = oneShot('readlink', (sys, args) => {
  const options = getopt(sys, args, {
    short: 'femnqsvz',
    long: {
      canonicalize: 'f',
      'canonicalize-existing': 'e',
      'canonicalize-missing': 'm',
      'no-newline': 'n',
      verbose: 'v',
    },
  })
  if (!options) return 1
  if (options.operands.length === 0) return misuse(sys, 'missing operand')
  let status = 0
  for (const path of options.operands) {
    const target =
      has(options, 'f') || has(options, 'm') || has(options, 'e')
        ? canonical(sys, path, has(options, 'e') ? 'all' : has(options, 'm') ? 'none' : 'parent')
        : orUndefined(() => sys.readlink(path))
    if (target === undefined) status = 1
    else put(sys, target + (has(options, 'n') ? '' : '\n'))
  }
  return status
})

export const realpath = oneShot('realpath', (sys, args) => {
  const options = getopt(sys, args, {
    short: 'emsqzLP',
    long: {
      'canonicalize-existing': 'e',
      'canonicalize-missing': 'm',
      strip: 's',
      'no-symlinks': 's',
      quiet: 'q',
      zero: 'z',
      logical: 'L',
      physical: 'P',
      'relative-to=': 'to',
      'relative-base=': 'base',
    },
  })
  if (!options) return 1
  if (options.operands.length === 0) return misuse(sys, 'missing operand')
  const wanted = last(options, 'to')
  const to = wanted === undefined ? undefined : canonical(sys, wanted, has(options, 'm') ? 'none' : 'parent')
  let status = 0
  for (const path of options.operands) {
    const must = has(options, 'e') || isBusybox(sys) ? 'all' : has(options, 'm') ? 'none' : 'parent'
    const target = has(options, 's') ? plainly(sys, path) : canonical(sys, path, must)
    if (target !== undefined)
      put(sys, (to === undefined ? target : relative(to, target)) + (has(options, 'z') ? '\0' : '\n'))
    else {
      if (!has(options, 'q')) complain(sys, `${path === '' ? "''" : path}: No such file or directory`)
      status = 1
    }
  }
  return status
})

/** A path without `.` and `..`, links as they are. */
function plainly(sys: Sys, path: string): string {
  const parts: string[] = []
  for (const part of (path.startsWith('/') ? path : join(sys.cwd(), path)).split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return `/${parts.join('/')}`
}

/** The real path; `must` says how much of it has to exist. */
function canonical(sys: Sys, path: string, must: 'all' | 'parent' | 'none'): string | undefined {
  const real = orUndefined(() => sys.realpath(path))
  if (real !== undefined || must === 'all' || path === '') return real
  const absolute = (path.startsWith('/') ? path : join(sys.cwd(), path)).replace(/\/+$/, '')
  const at = absolute.lastIndexOf('/')
  const parent = absolute.slice(0, at) || '/'
  const name = absolute.slice(at + 1)
  const above =
    orUndefined(() => sys.realpath(parent)) ??
    (must === 'none' && parent !== '/' ? canonical(sys, parent, must) : undefined)
  if (above === undefined || (must === 'parent' && (name === '..' || name === '.'))) return undefined
  return plainly(sys, join(above, name))
}
