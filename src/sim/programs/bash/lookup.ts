import { strerror, SysError } from '../../wire/errno'
import { complain, notFound, say } from './errors'
import { shellError, type Machine } from './state'
import { get } from './variables'

/**
 * From a command's name to the file that is run.
 *
 * @models bash findcmd.c, execute_cmd.c shell_execve
 */
export type Found = { readonly path: string } | { readonly words: string; readonly status: 126 | 127 }

export function lookup(m: Machine, name: string, path = get(m, 'PATH') ?? ''): Found {
  if (name.includes('/')) return check(m, name)
  let refused = false
  for (const dir of name === '' ? [] : path.split(':')) {
    const file = dir === '' ? `./${name}` : `${dir.replace(/\/$/, '')}/${name}`
    const kind = kindOf(m, file)
    if (kind === undefined || kind === 'dir') continue
    if (m.sys.access(file, 'x')) return { path: file }
    refused = true
  }
  if (refused) return { words: `${name}: ${strerror.EACCES}`, status: 126 }
  return { words: notFound(m, name), status: 127 }
}

function check(m: Machine, path: string): Found {
  const bash = m.s.flavour === 'bash'
  try {
    const { kind } = m.sys.stat(path)
    if (kind === 'dir') return { words: `${path}: ${bash ? strerror.EISDIR : strerror.EACCES}`, status: 126 }
    return m.sys.access(path, 'x') ? { path } : { words: `${path}: ${strerror.EACCES}`, status: 126 }
  } catch (error) {
    if (!(error instanceof SysError)) throw error
    if (error.errno === 'ENOENT')
      return { words: bash ? `${path}: ${strerror.ENOENT}` : notFound(m, path), status: 127 }
    return { words: `${path}: ${strerror[error.errno]}`, status: 126 }
  }
}

function kindOf(m: Machine, path: string): string | undefined {
  try {
    return m.sys.stat(path).kind
  } catch (error) {
    if (error instanceof SysError) return undefined
    throw error
  }
}

/** Why a program that was found did not start; gives the status. */
export function startRefused(m: Machine, path: string, errno: keyof typeof strerror): number {
  if (errno === 'EAGAIN' || errno === 'ENOMEM') return forkRefused(m, errno)
  if (errno === 'ENOENT' && m.s.flavour !== 'bash') {
    complain(m, notFound(m, path))
    return 127
  }
  complain(
    m,
    errno === 'ENOENT'
      ? `${path}: cannot execute: required file not found`
      : `${path}: ${errno === 'ENOEXEC' ? 'cannot execute binary file: ' : ''}${strerror[errno]}`,
  )
  return errno === 'ENOENT' ? 127 : 126
}

/** bash tries again where there are too many processes; dash and ash give up, and so does bash where there is no init (ENOMEM). */
export function forkRefused(m: Machine, errno: 'EAGAIN' | 'ENOMEM'): number {
  if (m.s.flavour !== 'bash')
    throw shellError(m.s.flavour === 'ash' ? `can't fork: ${strerror[errno]}` : 'Cannot fork', 2, 'fatal')
  if (errno === 'ENOMEM') {
    say(m, `${m.s.name}: fork: ${strerror.ENOMEM}`)
    throw shellError('', 254, 'fatal')
  }
  complain(m, 'fork: retry: Resource temporarily unavailable')
  return 254
}
