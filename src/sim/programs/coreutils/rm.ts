import { asking, guarded, lastOf } from './ask'
import { attempt, complain, isBusybox, oneShot, orUndefined, put } from '../face'
import { getopt, has, type Options } from '../options'
import { cannot, dialect, misuse, quote } from '../say'
import { kindOf } from './kind-of'
import { join } from './walk'
import type { Stat, Sys } from '../../wire/sys'

/**
 * Removes files and trees.
 *
 * @models coreutils src/rm.c, busybox coreutils/rm.c, busybox libbb/remove_file.c
 * @fidelity part: no --one-file-system
 */
interface Removal {
  readonly step: 'all' | 'operand' | 'inside' | 'emptied'
  readonly path: string
}

export const rm = asking<Removal>({
  name: 'rm',
  begin: (sys, args) => {
    const options = getopt(sys, args, {
      short: 'rRfivdI',
      long: {
        recursive: 'r',
        force: 'f',
        verbose: 'v',
        dir: 'd',
        'no-preserve-root': 'root',
        'preserve-root?': 'keep',
        'interactive?': 'i',
        'one-file-system': 'one',
      },
    })
    if (!options) return 1
    if (options.operands.length === 0) return has(options, 'f') ? 0 : misuse(sys, 'missing operand')
    const jobs = options.operands.map((path): Removal => ({ step: 'operand', path }))
    const many = lastOf(options, 'fiI') === 'I' && (jobs.length > 3 || recursive(options))
    return { options, jobs: many ? [{ step: 'all', path: '' }] : jobs }
  },
  question: (sys, options, job) => {
    if (job.step === 'all') return aboutAll(options)
    if (!asks(sys, options) || refusedName(sys, options, job.path) !== undefined) return undefined
    const stat = orUndefined(() => sys.lstat(job.path))
    return stat ? question(sys, options, job, stat) : undefined
  },
  act: (sys, options, { step, path }) => {
    if (step === 'all') return options.operands.map((each): Removal => ({ step: 'operand', path: each }))
    return step === 'operand' ? operand(sys, options, path) : found(sys, options, path, step)
  },
})

const recursive = (options: Options) => has(options, 'r') || has(options, 'R')

/** Without -f a person is asked about what is write-protected too. */
const asks = (sys: Sys, options: Options) => {
  const how = lastOf(options, 'fi')
  return how === 'i' || (how !== 'f' && sys.isatty(0) && sys.uid !== 0)
}

function aboutAll(options: Options): string {
  const count = options.operands.length
  return `remove ${count} argument${count === 1 ? '' : 's'}${recursive(options) ? ' recursively' : ''}`
}

function question(sys: Sys, options: Options, job: Removal, stat: Stat): string | undefined {
  const { path } = job
  const wanted = lastOf(options, 'fi') === 'i'
  const shielded = stat.kind !== 'symlink' && guarded(sys, path)
  if (!wanted && !shielded) return undefined
  const mark = shielded && !isBusybox(sys) ? 'write-protected ' : ''
  if (stat.kind !== 'dir') return `remove ${isBusybox(sys) ? '' : `${mark}${kindOf(stat)} `}'${path}'`
  if (!recursive(options)) return has(options, 'd') ? `remove ${mark}directory '${path}'` : undefined
  const empty = orUndefined(() => sys.readdir(path))?.length === 0
  if (job.step === 'emptied') return empty ? `remove ${mark}directory '${path}'` : undefined
  return empty && !isBusybox(sys) ? undefined : `descend into ${mark}directory '${path}'`
}

/** What is not removed whatever is asked. */
function refusedName(sys: Sys, options: Options, path: string): string | undefined {
  const name = path.replace(/\/+$/, '').split('/').at(-1)
  if ((name === '.' || name === '..') && (recursive(options) || isBusybox(sys)))
    return dialect(sys, `refusing to remove '.' or '..' directory: skipping '${path}'`, `can't remove '.' or '..'`)
  if (path === '/' && recursive(options) && !has(options, 'root') && !isBusybox(sys))
    return "it is dangerous to operate recursively on '/'\nrm: use --no-preserve-root to override this failsafe"
  return undefined
}

function operand(sys: Sys, options: Options, path: string): boolean | readonly Removal[] {
  const refused = refusedName(sys, options, path)
  if (refused !== undefined) {
    complain(sys, refused)
    return false
  }
  return found(sys, options, path, 'operand')
}

function found(sys: Sys, options: Options, path: string, step: 'operand' | 'inside' | 'emptied') {
  let stat: Stat | undefined
  const there = attempt(
    () => (stat = sys.lstat(path)),
    (words, errno) => {
      if (!has(options, 'f') || errno !== 'ENOENT') cannot(sys, 'remove', path, words)
    },
  )
  if (!there) return has(options, 'f')
  const oneByOne = stat!.kind === 'dir' && recursive(options) && asks(sys, options)
  if (!oneByOne) return remove(sys, options, path, stat!)
  if (step !== 'emptied') return inside(sys, path)
  // What was to stay, or could not go, keeps its directory: that has been said already.
  return orUndefined(() => sys.readdir(path))?.length === 0 ? remove(sys, options, path, stat!) : true
}

const inside = (sys: Sys, path: string): readonly Removal[] => [
  ...(orUndefined(() => sys.readdir(path)) ?? []).map(({ name }): Removal => ({
    step: 'inside',
    path: join(path, name),
  })),
  { step: 'emptied', path },
]

function remove(sys: Sys, options: Options, path: string, stat: Stat): boolean {
  const refused = (words: string) => cannot(sys, 'remove', path, words)
  if (stat.kind !== 'dir')
    return done(
      sys,
      options,
      attempt(() => sys.unlink(path), refused),
      `removed '${path}'`,
    )
  const away = () =>
    done(
      sys,
      options,
      attempt(() => sys.rmdir(path), refused),
      `removed directory '${path}'`,
    )
  if (!recursive(options)) {
    if (has(options, 'd')) return away()
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
  return listed && all && away()
}

function done(sys: Sys, options: Options, ok: boolean, words: string): boolean {
  if (ok && has(options, 'v')) put(sys, `${words}\n`)
  return ok
}

export const unlink = oneShot('unlink', (sys, args) => {
  const [path, extra] = args
  if (path === undefined) return misuse(sys, 'missing operand')
  if (extra !== undefined) return misuse(sys, `extra operand ${quote(sys, extra)}`)
  return attempt(
    () => sys.unlink(path),
    (words) => cannot(sys, dialect(sys, 'unlink', 'remove file'), path, words),
  )
    ? 0
    : 1
})
