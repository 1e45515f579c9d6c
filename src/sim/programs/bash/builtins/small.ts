import { evaluateText } from '../arith'
import { refuse, say } from '../errors'
import { get, set } from '../variables'
import type { Builtin } from './face'
import { output } from './output'

/**
 * Builtins of a few lines: true, false, let, umask, getopts, times, history, help.
 *
 * @models bash builtins
 */
export const yes: Builtin = () => 0
export const no: Builtin = () => 1

export const letSums: Builtin = (m, args) => {
  if (args.length === 0) return refuse(m, 'let', 'expression expected')
  let last = 0n
  for (const words of args) last = evaluateText(m, words)
  return last === 0n ? 1 : 0
}

export const umask: Builtin = (m, args) => {
  const words = args.filter((a) => !a.startsWith('-'))[0]
  const octal = (n: number) => n.toString(8).padStart(4, '0')
  if (words === undefined) {
    const mask = m.sys.umask()
    if (!args.includes('-S')) return output(m, 'umask', `${octal(mask)}\n`)
    const triple = (shift: number) => [4, 2, 1].map((bit, i) => ((~mask >> shift) & bit ? 'rwx'[i] : '')).join('')
    return output(m, 'umask', `u=${triple(6)},g=${triple(3)},o=${triple(0)}\n`)
  }
  if (!/^[0-7]+$/.test(words))
    return refuse(
      m,
      'umask',
      /^\d+$/.test(words) ? `${words}: octal number out of range` : `\`${words[0]}': invalid symbolic mode operator`,
    )
  m.sys.umask(parseInt(words, 8))
  return 0
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
    else say(m, m.s.flavour === 'bash' ? `${m.s.zero}: illegal option -- ${letter}` : `Illegal option -${letter}`)
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

export const help: Builtin = (m, args) => {
  if (args.length > 0)
    return refuse(
      m,
      'help',
      `no help topics match \`${args[0]}'.  Try \`help help' or \`man -k ${args[0]}' or \`info ${args[0]}'.`,
    )
  return output(
    m,
    'help',
    'GNU bash, version 5.2.37(1)-release (x86_64-pc-linux-gnu)\nThese shell commands are defined internally.\n\nalias bg break cd command continue declare dirs disown echo eval exec exit export false fg getopts hash\nhelp history jobs kill let local mapfile popd printf pushd pwd read readonly return set shift shopt source\ntest times trap true type typeset ulimit umask unalias unset wait\n',
  )
}
