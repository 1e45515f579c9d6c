import { evaluateText } from '../arith'
import { refuse, say } from '../errors'
import { isShellError } from '../state'
import { get, set } from '../variables'
import type { Builtin } from './face'
import { output } from './output'

/**
 * Builtins of a few lines: true, false, let, getopts, times, history.
 *
 * @models bash builtins
 */
export const yes: Builtin = () => 0
export const no: Builtin = () => 1

export const letSums: Builtin = (m, args) => {
  if (args.length === 0) return refuse(m, 'let', 'expression expected')
  let last = 0n
  try {
    for (const words of args) last = evaluateText(m, words)
  } catch (error) {
    if (!isShellError(error) || error.kind === 'fatal' || m.s.flavour !== 'bash') throw error
    return refuse(m, 'let', error.message)
  }
  return last === 0n ? 1 : 0
}

export const getopts: Builtin = (m, args) => {
  const [spec, name, ...given] = args
  if (spec === undefined || name === undefined) {
    say(m, 'getopts: usage: getopts optstring name [arg ...]')
    return 2
  }
  const words = given.length > 0 ? given : m.s.args
  const quiet = spec.startsWith(':')
  let index = Number(get(m, 'OPTIND') ?? 1)
  if (index <= 1 && m.s.getopts > 0 && get(m, 'OPTIND') !== '1') m.s.getopts = 0
  const word = words[index - 1]
  if (word === undefined || word === '--' || !/^-./.test(word)) {
    if (word === '--') set(m, 'OPTIND', String(index + 1))
    set(m, name, '?')
    m.s.getopts = 0
    return 1
  }
  const at = m.s.getopts + 1
  const letter = word[at] ?? '?'
  const known = letter !== ':' && spec.includes(letter)
  const wantsValue = known && spec[spec.indexOf(letter) + 1] === ':'
  m.s.getopts = at + 1 < word.length ? at : 0
  if (m.s.getopts === 0) index++
  set(m, name, letter)
  m.s.vars = Object.fromEntries(Object.entries(m.s.vars).filter(([n]) => n !== 'OPTARG'))
  if (!known) {
    set(m, name, '?')
    if (quiet) set(m, 'OPTARG', letter)
    else if (get(m, 'OPTERR') !== '0')
      say(m, m.s.flavour === 'bash' ? `${m.s.zero}: illegal option -- ${letter}` : `Illegal option -${letter}`)
  } else if (wantsValue) {
    const rest = word.slice(at + 1)
    const value = rest !== '' ? rest : words[index - 1]
    if (rest !== '') {
      m.s.getopts = 0
      index++
    } else index++
    if (value === undefined) {
      index--
      set(m, name, quiet ? ':' : '?')
      if (quiet) set(m, 'OPTARG', letter)
      else say(m, `${m.s.zero}: option requires an argument -- ${letter}`)
    } else set(m, 'OPTARG', value)
  }
  set(m, 'OPTIND', String(index))
  return 0
}

export const times: Builtin = (m) => output(m, 'times', '0m0.000s 0m0.000s\n0m0.000s 0m0.000s\n')

export const history: Builtin = (m, args) => {
  if (args[0] === '-c') {
    m.s.history = []
    return 0
  }
  const count = args[0] === undefined ? m.s.history.length : Number(args[0])
  const from = Math.max(0, m.s.history.length - count)
  return output(
    m,
    'history',
    m.s.history
      .slice(from)
      .map((line, i) => `${String(from + i + 1).padStart(5)}  ${line}\n`)
      .join(''),
  )
}
