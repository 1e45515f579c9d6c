import { SysError, strerror } from '../../../wire/errno'
import { refuse } from '../errors'
import type { Machine } from '../state'
import { get } from '../variables'
import type { Builtin } from './face'
import { enter, logical } from './directory'
import { output } from './output'
import { usage } from './usage'

/**
 * The directory stack: pushd, popd, dirs.
 *
 * @models bash builtins/pushd.def
 * @fidelity full
 */
const whole = (m: Machine): readonly string[] => [get(m, 'PWD') ?? m.sys.cwd(), ...m.s.dirs]

function short(m: Machine, dir: string): string {
  const home = get(m, 'HOME')
  if (home === undefined || home === '/') return dir
  return dir === home || dir.startsWith(`${home}/`) ? `~${dir.slice(home.length)}` : dir
}

const line = (m: Machine): string =>
  `${whole(m)
    .map((dir) => short(m, dir))
    .join(' ')}\n`

/** `+2` counts from the left, `-0` from the right; undefined outside of the stack. */
function position(m: Machine, words: string): number | undefined {
  const all = whole(m)
  const n = Number(words.slice(1))
  const at = words[0] === '+' ? n : all.length - 1 - n
  return at >= 0 && at < all.length ? at : undefined
}

const isPosition = (words: string): boolean => /^[+-]\d+$/.test(words)

export const dirs: Builtin = (m, args) => {
  const wrong = args.find((a) => !/^-[clpv]+$/.test(a) && !isPosition(a))
  if (wrong !== undefined) {
    refuse(m, 'dirs', `${wrong}: invalid ${/^[-+]/.test(wrong) ? 'number' : 'option'}`)
    return usage(m, 'dirs')
  }
  const letters = args.filter((a) => !isPosition(a)).join('')
  if (letters.includes('c')) {
    m.s.dirs = []
    return 0
  }
  const form = (dir: string) => (letters.includes('l') ? dir : short(m, dir))
  const wanted = args.find((a) => isPosition(a))
  const all = whole(m)
  if (wanted !== undefined) {
    const at = position(m, wanted)
    if (at !== undefined) return output(m, 'dirs', `${form(all[at]!)}\n`)
    return refuse(
      m,
      'dirs',
      all.length === 1 ? 'directory stack empty' : `${wanted.slice(1)}: directory stack index out of range`,
    )
  }
  if (letters.includes('v'))
    return output(m, 'dirs', all.map((d, i) => `${String(i).padStart(2)}  ${form(d)}\n`).join(''))
  if (letters.includes('p')) return output(m, 'dirs', all.map((d) => `${form(d)}\n`).join(''))
  return output(m, 'dirs', `${all.map((d) => form(d)).join(' ')}\n`)
}

export const pushd: Builtin = (m, args) => {
  const still = args[0] === '-n'
  const words = args.filter((a, i) => !(a === '--' || (a === '-n' && i === 0)))
  if (words.length > 1) return refuse(m, 'pushd', 'too many arguments')
  const all = whole(m)
  const target = words[0]
  if (target === undefined) {
    if (all.length === 1) return refuse(m, 'pushd', 'no other directory')
    return turn(m, [all[1]!, all[0]!, ...all.slice(2)])
  }
  if (isPosition(target)) {
    const at = position(m, target)
    if (all.length === 1) return refuse(m, 'pushd', 'directory stack empty')
    if (at === undefined) return refuse(m, 'pushd', `${target}: directory stack index out of range`)
    return turn(m, [...all.slice(at), ...all.slice(0, at)])
  }
  if (still) {
    m.s.dirs = [target, ...m.s.dirs]
    return output(m, 'pushd', line(m))
  }
  return turn(m, [target, ...all])
}

/** Goes to the first of the directories; they are the stack then. */
function turn(m: Machine, next: readonly string[]): number {
  const from = get(m, 'PWD') ?? m.sys.cwd()
  const [target = '', ...rest] = next
  try {
    enter(m, logical(from, target))
  } catch (error) {
    if (!(error instanceof SysError)) throw error
    return refuse(m, 'pushd', `${target}: ${strerror[error.errno]}`)
  }
  m.s.dirs = rest
  return output(m, 'pushd', line(m))
}

export const popd: Builtin = (m, args) => {
  const still = args[0] === '-n'
  const words = args.filter((a, i) => !(a === '-n' && i === 0))[0]
  const all = whole(m)
  if (words !== undefined && !isPosition(words)) {
    refuse(m, 'popd', `${words}: invalid argument`)
    return usage(m, 'popd')
  }
  if (all.length === 1) return refuse(m, 'popd', 'directory stack empty')
  const at = words === undefined ? (still ? 1 : 0) : position(m, words)
  if (at === undefined) return refuse(m, 'popd', `${words}: directory stack index out of range`)
  const left = all.filter((_, i) => i !== at)
  if (at === 0) {
    try {
      enter(m, left[0]!)
    } catch (error) {
      if (!(error instanceof SysError)) throw error
      return refuse(m, 'popd', `${left[0]}: ${strerror[error.errno]}`)
    }
  }
  m.s.dirs = left.slice(1)
  return output(m, 'popd', line(m))
}
