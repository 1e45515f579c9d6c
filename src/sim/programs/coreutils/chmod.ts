import { changedMode, modeLetters } from './mode'
import { gidOf, uidOf, users } from '../accounts/names'
import { attempt, complain, fail, isBusybox, oneShot, orUndefined, put } from '../face'
import { getopt, has } from '../options'
import { dialect, misuse, quote } from '../say'
import { walk } from './walk'
import type { Stat, Sys } from '../../wire/sys'

/**
 * Changes permissions and owners.
 *
 * @models coreutils src/{chmod,chown}.c
 * @fidelity part: no --from; of -v and -c chown says nothing
 */
const isMode = (word: string) => /^-?[rwxXst]+$/.test(word) && word.startsWith('-')

export const chmod = oneShot('chmod', (sys, args) => {
  const guarded = args.map((arg, i) =>
    isMode(arg) && args.slice(0, i).every((each) => each.startsWith('-') && !isMode(each)) ? `a${arg}` : arg,
  )
  const options = getopt(sys, guarded, {
    short: 'Rvcf',
    long: { recursive: 'R', verbose: 'v', changes: 'c', silent: 'f', quiet: 'f', 'reference=': 'ref' },
  })
  if (!options) return 1
  const reference = options.flags['ref']?.[0]
  const [word, ...rest] = options.operands
  const mode = reference === undefined ? word : orUndefined(() => (sys.stat(reference).mode & 0o7777).toString(8))
  const paths = reference === undefined ? rest : options.operands
  if (mode === undefined) return misuse(sys, 'missing operand')
  if (paths.length === 0) return misuse(sys, `missing operand after ${quote(sys, mode)}`)
  if (changedMode(mode, 0, false, 0) === undefined)
    return isBusybox(sys) ? fail(sys, `invalid mode '${mode}'`) : misuse(sys, `invalid mode: ${quote(sys, mode)}`)
  const change = (path: string, stat: Stat) => {
    if (stat.kind === 'symlink') return
    const after = changedMode(mode, stat.mode, stat.kind === 'dir', sys.umask())!
    sys.chmod(path, after)
    if (has(options, 'v') || (has(options, 'c') && (stat.mode & 0o7777) !== after))
      put(sys, changeSaid(path, stat, after))
  }
  return onEach(sys, paths, has(options, 'R'), has(options, 'f'), change, (path, words) =>
    dialect(sys, `changing permissions of '${path}': ${words}`, `${path}: ${words}`),
  )
})

const inFull = (stat: Pick<Stat, 'kind' | 'mode'>) =>
  `${(stat.mode & 0o7777).toString(8).padStart(4, '0')} (${modeLetters(stat).slice(1)})`

const changeSaid = (path: string, stat: Stat, mode: number): string =>
  (stat.mode & 0o7777) === mode
    ? `mode of '${path}' retained as ${inFull(stat)}\n`
    : `mode of '${path}' changed from ${inFull(stat)} to ${inFull({ kind: stat.kind, mode })}\n`

export const chown = oneShot('chown', (sys, args) => {
  const options = getopt(sys, args, {
    short: 'RhvcfLPH',
    long: { recursive: 'R', 'no-dereference': 'h', verbose: 'v' },
  })
  if (!options) return 1
  const [word, ...paths] = options.operands
  if (word === undefined) return misuse(sys, 'missing operand')
  if (paths.length === 0) return misuse(sys, `missing operand after ${quote(sys, word)}`)
  const owner = ownerOf(sys, word)
  if (typeof owner === 'string') return fail(sys, owner)
  const change = (path: string, stat: Stat) =>
    sys.chown(path, owner.uid ?? stat.uid, owner.gid ?? stat.gid, !has(options, 'h') && stat.kind !== 'symlink')
  return onEach(sys, paths, has(options, 'R'), has(options, 'f'), change, (path, words) =>
    dialect(sys, `changing ownership of '${path}': ${words}`, `${path}: ${words}`),
  )
})

interface Owner {
  readonly uid?: number
  readonly gid?: number
}

/** `user`, `user:group`, `:group`, `user:`. */
function ownerOf(sys: Sys, word: string): Owner | string {
  const [user = '', group] = word.split(/[:.]/)
  const uid = user === '' ? undefined : uidOf(sys, user)
  if (user !== '' && uid === undefined) return dialect(sys, `invalid user: ${quote(sys, word)}`, `unknown user ${user}`)
  const login = group === '' ? users(sys).find((each) => each.uid === uid)?.gid : undefined
  const gid = group === undefined || group === '' ? login : gidOf(sys, group)
  if (group && gid === undefined) return dialect(sys, `invalid group: ${quote(sys, word)}`, `unknown group ${group}`)
  return { ...(uid === undefined ? {} : { uid }), ...(gid === undefined ? {} : { gid }) }
}

function onEach(
  sys: Sys,
  paths: readonly string[],
  recursive: boolean,
  quiet: boolean,
  change: (path: string, stat: Stat) => unknown,
  refusal: (path: string, words: string) => string,
): number {
  let status = 0
  for (const path of paths) {
    const stat = orUndefined(() => (recursive ? sys.lstat(path) : sys.stat(path)))
    if (!stat) {
      if (!quiet)
        complain(
          sys,
          dialect(sys, `cannot access '${path}': No such file or directory`, `${path}: No such file or directory`),
        )
      status = 1
      continue
    }
    const visits = recursive ? walk(sys, path) : [{ path, stat }]
    for (const visit of visits) {
      if (
        !attempt(
          () => void change(visit.path, visit.stat),
          (words) => void (quiet || complain(sys, refusal(visit.path, words))),
        )
      )
        status = 1
    }
  }
  return status
}
