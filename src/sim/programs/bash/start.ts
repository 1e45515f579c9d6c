import { SysError, strerror } from '../../wire/errno'
import type { Sys } from '../../wire/sys'
import { shellSignals } from './children'
import { toBytes, toText } from './encode'
import { syntaxLines, warnOpen } from './syntax-error'
import { parse } from './parse'
import type { BashState, Defined, Draft, Flavour, Frame, Machine, Variable, Variables } from './state'
import { optionLetters } from './variables'

/**
 * A shell at execve: which shell it is, how it will be fed, its first variables.
 *
 * @models bash shell.c, dash main.c, busybox shell/ash.c
 */
const base = (path: string): string => path.slice(path.lastIndexOf('/') + 1).replace(/^-/, '')

function flavourOf(sys: Sys): Flavour {
  const name = base(sys.argv[0] ?? '')
  if (base(sys.exe) === 'busybox') return 'ash'
  if (base(sys.exe) === 'bash') return 'bash'
  return name === 'bash' ? 'bash' : 'dash'
}

interface Asked {
  readonly command?: string
  readonly file?: string
  readonly stdin: boolean
  readonly zero: string
  readonly args: readonly string[]
  readonly options: Readonly<Record<string, true>>
  readonly interactive: boolean
  readonly login: boolean
  readonly version: boolean
  readonly wrong?: string
}

function readArguments(sys: Sys): Asked {
  const [zero = 'sh', ...rest] = sys.argv
  const options: Record<string, true> = {}
  const found = {
    command: false,
    stdin: false,
    interactive: false,
    login: zero.startsWith('-'),
    version: false,
    wrong: undefined as string | undefined,
  }
  let at = 0
  for (; at < rest.length; at++) {
    const words = rest[at]!
    if (words === '--' || words === '-') {
      at++
      break
    }
    if (/^--./.test(words)) {
      if (words === '--login') found.login = true
      else if (words === '--version') found.version = true
      else if (words === '--posix') options['posix'] = true
      else if (words === '--rcfile' || words === '--init-file') at++
      else if (!['--norc', '--noprofile', '--noediting', '--verbose'].includes(words)) found.wrong = words
      continue
    }
    if (!/^[-+]./.test(words)) break
    for (const letter of words.slice(1)) {
      const name = optionLetters.find(([, l]) => l === letter)?.[0]
      if (letter === 'c') found.command = true
      else if (letter === 's') found.stdin = true
      else if (letter === 'i') found.interactive = true
      else if (letter === 'l') found.login = true
      else if (letter === 'o') {
        const option = rest[++at]
        if (option !== undefined) options[option] = true
      } else if (name === undefined) found.wrong = `${words[0]}${letter}`
      else if (words[0] === '-') options[name] = true
    }
  }
  const left = rest.slice(at)
  const { command, stdin, wrong, ...flags } = found
  const given = { options, stdin, ...flags, ...(wrong === undefined ? {} : { wrong }) }
  if (command)
    return {
      ...given,
      ...(left[0] === undefined ? { wrong: '-c' } : { command: left[0] }),
      zero: left[1] ?? zero,
      args: left.slice(2),
    }
  if (stdin || left.length === 0) return { ...given, stdin: true, zero, args: left }
  return { ...given, file: left[0]!, zero: left[0]!, args: left.slice(1) }
}

const notExported = new Set(['GLASSWHALE_MARKS', 'GLASSWHALE_HEADLESS', '_'])

