import { draw } from '../../../base/random'
import { callers, wholeStack } from './callers'
import { functionText } from './print'
import { shellError, type Frame, type Machine, type Variable } from './state'

/**
 * Variables and special parameters.
 *
 * @models bash variables.c
 */
const own = (record: object, key: string): boolean => Object.prototype.hasOwnProperty.call(record, key)

/** A variable itself, even one that refers to another. */
export const ownVariable = (m: Machine, name: string): Variable | undefined =>
  own(m.s.vars, name) ? m.s.vars[name] : undefined

/** What a name stands for: the variable, or the one that it refers to. */
export function variable(m: Machine, name: string): Variable | undefined {
  const v = ownVariable(m, name)
  if (v?.ref !== true) return v
  const target = referent(m, name)
  if (target === undefined) return undefined
  const element = elementOf(target)
  if (element === undefined) return ownVariable(m, target)
  const value = items(m, element.name).find(([key]) => key === element.key)?.[1]
  return value === undefined ? undefined : { value }
}

/** The name at the end of a chain of references; undefined where it leads nowhere. */
export function referent(m: Machine, name: string): string | undefined {
  let at = name
  for (let i = 0; i < 8; i++) {
    const v = ownVariable(m, at)
    if (v?.ref !== true) return at
    if (v.value === undefined || v.value === '') return undefined
    at = v.value
  }
  return undefined
}

function elementOf(words: string): { readonly name: string; readonly key: string } | undefined {
  const found = /^([A-Za-z_]\w*)\[([^]*)\]$/.exec(words)
  return found === null ? undefined : { name: found[1]!, key: found[2]! }
}

/** What `$name` stands for, or undefined when unset. */
export function get(m: Machine, name: string): string | undefined {
  const { s } = m
  const special = specials[name]
  if (special !== undefined) {
    const found = special(m)
    if (found !== undefined) return found
  }
  if (/^\d+$/.test(name)) return name === '0' ? s.zero : positional(m)[Number(name) - 1]
  return scalar(variable(m, name))
}

export const scalar = (v: Variable | undefined): string | undefined =>
  v === undefined ? undefined : v.items === undefined ? v.value : v.items['0']

const specials: Readonly<Record<string, (m: Machine) => string | undefined>> = {
  '?': (m) => String(m.s.status),
  $: (m) => String(m.s.shellPid),
  '!': (m) => (m.s.background === 0 ? undefined : String(m.s.background)),
  '#': (m) => String(positional(m).length),
  '-': flags,
  _: (m) => m.s.lastArg,
  RANDOM: (m) => {
    if (m.s.flavour === 'dash' || !own(m.s.vars, 'RANDOM')) return undefined
    const [value, rng] = draw(m.s.rng)
    m.s.rng = rng
    return String(value & 0x7fff)
  },
  SECONDS: (m) =>
    m.s.flavour === 'bash' && own(m.s.vars, 'SECONDS')
      ? String(m.s.secondsBase + Math.floor((m.sys.now() - m.s.startedAt) / 1e6))
      : undefined,
  LINENO: (m) => String(m.s.line),
  BASHPID: (m) => (m.s.flavour === 'bash' ? String(m.sys.pid) : undefined),
  EPOCHSECONDS: (m) => (m.s.flavour === 'bash' ? String(Math.floor(m.sys.now() / 1e6)) : undefined),
  BASH_SUBSHELL: (m) => (m.s.flavour === 'bash' ? String(m.s.depth) : undefined),
  PIPESTATUS: (m) => (m.s.flavour === 'bash' ? String(m.s.pipeStatus[0] ?? m.s.status) : undefined),
  FUNCNAME: (m) => (m.s.flavour === 'bash' ? callers(m)[0]?.name : undefined),
  BASH_SOURCE: (m) => (m.s.flavour === 'bash' ? wholeStack(m)[0]?.file : undefined),
  BASH_LINENO: (m) => (m.s.flavour === 'bash' ? wholeStack(m)[0]?.line.toString() : undefined),
  BASH_COMMAND: (m) => (m.s.flavour === 'bash' ? commandNow(m) : undefined),
  BASH_ARGV0: (m) => (m.s.flavour === 'bash' ? m.s.zero : undefined),
  SHELLOPTS: (m) => (m.s.flavour === 'bash' ? shellOptions(m) : undefined),
  BASHOPTS: (m) => (m.s.flavour === 'bash' ? extraOptions(m) : undefined),
  EPOCHREALTIME: (m) => (m.s.flavour === 'bash' ? (m.sys.now() / 1e6).toFixed(6) : undefined),
  SRANDOM: (m) => (m.s.flavour === 'bash' ? String(m.sys.random() >>> 0) : undefined),
}

