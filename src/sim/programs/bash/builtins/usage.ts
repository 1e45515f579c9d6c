import { refuse, say } from '../errors'
import type { Machine } from '../state'

/**
 * Which options each builtin of bash takes (in getopts' form), and the synopsis that it shows when given another.
 *
 * @models bash builtins/*.def (short documentation), builtins/bashgetopt.c
 */
interface Usage {
  /** Absent where the builtin looks at its words itself. */
  readonly options?: string
  readonly text: string
}

/** mapfile has two names. */
const arrayOptions = 'd:n:O:s:tu:C:c:'
const arrayWords = '[-d delim] [-n count] [-O origin] [-s count] [-t] [-u fd] [-C callback] [-c quantum] [array]'

export const usages: Readonly<Record<string, Usage>> = {
  alias: { options: 'p', text: 'alias [-p] [name[=value] ... ]' },
  bg: { options: '', text: 'bg [job_spec ...]' },
  bind: {
    options: 'lvpVPsSXf:q:m:r:u:x:',
    text: 'bind [-lpsvPSVX] [-m keymap] [-f filename] [-q name] [-u name] [-r keyseq] [-x keyseq:shell-command] [keyseq:readline-function or readline-command]',
  },
  break: { text: 'break [n]' },
  builtin: { options: '', text: 'builtin [shell-builtin [arg ...]]' },
  caller: { text: 'caller [expr]' },
  cd: { options: 'LPe@', text: 'cd [-L|[-P [-e]] [-@]] [dir]' },
  command: { options: 'pvV', text: 'command [-pVv] command [arg ...]' },
  compgen: {
    options: 'abcdefgjksuvo:A:G:W:F:C:X:P:S:',
    text: 'compgen [-abcdefgjksuv] [-o option] [-A action] [-G globpat] [-W wordlist] [-F function] [-C command] [-X filterpat] [-P prefix] [-S suffix] [word]',
  },
  complete: {
    options: 'abcdefgjksuvprDEIo:A:G:W:F:C:X:P:S:',
    text: 'complete [-abcdefgjksuv] [-pr] [-DEI] [-o option] [-A action] [-G globpat] [-W wordlist] [-F function] [-C command] [-X filterpat] [-P prefix] [-S suffix] [name ...]',
  },
  continue: { text: 'continue [n]' },
  declare: {
    options: 'aAfFgiIlnprtux',
    text: 'declare [-aAfFgiIlnrtux] [name[=value] ...] or declare -p [-aAfFilnrtux] [name ...]',
  },
  dirs: { text: 'dirs [-clpv] [+N] [-N]' },
  disown: { options: 'har', text: 'disown [-h] [-ar] [jobspec ... | pid ...]' },
  echo: { text: 'echo [-neE] [arg ...]' },
  enable: { options: 'adnpsf:', text: 'enable [-a] [-dnps] [-f filename] [name ...]' },
  eval: { options: '', text: 'eval [arg ...]' },
  exec: { options: 'cla:', text: 'exec [-cl] [-a name] [command [argument ...]] [redirection ...]' },
  exit: { text: 'exit [n]' },
  export: { options: 'fnp', text: 'export [-fn] [name[=value] ...] or export -p' },
  fc: {
    options: 'e:lnrs',
    text: 'fc [-e ename] [-lnr] [first] [last] or fc -s [pat=rep] [command]',
  },
  fg: { options: '', text: 'fg [job_spec]' },
  getopts: { text: 'getopts optstring name [arg ...]' },
  hash: { options: 'dlp:rt', text: 'hash [-lr] [-p pathname] [-dt] [name ...]' },
  help: { options: 'dms', text: 'help [-dms] [pattern ...]' },
  history: {
    options: 'acd:npsrw',
    text: 'history [-c] [-d offset] [n] or history -anrw [filename] or history -ps arg [arg...]',
  },
  jobs: { options: 'lnprsx', text: 'jobs [-lnprs] [jobspec ...] or jobs -x command [args]' },
  kill: { text: 'kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]' },
  let: { text: 'let arg [arg ...]' },
  local: { options: 'aAfFgiIlnprtux', text: 'local [option] name[=value] ...' },
  logout: { text: 'logout [n]' },
  mapfile: { options: arrayOptions, text: `mapfile ${arrayWords}` },
  popd: { text: 'popd [-n] [+N | -N]' },
  printf: { options: 'v:', text: 'printf [-v var] format [arguments]' },
  pushd: { text: 'pushd [-n] [+N | -N | dir]' },
  pwd: { options: 'LP', text: 'pwd [-LP]' },
  read: {
    options: 'rsea:d:i:n:N:p:t:u:',
    text: 'read [-ers] [-a array] [-d delim] [-i text] [-n nchars] [-N nchars] [-p prompt] [-t timeout] [-u fd] [name ...]',
  },
  readarray: { options: arrayOptions, text: `readarray ${arrayWords}` },
  readonly: { options: 'aAfp', text: 'readonly [-aAf] [name[=value] ...] or readonly -p' },
  return: { text: 'return [n]' },
  set: { text: 'set [-abefhkmnptuvxBCEHPT] [-o option-name] [--] [-] [arg ...]' },
  shift: { text: 'shift [n]' },
  shopt: { options: 'pqsuo', text: 'shopt [-pqsu] [-o] [optname ...]' },
  source: { options: '', text: 'source filename [arguments]' },
  suspend: { options: 'f', text: 'suspend [-f]' },
  test: { text: 'test [expr]' },
  times: { options: '', text: 'times' },
  trap: { options: 'lp', text: 'trap [-lp] [[arg] signal_spec ...]' },
  type: { options: 'afptP', text: 'type [-afptP] name [name ...]' },
  ulimit: { text: 'ulimit [-SHabcdefiklmnpqrstuvxPRT] [limit]' },
  umask: { options: 'pS', text: 'umask [-p] [-S] [mode]' },
  unalias: { options: 'a', text: 'unalias [-a] name [name ...]' },
  unset: { options: 'fvn', text: 'unset [-f] [-v] [-n] [name ...]' },
  wait: { options: 'fnp:', text: 'wait [-fn] [-p var] [id ...]' },
}

