import { SysError, strerror } from '../../wire/errno'
import { callers } from './callers'
import { toBytes } from './encode'
import type { Machine } from './state'

/**
 * How a shell says that something went wrong: bash, dash and BusyBox's ash each in their own form.
 *
 * @models bash error.c, dash error.c, busybox shell/ash.c ash_vmsg
 */

/** `bash: line 3: ` in a script, `bash: ` at a prompt; dash `sh: 3: `; ash `sh: ` and only in a script file the line. */
export function prefix(m: Machine): string {
  const { s } = m
  if (s.flavour === 'dash') return s.interactive ? `${s.name}: ${s.line}: ` : `${s.name}: ${s.line}: `
  if (s.flavour === 'ash') return s.mode === 'file' ? `${s.name}: line ${s.line}: ` : `${s.name}: `
  if (s.interactive) return `${s.name}: `
  return `${callers(m)[0]?.file ?? s.name}: line ${s.line}: `
}

export function say(m: Machine, words: string): void {
  try {
    m.sys.write(2, toBytes(`${words}\n`))
  } catch (error) {
    if (!(error instanceof SysError)) throw error // standard error is closed: nobody to tell
  }
}

export const complain = (m: Machine, words: string): void => say(m, prefix(m) + words)

/** BusyBox's applets that are builtins too speak without their name. */
const applets = new Set(['test', '[', 'printf', 'kill', 'echo'])

/** A builtin's complaint; gives the status that goes with it. */
export function refuse(m: Machine, builtin: string, words: string, status = 1): number {
  const { s } = m
  if (s.flavour === 'ash' && applets.has(builtin)) say(m, `${s.name}: ${words}`)
  else if (s.flavour === 'ash')
    say(
      m,
      `${s.name}: ${builtin}: ${s.interactive ? '' : `line ${s.mode === 'file' ? s.line : Math.max(0, s.line - 1)}: `}${words}`,
    )
  else complain(m, `${builtin}: ${words}`)
  return status
}

/** The words of a refused system call; what is not one is a fault of the simulator and goes on up. */
export function why(error: unknown): string {
  if (!(error instanceof SysError)) throw error
  return strerror[error.errno]
}

export const notFound = (m: Machine, name: string): string =>
  m.s.flavour === 'bash' ? `${name}: command not found` : `${name}: not found`

export function redirectRefused(m: Machine, path: string, words: string, creating: boolean): string {
  if (m.s.flavour === 'bash') return `${path}: ${words}`
  const reason = words === strerror.ENOENT ? (creating ? 'nonexistent directory' : 'no such file') : words
  if (m.s.flavour === 'ash') return `can't ${creating ? 'create' : 'open'} ${path}: ${reason}`
  return `cannot ${creating ? 'create' : 'open'} ${path}: ${words === strerror.ENOENT ? (creating ? 'Directory nonexistent' : 'No such file') : words}`
}

/** What an interactive bash says as it goes. */
export const farewell = (m: Machine): string => (m.s.shopt['login_shell'] === true ? 'logout' : 'exit')
