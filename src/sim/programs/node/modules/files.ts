import { text as fromUtf8, utf8 } from '../../../../base/bytes'
import { SysError } from '../../../wire/errno'
import { join } from '../../coreutils/walk'
import { orUndefined } from '../../face'
import { hasKind } from '../../script/kind'
import { text } from '../machine/convert'
import { fail, type Thrown } from '../machine/errors'
import { arr, isKind, isThing, native, obj, promise, truth, type Obj, type Value } from '../machine/value'
import type { Machine, NativeFn } from '../machine/core'

/**
 * fs: each call at once, with a callback, and as a promise.
 *
 * @models nodejs.org/api/fs.html
 * @fidelity part: whole files; no descriptors, streams or watching
 */

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

type Act = (m: Machine, args: readonly Value[]) => Value

const isDeep = (options: Value): boolean =>
  isThing(options) && options.t === 'obj' && truth(options.m.get('recursive') ?? false)

function removed(m: Machine, path: string, deep: boolean): undefined {
  if (deep && asking('rm', path, () => m.sys.lstat(path)).kind === 'dir') {
    for (const entry of m.sys.readdir(path)) removed(m, join(path, entry.name), true)
    m.sys.rmdir(path)
  } else asking('unlink', path, () => m.sys.unlink(path))
  return undefined
}

function statOf(m: Machine, path: string): Value {
  const stat = asking('stat', path, () => m.sys.stat(path))
  return obj({ size: stat.size, mode: stat.mode, '.kind': stat.kind }, 'Stats')
}

const acts: Readonly<Record<string, Act>> = {
  readFile: (m, [path, how]) => read(m, text(path), how),
  writeFile: (m, [path, value]) => write(m, text(path), value, false),
  appendFile: (m, [path, value]) => write(m, text(path), value, true),
  mkdir: (m, [path, options]) => made(m, text(path), isDeep(options)),
  readdir: (m, [path]) =>
    arr(asking('scandir', text(path), () => m.sys.readdir(text(path)).map((entry) => entry.name))),
  unlink: (m, [path]) => removed(m, text(path), false),
  rm: (m, [path, options]) => removed(m, text(path), isDeep(options)),
  rmdir: (m, [path]) => (asking('rmdir', text(path), () => m.sys.rmdir(text(path))), undefined),
  rename: (m, [from, to]) => (asking('rename', text(from), () => m.sys.rename(text(from), text(to))), undefined),
  copyFile: (m, [from, to]) =>
    write(m, text(to), fromUtf8(asking('copyfile', text(from), () => m.sys.readFile(text(from)))), false),
  access: (m, [path]) => (asking('access', text(path), () => m.sys.stat(text(path))), undefined),
  stat: (m, [path]) => statOf(m, text(path)),
}

/** What an act gave, or what it threw. */
function outcome(m: Machine, act: Act, args: readonly Value[]): { readonly value: Value; readonly failed: boolean } {
  try {
    return { value: act(m, args), failed: false }
  } catch (error) {
    if (!hasKind<Thrown>(error, 'thrown') || isKind(error.value, 'unsimulated')) throw error
    return { value: error.value, failed: true }
  }
}

/** The disk takes its time: what waits for it comes behind what promises have waiting. */
function fromDisk(m: Machine, call: Value, args: Value[]): void {
  m.core.timers.push({ id: m.core.next++, at: m.sys.now() + 100, call, args })
}

const later =
  (act: Act): NativeFn =>
  (m, args) => {
    const callback = args.map((each) => isThing(each) && (each.t === 'fn' || each.t === 'native')).lastIndexOf(true)
    if (callback < 0)
      throw fail('TypeError', 'The "cb" argument must be of type function. Received undefined', {
        code: 'ERR_INVALID_ARG_TYPE',
      })
    const { value, failed } = outcome(m, act, args.slice(0, callback))
    fromDisk(m, args[callback], failed ? [value] : [null, value])
    return undefined
  }

const promised =
  (act: Act): NativeFn =>
  (m, args) => {
    const { value, failed } = outcome(m, act, args)
    const gives = promise()
    fromDisk(m, native(failed ? '.reject' : '.resolve', gives), [value])
    return gives
  }

const named = (name: (act: string) => string, how: (act: Act) => NativeFn): Record<string, NativeFn> =>
  Object.fromEntries(Object.entries(acts).map(([each, act]) => [name(each), how(act)]))

export const fileNames = Object.keys(acts)

/** Each as `readFileSync`, as `readFile` with a callback, and as what gives a promise. */
export const fileNatives: Readonly<Record<string, NativeFn>> = {
  ...named(
    (name) => `fs.${name}Sync`,
    (act) => (m, args) => act(m, args),
  ),
  ...named((name) => `fs.${name}`, later),
  ...named((name) => `fs/promises.${name}`, promised),
  'fs.existsSync': (m, [path]) => orUndefined(() => m.sys.stat(text(path))) !== undefined,
  'Stats#isDirectory': (_m, _a, self) => (self as Obj).m.get('.kind') === 'dir',
  'Stats#isFile': (_m, _a, self) => (self as Obj).m.get('.kind') === 'file',
}