/** The synopsis alone, as for missing words. */
export function usage(m: Machine, name: string): 2 {
  const found = usages[name]
  if (found !== undefined) say(m, `${name}: usage: ${found.text}`)
  return 2
}

/** What dash takes; it shows no synopsis. */
const dashOptions: Readonly<Record<string, string>> = {
  cd: 'LP',
  command: 'pvV',
  export: 'p',
  hash: 'rv',
  jobs: 'lp',
  printf: '',
  pwd: 'LP',
  read: 'p:r',
  readonly: 'p',
  umask: 'S',
  unset: 'fv',
  wait: '',
}

function wrongInDash(m: Machine, name: string, args: readonly string[]): number | undefined {
  const options = Object.hasOwn(dashOptions, name) ? dashOptions[name] : undefined
  const bad = options === undefined ? undefined : unknownIn(args, options, false)
  return bad === undefined ? undefined : refuse(m, name, `Illegal option ${bad}`, 2)
}

/** An option that the builtin has not: said, status 2. Undefined where all is well. */
export function wrongOption(m: Machine, name: string, args: readonly string[]): number | undefined {
  if (m.s.flavour === 'dash') return wrongInDash(m, name, args)
  const options = usages[name]?.options
  if (options === undefined || args.length === 0 || m.s.flavour !== 'bash') return undefined
  const bad = unknownIn(args, options, /^(declare|local|typeset)$/.test(name))
  if (bad === undefined) return undefined
  refuse(m, name, `${bad}: invalid option`)
  return usage(m, name)
}

function unknownIn(args: readonly string[], options: string, plus: boolean): string | undefined {
  for (let at = 0; at < args.length; at++) {
    const word = args[at]!
    if (word === '--' || word.length < 2 || !(word.startsWith('-') || (plus && word.startsWith('+')))) return undefined
    for (let i = 1; i < word.length; i++) {
      const found = options.indexOf(word[i]!)
      if (found < 0 || word[i] === ':') return `${word[0]}${word[i]}`
      if (options[found + 1] !== ':') continue
      if (i === word.length - 1) at++
      break
    }
  }
  return undefined
}
