import { text as fromUtf8, utf8 } from '../../../../base/bytes'
import { SysError } from '../../../wire/errno'
import { orUndefined } from '../../face'
import { text } from '../machine/convert'
import { fail } from '../machine/errors'
import { arr, isThing, obj, truth, type Obj, type Value } from '../machine/value'
import type { Machine, NativeFn } from '../machine/core'

/** A call to the system; its errors become errors of Node. */
function asking<T>(what: string, path: string, act: () => T): T {
  try {
    return act()
  } catch (error) {
    if (!(error instanceof SysError)) throw error
    const code = error.errno
    throw fail('Error', `${code}: ${reasons[code] ?? code}, ${what} '${path}'`, { code, syscall: what, path })
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or directory',
  EACCES: 'permission denied',
  EEXIST: 'file already exists',
  EISDIR: 'illegal operation on a directory',
  ENOTDIR: 'not a directory',
}

const write = (m: Machine, path: string, value: Value, append: boolean): undefined => {
  const words = utf8(text(value))
  const old = append ? (orUndefined(() => m.sys.readFile(path)) ?? '') : ''
  asking('open', path, () => m.sys.writeFile(path, old + words, 0o644))
  return undefined
}

export const read = (m: Machine, path: string, how: Value): Value => {
  if (orUndefined(() => m.sys.stat(path))?.kind === 'dir')
    throw fail('Error', 'EISDIR: illegal operation on a directory, read', { code: 'EISDIR', syscall: 'read' })
  const words = fromUtf8(asking('open', path, () => m.sys.readFile(path)))
  return how === undefined ? obj({ '.text': words }, 'Buffer') : words
}

const made = (m: Machine, path: string, deep: boolean): undefined => {
  const parts = path.split('/')
  for (let i = deep ? 1 : parts.length; i <= parts.length; i++) {
    const part = parts.slice(0, i).join('/')
    if (part === '' || (deep && orUndefined(() => m.sys.stat(part)))) continue
    asking('mkdir', path, () => m.sys.mkdir(part))
  }
  return undefined
}

const later =
  (act: (m: Machine, args: readonly Value[]) => Value): NativeFn =>
  (m, args) => {
    const callback = args.map((each) => isThing(each) && each.t === 'fn').lastIndexOf(true)
    const fn = args[callback]
    try {
      const value = act(m, args.slice(0, callback < 0 ? undefined : callback))
      m.core.tasks.push({ call: fn, args: [null, value] })
    } catch (error) {
      if (typeof error !== 'object' || error === null || !('value' in error)) throw error
      m.core.tasks.push({ call: fn, args: [error.value as Value] })
    }
    return undefined
  }

export const fileNatives: Readonly<Record<string, NativeFn>> = {
  'fs.readFileSync': (m, [path, how]) => read(m, text(path), how),
  'fs.writeFileSync': (m, [path, value]) => write(m, text(path), value, false),
  'fs.appendFileSync': (m, [path, value]) => write(m, text(path), value, true),
  'fs.existsSync': (m, [path]) => orUndefined(() => m.sys.stat(text(path))) !== undefined,
  'fs.mkdirSync': (m, [path, options]) =>
    made(m, text(path), isThing(options) && options.t === 'obj' && truth(options.m.get('recursive'))),
  'fs.readdirSync': (m, [path]) =>
    arr(asking('scandir', text(path), () => m.sys.readdir(text(path)).map((entry) => entry.name))),
  'fs.unlinkSync': (m, [path]) => (asking('unlink', text(path), () => m.sys.unlink(text(path))), undefined),
  'fs.statSync': (m, [path]) => {
    const stat = asking('stat', text(path), () => m.sys.stat(text(path)))
    return obj({ size: stat.size, mode: stat.mode, '.kind': stat.kind }, 'Stats')
  },
  'Stats#isDirectory': (_m, _a, self) => (self as Obj).m.get('.kind') === 'dir',
  'Stats#isFile': (_m, _a, self) => (self as Obj).m.get('.kind') === 'file',
  'fs.readFile': later((m, [path, how]) => read(m, text(path), how)),
  'fs.writeFile': later((m, [path, value]) => write(m, text(path), value, false)),
}