const letters: readonly (readonly [option: string, letter: string])[] = [
  ['allexport', 'a'],
  ['notify', 'b'],
  ['errexit', 'e'],
  ['noglob', 'f'],
  ['hashall', 'h'],
  ['interactive', 'i'],
  ['keyword', 'k'],
  ['monitor', 'm'],
  ['noexec', 'n'],
  ['privileged', 'p'],
  ['onecmd', 't'],
  ['nounset', 'u'],
  ['verbose', 'v'],
  ['xtrace', 'x'],
  ['braceexpand', 'B'],
  ['noclobber', 'C'],
  ['errtrace', 'E'],
  ['histexpand', 'H'],
  ['physical', 'P'],
  ['functrace', 'T'],
]

export const optionLetters = letters

/** The command that runs, or the one that a trap interrupted. */
const commandNow = (m: Machine): string => {
  const trap = m.s.stack.filter((f) => f.kind === 'trap').at(-1)
  return trap?.kind === 'trap' ? trap.command : m.s.command
}

const shellOptions = (m: Machine): string =>
  [...Object.keys(m.s.options).filter((name) => name !== 'interactive'), 'interactive-comments'].sort().join(':')

const extraOptions = (m: Machine): string =>
  Object.keys(m.s.shopt)
    .filter((name) => m.s.shopt[name] === true)
    .sort()
    .join(':')

function flags(m: Machine): string {
  const on = letters.filter(([option]) => m.s.options[option]).map(([, letter]) => letter)
  return on.join('') + (m.s.mode === 'string' ? 'c' : m.s.mode === 'stdin' || m.s.mode === 'tty' ? 's' : '')
}

/** `$1 $2 …` of the innermost function, sourced script with arguments, or the shell. */
export const positional = (m: Machine): readonly string[] => m.s.args

/** Array items by index in order; a scalar is an array of one. */
export function items(m: Machine, name: string): readonly (readonly [key: string, value: string])[] {
  if (name === 'PIPESTATUS' && m.s.flavour === 'bash')
    return (m.s.pipeStatus.length === 0 ? [m.s.status] : m.s.pipeStatus).map((n, i) => [String(i), String(n)])
  if (m.s.flavour === 'bash') {
    if (name === 'FUNCNAME') return (callers(m).length === 0 ? [] : wholeStack(m)).map((c, i) => [String(i), c.name])
    if (name === 'BASH_SOURCE') return wholeStack(m).map((c, i) => [String(i), c.file])
    if (name === 'BASH_LINENO') return wholeStack(m).map((c, i) => [String(i), String(c.line)])
  }
  if (name === 'DIRSTACK') return [m.sys.cwd(), ...m.s.dirs].map((n, i) => [String(i), n])
  const v = variable(m, name)
  if (v === undefined) return []
  if (v.items === undefined) return v.value === undefined ? [] : [['0', v.value]]
  return Object.entries(v.items)
}

export function checkWritable(m: Machine, name: string): void {
  if (variable(m, name)?.readonly === true) {
    throw shellError(
      m.s.flavour === 'bash' ? `${name}: readonly variable` : `${name}: is read only`,
      m.s.flavour === 'bash' ? 1 : 2,
    )
  }
}

export function put(m: Machine, name: string, v: Variable): void {
  const old = ownVariable(m, name)
  const target = old?.ref === true ? referent(m, name) : name
  if (target === undefined) return
  const element = old?.ref === true ? elementOf(target) : undefined
  if (element === undefined) putOwn(m, target, v)
  else setItem(m, element.name, element.key, v.value ?? '')
}

/** Sets the variable itself, even where it refers to another. */
export function putOwn(m: Machine, name: string, v: Variable): void {
  m.s.vars = { ...m.s.vars, [name]: v }
}

