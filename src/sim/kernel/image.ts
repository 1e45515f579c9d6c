import { text } from '../../base/bytes'
import { SysError } from '../wire/errno'
import type { Pid } from '../wire/sys'
import { cred } from './cred'
import { access, open, readAt, realpath, stat } from './fs/vfs'
import type { Work } from './work'

/**
 * What execve(2) finds in a file. `#!` names an interpreter. ELF is played by one of the host's programs: a stand-in says which in its
 * first bytes; any other binary goes by its name, a BusyBox by the name it was called with.
 */
export interface Image {
  readonly program: string
  readonly exe: string
  readonly argv: readonly string[]
  readonly comm: string
  /** Owner and group of a set-user-ID, set-group-ID file. */
  readonly setuid?: number
  readonly setgid?: number
}

const standIn = /^\x7fELF glasswhale:([^\n]+)\n/
const base = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

export function findProgram(w: Work, pid: Pid, path: string, argv: readonly string[], cwd?: string, depth = 0): Image {
  const who = cwd === undefined ? cred(w, pid) : { ...cred(w, pid), cwd }
  const info = stat(w.state.fs, who, path)
  if (info.kind !== 'file' || !access(w.state.fs, who, path, 'x')) throw new SysError('EACCES', path)
  const [, handle] = open(w.state.fs, { ...who, caps: ['CAP_DAC_OVERRIDE'] }, path, { read: true })
  const head = readAt(w.state.fs, handle, 0, 256)
  if (head.startsWith('#!')) return interpreted(w, pid, path, argv, head, cwd, depth)
  if (!head.startsWith('\x7fELF')) throw new SysError('ENOEXEC', path)
  const exe = realpath(w.state.fs, who, path)
  const name = standIn.exec(head)?.[1] ?? base(exe)
  const program = name === 'busybox' ? applet(argv) : name
  if (w.programs[program] === undefined && w.programs['unsimulated'] === undefined) throw new SysError('ENOEXEC', path)
  const played = w.programs[program] === undefined ? 'unsimulated' : program
  const setuid = (info.mode & 0o4000) !== 0 && { setuid: info.uid }
  const setgid = (info.mode & 0o2000) !== 0 && { setgid: info.gid }
  return { program: played, exe, argv, comm: base(path).slice(0, 15), ...setuid, ...setgid }
}

/** A link called `ls` is the applet ls; `busybox ls` is the busybox that becomes it. */
const applet = (argv: readonly string[]): string => base(argv[0] ?? 'busybox').replace(/^-/, '')

function interpreted(
  w: Work,
  pid: Pid,
  path: string,
  argv: readonly string[],
  head: string,
  cwd: string | undefined,
  depth: number,
): Image {
  if (depth > 4) throw new SysError('ELOOP', path)
  const line = /^#!\s*(\S+)(?:[ \t]+([^\n]*?))?\s*(?:\n|$)/.exec(text(head))
  if (line === null) throw new SysError('ENOEXEC', path)
  const [, interpreter = '', option] = line
  const words = [interpreter, ...(option ? [option] : []), path, ...argv.slice(1)]
  const image = findProgram(w, pid, interpreter, words, cwd, depth + 1)
  return { program: image.program, exe: image.exe, argv: image.argv, comm: base(path).slice(0, 15) }
}
