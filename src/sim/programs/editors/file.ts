import type { Bytes } from '../../../base/bytes'
import { dirOf } from '../../../base/path'
import type { Errno } from '../../wire/errno'
import type { Stat, Sys } from '../../wire/sys'
import { attempt, orUndefined } from '../face'
import { begunWith, textFor, told, wholeOf, type Dialect, type Editing } from './editing'
import { linesOf } from './text'

/**
 * A file is read and written as the three editors do it, in their words. BusyBox's vi and nano write into the file that is there; vim, where it
 * may, puts a new file in its place: a container that has the old one mounted goes on seeing the old one.
 *
 * @models vim bufwrite.c ('backupcopy' is auto), busybox editors/vi.c, nano files.c
 * @fidelity part: no swap file, no check whether somebody else has written in the meantime
 */
export function opened(sys: Sys, dialect: Dialect, file: string, forced: boolean): Editing {
  const blank = (words: string, keepsName: boolean): Editing =>
    told(begunWith(dialect, { file: keepsName ? file : '', fresh: true }), words)
  if (file === '') return begunWith(dialect, { fresh: true })
  let refusal: readonly [words: string, errno: Errno] | undefined
  let contents: Bytes | undefined
  attempt(
    () => (contents = sys.readFile(file)),
    (words, errno) => (refusal = [words, errno]),
  )
  if (contents === undefined) return notRead(dialect, file, refusal?.[1] ?? 'EIO', refusal?.[0] ?? '', blank)
  const locked = forced || !sys.access(file, 'w')
  const editing = begunWith(dialect, {
    file,
    original: contents,
    text: textFor(dialect, contents),
    readonly: dialect === 'nano' ? forced : locked,
  })
  return told(editing, greeting(editing, locked && !forced))
}

function notRead(
  dialect: Dialect,
  file: string,
  errno: Errno,
  words: string,
  blank: (words: string, keepsName: boolean) => Editing,
): Editing {
  if (dialect === 'busybox') return blank('', true)
  if (errno === 'EISDIR')
    return blank(dialect === 'vim' ? `"${file}" is a directory` : `[ "${file}" is a directory ]`, false)
  if (dialect === 'nano')
    return errno === 'ENOENT' ? blank('[ New File ]', true) : blank(`[ Error reading ${file}: ${words} ]`, false)
  return blank(`"${file}" ${errno === 'ENOENT' ? '[New]' : '[Permission Denied]'}`, true)
}

const count = (lines: number): string => `${lines} line${lines === 1 ? '' : 's'}`

const linesIn = (contents: Bytes): number => (contents === '' ? 0 : linesOf(contents).length)

function greeting({ dialect, file, original, readonly }: Editing, locked: boolean): string {
  const lines = linesIn(original)
  if (dialect === 'busybox') return ''
  if (dialect === 'nano') return `[ Read ${count(lines)}${locked ? ' (warn: no write permission)' : ''} ]`
  const noEnd = original !== '' && !original.endsWith('\n') ? '[noeol] ' : ''
  return `"${file}" ${readonly ? '[readonly] ' : ''}${noEnd}${lines}L, ${original.length}B`
}

export interface Written {
  readonly editing: Editing
  readonly done: boolean
}

/** Writes the text to `file`; the answer carries the editor's words in `message`. */
export function written(sys: Sys, editing: Editing, file: string, force: boolean): Written {
  const { dialect } = editing
  const refuse = (words: string): Written => ({ editing: told(editing, words, true), done: false })
  if (file === '') return refuse(dialect === 'vim' ? 'E32: No file name' : 'No current filename')
  const there = orUndefined(() => sys.stat(file))
  if (editing.readonly && !force && file === editing.file) return refuse(locked(dialect, file))
  if (there !== undefined && file !== editing.file && !force && dialect === 'vim')
    return refuse('E13: File exists (add ! to override)')
  const contents = wholeOf(editing)
  let refusal: string | undefined
  attempt(
    () =>
      dialect === 'vim' && there !== undefined ? replace(sys, file, there, contents) : overwrite(sys, file, contents),
    (words) => (refusal = notWritten(dialect, file, words)),
  )
  if (refusal !== undefined) return refuse(refusal)
  const fresh = there === undefined
  const saved: Editing = { ...editing, file, original: contents, modified: false, readonly: false, fresh: false }
  return { editing: told(saved, success(dialect, file, contents, fresh)), done: true }
}

const locked = (dialect: Dialect, file: string): string =>
  dialect === 'vim' ? "E45: 'readonly' option is set (add ! to override)" : `'${file}' is read only`

const notWritten = (dialect: Dialect, file: string, words: string): string =>
  dialect === 'vim'
    ? `"${file}" E212: Can't open file for writing`
    : dialect === 'nano'
      ? `[ Error writing ${file}: ${words} ]`
      : `'${file}' ${words}`

function success(dialect: Dialect, file: string, contents: Bytes, fresh: boolean): string {
  const lines = linesIn(contents)
  if (dialect === 'nano') return `[ Wrote ${count(lines)} ]`
  if (dialect === 'busybox') return `'${file}' ${lines}L, ${contents.length}C`
  return `"${file}" ${fresh ? '[New] ' : ''}${lines}L, ${contents.length}B written`
}

function overwrite(sys: Sys, file: string, contents: Bytes): void {
  const fd = sys.open(file, { write: true, create: true, truncate: true }, 0o666)
  try {
    sys.write(fd, contents)
  } finally {
    sys.close(fd)
  }
}

/** The old file becomes a backup, the text a new file, and then the backup goes. Where that would change more than the text, as nano does. */
function replace(sys: Sys, file: string, there: Stat, contents: Bytes): void {
  const backup = `${file}~`
  const plain = orUndefined(() => sys.lstat(file))?.kind === 'file' && there.nlink === 1
  const mine = sys.uid === 0 || (there.uid === sys.uid && there.gid === sys.gid)
  const free = orUndefined(() => sys.lstat(backup)) === undefined && sys.access(dirOf(file), 'w')
  if (!plain || !mine || !free || orUndefined(() => (sys.rename(file, backup), true)) === undefined)
    return overwrite(sys, file, contents)
  try {
    overwrite(sys, file, contents)
    sys.chmod(file, there.mode & 0o7777)
    if (sys.uid === 0) sys.chown(file, there.uid, there.gid)
  } catch (error) {
    orUndefined(() => sys.rename(backup, file))
    throw error
  }
  sys.unlink(backup)
}