function firstVariables(sys: Sys, flavour: Flavour, interactive: boolean): Variables {
  const vars: Record<string, Variable> = {}
  for (const [name, value] of Object.entries(sys.env)) {
    if (!notExported.has(name) && /^[A-Za-z_]\w*$/.test(name)) vars[name] = { value, exported: true }
  }
  const fill = (name: string, value: string, more: Partial<Variable> = {}) => {
    if (vars[name] === undefined) vars[name] = { value, ...more }
  }
  vars['PWD'] = { value: pwd(sys), exported: true }
  vars['IFS'] = { value: ' \t\n' }
  fill('PATH', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin')
  vars['OPTIND'] = { value: '1' }
  vars['PPID'] = { value: String(sys.ppid), readonly: true, integer: true }
  if (interactive) {
    fill('PS1', flavour === 'bash' ? '\\u@\\h:\\w\\$ ' : flavour === 'ash' ? '\\w \\$ ' : sys.uid === 0 ? '# ' : '$ ')
    fill('PS2', '> ')
  }
  vars['PS4'] ??= { value: '+ ' }
  if (flavour !== 'dash') vars['RANDOM'] = {}
  if (flavour === 'bash') bashVariables(sys, vars, fill)
  return vars
}

function bashVariables(
  sys: Sys,
  vars: Record<string, Variable>,
  fill: (name: string, value: string, more?: Partial<Variable>) => void,
): void {
  const level = Number(sys.env['SHLVL'] ?? 0)
  vars['SHLVL'] = { value: String((Number.isNaN(level) ? 0 : level) + 1), exported: true }
  vars['UID'] = { value: String(sys.uid), readonly: true, integer: true }
  vars['EUID'] = { value: String(sys.uid), readonly: true, integer: true }
  vars['SECONDS'] = {}
  vars['BASH'] = { value: sys.exe }
  vars['BASH_VERSION'] = { value: '5.2.37(1)-release' }
  const version = ['5', '2', '37', '1', 'release', 'x86_64-pc-linux-gnu']
  vars['BASH_VERSINFO'] = { items: Object.fromEntries(version.map((v, i) => [String(i), v])), readonly: true }
  if (vars['OLDPWD'] === undefined) vars['OLDPWD'] = { exported: true }
  fill('HOSTNAME', sys.hostname)
  fill('HOSTTYPE', 'x86_64')
  fill('OSTYPE', 'linux-gnu')
  fill('MACHTYPE', 'x86_64-pc-linux-gnu')
  fill('TERM', 'dumb')
  vars['OPTERR'] = { value: '1' }
}

/** PWD is believed where it names the directory. */
function pwd(sys: Sys): string {
  const given = sys.env['PWD']
  if (given === undefined || !given.startsWith('/')) return sys.cwd()
  try {
    return sys.realpath(given) === sys.cwd() ? given : sys.cwd()
  } catch {
    return sys.cwd()
  }
}

/** Functions that a parent shell exported. */
function importedFunctions(sys: Sys): BashState['functions'] {
  const found: Record<string, Defined> = {}
  for (const [key, value] of Object.entries(sys.env)) {
    const name = /^BASH_FUNC_(.+)%%$/.exec(key)?.[1]
    const node = name === undefined ? undefined : parse(`${name} ${value}`).list.items[0]?.node
    if (node?.kind === 'function') found[name!] = { ...node, file: 'environment', exported: true }
  }
  return found
}

export type Started = { readonly state: Draft } | { readonly exit: number }

export function startShell(sys: Sys): Started {
  const flavour = flavourOf(sys)
  const asked = readArguments(sys)
  const own = sys.argv[0] ?? 'sh'
  const tell = (words: string) => sys.write(2, toBytes(`${words}\n`))
  if (asked.version && flavour === 'bash') {
    sys.write(1, versionText)
    return { exit: 0 }
  }
  if (asked.wrong !== undefined) {
    tell(asked.wrong === '-c' ? `${own}: -c: option requires an argument` : `${own}: ${asked.wrong}: invalid option`)
    return { exit: 2 }
  }
  const headless = sys.env['GLASSWHALE_HEADLESS'] === '1'
  const tty =
    !headless &&
    asked.command === undefined &&
    asked.file === undefined &&
    (asked.interactive || (sys.isatty(0) && sys.isatty(2)))
  const interactive = headless || tty || asked.interactive
  const mode = headless
    ? 'headless'
    : asked.command !== undefined
      ? 'string'
      : asked.file !== undefined
        ? 'file'
        : tty
          ? 'tty'
          : 'stdin'
  const options = {
    ...(flavour === 'dash' ? {} : { hashall: true as const }),
    ...(flavour === 'bash' ? { braceexpand: true as const } : {}),
    ...asked.options,
    ...(interactive ? { interactive: true as const } : {}),
    ...(tty && sys.isatty(0) ? { monitor: true as const } : {}),
  }
  const state: Draft = {
    flavour,
    mode,
    interactive,
    marks: tty && sys.env['GLASSWHALE_MARKS'] === '1',
    name:
      asked.file ??
      (asked.command !== undefined
        ? asked.zero
        : headless || (tty && flavour === 'bash')
          ? base(own) || 'bash'
          : flavour === 'ash'
            ? base(own)
            : own),
    zero: asked.zero,
    shellPid: sys.pid,
    pgid: sys.pid,
    depth: 0,
    vars: firstVariables(sys, flavour, interactive),
    functions: flavour === 'bash' ? importedFunctions(sys) : {},
    aliases: {},
    args: asked.args,
    options,
    shopt: {
      sourcepath: true,
      promptvars: true,
      cmdhist: true,
      interactive_comments: true,
      checkwinsize: true,
      complete_fullquote: true,
      extquote: true,
      force_fignore: true,
      globasciiranges: true,
      globskipdots: true,
      hostcomplete: true,
      patsub_replacement: true,
      progcomp: true,
      ...(interactive ? { expand_aliases: true } : {}),
      ...(asked.login && flavour === 'bash' ? { login_shell: true } : {}),
    },
    status: 0,
    substStatus: 0,
    pipeStatus: [],
    lastArg: sys.env['_'] ?? asked.zero,
    command: '',
    level: 0,
    line: flavour === 'bash' || mode !== 'string' ? 1 : 1,
    background: 0,
    rng: sys.random() >>> 0,
    startedAt: sys.now(),
    secondsBase: 0,
    stack: [],
    children: {},
    jobs: [],
    traps: {},
    pending: [],
    history: [],
    dirs: [],
    getopts: 0,
    callers: [],
    excused: false,
    kept: [],
    lent: [],
    inherited: [],
    hash: {},
    disabled: [],
  }
  if (tty) takeTerminal(sys, state)
  const m: Machine = { sys, s: state, subs: [], used: 0, held: [] }
  const refused = feedWith(m, asked)
  return refused === undefined ? { state } : { exit: refused }
}

function takeTerminal(sys: Sys, state: Draft): void {
  for (const signal of shellSignals) sys.sigaction(signal, 'catch')
  if (!sys.isatty(0)) return
  try {
    sys.setpgid(0, 0)
    sys.tcsetpgrp(0, sys.pid)
  } catch (error) {
    if (!(error instanceof SysError)) throw error // a session leader has its group already
  }
  state.pgid = sys.getpgid()
}

function feedWith(m: Machine, asked: Asked): number | undefined {
  const { s, sys } = m
  if (s.mode === 'headless') sys.sigaction('SIGINT', 'catch')
  if (s.mode === 'headless' || s.mode === 'tty' || s.mode === 'stdin') {
    s.stack = [{ kind: 'feed', from: s.mode, buffer: '', rest: '', line: 1, phase: 'prompt', first: 1 }]
    return asked.login ? profile(m) : startup(m)
  }
  if (asked.command !== undefined) {
    s.stack = program(m, asked.command, s.flavour === 'bash' || !asked.interactive)
    return undefined
  }
  const found = scriptText(m, asked.file!)
  if (typeof found === 'number') return found
  s.stack = program(m, found, false)
  return undefined
}

function program(m: Machine, text: string, tail: boolean): Frame[] {
  const parsed = parse(text, 1, m.s.flavour)
  const list: Frame = { kind: 'list', list: parsed.list, pc: 0 }
  const root: Frame = { kind: 'root', tail }
  if (parsed.error?.open === 'EOF') warnOpen(m, parsed.error)
  if (parsed.error === undefined || parsed.error.open === 'EOF') return [root, list]
  return [root, { kind: 'syntax', lines: syntaxLines(m, parsed.error), status: parsed.error.status ?? 2 }, list]
}

function scriptText(m: Machine, file: string): string | number {
  const { sys, s } = m
  const own = s.flavour === 'bash' ? (sys.argv[0] ?? 'bash') : base(sys.argv[0] ?? 'sh')
  try {
    if (sys.stat(file).kind === 'dir') throw new SysError('EISDIR')
    return toText(sys.readFile(file))
  } catch (error) {
    if (!(error instanceof SysError)) throw error
    const words = strerror[error.errno]
    const text =
      s.flavour === 'bash'
        ? `${own}: ${file}: ${words === strerror.EISDIR ? words : words}`
        : s.flavour === 'ash'
          ? `${own}: can't open '${file}': ${words}`
          : `${own}: 0: cannot open ${file}: ${error.errno === 'ENOENT' ? 'No such file' : words}`
    sys.write(2, toBytes(`${text}\n`))
    return s.flavour === 'bash' ? (error.errno === 'ENOENT' ? 127 : 126) : 2
  }
}

/** ~/.bashrc of an interactive bash; /etc/profile and ~/.profile of a login shell. */
function startup(m: Machine): undefined {
  if (m.s.flavour === 'bash' && m.s.interactive) sourceQuietly(m, [`${m.sys.env['HOME'] ?? ''}/.bashrc`])
}

function profile(m: Machine): undefined {
  const home = m.sys.env['HOME'] ?? ''
  const own =
    m.s.flavour === 'bash' ? [`${home}/.bash_profile`, `${home}/.bash_login`, `${home}/.profile`] : [`${home}/.profile`]
  sourceQuietly(m, own)
  sourceQuietly(m, ['/etc/profile'])
}

/** The first of the files that exists runs before everything else. */
function sourceQuietly(m: Machine, files: readonly string[]): void {
  for (const name of files) {
    try {
      const parsed = parse(toText(m.sys.readFile(name)), 1, m.s.flavour)
      m.s.stack.push({ kind: 'source', name, line: 0 }, { kind: 'list', list: parsed.list, pc: 0 })
      return
    } catch (error) {
      if (!(error instanceof SysError)) throw error
    }
  }
}

const versionText = `GNU bash, version 5.2.37(1)-release (x86_64-pc-linux-gnu)
Copyright (C) 2022 Free Software Foundation, Inc.
License GPLv3+: GNU GPL version 3 or later <http://gnu.org/licenses/gpl.html>

This is free software; you are free to change and redistribute it.
There is NO WARRANTY, to the extent permitted by law.
`