export function set(m: Machine, name: string, value: string): void {
  checkWritable(m, name)
  if (name === 'PATH') m.s.hash = {}
  if (name === 'RANDOM') m.s.rng = Number(value) >>> 0
  if (name === 'SECONDS') {
    m.s.secondsBase = Number(value) || 0
    m.s.startedAt = m.sys.now()
  }
  const was = ownVariable(m, name)
  if (was?.ref === true) return setReferent(m, name, was, value)
  const cased =
    was === undefined
      ? value
      : was.lower === true
        ? value.toLowerCase()
        : was.upper === true
          ? value.toUpperCase()
          : value
  if (was?.items !== undefined) put(m, name, { ...was, items: { ...was.items, 0: cased } })
  else put(m, name, { ...was, value: cased, ...(m.s.options['allexport'] ? { exported: true as const } : {}) })
}

/** A reference that refers to nothing yet takes the name it is given. */
function setReferent(m: Machine, name: string, was: Variable, value: string): void {
  const target = referent(m, name)
  const element = target === undefined ? undefined : elementOf(target)
  if (target === undefined) putOwn(m, name, { ...was, value })
  else if (element !== undefined) setItem(m, element.name, element.key, value)
  else set(m, target, value)
}

export function setItem(m: Machine, name: string, key: string, value: string): void {
  checkWritable(m, name)
  const { value: first, ...was } = variable(m, name) ?? {}
  const old = was.items ?? (first === undefined ? {} : { 0: first })
  put(m, name, { ...was, items: { ...old, [key]: value } })
}

export function unset(m: Machine, name: string): void {
  const target = referent(m, name)
  if (target !== undefined) unsetOwn(m, target)
}

export function unsetOwn(m: Machine, name: string): void {
  const { [name]: _, ...rest } = m.s.vars
  m.s.vars = rest
}

/** Puts back what a variable was before a temporary assignment or `local`. */
export function restore(m: Machine, name: string, was: Variable | undefined): void {
  if (was === undefined) unsetOwn(m, name)
  else putOwn(m, name, was)
}

export function exportVariable(m: Machine, name: string): void {
  put(m, name, { ...variable(m, name), exported: true })
}

/** The environment of a child. */
export function environment(
  m: Machine,
  extra: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const env: Record<string, string> = {}
  for (const [name, v] of Object.entries(m.s.vars)) {
    if (v.exported === true && v.items === undefined && v.value !== undefined) env[name] = v.value
  }
  return { ...env, ...exportedFunctions(m), ...extra }
}

function exportedFunctions(m: Machine): Readonly<Record<string, string>> {
  const env: Record<string, string> = {}
  for (const [name, f] of Object.entries(m.s.functions))
    if (f.exported === true)
      env[`BASH_FUNC_${name}%%`] = functionText(f.source, name)
        .slice(name.length + 1)
        .replace(/^\(\) \n\{ \n {3}/, '() { ')
        .replace(/\n$/, '')
  return env
}

/** The environment of a program at `path`; bash tells it where it was found. */
export const programEnvironment = (m: Machine, path: string): Readonly<Record<string, string>> =>
  environment(m, m.s.flavour === 'bash' ? { _: path } : {})

/** What a program that takes the shell's place gets: SHLVL is one less, as the shell is gone. */
export function ownEnvironment(m: Machine, path: string): Readonly<Record<string, string>> {
  const env = programEnvironment(m, path)
  const level = env['SHLVL']
  return m.s.flavour === 'bash' && m.s.depth === 0 && level !== undefined
    ? { ...env, SHLVL: String(Number(level) - 1) }
    : env
}

/** Makes `name` local to the innermost function; false outside of one. */
export function makeLocal(m: Machine, name: string): boolean {
  let at = m.s.stack.length - 1
  while (at >= 0 && m.s.stack[at]!.kind !== 'call') at--
  const frame = m.s.stack[at] as Extract<Frame, { kind: 'call' }> | undefined
  if (frame === undefined) return false
  if (!own(frame.locals, name)) {
    m.s.stack[at] = { ...frame, locals: { ...frame.locals, [name]: ownVariable(m, name) ?? false } }
  }
  return true
}

export const isName = (words: string): boolean => /^[A-Za-z_]\w*$/.test(words)
