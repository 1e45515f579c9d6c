import { attempt, complain, fail, oneShot, orUndefined, put } from '../face'
import { getopt, has, last, type Options } from '../options'
import { gidOf, uidOf } from '../accounts/names'
import { misuse, quote } from '../say'
import { changedMode } from './mode'
import { join } from './walk'
import type { Sys } from '../../wire/sys'

/**
 * Copies a file and gives it mode and owner at once; makes directories with -d.
 *
 * @models coreutils install(1)
 * @fidelity part: -d -D -m -o -g -t -T -v; no -s, no backups, holes are not kept
 */
export const install = oneShot('install', (sys, args) => {
  const options = getopt(sys, args, {
    short: 'bcdDm:o:g:t:Tvps',
    long: { directory: 'd', 'mode=': 'm', 'owner=': 'o', 'group=': 'g', 'target-directory=': 't', verbose: 'v' },
  })
  if (!options) return 1
  const mode = changedMode(last(options, 'm') ?? '755', 0, has(options, 'd'), 0)
  if (mode === undefined) return fail(sys, `invalid mode ${quote(sys, last(options, 'm')!)}`)
  if (options.operands.length === 0) return misuse(sys, 'missing file operand')
  if (has(options, 'd'))
    return options.operands.map((path) => directory(sys, options, path, mode)).every(Boolean) ? 0 : 1
  return files(sys, options, mode)
})

function files(sys: Sys, options: Options, mode: number): number {
  const into = last(options, 't')
  const sources = into === undefined ? options.operands.slice(0, -1) : options.operands
  const target = into ?? options.operands.at(-1)!
  if (sources.length === 0) return misuse(sys, `missing destination file operand after ${quote(sys, target)}`)
  const inside = into !== undefined || (!has(options, 'T') && orUndefined(() => sys.stat(target))?.kind === 'dir')
  if (sources.length > 1 && !inside) return fail(sys, `target '${target}' is not a directory`)
  const done = sources.map((from) => {
    const to = inside ? join(target, from.split('/').at(-1)!) : target
    if (has(options, 'D')) parents(sys, to)
    return copied(sys, options, from, to, mode)
  })
  return done.every(Boolean) ? 0 : 1
}

function parents(sys: Sys, path: string): void {
  const parts = path.split('/').slice(0, -1)
  for (let depth = 1; depth <= parts.length; depth++)
    orUndefined(() => sys.mkdir(parts.slice(0, depth).join('/') || '/'))
}

function directory(sys: Sys, options: Options, path: string, mode: number): boolean {
  parents(sys, `${path}/x`)
  return attempt(
    () => settled(sys, options, path, mode),
    (words) => complain(sys, `cannot create directory '${path}': ${words}`),
  )
}

function copied(sys: Sys, options: Options, from: string, to: string, mode: number): boolean {
  let data: string | undefined
  if (orUndefined(() => sys.stat(from))?.kind === 'dir') {
    complain(sys, `omitting directory '${from}'`)
    return false
  }
  const read = attempt(
    () => (data = sys.readFile(from)),
    (words) => complain(sys, `cannot stat '${from}': ${words}`),
  )
  if (!read) return false
  return attempt(
    () => {
      orUndefined(() => sys.unlink(to))
      sys.writeFile(to, data!)
      settled(sys, options, to, mode)
      if (has(options, 'v')) put(sys, `'${from}' -> '${to}'\n`)
    },
    (words) => complain(sys, `cannot create regular file '${to}': ${words}`),
  )
}

function settled(sys: Sys, options: Options, path: string, mode: number): void {
  const user = last(options, 'o')
  const team = last(options, 'g')
  const stat = sys.stat(path)
  if (user !== undefined || team !== undefined)
    sys.chown(
      path,
      user === undefined ? stat.uid : (uidOf(sys, user) ?? stat.uid),
      team === undefined ? stat.gid : (gidOf(sys, team) ?? stat.gid),
    )
  sys.chmod(path, mode)
}
