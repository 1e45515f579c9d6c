import { refuse } from '../errors'
import type { Machine } from '../state'
import { optionLetters } from '../variables'
import { setAll } from './declare'
import type { Builtin } from './face'
import { output } from './output'

/**
 * set, shopt, shift.
 *
 * @models bash builtins/{set,shopt,shift}.def
 */
const names = [
  'allexport',
  'braceexpand',
  'emacs',
  'errexit',
  'errtrace',
  'functrace',
  'hashall',
  'histexpand',
  'history',
  'ignoreeof',
  'interactive-comments',
  'keyword',
  'monitor',
  'noclobber',
  'noexec',
  'noglob',
  'nolog',
  'notify',
  'nounset',
  'onecmd',
  'physical',
  'pipefail',
  'posix',
  'privileged',
  'verbose',
  'vi',
  'xtrace',
]

export function setOption(m: Machine, name: string, on: boolean): void {
  const { [name]: _, ...rest } = m.s.options
  m.s.options = on ? { ...rest, [name]: true } : rest
}

export const set: Builtin = (m, args) => {
  if (args.length === 0) return setAll(m)
  for (let at = 0; at < args.length; at++) {
    const words = args[at]!
    if (words === '--' || words === '-') {
      m.s.args = args.slice(at + 1)
      return 0
    }
    if (!/^[-+]./.test(words)) {
      m.s.args = args.slice(at)
      return 0
    }
    for (const letter of words.slice(1)) {
      if (letter === 'o') {
        const name = args[at + 1]
        if (name === undefined) return showOptions(m, words[0] === '+')
        at++
        if (!names.includes(name))
          return refuse(
            m,
            'set',
            m.s.flavour === 'bash' ? `${name}: invalid option name` : `${illegal(m)} option -o ${name}`,
            m.s.flavour === 'ash' ? 1 : 2,
          )
        setOption(m, name, words[0] === '-')
        continue
      }
      const name = optionLetters.find(([, l]) => l === letter)?.[0]
      if (name === undefined)
        return refuse(
          m,
          'set',
          m.s.flavour === 'bash' ? `${words[0]}${letter}: invalid option` : `${illegal(m)} option ${words[0]}${letter}`,
          2,
        )
      setOption(m, name, words[0] === '-')
    }
  }
  return 0
}

const illegal = (m: Machine): string => (m.s.flavour === 'ash' ? 'illegal' : 'Illegal')

function showOptions(m: Machine, commands: boolean): number {
  const on = (n: string) =>
    m.s.options[n] === true || n === 'interactive-comments' || (m.s.interactive && (n === 'emacs' || n === 'history'))
  return output(
    m,
    'set',
    names
      .map((n) => (commands ? `set ${on(n) ? '-' : '+'}o ${n}\n` : `${n.padEnd(15)}\t${on(n) ? 'on' : 'off'}\n`))
      .join(''),
  )
}

const shopts = [
  'autocd',
  'cdspell',
  'checkwinsize',
  'cmdhist',
  'dotglob',
  'expand_aliases',
  'extglob',
  'failglob',
  'globstar',
  'histappend',
  'interactive_comments',
  'lastpipe',
  'login_shell',
  'nocaseglob',
  'nocasematch',
  'nullglob',
  'progcomp',
  'promptvars',
  'sourcepath',
  'xpg_echo',
  'inherit_errexit',
]

export const shopt: Builtin = (m, args) => {
  const letters = args.filter((a) => a.startsWith('-')).join('')
  const wanted = args.filter((a) => !a.startsWith('-'))
  const change = letters.includes('s') ? true : letters.includes('u') ? false : undefined
  let status = 0
  for (const name of wanted) {
    if (!shopts.includes(name)) status = refuse(m, 'shopt', `${name}: invalid shell option name`)
    else if (change !== undefined) m.s.shopt = { ...m.s.shopt, [name]: change }
    else if (m.s.shopt[name] !== true) status = 1
  }
  if (change !== undefined || letters.includes('q')) return status
  const shown = wanted.length === 0 ? shopts : wanted.filter((n) => shopts.includes(n))
  return output(
    m,
    'shopt',
    shown.map((n) => `${n.padEnd(15)}\t${m.s.shopt[n] === true ? 'on' : 'off'}\n`).join(''),
    status,
  )
}

export const shift: Builtin = (m, args) => {
  const count = args[0] === undefined ? 1 : Number(args[0])
  if (!Number.isInteger(count)) return refuse(m, 'shift', `${args[0]}: numeric argument required`)
  if (count < 0) return refuse(m, 'shift', `${args[0]}: shift count out of range`)
  if (count > m.s.args.length) return m.s.flavour === 'dash' ? refuse(m, 'shift', "can't shift that many", 2) : 1
  m.s.args = m.s.args.slice(count)
  return 0
}
