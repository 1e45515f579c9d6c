import { text, type Bytes } from '../../../../base/bytes'
import { unbase64 } from '../../../../base/base64'
import type { FileEntry } from '../../../../base/file-entry'
import { dirOf, nameOf } from '../../../../base/path'
import { packTar, unpackTar } from '../../../../base/tar'
import { humanSize } from '../../../../base/units'
import { SysError } from '../../../wire/errno'
import type { Sys } from '../../../wire/sys'
import { verb, type Cli } from '../../engine'
import { daemonError, failed } from '../../errors'
import { on } from '../../flags/parse'
import { absolute } from '../../flags/mount'
import { goErrno } from '../../run/environment'
import { isAnswer } from '../shapes'

/**
 * docker cp: a tar archive between a container and this machine.
 *
 * @models docker/cli cli/command/container/cp.go, moby pkg/archive/copy.go
 * @fidelity part: links in the container's destination are followed by the daemon only
 */
interface Copying {
  readonly container: string
  readonly inside: string
  readonly outside: string
  readonly input: Bytes
}

export const cp = verb<Copying>({
  start(c) {
    const [source = '', target = ''] = c.parsed.args
    const [from, to] = [split(source), split(target)]
    if (from.container !== '' && to.container !== '') return c.fail('copying between containers is not supported')
    if (from.container === '' && to.container === '') return c.fail('must specify at least one container source')
    if (from.container !== '') {
      c.data = { container: from.container, inside: from.path, outside: target, input: '' }
      return void c.call(
        { method: 'GET', path: `/containers/${from.container}/archive`, query: { path: inContainer(from.path) } },
        'copiedOut',
      )
    }
    c.data = { container: to.container, inside: to.path, outside: source, input: '' }
    if (source === '-') return c.read('typed')
    try {
      c.sys.lstat(absolute(source, c.sys.cwd()))
    } catch (error) {
      if (!(error instanceof SysError)) throw error
      return c.fail(`lstat ${absolute(source, c.sys.cwd())}: ${goErrno(error)}`)
    }
    c.call(
      { method: 'HEAD', path: `/containers/${to.container}/archive`, query: { path: inContainer(to.path) } },
      'looked',
    )
  },
  phases: {
    copiedOut(c, heard) {
      if (!isAnswer(heard)) return
      if (failed(heard)) return c.fail(daemonError(heard))
      if (c.data.outside === '-') {
        c.outBytes(heard.body)
        return c.exit(0)
      }
      const error = unpack(c, heard.body)
      if (error !== undefined) return c.fail(error)
      told(c, heard.body.length, absolute(c.data.outside, c.sys.cwd()))
      c.exit(0)
    },
    typed(c, heard) {
      if (heard.on !== 'stdin') return
      if (heard.eof) put(c, inContainer(c.data.inside), c.data.input)
      else c.data = { ...c.data, input: c.data.input + heard.data }
    },
    looked(c, heard) {
      if (!isAnswer(heard)) return
      const stat = heard.headers['X-Docker-Container-Path-Stat']
      if (failed(heard) && heard.status !== 404) return c.fail(daemonError(heard))
      const mode = stat === undefined ? undefined : (JSON.parse(text(unbase64(stat))) as { mode: number }).mode
      copyIn(c, mode === undefined ? 'none' : mode >= 2 ** 31 ? 'dir' : 'file')
    },
    copiedIn(c, heard) {
      if (!isAnswer(heard)) return
      if (failed(heard)) c.fail(daemonError(heard))
      else {
        told(c, c.data.input.length, `${c.data.container}:${c.data.inside}`)
        c.exit(0)
      }
    },
  },
})

/** `NAME:path`; a path that begins with `.` or `/` is a local one. */
function split(arg: string): { readonly container: string; readonly path: string } {
  const cut = arg.indexOf(':')
  if (arg === '-' || cut < 0 || /^[./]/.test(arg)) return { container: '', path: arg }
  return { container: arg.slice(0, cut), path: arg.slice(cut + 1) }
}

const inContainer = (path: string): string => (path.startsWith('/') ? path : `/${path}`)

