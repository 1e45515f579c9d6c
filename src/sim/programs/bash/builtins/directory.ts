import { strerror, SysError } from '../../../wire/errno'
import { refuse } from '../errors'
import type { Machine } from '../state'
import { get, put, set, variable } from '../variables'
import type { Builtin } from './face'
import { output } from './output'

/**
 * cd and pwd. The logical path is kept: `cd link/..` comes back.
 *
 * @models bash builtins/cd.def
 * @fidelity full
 */
export const cd: Builtin = (m, args) => {
  const words = args.filter((a, i) => !(/^-[LPe@]+$/.test(a) && i === 0) && !(a === '--' && i <= 1))
  const physical = args[0] !== undefined && /^-[Le@]*P/.test(args[0])
  if (words.length > 1 && m.s.flavour === 'bash') return refuse(m, 'cd', 'too many arguments')
  const asked = words[0] ?? get(m, 'HOME')
  if (asked === undefined) return refuse(m, 'cd', 'HOME not set')
  if (asked === '-') return back(m)
  const [target, aloud] = viaCdPath(m, asked)
  const status = go(m, asked, target, physical)
  return status === 0 && aloud ? output(m, 'cd', `${get(m, 'PWD') ?? ''}\n`) : status
}

function back(m: Machine): number {
  const old = get(m, 'OLDPWD')
  if (old === undefined) return refuse(m, 'cd', 'OLDPWD not set')
  const status = go(m, old, old, false)
  return status === 0 ? output(m, 'cd', `${old}\n`) : status
}

function viaCdPath(m: Machine, asked: string): readonly [string, boolean] {
  const path = get(m, 'CDPATH')
  if (path === undefined || path === '' || /^(\/|\.\.?(\/|$))/.test(asked)) return [asked, false]
  const found = path.split(':').find((dir) => isDirectory(m, `${dir || '.'}/${asked}`))
  return found === undefined
    ? [asked, false]
    : [found === '' ? asked : `${found}/${asked}`, found !== '' && found !== '.']
}

export function isDirectory(m: Machine, path: string): boolean {
  try {
    return m.sys.stat(path).kind === 'dir'
  } catch {
    return false
  }
}

function go(m: Machine, shown: string, target: string, physical: boolean): number {
  const from = get(m, 'PWD') ?? m.sys.cwd()
  const path = physical || target === '' ? target : logical(from, target)
  try {
    if (target !== '') m.sys.chdir(path)
  } catch (error) {
    if (!(error instanceof SysError)) throw error
    if (m.s.flavour === 'bash') return refuse(m, 'cd', `${shown}: ${strerror[error.errno]}`)
    return refuse(
      m,
      'cd',
      m.s.flavour === 'ash' ? `can't cd to ${shown}: ${strerror[error.errno]}` : `can't cd to ${shown}`,
      2,
    )
  }
  setPlain(m, 'OLDPWD', from)
  setPlain(m, 'PWD', physical ? m.sys.cwd() : target === '' ? from : path)
  return 0
}

function setPlain(m: Machine, name: string, value: string): void {
  if (variable(m, name) === undefined) put(m, name, { value, exported: true })
  else set(m, name, value)
}

/** Joins and removes `.` and `..` by name. */
export function logical(from: string, path: string): string {
  const out: string[] = []
  for (const part of (path.startsWith('/') ? path : `${from}/${path}`).split('/')) {
    if (part === '..') out.pop()
    else if (part !== '' && part !== '.') out.push(part)
  }
  return `/${out.join('/')}`
}

export const pwd: Builtin = (m, args) =>
  output(m, 'pwd', `${args.includes('-P') ? m.sys.cwd() : (get(m, 'PWD') ?? m.sys.cwd())}\n`)

/** chdir, with PWD and OLDPWD; throws what the kernel says. */
export function enter(m: Machine, path: string): void {
  const from = get(m, 'PWD') ?? m.sys.cwd()
  m.sys.chdir(path)
  setPlain(m, 'OLDPWD', from)
  setPlain(m, 'PWD', path)
}
