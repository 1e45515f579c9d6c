import { utf8, type Bytes } from '../../base/bytes'
import { strerror, SysError, type Errno } from '../wire/errno'
import type { Program, Sys, Turn } from '../wire/sys'

/**
 * What most programs are built from: a program that never blocks, its voice on standard output and standard error,
 * and the two dialects, GNU's and BusyBox's. Arguments, paths and names are text; file contents are bytes.
 */

/** The end of a path: `/bin/ls` is `ls`. */
export const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

export const isBusybox = (sys: Sys): boolean => baseName(sys.exe) === 'busybox'

/** What a program calls itself in its messages: GNU says it as it was called, BusyBox by the applet's name. */
export const calledAs = (sys: Sys): string => {
  const name = sys.argv[0] ?? ''
  return isBusybox(sys) ? baseName(name) : name
}

/** Text to standard output. */
export const put = (sys: Sys, words: string): void => {
  if (words !== '') sys.write(1, utf8(words))
}

/** Bytes to standard output. */
export const putBytes = (sys: Sys, bytes: Bytes): void => {
  if (bytes !== '') sys.write(1, bytes)
}

/** `name: words` and a newline to standard error. */
export const complain = (sys: Sys, words: string): void => sys.write(2, utf8(`${calledAs(sys)}: ${words}\n`))

/** Complains and gives the exit status that goes with it. */
export const fail = (sys: Sys, words: string, status = 1): number => {
  complain(sys, words)
  return status
}

/** The words of a system call's error; anything else is a fault of the simulator and goes on up. */
export const why = (error: unknown): string => strerror[errnoOf(error)]

export const errnoOf = (error: unknown): Errno => {
  if (error instanceof SysError) return error.errno
  throw error
}

/** Runs `act`; where the system refuses, `refused` says it and the answer is false. A broken pipe is not for it to handle. */
export function attempt(act: () => void, refused: (words: string, errno: Errno) => void): boolean {
  try {
    act()
    return true
  } catch (error) {
    const errno = errnoOf(error)
    if (errno === 'EPIPE') throw error
    refused(strerror[errno], errno)
    return false
  }
}

/** A value, or undefined where the system refuses. */
export function orUndefined<T>(act: () => T): T | undefined {
  try {
    return act()
  } catch (error) {
    errnoOf(error)
    return undefined
  }
}

/** The status of a program's end when its own reader is gone: 128 + SIGPIPE, as a shell reports it. */
const brokenPipe = 141

/** Ends quietly where nobody reads any more. */
export function quietly<S>(act: () => Turn<S>): Turn<S> {
  try {
    return act()
  } catch (error) {
    if (errnoOf(error) === 'EPIPE') return { turn: 'exit', status: brokenPipe }
    throw error
  }
}

export const exit = (status: number): Turn<never> => ({ turn: 'exit', status })

/** A program that does all it does in one go. */
export const oneShot = (name: string, main: (sys: Sys, args: readonly string[]) => number): Program<null> => ({
  name,
  start: (sys) => quietly(() => exit(main(sys, sys.argv.slice(1)))),
  resume: () => exit(0),
})

/** Where a program's file is, as execvp looks for it; undefined when it is nowhere. */
export function lookPath(sys: Sys, file: string, path = sys.env['PATH'] ?? '/usr/bin:/bin'): string | undefined {
  if (file.includes('/')) return file
  for (const dir of path.split(':')) {
    const candidate = `${dir === '' ? '.' : dir}/${file}`
    const stat = orUndefined(() => sys.stat(candidate))
    if (stat?.kind === 'file' && sys.access(candidate, 'x')) return candidate
  }
  return undefined
}

/** Writes into a file that is there: one of /proc or /sys takes what is written, it cannot be replaced. */
export function writeInto(sys: Sys, path: string, words: string): void {
  const fd = sys.open(path, { write: true })
  try {
    sys.write(fd, utf8(words))
  } finally {
    sys.close(fd)
  }
}

/** A file's text line by line, or nothing where it cannot be read: for /etc and /proc. */
export const linesOf = (sys: Sys, path: string): readonly string[] => {
  const bytes = orUndefined(() => sys.readFile(path))
  return bytes === undefined || bytes === '' ? [] : bytes.replace(/\n$/, '').split('\n')
}
