import * as fc from 'fast-check'
import * as vfs from '../../../src/sim/kernel/fs/vfs'
import type { FsState } from '../../../src/sim/kernel/fs/types'
import { errnoOf, root } from './cred'

/** One call on paths below a directory. */
export interface Op {
  readonly call:
    | 'mkdir'
    | 'rmdir'
    | 'unlink'
    | 'write'
    | 'append'
    | 'rename'
    | 'symlink'
    | 'link'
    | 'chmod'
    | 'truncate'
    | 'read'
    | 'readdir'
  readonly a: string
  readonly b: string
}

const name = fc.constantFrom('a', 'b', 'c')
const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => names.join('/'))
const calls = [
  'mkdir',
  'mkdir',
  'rmdir',
  'unlink',
  'write',
  'append',
  'rename',
  'symlink',
  'link',
  'chmod',
  'truncate',
  'read',
  'readdir',
] as const

export const opArb: fc.Arbitrary<Op> = fc.record({ call: fc.constantFrom(...calls), a: path, b: path })

export const opsArb = fc.array(opArb, { maxLength: 30 })

/** Does it below `top`; gives the new state and what the caller was told: an errno, or the answer. */
export function perform(fs: FsState, top: string, op: Op): readonly [FsState, string] {
  let next = fs
  let said = ''
  const [a, b] = [`${top}/${op.a}`, `${top}/${op.b}`]
  const change = (state: FsState) => {
    next = state
  }
  const errno = errnoOf(() => {
    if (op.call === 'mkdir') change(vfs.mkdir(fs, root, a))
    else if (op.call === 'rmdir') change(vfs.rmdir(fs, root, a))
    else if (op.call === 'unlink') change(vfs.unlink(fs, root, a))
    else if (op.call === 'write') change(vfs.writeFile(fs, root, a, op.b))
    else if (op.call === 'append') change(vfs.writeFile(fs, root, a, op.b, 0o600, true))
    else if (op.call === 'rename') change(vfs.rename(fs, root, a, b))
    else if (op.call === 'symlink') change(vfs.symlink(fs, root, op.a.includes('/') ? `${top}/${op.a}` : op.a, b))
    else if (op.call === 'link') change(vfs.link(fs, root, a, b))
    else if (op.call === 'chmod') change(vfs.chmod(fs, root, a, 0o700))
    else if (op.call === 'truncate') change(vfs.truncate(fs, root, a, 3))
    else if (op.call === 'read') said = vfs.readFile(fs, root, a)
    else
      said = vfs
        .readdir(fs, root, a)
        .map((entry) => `${entry.kind} ${entry.name}`)
        .join()
  })
  return [next, errno ?? said]
}

/** A tree as lines: everything but times; which of two hard links is called the first is no difference. */
export const lines = (fs: FsState, path: string): string[] =>
  vfs.readTree(fs, root, path).map((e) => {
    const { kind, mode } = vfs.lstat(fs, root, `${path}/${e.path}`)
    const what = kind === 'file' ? `=${vfs.readFile(fs, root, `${path}/${e.path}`)}` : (e.dev?.join(':') ?? '')
    const target = kind === 'symlink' ? `-> ${vfs.readlink(fs, root, `${path}/${e.path}`)}` : ''
    return `${kind} ${e.path} ${mode.toString(8)} ${what}${target}`
  })