/** To a directory under its own name, or to a new name in the directory above. */
function copyIn(c: Cli<Copying>, there: 'none' | 'dir' | 'file'): void {
  const { outside, inside } = c.data
  const source = absolute(outside, c.sys.cwd())
  const contents = /(^|\/)\.$/.test(outside)
  const isDir = c.sys.stat(source).kind === 'dir'
  if (there === 'none' && inside.endsWith('/') && !isDir) return c.fail('no such directory')
  if (there === 'file' && isDir) return c.fail('cannot copy directory')
  const goal = inContainer(inside).replace(/\/+$/, '') || '/'
  const into = there === 'dir' ? goal : dirOf(goal)
  const name = there === 'dir' ? (contents ? '' : nameOf(source)) : nameOf(goal)
  const files = tree(c.sys, source, contents && there === 'dir' ? '' : name)
  c.data = { ...c.data, input: packTar(on(c.parsed, 'archive') ? files : files.map((f) => ({ ...f, uid: 0, gid: 0 }))) }
  put(c, into, c.data.input)
}

function put(c: Cli<Copying>, path: string, data: Bytes): void {
  const query = { path, noOverwriteDirNonDir: 'true', copyUIDGID: on(c.parsed, 'archive') ? 'true' : undefined }
  c.call(
    { method: 'PUT', path: `/containers/${c.data.container}/archive`, query, raw: { type: 'text/plain', data } },
    'copiedIn',
  )
}

function tree(sys: Sys, file: string, path: string): FileEntry[] {
  const { kind, mode, uid, gid, mtime, size } = sys.lstat(file)
  const common = { path, mode: mode & 0o7777, uid, gid, mtime }
  if (kind === 'symlink') return [{ ...common, type: 'symlink', link: sys.readlink(file) }]
  if (kind === 'file') return [{ ...common, type: 'file', data: sys.readFile(file), size }]
  if (kind !== 'dir') return []
  const inside = sys
    .readdir(file)
    .flatMap((e) => tree(sys, `${file}/${e.name}`, path === '' ? e.name : `${path}/${e.name}`))
  return path === '' ? inside : [{ ...common, type: 'dir' }, ...inside]
}

function unpack(c: Cli<Copying>, archive: Bytes): string | undefined {
  const { sys } = c
  const target = absolute(c.data.outside, sys.cwd())
  const entries = unpackTar(archive)
  const [first] = entries
  if (first === undefined) return undefined
  const base = first.path.split('/')[0]!
  const kind = kindOf(sys, target)
  const contents = /(^|\/)\.$/.test(c.data.inside)
  if (kind === undefined && c.data.outside.endsWith('/') && first.type !== 'dir') return 'no such directory'
  if (kind === 'file' && first.type === 'dir') return 'cannot copy directory'
  if (kind === undefined && kindOf(sys, dirOf(target)) !== 'dir')
    return `invalid output path: directory ${JSON.stringify(dirOf(target))} does not exist`
  const root = kind === 'dir' && !contents ? `${target}/${base}` : target
  try {
    for (const entry of entries) writeEntry(sys, entry, `${root}${entry.path.slice(base.length)}`.replace(/\/$/, ''))
    return undefined
  } catch (error) {
    if (!(error instanceof SysError)) throw error
    return `${error.path ?? root}: ${goErrno(error)}`
  }
}

function kindOf(sys: Sys, path: string): string | undefined {
  try {
    return sys.stat(path).kind
  } catch {
    return undefined
  }
}

function writeEntry(sys: Sys, entry: FileEntry, path: string): void {
  if (entry.type === 'dir') {
    if (kindOf(sys, path) !== 'dir') sys.mkdir(path, entry.mode)
  } else if (entry.type === 'symlink') sys.symlink(entry.link ?? '', path)
  else if (entry.type === 'file') {
    sys.writeFile(path, entry.data ?? '', entry.mode)
    if ((entry.size ?? 0) > (entry.data ?? '').length) sys.truncate(path, entry.size!)
    sys.chmod(path, entry.mode)
  } else return
  if (entry.type !== 'symlink') sys.utimes(path, entry.mtime)
}

function told(c: Cli<Copying>, size: number, where: string): void {
  if (!on(c.parsed, 'quiet') && c.sys.isatty(2)) c.err(`Successfully copied ${humanSize(size)} to ${where}\n`)
}
