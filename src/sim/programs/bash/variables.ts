import { draw } from '../../../base/random'
import { shellError, type Frame, type Machine, type Variable } from './state'

/**
 * Variables and special parameters.
 *
 * @models bash variables.c
 */
const own = (record: object, key: string): boolean => Object.prototype.hasOwnProperty.call(record, key)

export const variable = (m: Machine, name: string): Variable | undefined =>
  own(m.s.vars, name) ? m.s.vars[name] : undefined

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
  PIPESTATUS: (m) => (m.s.flavour === 'bash' ? String(m.s.pipeStatus[0] ?? 0) : undefined),
  FUNCNAME: (m) => (m.s.flavour === 'bash' ? functionNames(m)[0] : undefined),
}

const letters: readonly (readonly [option: string, letter: string])[] = [
  ['allexport', 'a'],
  ['errexit', 'e'],
  ['noglob', 'f'],
  ['hashall', 'h'],
  ['interactive', 'i'],
  ['monitor', 'm'],
  ['noexec', 'n'],
  ['nounset', 'u'],
  ['verbose', 'v'],
  ['xtrace', 'x'],
  ['braceexpand', 'B'],
  ['noclobber', 'C'],
  ['histexpand', 'H'],
]

export const optionLetters = letters

function flags(m: Machine): string {
  const on = letters.filter(([option]) => m.s.options[option]).map(([, letter]) => letter)
  return on.join('') + (m.s.mode === 'string' ? 'c' : m.s.mode === 'stdin' || m.s.mode === 'tty' ? 's' : '')
}

export const functionNames = (m: Machine): readonly string[] => [
  ...m.s.stack.flatMap((f) => (f.kind === 'call' ? [f.name] : [])).reverse(),
  ...m.s.callers,
]

/** `$1 $2 …` of the innermost function, sourced script with arguments, or the shell. */
export const positional = (m: Machine): readonly string[] => m.s.args

/** Array items by index in order; a scalar is an array of one. */
export function items(m: Machine, name: string): readonly (readonly [key: string, value: string])[] {
  if (name === 'PIPESTATUS' && m.s.flavour === 'bash') return m.s.pipeStatus.map((n, i) => [String(i), String(n)])
  if (name === 'FUNCNAME' && m.s.flavour === 'bash') return functionNames(m).map((n, i) => [String(i), n])
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
  m.s.vars = { ...m.s.vars, [name]: v }
}

export function set(m: Machine, name: string, value: string): void {
  checkWritable(m, name)
  if (name === 'RANDOM') m.s.rng = Number(value) >>> 0
  if (name === 'SECONDS') {
    m.s.secondsBase = Number(value) || 0
    m.s.startedAt = m.sys.now()
  }
  const was = variable(m, name)
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

export function setItem(m: Machine, name: string, key: string, value: string): void {
  checkWritable(m, name)
  const { value: first, ...was } = variable(m, name) ?? {}
  const old = was.items ?? (first === undefined ? {} : { 0: first })
  put(m, name, { ...was, items: { ...old, [key]: value } })
}

export function unset(m: Machine, name: string): void {
  const { [name]: _, ...rest } = m.s.vars
  m.s.vars = rest
}

/** Puts back what a variable was before a temporary assignment or `local`. */
export function restore(m: Machine, name: string, was: Variable | undefined): void {
  if (was === undefined) unset(m, name)
  else put(m, name, was)
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
  return { ...env, ...extra }
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
    m.s.stack[at] = { ...frame, locals: { ...frame.locals, [name]: variable(m, name) ?? false } }
  }
  return true
}

export const isName = (words: string): boolean => /^[A-Za-z_]\w*$/.test(words)
