import { refuse } from '../errors'
import type { Machine } from '../state'
import { optionLetters, put } from '../variables'
import { setAll } from './declare'
import type { Builtin } from './face'
import { output } from './output'
import { usage } from './usage'

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
  if (name === 'posix' && on) put(m, 'POSIXLY_CORRECT', { value: 'y' })
}

export const set: Builtin = (m, args) => {
  if (args.length === 0) return setAll(m)
  for (let at = 0; at < args.length; at++) {
    const words = args[at]!
    if (words === '-') {
      setOption(m, 'xtrace', false)
      setOption(m, 'verbose', false)
      if (at + 1 < args.length) m.s.args = args.slice(at + 1)
      return 0
    }
    if (words === '--') {
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
        if (!names.includes(name) || (name === 'pipefail' && m.s.flavour === 'dash'))
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
      if (name === undefined && m.s.flavour === 'bash') {
        refuse(m, 'set', `${words[0]}${letter}: invalid option`)
        return usage(m, 'set')
      }
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
  const on = (n: string) => optionOn(m, n)
  return output(
    m,
    'set',
    names
      .map((n) => (commands ? `set ${on(n) ? '-' : '+'}o ${n}\n` : `${n.padEnd(15)}\t${on(n) ? 'on' : 'off'}\n`))
      .join(''),
  )
}

const shopts =
  'autocd assoc_expand_once cdable_vars cdspell checkhash checkjobs checkwinsize cmdhist compat31 compat32 compat40 compat41 compat42 compat43 compat44 complete_fullquote direxpand dirspell dotglob execfail expand_aliases extdebug extglob extquote failglob force_fignore globasciiranges globskipdots globstar gnu_errfmt histappend histreedit histverify hostcomplete huponexit inherit_errexit interactive_comments lastpipe lithist localvar_inherit localvar_unset login_shell mailwarn no_empty_cmd_completion nocaseglob nocasematch noexpand_translation nullglob patsub_replacement progcomp progcomp_alias promptvars restricted_shell shift_verbose sourcepath varredir_close xpg_echo'.split(
    ' ',
  )

export const shopt: Builtin = (m, args) => {
  const letters = args.filter((a) => a.startsWith('-')).join('')
  const wanted = args.filter((a) => !a.startsWith('-'))
  const change = letters.includes('s') ? true : letters.includes('u') ? false : undefined
  const known = letters.includes('o') ? names : shopts
  const isOn = (name: string) => (letters.includes('o') ? optionOn(m, name) : m.s.shopt[name] === true)
  let status = 0
  for (const name of wanted) {
    if (!known.includes(name))
      status = refuse(m, 'shopt', `${name}: invalid ${letters.includes('o') ? '' : 'shell '}option name`)
    else if (change !== undefined && letters.includes('o')) setOption(m, name, change)
    else if (change !== undefined) m.s.shopt = { ...m.s.shopt, [name]: change }
    else if (!isOn(name)) status = 1
  }
  if ((change !== undefined && wanted.length > 0) || letters.includes('q')) return status
  const row = (name: string) =>
    letters.includes('p')
      ? letters.includes('o')
        ? `set ${isOn(name) ? '-' : '+'}o ${name}\n`
        : `shopt -${isOn(name) ? 's' : 'u'} ${name}\n`
      : `${name.padEnd(15)}\t${isOn(name) ? 'on' : 'off'}\n`
  const shown = (wanted.length === 0 ? known : wanted.filter((n) => known.includes(n))).filter(
    (n) => change === undefined || isOn(n) === change,
  )
  return output(m, 'shopt', shown.map((n) => row(n)).join(''), status)
}

const optionOn = (m: Machine, n: string): boolean =>
  m.s.options[n] === true || n === 'interactive-comments' || (m.s.interactive && (n === 'emacs' || n === 'history'))

export const shift: Builtin = (m, args) => {
  const count = args[0] === undefined ? 1 : Number(args[0])
  if (!Number.isInteger(count)) return refuse(m, 'shift', `${args[0]}: numeric argument required`)
  if (count < 0) return refuse(m, 'shift', `${args[0]}: shift count out of range`)
  if (count > m.s.args.length) return m.s.flavour === 'dash' ? refuse(m, 'shift', "can't shift that many", 2) : 1
  m.s.args = m.s.args.slice(count)
  return 0
}
