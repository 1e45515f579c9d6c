import { attempt, baseName, complain, fail, isBusybox, oneShot, orUndefined, put } from '../face'
import { getopt, has, type Options } from '../options'
import { misuse } from '../say'
import { join } from './walk'
import type { Sys } from '../../wire/sys'

/**
 * Links, and where they lead: ln, readlink, realpath.
 *
 * @models coreutils src/{ln,readlink,realpath}.c
 * @fidelity part: ln has no backups, realpath no --relative-to
 */
export const ln = oneShot('ln', (sys, args) => {
  const options = getopt(sys, args, {
    short: 'sfnrTvt:',
    long: { symbolic: 's', force: 'f', 'no-dereference': 'n', 'no-target-directory': 'T', verbose: 'v' },
  })
  if (!options) return 1
  const [first, ...rest] = options.operands
  if (first === undefined) return misuse(sys, 'missing file operand')
  const to = rest.length === 0 ? baseName(first) : rest.at(-1)!
  const sources = rest.length === 0 ? [first] : options.operands.slice(0, -1)
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
  if (has(options, 'f')) orUndefined(() => sys.unlink(to))
  const made = attempt(
    () => (symbolic ? sys.symlink(from, to) : sys.link(from, to)),
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
  if (made && has(options, 'v')) put(sys, `'${to}' -${symbolic ? '' : '='}> '${from}'\n`)
  return made
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
    long: { 'canonicalize-existing': 'e', 'canonicalize-missing': 'm', strip: 's', quiet: 'q' },
  })
  if (!options) return 1
  if (options.operands.length === 0) return misuse(sys, 'missing operand')
  let status = 0
  for (const path of options.operands) {
    const target = canonical(
      sys,
      path,
      has(options, 'e') || isBusybox(sys) ? 'all' : has(options, 'm') ? 'none' : 'parent',
    )
    if (target !== undefined) put(sys, `${target}\n`)
    else {
      if (!has(options, 'q')) complain(sys, `${path}: No such file or directory`)
      status = 1
    }
  }
  return status
})

/** The real path; `must` says how much of it has to exist. */
function canonical(sys: Sys, path: string, must: 'all' | 'parent' | 'none'): string | undefined {
  const real = orUndefined(() => sys.realpath(path))
  if (real !== undefined || must === 'all') return real
  const absolute = path.startsWith('/') ? path : join(sys.cwd(), path)
  const at = absolute.replace(/\/+$/, '').lastIndexOf('/')
  const parent = absolute.slice(0, at) || '/'
  const above =
    orUndefined(() => sys.realpath(parent)) ??
    (must === 'none' && parent !== '/' ? canonical(sys, parent, must) : undefined)
  return above === undefined ? undefined : join(above, absolute.slice(at + 1).replace(/\/+$/, ''))
}
